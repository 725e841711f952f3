/* SPDX-License-Identifier: EUPL-1.2 */
#include "core/explanation_consent.h"

#include "base/memory.h"
#include "base/text.h"
#include "core/policy_fit.h"
#include "core/policy_signed.h"
#include "core/policy_text.h"

/* ---- who signs, at each age ---- */

static enum explanation_sentence ages_of(const struct policy_signers *signers)
{
    bool has_end = signers->age_under < POLICY_AGE_NO_LIMIT;

    if (signers->age_from == 0)
        return has_end ? SIGNERS_UNDER : SIGNERS_ALL;
    if (!has_end)
        return SIGNERS_FROM;
    return signers->age_from + 1 == signers->age_under ? SIGNERS_AT : SIGNERS_BETWEEN;
}

static enum explanation_sentence who_of(const struct policy_signers *signers)
{
    if (signers->youth)
        return signers->guardians ? SIGN_BOTH : SIGN_YOUTH;
    return SIGN_GUARDIANS;
}

static char *say_band(const struct explanation_speaker *speaker,
                      const struct policy_signers *signers)
{
    CLEANUP(mem_free) char *who = explanation_say(speaker, who_of(signers), NULL);
    CLEANUP(mem_free) char *from = mem_printf("%u", signers->age_from);
    CLEANUP(mem_free) char *under = mem_printf("%u", signers->age_under);
    CLEANUP(mem_free) char *last = mem_printf("%u", signers->age_under - 1);
    const struct explanation_filling fillings[] = {
        { "who", who }, { "from", from }, { "under", under }, { "last", last }, { 0 }
    };

    return explanation_say(speaker, ages_of(signers), fillings);
}

/* All ages that the rule has, whatever the subject's is. */
static char *say_signers(const struct explanation_speaker *speaker,
                         const struct explanation_consent *consent)
{
    const struct policy_rule *rule = consent->nearest->rule;
    struct buffer text = { 0 };

    for (size_t i = 0; i < rule->n_signers && i < POLICY_SIGNERS_MAX; i++) {
        CLEANUP(mem_free) char *band = NULL;

        if (!explanation_can_sign(rule, consent->question, &rule->signers[i]))
            continue;
        band = say_band(speaker, &rule->signers[i]);
        buffer_printf(&text, "%s%s", text.size ? "; " : "", band);
    }
    return text.size ? buffer_take_text(&text) : mem_text("");
}

bool explanation_is_age_unsigned(const struct policy_rule *rule,
                                 const struct policy_question *question)
{
    const struct policy_signers *signers = policy_signers_at_age(rule, question);

    return !signers || !explanation_can_sign(rule, question, signers);
}

/* ---- what a consent lacks ---- */

enum { FAULTS_MAX = 12 };

struct lacking {
    char *faults[FAULTS_MAX]; /* owned */
    size_t n;
};

static void lacking_clear(struct lacking *lacking)
{
    for (size_t i = 0; i < lacking->n; i++)
        mem_free(lacking->faults[i]);
    *lacking = (struct lacking){ 0 };
}

DEFINE_CLEAR(struct lacking, lacking_clear)

static void add(const struct explanation_speaker *speaker, struct lacking *lacking,
                enum explanation_sentence fault, const struct explanation_filling fillings[])
{
    lacking->faults[lacking->n++] = explanation_say(speaker, fault, fillings);
}

static void add_if(const struct explanation_speaker *speaker, struct lacking *lacking,
                   bool is_faulty, enum explanation_sentence fault)
{
    if (is_faulty)
        add(speaker, lacking, fault, NULL);
}

static void add_day(const struct explanation_speaker *speaker, struct lacking *lacking,
                    enum explanation_sentence fault, int32_t day)
{
    char text[TEXT_DATE_SIZE];
    const struct explanation_filling fillings[] = { { "day", text }, { 0 } };

    text_write_date(day, text);
    add(speaker, lacking, fault, fillings);
}

static void look_at_days(const struct explanation_speaker *speaker,
                         const struct policy_consent *named, int32_t day, struct lacking *lacking)
{
    add_if(speaker, lacking, day >= named->withdrawn_day, CONSENT_WITHDRAWN);
    add_if(speaker, lacking, day >= named->voided_day, CONSENT_VOID);
    if (day < named->valid_from)
        add_day(speaker, lacking, CONSENT_NOT_YET, named->valid_from);
    if (day >= named->valid_until)
        add_day(speaker, lacking, CONSENT_RUN_OUT, named->valid_until - 1);
}

static bool covers_purpose(const struct explanation_consent *wanted,
                           const struct policy_consent *named)
{
    const struct policy_words *purposes = &wanted->nearest->rule->purposes;

    if (!(wanted->nearest->objections & OBJECTION_BIT(OBJECTION_WRONG_PURPOSE)))
        return policy_list_has(&named->purposes, wanted->question->purpose);
    for (size_t i = 0; i < named->purposes.n; i++)
        if (policy_words_has(purposes, named->purposes.words[i]))
            return true;
    return false;
}

