/* SPDX-License-Identifier: EUPL-1.2 */
#include "edge/consents.h"

#include <criterion/criterion.h>

#include "consents_play.h"
#include "edge/outbox_anew.h"
#include "edge/retention.h"
#include "model/exchange_text.h"

TestSuite(consents, .init = setup, .fini = teardown);

/* An exchange that rests on the consent. */
static struct uuid share(const struct uuid *consent)
{
    CLEANUP(report_clear) struct report report = { 0 };
    CLEANUP(mem_free) struct uuid *ids = NULL;
    bool repeated;
    size_t n = 0;

    world_report(&report, 1);
    report.targets[0].consents[0] = *consent;
    report.targets[0].n_consents = 1;
    cr_assert_eq(outbox_post(&world.school.party, &report, bytes_of_text("{}"), NULL, &ids, &n,
                             &repeated, NULL),
                 FAULT_NONE);
    return ids[0];
}

Test(consents, are_granted_when_the_last_of_all_signers_is_accepted)
{
    struct uuid consent = enter(), first, second;
    struct error err = { 0 };

    decide(&consent, STATE_ACCEPTED, "");
    cr_assert_eq(sign(&consent, 1, &first, &err), FAULT_NONE, "%s", err.text);
    cr_assert_eq(sign(&consent, 2, &second, &err), FAULT_NONE, "%s", err.text);
    decide(&first, STATE_ACCEPTED, "");
    cr_expect_eq(state_of(&consent), CONSENT_INCOMPLETE);
    decide(&second, STATE_ACCEPTED, "");
    cr_expect_eq(state_of(&consent), CONSENT_GRANTED);
}

Test(consents, go_out_with_a_hash_of_the_evidence_and_keep_it_here)
{
    struct uuid consent = enter();
    CLEANUP(frame_free) Samband__V1__Frame *submit = world_submit(&world, &consent);
    CLEANUP(mem_free) struct consent_view *view = mem_new(1, sizeof(*view));
    struct private_header header;
    struct exchange_text text;

    cr_assert_eq(private_header_read(frame_bytes(submit->submit->private_header), &header, NULL),
                 FAULT_NONE);
    cr_assert_eq(exchange_text_read(frame_bytes(submit->submit->text), &text, NULL), FAULT_NONE);
    cr_expect_eq(header.order, ORDER_CONSENT_GRANT);
    cr_expect(header.grant.signatures[0].has_evidence);
    cr_expect(text.has_subject);
    cr_expect_not(text.has_in_reply_to);
    cr_assert_eq(consents_get(&world.school.party, &consent, view, NULL), FAULT_NONE);
    cr_expect_str_eq(view->evidence[0], EVIDENCE);
    cr_expect_not(world_holds(world.school.spool_folder, bytes_of_text(EVIDENCE)));
}

static const struct {
    const char *name;
    uint32_t guardian;
    bool withdrawal;
    const char *code;
} refusals[] = {
    { "the young person signs again", 0, false, "signed_already" },
    { "a guardian that is not counted signs", 3, false, "unknown_guardian" },
    { "a guardian that is not counted withdraws", 3, true, "unknown_guardian" },
    { "a guardian who has not signed withdraws", 2, true, "not_signed" },
};

Test(consents, take_no_message_that_cannot_be)
{
    struct uuid consent = enter(), message;

    for (size_t i = 0; i < ARRAY_SIZE(refusals); i++) {
        struct error err = { 0 };
        enum fault fault = refusals[i].withdrawal
                               ? withdraw(&consent, refusals[i].guardian, &message, &err)
                               : sign(&consent, refusals[i].guardian, &message, &err);

        cr_expect_eq(fault, FAULT_INPUT, "%s", refusals[i].name);
        cr_expect_str_eq(err.code, refusals[i].code, "%s: %s", refusals[i].name, err.code);
    }
}

Test(consents, are_not_withdrawn_by_a_young_person_who_has_not_signed)
{
    static const struct {
        bool youth_asked;
        const char *code;
    } all[] = { { true, "not_signed" }, { false, "not_a_signer" } };

    for (size_t i = 0; i < ARRAY_SIZE(all); i++) {
        struct error err = { 0 };
        struct uuid consent, message;

        post.header.grant.scope.youth = all[i].youth_asked;
        post.header.grant.signatures[0].capacity = CAPACITY_GUARDIAN;
        post.header.grant.signatures[0].guardian = 1;
        consent = enter();
        cr_expect_eq(withdraw(&consent, 0, &message, &err), FAULT_INPUT);
        cr_expect_str_eq(err.code, all[i].code);
        cr_expect_eq(state_of(&consent), CONSENT_INCOMPLETE);
    }
}

