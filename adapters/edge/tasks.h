/* SPDX-License-Identifier: EUPL-1.2 */
/* tasks - what is left to do for the agency that follows a contract up, once the consent to it was
 * withdrawn and the contract is a condition, of a waiver of prosecution for one.
 *
 * A withdrawal reports nobody. The agency that holds the consent gets a task, and nobody hears of it:
 * a breach talk where the law asks for one, then a named official decides whether there is a notice.
 * The notice is an ordinary message that names the task, sent by somebody and gated like any other.
 * What the law asks stands in model/conditions.h.
 */
#ifndef EDGE_TASKS_H
#define EDGE_TASKS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "base/uuid.h"
#include "edge/consents.h"
#include "edge/party.h"
#include "model/consent.h"

enum { TASK_REASON = 500 }; /* bytes */

/* As they stand in the spool. */
enum task_state {
    TASK_OPEN = 0,
    TASK_TALK_HELD,
    TASK_DECIDED,
    TASK_VOID, /* the consent was entered wrongly: there is nothing to follow up */
};
const char *task_state_name(enum task_state state); /* "open", "talk_held", "decided", "void" */

struct task_talk {
    int32_t day; /* on which it was held, since 1970 */
    char official[CONSENT_OFFICIAL + 1];
};

struct task_decision {
    bool notify;
    char official[CONSENT_OFFICIAL + 1], reason[TASK_REASON + 1];
};

struct task_view {
    struct uuid id, consent;
    char condition[LIMIT_WORD + 1];
    int64_t since_ms; /* the bus accepted the withdrawal */
    enum task_state state;
    bool has_talk;
    struct task_talk talk; /* officials and reason "" where no key that is here opens them */
    int64_t decided_ms;    /* 0 until then; TASK_VOID may have been decided before */
    bool notify;
    bool notice_unsent; /* and no notice has gone: see edge/tasks_notice.h */
    struct task_decision decision;
};

/* Inside the transaction that takes receipt 1 of an accepted order: if that withdraws a consent whose
 * contract is a condition, there is a task from then on; one for a consent, ever. A void makes none,
 * nor does a withdrawal after the period of the consent. */
MUST_CHECK enum fault tasks_arise(struct party_state *party, const struct uuid *order,
                                  int64_t accepted_ms, struct error *err);

/* Likewise: if the order was a void, a task of that consent on which somebody has still to do something
 * ends. A notice that has gone cannot be unsaid: its task stays as it is, and asks for no other. */
MUST_CHECK enum fault tasks_end(struct party_state *party, const struct uuid *order,
                                struct error *err);

/* FAULT_INPUT "unknown_task": none of this party's. */
MUST_CHECK enum fault tasks_get(struct party_state *party, const struct uuid *id,
                                struct task_view *ret_view, struct error *err);

/* Newest first; `open` only those that need somebody: nobody has decided, or the notice that was decided
 * has not gone. `before` need not be one. Limits as in
 * the outbox. */
typedef void tasks_each(void *arg, const struct task_view *view);
MUST_CHECK enum fault tasks_list(struct party_state *party, bool open, const struct uuid *before,
                                 size_t limit, tasks_each *each, void *arg, struct error *err);

/* The breach talk was held. The same again changes nothing. FAULT_INPUT "unknown_task", "no_talk" (the
 * law knows of none here), "talk_already" (another one was entered), "decided_already", "task_void". */
MUST_CHECK enum fault tasks_hold_talk(struct party_state *party, const struct uuid *id,
                                      const struct task_talk *talk, struct error *err);

/* Somebody has decided. Where no notice of the party's goes over the bus, whatever was decided ends the
 * task. The same again changes nothing. FAULT_INPUT "unknown_task", "talk_first" (a
 * notice, and the law asks for a talk before), "decided_already" (otherwise), "task_void". */
MUST_CHECK enum fault tasks_decide(struct party_state *party, const struct uuid *id,
                                   const struct task_decision *decision, struct error *err);

/* ---- the notice ---- */

/* How a message would go. Roles; borrowed. */
struct notice_way {
    const char *from, *to, *ground, *type;
};

/* Is there any for a notice of this task by an agency of this role? Where a condition is known no more
 * that is not known either: true. */
bool tasks_has_any_way(const struct party_state *party, const struct task_view *task,
                       const char *role);

/* Is it a way that a notice of this task may go? */
bool tasks_has_way(const struct party_state *party, const struct task_view *task,
                   const struct notice_way *way);

/* Is that the person of the task's consent? Two references under different keys of the area say nothing
 * of each other: true. A random one is nobody's. */
MUST_CHECK enum fault tasks_is_about(struct party_state *party, const struct task_view *task,
                                     const uint8_t subject[SUBJECT_SIZE], bool *ret_is,
                                     struct error *err);

/* Inside a transaction: this exchange of ours is a notice of the task. */
MUST_CHECK enum fault tasks_note_notice(struct party_state *party, const struct uuid *id,
                                        const struct uuid *exchange, struct error *err);

/* The notices of a task, oldest first, but for those that were sent anew. */
MUST_CHECK enum fault tasks_notices(struct party_state *party, const struct uuid *id,
                                    consents_each_line *each, void *arg, struct error *err);

#endif
