/* SPDX-License-Identifier: EUPL-1.2 */
/* tasks_arise - what an order that the bus has accepted means for a task. */
#include "edge/tasks.h"

#include "base/clock.h"
#include "base/fault_point.h"
#include "base/log.h"
#include "base/memory.h"
#include "base/text.h"
#include "edge/consents_row.h"
#include "edge/hooks.h"
#include "edge/spool.h"
#include "edge/tasks_notice.h"

static struct spool_value id_value(const struct uuid *id)
{
    return spool_blob(id->bytes, UUID_SIZE);
}

/* It stands on the list of alarms, so the party's system is told: that there is one, not which. */
static enum fault tell(struct party_state *party, const struct uuid *id, struct error *err)
{
    static const struct uuid no_exchange;
    char text[TEXT_UUID_SIZE];

    uuid_write(id, text);
    log_event(LOG_LEVEL_NOTICE, "task_open", "party=%s task=%s", party->name, text);
    return hooks_note(party, HOOK_ALARM, &no_exchange, "task_open", err);
}

/* The consent that the order withdraws, if its contract is a condition. The answer to a void may have
 * come first. */
static enum fault find_withdrawn(struct party_state *party, const struct uuid *order,
                                 struct uuid *ret_consent, bool *ret_has, struct error *err)
{
    CLEANUP(spool_rows_free) struct spool_rows *rows = NULL;
    enum fault fault = spool_query(
        party->shared->spool,
        "SELECT c.id FROM outbox o JOIN consent c ON c.id = o.in_reply_to AND c.party = o.party"
        " WHERE o.id = ?1 AND o.party = ?2 AND o.type = 'consent_withdrawal' AND c.condition <> ''"
        " AND NOT EXISTS (SELECT 1 FROM outbox v WHERE v.in_reply_to = c.id AND v.party = c.party"
        " AND v.type = 'consent_void' AND v.stage = ?3)",
        SPOOL_VALUES(id_value(order), spool_text(party->name), spool_number(OUTBOX_ACCEPTED)),
        &rows, err);

    if (!fault)
        fault = spool_next(rows, ret_has, err);
    if (!fault && *ret_has)
        (void)spool_copy_bytes(rows, 0, ret_consent->bytes, UUID_SIZE);
    return fault;
}

/* Had the contract run its time on the day of the withdrawal, as the bus counts that day? No where it
 * cannot be read: a task too many harms less than one too few. */
static enum fault had_run_out(struct party_state *party, const struct uuid *consent,
                              const struct uuid *order, int32_t day, bool *ret_had,
                              struct error *err)
{
    CLEANUP(mem_free) struct consent_view *view = mem_new(1, sizeof(*view));
    CLEANUP(mem_free) struct consent_post *said = mem_new(1, sizeof(*said));
    bool has = false;
    enum fault fault = consents_get(party, consent, view, err);

    if (!fault)
        fault = consents_row_read(party, order, said, &has, err);
    if (has && said->header.withdrawal.day < day)
        day = said->header.withdrawal.day;
    *ret_had = !fault && view->has_scope && day >= view->scope.valid_until;
    return fault;
}

static enum fault store(struct party_state *party, const struct uuid *consent, int64_t accepted_ms,
                        struct error *err)
{
    struct spool *spool = party->shared->spool;
    struct uuid id = uuid_new(clock_wall_ms());
    enum fault fault =
        spool_run(spool,
                  "INSERT INTO task (id, party, consent, condition, since_ms)"
                  " SELECT ?1, party, id, condition, ?3 FROM consent WHERE id = ?2"
                  " ON CONFLICT (party, consent) DO NOTHING",
                  SPOOL_VALUES(id_value(&id), id_value(consent), spool_number(accepted_ms)), err);

    if (fault || spool_changed(spool) == 0)
        return fault;
    (void)FAULT_POINT("task_arisen");
    return tell(party, &id, err);
}

enum fault tasks_arise(struct party_state *party, const struct uuid *order, int64_t accepted_ms,
                       struct error *err)
{
    struct uuid consent;
    bool has = false, had_ended = false;
    enum fault fault = find_withdrawn(party, order, &consent, &has, err);

    if (fault || !has)
        return fault;
    fault = had_run_out(party, &consent, order, text_day_of(accepted_ms), &had_ended, err);
    if (fault || had_ended)
        return fault;
    return store(party, &consent, accepted_ms, err);
}

enum fault tasks_end(struct party_state *party, const struct uuid *order, struct error *err)
{
    return spool_run(party->shared->spool,
                     "UPDATE task SET noticed = 1, state ="
                     " CASE WHEN state IN (?4, ?5) OR " TASKS_NOTICE_UNSENT
                     " THEN ?3 ELSE state END"
                     " WHERE party = ?2 AND consent = (SELECT in_reply_to FROM outbox"
                     " WHERE id = ?1 AND party = ?2 AND type = 'consent_void')",
                     SPOOL_VALUES(id_value(order), spool_text(party->name), spool_number(TASK_VOID),
                                  spool_number(TASK_OPEN), spool_number(TASK_TALK_HELD)),
                     err);
}
