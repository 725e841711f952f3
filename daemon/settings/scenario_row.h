/* SPDX-License-Identifier: EUPL-1.2 */
/* scenario_row - one row of a scenario file, read and checked word by word. */
#ifndef SETTINGS_SCENARIO_ROW_H
#define SETTINGS_SCENARIO_ROW_H

#include <stdbool.h>
#include <stddef.h>

#include "base/cleanup.h"
#include "core/policy.h"
#include "model/vocabulary.h"
#include "yaml/yaml.h"

enum {
    SCENARIO_AGE_MAX = 150, /* years */
    SCENARIO_CONSENTS_MAX = 64,
};

/* A consent that a row names: the words behind the lists of the question's. */
struct scenario_consent {
    const char *recipient, *purpose;
    const char **categories; /* the array is owned */
};

/* The question and the answer that is wanted. Texts are borrowed from the document; what the
 * question's lists point to belongs to the row. */
struct scenario_row {
    const char *name;
    char *joined_name; /* of a variation: `name` points here */
    struct yaml_node name_node;
    struct policy_question question;
    const char *categories[POLICY_SECTIONS_MAX];
    const char **flags, **reasons;
    struct yaml_node reasons_node;
    struct policy_consent *consents;
    struct scenario_consent *consent_words; /* as many */
    size_t n_consents;
    bool is_permit_wanted;
    bool is_dropped[POLICY_SECTIONS_MAX]; /* with a permit: the section must not pass */
};

/* A row of the file; or one of its variations (`but`), which has what it does not say from the row. */
struct scenario_source {
    struct yaml_node row;
    struct yaml_node variation; /* absent: the row itself */
};

/* Fills `ret_row` (zeroed memory), which must stay where it is. What is wrong becomes faults of the
 * document. The caller clears it in either case. */
void scenario_row_read(const struct scenario_source *source, const struct vocabulary *vocabulary,
                       struct scenario_row *ret_row);

/* The exchange alone: the fields of a row without name, expect, dropped and why; without `at` it is
 * asked for the day `today`, and `ground` may be left out or "": then it is NULL. A reason that the
 * vocabulary does not have is a fault. Otherwise as above. */
void scenario_row_read_exchange(struct yaml_node node, const struct vocabulary *vocabulary,
                                int32_t today, struct scenario_row *ret_row);

/* A reason that the vocabulary does not have is none that any rule knows: in a table the row is asked as if
 * it were not there, and the reader told. */
#define SCENARIO_NO_REASON "%s is not a reason of the vocabulary"

/* Finds the next such reason from *i on. */
bool scenario_row_strange_reason(const struct scenario_row *row,
                                 const struct vocabulary *vocabulary, size_t *i,
                                 struct yaml_node *ret_node);

/* For who fills a row by other means: room for `n` consents (at least one, and once), then each of
 * them read from a mapping as a row has it (i < n). */
void scenario_row_make_consents(struct scenario_row *row, size_t n);
void scenario_row_read_consent(struct yaml_node node, const struct vocabulary *vocabulary, size_t i,
                               struct scenario_row *row);

void scenario_row_clear(struct scenario_row *row);

DEFINE_CLEAR(struct scenario_row, scenario_row_clear)

#endif
