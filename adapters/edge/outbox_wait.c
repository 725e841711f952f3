/* SPDX-License-Identifier: EUPL-1.2 */
/* outbox_wait - what waits: for the broker's answer, and for too long. */
#include <stdio.h>

#include "edge/outbox_way.h"

#include "base/log.h"
#include "edge/hooks.h"
#include "edge/outbox_row.h"
#include "edge/outbox_stage.h"

/* Not before the broker has answered what it is about: the exchange or consent that an order names, and
 * all that was said of a consent that an exchange rests on, a later withdrawal too. One that overtakes it
 * (the other was put off) would be refused, or be judged by what holds no longer. */
#define MAY_GO                                                                                     \
    "NOT (o.recipient = ?4 AND EXISTS (SELECT 1 FROM outbox t WHERE t.id = o.in_reply_to"          \
    " AND t.party = ?1 AND t.stage = ?2)) AND NOT EXISTS (SELECT 1 FROM outbox_consent c"          \
    " JOIN consent_message m ON m.consent = c.consent JOIN outbox t ON t.id = m.id"                \
    " WHERE c.id = o.id AND t.party = ?1 AND t.stage = ?2)"

enum fault outbox_way_waiting(struct party_state *party, size_t limit, struct uuid ret_ids[],
                              size_t *ret_n, struct error *err)
{
    CLEANUP(spool_rows_free) struct spool_rows *rows = NULL;
    size_t n = 0;
    bool has = true;
    enum fault fault =
        spool_query(party->shared->spool,
                    "SELECT o.id FROM outbox o WHERE o.party = ?1 AND o.stage = ?2"
                    " AND o.submit IS NOT NULL AND " MAY_GO " ORDER BY o.place LIMIT ?3",
                    SPOOL_VALUES(spool_text(party->name), spool_number(OUTBOX_SPOOLED),
                                 spool_number((int64_t)limit), spool_text(PARTY_BUS)),
                    &rows, err);

    while (!fault && has) {
        fault = spool_next(rows, &has, err);
        if (!fault && has)
            (void)spool_copy_bytes(rows, 0, ret_ids[n++].bytes, UUID_SIZE);
    }
    if (!fault)
        *ret_n = n;
    return fault;
}

enum fault outbox_way_frame(struct party_state *party, const struct uuid *id,
                            struct buffer *ret_frame, struct error *err)
{
    CLEANUP(spool_rows_free) struct spool_rows *rows = NULL;
    bool has = false;
    enum fault fault = spool_query(
        party->shared->spool,
        "SELECT submit FROM outbox WHERE id = ?1 AND party = ?2"
        " AND submit IS NOT NULL",
        SPOOL_VALUES(spool_blob(id->bytes, UUID_SIZE), spool_text(party->name)), &rows, err);

    if (!fault)
        fault = spool_next(rows, &has, err);
    if (!fault && has)
        buffer_append_bytes(ret_frame, spool_get_bytes(rows, 0));
    return fault;
}

/* The same bytes would be answered in the same way for ever. */
static bool is_final(const char *code)
{
    static const char *const codes[] = {
        "bad_frame",  "wrong_party", "wrong_log", "bad_signature",    "not_canonical",
        "bad_digest", "bad_content", "conflict",  "id_out_of_window", "too_large",
    };

    for (size_t i = 0; i < ARRAY_SIZE(codes); i++) {
        if (strcmp(codes[i], code) == 0)
            return true;
    }
    return false;
}

static bool is_passing(const char *code)
{
    return strcmp(code, "busy") == 0 || strcmp(code, "unavailable") == 0 ||
           strcmp(code, "not_welcome") == 0;
}

/* `code` is the broker's word: it was checked to be a token. */
static enum fault store_error(struct party_state *party, struct outbox_row *row, const char *code,
                              enum outbox_error *ret_what, struct error *err)
{
    char id[TEXT_UUID_SIZE], alarm[40];
    enum fault fault;

    uuid_write(&row->sent.id, id);
    if (is_passing(code)) {
        *ret_what = OUTBOX_ERROR_LATER;
        return FAULT_NONE;
    }
    snprintf(alarm, sizeof(alarm), "%s", code);
    *ret_what = is_final(code) ? OUTBOX_ERROR_FINAL : OUTBOX_ERROR_LATER;
    log_event(LOG_LEVEL_ERROR, "submit_not_taken", "party=%s id=%s code=%s final=%d", party->name,
              id, code, *ret_what == OUTBOX_ERROR_FINAL);
    if (*ret_what == OUTBOX_ERROR_LATER)
        return outbox_row_alarm(party, &row->sent.id, alarm, err);
    fault = outbox_row_step(party, row, OUTBOX_NOT_SENT, err);
    if (!fault)
        fault = spool_run(party->shared->spool, "UPDATE outbox SET code = ?2 WHERE id = ?1",
                          SPOOL_VALUES(spool_blob(row->sent.id.bytes, UUID_SIZE), spool_text(code)),
                          err);
    if (!fault)
        fault = outbox_row_alarm(party, &row->sent.id, "", err);
    return fault;
}

