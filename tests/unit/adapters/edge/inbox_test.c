/* SPDX-License-Identifier: EUPL-1.2 */
#include "edge/inbox.h"

#include <criterion/criterion.h>

#include "base/clock.h"
#include "edge/alarms.h"
#include "edge/inbox_way.h"
#include "edge/outbox_way.h"
#include "world.h"

static struct world world;
static struct uuid id;
static Samband__V1__Frame *submit;
static struct world_delivery delivery;

static void setup(void)
{
    size_t n = 0;
    struct uuid *ids;

    world_open(&world);
    ids = world_post(&world, NULL, 1, &n);
    id = ids[0];
    mem_free(ids);
    submit = world_submit(&world, &id);
    memset(&delivery, 0, sizeof(delivery));
    world_deliver(&world, submit->submit, 0, &delivery);
}

static void teardown(void)
{
    world_delivery_clear(&delivery);
    frame_free(submit);
    world_close(&world);
}

TestSuite(inbox, .init = setup, .fini = teardown);

static void count(void *arg, const struct inbox_view *view)
{
    (void)view;
    ++*(size_t *)arg;
}

static size_t n_listed(bool open)
{
    size_t n = 0;

    cr_assert_eq(inbox_list(&world.welfare.party, open, NULL, 500, count, &n, NULL), FAULT_NONE);
    return n;
}

static size_t n_waiting(void)
{
    struct inbox_waiting waiting[8];
    size_t n = 0;

    cr_assert_eq(inbox_way_waiting(&world.welfare.party, 8, waiting, &n, NULL), FAULT_NONE);
    return n;
}

static Samband__V1__Frame *take(void)
{
    struct error err = { 0 };
    Samband__V1__Frame *frame = world_hand_over(&world, &delivery, &err);

    cr_assert_not_null(frame, "%s: %s", err.code, err.text);
    return frame;
}

struct seen {
    size_t n;
    bool has_canary;
};

static void look(void *arg, const struct owned_section_body *body)
{
    struct seen *seen = arg;

    seen->n++;
    seen->has_canary =
        memmem(body->content.data, body->content.size, WORLD_CANARY, strlen(WORLD_CANARY)) != NULL;
}

Test(inbox, stores_a_genuine_delivery_and_signs_for_it)
{
    CLEANUP(frame_free) Samband__V1__Frame *frame = take();
    struct recipient_item item;
    struct inbox_view view;
    struct seen seen = { 0 };

    cr_assert_eq(frame->receipts->n_receipts, 1);
    cr_assert_eq(recipient_item_read(frame_bytes(frame->receipts->receipts[0]->item), &item, NULL),
                 FAULT_NONE);
    cr_expect_eq(item.state, STATE_HANDED_OVER);
    cr_expect_eq(item.n_opened, 2);
    world_reopen(&world.welfare);
    cr_expect_eq(n_listed(true), 1);
    cr_expect_eq(n_waiting(), 1);
    cr_assert_eq(inbox_get(&world.welfare.party, &id, &view, look, &seen, NULL), FAULT_NONE);
    cr_expect_eq(seen.n, 2);
    cr_expect(seen.has_canary);
    cr_expect_str_eq(view.sender, WORLD_SCHOOL);
    cr_expect_eq(view.header.age, 9);
    cr_expect(view.content_held);
    cr_expect_not(view.confirmed);
}

Test(inbox, answers_a_repeated_delivery_with_the_same_bytes)
{
    CLEANUP(frame_free) Samband__V1__Frame *first = take();
    CLEANUP(frame_free) Samband__V1__Frame *second = NULL;
    CLEANUP(buffer_clear) struct buffer a = { 0 };
    CLEANUP(buffer_clear) struct buffer b = { 0 };

    world_reopen(&world.welfare);
    delivery.message.attempt = 2;
    second = take();
    frame_write(first, &a);
    frame_write(second, &b);
    cr_expect(bytes_equal(bytes_of_buffer(&a), bytes_of_buffer(&b)));
    cr_expect_eq(n_listed(false), 1);
}

