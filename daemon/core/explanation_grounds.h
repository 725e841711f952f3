/* SPDX-License-Identifier: EUPL-1.2 */
/* explanation_grounds - on which grounds an exchange, or one category of it, may go. */
#ifndef CORE_EXPLANATION_GROUNDS_H
#define CORE_EXPLANATION_GROUNDS_H

#include <stdint.h>

#include "core/explanation.h"
#include "core/explanation_words.h"

/* Those on which the exchange would pass as it stands. Owned by whom it was made for. */
struct explanation_grounds {
    struct explained_ground *list;
    uint64_t *passing; /* of each: one bit for each section that would pass */
    size_t n;
};

/* Asks every ground of the policy. */
void explanation_find_grounds(const struct policy *policy, const struct policy_question *question,
                              enum vocabulary_language language, struct explanation_grounds *ret);

/* A ground by its citation (NULL or "": it has none) and name. The caller owns it, as all texts below. */
char *explanation_name_ground(const struct explanation_speaker *speaker, const char *ground,
                              const char *citation);

/* Those of them on which section `i` would pass, joined by "or". NULL: none. */
char *explanation_name_grounds(const struct explanation_speaker *speaker,
                               const struct explanation_grounds *grounds, size_t i);

/* On which other grounds in force the category may go from this sender to this recipient, if their
 * conditions are met, as a sentence; also that there is none. */
char *explanation_say_elsewhere(const struct explanation_speaker *speaker,
                                const struct policy *policy, const struct policy_question *question,
                                const char *category);

/* Which roles may send the category on the ground that the question names, as a sentence. */
char *explanation_say_senders(const struct explanation_speaker *speaker,
                              const struct policy *policy, const struct policy_question *question,
                              const char *category);

#endif
