/* SPDX-License-Identifier: EUPL-1.2 */
#include "unit/daemon/core/policy_help.h"

#include <string.h>

#include "base/memory.h"

void add_words(struct policy_words *list, const char *text)
{
    CLEANUP(mem_free) char *words = mem_text(text);
    char *rest = NULL;

    for (char *word = strtok_r(words, " ", &rest); word; word = strtok_r(NULL, " ", &rest))
        policy_words_add(list, word);
}

struct policy_rule invented_rule(const char *id, const char *from, const char *categories)
{
    struct policy_rule rule = {
        .id = mem_text(id),
        .ground = mem_text("no.test.1"),
        .citation = mem_text("Prøveloven § 1"),
        .country = "NO",
        .kind = POLICY_DUTY,
        .certainty = POLICY_VERIFIED,
        .in_force_from = INVENTED_FROM,
        .in_force_to = INVENTED_TO,
        .needs_subject = true,
        .has_age_limit = true,
        .age_from = 3,
        .age_under = 18,
        .unknown_age = true,
    };

    add_words(&rule.from, from);
    add_words(&rule.to, "child_welfare");
    add_words(&rule.types, "concern_notification correction");
    add_words(&rule.purposes, "protect_child");
    add_words(&rule.categories, categories);
    rule.refusal[LANGUAGE_EN] = mem_text("The duty covers children from 3 to 17.");
    return rule;
}

struct policy *invented_policy_of(struct policy_rule first)
{
    struct policy *policy = policy_new();

    add_words(&policy->categories, "identity observation health measure whereabouts");
    policy_add(policy, &first);
    return policy;
}

struct policy *invented_policy(void)
{
    return invented_policy_of(
        invented_rule("no-test", "school police", "identity observation health"));
}

static struct policy_rule of_kind(const char *id, enum policy_kind kind)
{
    struct policy_rule rule = invented_rule(id, "school police", "identity observation health");

    rule.kind = kind;
    rule.has_age_limit = false;
    rule.needs_agreement = true;
    return rule;
}

struct policy_rule invented_permission(const char *id)
{
    struct policy_rule rule = of_kind(id, POLICY_PERMISSION);

    add_words(&rule.deciders, "principal physician");
    add_words(&rule.reasons, "necessary proportionate");
    return rule;
}

struct policy_rule invented_consent_rule(const char *id)
{
    struct policy_rule rule = of_kind(id, POLICY_CONSENT);

    rule.signers[0] = (struct policy_signers){ 0, 15, false, true };
    rule.signers[1] = (struct policy_signers){ 15, 18, true, true };
    rule.signers[2] = (struct policy_signers){ 18, POLICY_AGE_NO_LIMIT, true, false };
    rule.n_signers = 3;
    return rule;
}

struct policy_rule invented_block(const char *id)
{
    struct policy_rule rule = of_kind(id, POLICY_BLOCKED);

    mem_free(rule.ground);
    rule.ground = mem_text("no.test.9");
    return rule;
}

static const char *const reasons[] = { "necessary", "proportionate" };
static const char *const recipients[] = { "fjord-service" };
static const char *const purposes[] = { "protect_child" };
static const char *const consented[] = { "identity", "observation", "health" };

struct policy_consent invented_consent(void)
{
    return (struct policy_consent){
        .holder = "fjord-school",
        .from = "fjord-school",
        .recipients = { recipients, 1 },
        .purposes = { purposes, 1 },
        .categories = { consented, 3 },
        .valid_from = 120,
        .valid_until = 180,
        .withdrawn_day = POLICY_NEVER,
        .voided_day = POLICY_NEVER,
        .youth_required = true,
        .guardians_required = 2,
        .youth_signed = true,
        .guardians_signed = 2,
    };
}

void give_assent(struct policy_question *question, const struct policy_consent *consent)
{
    question->decider = "principal";
    question->reasons = (struct policy_list){ reasons, 2 };
    question->has_agreement = true;
    question->consents = consent;
    question->n_consents = consent ? 1 : 0;
}

static const char *const two[] = { "identity", "observation" };

struct policy_question invented_question(void)
{
    return (struct policy_question){
        .ground = "no.test.1",
        .type = "concern_notification",
        .purpose = "protect_child",
        .from = { .name = "fjord-school", .role = "school", .country = "NO" },
        .to = { .name = "fjord-service", .role = "child_welfare", .country = "NO" },
        .day = 150,
        .has_subject = true,
        .age = POLICY_AGE_KNOWN,
        .age_years = 15,
        .categories = two,
        .n_categories = 2,
    };
}
