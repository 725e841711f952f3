/* SPDX-License-Identifier: EUPL-1.2 */
/* policy_space - every exchange on one ground that rules can tell apart, one point for each.
 *
 * A point is one class (policy_class.h) of each field, and its question has the first value of each
 * class. Nothing is lost by that:
 * - A rule looks at one field at a time and asks only whether a word is in its list, whether a number
 *   is between two limits, or whether something is given. All values of a class answer alike for each
 *   rule of the space, in whatever company; so all questions of a point have the same answer.
 * - A question of the space has one section. A section of a larger exchange passes on a rule exactly if it
 *   would pass alone: what a rule asks of the exchange as a whole does not look at its sections,
 *   except that a consent must cover one of them, and the rule covers no section without a consent of
 *   its own. "All or nothing", and a category that does not exist, only take more away.
 * - Rules of other grounds have no say, but for those that block; rules of a space are therefore those of
 *   its ground and all that block.
 * policy_space_test.c holds this against every value of a small policy.
 */
#ifndef REVIEW_POLICY_SPACE_H
#define REVIEW_POLICY_SPACE_H

#include "base/error.h"
#include "review/policy_class.h"
#include "review/policy_consent_state.h"

/* The fields, the slowest first. Those before SPACE_SCOPE say what is sent, and from there on what was
 * given for it. */
enum policy_space_field {
    SPACE_COUNTRIES,
    SPACE_FROM,
    SPACE_FROM_OWNERSHIP,
    SPACE_TO,
    SPACE_TO_OWNERSHIP,
    SPACE_TYPE,
    SPACE_PURPOSE,
    SPACE_DAY,
    SPACE_FLAGS,
    SPACE_SUBJECT,
    SPACE_CATEGORY,
    SPACE_SCOPE,
    SPACE_AGREEMENT = SPACE_SCOPE,
    SPACE_DECIDER,
    SPACE_REASONS,
    SPACE_CONSENT,
    SPACE_FIELDS,
};

struct policy_space {
    const char *ground;     /* borrowed; NULL: none is named */
    bool goes_about_nobody; /* a rule of it carries what names no subject */
    struct policy_classes fields[SPACE_FIELDS];
};

void policy_space_clear(struct policy_space *space);
DEFINE_CLEAR(struct policy_space, policy_space_clear)

/* The space of a ground. `rules`: those that may tell its exchanges apart. FAULT_INPUT
 * "too_many_words" where they name more flags or reasons than POLICY_SET_WORDS_MAX. The caller clears it. */
MUST_CHECK enum fault policy_space_make(const struct policy_universe *universe, const char *ground,
                                        const struct policy_rule_list *rules,
                                        struct policy_space *ret_space, struct error *err);

/* How many points, and for how many questions of one section they stand: each state of the consents
 * and each open end of time counts as one. */
double policy_space_points(const struct policy_space *space);
double policy_space_combinations(const struct policy_space *space);

/* Where a walk through the space stands. It points into itself: never copied. */
struct policy_point {
    const struct policy_space *space;
    size_t at[SPACE_FIELDS];
    struct policy_question question;
    const char *category;
    struct policy_consent consents[POLICY_CONSENT_STATE_MAX];
};

/* At the first point. */
void policy_point_start(struct policy_point *point, const struct policy_space *space);

/* The next one, moving only the fields from `first` to before `end`, the last of them fastest. After
 * the last one these stand at their beginning again, and the answer is false. */
bool policy_point_next(struct policy_point *point, enum policy_space_field first,
                       enum policy_space_field end);

/* The class in which the point stands. */
const struct policy_class *policy_point_class(const struct policy_point *point,
                                              enum policy_space_field field);

#endif
