/* SPDX-License-Identifier: EUPL-1.2 */
/* The flaws of rules that the command finds are planted in tests/integration/policy_verify.bats;
 * here are those of a gate. */
#include "review/policy_verify.h"

#include <criterion/criterion.h>
#include <string.h>

#include "base/memory.h"
#include "unit/daemon/core/policy_help.h"

static struct policy_universe small_universe(bool is_narrow)
{
    struct policy_universe universe = { .age_max = 20 };

    add_words(&universe.countries, is_narrow ? "NO" : "NO SE");
    add_words(&universe.roles, "school police child_welfare");
    add_words(&universe.types,
              is_narrow ? "correction" : "correction concern_notification disclosure");
    add_words(&universe.purposes, is_narrow ? "protect_child" : "protect_child sanction");
    add_words(&universe.categories, "identity observation health measure whereabouts");
    add_words(&universe.flags, "unverified urgent");
    add_words(&universe.deciders, "principal physician nurse");
    add_words(&universe.reasons, "necessary proportionate suitable");
    return universe;
}

static void set_ground(struct policy_rule *rule, char last)
{
    rule->ground[strlen(rule->ground) - 1] = last;
}

/* On ground 1 a duty with ages, on 2 a permission, on 4 a duty of private bodies under a flag, on 5 what
 * carries nobody to public ones; 2 is blocked from the police. */
static struct policy *sound_policy(void)
{
    struct policy *policy = invented_policy();
    struct policy_rule rules[] = {
        invented_permission("no-b"),
        invented_rule("no-d", "school", "identity"),
        invented_rule("no-e", "school", "observation"),
        invented_block("no-f"),
    };

    set_ground(&rules[0], '2');
    set_ground(&rules[1], '4');
    set_ground(&rules[2], '5');
    set_ground(&rules[3], '2');
    add_words(&rules[1].flags, "unverified");
    rules[1].from_ownership = POLICY_PRIVATE;
    rules[2].to_ownership = POLICY_PUBLIC;
    rules[2].has_age_limit = rules[2].needs_subject = false;
    rules[2].no_subject = true;
    policy_words_clear(&rules[3].from);
    add_words(&rules[3].from, "police");
    add_words(&rules[3].grounds, "no.test.2");
    for (size_t i = 0; i < ARRAY_SIZE(rules); i++)
        policy_add(policy, &rules[i]);
    return policy;
}

/* A consent alone, in one country, of one type and purpose: consents have many states. */
static struct policy *consent_policy(void)
{
    struct policy_rule rule = invented_consent_rule("no-c");

    return invented_policy_of(rule);
}

static bool has_flaw(const struct policy_verification *verification, enum policy_flaw flaw)
{
    for (size_t i = 0; i < verification->findings.n; i++)
        if (verification->findings.all[i].flaw == flaw)
            return true;
    return false;
}

static struct policy_verification verify(const struct policy *policy, policy_gate *gate)
{
    CLEANUP(policy_universe_clear)
    struct policy_universe universe = small_universe(policy->n_rules == 1);
    struct policy_verification verification = { 0 };
    struct error err = { 0 };

    cr_assert_eq(policy_verify(policy, &universe, gate, &verification, &err), FAULT_NONE, "%s",
                 err.text);
    return verification;
}

static void expect_nothing(const struct policy *policy)
{
    CLEANUP(policy_verification_clear)
    struct policy_verification verification = verify(policy, policy_decide);

    for (size_t i = 0; i < verification.findings.n; i++)
        cr_expect(false, "%s: %s", policy_flaw_code(verification.findings.all[i].flaw),
                  verification.findings.all[i].text);
    cr_expect_gt(verification.n_points, 1000);
    cr_expect_gt(verification.n_combinations, verification.n_points);
}

Test(policy_verify, finds_nothing_where_nothing_is_wrong)
{
    CLEANUP(policy_free) struct policy *policy = sound_policy();
    CLEANUP(policy_free) struct policy *consent = consent_policy();

    expect_nothing(policy);
    expect_nothing(consent);
}

/* ---- gates that are wrong in one thing: they look at a question that was bent ---- */

static void (*bend)(struct policy_question *question, struct policy_consent *consent);

static void bent_gate(const struct policy *policy, const struct policy_question *question,
                      struct policy_answer *ret_answer)
{
    struct policy_question bent = *question;
    struct policy_consent consents[POLICY_CONSENT_STATE_MAX];

    for (size_t i = 0; i < bent.n_consents; i++)
        consents[i] = bent.consents[i];
    bent.consents = consents;
    bend(&bent, consents);
    policy_decide(policy, &bent, ret_answer);
}

