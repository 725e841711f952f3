/* SPDX-License-Identifier: EUPL-1.2 */
/* tasks - what is done with them. Who held a talk, who decided and why is boxed for
 * the party itself: a reason may say something of the young person.
 */
#include "edge/tasks.h"

#include <string.h>

#include "base/clock.h"
#include "base/text.h"
#include "edge/spool.h"
#include "edge/tasks_notice.h"
#include "edge/words.h"

enum { KEY_NUMBER_SIZE = 4 }; /* of the area's key, before a reference; 0 before a random one */

static struct spool_value id_value(const struct uuid *id)
{
    return spool_blob(id->bytes, UUID_SIZE);
}

static enum fault run(struct party_state *party, const char *sql, struct spool_values values,
                      struct error *err)
{
    struct spool *spool = party->shared->spool;
    enum fault fault = spool_begin(spool, err);

    if (!fault)
        fault = spool_run(spool, sql, values, err);
    return spool_end(spool, fault, err);
}

/* FAULT_NONE while there is something to do. */
static enum fault check_open(const struct task_view *task, struct error *err)
{
    if (task->state == TASK_VOID)
        return error_set_code(err, FAULT_INPUT, "task_void",
                              WORDS("the consent was entered wrongly: there is nothing to do"));
    if (task->state != TASK_DECIDED)
        return FAULT_NONE;
    return error_set_code(err, FAULT_INPUT, "decided_already", WORDS("it is decided already"));
}

/* A word that nobody knows any more asks for the most. */
static enum condition_talk talk_of(const struct party_state *party, const struct task_view *task)
{
    const struct condition *condition = conditions_find(party->shared->conditions, task->condition);

    return condition ? condition->talk : CONDITION_TALK_REQUIRED;
}

static enum fault store_talk(struct party_state *party, const struct uuid *id,
                             const struct task_talk *talk, struct error *err)
{
    CLEANUP(buffer_clear) struct buffer box = { 0 };
    enum fault fault = party_box(party, bytes_of_text(talk->official), &box, err);

    if (fault)
        return fault;
    return run(party,
               "UPDATE task SET state = ?3, talk_day = ?4, talk = ?5"
               " WHERE id = ?1 AND party = ?2 AND state = ?6",
               SPOOL_VALUES(id_value(id), spool_text(party->name), spool_number(TASK_TALK_HELD),
                            spool_number(talk->day), spool_bytes(bytes_of_buffer(&box)),
                            spool_number(TASK_OPEN)),
               err);
}

enum fault tasks_hold_talk(struct party_state *party, const struct uuid *id,
                           const struct task_talk *talk, struct error *err)
{
    struct task_view task = { 0 };
    enum fault fault = tasks_get(party, id, &task, err);
    bool same;

    if (fault)
        return fault;
    same = task.has_talk && task.talk.day == talk->day &&
           strcmp(task.talk.official, talk->official) == 0;
    if (same)
        return FAULT_NONE;
    if (talk_of(party, &task) == CONDITION_TALK_NONE)
        return error_set_code(err, FAULT_INPUT, "no_talk", WORDS("the law knows of no talk here"));
    if (check_open(&task, err))
        return FAULT_INPUT;
    if (task.has_talk)
        return error_set_code(err, FAULT_INPUT, "talk_already",
                              WORDS("another talk is entered already"));
    return store_talk(party, id, talk, err);
}

/* Whoever is no member today has no role, and may have a way all the same. */
static bool goes_over_the_bus(const struct party_state *party, const struct task_view *task)
{
    const struct party *own =
        directory_party(party->shared->directory, party->name, text_day_of(clock_wall_ms()));

    return !own || tasks_has_any_way(party, task, own->role);
}

