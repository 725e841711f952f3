/* SPDX-License-Identifier: EUPL-1.2 */
#include "core/consent.h"

#include <criterion/criterion.h>

#include "unit/daemon/core/consent_help.h"

static void change_grant(int change, struct consent_grant *grant, struct consent_message *message)
{
    switch (change) {
    case 1:
        grant->has_scope = false;
        break;
    case 2:
        message->has_subject = false;
        break;
    case 3:
        grant->scope.guardians = 0;
        grant->signatures[0] = signed_by_youth;
        break;
    case 4:
        grant->signatures[0].guardian = 3;
        break;
    case 5:
        grant->signatures[0].guardian = 0;
        break;
    case 6:
        grant->signatures[grant->n_signatures++] = signed_by_guardian(1);
        break;
    case 7:
        grant->signatures[0].day = CONSENT_TODAY + 2;
        break;
    case 8:
        grant->scope.valid_until = grant->scope.valid_from;
        break;
    case 9:
        grant->scope.valid_until = grant->scope.valid_from + 3 * 365 + 2;
        break;
    case 10:
        grant->scope.valid_from = INT32_MIN;
        grant->scope.valid_until = INT32_MAX;
        break;
    default:
        grant->scope.valid_until = grant->scope.valid_from + 3 * 365 + 1;
    }
}

static const char *const grant_objections[] = {
    NULL,
    "consent_without_target",
    "no_subject",
    "too_few_guardians",
    "unknown_guardian",
    "unknown_guardian",
    "signed_already",
    "signed_ahead",
    "bad_period",
    "bad_period",
    "bad_period",
};

Test(consent_objection, a_grant_must_be_one_that_can_be)
{
    CLEANUP(consents_free) struct consents *consents = consents_new();

    for (int change = 0; change < (int)ARRAY_SIZE(grant_objections); change++) {
        struct consent_grant grant = invented_grant();
        struct consent_message message = consent_message_of(1);
        char name[20];

        message.grant = &grant;
        change_grant(change, &grant, &message);
        snprintf(name, sizeof(name), "change %d", change);
        expect_consent_objection(consents, &message, grant_objections[change], name);
    }
}

Test(consent_objection, from_18_and_where_the_age_is_not_known_no_guardian_is_asked_for)
{
    CLEANUP(consents_free) struct consents *consents = consents_new();
    struct consent_grant grant = invented_grant();
    struct consent_message message = consent_message_of(1);

    message.grant = &grant;
    grant.scope.guardians = 0;
    grant.signatures[0] = signed_by_youth;
    message.age = 17;
    expect_consent_objection(consents, &message, "too_few_guardians", "17");
    message.age = 18;
    expect_consent_objection(consents, &message, NULL, "18");
    message.age = 0;
    message.has_age = false;
    expect_consent_objection(consents, &message, NULL, "not known");
}

Test(consent_objection, a_later_grant_adds_signatures_and_changes_nothing_else)
{
    CLEANUP(consents_free) struct consents *consents = invented_register();
    struct consent_grant grant = invented_grant();
    struct consent_message message = consent_message_upon(2, 1);
    struct consent_words words;

    message.grant = &grant;
    grant.signatures[0] = signed_by_guardian(2);
    grant.scope.valid_until += 100;
    expect_consent_objection(consents, &message, "consent_without_target", "a scope");
    grant.has_scope = false;
    expect_consent_objection(consents, &message, NULL, "without");
    message.subject = consent_other_subject;
    expect_consent_objection(consents, &message, "other_subject", "another");
    message.subject = consent_subject;
    grant.signatures[0].guardian = 3;
    expect_consent_objection(consents, &message, "unknown_guardian", "one too many");
    grant.signatures[0].guardian = 1;
    expect_consent_objection(consents, &message, "signed_already", "again");
    grant.signatures[0] = signed_by_guardian(2);
    grant.signatures[0].day = CONSENT_TODAY + 2;
    expect_consent_objection(consents, &message, "signed_ahead", "the day after tomorrow");
    cr_expect_eq(consent_asked(consents, &words).valid_until, CONSENT_TODAY + 180);
}

Test(consent_objection, the_same_grant_twice_makes_one)
{
    CLEANUP(consents_free) struct consents *consents = invented_register();
    struct consent_grant grant = invented_grant();
    struct consent_message message = consent_message_of(1);

    message.grant = &grant;
    grant.scope.n_categories = 1;
    expect_consent_objection(consents, &message, "signed_already", "again");
    consents_apply(consents, &message);
    cr_expect_eq(consents_size(consents), 1);
}

/* ---- the end of one ---- */

static const struct {
    const char *name;
    struct consent_withdrawal withdrawal;
    const char *code;
} withdrawals[] = {
    { "who has signed",
      { .capacity = CAPACITY_GUARDIAN, .guardian = 1, .day = CONSENT_TODAY },
      NULL },
    { "who has not, but must",
      { .capacity = CAPACITY_GUARDIAN, .guardian = 2, .day = CONSENT_TODAY },
      NULL },
    { "the youth that the form asks", { .capacity = CAPACITY_YOUTH, .day = CONSENT_TODAY }, NULL },
    { "of yesterday",
      { .capacity = CAPACITY_GUARDIAN, .guardian = 1, .day = CONSENT_TODAY - 1 },
      NULL },
    { "of tomorrow: past midnight where it was given",
      { .capacity = CAPACITY_GUARDIAN, .guardian = 1, .day = CONSENT_TODAY + 1 },
      NULL },
    { "of the day after tomorrow",
      { .capacity = CAPACITY_GUARDIAN, .guardian = 1, .day = CONSENT_TODAY + 2 },
      "signed_ahead" },
    { "a third guardian",
      { .capacity = CAPACITY_GUARDIAN, .guardian = 3, .day = CONSENT_TODAY },
      "unknown_guardian" },
    { "nobody",
      { .capacity = CAPACITY_GUARDIAN, .guardian = 0, .day = CONSENT_TODAY },
      "unknown_guardian" },
};

