/* SPDX-License-Identifier: EUPL-1.2 */
#include "core/explanation.h"

#include "unit/daemon/core/explanation_play.h"

TestSuite(explanation, .init = load, .fini = drop);

/* ---- what passes ---- */

Test(explanation, a_permit_needs_nothing_and_names_its_rule)
{
    CLEANUP(policy_free) struct policy *policy = invented_policy();
    CLEANUP(explanation_clear) struct explanation explanation = { 0 };
    struct policy_question question = invented_question();

    explain(policy, &question, LANGUAGE_NB, &explanation);
    cr_expect_eq(explanation.decision, VERDICT_PERMIT);
    cr_expect_str_eq(explanation.code, "permit");
    cr_expect_str_eq(explanation.ground, "no.test.1");
    cr_expect_str_eq(explanation.citation, "Prøveloven § 1");
    cr_expect_str_eq(explanation.reason, "Kan utleveres.");
    cr_assert_eq(explanation.n_sections, 2);
    cr_expect_str_eq(explanation.sections[1].category, "observation");
    cr_expect_str_eq(explanation.sections[1].code, "permit");
    cr_expect_eq(explanation.sections[1].n_needs, 0);
    cr_assert_eq(explanation.n_grounds, 1);
    cr_expect(explanation.grounds[0].whole);
    cr_expect_eq(explanation.grounds[0].kind, POLICY_DUTY);
    cr_expect_str_eq(explanation.grounds[0].summary, "");
}

Test(explanation, what_is_left_out_is_told_apart_from_what_passes)
{
    static const char *const categories[] = { "identity", "measure" };
    CLEANUP(policy_free) struct policy *policy = invented_policy();
    CLEANUP(explanation_clear) struct explanation explanation = { 0 };
    struct policy_question question = invented_question();

    question.categories = categories;
    explain(policy, &question, LANGUAGE_EN, &explanation);
    cr_expect_str_eq(explanation.reason, "May pass in part; the rest is left out.");
    cr_expect_eq(explanation.sections[0].verdict, VERDICT_PERMIT);
    cr_expect_eq(explanation.sections[1].verdict, VERDICT_LEAVE_OUT);
    cr_expect_str_eq(explanation.sections[1].code, EXPLANATION_CATEGORY_OUTSIDE);
    cr_expect_str_eq(explanation.sections[1].rule, "no-test");
    cr_expect_str_eq(explanation.sections[1].nearest, "");
    cr_expect_eq(explanation.sections[1].n_needs, 0);
    cr_expect_not(explanation.grounds[0].whole);
}

/* ---- what is needed, thing by thing ---- */

Test(explanation, all_objections_are_told_and_not_only_the_first)
{
    CLEANUP(policy_free)
    struct policy *policy = invented_policy_of(invented_permission("no-test"));
    struct policy_question question = invented_question();

    question.type = "feedback";
    question.purpose = "give_care";
    expect_needs(policy, &question, LANGUAGE_SV,
                 "Meddelandet ska vara av typen ”orosanmälan” eller ”rättelse”.\n"
                 "Ändamålet ska vara ”skydda barn”.\n"
                 "Ett samverkansavtal mellan avsändaren (skola) och mottagaren (barnskyddstjänst "
                 "(Norge)) ska gälla för ändamålet ”skydda barn”.\n"
                 "Ange vem som har beslutat: rektor eller läkare.\n"
                 "Beslutet ska ange skälen ”nödvändigt för ändamålet” och ”proportionerligt”.\n");
}

Test(explanation, of_the_reasons_only_those_that_are_missing)
{
    static const char *const given[] = { "necessary" };
    CLEANUP(policy_free)
    struct policy *policy = invented_policy_of(invented_permission("no-test"));
    struct policy_question question = invented_question();

    give_assent(&question, NULL);
    question.reasons = (struct policy_list){ given, 1 };
    expect_needs(policy, &question, LANGUAGE_NB,
                 "Beslutningen må oppgi grunnen «forholdsmessig».\n");
    question.decider = "nurse";
    add_words(&policy->rules[0].any_reasons, "pregnant ongoing_abuse");
    expect_needs(policy, &question, LANGUAGE_EN,
                 "The official who decides must have the role principal or physician.\n"
                 "The decision must give the reason “proportionate”.\n"
                 "The decision must give at least one of the reasons “pregnant” or “ongoing "
                 "substance abuse”.\n");
}

Test(explanation, flags_that_are_missing_and_that_are_too_many)
{
    static const char *const set[] = { "unverified" };
    CLEANUP(policy_free) struct policy *policy = invented_policy();
    struct policy_question question = invented_question();

    question.flags = (struct policy_list){ set, 1 };
    add_words(&policy->rules[0].flags, "child_heard");
    add_words(&policy->rules[0].not_flags, "unverified");
    expect_needs(policy, &question, LANGUAGE_SV,
                 "Flaggan ”barnet har fått komma till tals” ska vara satt.\n"
                 "Flaggan ”obekräftade uppgifter” får inte vara satt.\n");
    add_words(&policy->rules[0].flags, "subject_informed");
    expect_needs(policy, &question, LANGUAGE_NB,
                 "Flaggene «barnet er hørt» og «ungdommen er informert» må være satt.\n"
                 "Flagget «ikke-verifiserte opplysninger» må ikke være satt.\n");
}

