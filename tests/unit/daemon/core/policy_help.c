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
        .certainty = POLICY_KNOWN,
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

static const char *const two[] = { "identity", "observation" };

struct policy_question invented_question(void)
{
    return (struct policy_question){
        .ground = "no.test.1",
        .type = "concern_notification",
        .purpose = "protect_child",
        .from = { "school", "NO" },
        .to = { "child_welfare", "NO" },
        .day = 150,
        .has_subject = true,
        .age = POLICY_AGE_KNOWN,
        .age_years = 15,
        .categories = two,
        .n_categories = 2,
    };
}