Test(consent_objection, any_signer_may_withdraw_it)
{
    for (size_t i = 0; i < ARRAY_SIZE(withdrawals); i++) {
        CLEANUP(consents_free) struct consents *consents = invented_register();
        struct consent_message message = consent_message_upon(2, 1);
        struct consent_words words;
        int32_t day = withdrawals[i].withdrawal.day;

        message.withdrawal = &withdrawals[i].withdrawal;
        expect_consent_objection(consents, &message, withdrawals[i].code, withdrawals[i].name);
        if (withdrawals[i].code)
            continue;
        consents_apply(consents, &message);
        cr_expect_eq(consent_asked(consents, &words).withdrawn_day,
                     day < CONSENT_TODAY ? day : CONSENT_TODAY, "%s", withdrawals[i].name);
        expect_consent_objection(consents, &message, "consent_ended", "twice");
    }
}

Test(consent_objection, a_youth_who_was_not_asked_and_did_not_sign_does_not_withdraw)
{
    CLEANUP(consents_free) struct consents *consents = consents_new();
    struct consent_grant grant = invented_grant(), signature = signature_grant(signed_by_youth);
    struct consent_withdrawal withdrawal = { .capacity = CAPACITY_YOUTH, .day = CONSENT_TODAY };
    struct consent_message message = consent_message_of(1);

    grant.scope.youth = false;
    message.grant = &grant;
    consent_apply(consents, &message);
    message = consent_message_upon(2, 1);
    message.withdrawal = &withdrawal;
    expect_consent_objection(consents, &message, "not_a_signer", "before signing");
    message = consent_message_upon(3, 1);
    message.grant = &signature;
    consent_apply(consents, &message);
    message = consent_message_upon(4, 1);
    message.withdrawal = &withdrawal;
    expect_consent_objection(consents, &message, NULL, "after signing");
}

Test(consent_objection, what_has_ended_takes_no_signature_and_may_only_become_void)
{
    CLEANUP(consents_free) struct consents *consents = invented_register();
    struct consent_grant signature = signature_grant(signed_by_youth);
    struct consent_withdrawal withdrawal = { .capacity = CAPACITY_YOUTH, .day = CONSENT_TODAY };
    struct consent_revocation revocation = { .reason = "wrong_entry" };
    struct consent_message ends = consent_message_upon(2, 1), signs = consent_message_upon(3, 1),
                           voids = consent_message_upon(4, 1);
    struct consent_words words;

    ends.withdrawal = &withdrawal;
    signs.grant = &signature;
    voids.voiding = &revocation;
    voids.subject = consent_other_subject;
    expect_consent_objection(consents, &voids, "other_subject", "about another");
    voids.subject = consent_subject;
    consent_apply(consents, &ends);
    expect_consent_objection(consents, &signs, "consent_ended", "a signature");
    voids.day = CONSENT_TODAY + 3;
    consent_apply(consents, &voids);
    cr_expect_eq(consent_asked(consents, &words).voided_day, CONSENT_TODAY + 3);
    cr_expect_eq(consent_asked(consents, &words).withdrawn_day, CONSENT_TODAY);
    expect_consent_objection(consents, &voids, "consent_ended", "void again");
    expect_consent_objection(consents, &ends, "consent_ended", "withdrawn again");
}

Test(consent_objection, a_withdrawal_may_leave_the_subject_out_but_not_name_another)
{
    CLEANUP(consents_free) struct consents *consents = invented_register();
    struct consent_withdrawal withdrawal = { .capacity = CAPACITY_YOUTH, .day = CONSENT_TODAY };
    struct consent_message message = consent_message_upon(2, 1);

    message.withdrawal = &withdrawal;
    message.subject = consent_other_subject;
    expect_consent_objection(consents, &message, "other_subject", "another");
    message.has_subject = false;
    message.subject = NULL;
    expect_consent_objection(consents, &message, NULL, "none");
}

/* After a restart, when the reference has been erased: nothing can be sent under it, but what was
 * can still be called back. */
Test(consent_objection, a_consent_whose_subject_is_erased_can_be_ended)
{
    CLEANUP(consents_free) struct consents *consents = consents_new();
    struct consent_grant grant = invented_grant();
    struct consent_withdrawal withdrawal = { .capacity = CAPACITY_YOUTH, .day = CONSENT_TODAY };
    struct consent_message message = consent_message_of(1);

    message.grant = &grant;
    message.has_subject = false;
    consents_apply(consents, &message);
    message = consent_message_upon(2, 1);
    message.withdrawal = &withdrawal;
    expect_consent_objection(consents, &message, NULL, "with the subject");
}
