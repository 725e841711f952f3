/* SPDX-License-Identifier: EUPL-1.2 */
/* outbox_view - what a sender is shown of its exchanges. */
#include <stdio.h>

#include "edge/outbox.h"

#include "base/clock.h"
#include "base/memory.h"
#include "edge/outbox_row.h"
#include "edge/outbox_stage.h"
#include "edge/spool_memory.h"

#define COLUMNS                                                                                    \
    "SELECT o.id, o.stage, o.party, o.recipient, o.about, p.idempotency_key, o.type, o.ground,"    \
    " o.urgency, o.created_ms, o.stage_since_ms, o.accepted_ms, o.handed_over_ms,"                 \
    " o.registered_ms, o.leaf_index, o.decided, o.code, o.rule, o.reason, o.forward,"              \
    " o.deadline_ms, o.attention, o.acknowledged, o.alarm, o.purpose, o.function, o.telephone,"    \
    " o.on_call, o.outcome, o.in_reply_to, o.correction_of, o.supersedes, o.superseded_by,"        \
    " o.ended_by, o.assessment_salt, o.task"                                                       \
    " FROM outbox o JOIN post p ON p.place = o.post "

enum { LIST_MAX = 500 + 1 }; /* a page, and whether there is another */

/* What it refers to, and what was done with it since. */
static void read_related(struct spool_rows *rows, struct outbox_view *view)
{
    view->has_in_reply_to = spool_copy_bytes(rows, 29, view->in_reply_to.bytes, UUID_SIZE);
    view->has_correction_of = spool_copy_bytes(rows, 30, view->correction_of.bytes, UUID_SIZE);
    view->has_supersedes = spool_copy_bytes(rows, 31, view->supersedes.bytes, UUID_SIZE);
    view->has_superseded_by = spool_copy_bytes(rows, 32, view->superseded_by.bytes, UUID_SIZE);
    view->has_assessment_salt = spool_copy_bytes(rows, 34, view->assessment_salt, SALT_SIZE);
    view->has_task = spool_copy_bytes(rows, 35, view->task.bytes, UUID_SIZE);
    view->has_ended_by = spool_copy_bytes(rows, 33, view->ended_by.bytes, UUID_SIZE);
}

static void read_row(struct spool_rows *rows, int64_t now_ms, struct outbox_view *view)
{
    bool attention = spool_get_number(rows, 21) != 0;
    bool has_deadline = !spool_get_is_null(rows, 20);

    (void)spool_copy_bytes(rows, 0, view->id.bytes, UUID_SIZE);
    view->stage = (enum outbox_stage)spool_get_number(rows, 1);
    SPOOL_COPY_TEXT(rows, 2, view->party);
    SPOOL_COPY_TEXT(rows, 3, view->recipient);
    SPOOL_COPY_TEXT(rows, 4, view->about);
    SPOOL_COPY_TEXT(rows, 5, view->idempotency_key);
    SPOOL_COPY_TEXT(rows, 6, view->type);
    SPOOL_COPY_TEXT(rows, 7, view->ground);
    SPOOL_COPY_TEXT(rows, 8, view->urgency);
    view->created_ms = spool_get_number(rows, 9);
    view->stage_since_ms = spool_get_number(rows, 10);
    view->accepted_ms = spool_get_number(rows, 11);
    view->handed_over_ms = spool_get_number(rows, 12);
    view->registered_ms = spool_get_number(rows, 13);
    view->leaf_index = (uint64_t)spool_get_number(rows, 14);
    view->decided = spool_get_number(rows, 15) != 0;
    SPOOL_COPY_TEXT(rows, 16, view->code);
    SPOOL_COPY_TEXT(rows, 17, view->rule);
    SPOOL_COPY_TEXT(rows, 18, view->reason);
    SPOOL_COPY_TEXT(rows, 19, view->forward);
    view->overdue = has_deadline && spool_get_number(rows, 20) < now_ms;
    view->acknowledged = spool_get_number(rows, 22) != 0;
    view->needs_attention = attention && !view->acknowledged;
    SPOOL_COPY_TEXT(rows, 23, view->alarm);
    SPOOL_COPY_TEXT(rows, 24, view->purpose);
    SPOOL_COPY_TEXT(rows, 25, view->function);
    SPOOL_COPY_TEXT(rows, 26, view->telephone);
    view->on_call = spool_get_number(rows, 27) != 0;
    SPOOL_COPY_TEXT(rows, 28, view->outcome);
    read_related(rows, view);
    view->waiting_at = view->stage == OUTBOX_ACCEPTED && strcmp(view->recipient, PARTY_BUS) == 0
                           ? "" /* an order: carried out */
                           : outbox_stage_waiting_at(view->stage);
}

