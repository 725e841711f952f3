/* SPDX-License-Identifier: EUPL-1.2 */
#include "core/explanation_consent.h"

#include <criterion/criterion.h>
#include <string.h>

#include "base/memory.h"
#include "core/explanation.h"
#include "unit/daemon/core/policy_help.h"

static struct vocabulary *vocabulary;
static struct policy *policy;

static void load(void)
{
    struct error err;

    cr_assert_eq(vocabulary_load("config/policy/vocabulary.yaml", stderr, &vocabulary, &err),
                 FAULT_NONE);
    policy = invented_policy_of(invented_consent_rule("no-test"));
    policy->rules[0].needs_agreement = false;
}

static void drop(void)
{
    policy_free(policy);
    vocabulary_free(vocabulary);
}

TestSuite(explanation_consent, .init = load, .fini = drop);

#define WANTED                                                                                             \
    "Det behövs ett samtycke som avsändaren (skola) har hämtat in. Det ska omfatta mottagaren "         \
    "(barnskyddstjänst (Norge)), ändamålet ”skydda barn” och kategorin ”identitetsuppgifter”, " \
    "gälla den dag beslutet fattas och vara undertecknat (under 15 år: alla vårdnadshavare; "           \
    "15–17 år: den unge och alla vårdnadshavare; från 18 år: den unge)."
#define LACKS " Det samtycke som är angivet räcker inte: "
#define NEAREST " Av de samtycken som är angivna räcker inget; om det som ligger närmast: "

/* What the first section needs, where these consents are named. */
static void expect_need(const struct policy_consent *consents, size_t n, unsigned int age,
                        const char *want)
{
    CLEANUP(explanation_clear) struct explanation explanation = { 0 };
    struct policy_question question = invented_question();

    question.consents = consents;
    question.n_consents = n;
    question.age_years = age;
    explanation_make(policy, vocabulary, &question, LANGUAGE_SV, &explanation);
    cr_assert_eq(explanation.sections[0].n_needs, want ? 1 : 0);
    if (want)
        cr_expect_str_eq(explanation.sections[0].needs[0], want, "%s",
                         explanation.sections[0].needs[0]);
}

Test(explanation_consent, one_that_is_not_named)
{
    static const unsigned int ages[] = { 10, 15, 17, 18, 40 };

    for (size_t i = 0; i < ARRAY_SIZE(ages); i++)
        expect_need(NULL, 0, ages[i], WANTED);
}

Test(explanation_consent, one_that_covers_it)
{
    const struct policy_consent consent = invented_consent();

    expect_need(&consent, 1, 15, NULL);
}

/* One thing wrong, and what is said of it. */
struct wrong {
    void (*spoil)(struct policy_consent *consent);
    const char *want;
};

static const char *const others[] = { "horoscope" };
static const struct policy_list other = { others, 1 };

static void spoil_from(struct policy_consent *consent) { consent->from = "fjord-police"; }
static void spoil_recipient(struct policy_consent *consent) { consent->recipients = other; }
static void spoil_purpose(struct policy_consent *consent) { consent->purposes = other; }
static void spoil_category(struct policy_consent *consent) { consent->categories = other; }
static void spoil_start(struct policy_consent *consent) { consent->valid_from = 151; }
static void spoil_end(struct policy_consent *consent) { consent->valid_until = 150; }
static void spoil_withdrawn(struct policy_consent *consent) { consent->withdrawn_day = 150; }
static void spoil_void(struct policy_consent *consent) { consent->voided_day = 140; }
static void spoil_youth(struct policy_consent *consent) { consent->youth_signed = false; }
static void spoil_guardian(struct policy_consent *consent) { consent->guardians_signed = 1; }

static void spoil_signers(struct policy_consent *consent)
{
    consent->youth_signed = false;
    consent->guardians_required = 0;
    consent->guardians_signed = 0;
}

