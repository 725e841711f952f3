/* SPDX-License-Identifier: EUPL-1.2 */
/* task_form - what is posted about a task:
 *
 *   {"held": date, "official": text}                               a talk was held
 *   {"decision": "notify" or "no_notice", "official": text, "reason": text}
 *
 * Faults are noted at the nodes: missing, format, length, unknown_word, and held_ahead, held_before (the
 * withdrawal).
 */
#ifndef EDGE_TASK_FORM_H
#define EDGE_TASK_FORM_H

#include "edge/json.h"
#include "edge/report.h"
#include "edge/tasks.h"

/* Each reads the whole body and ends it. `ret` is zeroed before. */
void task_form_read_talk(struct json_node root, const struct form_context *context,
                         const struct task_view *task, struct task_talk *ret);
void task_form_read_decision(struct json_node root, struct task_decision *ret);

#endif
