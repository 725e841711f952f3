/* SPDX-License-Identifier: EUPL-1.2 */
/* outbox_anew - for a newer key. */
#include "edge/outbox_anew.h"

#include "base/clock.h"
#include "base/log.h"
#include "base/memory.h"
#include "edge/consents.h"
#include "edge/member.h"
#include "edge/outbox_old.h"
#include "edge/spool.h"

#define WAITS_FOR_KEY                                                                              \
    "party = ?1 AND stage IN (4, 5, 6) AND held = 1 AND draft IS NOT NULL"                         \
    " AND superseded_by IS NULL AND ended_by IS NULL AND acknowledged = 0 AND n_anew < 5"          \
    " AND ((stage = 4 AND code = 'new_card') OR (stage IN (5, 6) AND code = 'no_key'))"
_Static_assert(OUTBOX_REFUSED == 4 && OUTBOX_RETURNED == 5 && OUTBOX_NOT_SENT == 6 &&
                   OUTBOX_ANEW_MAX == 5,
               "WAITS_FOR_KEY says so");

static enum fault waits(struct party_state *party, const struct uuid *id, bool *ret_waits,
                        struct error *err)
{
    CLEANUP(spool_rows_free) struct spool_rows *rows = NULL;
    enum fault fault = spool_query(
        party->shared->spool, "SELECT 1 FROM outbox WHERE id = ?2 AND " WAITS_FOR_KEY,
        SPOOL_VALUES(spool_text(party->name), spool_blob(id->bytes, UUID_SIZE)), &rows, err);

    return fault ? fault : spool_next(rows, ret_waits, err);
}

static enum fault send_to_newer(struct party_state *party, struct outbox_old *old, bool *ret_done,
                                struct error *err)
{
    const struct held_card *held =
        directory_current_card(party->shared->directory, old->recipient, clock_wall_ms());
    struct outbox_aim aim = { .recipient = old->recipient,
                              .same_party = true,
                              .function = old->function,
                              .telephone = old->telephone,
                              .on_call = old->on_call,
                              .must_send = true };
    struct error why = { 0 };
    struct uuid id;
    enum fault fault;

    if (!held || held->card.serial <= old->serial || !party_card(party, clock_wall_ms()) ||
        !member_is_now(party))
        return FAULT_NONE;
    aim.card = &held->card;
    fault = outbox_old_send(party, old, &aim, &id, &why);
    if (fault == FAULT_INPUT) { /* that card is no help either */
        log_event(LOG_LEVEL_WARNING, "not_sent_anew", "party=%s code=%s", party->name, why.code);
        return FAULT_NONE;
    }
    if (fault)
        return error_set_code(err, fault, why.code, "%s", why.text);
    outbox_old_tell(party, "sent_anew", &old->id, &id);
    *ret_done = true;
    return FAULT_NONE;
}

enum fault outbox_anew_one(struct party_state *party, const struct uuid *id, bool *ret_done,
                           struct error *err)
{
    CLEANUP(outbox_old_free) struct outbox_old *old = mem_new(1, sizeof(*old));
    CLEANUP(buffer_clear) struct buffer box = { 0 };
    bool may = false;
    enum fault fault = waits(party, id, &may, err);

    *ret_done = false;
    if (!fault && may)
        fault = consents_may_rename(party, id, &may, err);
    if (fault || !may)
        return fault;
    fault = outbox_old_read(party, id, old, &box, err);
    if (fault)
        return fault;
    if (outbox_draft_read(party, bytes_of_buffer(&box), &old->draft, NULL))
        return FAULT_NONE; /* boxed for a key that we no longer have: somebody must post it again */
    return send_to_newer(party, old, ret_done, err);
}

static enum fault list_waiting(struct party_state *party, struct uuid **ret_ids, size_t *ret_n,
                               struct error *err)
{
    CLEANUP(spool_rows_free) struct spool_rows *rows = NULL;
    CLEANUP(mem_free) struct uuid *ids = NULL;
    size_t n = 0;
    bool has = true;
    enum fault fault = spool_query(party->shared->spool,
                                   "SELECT id FROM outbox WHERE " WAITS_FOR_KEY " ORDER BY place",
                                   SPOOL_VALUES(spool_text(party->name)), &rows, err);

    while (!fault && has) {
        fault = spool_next(rows, &has, err);
        if (!fault && has) {
            ids = mem_grow(ids, n + 1, sizeof(*ids));
            (void)spool_copy_bytes(rows, 0, ids[n++].bytes, UUID_SIZE);
        }
    }
    if (fault)
        return fault;
    *ret_ids = TAKE(ids);
    *ret_n = n;
    return FAULT_NONE;
}

enum fault outbox_anew_run(struct party_state *party, size_t *ret_n, struct error *err)
{
    CLEANUP(mem_free) struct uuid *ids = NULL;
    size_t n = 0, n_done = 0;
    enum fault fault = list_waiting(party, &ids, &n, err);

    *ret_n = 0;
    if (fault || n == 0)
        return fault;
    fault = spool_begin(party->shared->spool, err);
    for (size_t i = 0; !fault && i < n; i++) {
        bool done;

        fault = outbox_anew_one(party, &ids[i], &done, err);
        n_done += done;
    }
    fault = spool_end(party->shared->spool, fault, err);
    if (fault || n_done == 0)
        return fault;
    *ret_n = n_done;
    party_wake(party);
    return FAULT_NONE;
}