/* As `id`, `submit` and `delivery`, but resting on a consent. */
static void rest_on_a_consent(void)
{
    CLEANUP(report_clear) struct report report = { 0 };
    CLEANUP(mem_free) struct uuid *ids = NULL;
    bool repeated;
    size_t n;

    world_report(&report, 1);
    report.targets[0].consents[report.targets[0].n_consents++] = id; /* any id will do here */
    cr_assert_eq(outbox_post(&world.school.party, &report, bytes_of_text("{}"), NULL, &ids, &n,
                             &repeated, NULL),
                 FAULT_NONE);
    id = ids[0];
    frame_free(submit);
    submit = world_submit(&world, &id);
    world_delivery_clear(&delivery);
    memset(&delivery, 0, sizeof(delivery));
    world_deliver(&world, submit->submit, 0, &delivery);
}

Test(inbox, shows_what_rests_on_a_consent_only_once_the_broker_says_so)
{
    struct inbox_view view;
    struct seen seen = { 0 };

    rest_on_a_consent();
    frame_free(take());
    world_reopen(&world.welfare);
    cr_expect_eq(n_waiting(), 1, "it is signed for at once");
    cr_expect_eq(n_listed(true), 0);
    cr_expect_eq(n_listed(false), 0);
    cr_expect_eq(inbox_get(&world.welfare.party, &id, &view, look, &seen, NULL), FAULT_INPUT);
    cr_expect_eq(inbox_list(&world.welfare.party, false, &id, 1, count, &seen.n, NULL), FAULT_INPUT,
                 "not even that it is there");
    cr_expect_eq(inbox_register(&world.welfare.party, &id, "2026/17", "", &view, NULL),
                 FAULT_INPUT);
    cr_expect_eq(inbox_return(&world.welfare.party, &id, "not_ours", "", &view, NULL), FAULT_INPUT);
    cr_expect_eq(seen.n, 0);
    world_confirm(&world, submit->submit, STATE_HANDED_OVER);
    cr_expect_eq(n_listed(true), 1);
    cr_assert_eq(inbox_get(&world.welfare.party, &id, &view, look, &seen, NULL), FAULT_NONE);
    cr_expect_eq(seen.n, 2);
    cr_expect_eq(view.header.n_consents, 1);
}

Test(inbox, remembers_that_content_was_passed_on)
{
    struct inbox_view view;
    int64_t first_ms;

    frame_free(take());
    cr_assert_eq(inbox_get(&world.welfare.party, &id, &view, NULL, NULL, NULL), FAULT_NONE);
    cr_expect_eq(view.fetched_ms, 0);
    cr_assert_eq(inbox_fetched(&world.welfare.party, &view, NULL), FAULT_NONE);
    first_ms = view.fetched_ms;
    cr_expect_gt(first_ms, 0);
    world_reopen(&world.welfare);
    cr_assert_eq(inbox_get(&world.welfare.party, &id, &view, NULL, NULL, NULL), FAULT_NONE);
    cr_expect_eq(view.fetched_ms, first_ms);
    cr_assert_eq(inbox_fetched(&world.welfare.party, &view, NULL), FAULT_NONE);
    cr_expect_eq(view.fetched_ms, first_ms, "the first time counts");
}

Test(inbox, registers_once_and_says_so_again)
{
    struct inbox_view view;

    frame_free(take());
    cr_assert_eq(inbox_register(&world.welfare.party, &id, "2026/17", "Kari Eksempel", &view, NULL),
                 FAULT_NONE);
    cr_expect_eq(view.state, STATE_REGISTERED);
    cr_expect_str_eq(view.case_reference, "2026/17");
    cr_expect_str_eq(view.registered_by, "Kari Eksempel");
    cr_expect_eq(n_waiting(), 2);
    world_reopen(&world.welfare);
    cr_assert_eq(inbox_register(&world.welfare.party, &id, "2026/17", "", &view, NULL), FAULT_NONE);
    cr_expect_str_eq(view.case_reference, "2026/17");
    cr_expect_eq(n_waiting(), 2, "nothing is signed twice");
}

Test(inbox, knows_its_answer_again_after_its_key_was_changed)
{
    struct inbox_view view;
    struct error err = { 0 };

    frame_free(take());
    cr_assert_eq(inbox_register(&world.welfare.party, &id, "2026/17", "", &view, NULL), FAULT_NONE);
    seal_secret_free(world.welfare.party.seal);
    world.welfare.party.seal = seal_secret_new();
    cr_expect_eq(inbox_register(&world.welfare.party, &id, "2026/17", "", &view, &err), FAULT_NONE,
                 "%s", err.text);
    cr_expect_eq(inbox_register(&world.welfare.party, &id, "2026/18", "", &view, &err),
                 FAULT_INPUT);
}

