/* SPDX-License-Identifier: EUPL-1.2 */
/* scenario_row - one row of a scenario file, read and checked word by word. */
#ifndef SETTINGS_SCENARIO_ROW_H
#define SETTINGS_SCENARIO_ROW_H

#include <stdbool.h>
#include <stddef.h>

#include "core/policy.h"
#include "model/vocabulary.h"
#include "yaml/yaml.h"

/* What the rules can answer today, and the answer that is wanted. Texts are borrowed from the
 * document, the question's categories from the row. */
struct scenario_row {
    const char *name;
    struct policy_question question;
    const char *categories[POLICY_SECTIONS_MAX];
    bool is_permit_wanted;
    bool is_dropped[POLICY_SECTIONS_MAX]; /* with a permit: the section must not pass */
};

/* Fills `ret_row`, which must stay where it is. What is wrong becomes faults of the document. */
void scenario_row_read(struct yaml_node node, const struct vocabulary *vocabulary,
                       struct scenario_row *ret_row);

#endif