static enum fault read_sections(struct spool *spool, struct outbox_view *view, struct error *err)
{
    CLEANUP(spool_rows_free) struct spool_rows *rows = NULL;
    bool has = true;
    enum fault fault = spool_query(spool,
                                   "SELECT category, verdict, rule FROM outbox_section"
                                   " WHERE id = ?1 ORDER BY place",
                                   SPOOL_VALUES(spool_blob(view->id.bytes, UUID_SIZE)), &rows, err);

    while (!fault && has && view->n_sections < LIMIT_SECTIONS) {
        struct outbox_view_section *section = &view->sections[view->n_sections];

        fault = spool_next(rows, &has, err);
        if (fault || !has)
            break;
        SPOOL_COPY_TEXT(rows, 0, section->category);
        section->verdict = (enum verdict)spool_get_number(rows, 1);
        SPOOL_COPY_TEXT(rows, 2, section->rule);
        view->n_sections++;
    }
    return fault;
}

/* The reference was verified when it came; it stays sealed in the spool. */
static enum fault open_reference(struct party_state *party, struct outbox_view *view,
                                 struct error *err)
{
    CLEANUP(spool_rows_free) struct spool_rows *rows = NULL;
    CLEANUP(receipt_unpacked_free) Samband__V1__Receipt *receipt = NULL;
    struct recipient_item item;
    bool has = false;
    enum fault fault;

    if (view->stage != OUTBOX_REGISTERED)
        return FAULT_NONE;
    fault = spool_query(party->shared->spool,
                        "SELECT receipt FROM receipt WHERE party = ?1 AND id = ?2 AND kind = ?3"
                        " AND ours = 0",
                        SPOOL_VALUES(spool_text(party->name), spool_blob(view->id.bytes, UUID_SIZE),
                                     spool_number(ITEM_REGISTRATION)),
                        &rows, err);
    if (!fault)
        fault = spool_next(rows, &has, err);
    if (fault || !has)
        return fault;
    receipt = memory_unpack_receipt(spool_get_bytes(rows, 0));
    if (!receipt || recipient_item_read(frame_bytes(receipt->item), &item, NULL) ||
        receipts_open_reference(party_seal(party, item.sealed_to), &item,
                                frame_bytes(receipt->sealed_reference), view->case_reference, NULL))
        view->case_reference[0] = '\0';
    return FAULT_NONE;
}

static enum fault read_rest(struct party_state *party, struct outbox_view *view, struct error *err)
{
    enum fault fault = read_sections(party->shared->spool, view, err);

    if (view->stage == OUTBOX_SPOOLED && party_is_linked(party))
        view->waiting_at = "the broker";
    if (!fault)
        fault = open_reference(party, view, err);
    return fault;
}

static enum fault place_of(struct party_state *party, const struct uuid *id, int64_t *ret_place,
                           struct error *err)
{
    CLEANUP(spool_rows_free) struct spool_rows *rows = NULL;
    bool has = false;
    enum fault fault;

    *ret_place = INT64_MAX;
    if (!id)
        return FAULT_NONE;
    fault = spool_query(
        party->shared->spool, "SELECT place FROM outbox WHERE id = ?1 AND party = ?2",
        SPOOL_VALUES(spool_blob(id->bytes, UUID_SIZE), spool_text(party->name)), &rows, err);
    if (!fault)
        fault = spool_next(rows, &has, err);
    if (!fault && !has)
        return error_set_code(err, FAULT_INPUT, "unknown_exchange", "no such exchange here");
    if (!fault)
        *ret_place = spool_get_number(rows, 0);
    return fault;
}

