/* SPDX-License-Identifier: EUPL-1.2 */
/* policy - decides, from rules that are data, whether an exchange may pass.
 *
 * Pure rules: no I/O and no clock. The caller brings the rules, the day and the declared facts, so
 * that any decision can be repeated later from what was recorded.
 *
 * Everything is refused that no rule permits. A ground may have several rules; each section passes
 * if one of those that fit the exchange covers its category, and is left out otherwise. A rule may
 * have versions; the one in force on the day is the rule. A category that the ground shuts out
 * (`excluded` of a rule) passes on none of its rules, wherever the rule that says so speaks of this
 * exchange, whoever decided or consented.
 */
#ifndef CORE_POLICY_H
#define CORE_POLICY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/policy_rules.h"
#include "model/item.h"

enum { POLICY_SECTIONS_MAX = 64 };

/* The rule named where no rule has looked at the exchange. */
#define POLICY_DEFAULT_REFUSE "default-refuse"

struct policy_party {
    const char *name; /* of the party; consents name parties */
    const char *role;
    const char *country;             /* "NO", "SE" */
    enum policy_ownership ownership; /* 0: not told, then any; the gate always tells */
};

enum policy_age {
    POLICY_AGE_MISSING = 0, /* not declared: passes no age limit */
    POLICY_AGE_KNOWN,
    POLICY_AGE_UNKNOWN, /* the sender does not know it */
    POLICY_AGE_UNBORN,
};

/* A list of words, borrowed. */
struct policy_list {
    const char *const *words;
    size_t n;
};

#define POLICY_NEVER INT32_MAX

/* A consent that the header names, about the same subject. */
struct policy_consent {
    const char *holder;            /* party that obtained it; must be the sender */
    const char *from;              /* party that may disclose; must be the sender */
    struct policy_list recipients; /* parties */
    struct policy_list purposes, categories;
    int32_t valid_from, valid_until;   /* first day covered, first not covered */
    int32_t withdrawn_day, voided_day; /* first day without it; POLICY_NEVER */
    bool youth_required;               /* by the form */
    unsigned int guardians_required;   /* that the child has, as counted when it was entered */
    bool youth_signed;
    unsigned int guardians_signed; /* different ones */
};

/* Everything is borrowed; NULL texts match no rule. */
struct policy_question {
    const char *ground, *type, *purpose;
    struct policy_party from, to;
    int32_t day; /* of acceptance, days since 1970 */
    bool has_subject;
    enum policy_age age;
    unsigned int age_years; /* at sending, where POLICY_AGE_KNOWN */
    bool has_age_at_act;
    unsigned int age_at_act;
    const char *const *categories; /* of the sections, in their order */
    size_t n_categories;
    struct policy_list flags;   /* of the header that are set, by their codes in the vocabulary */
    const char *decider;        /* role of the official who decided; NULL if nobody is named */
    struct policy_list reasons; /* reason codes that the decider gave */
    bool has_agreement;         /* one in force between the two for this purpose */
    const struct policy_consent *consents;
    size_t n_consents;
    bool whole_or_nothing; /* a section that would be left out refuses the whole */
};

struct policy_section_answer {
    enum verdict verdict;
    const char *rule;                  /* that permitted, left out or refused it */
    const struct policy_rule *permits; /* that rule if it permitted, else NULL; borrowed as well */
};

/* Zeroed memory is a refusal. `rule`, `code` and the sections' rules are borrowed from the policy
 * or static. Neither codes nor rule ids name an age or a category; `reason` (English, for the
 * receipt only) may tell a rule's age limit, never the subject's age. */
struct policy_answer {
    enum verdict decision; /* VERDICT_REFUSE or VERDICT_PERMIT */
    const char *rule;      /* that permitted; that refused; or POLICY_DEFAULT_REFUSE */
    const char *code;      /* below; the vocabulary has each as a refusal with its texts */
    char reason[300];
    struct policy_section_answer sections[POLICY_SECTIONS_MAX];
    size_t n_sections; /* as many as the question has categories */
};

/* Codes: permit, and for refusals, in the order in which they are looked for:
 *   no_ground            the exchange names no ground
 *   too_many_sections    more than POLICY_SECTIONS_MAX
 *   unknown_ground       no rule has this ground
 *   blocked              a rule of kind blocked forbids it: comes before every code below
 *   no_sending           the ground is known, and names no sending
 *   abroad               sender and recipient lie in different countries
 *   wrong_country        the ground is another country's
 *   wrong_role           the ground does not run from this role to that one, or not where a public
 *                        body, or a private one, is it
 *   ground_not_in_force  not yet, or no longer
 *   wrong_type, wrong_purpose
 *   flag_missing         the ground needs a flag that is not set, or is for those without it
 *   subject_not_allowed  the ground carries nothing about a person, and the exchange names one
 *   no_subject           the ground concerns a person and the exchange names none
 *   age_missing          no age is declared
 *   age_outside          the age is not one that the ground covers
 *   no_agreement         no agreement in force covers the two and this purpose
 *   no_decider           nobody is named who weighed it
 *   wrong_decider        not an official who may decide this
 *   reason_missing       the decider does not give every reason that the ground asks for
 *   no_consent           no consent named covers it: of this subject, held by the sender, for this
 *                        recipient and purpose, on this day, signed by all who must, for any of its
 *                        categories. One code, whatever is missing: a refusal tells nobody whether a
 *                        consent exists
 *   unknown_category     a section's category does not exist
 *   nothing_left         no section may pass
 *   whole_or_nothing     a section may not pass and the sender wants all or nothing
 * A section passes a rule that needs a consent only if one consent, complete by itself, covers its
 * category; several may together cover several sections. Blocked beats everything.
 *
 * Where several rules of the ground refuse, the one that came furthest in this order is named. */
void policy_decide(const struct policy *policy, const struct policy_question *question,
                   struct policy_answer *ret_answer);

/* The grounds on which this question would be permitted whole or in part, whatever ground it names:
 * at most `max` into `ret_grounds` (borrowed from the policy), each once. Returns their number. */
size_t policy_propose(const struct policy *policy, const struct policy_question *question,
                      const char *ret_grounds[], size_t max);

#endif
