/* SPDX-License-Identifier: EUPL-1.2 */
/* policy_rules - the rules that a decision is made from: plain data, filled by settings. */
#ifndef CORE_POLICY_RULES_H
#define CORE_POLICY_RULES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/cleanup.h"
#include "model/vocabulary.h"

enum {
    POLICY_ID_MAX = 60,         /* bytes of a rule id or a ground */
    POLICY_NO_END = INT32_MAX,  /* in_force_to of a rule without an end */
    POLICY_AGE_NO_LIMIT = 1000, /* age_under of a rule without an upper limit */
    POLICY_HASH_SIZE = 32,
    POLICY_HASH_TEXT_SIZE = 7 + 2 * POLICY_HASH_SIZE + 1, /* "sha256:<hex>" and NUL */
};

enum policy_kind {
    POLICY_DUTY = 1, /* the law orders it: neither consent nor an agreement is asked for */
};

enum policy_certainty {
    POLICY_KNOWN = 1, /* date and words were read in the source */
    POLICY_DEDUCED,   /* follows from what was read; a lawyer should confirm */
    POLICY_DOUBTFUL,
};

struct policy_words {
    char **words;
    size_t n;
};

/* Adds a copy of the word. */
void policy_words_add(struct policy_words *list, const char *word);
bool policy_words_has(const struct policy_words *list, const char *word);

/* One rule; everything is owned by it. Zeroed memory permits nothing. */
struct policy_rule {
    char *id;       /* names no age and no category: it stands in the record */
    char *ground;   /* "no.bvl.13-2" */
    char *citation; /* the statute as people cite it */
    char country[3];
    enum policy_kind kind;
    enum policy_certainty certainty;
    int32_t in_force_from, in_force_to; /* days since 1970; `to` is the first day not covered */
    int32_t read_as_of;                 /* day on which the words were read */
    struct policy_words from, to, types, purposes, categories;
    bool needs_subject;
    bool has_age_limit;     /* then a subject is needed, whatever needs_subject says */
    unsigned int age_from;  /* years, first one covered */
    unsigned int age_under; /* years, first one not covered */
    bool age_at_act;        /* count at the act; at sending where that age is not given */
    bool unknown_age;       /* an unknown or unborn subject passes the age limit */
    char *summary[LANGUAGES];
    char *refusal[LANGUAGES]; /* what to tell a sender whom the rule refuses */
};

void policy_rule_clear(struct policy_rule *rule);

DEFINE_CLEAR(struct policy_rule, policy_rule_clear)

struct policy {
    struct policy_rule *rules;
    size_t n_rules;
    struct policy_words categories; /* all that exist: another one refuses the whole */
    uint8_t hash[POLICY_HASH_SIZE]; /* of the files that the rules came from */
};

struct policy *policy_new(void);

/* Accepts NULL. */
void policy_free(struct policy *policy);

DEFINE_CLEANUP(struct policy *, policy_free)

/* Moves the rule into the policy; `rule` is zeroed memory afterwards. */
void policy_add(struct policy *policy, struct policy_rule *rule);

/* The rule of that id, or NULL. */
const struct policy_rule *policy_find(const struct policy *policy, const char *id);

void policy_hash_text(const struct policy *policy, char ret_text[POLICY_HASH_TEXT_SIZE]);

/* Whether the text has the form of a ground: the country in two small letters, then one or more
 * parts of [a-z0-9-], each after a full stop; at most POLICY_ID_MAX bytes ("no.bvl.13-2"). */
bool policy_is_ground(const char *text);

#endif
