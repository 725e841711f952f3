/* SPDX-License-Identifier: EUPL-1.2 */
/* rejudge - compares two decisions on one exchange: verdict by section, rule, code.
 *
 * One stands in the record; the other was made again, by the rules of that day or by others.
 */
#ifndef CTL_REJUDGE_H
#define CTL_REJUDGE_H

#include "base/bytes.h"
#include "core/gate.h"
#include "model/entry.h"

/* A decision as a leaf tells it; all borrowed. */
struct judgement {
    bool permitted;
    const char *rule, *code; /* "" where nothing was refused */
    enum verdict verdicts[LIMIT_SECTIONS];
    const char *rules[LIMIT_SECTIONS];
    size_t n_sections;
};

void judgement_of_entry(const struct entry *entry, struct judgement *ret_judgement);
void judgement_of_answer(const struct policy_answer *answer, struct judgement *ret_judgement);

bool judgement_equal(const struct judgement *one, const struct judgement *other);

/* Appends each difference, "section 1: permit (a) became refuse (b)", with "; " between them; nothing if
 * they are equal. */
void judgement_differences(const struct judgement *from, const struct judgement *to,
                           struct buffer *ret_text);

#endif
