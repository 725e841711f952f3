/* SPDX-License-Identifier: EUPL-1.2 */
#include "settings/policy_rule_terms.h"

#include <criterion/criterion.h>
#include <string.h>

#include "base/memory.h"
#include "unit/daemon/settings/policy_place.h"

#define DECIDER "    decider: {roles: [principal], reasons: [necessary]}\n"
#define SIGNERS                                                                                    \
    "    signers:\n"                                                                               \
    "      - {under: 15, youth: as_asked, guardians: every}\n"                                     \
    "      - {from: 15, under: 18, youth: required, guardians: every}\n"                           \
    "      - {from: 18, youth: required, guardians: not_counted}\n"

static const struct policy_rule *load_rule(struct policy_place *place, const char *kind,
                                           const char *more)
{
    policy_place_init(place);
    policy_place_write_rule(place, "a.yaml", "no-test", kind, more);
    cr_assert_eq(policy_place_load(place), FAULT_NONE, "%s", place->err.text);
    return &place->policy->rules[0];
}

Test(policy_rule_terms, reads_a_permission)
{
    CLEANUP(policy_place_clear) struct policy_place place;
    const struct policy_rule *rule = load_rule(
        &place, "permission",
        "    decider: {roles: [principal, nurse], reasons: [necessary], any_of: [pregnant, "
        "ongoing_abuse]}\n    flags: [unverified]\n    not_flags: [child_heard]\n");

    cr_expect_eq(rule->kind, POLICY_PERMISSION);
    cr_expect(rule->needs_agreement);
    cr_expect(policy_words_has(&rule->deciders, "nurse") && rule->deciders.n == 2);
    cr_expect(policy_words_has(&rule->reasons, "necessary") && rule->reasons.n == 1);
    cr_expect(policy_words_has(&rule->any_reasons, "pregnant") && rule->any_reasons.n == 2);
    cr_expect(policy_words_has(&rule->flags, "unverified") && rule->flags.n == 1);
    cr_expect(policy_words_has(&rule->not_flags, "child_heard") && rule->not_flags.n == 1);
    cr_expect_eq(rule->n_signers, 0);
}

Test(policy_rule_terms, reads_a_consent)
{
    CLEANUP(policy_place_clear) struct policy_place place;
    const struct policy_rule *rule = load_rule(&place, "consent", SIGNERS);

    cr_expect_eq(rule->kind, POLICY_CONSENT);
    cr_expect(rule->needs_agreement);
    cr_assert_eq(rule->n_signers, 3);
    cr_expect_eq(rule->signers[0].age_from, 0);
    cr_expect_eq(rule->signers[0].age_under, 15);
    cr_expect(!rule->signers[0].youth && rule->signers[0].guardians);
    cr_expect(rule->signers[1].youth && rule->signers[1].guardians);
    cr_expect_eq(rule->signers[2].age_from, 18);
    cr_expect_eq(rule->signers[2].age_under, POLICY_AGE_NO_LIMIT);
    cr_expect(rule->signers[2].youth && !rule->signers[2].guardians);
}

static const struct {
    const char *kind, *more;
    bool needs_agreement;
} agreements[] = {
    { "duty", "", false },
    { "duty", "    agreement: not_needed\n", false },
    { "permission", DECIDER, true },
    { "permission", DECIDER "    agreement: not_needed\n", false },
    { "permission", DECIDER "    agreement: needed\n", true },
    { "consent", SIGNERS, true },
    { "consent", SIGNERS "    agreement: not_needed\n", false },
    { "consent", SIGNERS DECIDER, true },
    { "permission", SIGNERS DECIDER, true },
};

Test(policy_rule_terms, a_permission_and_a_consent_hang_on_an_agreement_unless_it_says_otherwise)
{
    for (size_t i = 0; i < ARRAY_SIZE(agreements); i++) {
        CLEANUP(policy_place_clear) struct policy_place place;
        const struct policy_rule *rule = load_rule(&place, agreements[i].kind, agreements[i].more);

        cr_expect_eq(rule->needs_agreement, agreements[i].needs_agreement, "%s%s",
                     agreements[i].kind, agreements[i].more);
    }
}

Test(policy_rule_terms, reads_a_rule_about_nobody)
{
    CLEANUP(policy_place_clear) struct policy_place place;
    const struct policy_rule *rule = load_rule(&place, "duty", "    no_subject: true\n");

    cr_expect(rule->no_subject);
    cr_expect_not(rule->needs_subject);
}