#define BEND(name, effect)                                                                         \
    static void name(struct policy_question *question, struct policy_consent *consent)             \
    {                                                                                              \
        (void)question;                                                                            \
        (void)consent;                                                                             \
        effect;                                                                                    \
    }

static const char *const all_reasons[] = { "necessary", "proportionate" };
static const char *const both_flags[] = { "unverified" };
static const char *const police[] = { "police" };

BEND(without_countries, question->to.country = question->from.country)
BEND(without_roles, question->from.role = police[0])
BEND(without_the_senders_ownership, question->from.ownership = 0)
BEND(without_the_recipients_ownership, question->to.ownership = 0)
BEND(without_types, question->type = "correction")
BEND(without_purposes, question->purpose = "protect_child")
BEND(without_first_day, question->day += question->day == INVENTED_FROM - 1)
BEND(without_last_day, question->day -= question->day == INVENTED_TO)
BEND(without_flags, question->flags = ((struct policy_list){ both_flags, 1 }))
BEND(without_subjects, question->has_subject = true)
BEND(without_a_subject, question->has_subject = false)
BEND(one_year_late, question->age_years -= question->age_years == 18)
BEND(one_year_early, question->age_years += question->age_years == 0 ? 3 : 0)
BEND(without_ages, if (question->age == POLICY_AGE_MISSING) question->age = POLICY_AGE_UNKNOWN)
BEND(without_agreements, question->has_agreement = true)
BEND(without_deciders, if (question->decider) question->decider = "principal")
BEND(by_nobody, if (!question->decider) question->decider = "principal")
BEND(by_one_reason,
     if (question->reasons.n) question->reasons = ((struct policy_list){ all_reasons, 2 }))
BEND(without_holders, consent->holder = question->n_consents ? question->from.name : NULL)
BEND(without_senders, consent->from = question->n_consents ? question->from.name : NULL)
BEND(without_recipients, consent->recipients = ((struct policy_list){ &question->to.name, 1 }))
BEND(without_consent_purposes, consent->purposes = ((struct policy_list){ &question->purpose, 1 }))
BEND(without_consent_categories,
     consent->categories = ((struct policy_list){ question->categories, 1 }))
BEND(before_it_begins, consent->valid_from = 0)
BEND(after_it_ended, consent->valid_until = POLICY_NEVER)
BEND(after_it_was_withdrawn, consent->withdrawn_day = POLICY_NEVER)
BEND(after_it_was_voided, consent->voided_day = POLICY_NEVER)
BEND(without_the_youth, consent->youth_signed = true)
BEND(without_guardians, consent->guardians_signed = 2)
BEND(with_one_guardian, if (consent->guardians_signed) consent->guardians_signed = 2)
BEND(where_none_is_counted, if (!consent->guardians_required) consent->guardians_signed = 1)

static const struct {
    const char *name;
    void (*bend)(struct policy_question *question, struct policy_consent *consent);
} permissive[] = {
    { "countries", without_countries },
    { "roles", without_roles },
    { "who owns the sender", without_the_senders_ownership },
    { "who owns the recipient", without_the_recipients_ownership },
    { "types", without_types },
    { "purposes", without_purposes },
    { "first day", without_first_day },
    { "last day", without_last_day },
    { "flags", without_flags },
    { "a subject that is needed", without_subjects },
    { "a subject that must not be", without_a_subject },
    { "the upper age", one_year_late },
    { "the lower age", one_year_early },
    { "no age", without_ages },
    { "agreements", without_agreements },
    { "who decides", without_deciders },
    { "whether somebody decides", by_nobody },
    { "all reasons but one", by_one_reason },
},
  of_consents[] = {
    { "the holder", without_holders },
    { "the sender of a consent", without_senders },
    { "the recipient of a consent", without_recipients },
    { "the purpose of a consent", without_consent_purposes },
    { "the category of a consent", without_consent_categories },
    { "a consent's first day", before_it_begins },
    { "a consent's last day", after_it_ended },
    { "a withdrawal", after_it_was_withdrawn },
    { "a voiding", after_it_was_voided },
    { "the youth", without_the_youth },
    { "guardians", without_guardians },
    { "all guardians but one", with_one_guardian },
    { "that one guardian must be", where_none_is_counted },
};

static void expect_unwarranted(const struct policy *policy, const char *name)
{
    CLEANUP(policy_verification_clear)
    struct policy_verification verification = verify(policy, bent_gate);

    cr_expect(has_flaw(&verification, FLAW_UNWARRANTED), "%s", name);
}

