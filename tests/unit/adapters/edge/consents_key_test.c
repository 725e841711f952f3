/* SPDX-License-Identifier: EUPL-1.2 */
/* Consents after the key that they are boxed for was changed. */
#include "edge/consents.h"

#include <criterion/criterion.h>

#include "consents_play.h"
#include "edge/spool.h"

TestSuite(consents_key, .init = setup, .fini = teardown);

/* The seal key is another now, and the one before is not there. */
static void lose_key(void)
{
    world_new_seal(&world, &world.school);
    world_lose_old_seal(&world.school);
}

Test(consents_key, are_read_with_the_key_before_when_there_is_another)
{
    CLEANUP(mem_free) struct consent_view *view = mem_new(1, sizeof(*view));
    struct uuid consent = enter(), message;
    struct error err = { 0 };

    world_new_seal(&world, &world.school);
    cr_assert_eq(consents_get(&world.school.party, &consent, view, NULL), FAULT_NONE);
    cr_expect_eq(view->state, CONSENT_INCOMPLETE);
    cr_expect(view->has_scope && view->has_all_signatures);
    cr_expect_eq(view->scope.guardians, 2);
    cr_expect_str_eq(view->evidence[0], EVIDENCE);
    cr_expect_eq(withdraw(&consent, 3, &message, &err), FAULT_INPUT);
    cr_expect_str_eq(err.code, "unknown_guardian");
    cr_expect_eq(withdraw(&consent, 0, &message, &err), FAULT_NONE, "%s", err.text);
}

Test(consents_key, that_cannot_be_read_say_so_and_nothing_wrong)
{
    CLEANUP(mem_free) struct consent_view *view = mem_new(1, sizeof(*view));
    struct uuid consent = enter();

    decide(&consent, STATE_ACCEPTED, "");
    lose_key();
    cr_assert_eq(consents_get(&world.school.party, &consent, view, NULL), FAULT_NONE);
    cr_expect_eq(view->state, CONSENT_UNREADABLE);
    cr_expect_str_eq(consent_state_name(view->state), "unreadable");
    cr_expect_not(view->has_scope || view->has_all_signatures);
}

Test(consents_key, of_which_one_signature_cannot_be_read_are_not_said_to_lack_it)
{
    CLEANUP(mem_free) struct consent_view *view = mem_new(1, sizeof(*view));
    struct uuid consent = enter(), message;
    struct error err = { 0 };

    cr_assert_eq(sign(&consent, 1, &message, &err), FAULT_NONE, "%s", err.text);
    cr_assert_eq(spool_run(world.school.shared.spool,
                           "UPDATE consent_message SET content = NULL WHERE id = ?1",
                           SPOOL_VALUES(spool_blob(message.bytes, UUID_SIZE)), NULL),
                 FAULT_NONE);
    cr_assert_eq(consents_get(&world.school.party, &consent, view, NULL), FAULT_NONE);
    cr_expect_eq(view->state, CONSENT_UNREADABLE);
    cr_expect(view->has_scope);
    cr_expect_not(view->has_all_signatures);
    cr_expect_eq(withdraw(&consent, 3, &message, &err), FAULT_INPUT);
    cr_expect_str_eq(err.code, "unknown_guardian", "that much is known");
}

static const struct {
    const char *name;
    uint32_t guardian; /* 0: void */
} ends[] = {
    { "a guardian withdraws", 2 },
    { "one whom only the bus can know withdraws", 7 },
    { "it is void", 0 },
};

Test(consents_key, that_cannot_be_read_can_be_ended_and_the_bus_judges)
{
    for (size_t i = 0; i < ARRAY_SIZE(ends); i++) {
        CLEANUP(mem_free) struct consent_post *end = mem_new(1, sizeof(*end));
        CLEANUP(frame_free) Samband__V1__Frame *submit = NULL;
        struct uuid consent = enter(), message, own;
        struct private_header header;
        struct error err = { 0 };

        lose_key();
        end->header.order = ends[i].guardian ? ORDER_CONSENT_WITHDRAWAL : ORDER_CONSENT_VOID;
        strcpy(end->header.revocation.reason, "wrong_person");
        strcpy(end->header.revocation.official, "rektor-7");
        cr_assert_eq(ends[i].guardian ? withdraw(&consent, ends[i].guardian, &message, &err)
                                      : send(&consent, end, NULL, &own, &message, &err),
                     FAULT_NONE, "%s: %s", ends[i].name, err.text);
        submit = world_submit(&world, &message);
        cr_assert_eq(
            private_header_read(frame_bytes(submit->submit->private_header), &header, NULL),
            FAULT_NONE);
        cr_expect_eq(header.order, end->header.order, "%s", ends[i].name);
        if (ends[i].guardian)
            cr_expect_eq(header.withdrawal.guardian, ends[i].guardian);
        cr_expect_eq(state_of(&consent), ends[i].guardian ? CONSENT_WITHDRAWN : CONSENT_VOID);
        decide(&message, STATE_REFUSED, "unknown_guardian");
        cr_expect_eq(state_of(&consent), CONSENT_UNREADABLE, "%s", ends[i].name);
    }
}

Test(consents_key, that_cannot_be_read_take_signatures_and_the_bus_judges)
{
    struct uuid consent = enter(), message;
    struct error err = { 0 };

    lose_key();
    cr_expect_eq(sign(&consent, 2, &message, &err), FAULT_NONE, "%s", err.text);
    cr_expect_eq(sign(&consent, 2, &message, &err), FAULT_INPUT);
    cr_expect_str_eq(err.code, "signed_already", "this one can be read");
}