static void look_at_cover(const struct explanation_speaker *speaker,
                          const struct explanation_consent *wanted,
                          const struct policy_consent *named, struct lacking *lacking)
{
    const struct policy_question *question = wanted->question;
    bool is_other_recipient =
        (wanted->nearest->objections & OBJECTION_BIT(OBJECTION_WRONG_ROLE)) != 0;

    add_if(speaker, lacking, !policy_same(named->from, question->from.name), CONSENT_SENDER);
    add_if(speaker, lacking,
           is_other_recipient || !policy_list_has(&named->recipients, question->to.name),
           CONSENT_RECIPIENT);
    add_if(speaker, lacking, !covers_purpose(wanted, named), CONSENT_PURPOSE);
    add_if(speaker, lacking,
           !policy_list_has(&named->categories, wanted->nearest->open.categories[0]),
           CONSENT_CATEGORY);
}

static void look_at_signatures(const struct explanation_speaker *speaker,
                               const struct policy_signers *signers,
                               const struct policy_consent *named, struct lacking *lacking)
{
    unsigned int n_required = named->guardians_required > 1 ? named->guardians_required : 1;
    CLEANUP(mem_free) char *n_signed = mem_printf("%u", named->guardians_signed);
    CLEANUP(mem_free) char *required = mem_printf("%u", n_required);
    const struct explanation_filling fillings[] = { { "signed", n_signed },
                                                    { "required", required },
                                                    { 0 } };

    add_if(speaker, lacking, (signers->youth || named->youth_required) && !named->youth_signed,
           CONSENT_YOUTH);
    if (signers->guardians && named->guardians_signed < n_required)
        add(speaker, lacking, CONSENT_GUARDIANS, fillings);
}

static void look_at(const struct explanation_speaker *speaker,
                    const struct explanation_consent *wanted, const struct policy_consent *named,
                    struct lacking *ret)
{
    const struct policy_rule *rule = wanted->nearest->rule;
    const struct policy_signers *signers = policy_signers_at_age(rule, wanted->question);

    look_at_cover(speaker, wanted, named, ret);
    look_at_days(speaker, named, wanted->nearest->open.day, ret);
    if (signers)
        look_at_signatures(speaker, signers, named, ret);
}

/* What the one that lacks least lacks; empty where the question holds none of the sender's own, or
 * where what it lacks cannot be told. Returns how many are the sender's. */
static size_t look_at_own(const struct explanation_speaker *speaker,
                          const struct explanation_consent *wanted, struct lacking *ret)
{
    size_t n_own = 0;

    for (size_t i = 0; i < wanted->question->n_consents; i++) {
        const struct policy_consent *named = &wanted->question->consents[i];
        CLEANUP(lacking_clear) struct lacking lacking = { 0 };

        if (!policy_same(named->holder, wanted->question->from.name))
            continue;
        look_at(speaker, wanted, named, &lacking);
        if (n_own++ > 0 && lacking.n >= ret->n)
            continue;
        lacking_clear(ret);
        *ret = lacking;
        lacking = (struct lacking){ 0 };
    }
    return n_own;
}

/* ---- the sentence ---- */

static char *say_wanted(const struct explanation_speaker *speaker,
                        const struct explanation_consent *wanted)
{
    const struct policy_question *open = &wanted->nearest->open;
    CLEANUP(mem_free) char *signers = say_signers(speaker, wanted);
    CLEANUP(mem_free)
    char *category = explanation_quote(speaker, VOCABULARY_CATEGORY, open->categories[0]);
    const struct explanation_filling fillings[] = {
        { "from", explanation_word(speaker, VOCABULARY_ROLE, open->from.role) },
        { "recipient", wanted->recipient },
        { "purpose", wanted->purposes },
        { "category", category },
        { "signers", signers },
        { 0 },
    };

    return explanation_say(speaker, NEED_CONSENT, fillings);
}

char *explanation_say_consent(const struct explanation_speaker *speaker,
                              const struct explanation_consent *consent)
{
    CLEANUP(lacking_clear) struct lacking lacking = { 0 };
    CLEANUP(mem_free) char *wanted = say_wanted(speaker, consent);
    CLEANUP(mem_free) char *faults = NULL;
    CLEANUP(mem_free) char *lacks = NULL;
    size_t n_own = look_at_own(speaker, consent, &lacking);

    if (lacking.n == 0)
        return TAKE(wanted);
    faults = explanation_join(speaker, (const char *const *)lacking.faults, lacking.n, LIST_AND);
    lacks = explanation_say(speaker, n_own > 1 ? CONSENTS_LACK : CONSENT_LACKS,
                            (const struct explanation_filling[]){ { "faults", faults }, { 0 } });
    return mem_printf("%s %s", wanted, lacks);
}