static const struct {
    const char *kind, *more, *want; /* `more` begins on line 19 */
} term_faults[] = {
    { "permission", "", ":2:5: a permission needs a decider" },
    { "consent", "", ":2:5: a consent needs signers" },
    { "duty", "    agreement: needed\n", ":19:16: a duty does not hang on an agreement" },
    { "duty", SIGNERS, ":20:7: a duty does not hang on a consent" },
    { "permission", "    decider: {roles: [principal]}\n", ":19:14: a decider gives reasons" },
    { "permission", "    decider: {reasons: [necessary]}\n", ":19:14: the key roles is missing" },
    { "permission", "    decider: {roles: [cook], reasons: [necessary]}\n",
      ":19:23: cook is not a decider of the vocabulary" },
    { "permission", "    decider: {roles: [principal], reasons: [mood]}\n",
      ":19:45: mood is not a reason of the vocabulary" },
    { "permission", "    decider: {roles: [principal], reasons: [], any_of: [pregnant]}\n",
      ":19:44: wants at least 1 in the list, not 0" },
    { "permission", "    decider: {roles: [principal], reasons: [pregnant], any_of: [pregnant]}\n",
      ":19:64: pregnant stands in reasons, too" },
    { "permission", "    decider: {roles: [principal], reasons: [necessary], mood: good}\n",
      ":19:57: unknown key mood" },
    { "permission", "    decider: {roles: any, reasons: [necessary]}\n", ":19:22: wants a list" },
    { "duty", "    flags: [loud]\n", ":19:13: loud is not a flag of the vocabulary" },
    { "duty", "    flags: [unverified]\n    not_flags: [unverified]\n",
      ":20:16: unverified stands in flags, too" },
    { "consent", "    signers: []\n", ":19:14: wants at least 1 in the list, not 0" },
    { "consent", "    signers: [{under: 15, youth: as_asked}]\n",
      ":19:15: the key guardians is missing" },
    { "consent", "    signers: [{under: 15, youth: often, guardians: every}]\n",
      ":19:34: wants one of as_asked, required" },
    { "consent", "    signers: [{under: 15, youth: as_asked, guardians: not_counted}]\n",
      ":19:15: nobody must sign at these ages" },
    { "consent", "    signers: [{youth: required, guardians: every}]\n",
      ":19:15: nobody has a guardian from 18" },
    { "consent", "    signers: [{from: 15, under: 15, youth: required, guardians: every}]\n",
      ":19:15: under is the first year not covered" },
    { "consent", "    signers: [{from: 18, under: 15, youth: required, guardians: every}]\n",
      ":19:15: under is the first year not covered" },
    { "consent",
      "    signers:\n      - {under: 15, youth: required, guardians: every}\n"
      "      - {from: 14, under: 18, youth: required, guardians: every}\n",
      ":21:9: the ages overlap those of an entry before" },
    { "consent",
      "    signers:\n      - {from: 15, under: 18, youth: required, guardians: every}\n"
      "      - {under: 16, youth: required, guardians: every}\n",
      ":21:9: the ages overlap those of an entry before" },
    { "duty", "    no_subject: true\n    needs_subject: true\n", ":19:17: without a subject" },
    { "duty", "    no_subject: true\n    age: {under: 18, unknown: refuse}\n",
      ":19:17: without a subject" },
    { "consent", "    no_subject: true\n" SIGNERS, ":19:17: without a subject" },
    { "duty", "    abroad: true\n", ":19:5: unknown key abroad" },
    { "duty", "    grounds: [no.test.1]\n", ":19:5: unknown key grounds" },
    { "duty", "    conventions: []\n", ":19:18: wants at least 1" },
};

Test(policy_rule_terms, says_where_the_terms_of_a_rule_are_wrong)
{
    for (size_t i = 0; i < ARRAY_SIZE(term_faults); i++) {
        CLEANUP(policy_place_clear) struct policy_place place;

        policy_place_init(&place);
        policy_place_write_rule(&place, "a.yaml", "no-test", term_faults[i].kind,
                                term_faults[i].more);
        cr_expect_eq(policy_place_load(&place), FAULT_INPUT, "%s", term_faults[i].more);
        cr_expect_null(place.policy);
        policy_place_expect(&place, term_faults[i].want);
    }
}