Test(inbox, shows_what_came_before_its_key_was_changed)
{
    struct inbox_view view;
    struct seen seen = { 0 };
    struct error err = { 0 };

    frame_free(take());
    cr_assert_eq(inbox_register(&world.welfare.party, &id, "2026/17", "Kari Eksempel", &view, NULL),
                 FAULT_NONE);
    world_new_seal(&world, &world.welfare);
    cr_assert_eq(inbox_get(&world.welfare.party, &id, &view, look, &seen, &err), FAULT_NONE, "%s",
                 err.text);
    cr_expect(seen.n == 2 && seen.has_canary);
    cr_expect_str_eq(view.case_reference, "2026/17");
    cr_expect_str_eq(view.registered_by, "Kari Eksempel");
    world_lose_old_seal(&world.welfare);
    cr_expect_eq(inbox_get(&world.welfare.party, &id, &view, look, &seen, &err), FAULT_RETRY);
    cr_expect_str_eq(err.code, "no_own_key");
}

/* To ask again would not help: it is to be returned. */
Test(inbox, tells_damaged_content_from_a_missing_key)
{
    struct party_state *party = &world.welfare.party;
    struct alarm alarms[PARTY_ALARMS];
    struct inbox_view view;
    struct seen seen = { 0 };
    struct error err = { 0 };
    size_t n;

    frame_free(take());
    cr_assert_eq(spool_run(party->shared->spool,
                           "UPDATE inbox_section SET ciphertext = zeroblob(length(ciphertext))",
                           (struct spool_values){ 0 }, NULL),
                 FAULT_NONE);
    cr_expect_eq(inbox_get(party, &id, &view, look, &seen, &err), FAULT_INPUT);
    cr_expect_str_eq(err.code, "content_damaged");
    n = alarms_now(party, clock_wall_ms(), alarms);
    cr_assert_gt(n, 0);
    cr_expect_str_eq(alarms[n - 1].code, "content_damaged");
    cr_expect(uuid_equal(&alarms[n - 1].exchange, &id));
    cr_assert_eq(spool_run(party->shared->spool, "DELETE FROM inbox_section",
                           (struct spool_values){ 0 }, NULL),
                 FAULT_NONE);
    cr_expect_eq(alarms_now(party, clock_wall_ms(), alarms), n - 1, "until it has gone");
}

Test(inbox, refuses_a_second_reference)
{
    struct inbox_view view;
    struct error err = { 0 };

    frame_free(take());
    cr_assert_eq(inbox_register(&world.welfare.party, &id, "2026/17", "", &view, NULL), FAULT_NONE);
    cr_expect_eq(inbox_register(&world.welfare.party, &id, "2026/18", "", &view, &err),
                 FAULT_INPUT);
    cr_expect_str_eq(err.code, "reference_conflict");
    cr_expect_eq(inbox_return(&world.welfare.party, &id, "not_ours", "", &view, &err), FAULT_INPUT);
    cr_expect_str_eq(err.code, "wrong_state");
}

static const char *const bad_references[] = { NULL, "", " ", "a\nb", "a\x7f", "\xff\xfe", " x" };

Test(inbox, refuses_references_that_are_no_plain_words)
{
    char long_one[LIMIT_REFERENCE + 2];
    struct inbox_view view;
    struct error err = { 0 };

    frame_free(take());
    for (size_t i = 0; i < ARRAY_SIZE(bad_references); i++) {
        cr_expect_eq(inbox_register(&world.welfare.party, &id, bad_references[i], "", &view, &err),
                     FAULT_INPUT);
        cr_expect_str_eq(err.code, "bad_reference");
    }
    memset(long_one, 'x', sizeof(long_one) - 1);
    long_one[sizeof(long_one) - 1] = '\0';
    cr_expect_eq(inbox_register(&world.welfare.party, &id, long_one, "", &view, &err), FAULT_INPUT);
    cr_expect_eq(n_waiting(), 1);
}

