/* SPDX-License-Identifier: EUPL-1.2 */
#include "core/consent_recorded.h"

#include <criterion/criterion.h>
#include <string.h>

#include "consent_help.h"

static const int64_t day_ms = INT64_C(86400000);

/* A message of CONSENT_TODAY of that type, upon consent 1. */
static struct exchange_text text_of(const char *type, uint32_t number)
{
    struct exchange_text text = { .id = consent_id(number), .has_in_reply_to = number != 1 };

    text.in_reply_to = consent_id(1);
    strcpy(text.type, type);
    strcpy(text.sender, consent_holder);
    return text;
}

static bool apply(struct consents *consents, const struct exchange_text *text,
                  const struct private_header *header)
{
    const struct consent_recorded recorded = { .text = text,
                                               .header = header,
                                               .subject = consent_subject,
                                               .time_ms = CONSENT_TODAY * day_ms };
    struct consent_message message;

    if (!consent_recorded_read(&recorded, &message))
        return false;
    consents_apply(consents, &message);
    return true;
}

Test(consent_recorded, a_grant_and_its_withdrawal_are_read_back)
{
    CLEANUP(consents_free) struct consents *consents = consents_new();
    struct exchange_text grant = text_of("consent_grant", 1);
    struct exchange_text end = text_of("consent_withdrawal", 2);
    struct private_header header = { .order = ORDER_CONSENT_GRANT, .grant = invented_grant() };
    struct uuid id = consent_id(1);
    const struct consent *consent;

    cr_expect(apply(consents, &grant, &header));
    consent = consents_find(consents, &id, consent_holder);
    cr_assert_not_null(consent);
    cr_expect_eq(consent->withdrawn_day, POLICY_NEVER);
    header = (struct private_header){ .order = ORDER_CONSENT_WITHDRAWAL };
    header.withdrawal.day = CONSENT_TODAY - 3;
    cr_expect(apply(consents, &end, &header));
    cr_expect_eq(consent->withdrawn_day, CONSENT_TODAY - 3, "its own day, which is earlier");
}

Test(consent_recorded, of_what_was_erased_an_end_is_left_and_a_grant_is_not)
{
    static const char *const ends[] = { "consent_withdrawal", "consent_void" };
    struct exchange_text grant = text_of("consent_grant", 3);
    struct uuid id = consent_id(1);

    for (size_t i = 0; i < ARRAY_SIZE(ends); i++) {
        CLEANUP(consents_free) struct consents *consents = invented_register();
        struct exchange_text end = text_of(ends[i], 2);
        const struct consent *consent = consents_find(consents, &id, consent_holder);

        cr_expect(!apply(consents, &grant, NULL));
        cr_expect(apply(consents, &end, NULL));
        cr_expect_eq(i == 0 ? consent->withdrawn_day : consent->voided_day, CONSENT_TODAY,
                     "the day of its leaf");
    }
}