enum fault outbox_list(struct party_state *party, bool attention, const struct uuid *before,
                       size_t limit, outbox_each *each, void *arg, struct error *err)
{
    static const char all[] = COLUMNS "WHERE o.party = ?1 AND o.place < ?2"
                                      " ORDER BY o.place DESC LIMIT ?3";
    static const char needy[] =
        COLUMNS "WHERE o.party = ?1 AND o.place < ?2"
                " AND ((o.attention = 1 AND o.acknowledged = 0) OR o.deadline_ms < ?4)"
                " ORDER BY o.place DESC LIMIT ?3";
    CLEANUP(spool_rows_free) struct spool_rows *rows = NULL;
    CLEANUP(mem_free) struct outbox_view *view = mem_new(1, sizeof(*view));
    int64_t now_ms = clock_wall_ms(), place;
    struct spool_values values;
    bool has = true;
    enum fault fault = place_of(party, before, &place, err);

    if (fault)
        return fault;
    limit = limit < 1 ? 1 : limit > LIST_MAX ? LIST_MAX : limit;
    values = SPOOL_VALUES(spool_text(party->name), spool_number(place),
                          spool_number((int64_t)limit), spool_number(now_ms));
    if (!attention)
        values.n = 3;
    fault = spool_query(party->shared->spool, attention ? needy : all, values, &rows, err);
    while (!fault && has) {
        fault = spool_next(rows, &has, err);
        if (fault || !has)
            break;
        memset(view, 0, sizeof(*view));
        read_row(rows, now_ms, view);
        fault = read_rest(party, view, err);
        if (!fault)
            each(arg, view);
    }
    return fault;
}

enum fault outbox_get(struct party_state *party, const struct uuid *id,
                      struct outbox_view *ret_view, struct error *err)
{
    CLEANUP(spool_rows_free) struct spool_rows *rows = NULL;
    CLEANUP(mem_free) struct outbox_view *view = mem_new(1, sizeof(*view));
    bool has = false;
    enum fault fault = spool_query(
        party->shared->spool, COLUMNS "WHERE o.id = ?1 AND o.party = ?2",
        SPOOL_VALUES(spool_blob(id->bytes, UUID_SIZE), spool_text(party->name)), &rows, err);

    if (!fault)
        fault = spool_next(rows, &has, err);
    if (!fault && !has)
        return error_set_code(err, FAULT_INPUT, "unknown_exchange", "no such exchange here");
    if (fault)
        return fault;
    read_row(rows, clock_wall_ms(), view);
    fault = read_rest(party, view, err);
    if (!fault)
        *ret_view = *view;
    return fault;
}

static enum fault acknowledge(struct party_state *party, const struct uuid *id, struct error *err)
{
    CLEANUP(spool_rows_free) struct spool_rows *rows = NULL;
    struct spool *spool = party->shared->spool;
    bool has = false;
    enum fault fault = spool_query(
        spool, "SELECT attention FROM outbox WHERE id = ?1 AND party = ?2",
        SPOOL_VALUES(spool_blob(id->bytes, UUID_SIZE), spool_text(party->name)), &rows, err);

    if (!fault)
        fault = spool_next(rows, &has, err);
    if (!fault && !has)
        return error_set_code(err, FAULT_INPUT, "unknown_exchange", "no such exchange here");
    if (!fault && spool_get_number(rows, 0) == 0)
        return error_set_code(err, FAULT_INPUT, "nothing_to_acknowledge",
                              "nothing about this exchange needs attention");
    if (!fault)
        fault = spool_run(spool, "UPDATE outbox SET acknowledged = 1 WHERE id = ?1",
                          SPOOL_VALUES(spool_blob(id->bytes, UUID_SIZE)), err);
    if (!fault)
        fault = outbox_row_let_go(party, id, err);
    return fault;
}

enum fault outbox_acknowledge(struct party_state *party, const struct uuid *id, struct error *err)
{
    enum fault fault = spool_begin(party->shared->spool, err);

    if (!fault)
        fault = acknowledge(party, id, err);
    return spool_end(party->shared->spool, fault, err);
}

enum fault outbox_receipts(struct party_state *party, const struct uuid *id,
                           outbox_each_receipt *each, void *arg, struct error *err)
{
    CLEANUP(spool_rows_free) struct spool_rows *rows = NULL;
    int64_t place;
    bool has = true;
    enum fault fault = place_of(party, id, &place, err);

    if (!fault)
        fault = spool_query(party->shared->spool,
                            "SELECT kind, item FROM receipt WHERE party = ?1 AND id = ?2"
                            " AND ours = 0 ORDER BY place",
                            SPOOL_VALUES(spool_text(party->name), spool_blob(id->bytes, UUID_SIZE)),
                            &rows, err);
    while (!fault && has) {
        fault = spool_next(rows, &has, err);
        if (!fault && has)
            each(arg, (enum item_kind)spool_get_number(rows, 0), spool_get_bytes(rows, 1));
    }
    return fault;
}
