/* SPDX-License-Identifier: EUPL-1.2 */
/* tasks_notice - notices that somebody has decided and that have not gone: the task needs somebody again.
 *
 * A notice has gone while a message that names the task is on its way or was registered. One that was
 * refused, returned, not sent, withdrawn or taken back has told nobody anything. What is still to be done
 * about a task is asked here, by all who list it, tell of it or delete it.
 */
#ifndef EDGE_TASKS_NOTICE_H
#define EDGE_TASKS_NOTICE_H

#include "base/error.h"
#include "base/uuid.h"
#include "edge/party.h"

#define TASKS_NOTICE_ALARM "notice_unsent"

/* Of a row of `task`, by that name: the numbers are those of tasks.h and outbox.h (asserted). `noticed`:
 * nothing is left to send. It is set by a decision after which nothing goes over the bus, by a void, and
 * when retention deletes the message that was registered. */
#define TASKS_NOTICE_UNSENT                                                                        \
    "(task.state = 2 AND task.notify = 1 AND task.noticed = 0 AND NOT EXISTS"                      \
    " (SELECT 1 FROM outbox o WHERE o.task = task.id AND o.party = task.party"                     \
    " AND o.stage NOT IN (4, 5, 6, 7, 8)))"

/* Inside a transaction: a notice of this task was decided, and nobody has sent it yet. Notes it for the
 * party's system (edge/hooks.h): that there is one, not which. */
MUST_CHECK enum fault tasks_notice_tell(const struct party_state *party, const struct uuid *task,
                                        struct error *err);

/* Inside a transaction: this exchange of ours has failed for good. If it was a notice, and none of its
 * task has gone now, that is told as above. */
MUST_CHECK enum fault tasks_notice_failed(const struct party_state *party,
                                          const struct uuid *exchange, struct error *err);

#endif
