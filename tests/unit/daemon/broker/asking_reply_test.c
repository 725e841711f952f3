/* SPDX-License-Identifier: EUPL-1.2 */
/* What a party is told, from its question to the frame that comes back. */
#include "broker/asking_reply.h"

#include "ask_play.h"
#include "broker/order.h"

TestSuite(asking_reply, .init = ask_open, .fini = play_close);

Test(asking_reply, is_told_what_a_submission_would_get)
{
    struct draft draft = fixture_draft(&fake.fixture);
    const Samband__V1__QuestionAnswer *told;
    struct broker_item decided;
    struct uuid id;

    draft.categories[2] = "measure"; /* not of this duty */
    told = ask_about(&draft);
    draft.text.id = uuid_new(fake.fixture.now_ms);
    id = play_submit(&draft);
    decided = play_decision(&id);
    cr_expect_eq(decided.state, STATE_ACCEPTED);
    cr_expect_str_eq(told->decision, "permit");
    cr_expect_str_eq(told->rule, decided.rule);
    cr_expect_str_eq(told->ground, "no.bvl.13-2");
    cr_assert_eq(told->n_sections, decided.n_verdicts);
    for (size_t i = 0; i < told->n_sections; i++) {
        cr_expect_str_eq(told->sections[i]->category, draft.categories[i]);
        cr_expect_str_eq(told->sections[i]->verdict, verdict_name(decided.verdicts[i].verdict));
        cr_expect_str_eq(told->sections[i]->rule, decided.verdicts[i].rule);
    }
    cr_expect_str_eq(told->sections[2]->verdict, "leave_out");
    cr_expect(!told->filled_in);
}

Test(asking_reply, is_told_what_is_missing_in_the_language_it_asks_for)
{
    static const char *const languages[] = { "sv", "nb", "en" };
    struct uuid nothing = uuid_new(fake.fixture.now_ms);
    struct draft draft = fixture_resting_on(&fake.fixture, &nothing);
    char *reasons[3];

    for (size_t i = 0; i < 3; i++) {
        struct inquiry inquiry = fixture_inquiry(&draft);
        const Samband__V1__QuestionAnswer *told;

        inquiry.language = languages[i];
        told = ask(&inquiry);
        cr_expect_str_eq(told->decision, "refuse");
        cr_expect_str_eq(told->code, "no_consent");
        cr_expect_str_eq(told->language, languages[i]);
        cr_expect_gt(told->sections[0]->n_needs, 0);
        reasons[i] = mem_text(told->reason);
    }
    cr_expect_str_neq(reasons[0], reasons[1]);
    cr_expect_str_neq(reasons[1], reasons[2]);
    for (size_t i = 0; i < 3; i++)
        mem_free(reasons[i]);
}

Test(asking_reply, is_told_in_the_language_of_its_country_if_it_names_none)
{
    struct draft draft = fixture_draft(&fake.fixture);
    struct inquiry inquiry = fixture_inquiry(&draft);

    inquiry.language = "";
    cr_expect_str_eq(ask(&inquiry)->language, "nb");
}

Test(asking_reply, without_a_ground_is_judged_by_the_one_duty_that_fits)
{
    struct draft draft = fixture_draft(&fake.fixture);
    const Samband__V1__QuestionAnswer *told;

    strcpy(draft.text.ground, "none");
    strcpy(draft.text.type, "information_answer");
    draft.header.has_decider = true;
    strcpy(draft.header.decider_reference, "official-7");
    strcpy(draft.header.decider_role, "principal");
    strcpy(draft.header.decider_reasons[0], "requested");
    draft.header.n_decider_reasons = 1;
    told = ask_about(&draft);
    cr_expect_str_eq(told->decision, "permit", "%s", told->reason);
    cr_expect(told->filled_in);
    cr_expect_str_eq(told->ground, "no.bvl.13-4");
    cr_expect_str_eq(told->rule, "no-bvl-13-4-school");
    cr_expect_neq(told->citation[0], '\0');
    cr_assert_geq(told->n_grounds, 1);
}

