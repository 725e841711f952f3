/* SPDX-License-Identifier: EUPL-1.2 */
/* ground_choice - the ground that a question is judged by if it names none.
 *
 * A duty is not chosen but owed, so one that fits alone is taken. A permission or a consent is never
 * taken for somebody: that a human weighed it, or asked, is what such a ground is about.
 *
 * What the law keeps for extraordinary facts (to avert a grave crime, danger to life) is neither taken nor named as
 * nearest: nobody is to be led to claim such a fact. It is listed where it would do.
 *
 * Pure: no I/O and no clock.
 */
#ifndef CORE_GROUND_CHOICE_H
#define CORE_GROUND_CHOICE_H

#include "core/explanation.h"
#include "core/policy.h"
#include "model/vocabulary.h"

/* The one duty among the grounds on which it would pass, in whole or part; NULL if there is none, or
 * more than one. Borrowed from the policy. */
const char *ground_choice_duty(const struct explanation *explanation);

/* The ground that comes nearest, of those that run from this role to that one in this country and could
 * carry at least one of the sections: it has another type, purpose or age in fewest ways; of these the
 * one that could carry most sections; then a duty comes before a permission, and that before a consent; and then
 * counts how much is missing. NULL if there is none. `question` may name any ground. Borrowed from the policy. */
const char *ground_choice_nearest(const struct policy *policy,
                                  const struct policy_question *question);

/* explanation_make(); but where the question names no ground and would pass whole on none, the sections
 * are told as on the nearest, whose ground and citation they then have; to name it is the first of their
 * needs. If some would pass as it is, only on a nearest that could carry all. What goes abroad is told as
 * that. */
void ground_choice_explain(const struct policy *policy, const struct vocabulary *vocabulary,
                           const struct policy_question *question,
                           enum vocabulary_language language, struct explanation *ret);

#endif
