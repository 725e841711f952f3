/* SPDX-License-Identifier: EUPL-1.2 */
#include "edge/tasks_notice.h"

#include "base/log.h"
#include "base/text.h"
#include "edge/hooks.h"
#include "edge/outbox.h"
#include "edge/spool.h"
#include "edge/tasks.h"

_Static_assert(TASK_DECIDED == 2, "TASKS_NOTICE_UNSENT says so");
_Static_assert(OUTBOX_REFUSED == 4 && OUTBOX_RETURNED == 5 && OUTBOX_NOT_SENT == 6 &&
                   OUTBOX_WITHDRAWN == 7 && OUTBOX_TAKEN_BACK == 8 && N_OUTBOX_STAGES == 9,
               "TASKS_NOTICE_UNSENT says so");

enum fault tasks_notice_tell(const struct party_state *party, const struct uuid *task,
                             struct error *err)
{
    static const struct uuid no_exchange;
    char text[TEXT_UUID_SIZE];

    uuid_write(task, text);
    log_event(LOG_LEVEL_NOTICE, TASKS_NOTICE_ALARM, "party=%s task=%s", party->name, text);
    return hooks_note(party, HOOK_ALARM, &no_exchange, TASKS_NOTICE_ALARM, err);
}

enum fault tasks_notice_failed(const struct party_state *party, const struct uuid *exchange,
                               struct error *err)
{
    CLEANUP(spool_rows_free) struct spool_rows *rows = NULL;
    bool has = false;
    struct uuid task;
    enum fault fault = spool_query(
        party->shared->spool,
        "SELECT task.id FROM outbox n JOIN task ON task.id = n.task AND task.party = n.party"
        " WHERE n.id = ?1 AND n.party = ?2 AND " TASKS_NOTICE_UNSENT,
        SPOOL_VALUES(spool_blob(exchange->bytes, UUID_SIZE), spool_text(party->name)), &rows, err);

    if (!fault)
        fault = spool_next(rows, &has, err);
    if (fault || !has)
        return fault;
    (void)spool_copy_bytes(rows, 0, task.bytes, UUID_SIZE);
    return tasks_notice_tell(party, &task, err);
}
