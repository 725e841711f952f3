/* SPDX-License-Identifier: EUPL-1.2 */
/* api_alarms - what needs somebody, in one list: exchanges on the attention list, tasks that need
 * somebody, and what is wrong with the adapter itself.
 */
#include "edge/api_call.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/memory.h"
#include "edge/alarms.h"
#include "edge/consents_adult.h"
#include "edge/outbox.h"
#include "edge/tasks.h"
#include "edge/tasks_notice.h"

struct line {
    struct alarm alarm;
    char code[40]; /* of an exchange; "" for the alarm's own */
    char to[LIMIT_PARTY + 1], type[LIMIT_WORD + 1];
    const char *stage; /* of an exchange; else NULL */
    bool is_consent;   /* what the alarm names is a consent, no exchange */
    bool has_task;
    struct uuid task;
};

struct alarms {
    struct line *all;
    size_t n;
};

static void alarms_clear(struct alarms *alarms) { mem_free(alarms->all); }
DEFINE_CLEAR(struct alarms, alarms_clear)

static struct line *add(struct alarms *alarms, const struct alarm *alarm)
{
    struct line *line;

    alarms->all = mem_grow(alarms->all, alarms->n + 1, sizeof(*alarms->all));
    line = &alarms->all[alarms->n++];
    *line = (struct line){ .alarm = *alarm };
    return line;
}

/* The most telling word: what is wrong with its receipts, what it has become, that it lasts. */
static void add_exchange(void *arg, const struct outbox_view *view)
{
    const char *stage = outbox_stage_name(view->stage);
    const char *code = !view->needs_attention ? "overdue" : view->alarm[0] ? view->alarm : stage;
    const struct alarm alarm = { .at_ms = view->stage_since_ms,
                                 .has_exchange = true,
                                 .exchange = view->id };
    struct line *line = add(arg, &alarm);

    line->stage = stage;
    snprintf(line->code, sizeof(line->code), "%s", code);
    snprintf(line->to, sizeof(line->to), "%s", view->recipient);
    snprintf(line->type, sizeof(line->type), "%s", view->type);
}

/* Nobody has decided yet, or the notice that somebody decided has not gone. */
static void add_task(void *arg, const struct task_view *view)
{
    const struct alarm alarm = { .code = view->notice_unsent ? TASKS_NOTICE_ALARM : "task_open",
                                 .at_ms = view->notice_unsent ? view->decided_ms : view->since_ms };
    struct line *line = add(arg, &alarm);

    line->has_task = true;
    line->task = view->id;
}

static void add_party(struct party_state *party, struct alarms *alarms)
{
    struct alarm now[PARTY_ALARMS];
    size_t n = alarms_now(party, clock_wall_ms(), now);

    for (size_t i = 0; i < n; i++)
        add(alarms, &now[i]);
}

static void add_consent(void *arg, const struct uuid *consent, int64_t since_ms)
{
    const struct alarm alarm = { .code = CONSENTS_ADULT_ALARM,
                                 .at_ms = since_ms,
                                 .exchange = *consent };

    add(arg, &alarm)->is_consent = true;
}

static enum fault add_consents(struct party_state *party, struct alarms *alarms, struct error *err)
{
    int64_t now_ms = clock_wall_ms();
    enum fault fault = consents_adult_look(party, now_ms, err);

    return fault ? fault : consents_adult_list(party, now_ms, add_consent, alarms, err);
}

static int newest_first(const void *a, const void *b)
{
    int64_t one = ((const struct line *)a)->alarm.at_ms,
            other = ((const struct line *)b)->alarm.at_ms;

    return (one < other) - (one > other);
}

static void put_line(struct json_out *out, const struct line *line)
{
    const struct alarm *alarm = &line->alarm;

    json_enter_object(out, NULL);
    json_put_text(out, "code", line->code[0] ? line->code : alarm->code);
    json_put_time(out, "at", alarm->at_ms);
    if (alarm->has_exchange)
        api_put_uuid(out, "exchange", &alarm->exchange);
    else
        json_put_null(out, "exchange");
    if (line->is_consent)
        api_put_uuid(out, "consent", &alarm->exchange);
    if (line->stage) {
        json_put_text(out, "stage", line->stage);
        json_put_text(out, "to", line->to);
        json_put_text(out, "type", line->type);
    }
    if (line->has_task)
        api_put_uuid(out, "task", &line->task);
    if (alarm->until_ms)
        json_put_time(out, "until", alarm->until_ms);
    json_leave_object(out);
}

void api_list_alarms(struct api_call *call)
{
    CLEANUP(alarms_clear) struct alarms alarms = { 0 };
    struct json_out out = { 0 };
    struct api_page page;
    struct error err;

    if (!api_begin_page(call, &page))
        return;
    if (outbox_list(call->party, true, NULL, page.limit, add_exchange, &alarms, &err) ||
        add_consents(call->party, &alarms, &err) ||
        tasks_list(call->party, true, NULL, page.limit, add_task, &alarms, &err)) {
        problem_of_error(call->answer, &err);
        return;
    }
    alarms_see_spool(call->api->shared, call->api->spool_is_writable(call->api->spool_arg),
                     clock_wall_ms());
    add_party(call->party, &alarms);
    if (alarms.n > 0)
        qsort(alarms.all, alarms.n, sizeof(*alarms.all), newest_first);
    json_enter_object(&out, NULL);
    json_enter_list(&out, "alarms");
    for (size_t i = 0; i < alarms.n && i < page.limit; i++)
        put_line(&out, &alarms.all[i]);
    json_leave_list(&out);
    json_leave_object(&out);
    api_answer(call, 200, &out);
}