static enum fault store_decision(struct party_state *party, const struct task_view *task,
                                 const struct task_decision *decision, struct error *err)
{
    bool is_sent = decision->notify && goes_over_the_bus(party, task);
    CLEANUP(buffer_clear) struct buffer plain = { 0 };
    CLEANUP(buffer_clear) struct buffer box = { 0 };
    struct spool *spool = party->shared->spool;
    enum fault fault;

    buffer_printf(&plain, "%s\n%s", decision->official, decision->reason);
    fault = party_box(party, bytes_of_buffer(&plain), &box, err);
    if (fault)
        return fault;
    fault = spool_begin(spool, err);
    if (!fault)
        fault = spool_run(spool,
                          "UPDATE task SET state = ?3, decided_ms = ?4, notify = ?5, decision = ?6,"
                          " noticed = ?7 WHERE id = ?1 AND party = ?2 AND state IN (?8, ?9)",
                          SPOOL_VALUES(id_value(&task->id), spool_text(party->name),
                                       spool_number(TASK_DECIDED), spool_number(clock_wall_ms()),
                                       spool_number(decision->notify),
                                       spool_bytes(bytes_of_buffer(&box)), spool_number(!is_sent),
                                       spool_number(TASK_OPEN), spool_number(TASK_TALK_HELD)),
                          err);
    if (!fault && is_sent && spool_changed(spool) > 0)
        fault = tasks_notice_tell(party, &task->id, err);
    return spool_end(spool, fault, err);
}

enum fault tasks_decide(struct party_state *party, const struct uuid *id,
                        const struct task_decision *decision, struct error *err)
{
    struct task_view task = { 0 };
    enum fault fault = tasks_get(party, id, &task, err);
    bool same;

    if (fault)
        return fault;
    same = task.decided_ms && task.notify == decision->notify &&
           strcmp(task.decision.official, decision->official) == 0 &&
           strcmp(task.decision.reason, decision->reason) == 0;
    if (same)
        return FAULT_NONE;
    if (check_open(&task, err))
        return FAULT_INPUT;
    if (decision->notify && !task.has_talk && talk_of(party, &task) == CONDITION_TALK_REQUIRED)
        return error_set_code(err, FAULT_INPUT, "talk_first",
                              WORDS("the law asks for a breach talk before a notice is decided"));
    return store_decision(party, &task, decision, err);
}

/* ---- the notice ---- */

bool tasks_has_any_way(const struct party_state *party, const struct task_view *task,
                       const char *role)
{
    const struct condition *condition = conditions_find(party->shared->conditions, task->condition);
    bool has = !condition;

    for (size_t i = 0; condition && i < condition->n_ways; i++)
        has = has || strcmp(condition->ways[i].from, role) == 0;
    return has;
}

bool tasks_has_way(const struct party_state *party, const struct task_view *task,
                   const struct notice_way *way)
{
    const struct condition *condition = conditions_find(party->shared->conditions, task->condition);

    return condition && condition_has_way(condition, way->from, way->to, way->ground, way->type);
}

static bool is_same(const uint8_t one[SUBJECT_SIZE], const uint8_t other[SUBJECT_SIZE])
{
    static const uint8_t random[KEY_NUMBER_SIZE];
    bool known = memcmp(one, random, KEY_NUMBER_SIZE) != 0;

    return memcmp(one, other, SUBJECT_SIZE) == 0 ||
           (known && memcmp(one, other, KEY_NUMBER_SIZE) != 0);
}

enum fault tasks_is_about(struct party_state *party, const struct task_view *task,
                          const uint8_t subject[SUBJECT_SIZE], bool *ret_is, struct error *err)
{
    CLEANUP(spool_rows_free) struct spool_rows *rows = NULL;
    uint8_t own[SUBJECT_SIZE];
    bool has = false;
    enum fault fault =
        spool_query(party->shared->spool, "SELECT subject FROM outbox WHERE id = ?1 AND party = ?2",
                    SPOOL_VALUES(id_value(&task->consent), spool_text(party->name)), &rows, err);

    if (!fault)
        fault = spool_next(rows, &has, err);
    *ret_is =
        !fault && has && spool_copy_bytes(rows, 0, own, SUBJECT_SIZE) && is_same(subject, own);
    return fault;
}

enum fault tasks_note_notice(struct party_state *party, const struct uuid *id,
                             const struct uuid *exchange, struct error *err)
{
    return spool_run(party->shared->spool,
                     "UPDATE outbox SET task = ?3 WHERE id = ?1 AND party = ?2",
                     SPOOL_VALUES(id_value(exchange), spool_text(party->name), id_value(id)), err);
}
