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
    const char *from, *to, *country, *to_country, *ownership, *to_ownership, *type, *ground,
        *purpose;
    const char *age, *age_at_act, *decider, *at;
    struct explain_words categories, reasons, flags, consents;
    bool no_agreement;
};

/* Whether any of them was given. */
bool explain_flags_any(const struct explain_flags *flags);

/* An exchange that is asked about, and the documents that it was read from and borrows from. */
struct explain_asked {
    struct scenario_row row;
    struct yaml_document *documents[EXPLAIN_WORDS_MAX]; /* NULL: none */
};

/* Fills `ret` (zeroed memory), which must stay where it is and borrows from the flags too; the day is
 * `today` where none was given. Every fault goes to `faults` as `--FLAG: what`; what is wrong inside a
 * consent as `--consent:line:column: what`. Returns their number: 0 if the exchange may be asked about.
 * The caller clears it in either case. */
size_t explain_flags_read(const struct explain_flags *flags, const struct vocabulary *vocabulary,
                          int32_t today, FILE *faults, struct explain_asked *ret);

void explain_asked_clear(struct explain_asked *asked);

DEFINE_CLEAR(struct explain_asked, explain_asked_clear)

#endif