Test(inbox, returns_with_the_right_recipient)
{
    struct inbox_view view;
    struct error err = { 0 };

    frame_free(take());
    cr_expect_eq(inbox_return(&world.welfare.party, &id, "weather", "", &view, &err), FAULT_INPUT);
    cr_expect_str_eq(err.code, "bad_code");
    cr_expect_eq(inbox_return(&world.welfare.party, &id, "wrong_area", "nobody", &view, &err),
                 FAULT_INPUT);
    cr_expect_str_eq(err.code, "unknown_party");
    cr_assert_eq(inbox_return(&world.welfare.party, &id, "wrong_area", "dal-police", &view, &err),
                 FAULT_NONE, "%s", err.text);
    cr_expect_eq(view.state, STATE_RETURNED);
    cr_expect_str_eq(view.return_code, "wrong_area");
    cr_expect_eq(inbox_return(&world.welfare.party, &id, "wrong_area", "dal-police", &view, &err),
                 FAULT_NONE, "the same again");
    cr_expect_eq(inbox_return(&world.welfare.party, &id, "wrong_area", WORLD_SCHOOL, &view, &err),
                 FAULT_INPUT, "what was signed names another recipient");
    cr_expect_str_eq(err.code, "wrong_state");
}

Test(inbox, destroys_content_once_the_broker_has_the_registration)
{
    CLEANUP(frame_free) Samband__V1__Frame *again = NULL;
    struct inbox_view view;
    struct seen seen = { 0 };

    frame_free(take());
    world_confirm(&world, submit->submit, STATE_HANDED_OVER);
    cr_expect_eq(n_waiting(), 0);
    cr_assert_eq(inbox_register(&world.welfare.party, &id, "2026/17", "", &view, NULL), FAULT_NONE);
    cr_expect(view.content_held);
    cr_expect_not(view.confirmed);
    world_confirm(&world, submit->submit, STATE_REGISTERED);
    cr_expect_eq(n_waiting(), 0);
    cr_assert_eq(inbox_get(&world.welfare.party, &id, &view, look, &seen, NULL), FAULT_NONE);
    cr_expect(view.confirmed);
    cr_expect_not(view.content_held);
    cr_expect_eq(seen.n, 0);
    cr_expect_str_eq(view.case_reference, "2026/17");
    again = take();
    cr_expect_eq(again->receipts->n_receipts, 2, "receipts are kept, and said again");
    cr_expect_eq(n_listed(false), 1);
}

Test(inbox, leaves_nothing_of_destroyed_content_in_its_files)
{
    struct bytes sealed = bytes_of(submit->submit->sections[0]->ciphertext.data + 100, 64);
    struct inbox_view view;

    frame_free(take());
    cr_expect(world_holds(world.welfare.spool_folder, sealed));
    cr_assert_eq(inbox_register(&world.welfare.party, &id, "2026/17", "", &view, NULL), FAULT_NONE);
    world_confirm(&world, submit->submit, STATE_REGISTERED);
    spool_tidy(world.welfare.shared.spool);
    cr_expect_not(world_holds(world.welfare.spool_folder, sealed));
}

Test(inbox, keeps_content_while_nobody_has_signed_for_it_here)
{
    struct inbox_view view;

    frame_free(take());
    world_confirm(&world, submit->submit, STATE_REGISTERED); /* it was not registered */
    cr_assert_eq(inbox_get(&world.welfare.party, &id, &view, NULL, NULL, NULL), FAULT_NONE);
    cr_expect(view.content_held);
    cr_expect_eq(n_waiting(), 1);
}

Test(inbox, believes_no_confirmation_that_the_bus_has_not_signed)
{
    CLEANUP(world_receipt_clear) struct world_receipt receipt = { 0 };
    CLEANUP(buffer_clear) struct buffer bytes = { 0 };
    CLEANUP(mem_free) struct broker_item *item = mem_new(1, sizeof(*item));
    Samband__V1__Confirm message = SAMBAND__V1__CONFIRM__INIT;
    Samband__V1__Receipt *all[] = { &receipt.message };

    frame_free(take());
    world_confirmation(&world, submit->submit, STATE_HANDED_OVER, item);
    broker_item_write(item, &bytes);
    world_sign(world.stranger_root, bytes_of_buffer(&bytes), bytes_of_buffer(&world.bus_card),
               &receipt);
    message.takeover = 3;
    message.n_receipts = 1;
    message.receipts = all;
    cr_assert_eq(inbox_way_confirm(&world.welfare.party, &message, NULL), FAULT_NONE);
    cr_expect_eq(n_waiting(), 1);
}

Test(inbox, and_outbox_understand_each_other)
{
    world_bring(&world, &id, OUTBOX_REGISTERED);
    cr_expect_eq(world_view(&world, &id)->stage, OUTBOX_REGISTERED);
    cr_expect_str_eq(world_view(&world, &id)->case_reference, "2026/17");
    cr_expect_str_eq(world_view(&world, &id)->alarm, "");
}