/* The bus did not take it: there is no signature. */
Test(consents, are_not_withdrawn_by_one_whose_signature_was_refused)
{
    struct uuid consent = enter(), message;
    struct error err = { 0 };

    cr_assert_eq(sign(&consent, 1, &message, &err), FAULT_NONE, "%s", err.text);
    decide(&consent, STATE_ACCEPTED, "");
    decide(&message, STATE_REFUSED, "signed_ahead");
    cr_expect_eq(withdraw(&consent, 1, &message, &err), FAULT_INPUT);
    cr_expect_str_eq(err.code, "not_signed");
}

Test(consents, are_withdrawn_once_and_may_then_be_void)
{
    CLEANUP(mem_free) struct consent_post *end = mem_new(1, sizeof(*end));
    struct uuid consent = enter(), message, own;
    struct error err = { 0 };

    cr_assert_eq(withdraw(&consent, 0, &message, &err), FAULT_NONE, "%s", err.text);
    cr_expect_eq(state_of(&consent), CONSENT_WITHDRAWN, "from the moment that it is stored");
    cr_expect_eq(withdraw(&consent, 0, &message, &err), FAULT_INPUT);
    cr_expect_str_eq(err.code, "consent_ended");
    cr_expect_eq(sign(&consent, 1, &message, &err), FAULT_INPUT);
    cr_expect_str_eq(err.code, "consent_ended");
    end->header.order = ORDER_CONSENT_VOID;
    strcpy(end->header.revocation.reason, "wrong_person");
    strcpy(end->header.revocation.official, "rektor-7");
    cr_assert_eq(send(&consent, end, NULL, &own, &message, &err), FAULT_NONE, "%s", err.text);
    cr_expect_eq(state_of(&consent), CONSENT_VOID);
    cr_expect_eq(send(&consent, end, NULL, &own, &message, &err), FAULT_INPUT);
    cr_expect_str_eq(err.code, "consent_ended");
}

Test(consents, stand_again_when_the_bus_refuses_a_withdrawal)
{
    struct uuid consent = enter(), message;

    decide(&consent, STATE_ACCEPTED, "");
    cr_assert_eq(withdraw(&consent, 0, &message, NULL), FAULT_NONE);
    decide(&message, STATE_REFUSED, "not_a_signer");
    cr_expect_eq(state_of(&consent), CONSENT_INCOMPLETE);
}

Test(consents, of_another_party_are_unknown)
{
    struct uuid consent = enter(), message, unknown = uuid_new(clock_wall_ms());
    struct error err = { 0 };

    cr_expect_eq(withdraw(&unknown, 1, &message, &err), FAULT_INPUT);
    cr_expect_str_eq(err.code, "unknown_consent");
    strcpy(world.school.party.name, "dal-police");
    cr_expect_eq(withdraw(&consent, 0, &message, &err), FAULT_INPUT);
    cr_expect_str_eq(err.code, "unknown_consent");
    strcpy(world.school.party.name, WORLD_SCHOOL);
}

static void look(void *arg, const struct consent_line *line)
{
    struct consent_line *seen = arg;
    static char outcome[LIMIT_WORD + 1];

    *seen = *line;
    snprintf(outcome, sizeof(outcome), "%s", line->outcome);
    seen->outcome = outcome;
}

Test(consents, tell_what_became_of_all_that_rests_on_them)
{
    struct uuid consent = enter(), exchange = share(&consent), message;
    CLEANUP(frame_free) Samband__V1__Frame *submit = NULL;
    CLEANUP(world_receipt_clear) struct world_receipt receipt = { 0 };
    CLEANUP(mem_free) struct broker_item *item = mem_new(1, sizeof(*item));
    struct consent_line line = { 0 };

    world_bring(&world, &exchange, OUTBOX_ACCEPTED);
    cr_assert_eq(withdraw(&consent, 0, &message, NULL), FAULT_NONE);
    cr_expect(world_view(&world, &exchange)->has_ended_by);
    submit = world_submit(&world, &message);
    world_decision(&world, submit->submit, 0, item);
    item->n_ended = 1;
    item->ended[0] = (struct ended_line){ exchange, ENDED_DESTROYED_QUEUED };
    world_sign_broker(&world, item, &receipt);
    (void)world_give(&world, (struct world_receipt *[]){ &receipt }, 1);
    cr_assert_eq(consents_exchanges(&world.school.party, &consent, look, &line, NULL), FAULT_NONE);
    cr_expect(uuid_equal(&line.id, &exchange));
    cr_expect_str_eq(line.outcome, "destroyed_queued");
}

static size_t wait_for(struct uuid ret_ids[4])
{
    size_t n = 0;

    cr_assert_eq(outbox_way_waiting(&world.school.party, 4, ret_ids, &n, NULL), FAULT_NONE);
    return n;
}

