/* SPDX-License-Identifier: EUPL-1.2 */
/* explain_flags - an exchange as the flags of a command line give it. */
#ifndef CTL_EXPLAIN_FLAGS_H
#define CTL_EXPLAIN_FLAGS_H

#include <stdio.h>

#include "core/policy.h"
#include "model/vocabulary.h"
#include "settings/scenario_row.h"

enum { EXPLAIN_WORDS_MAX = 64 };

/* The words that were given for a flag that may be given more than once; borrowed. */
struct explain_words {
    const char *words[EXPLAIN_WORDS_MAX];
    size_t n;
};

/* As they were typed; borrowed. NULL: not given. */
struct explain_flags {
    const char *from, *to, *country, *to_country, *type, *ground, *purpose;
    const char *age, *age_at_act, *decider, *at;
    struct explain_words categories, reasons, flags, consents;
    bool no_agreement;
};

/* Whether any of them was given. */
bool explain_flags_any(const struct explain_flags *flags);

/* Fills `ret_row` (zeroed memory), which must stay where it is and borrows from the flags; the day is
 * `today` where none was given. Every fault goes to `faults` as `--FLAG: what`; what is wrong inside a
 * consent as `--consent:line:column: what`. Returns their number: 0 if the row may be used. The
 * documents that consents are read from are `ret_documents` (at least flags->consents.n, NULL): the
 * row borrows from them, and the caller closes them after it has cleared the row. */
size_t explain_flags_read(const struct explain_flags *flags, const struct vocabulary *vocabulary,
                          int32_t today, FILE *faults, struct yaml_document *ret_documents[],
                          struct scenario_row *ret_row);

#endif
