/* SPDX-License-Identifier: EUPL-1.2 */
/* explanation - an answer of the gate in words: what it says of each section, and what would have to
 * be different.
 *
 * The verdicts, rules and codes are those of policy_decide(): nothing is decided here. The sentences
 * are for the official whose exchange it is. They are built from the rules and the vocabulary, never
 * from what an exchange says of its subject: no sentence holds the subject's age. Of consents they
 * say only what the sender's own, among those that the question holds, lack.
 *
 * Pure: no I/O and no clock.
 */
#ifndef CORE_EXPLANATION_H
#define CORE_EXPLANATION_H

#include <stdbool.h>
#include <stddef.h>

#include "base/cleanup.h"
#include "core/policy.h"
#include "model/vocabulary.h"

enum { EXPLANATION_NEEDS = 20 };

/* The code of a section whose category no rule of the ground covers. The whole is then refused, if it
 * is, as nothing_left. */
#define EXPLANATION_CATEGORY_OUTSIDE "category_outside"

/* One section. `needs` are sentences, each about one thing: all of them together would let it pass.
 * There are none where it passes, and none where nothing that the ground asks for would help: what
 * it carries is not of the ground, or a rule forbids it. Choosing another ground is no need (see
 * explained_ground), except where the exchange names none that exists. */
struct explained_section {
    const char *category; /* borrowed from the question */
    enum verdict verdict;
    const char *rule;              /* that permitted, left out or refused; POLICY_DEFAULT_REFUSE */
    const char *ground, *citation; /* of that rule, borrowed; "" where no rule has spoken */
    const char *nearest; /* rule whose conditions the needs are: the one above, or another of the
                            ground that this section comes nearer to; "" where there is none */
    const char *code; /* "permit", else a refusal code of the vocabulary: of this section, which may
                         be another one than that of the whole. Static */
    char *reason;     /* owned: one or a few sentences */
    char *needs[EXPLANATION_NEEDS]; /* owned */
    size_t n_needs;
};

/* A ground on which the exchange would pass as it stands, whatever ground it names. */
struct explained_ground {
    const char *ground, *citation; /* borrowed from the policy */
    const char *summary;           /* of the rule that would permit, in the language; "" if none */
    enum policy_kind kind;
    bool not_proposed; /* as of the rule */
    bool whole;        /* every section; else some of them */
};

/* Owned, except for what is said to be borrowed; zeroed memory is an empty one. */
struct explanation {
    enum verdict decision;
    const char *rule, *ground, *citation, *code; /* of the answer; as in a section */
    char *reason;
    struct explained_section *sections; /* one for each category of the question, in its order */
    size_t n_sections;
    struct explained_ground *grounds; /* in the order of the policy; each once */
    size_t n_grounds;
};

/* Decides the question and explains the answer. `ret` borrows from the policy and from the question's
 * lists of categories, not from the vocabulary; the caller clears it before those go. A code that the
 * vocabulary lacks is its own text. Never fails. */
void explanation_make(const struct policy *policy, const struct vocabulary *vocabulary,
                      const struct policy_question *question, enum vocabulary_language language,
                      struct explanation *ret);

/* Accepts NULL and zeroed memory. */
void explanation_clear(struct explanation *explanation);

DEFINE_CLEAR(struct explanation, explanation_clear)

#endif