Test(asking_reply, without_a_ground_is_told_the_duties_if_there_are_several)
{
    struct draft draft = fixture_draft(&fake.fixture);
    const Samband__V1__QuestionAnswer *told;
    size_t n_duties = 0;

    strcpy(draft.text.ground, "none");
    told = ask_about(&draft);
    cr_expect_str_eq(told->decision, "refuse");
    cr_expect_str_eq(told->code, "no_ground");
    cr_expect(!told->filled_in);
    cr_expect_str_eq(told->ground, "");
    for (size_t i = 0; i < told->n_grounds; i++)
        n_duties += strcmp(told->grounds[i]->kind, "duty") == 0 && told->grounds[i]->whole;
    cr_expect_geq(n_duties, 2);
}

static struct draft without_a_ground(const struct draft *resting_on_consent)
{
    struct draft draft = *resting_on_consent;

    strcpy(draft.text.ground, "none");
    strcpy(draft.text.purpose, "protect_child");
    draft.categories[0] = "health";
    draft.n_sections = 1;
    return draft;
}

static bool lists(const Samband__V1__QuestionAnswer *told, const char *ground)
{
    for (size_t i = 0; i < told->n_grounds; i++)
        if (strcmp(told->grounds[i]->ground, ground) == 0)
            return true;
    return false;
}

Test(asking_reply, without_a_ground_is_never_judged_by_a_consent)
{
    struct uuid consent = play_grant();
    struct draft draft = fixture_resting_on(&fake.fixture, &consent);
    const Samband__V1__QuestionAnswer *told;

    draft = without_a_ground(&draft);
    told = ask_about(&draft);
    cr_expect(lists(told, FIXTURE_CONSENT_GROUND), "it is one of the choices");
    cr_expect_str_neq(told->ground, FIXTURE_CONSENT_GROUND);
}

Test(asking_reply, without_a_ground_that_fits_is_told_what_the_nearest_lacks)
{
    struct draft draft = fixture_draft(&fake.fixture);
    const Samband__V1__QuestionAnswer *told;

    strcpy(draft.text.ground, "none");
    strcpy(draft.text.type, "information_answer");
    told = ask_about(&draft);
    cr_expect_str_eq(told->decision, "refuse");
    cr_expect_str_eq(told->code, "no_ground");
    cr_expect_str_eq(told->ground, "");
    cr_expect_eq(told->n_grounds, 0);
    cr_expect(!told->filled_in);
    cr_expect_str_eq(told->sections[0]->code, "no_decider");
    cr_expect_str_eq(told->sections[0]->ground, "no.bvl.13-4");
    cr_assert_gt(told->sections[0]->n_needs, 1);
    cr_expect_not_null(strstr(told->sections[0]->needs[0], "[no.bvl.13-4]"), "%s",
                       told->sections[0]->needs[0]);
}

Test(asking_reply, about_whoever_cannot_get_it_says_so)
{
    struct draft draft = fixture_draft(&fake.fixture);
    const Samband__V1__QuestionAnswer *told;

    strcpy(draft.text.recipient, FIXTURE_KEYLESS);
    told = ask_about(&draft);
    cr_expect_str_eq(told->code, "no_key");
    cr_expect_str_eq(told->rule, POLICY_DEFAULT_REFUSE);
    cr_expect_eq(told->n_sections, 3);
    draft.text.id = uuid_new(fake.fixture.now_ms);
    strcpy(draft.text.recipient, "nobody");
    told = ask_about(&draft);
    cr_expect_str_eq(told->code, "unknown_recipient");
    cr_expect_str_eq(told->sections[2]->code, "unknown_recipient");
}

/* ---- consents ---- */

