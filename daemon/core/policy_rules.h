/* SPDX-License-Identifier: EUPL-1.2 */
/* policy_rules - the rules that a decision is made from: plain data, filled by settings. */
#ifndef CORE_POLICY_RULES_H
#define CORE_POLICY_RULES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
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
    POLICY_DUTY = 1,   /* the law orders it: neither consent nor an agreement is asked for */
    POLICY_PERMISSION, /* the law allows it after a human has weighed it: decider and agreement */
    POLICY_CONSENT,    /* as far as it is consented to: signers and agreement */
    POLICY_BLOCKED,    /* the law forbids it: beats whatever permits */
    POLICY_NONE,       /* names no sending: always refused */
};

/* As the rule files write it ("duty"); "unknown" for any other value. */
const char *policy_kind_name(enum policy_kind kind);

enum policy_certainty {
    POLICY_VERIFIED = 1, /* date and words were read in the source */
    POLICY_MEMORY,       /* known, but not read again */
    POLICY_DEDUCED,      /* follows from what was read; a lawyer should confirm */
};

/* Who owns a party. A rule: whose it is for; 0: both. */
enum policy_ownership {
    POLICY_PUBLIC = 1,
    POLICY_PRIVATE,
};

struct policy_words {
    char **words;
    size_t n;
};

/* Adds a copy of the word. */
void policy_words_add(struct policy_words *list, const char *word);
void policy_words_clear(struct policy_words *list);
DEFINE_CLEAR(struct policy_words, policy_words_clear)
bool policy_words_has(const struct policy_words *list, const char *word);

/* Who must have signed a consent, at an age. */
struct policy_signers {
    unsigned int age_from, age_under; /* years: first covered, first not covered */
    bool youth;                       /* must have signed; else only if the form asks */
    bool guardians;                   /* every one counted, at least one; else none counts */
};

enum { POLICY_SIGNERS_MAX = 4 };

/* One rule, or one version of it: versions share id, ground, country and kind, and no day. Everything
 * is owned by it. Zeroed memory permits nothing. */
struct policy_rule {
    char *id;       /* names no age and no category: it stands in the record */
    char *place;    /* "file:line:column", for who mends it; NULL where it comes from no file */
    char *ground;   /* "no.bvl.13-2" */
    char *citation; /* the statute as people cite it */
    char country[3];
    enum policy_kind kind;
    enum policy_certainty certainty;
    int32_t in_force_from, in_force_to; /* days since 1970; `to` is the first day not covered */
    int32_t read_as_of;                 /* day on which the words were read */
    struct policy_words from, to, types, purposes, categories;
    enum policy_ownership from_ownership, to_ownership;
    struct policy_words excluded; /* categories that the ground names as shut out; see policy.h */
    bool to_abroad;               /* BLOCKED: to any party outside `country`, whatever its role */
    struct policy_words grounds;  /* BLOCKED: the grounds it beats; none: all */
    struct policy_words flags, not_flags; /* of the header: each must be set; none may be */
    struct policy_words deciders;         /* roles; some: a decider is needed, whatever the kind */
    struct policy_words reasons;          /* that the decider must give, each of them */
    struct policy_words any_reasons;      /* and at least one of these, if there are any */
    struct policy_signers signers[POLICY_SIGNERS_MAX]; /* some: a consent is needed, too */
    size_t n_signers;
    bool needs_agreement; /* PERMISSION and CONSENT, unless the rule says otherwise */
    bool no_subject;      /* an exchange about somebody is refused (a situational picture) */
    bool needs_subject;
    bool not_proposed;      /* for extraordinary facts: never chosen for who names no ground */
    bool has_age_limit;     /* then a subject is needed, whatever needs_subject says */
    unsigned int age_from;  /* years, first one covered */
    unsigned int age_under; /* years, first one not covered */
    bool age_at_act;        /* count at the act; at sending where that age is not given */
    bool unknown_age;       /* an unknown or unborn subject passes the age limit */
    char *summary[LANGUAGES];
    char *refusal[LANGUAGES];        /* what to tell a sender whom the rule refuses */
    char *doubt[LANGUAGES];          /* what a lawyer should settle; NULL: nothing is open */
    struct policy_words conventions; /* keys of the rule that no statute fixes ("categories") */
};

void policy_rule_clear(struct policy_rule *rule);

DEFINE_CLEAR(struct policy_rule, policy_rule_clear)

/* A file that rules came from. */
struct policy_source {
    char *name;          /* relative to the folder of the policy */
    struct buffer bytes; /* as they were read */
};

/* All of them, in the order in which the hash covers them. Owned; zeroed is empty. */
struct policy_sources {
    struct policy_source *files;
    size_t n;
};

/* Adds a copy. */
void policy_sources_add(struct policy_sources *sources, const char *name, struct bytes bytes);
void policy_sources_clear(struct policy_sources *sources);

DEFINE_CLEAR(struct policy_sources, policy_sources_clear)

struct policy {
    struct policy_rule *rules; /* by ground, id and first day, whatever the order they came in */
    size_t n_rules;
    size_t *blocked; /* places in `rules` of those of kind BLOCKED */
    size_t n_blocked;
    struct policy_words categories; /* all that exist: another one refuses the whole */
    struct policy_sources sources;  /* the files that the rules came from */
    uint8_t hash[POLICY_HASH_SIZE]; /* of these */
};

struct policy *policy_new(void);

/* Accepts NULL. */
void policy_free(struct policy *policy);

DEFINE_CLEANUP(struct policy *, policy_free)

/* Moves the rule into the policy; `rule` is zeroed memory afterwards. Rules that were found before
 * may have moved. */
void policy_add(struct policy *policy, struct policy_rule *rule);

/* The rules of a ground stand together: the first of them, and into `ret_n` how many there are.
 * NULL and 0 where there is none. */
const struct policy_rule *policy_of_ground(const struct policy *policy, const char *ground,
                                           size_t *ret_n);

bool policy_in_force(const struct policy_rule *rule, int32_t day);

/* Of that rule the version in force on the day (since 1970). Where none is: the last that had begun,
 * else the first, so that a refusal of a rule not in force still finds its words. NULL where no rule has
 * the id. */
const struct policy_rule *policy_find(const struct policy *policy, const char *id, int32_t day);

void policy_hash_text(const struct policy *policy, char ret_text[POLICY_HASH_TEXT_SIZE]);

/* Whether the text has the form of a ground: the country in two small letters, then one or more
 * parts of [a-z0-9-], each after a full stop; at most POLICY_ID_MAX bytes ("no.bvl.13-2"). */
bool policy_is_ground(const char *text);

#endif
