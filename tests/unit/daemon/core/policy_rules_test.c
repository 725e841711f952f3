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
    cr_expect_not_null(policy_find(policy, "no-test", 0));
    cr_expect_null(policy_find(policy, "no-tes", 0));
    cr_expect_null(policy_find(policy, NULL, 0));
    cr_expect(policy_words_has(&policy->rules[0].from, "school"));
    cr_expect_not(policy_words_has(&policy->rules[0].from, "schoo"));
    cr_expect_not(policy_words_has(&policy->rules[0].from, NULL));
}

/* Days 100 to 199, 200 to 299 and from 400 on, added in each order. */
Test(policy_rules, a_rule_is_found_in_the_version_of_the_day)
{
    static const struct {
        int32_t day, from;
    } cases[] = { { 0, 100 },   { 100, 100 }, { 199, 100 }, { 200, 200 },
                  { 299, 200 }, { 300, 200 }, { 399, 200 }, { 400, 400 } };
    static const int orders[][3] = { { 1, 2, 4 }, { 1, 4, 2 }, { 2, 1, 4 },
                                     { 2, 4, 1 }, { 4, 1, 2 }, { 4, 2, 1 } };

    for (size_t i = 0; i < ARRAY_SIZE(orders); i++) {
        CLEANUP(policy_free) struct policy *policy = policy_new();

        for (size_t j = 0; j < 3; j++) {
            struct policy_rule rule = invented_rule("no-test", "school", "identity");

            rule.in_force_from = orders[i][j] * 100;
            rule.in_force_to = rule.in_force_from == 400 ? POLICY_NO_END : rule.in_force_from + 100;
            policy_add(policy, &rule);
        }
        for (size_t j = 0; j < ARRAY_SIZE(cases); j++)
            cr_expect_eq(policy_find(policy, "no-test", cases[j].day)->in_force_from, cases[j].from,
                         "order %zu, day %d", i, cases[j].day);
    }
}

/* Each order of four rules of two grounds. */
Test(policy_rules, rules_stand_by_ground_and_id_in_whatever_order_they_come)
{
    static const char *const want[] = { "no-a", "no-d", "no-b", "no-c" };
    static const char *const ids[] = { "no-a", "no-b", "no-c", "no-d" };

    for (int order = 0; order < 4 * 4 * 4 * 4; order++) {
        CLEANUP(policy_free) struct policy *policy = policy_new();
        int places[] = { order % 4, order / 4 % 4, order / 16 % 4, order / 64 };
        bool is_seen[4] = { 0 };

        for (int i = 0; i < 4; i++)
            is_seen[places[i]] = true;
        if (!(is_seen[0] && is_seen[1] && is_seen[2] && is_seen[3]))
            continue;
        for (int i = 0; i < 4; i++) {
            struct policy_rule rule = invented_rule(ids[places[i]], "school", "identity");

            rule.ground[strlen(rule.ground) - 1] = places[i] == 1 || places[i] == 2 ? '2' : '1';
            rule.kind = places[i] == 3 ? POLICY_BLOCKED : POLICY_DUTY;
            policy_add(policy, &rule);
        }
        for (int i = 0; i < 4; i++)
            cr_expect_str_eq(policy->rules[i].id, want[i], "order %d, place %d", order, i);
        cr_expect_eq(policy->n_blocked, 1);
        cr_expect_str_eq(policy->rules[policy->blocked[0]].id, "no-d", "order %d", order);
    }
}

Test(policy_rules, the_rules_of_a_ground_are_found_together)
{
    CLEANUP(policy_free) struct policy *policy = policy_new();
    size_t n = 9;

    cr_expect_null(policy_of_ground(policy, "no.test.1", &n));
    cr_expect_eq(n, 0);
    for (char last = '1'; last <= '5'; last++) {
        for (char id = 'a'; id < 'a' + last - '0'; id++) {
            char text[] = { 'n', 'o', '-', last, id, '\0' };
            struct policy_rule rule = invented_rule(text, "school", "identity");

            rule.ground[strlen(rule.ground) - 1] = last;
            policy_add(policy, &rule);
        }
    }
    for (char last = '1'; last <= '5'; last++) {
        char ground[] = { 'n', 'o', '.', 't', 'e', 's', 't', '.', last, '\0' };
        const struct policy_rule *rules = policy_of_ground(policy, ground, &n);

        cr_assert_eq(n, (size_t)(last - '0'));
        for (size_t i = 0; i < n; i++)
            cr_expect_str_eq(rules[i].ground, ground);
    }
    cr_expect_null(policy_of_ground(policy, "no.test.6", &n));
    cr_expect_null(policy_of_ground(policy, "no.test", &n));
    cr_expect_null(policy_of_ground(policy, NULL, &n));
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