/* Two answers that say the same, whatever they were about. */
static void expect_same(const struct draft *one, const struct draft *other)
{
    const Samband__V1__QuestionAnswer *a = ask_about(one), *b = ask_about(other);

    cr_expect_str_eq(a->decision, "refuse");
    cr_expect_str_eq(a->code, b->code);
    cr_expect_str_eq(a->reason, b->reason);
    cr_assert_eq(a->n_sections, b->n_sections);
    for (size_t i = 0; i < a->n_sections; i++) {
        cr_expect_str_eq(a->sections[i]->code, b->sections[i]->code);
        cr_assert_eq(a->sections[i]->n_needs, b->sections[i]->n_needs);
        for (size_t j = 0; j < a->sections[i]->n_needs; j++)
            cr_expect_str_eq(a->sections[i]->needs[j], b->sections[i]->needs[j]);
    }
    cr_expect_eq(a->n_grounds, b->n_grounds);
}

/* A consent to what the draft of the school holds, entered by another party. */
static struct uuid grant_of_another(void)
{
    struct draft draft = fixture_grant(&fake.fixture);
    CLEANUP(submission_free) struct submission *submission = fixture_read(&fake.fixture, &draft);
    struct decision_context context = fixture_context(&fake.fixture, 3);
    struct consent_message message;
    struct digest subject;

    order_message(submission, &context, &subject, &message);
    message.sender = FIXTURE_SWEDISH;
    consents_apply(broker->consents, &message);
    return draft.text.id;
}

Test(asking_reply, sees_a_consent_of_somebody_else_as_none)
{
    struct uuid theirs = grant_of_another(), nothing = uuid_new(fake.fixture.now_ms);
    struct draft of_theirs = fixture_resting_on(&fake.fixture, &theirs);
    struct draft of_nothing = fixture_resting_on(&fake.fixture, &nothing);

    cr_assert_not_null(consents_find(broker->consents, &theirs, FIXTURE_SWEDISH));
    expect_same(&of_theirs, &of_nothing);
}

Test(asking_reply, sees_a_consent_about_another_as_none)
{
    struct uuid consent = play_grant(), nothing = uuid_new(fake.fixture.now_ms);
    struct draft of_other = fixture_resting_on(&fake.fixture, &consent);
    struct draft of_nothing = fixture_resting_on(&fake.fixture, &nothing);

    fake.fixture.index_key[0] ^= 1; /* the same reference, as if it were another */
    expect_same(&of_other, &of_nothing);
}

static struct uuid grant_used_up(void)
{
    struct uuid consent = play_grant();

    for (size_t i = 0; i < CONSENT_EXCHANGES; i++)
        consents_count_exchange(broker->consents, &consent, FIXTURE_SCHOOL);
    return consent;
}

static void expect_no_ground_in_needs(const Samband__V1__QuestionAnswer *told, const char *ground)
{
    for (size_t i = 0; i < told->n_sections; i++)
        for (size_t j = 0; j < told->sections[i]->n_needs; j++)
            cr_expect_null(strstr(told->sections[i]->needs[j], ground), "%s",
                           told->sections[i]->needs[j]);
}

/* Neither where no ground is named, nor one that does not exist, nor another. */
Test(asking_reply, is_not_told_to_rest_on_a_consent_that_is_used_up)
{
    static const char *const grounds[] = { "none", "no.nothing.1", "no.bvl.13-2" };
    struct uuid consent = grant_used_up();
    struct draft draft = fixture_resting_on(&fake.fixture, &consent);

    draft = without_a_ground(&draft);
    for (size_t i = 0; i < ARRAY_SIZE(grounds); i++) {
        const Samband__V1__QuestionAnswer *told;

        draft.text.id = uuid_new(fake.fixture.now_ms);
        strcpy(draft.text.ground, grounds[i]);
        told = ask_about(&draft);
        cr_expect(!lists(told, FIXTURE_CONSENT_GROUND), "%s", grounds[i]);
        cr_expect_str_neq(told->code, "consent_exhausted", "%s", grounds[i]);
        expect_no_ground_in_needs(told, FIXTURE_CONSENT_GROUND);
    }
}

Test(asking_reply, is_refused_on_a_consent_that_is_used_up)
{
    struct uuid consent = grant_used_up();
    struct draft draft = fixture_resting_on(&fake.fixture, &consent);

    cr_expect_str_eq(ask_about(&draft)->code, "consent_exhausted");
    cr_expect_str_eq(answer()->sections[1]->verdict, "refuse");
}
