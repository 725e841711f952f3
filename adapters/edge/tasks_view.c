/* SPDX-License-Identifier: EUPL-1.2 */
/* tasks_view - what a party is shown of its tasks. */
#include "edge/tasks.h"

#include <string.h>

#include "base/text.h"
#include "edge/consents_row.h"
#include "edge/spool.h"
#include "edge/tasks_notice.h"
#include "edge/words.h"

#define COLUMNS                                                                                    \
    "SELECT id, consent, condition, since_ms, state, talk_day, talk, decided_ms, notify, "         \
    "decision, " TASKS_NOTICE_UNSENT " FROM task "

enum { LIST_MAX = 500 + 1 }; /* a page, and whether there is another */

const char *task_state_name(enum task_state state)
{
    static const char *const names[] = { [TASK_OPEN] = "open",
                                         [TASK_TALK_HELD] = "talk_held",
                                         [TASK_DECIDED] = "decided",
                                         [TASK_VOID] = "void" };

    return names[state];
}

/* What the box holds, as a text of the caller's (buffer_clear); empty if no key that is here opens it. */
static void open_box(const struct party_state *party, struct bytes box, struct buffer *ret_text)
{
    if (party_open_box(party, box, ret_text, NULL))
        buffer_reset(ret_text);
    buffer_append_byte(ret_text, '\0');
}

static void read_talk(const struct party_state *party, struct spool_rows *rows,
                      struct task_view *view)
{
    CLEANUP(buffer_clear) struct buffer text = { 0 };

    view->has_talk = !spool_get_is_null(rows, 5);
    if (!view->has_talk)
        return;
    view->talk.day = (int32_t)spool_get_number(rows, 5);
    open_box(party, spool_get_bytes(rows, 6), &text);
    text_put(view->talk.official, sizeof(view->talk.official), (const char *)text.data);
}

static void read_decision(const struct party_state *party, struct spool_rows *rows,
                          struct task_view *view)
{
    CLEANUP(buffer_clear) struct buffer text = { 0 };
    char *official, *reason;

    if (spool_get_is_null(rows, 7))
        return;
    view->decided_ms = spool_get_number(rows, 7);
    view->notify = view->decision.notify = spool_get_number(rows, 8) != 0;
    view->notice_unsent = spool_get_number(rows, 10) != 0;
    open_box(party, spool_get_bytes(rows, 9), &text);
    reason = (char *)text.data;
    official = strsep(&reason, "\n"); /* a reference is one line */
    text_put(view->decision.official, sizeof(view->decision.official), official);
    text_put(view->decision.reason, sizeof(view->decision.reason), reason ? reason : "");
}

static void read_row(const struct party_state *party, struct spool_rows *rows,
                     struct task_view *ret_view)
{
    *ret_view = (struct task_view){ 0 };
    (void)spool_copy_bytes(rows, 0, ret_view->id.bytes, UUID_SIZE);
    (void)spool_copy_bytes(rows, 1, ret_view->consent.bytes, UUID_SIZE);
    SPOOL_COPY_TEXT(rows, 2, ret_view->condition);
    ret_view->since_ms = spool_get_number(rows, 3);
    ret_view->state = (enum task_state)spool_get_number(rows, 4);
    read_talk(party, rows, ret_view);
    read_decision(party, rows, ret_view);
}

enum fault tasks_get(struct party_state *party, const struct uuid *id, struct task_view *ret_view,
                     struct error *err)
{
    CLEANUP(spool_rows_free) struct spool_rows *rows = NULL;
    bool has = false;
    enum fault fault = spool_query(
        party->shared->spool, COLUMNS "WHERE id = ?1 AND party = ?2",
        SPOOL_VALUES(spool_blob(id->bytes, UUID_SIZE), spool_text(party->name)), &rows, err);

    if (!fault)
        fault = spool_next(rows, &has, err);
    if (fault)
        return fault;
    if (!has)
        return error_set_code(err, FAULT_INPUT, "unknown_task",
                              WORDS("there is no such task here"));
    read_row(party, rows, ret_view);
    return FAULT_NONE;
}

enum fault tasks_list(struct party_state *party, bool open, const struct uuid *before, size_t limit,
                      tasks_each *each, void *arg, struct error *err)
{
    CLEANUP(spool_rows_free) struct spool_rows *rows = NULL;
    struct task_view view;
    bool has = true;
    enum fault fault;

    limit = limit < 1 ? 1 : limit > LIST_MAX ? LIST_MAX : limit;
    fault = spool_query(
        party->shared->spool, /* ids begin with the time */
        COLUMNS "WHERE party = ?1 AND (?2 = 0 OR state NOT IN (?3, ?6) OR " TASKS_NOTICE_UNSENT
                ") AND (?4 IS NULL OR id < ?4) ORDER BY id DESC LIMIT ?5",
        SPOOL_VALUES(spool_text(party->name), spool_number(open), spool_number(TASK_DECIDED),
                     before ? spool_blob(before->bytes, UUID_SIZE) : spool_null(),
                     spool_number((int64_t)limit), spool_number(TASK_VOID)),
        &rows, err);
    while (!fault && has) {
        fault = spool_next(rows, &has, err);
        if (fault || !has)
            break;
        read_row(party, rows, &view);
        each(arg, &view);
    }
    return fault;
}

enum fault tasks_notices(struct party_state *party, const struct uuid *id, consents_each_line *each,
                         void *arg, struct error *err)
{
    return consents_lines(party,
                          "SELECT id, type, recipient, stage, code, outcome, created_ms, NULL"
                          " FROM outbox"
                          " WHERE task = ?1 AND party = ?2 AND superseded_by IS NULL"
                          " ORDER BY place",
                          id, each, arg, err);
}