enum fault outbox_way_error(struct party_state *party, const struct uuid *id, const char *code,
                            enum outbox_error *ret_what, struct error *err)
{
    struct outbox_row row;
    bool has = false;
    enum fault fault;

    *ret_what = OUTBOX_ERROR_NOT_OURS;
    fault = spool_begin(party->shared->spool, err);
    if (!fault)
        fault = outbox_row_read(party, id, &row, &has, err);
    if (!fault && has && row.stage == OUTBOX_SPOOLED)
        fault = store_error(party, &row, code, ret_what, err);
    return spool_end(party->shared->spool, fault, err);
}

static enum fault warn_of(struct party_state *party, struct spool_rows *rows, int64_t now_ms,
                          struct error *err)
{
    int64_t n_warned = spool_get_number(rows, 4);
    char text[TEXT_UUID_SIZE];
    enum fault fault;
    struct uuid id;

    if (!spool_copy_bytes(rows, 0, id.bytes, UUID_SIZE))
        return FAULT_NONE;
    uuid_write(&id, text);
    log_event(LOG_LEVEL_WARNING, "exchange_overdue",
              "party=%s id=%s stage=%s urgency=%s minutes=%lld times=%lld", party->name, text,
              outbox_stage_name((enum outbox_stage)spool_get_number(rows, 1)),
              spool_get_text(rows, 2), (long long)((now_ms - spool_get_number(rows, 3)) / 60000),
              (long long)n_warned + 1);
    fault = hooks_note(party, HOOK_ALARM, &id, "overdue", err);
    if (fault)
        return fault;
    return spool_run(
        party->shared->spool,
        "UPDATE outbox SET warned = warned + 1, warn_at_ms = ?2 WHERE id = ?1",
        SPOOL_VALUES(spool_blob(id.bytes, UUID_SIZE),
                     spool_number(now_ms + outbox_stage_warning_gap_ms((uint32_t)n_warned))),
        err);
}

static enum fault warn_all(struct party_state *party, int64_t now_ms, struct error *err)
{
    CLEANUP(spool_rows_free) struct spool_rows *rows = NULL;
    bool has = true;
    enum fault fault =
        spool_query(party->shared->spool,
                    "SELECT id, stage, urgency, stage_since_ms, warned FROM outbox"
                    " WHERE party = ?1 AND warn_at_ms <= ?2"
                    " ORDER BY warn_at_ms LIMIT 500",
                    SPOOL_VALUES(spool_text(party->name), spool_number(now_ms)), &rows, err);

    while (!fault && has) {
        fault = spool_next(rows, &has, err);
        if (!fault && has)
            fault = warn_of(party, rows, now_ms, err);
    }
    return fault;
}

/* A stage that began later than now, or a warning that is more than a day off for something overdue:
 * the clock has been set back. Limits count from now, then. */
#define CLOCK_WENT_BACK                                                                            \
    "(stage_since_ms > ?2 + 60000 OR (deadline_ms <= ?2 AND warn_at_ms > ?2 + 86400000))"

static enum fault follow_clock(struct party_state *party, int64_t now_ms, struct error *err)
{
    return spool_run(party->shared->spool,
                     "UPDATE outbox SET stage_since_ms = min(stage_since_ms, ?2),"
                     " deadline_ms = deadline_ms - max(0, stage_since_ms - ?2),"
                     " warn_at_ms = max(?2, deadline_ms - max(0, stage_since_ms - ?2))"
                     " WHERE party = ?1 AND warn_at_ms IS NOT NULL AND " CLOCK_WENT_BACK,
                     SPOOL_VALUES(spool_text(party->name), spool_number(now_ms)), err);
}

static enum fault next_warning(struct party_state *party, int64_t now_ms, int64_t *ret_next_ms,
                               struct error *err)
{
    CLEANUP(spool_rows_free) struct spool_rows *rows = NULL;
    bool has = false;
    enum fault fault =
        spool_query(party->shared->spool,
                    "SELECT min(iif(" CLOCK_WENT_BACK ", ?2, warn_at_ms))"
                    " FROM outbox WHERE party = ?1 AND warn_at_ms IS NOT NULL",
                    SPOOL_VALUES(spool_text(party->name), spool_number(now_ms)), &rows, err);

    if (!fault)
        fault = spool_next(rows, &has, err);
    if (!fault)
        *ret_next_ms = spool_get_is_null(rows, 0) ? INT64_MAX : spool_get_number(rows, 0);
    return fault;
}

enum fault outbox_way_warn(struct party_state *party, int64_t now_ms, int64_t *ret_next_ms,
                           struct error *err)
{
    struct spool *spool = party->shared->spool;
    enum fault fault = next_warning(party, now_ms, ret_next_ms, err);

    if (fault || *ret_next_ms > now_ms)
        return fault;
    fault = spool_begin(spool, err);
    if (!fault)
        fault = follow_clock(party, now_ms, err);
    if (!fault)
        fault = warn_all(party, now_ms, err);
    if (!fault)
        fault = next_warning(party, now_ms, ret_next_ms, err);
    return spool_end(spool, fault, err);
}