Test(policy_verify, finds_a_gate_that_does_not_look_at_one_thing)
{
    CLEANUP(policy_free) struct policy *policy = sound_policy();
    CLEANUP(policy_free) struct policy *consent = consent_policy();

    for (size_t i = 0; i < ARRAY_SIZE(permissive); i++) {
        bend = permissive[i].bend;
        expect_unwarranted(policy, permissive[i].name);
    }
    for (size_t i = 0; i < ARRAY_SIZE(of_consents); i++) {
        bend = of_consents[i].bend;
        expect_unwarranted(consent, of_consents[i].name);
    }
}

static void gate_without_blocks(const struct policy *policy, const struct policy_question *question,
                                struct policy_answer *ret_answer)
{
    struct policy unblocked = *policy;

    unblocked.n_blocked = 0;
    policy_decide(&unblocked, question, ret_answer);
}

Test(policy_verify, finds_a_gate_that_does_not_look_at_blocks)
{
    CLEANUP(policy_free) struct policy *policy = sound_policy();
    CLEANUP(policy_verification_clear)
    struct policy_verification verification = verify(policy, gate_without_blocks);

    cr_expect(has_flaw(&verification, FLAW_THROUGH_BLOCK));
    cr_expect(has_flaw(&verification, FLAW_UNREACHED), "a block that is never asked");
}

/* It asks a duty for an agreement, too. */
static void strict_gate(const struct policy *policy, const struct policy_question *question,
                        struct policy_answer *ret_answer)
{
    policy_decide(policy, question, ret_answer);
    if (strcmp(question->ground ? question->ground : "", "no.test.1") == 0)
        ret_answer->decision = VERDICT_REFUSE;
}

Test(policy_verify, finds_a_gate_that_withholds_what_is_warranted)
{
    CLEANUP(policy_free) struct policy *policy = sound_policy();
    CLEANUP(policy_verification_clear)
    struct policy_verification verification = verify(policy, strict_gate);

    cr_expect(has_flaw(&verification, FLAW_WITHHELD));
}

/* It lets pass what names no ground, or one that nobody has. */
static void gate_without_grounds(const struct policy *policy,
                                 const struct policy_question *question,
                                 struct policy_answer *ret_answer)
{
    policy_decide(policy, question, ret_answer);
    if (strcmp(ret_answer->code, "unknown_ground") != 0 &&
        strcmp(ret_answer->code, "no_ground") != 0)
        return;
    ret_answer->decision = VERDICT_PERMIT;
    ret_answer->sections[0].verdict = VERDICT_PERMIT;
}

Test(policy_verify, finds_a_gate_that_needs_no_ground)
{
    CLEANUP(policy_free) struct policy *policy = sound_policy();
    CLEANUP(policy_verification_clear)
    struct policy_verification verification = verify(policy, gate_without_grounds);

    cr_expect(has_flaw(&verification, FLAW_UNWARRANTED));
    cr_expect_null(verification.findings.all[0].rule);
}

static void gate_without_exclusions(const struct policy *policy,
                                    const struct policy_question *question,
                                    struct policy_answer *ret_answer)
{
    struct policy_words kept[16] = { 0 };

    cr_assert_leq(policy->n_rules, ARRAY_SIZE(kept));
    for (size_t i = 0; i < policy->n_rules; i++) {
        kept[i] = policy->rules[i].excluded;
        policy->rules[i].excluded = (struct policy_words){ 0 };
    }
    policy_decide(policy, question, ret_answer);
    for (size_t i = 0; i < policy->n_rules; i++)
        policy->rules[i].excluded = kept[i];
}

/* What one rule of a ground shuts out, another of it may not give: the gate keeps it back, and the two
 * contradict each other. */
Test(policy_verify, finds_what_passes_though_it_is_shut_out)
{
    CLEANUP(policy_free) struct policy *policy = invented_policy();
    struct policy_rule giving = invented_rule("no-a", "school", "identity health"),
                       shutting = invented_rule("no-b", "school", "observation");

    add_words(&shutting.excluded, "health");
    policy_add(policy, &giving);
    policy_add(policy, &shutting);
    {
        CLEANUP(policy_verification_clear)
        struct policy_verification verification = verify(policy, policy_decide);

        cr_expect(has_flaw(&verification, FLAW_CONFLICT));
        cr_expect_not(has_flaw(&verification, FLAW_THROUGH_BLOCK));
    }
    {
        CLEANUP(policy_verification_clear)
        struct policy_verification verification = verify(policy, gate_without_exclusions);

        cr_expect(has_flaw(&verification, FLAW_THROUGH_BLOCK));
    }
}
