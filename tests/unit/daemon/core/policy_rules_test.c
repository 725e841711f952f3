/* SPDX-License-Identifier: EUPL-1.2 */
#include "core/policy_rules.h"

#include <criterion/criterion.h>
#include <string.h>

#include "unit/daemon/core/policy_help.h"

Test(policy_rules, a_ground_has_one_form)
{
    static const struct {
        const char *text;
        bool want;
    } cases[] = {
        { "no.bvl.13-2", true },
        { "se.sol.19-1", true },
        { "se.2025-170.7", true },
        { "se.lag-2023-196", true },
        { "se.sol2001.14-1", true },
        { "se.lul.36b", true },
        { "", false },
        { "no", false },
        { "no.", false },
        { "no..x", false },
        { "no.x.", false },
        { "nor.x", false },
        { "NO.bvl", false },
        { "no.Bvl", false },
        { "no.bvl 13", false },
        { "no bvl", false },
        { "n.bvl", false },
        { "1o.bvl", false },
        { "no.bvl_13", false },
        { "no.bvl.13-2\n", false },
    };
    char longest[POLICY_ID_MAX + 2] = "no.";

    for (size_t i = 0; i < ARRAY_SIZE(cases); i++)
        cr_expect_eq(policy_is_ground(cases[i].text), cases[i].want, "%s", cases[i].text);
    memset(longest + 3, 'x', POLICY_ID_MAX - 3);
    cr_expect(policy_is_ground(longest));
    longest[POLICY_ID_MAX] = 'x';
    cr_expect_not(policy_is_ground(longest));
}

Test(policy_rules, adding_moves_the_rule)
{
    CLEANUP(policy_free) struct policy *policy = policy_new();
    struct policy_rule rule = invented_rule("no-test", "school", "identity");

    policy_add(policy, &rule);
    cr_expect_null(rule.id);
    policy_rule_clear(&rule);
    cr_expect_not_null(policy_find(policy, "no-test"));
    cr_expect_null(policy_find(policy, "no-tes"));
    cr_expect_null(policy_find(policy, NULL));
    cr_expect(policy_words_has(&policy->rules[0].from, "school"));
    cr_expect_not(policy_words_has(&policy->rules[0].from, "schoo"));
    cr_expect_not(policy_words_has(&policy->rules[0].from, NULL));
}

Test(policy_rules, the_hash_is_shown_as_hex)
{
    CLEANUP(policy_free) struct policy *policy = policy_new();
    char text[POLICY_HASH_TEXT_SIZE];

    policy->hash[0] = 0xab;
    policy->hash[31] = 0x01;
    policy_hash_text(policy, text);
    cr_expect_str_eq(text,
                     "sha256:ab00000000000000000000000000000000000000000000000000000000000001");
}
