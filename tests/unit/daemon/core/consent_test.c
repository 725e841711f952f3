/* SPDX-License-Identifier: EUPL-1.2 */
#include "core/consent.h"

#include <criterion/criterion.h>
#include <string.h>

#include "unit/daemon/core/consent_help.h"

Test(consent, a_grant_makes_one_that_the_gate_can_be_asked_about)
{
    CLEANUP(consents_free) struct consents *consents = invented_register();
    struct consent_words words;
    struct policy_consent got = consent_asked(consents, &words);
    struct uuid id = consent_id(1);
    const struct consent *consent = consents_find(consents, &id, consent_holder);

    cr_expect_eq(consents_size(consents), 1);
    cr_expect(consent->has_subject);
    cr_expect_eq(memcmp(consent->subject, consent_subject, sizeof(consent_subject)), 0);
    cr_expect_str_eq(got.holder, consent_holder);
    cr_expect_str_eq(got.from, consent_holder);
    cr_assert_eq(got.recipients.n, 2);
    cr_expect_str_eq(got.recipients.words[0], "fjord-service");
    cr_expect_str_eq(got.recipients.words[1], "fjord-clinic");
    cr_assert_eq(got.purposes.n, 1);
    cr_expect_str_eq(got.purposes.words[0], "protect_child");
    cr_assert_eq(got.categories.n, 3);
    cr_expect_str_eq(got.categories.words[0], "identity");
    cr_expect_str_eq(got.categories.words[2], "health");
    cr_expect_eq(got.valid_from, CONSENT_TODAY);
    cr_expect_eq(got.valid_until, CONSENT_TODAY + 180);
    cr_expect_eq(got.withdrawn_day, POLICY_NEVER);
    cr_expect_eq(got.voided_day, POLICY_NEVER);
    cr_expect(got.youth_required);
    cr_expect_eq(got.guardians_required, 2);
    cr_expect_not(got.youth_signed);
    cr_expect_eq(got.guardians_signed, 1);
}

Test(consent, what_is_fetched_ahead_changes_nothing)
{
    CLEANUP(consents_free) struct consents *consents = invented_register();
    const struct uuid ids[] = { consent_id(1), consent_id(9), consent_id(1) };

    consents_prefetch(consents, ids, ARRAY_SIZE(ids), consent_holder);
    consents_prefetch(consents, ids, ARRAY_SIZE(ids), "fjord-service");
    consents_prefetch(consents, NULL, 0, consent_holder);
    cr_expect_eq(consents_size(consents), 1);
    cr_expect_not_null(consents_find(consents, &ids[0], consent_holder));
    cr_expect_null(consents_find(consents, &ids[1], consent_holder));
}

Test(consent, signers_are_added_one_by_one)
{
    CLEANUP(consents_free) struct consents *consents = invented_register();
    struct consent_grant second = signature_grant(signed_by_guardian(2));
    struct consent_grant youth = signature_grant(signed_by_youth);
    struct consent_message message = consent_message_upon(2, 1);
    struct consent_words words;
    struct policy_consent got;

    message.grant = &second;
    consent_apply(consents, &message);
    got = consent_asked(consents, &words);
    cr_expect_eq(got.guardians_signed, 2);
    cr_expect_not(got.youth_signed);
    message = consent_message_upon(3, 1);
    message.has_subject = false;
    message.grant = &youth;
    consent_apply(consents, &message);
    got = consent_asked(consents, &words);
    cr_expect_eq(got.guardians_signed, 2);
    cr_expect(got.youth_signed);
    cr_expect_eq(consents_size(consents), 1);
    expect_consent_objection(consents, &message, "signed_already", "the youth again");
}

Test(consent, is_there_for_its_holder_only)
{
    CLEANUP(consents_free) struct consents *consents = invented_register();
    struct consent_grant grant = invented_grant();
    struct consent_withdrawal withdrawal = { .capacity = CAPACITY_GUARDIAN, .guardian = 1 };
    struct consent_revocation revocation = { .reason = "wrong_entry" };
    struct consent_message message = consent_message_upon(2, 1);
    struct uuid id = consent_id(1), unknown = consent_id(7);

    cr_expect_null(consents_find(consents, &id, "fjord-service"));
    cr_expect_null(consents_find(consents, &id, ""));
    cr_expect_null(consents_find(consents, &unknown, consent_holder));
    message.sender = "fjord-service";
    message.grant = &grant;
    expect_consent_objection(consents, &message, "unknown_consent", "a grant");
    grant.has_scope = false;
    expect_consent_objection(consents, &message, "unknown_consent", "signatures");
    message.grant = NULL;
    message.withdrawal = &withdrawal;
    expect_consent_objection(consents, &message, "unknown_consent", "a withdrawal");
    message.withdrawal = NULL;
    message.voiding = &revocation;
    expect_consent_objection(consents, &message, "unknown_consent", "a void");
    message.sender = consent_holder;
    message.target = unknown;
    expect_consent_objection(consents, &message, "unknown_consent", "another id");
    message.has_target = false;
    expect_consent_objection(consents, &message, "unknown_consent", "no id");
}

