/* SPDX-License-Identifier: EUPL-1.2 */
#include "core/explanation_nearest.h"

#include "core/policy_fit.h"
#include "core/policy_text.h"

/* ---- what no exchange can meet ---- */

static bool has_any_in_common(const struct policy_words *a, const struct policy_words *b)
{
    for (size_t i = 0; i < a->n; i++)
        if (policy_words_has(b, a->words[i]))
            return true;
    return false;
}

bool explanation_can_sign(const struct policy_rule *rule, const struct policy_question *question,
                          const struct policy_signers *signers)
{
    unsigned int from = signers->age_from, under = signers->age_under;
    bool is_limited = rule->has_age_limit && !(rule->age_at_act && question->has_age_at_act);

    if (is_limited && rule->age_from > from)
        from = rule->age_from;
    if (is_limited && rule->age_under < under)
        under = rule->age_under;
    return (signers->youth || signers->guardians) && from < under;
}

static bool can_anybody_sign(const struct policy_rule *rule, const struct policy_question *question)
{
    for (size_t i = 0; i < rule->n_signers && i < POLICY_SIGNERS_MAX; i++)
        if (explanation_can_sign(rule, question, &rule->signers[i]))
            return true;
    return false;
}

static bool is_about_nobody_possible(const struct policy_rule *rule)
{
    bool has_ages = rule->age_from < rule->age_under;

    if (rule->no_subject)
        return !rule->needs_subject && !rule->has_age_limit && !policy_needs_consent(rule);
    return !rule->has_age_limit || has_ages || rule->unknown_age;
}

/* A rule without a type, purpose or recipient is found by is_open(). */
static bool is_possible(const struct policy_rule *rule, const struct policy_question *question)
{
    bool asks_decider = rule->kind == POLICY_PERMISSION || rule->reasons.n || rule->any_reasons.n;

    if (asks_decider && rule->deciders.n == 0)
        return false;
    if (policy_needs_consent(rule) && !can_anybody_sign(rule, question))
        return false;
    return is_about_nobody_possible(rule) && rule->in_force_from < rule->in_force_to &&
           !has_any_in_common(&rule->flags, &rule->not_flags);
}

/* ---- what blocks what would be put right ---- */

/* The words that may stand in a place: those of the rule where it objects, else the one that
 * stands there. */
struct choices {
    const char *const *words;
    size_t n;
};

static struct choices choices_of(const struct policy_words *list, const char *const *own,
                                 uint32_t objection)
{
    if (!objection)
        return (struct choices){ own, 1 };
    return (struct choices){ (const char *const *)list->words, list->n };
}

static int32_t day_in_force(const struct policy_rule *rule, int32_t day)
{
    if (day < rule->in_force_from)
        return rule->in_force_from;
    return day < rule->in_force_to ? day : rule->in_force_to - 1;
}

static bool may_be_excluded(const struct policy *policy, const struct policy_question *open)
{
    const uint32_t beside_the_route =
        (OBJECTION_BIT(OBJECTION_WRONG_PURPOSE) << 1) - OBJECTION_BIT(OBJECTION_NO_GROUND);
    size_t n;
    const struct policy_rule *rules = policy_of_ground(policy, open->ground, &n);

    for (size_t i = 0; i < n; i++)
        if (policy_words_has(&rules[i].excluded, open->categories[0]) &&
            !(policy_fit_all(&rules[i], open) & beside_the_route))
            return true;
    return false;
}

bool explanation_is_open(const struct policy *policy, const struct policy_question *open)
{
    return !policy_blocking(policy, open) && !may_be_excluded(policy, open);
}

/* Puts `open` right in the first way that nothing blocks or shuts out; false where there is none. */
static bool is_open(const struct policy *policy, const struct policy_rule *rule,
                    uint32_t objections, struct policy_question *open)
{
    const char *own_to = open->to.role, *own_type = open->type, *own_purpose = open->purpose;
    struct choices to =
        choices_of(&rule->to, &own_to, objections & OBJECTION_BIT(OBJECTION_WRONG_ROLE));
    struct choices types =
        choices_of(&rule->types, &own_type, objections & OBJECTION_BIT(OBJECTION_WRONG_TYPE));
    struct choices purposes = choices_of(&rule->purposes, &own_purpose,
                                         objections & OBJECTION_BIT(OBJECTION_WRONG_PURPOSE));
    size_t n = to.n * types.n * purposes.n;

    open->day = day_in_force(rule, open->day);
    if (objections & OBJECTION_BIT(OBJECTION_WRONG_ROLE))
        open->to.ownership = rule->to_ownership;
    for (size_t i = 0; i < n; i++) {
        open->to.role = to.words[i / (types.n * purposes.n)];
        open->type = types.words[i / purposes.n % types.n];
        open->purpose = purposes.words[i % purposes.n];
        if (explanation_is_open(policy, open))
            return true;
    }
    return false;
}

