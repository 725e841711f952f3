/* SPDX-License-Identifier: Apache-2.0 */
/* conditions - what the law asks of the agency that follows a contract up, when somebody withdraws the
 * consent to it and the contract is a condition of something, such as a waiver of prosecution.
 *
 * config/policy/conditions.yaml, beside the vocabulary, whose conditions are its keys:
 *
 *   conditions:
 *     youth_follow_up:
 *       country: "NO"
 *       citation: Konfliktrådsloven (LOV-2014-06-20-49) § 31
 *       read_as_of: 2026-04-13
 *       certainty: verified          # verified, memory or deduced, as in a rule
 *       followed_up_by: [mediation_board]    # roles
 *       talk: required               # before a notice; customary: where it is the practice; or none
 *       notices:                     # the ways that a notice may go; left out: none over the bus
 *         - {from: mediation_board, to: prosecutor, ground: no.fvl.13b-2, types: [disclosure]}
 *       texts:                       # for those who follow it up; talk only where there is one
 *         sv: {talk: …, decision: …, notice: …}
 *         nb: …
 *         en: …
 *       doubt: {sv: …, nb: …, en: …} # optional: what a lawyer should settle
 *
 * A notice is judged by the rules as every message is. Nothing here permits anything.
 */
#ifndef MODEL_CONDITIONS_H
#define MODEL_CONDITIONS_H

#include "base/cleanup.h"
#include "base/error.h"
#include "model/limits.h"
#include "model/vocabulary.h"

enum { CONDITION_ROLES = 8, CONDITION_WAYS = 16, CONDITION_TYPES = 8, CONDITION_TEXT_MAX = 500 };

enum condition_talk {
    CONDITION_TALK_NONE = 0,
    CONDITION_TALK_CUSTOMARY, /* held where that is the practice */
    CONDITION_TALK_REQUIRED,  /* before a notice is decided */
};

/* "none", "customary", "required". */
const char *condition_talk_name(enum condition_talk talk);

/* One way that a notice may go. */
struct condition_way {
    char from[LIMIT_WORD + 1], to[LIMIT_WORD + 1]; /* roles */
    char ground[LIMIT_GROUND + 1];
    char types[CONDITION_TYPES][LIMIT_WORD + 1];
    size_t n_types;
};

struct condition_texts {
    char *talk, *decision, *notice; /* owned; `talk` is NULL where there is none */
    char *doubt;                    /* owned; NULL for none */
};

struct condition {
    char code[LIMIT_WORD + 1], country[2 + 1];
    char *citation; /* owned */
    char roles[CONDITION_ROLES][LIMIT_WORD + 1];
    size_t n_roles;
    enum condition_talk talk;
    struct condition_way ways[CONDITION_WAYS];
    size_t n_ways;
    struct condition_texts texts[LANGUAGES];
};

struct conditions;

/* Reads conditions.yaml in the folder where the vocabulary lies. Every fault is printed to `faults` (may
 * be NULL) as file:line:column: what; a condition of the vocabulary without an entry is one, and so is
 * a word that the vocabulary does not have. FAULT_INPUT "cannot_open" or "invalid_file". */
MUST_CHECK enum fault conditions_load(const char *vocabulary_path,
                                      const struct vocabulary *vocabulary, FILE *faults,
                                      struct conditions **ret_conditions, struct error *err);

/* Accepts NULL. */
void conditions_free(struct conditions *conditions);
DEFINE_CLEANUP(struct conditions *, conditions_free)

/* NULL if there is none of that code, or for NULL. Borrowed. */
const struct condition *conditions_find(const struct conditions *conditions, const char *code);

/* Is it followed up by agencies of this role in this country? */
bool condition_is_followed_up_by(const struct condition *condition, const char *role,
                                 const char *country);

/* May a notice of this type go on that ground from one role to another? */
bool condition_has_way(const struct condition *condition, const char *from, const char *to,
                       const char *ground, const char *type);

#endif
