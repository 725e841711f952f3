/* SPDX-License-Identifier: EUPL-1.2 */
#include "review/policy_consent_state.h"

#include <stdio.h>

enum lack {
    LACKS_NOTHING,
    LACKS_HOLDER,
    LACKS_SENDER,
    LACKS_RECIPIENT,
    LACKS_PURPOSE,
    LACKS_CATEGORY,
    LACKS_BEGIN,
    LACKS_TIME,
    LACKS_WITHDRAWN,
    LACKS_VOIDED,
};

static const char *const lack_words[] = {
    [LACKS_HOLDER] = "held by another party",
    [LACKS_SENDER] = "for disclosure by another party",
    [LACKS_RECIPIENT] = "for another recipient",
    [LACKS_PURPOSE] = "for another purpose",
    [LACKS_CATEGORY] = "for another category",
    [LACKS_BEGIN] = "that begins on the next day",
    [LACKS_TIME] = "that ended on the day before",
    [LACKS_WITHDRAWN] = "withdrawn on that day",
    [LACKS_VOIDED] = "voided on that day",
};

struct signatures {
    bool youth_required, youth_signed;
    unsigned int guardians_required, guardians_signed;
};

static const unsigned int guardians[][2] = { { 0, 0 }, { 0, 1 }, { 1, 0 },
                                             { 1, 1 }, { 2, 1 }, { 2, 2 } };
static const struct signatures whole = { true, true, 2, 2 }, nobody = { true, false, 2, 0 };

static struct signatures signatures_of(size_t i)
{
    const unsigned int *counted = guardians[i / 4];

    return (struct signatures){ i & 1, i >> 1 & 1, counted[0], counted[1] };
}

/* It holds on that day alone, so that a limit missed by one is seen. */
static struct policy_consent consent_of(const struct policy_question *question,
                                        struct signatures signatures, enum lack lack)
{
    static const char *const others[] = { "-" };
    struct policy_list other = { others, 1 };
    int32_t day = question->day;
    struct policy_consent consent = {
        .holder = lack == LACKS_HOLDER ? "-" : question->from.name,
        .from = lack == LACKS_SENDER ? "-" : question->from.name,
        .recipients =
            lack == LACKS_RECIPIENT ? other : (struct policy_list){ &question->to.name, 1 },
        .purposes = lack == LACKS_PURPOSE ? other : (struct policy_list){ &question->purpose, 1 },
        .categories =
            lack == LACKS_CATEGORY ? other : (struct policy_list){ question->categories, 1 },
        .valid_from = lack == LACKS_BEGIN ? day + 1 : day,
        .valid_until = lack == LACKS_TIME ? day : day + (lack == LACKS_BEGIN ? 2 : 1),
        .withdrawn_day = lack == LACKS_WITHDRAWN ? day : day + 1,
        .voided_day = lack == LACKS_VOIDED ? day : day + 1,
        .youth_required = signatures.youth_required,
        .youth_signed = signatures.youth_signed,
        .guardians_required = signatures.guardians_required,
        .guardians_signed = signatures.guardians_signed,
    };

    if (lack == LACKS_TIME)
        consent.valid_from = day - 1;
    if (lack == LACKS_BEGIN)
        consent.withdrawn_day = consent.voided_day = POLICY_NEVER;
    return consent;
}

size_t policy_consent_state(size_t state, const struct policy_question *question,
                            struct policy_consent ret_consents[POLICY_CONSENT_STATE_MAX])
{
    if (state == 0)
        return 0;
    state--;
    if (state < POLICY_CONSENT_SIGNED) {
        ret_consents[0] = consent_of(question, signatures_of(state), LACKS_NOTHING);
        return 1;
    }
    state -= POLICY_CONSENT_SIGNED;
    if (state < POLICY_CONSENT_LACKING) {
        ret_consents[0] = consent_of(question, whole, (enum lack)(LACKS_HOLDER + state));
        return 1;
    }
    state -= POLICY_CONSENT_LACKING;
    ret_consents[0] =
        consent_of(question, state ? whole : nobody, state ? LACKS_PURPOSE : LACKS_NOTHING);
    ret_consents[1] = consent_of(question, whole, state ? LACKS_CATEGORY : LACKS_RECIPIENT);
    return 2;
}

void policy_consent_state_text(size_t state, char ret_text[POLICY_CONSENT_TEXT_SIZE])
{
    struct signatures signatures;

    if (state == 0) {
        snprintf(ret_text, POLICY_CONSENT_TEXT_SIZE, "no consent");
    } else if (state <= POLICY_CONSENT_SIGNED) {
        signatures = signatures_of(state - 1);
        snprintf(ret_text, POLICY_CONSENT_TEXT_SIZE,
                 "a consent signed by %s and %u of %u guardians",
                 signatures.youth_signed     ? "the youth"
                 : signatures.youth_required ? "no youth, who was asked,"
                                             : "no youth",
                 signatures.guardians_signed, signatures.guardians_required);
    } else if (state <= POLICY_CONSENT_SIGNED + POLICY_CONSENT_LACKING) {
        snprintf(ret_text, POLICY_CONSENT_TEXT_SIZE, "a consent %s",
                 lack_words[LACKS_HOLDER + state - 1 - POLICY_CONSENT_SIGNED]);
    } else {
        snprintf(ret_text, POLICY_CONSENT_TEXT_SIZE, "two consents that are whole only together");
    }
}