/* What rests on a consent is never judged before what was said of that consent, earlier or later. */
Test(consents, are_not_overtaken_by_what_rests_on_them)
{
    struct uuid consent = enter(), first = share(&consent), message, ids[4];

    cr_expect_eq(wait_for(ids), 1);
    cr_expect(uuid_equal(&ids[0], &consent));
    decide(&consent, STATE_ACCEPTED, "");
    cr_expect_eq(wait_for(ids), 1);
    cr_expect(uuid_equal(&ids[0], &first));
    cr_assert_eq(withdraw(&consent, 0, &message, NULL), FAULT_NONE);
    (void)share(&consent);
    cr_expect_eq(wait_for(ids), 1, "the withdrawal goes first");
    cr_expect(uuid_equal(&ids[0], &message));
    decide(&message, STATE_ACCEPTED, "");
    cr_expect_eq(wait_for(ids), 2);
}

static void count_line(void *arg, const struct consent_line *line)
{
    (void)line;
    ++*(size_t *)arg;
}

/* Two parties of one process have one spool: naming an id makes nobody see the other's exchanges. */
Test(consents, tell_nothing_of_another_partys_exchanges)
{
    struct uuid consent = enter(), exchange;
    size_t n = 0;

    exchange = share(&consent);
    cr_assert_eq(spool_begin(world.school.shared.spool, NULL), FAULT_NONE);
    cr_assert_eq(spool_run(world.school.shared.spool,
                           "UPDATE outbox SET party = 'dal-police'"
                           " WHERE id = ?1",
                           SPOOL_VALUES(spool_blob(exchange.bytes, UUID_SIZE)), NULL),
                 FAULT_NONE);
    cr_assert_eq(spool_end(world.school.shared.spool, FAULT_NONE, NULL), FAULT_NONE);
    cr_assert_eq(consents_exchanges(&world.school.party, &consent, count_line, &n, NULL),
                 FAULT_NONE);
    cr_expect_eq(n, 0);
}

Test(consents, give_the_same_answer_to_the_same_post)
{
    struct uuid one, other, message, again;
    bool repeated = false;

    cr_assert_eq(send(NULL, &post, "key-1", &one, &message, NULL), FAULT_NONE);
    cr_assert_eq(consents_post(&world.school.party, NULL, &post, "key-1", bytes_of_text("{}"),
                               &other, &again, &repeated, NULL),
                 FAULT_NONE);
    cr_expect(repeated);
    cr_expect(uuid_equal(&one, &other) && uuid_equal(&message, &again));
}

Test(consents, whose_first_message_goes_anew_are_found_by_both_ids)
{
    CLEANUP(mem_free) struct consent_view *view = mem_new(1, sizeof(*view));
    struct uuid consent;
    struct card card;

    strcpy(post.header.grant.scope.condition, "youth_follow_up");
    consent = enter();
    /* The bus has a newer card than the one that the grant names. */
    cr_assert_eq(card_read(bytes_of_buffer(&world.bus_card), &card, NULL), FAULT_NONE);
    card.serial++;
    buffer_reset(&world.bus_card);
    card_write(&card, world.coordinator, &world.bus_card);
    decide(&consent, STATE_REFUSED, "new_card");
    cr_assert_eq(consents_get(&world.school.party, &consent, view, NULL), FAULT_NONE);
    cr_expect_not(uuid_equal(&view->id, &consent));
    cr_expect_eq(view->state, CONSENT_INCOMPLETE);
    cr_expect_str_eq(view->condition, "youth_follow_up");
    cr_expect_eq(world_view(&world, &view->id)->stage, OUTBOX_SPOOLED);
    cr_expect_not(world_view(&world, &consent)->needs_attention);
}

Test(consents, that_others_refer_to_do_not_change_their_id)
{
    struct uuid consent = enter(), message;
    struct card card;

    cr_assert_eq(withdraw(&consent, 0, &message, NULL), FAULT_NONE);
    cr_assert_eq(card_read(bytes_of_buffer(&world.bus_card), &card, NULL), FAULT_NONE);
    card.serial++;
    buffer_reset(&world.bus_card);
    card_write(&card, world.coordinator, &world.bus_card);
    decide(&consent, STATE_REFUSED, "new_card");
    cr_expect_not(world_view(&world, &consent)->has_superseded_by,
                  "else what was withdrawn would stand again, under another id");
    cr_expect_eq(state_of(&consent), CONSENT_WITHDRAWN);
}

Test(consents, are_kept_as_long_as_they_may_last)
{
    CLEANUP(mem_free) struct consent_view *view = mem_new(1, sizeof(*view));
    struct uuid consent = enter();
    int64_t day_ms = 86400000, n = 0;

    decide(&consent, STATE_ACCEPTED, "");
    cr_assert_eq(
        retention_run(world.school.shared.spool, clock_wall_ms() + 1400 * day_ms, &n, NULL),
        FAULT_NONE);
    cr_expect_eq(consents_get(&world.school.party, &consent, view, NULL), FAULT_NONE);
    cr_assert_eq(
        retention_run(world.school.shared.spool, clock_wall_ms() + 1600 * day_ms, &n, NULL),
        FAULT_NONE);
    cr_expect_eq(n, 1);
    cr_expect_eq(consents_get(&world.school.party, &consent, view, NULL), FAULT_INPUT);
}
