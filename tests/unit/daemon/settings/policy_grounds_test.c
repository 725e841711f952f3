/* SPDX-License-Identifier: EUPL-1.2 */
#include "settings/policy_grounds.h"

#include <criterion/criterion.h>
#include <string.h>
#include <unistd.h>

#include "base/memory.h"
#include "unit/daemon/settings/policy_place.h"

static const struct {
    const char *name, *grounds, *want; /* want: NULL is fine, else what is printed */
} cases[] = {
    { "as it is", "grounds: {no.test.1: [duty]}\n", NULL },
    { "of several kinds", "grounds: {no.test.1: [permission, duty]}\n", NULL },
    { "another ground", "grounds: {no.test.2: [duty]}\n",
      "no/a.yaml:2:5: no.test.1 is not among the grounds of grounds.yaml\n" },
    { "a ground without a rule", "grounds: {no.test.1: [duty], no.test.2: [none]}\n",
      "grounds.yaml:1:30: no rule has this ground\n" },
    { "another kind", "grounds: {no.test.1: [permission]}\n",
      "no/a.yaml:2:5: no.test.1 has no rules of this kind by grounds.yaml\n" },
    { "a duty that nobody decides", "grounds: {no.test.1: [decided_duty]}\n",
      "no/a.yaml:2:5: no.test.1 has no rules of this kind by grounds.yaml\n" },
    { "an unknown kind", "grounds: {no.test.1: [duty, order]}\n",
      "grounds.yaml:1:29: wants one of " },
    { "no kind", "grounds: {no.test.1: []}\n", "grounds.yaml:1:22: wants at least 1" },
    { "no ground", "grounds: {no.test.1: [duty], test: [duty]}\n",
      "grounds.yaml:1:30: a ground is written as" },
    { "another key", "grounds: {no.test.1: [duty]}\nmore: 1\n",
      "grounds.yaml:2:1: unknown key more" },
    { "nothing", "", "grounds.yaml:1:1: the file is empty" },
};

Test(policy_grounds, are_held_against_the_rules)
{
    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        CLEANUP(policy_place_clear) struct policy_place place;
        CLEANUP(mem_free) char *printed = NULL;
        struct error err = { 0 };
        enum fault fault;
        size_t size;
        FILE *out = open_memstream(&printed, &size);

        policy_place_init(&place);
        policy_place_write_rule(&place, "a.yaml", "no-test", "duty", "");
        cr_assert_eq(policy_place_load(&place), FAULT_NONE, "%s", place.printed);
        policy_place_write(&place, ".", "grounds.yaml", cases[i].grounds);
        fault = policy_grounds_check(place.path, place.policy, out, &err);
        fclose(out);
        cr_expect_eq(fault, cases[i].want ? FAULT_INPUT : FAULT_NONE, "%s", cases[i].name);
        if (cases[i].want)
            cr_expect_not_null(strstr(printed, cases[i].want), "%s: %s", cases[i].name, printed);
        else
            cr_expect_str_eq(printed, "", "%s", cases[i].name);
    }
}

Test(policy_grounds, a_list_that_cannot_be_looked_at_is_a_fault)
{
    CLEANUP(policy_place_clear) struct policy_place place;
    CLEANUP(mem_free) char *list = NULL;
    struct error err = { 0 };

    policy_place_init(&place);
    policy_place_write_rule(&place, "a.yaml", "no-test", "duty", "");
    cr_assert_eq(policy_place_load(&place), FAULT_NONE);
    list = mem_printf("%s/grounds.yaml", place.path);
    cr_assert_eq(symlink("grounds.yaml", list), 0, "one that points to itself");
    cr_expect_eq(policy_grounds_check(place.path, place.policy, NULL, &err), FAULT_INPUT);
    cr_expect_str_eq(err.code, "cannot_open");
    unlink(list);
}

Test(policy_grounds, a_folder_without_a_list_has_nothing_to_hold_against)
{
    CLEANUP(policy_place_clear) struct policy_place place;
    struct error err = { 0 };

    policy_place_init(&place);
    policy_place_write_rule(&place, "a.yaml", "no-test", "duty", "");
    cr_assert_eq(policy_place_load(&place), FAULT_NONE);
    cr_expect_eq(policy_grounds_check(place.path, place.policy, NULL, &err), FAULT_NONE);
}
