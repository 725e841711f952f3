/* SPDX-License-Identifier: EUPL-1.2 */
#include "unit/daemon/core/consent_help.h"

#include <criterion/criterion.h>
#include <string.h>

const uint8_t consent_subject[CONSENT_SUBJECT_SIZE] = { 1, 2, 3 };
const uint8_t consent_other_subject[CONSENT_SUBJECT_SIZE] = { 1, 2, 4 };
const char consent_holder[] = "fjord-school";

struct uuid consent_id(uint32_t number)
{
    struct uuid id = { { 0 } };

    memcpy(id.bytes + 8, &number, sizeof(number));
    return id;
}

struct consent_signature signed_by_guardian(uint32_t guardian)
{
    return (struct consent_signature){ .capacity = CAPACITY_GUARDIAN,
                                       .guardian = guardian,
                                       .form = CONSENT_WRITTEN,
                                       .day = CONSENT_TODAY };
}

const struct consent_signature signed_by_youth = { .capacity = CAPACITY_YOUTH,
                                                   .form = CONSENT_ORAL,
                                                   .day = CONSENT_TODAY };

struct consent_grant invented_grant(void)
{
    struct consent_grant grant = {
        .has_scope = true,
        .scope = {
            .recipients = { "fjord-service", "fjord-clinic" },
            .purposes = { "protect_child" },
            .categories = { "identity", "observation", "health" },
            .n_recipients = 2,
            .n_purposes = 1,
            .n_categories = 3,
            .valid_from = CONSENT_TODAY,
            .valid_until = CONSENT_TODAY + 180,
            .youth = true,
            .guardians = 2,
        },
        .n_signatures = 1,
    };

    grant.signatures[0] = signed_by_guardian(1);
    return grant;
}

struct consent_grant signature_grant(struct consent_signature signature)
{
    struct consent_grant grant = { .n_signatures = 1 };

    grant.signatures[0] = signature;
    return grant;
}

struct consent_message consent_message_of(uint32_t number)
{
    return (struct consent_message){ .id = consent_id(number),
                                     .sender = consent_holder,
                                     .has_subject = true,
                                     .subject = consent_subject,
                                     .has_age = true,
                                     .age = 15,
                                     .day = CONSENT_TODAY };
}

struct consent_message consent_message_upon(uint32_t number, uint32_t target)
{
    struct consent_message message = consent_message_of(number);

    message.has_target = true;
    message.target = consent_id(target);
    return message;
}

void expect_consent_objection(const struct consents *consents,
                              const struct consent_message *message, const char *want,
                              const char *name)
{
    const char *got = consents_objection(consents, message);

    cr_expect_str_eq(got ? got : "none", want ? want : "none", "%s: %s", name, got ? got : "none");
}

void consent_apply(struct consents *consents, const struct consent_message *message)
{
    expect_consent_objection(consents, message, NULL, "to be applied");
    consents_apply(consents, message);
}

struct consents *invented_register(void)
{
    struct consents *consents = consents_new();
    struct consent_grant grant = invented_grant();
    struct consent_message message = consent_message_of(1);

    message.grant = &grant;
    consent_apply(consents, &message);
    return consents;
}

struct policy_consent consent_asked(const struct consents *consents, struct consent_words *words)
{
    struct uuid id = consent_id(1);
    const struct consent *consent = consents_find(consents, &id, consent_holder);
    struct policy_consent ret;

    cr_assert_not_null(consent);
    consent_for_policy(consent, words, &ret);
    return ret;
}