Test(explanation, days_on_which_the_rule_is_not_in_force)
{
    CLEANUP(policy_free) struct policy *policy = invented_policy();
    struct policy_question question = invented_question();

    question.day = INVENTED_FROM - 1;
    expect_needs(policy, &question, LANGUAGE_EN,
                 "The provision is in force only from 1970-04-11.\n");
    question.day = INVENTED_TO;
    expect_needs(policy, &question, LANGUAGE_SV, "Bestämmelsen gällde till och med 1970-07-19.\n");
}

Test(explanation, a_recipient_that_the_ground_does_not_reach)
{
    CLEANUP(policy_free) struct policy *policy = invented_policy();
    struct policy_question question = invented_question();

    question.to.role = "leisure";
    expect_needs(policy, &question, LANGUAGE_NB, "Mottakeren må være barnevernstjeneste.\n");
    policy->rules[0].needs_agreement = true;
    expect_needs(policy, &question, LANGUAGE_EN,
                 "The recipient must have the role child welfare service.\n"
                 "An agreement between the sender (school) and the recipient must be in force for "
                 "the purpose “to protect a child”.\n");
}

/* ---- about whom, without saying it ---- */

Test(explanation, the_limit_is_told_and_never_the_age)
{
    static const unsigned int ages[] = { 18, 19, 45, 99 };
    CLEANUP(policy_free) struct policy *policy = invented_policy();
    struct policy_question question = invented_question();

    for (size_t i = 0; i < ARRAY_SIZE(ages); i++) {
        question.age_years = ages[i];
        expect_needs(policy, &question, LANGUAGE_SV,
                     "Personen ska vara minst 3 men under 18 år när meddelandet sänds.\n");
    }
    question.age = POLICY_AGE_MISSING;
    expect_needs(
        policy, &question, LANGUAGE_SV,
        "Åldern ska vara angiven, och personen ska vara minst 3 men under 18 år när meddelandet "
        "sänds, eller ha okänd ålder eller vara ett väntat barn.\n");
    policy->rules[0].age_under = POLICY_AGE_NO_LIMIT;
    policy->rules[0].unknown_age = false;
    expect_needs(policy, &question, LANGUAGE_EN,
                 "The age must be declared, and the person must be at least 3 years old when the "
                 "exchange is sent.\n");
    question.has_subject = false;
    policy->rules[0].age_from = 0;
    policy->rules[0].age_under = 15;
    policy->rules[0].age_at_act = true;
    expect_needs(policy, &question, LANGUAGE_NB,
                 "Meldingen må gjelde en person.\n"
                 "Alderen må være oppgitt, og personen må være under 15 år på "
                 "handlingstidspunktet (ved sendingen, når alderen da ikke er oppgitt).\n");
}

Test(explanation, a_person_where_none_may_be)
{
    CLEANUP(policy_free) struct policy *policy = invented_policy();
    struct policy_question question = invented_question();

    policy->rules[0].has_age_limit = false;
    policy->rules[0].needs_subject = false;
    policy->rules[0].no_subject = true;
    expect_needs(policy, &question, LANGUAGE_SV, "Meddelandet får inte gälla någon person.\n");
}

/* ---- which rule is nearest ---- */

Test(explanation, the_nearest_rule_is_that_of_the_category)
{
    static const char *const categories[] = { "identity", "measure" };
    CLEANUP(policy_free) struct policy *policy = invented_policy();
    CLEANUP(explanation_clear) struct explanation explanation = { 0 };
    struct policy_rule measures = invented_rule("no-test-measures", "school", "measure");
    struct policy_question question = invented_question();

    add_words(&measures.deciders, "principal");
    mem_free(measures.citation);
    measures.citation = mem_text("Prøveloven § 2");
    policy_add(policy, &measures);
    question.categories = categories;
    explain(policy, &question, LANGUAGE_EN, &explanation);
    cr_expect_str_eq(explanation.sections[1].rule, "no-test");
    cr_expect_str_eq(explanation.sections[1].nearest, "no-test-measures");
    cr_expect_str_eq(explanation.sections[1].code, "no_decider");
    cr_expect_not_null(
        strstr(explanation.sections[1].reason, "The nearest provision is Prøveloven § 2."), "%s",
        explanation.sections[1].reason);
    cr_expect_str_eq(explanation.sections[1].needs[0], "Name who has decided: principal.");
}

Test(explanation, of_two_rules_the_one_that_asks_for_less)
{
    CLEANUP(policy_free)
    struct policy *policy = invented_policy_of(invented_permission("no-test-a"));
    CLEANUP(explanation_clear) struct explanation explanation = { 0 };
    struct policy_rule lighter = invented_permission("no-test-b");
    struct policy_question question = invented_question();

    lighter.needs_agreement = false;
    policy_add(policy, &lighter);
    explain(policy, &question, LANGUAGE_EN, &explanation);
    cr_expect_str_eq(explanation.rule, "no-test-b");
    cr_expect_str_eq(explanation.sections[0].nearest, "no-test-b");
    cr_expect_eq(explanation.sections[0].n_needs, 2);
}