/* The id of another's consent is as good as any: its holder must not be found out by it. */
Test(consent, two_holders_may_use_one_id)
{
    CLEANUP(consents_free) struct consents *consents = invented_register();
    struct consent_grant grant = invented_grant();
    struct consent_message message = consent_message_of(1);
    struct uuid id = consent_id(1);

    message.grant = &grant;
    message.sender = "fjord-service";
    consent_apply(consents, &message);
    cr_expect_eq(consents_size(consents), 2);
    cr_expect_str_eq(consents_find(consents, &id, consent_holder)->holder, consent_holder);
    cr_expect_str_eq(consents_find(consents, &id, "fjord-service")->holder, "fjord-service");
}

/* The record is applied as it stands. What does not fit permits nothing. */
Test(consent, what_does_not_fit_changes_nothing)
{
    CLEANUP(consents_free) struct consents *consents = invented_register();
    struct consent_grant beyond = signature_grant(signed_by_guardian(3));
    struct consent_withdrawal withdrawal = { .capacity = CAPACITY_YOUTH, .day = CONSENT_TODAY };
    struct consent_message message = consent_message_upon(2, 1);
    struct consent_words words;

    message.grant = &beyond;
    consents_apply(consents, &message);
    beyond.signatures[0].guardian = CONSENT_GUARDIANS + 100;
    consents_apply(consents, &message);
    beyond.signatures[0].guardian = 1;
    consents_apply(consents, &message);
    cr_expect_eq(consent_asked(consents, &words).guardians_signed, 1);
    message = consent_message_upon(3, 9);
    message.withdrawal = &withdrawal;
    consents_apply(consents, &message);
    cr_expect_eq(consent_asked(consents, &words).withdrawn_day, POLICY_NEVER);
    message = consent_message_of(4);
    message.grant = &beyond;
    consents_apply(consents, &message);
    cr_expect_eq(consents_size(consents), 1, "a grant without a scope");
}

/* ---- many ---- */

Test(consent, counts_the_exchanges_that_rest_on_each)
{
    CLEANUP(consents_free) struct consents *consents = invented_register();
    struct uuid id = consent_id(1), unknown = consent_id(2);

    consents_count_exchange(consents, &unknown, consent_holder);
    consents_count_exchange(consents, &id, "fjord-service");
    cr_expect_eq(consents_find(consents, &id, consent_holder)->n_exchanges, 0);
    for (size_t i = 1; i <= CONSENT_EXCHANGES + 5; i++) {
        consents_count_exchange(consents, &id, consent_holder);
        cr_expect_eq(consents_find(consents, &id, consent_holder)->n_exchanges,
                     i < CONSENT_EXCHANGES ? i : CONSENT_EXCHANGES);
    }
}

Test(consent, as_many_are_held_as_may_be_and_each_is_found)
{
    static const char *const holders[] = { "fjord-school", "fjord-clinic", "dal-school",
                                           "dal-clinic" };
    CLEANUP(consents_free) struct consents *consents = consents_new();
    struct consent_grant grant = invented_grant();
    struct consent_message message = consent_message_of(0);

    message.grant = &grant;
    for (uint32_t i = 0; i < CONSENTS_HELD; i++) {
        message.id = consent_id(i);
        message.sender = holders[i % ARRAY_SIZE(holders)];
        cr_assert_null(consents_objection(consents, &message), "%u", i);
        consents_apply(consents, &message);
    }
    cr_expect_eq(consents_size(consents), CONSENTS_HELD);
    message.id = consent_id(CONSENTS_HELD);
    message.sender = "vik-school";
    expect_consent_objection(consents, &message, "quota", "one more");
    for (uint32_t i = 0; i < CONSENTS_HELD; i++) {
        struct uuid id = consent_id(i);
        const struct consent *consent =
            consents_find(consents, &id, holders[i % ARRAY_SIZE(holders)]);

        cr_assert_not_null(consent, "%u", i);
        cr_assert(uuid_equal(&consent->id, &id), "%u", i);
    }
    cr_expect_null(consents_find(consents, &message.id, consent_holder));
}

Test(consent, no_holder_takes_the_room_of_the_others)
{
    CLEANUP(consents_free) struct consents *consents = consents_new();
    struct consent_grant grant = invented_grant();
    struct consent_message message = consent_message_of(0);

    message.grant = &grant;
    for (uint32_t i = 0; i < CONSENTS_OF_ONE; i++) {
        message.id = consent_id(i);
        cr_assert_null(consents_objection(consents, &message), "%u", i);
        consents_apply(consents, &message);
    }
    message.id = consent_id(CONSENTS_OF_ONE);
    expect_consent_objection(consents, &message, "quota", "one more of the same holder");
    message.sender = "fjord-clinic";
    expect_consent_objection(consents, &message, NULL, "another holder's first");
}