static const struct wrong wrongs[] = {
    { spoil_from, WANTED LACKS "det gäller inte utlämnande från avsändaren." },
    { spoil_recipient, WANTED LACKS "det omfattar inte mottagaren." },
    { spoil_purpose, WANTED LACKS "det omfattar inte ändamålet." },
    { spoil_category, WANTED LACKS "det omfattar inte kategorin." },
    { spoil_start, WANTED LACKS "det gäller först från och med 1970-06-01." },
    { spoil_end, WANTED LACKS "det gällde till och med 1970-05-30." },
    { spoil_withdrawn, WANTED LACKS "det är återkallat." },
    { spoil_void, WANTED LACKS "det är ogiltigförklarat." },
    { spoil_youth, WANTED LACKS "den unge har inte undertecknat." },
    { spoil_guardian, WANTED LACKS "1 av 2 vårdnadshavare har undertecknat." },
    { spoil_signers,
      WANTED LACKS "den unge har inte undertecknat och 0 av 1 vårdnadshavare har undertecknat." },
};

Test(explanation_consent, what_the_senders_own_lacks)
{
    for (size_t i = 0; i < ARRAY_SIZE(wrongs); i++) {
        struct policy_consent consent = invented_consent();

        wrongs[i].spoil(&consent);
        expect_need(&consent, 1, 15, wrongs[i].want);
    }
}

Test(explanation_consent, of_somebody_elses_nothing_is_said)
{
    for (size_t i = 0; i < ARRAY_SIZE(wrongs); i++) {
        struct policy_consent consent = invented_consent();

        wrongs[i].spoil(&consent);
        consent.holder = "fjord-police";
        expect_need(&consent, 1, 15, WANTED);
    }
}

Test(explanation_consent, of_several_the_one_that_lacks_least)
{
    struct policy_consent consents[] = { invented_consent(), invented_consent(),
                                         invented_consent() };

    spoil_signers(&consents[0]);
    spoil_category(&consents[1]);
    spoil_category(&consents[2]);
    consents[2].holder = "fjord-police";
    expect_need(consents, 3, 15, WANTED NEAREST "det omfattar inte kategorin.");
    expect_need(&consents[1], 2, 15, WANTED LACKS "det omfattar inte kategorin.");
}

/* Below 15 the young person signs only where the form asks. */
Test(explanation_consent, a_young_person_whom_the_form_asks)
{
    struct policy_consent consent = invented_consent();

    consent.youth_signed = false;
    expect_need(&consent, 1, 12, WANTED LACKS "den unge har inte undertecknat.");
    consent.youth_required = false;
    expect_need(&consent, 1, 12, NULL);
}

static void expect_english(const struct policy_question *question, const char *first,
                           const char *last)
{
    CLEANUP(explanation_clear) struct explanation explanation = { 0 };
    const struct explained_section *section;

    explanation_make(policy, vocabulary, question, LANGUAGE_EN, &explanation);
    section = &explanation.sections[0];
    cr_assert_gt(section->n_needs, 0);
    cr_expect_str_eq(section->needs[0], first, "%s", section->needs[0]);
    cr_expect_not_null(strstr(section->needs[section->n_needs - 1], last), "%s",
                       section->needs[section->n_needs - 1]);
}

Test(explanation_consent, an_age_at_which_nobody_can_sign)
{
    struct policy_question question = invented_question();

    question.age = POLICY_AGE_UNBORN;
    expect_english(&question,
                   "The person's age must be known, and be one for which the provision says who "
                   "signs.",
                   "A consent held by the sender (school) is needed.");
    question.has_subject = false;
    policy->rules[0].needs_subject = false;
    expect_english(&question, "The exchange must be about a person.", "be signed (under 15: ");
}

Test(explanation_consent, ages_outside_the_limit_of_the_rule_are_not_named)
{
    struct policy_question question = invented_question();

    policy->rules[0].has_age_limit = true;
    policy->rules[0].age_from = 15;
    policy->rules[0].age_under = 18;
    policy->rules[0].unknown_age = true;
    question.age = POLICY_AGE_UNKNOWN;
    expect_english(&question,
                   "The person's age must be known, and be one for which the provision says who "
                   "signs.",
                   "and be signed (15 to 17: the young person and all guardians).");
}
