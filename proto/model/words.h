/* SPDX-License-Identifier: Apache-2.0 */
/* words - how a directory or an agreement is read, and whether its words are those of the vocabulary.
 *
 * A word that the vocabulary lacks would be a party, a function or a purpose that no rule can ever
 * name. It is a fault at the place where it stands, as everything is that the readers of
 * model/fields.h find. A file of another day, which the record keeps, is read without a vocabulary:
 * its words were those of its own day.
 */
#ifndef MODEL_WORDS_H
#define MODEL_WORDS_H

#include <stdio.h>

#include "model/limits.h"
#include "model/vocabulary.h"
#include "yaml/yaml.h"

/* Of one file or one folder; where a reader takes it, NULL stands for neither. Borrowed. */
struct reading {
    FILE *faults;                        /* gets every fault, a line each; may be NULL */
    const struct vocabulary *vocabulary; /* NULL: words are not judged */
};

/* The two of a reading that may be NULL. */
FILE *reading_faults(const struct reading *reading);
const struct vocabulary *reading_vocabulary(const struct reading *reading);

/* A word of that kind. It is written even if the vocabulary lacks it. */
void words_read(struct yaml_node node, const struct vocabulary *vocabulary,
                enum vocabulary_kind kind, char ret_word[LIMIT_WORD + 1]);

/* At least one, each once, at most `max`. Returns how many were read. */
size_t words_read_list(struct yaml_node list, const struct vocabulary *vocabulary,
                       enum vocabulary_kind kind, char ret_words[][LIMIT_WORD + 1], size_t max);

/* The role that stands at `node` must be one that the country has: no rule would reach it elsewhere.
 * Says nothing of a role that is none, which has been said. */
void words_check_country(struct yaml_node node, const struct vocabulary *vocabulary,
                         const char *role, const char *country);

#endif