/* ---- the nearest ---- */

static unsigned int count(uint32_t objections)
{
    return (unsigned int)__builtin_popcount(objections);
}

static bool is_nearer(uint32_t a, uint32_t b)
{
    const uint32_t other_recipient = OBJECTION_BIT(OBJECTION_WRONG_ROLE);

    if ((a ^ b) & other_recipient)
        return !(a & other_recipient);
    if (count(a) != count(b))
        return count(a) < count(b);
    return a && b && __builtin_ctz(a) > __builtin_ctz(b);
}

/* Everything that would have to be asked anew when what it was asked for changes: an agreement and
 * a consent are for a recipient, a purpose and a day, and who signs hangs on the age. */
static uint32_t with_what_follows(const struct policy_rule *rule,
                                  const struct policy_question *question, uint32_t objections)
{
    const uint32_t of_both = OBJECTION_BIT(OBJECTION_WRONG_ROLE) |
                             OBJECTION_BIT(OBJECTION_GROUND_NOT_IN_FORCE) |
                             OBJECTION_BIT(OBJECTION_WRONG_PURPOSE);
    const uint32_t of_consent = of_both | OBJECTION_BIT(OBJECTION_NO_SUBJECT) |
                                OBJECTION_BIT(OBJECTION_AGE_MISSING) |
                                OBJECTION_BIT(OBJECTION_AGE_OUTSIDE);

    if (policy_needs_consent(rule) && !question->has_subject)
        objections |= OBJECTION_BIT(OBJECTION_NO_SUBJECT);
    if (rule->needs_agreement && (objections & of_both))
        objections |= OBJECTION_BIT(OBJECTION_NO_AGREEMENT);
    if (policy_needs_consent(rule) && (objections & of_consent))
        objections |= OBJECTION_BIT(OBJECTION_NO_CONSENT);
    return objections;
}

static bool is_candidate(const struct policy *policy, const struct policy_rule *rule,
                         struct explanation_nearest *candidate)
{
    const uint32_t for_good =
        OBJECTION_BIT(OBJECTION_UNKNOWN_GROUND) | OBJECTION_BIT(OBJECTION_NO_SENDING) |
        OBJECTION_BIT(OBJECTION_ABROAD) | OBJECTION_BIT(OBJECTION_WRONG_COUNTRY);

    if (!policy_words_has(&rule->categories, candidate->open.categories[0]))
        return false;
    candidate->rule = rule;
    candidate->objections =
        with_what_follows(rule, &candidate->open, policy_fit_all(rule, &candidate->open));
    return !(candidate->objections & for_good) &&
           policy_is_for_sender(rule, &candidate->open.from) &&
           is_possible(rule, &candidate->open) &&
           is_open(policy, rule, candidate->objections, &candidate->open);
}

/* Of the versions of a rule only that of the day is the rule. */
static bool is_replaced(const struct policy *policy, const struct policy_rule *rule, int32_t day)
{
    const struct policy_rule *of_day = policy_find(policy, rule->id, day);

    return of_day && of_day != rule && policy_in_force(of_day, day);
}

void explanation_find_nearest(const struct policy *policy, const struct policy_question *question,
                              const char *const *category, struct explanation_nearest *ret)
{
    size_t n;
    const struct policy_rule *rules = policy_of_ground(policy, question->ground, &n);

    *ret = (struct explanation_nearest){ .open = *question };
    for (size_t i = 0; i < n; i++) {
        struct explanation_nearest candidate = { .open = *question };

        if (is_replaced(policy, &rules[i], question->day))
            continue;
        candidate.open.categories = category;
        candidate.open.n_categories = 1;
        if (is_candidate(policy, &rules[i], &candidate) &&
            (!ret->rule || is_nearer(candidate.objections, ret->objections)))
            *ret = candidate;
    }
}
