/* SPDX-License-Identifier: EUPL-1.2 */
#include "edge/rebox.h"

#include <criterion/criterion.h>

#include "consents_play.h"
#include "edge/inbox.h"
#include "edge/outbox_draft.h"

TestSuite(rebox, .init = setup, .fini = teardown);

static size_t run(struct party_state *party, size_t *ret_n_closed)
{
    size_t n_done = 99;
    struct error err = { 0 };

    *ret_n_closed = 99;
    cr_assert_eq(rebox_run(party, &n_done, ret_n_closed, &err), FAULT_NONE, "%s", err.text);
    return n_done;
}

static bool draft_opens(const struct uuid *id)
{
    CLEANUP(spool_rows_free) struct spool_rows *rows = NULL;
    CLEANUP(outbox_draft_clear) struct outbox_draft draft = { 0 };
    bool has = false;

    cr_assert_eq(spool_query(world.school.shared.spool, "SELECT draft FROM outbox WHERE id = ?1",
                             SPOOL_VALUES(spool_blob(id->bytes, UUID_SIZE)), &rows, NULL),
                 FAULT_NONE);
    cr_assert_eq(spool_next(rows, &has, NULL), FAULT_NONE);
    cr_assert(has);
    return outbox_draft_read(&world.school.party, spool_get_bytes(rows, 0), &draft, NULL) ==
           FAULT_NONE;
}

/* A report of the school that the welfare service has registered; its id. */
static struct uuid registered(void)
{
    CLEANUP(mem_free) struct uuid *ids = NULL;
    CLEANUP(frame_free) Samband__V1__Frame *submit = NULL;
    CLEANUP(world_delivery_clear) struct world_delivery delivery = { 0 };
    struct inbox_view view;
    size_t n = 0;

    ids = world_post(&world, NULL, 1, &n);
    submit = world_submit(&world, ids);
    world_deliver(&world, submit->submit, 0, &delivery);
    frame_free(world_hand_over(&world, &delivery, NULL));
    cr_assert_eq(inbox_register(&world.welfare.party, ids, "2026/17", "Kari Eksempel", &view, NULL),
                 FAULT_NONE);
    return ids[0];
}

Test(rebox, makes_what_is_ours_live_on_when_the_key_before_goes)
{
    CLEANUP(mem_free) struct consent_view *view = mem_new(1, sizeof(*view));
    struct uuid consent = enter(), message;
    size_t n_closed;

    cr_assert_eq(sign(&consent, 1, &message, NULL), FAULT_NONE);
    world_new_seal(&world, &world.school);
    cr_expect_eq(run(&world.school.party, &n_closed), 4, "two messages, two drafts");
    cr_expect_eq(n_closed, 0);
    cr_expect_eq(run(&world.school.party, &n_closed), 0, "once is enough");
    cr_expect_eq(n_closed, 0);
    world_lose_old_seal(&world.school);
    cr_assert_eq(consents_get(&world.school.party, &consent, view, NULL), FAULT_NONE);
    cr_expect_eq(view->state, CONSENT_INCOMPLETE);
    cr_expect_eq(view->n_signatures, 2);
    cr_expect_eq(view->scope.guardians, 2);
    cr_expect_str_eq(view->evidence[0], EVIDENCE);
    cr_expect(draft_opens(&consent) && draft_opens(&message));
}

Test(rebox, keeps_what_was_registered_here)
{
    struct uuid id = registered();
    struct inbox_view view;
    size_t n_closed;

    world_new_seal(&world, &world.welfare);
    cr_expect_eq(run(&world.welfare.party, &n_closed), 2);
    world_lose_old_seal(&world.welfare);
    cr_assert_eq(inbox_get(&world.welfare.party, &id, &view, NULL, NULL, NULL), FAULT_NONE);
    cr_expect_str_eq(view.case_reference, "2026/17");
    cr_expect_str_eq(view.registered_by, "Kari Eksempel");
}

Test(rebox, does_nothing_without_a_key_before)
{
    size_t n_closed;

    (void)enter();
    cr_expect_eq(run(&world.school.party, &n_closed), 0);
    cr_expect_eq(n_closed, 0);
}

Test(rebox, counts_and_leaves_what_no_key_opens)
{
    struct uuid consent = enter();
    size_t n_closed;

    world_new_seal(&world, &world.school);
    world_new_seal(&world, &world.school);
    cr_expect_eq(run(&world.school.party, &n_closed), 0);
    cr_expect_eq(n_closed, 2);
    cr_expect_eq(state_of(&consent), CONSENT_UNREADABLE);
    cr_expect_not(draft_opens(&consent));
}

Test(rebox, leaves_what_belongs_to_another_party)
{
    struct uuid consent = enter();
    size_t n_closed;

    world_new_seal(&world, &world.school);
    strcpy(world.school.party.name, "dal-police");
    cr_expect_eq(run(&world.school.party, &n_closed), 0);
    cr_expect_eq(n_closed, 0);
    strcpy(world.school.party.name, WORLD_SCHOOL);
    world_lose_old_seal(&world.school);
    cr_expect_eq(state_of(&consent), CONSENT_UNREADABLE, "it is as it was");
}

Test(rebox, changes_everything_or_nothing)
{
    CLEANUP(mem_free) struct consent_view *view = mem_new(1, sizeof(*view));
    struct uuid consent = enter();
    size_t n_done = 0, n_closed = 0;

    cr_assert_eq(spool_run(world.school.shared.spool,
                           "CREATE TRIGGER no_draft BEFORE UPDATE OF draft ON outbox"
                           " BEGIN SELECT RAISE(ABORT, 'no'); END",
                           (struct spool_values){ 0 }, NULL),
                 FAULT_NONE);
    world_new_seal(&world, &world.school);
    cr_expect_neq(rebox_run(&world.school.party, &n_done, &n_closed, NULL), FAULT_NONE);
    cr_expect_eq(n_done, 0);
    world_lose_old_seal(&world.school);
    cr_assert_eq(consents_get(&world.school.party, &consent, view, NULL), FAULT_NONE);
    cr_expect_eq(view->state, CONSENT_UNREADABLE, "its box was for the key before, and stayed so");
}
