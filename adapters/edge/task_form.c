/* SPDX-License-Identifier: EUPL-1.2 */
#include "edge/task_form.h"

#include <string.h>

#include "base/text.h"
#include "edge/form_part.h"

enum { DATE_BYTES = 10 };

static struct json_node required(struct json_node object, const char *key)
{
    return json_field(object, key, JSON_REQUIRED);
}

static void read_official(struct json_node root, char ret_official[CONSENT_OFFICIAL + 1])
{
    const char *text = form_line_read(required(root, "official"), CONSENT_OFFICIAL);

    text_put(ret_official, CONSENT_OFFICIAL + 1, text ? text : "");
}

void task_form_read_talk(struct json_node root, const struct form_context *context,
                         const struct task_view *task, struct task_talk *ret)
{
    struct json_node held = required(root, "held");
    const char *text = json_text(held, DATE_BYTES, DATE_BYTES);

    if (text && !text_read_date(text, &ret->day))
        json_fault(held, "format", "is a date: YYYY-MM-DD");
    else if (text && ret->day > text_day_of(context->now_ms) + 1) /* the local day may be ahead */
        json_fault(held, "held_ahead", "is a day to come");
    else if (text && ret->day < text_day_of(task->since_ms))
        json_fault(held, "held_before", "lies before the withdrawal");
    read_official(root, ret->official);
    json_end(root);
}

void task_form_read_decision(struct json_node root, struct task_decision *ret)
{
    struct json_node decision = required(root, "decision");
    const char *word = json_token(decision, LIMIT_WORD);
    const char *reason = json_text(required(root, "reason"), 1, TASK_REASON);

    ret->notify = word && strcmp(word, "notify") == 0;
    if (word && !ret->notify && strcmp(word, "no_notice") != 0)
        json_fault(decision, "unknown_word", "is notify or no_notice");
    text_put(ret->reason, sizeof(ret->reason), reason ? reason : "");
    read_official(root, ret->official);
    json_end(root);
}
