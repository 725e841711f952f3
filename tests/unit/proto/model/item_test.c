/* SPDX-License-Identifier: EUPL-1.2 */
#include "model/item.h"

#include <criterion/criterion.h>

#include "canonical.h"
#include "keys/start.h"
#include "keys/tag.h"

#define ID "019cab12-9a3c-7d31-8e4f-000102030405"
#define DIGEST "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="

static const char decision[] = "samband-broker-item/1\n"
                               "kind decision\n"
                               "id " ID "\n"
                               "exchange " DIGEST "\n"
                               "state refused\n"
                               "code no_ground\n"
                               "leaf 17 " DIGEST "\n"
                               "time 2026-03-01T09:12:44.120Z\n"
                               "rule no-school-concern\n"
                               "reason Skolen kan ikke sende dette på dette grunnlaget.\n"
                               "verdict " DIGEST " refuse no-school-concern\n"
                               "verdict " DIGEST " leave_out none\n"
                               "verdict " DIGEST " permit no-other-rule\n";

static const char registration[] = "samband-recipient-item/1\n"
                                   "kind registration\n"
                                   "id " ID "\n"
                                   "exchange " DIGEST "\n"
                                   "state registered\n"
                                   "code none\n"
                                   "forward none\n"
                                   "card vik-child-welfare 12\n"
                                   "time 2026-03-01T09:12:44.120Z\n"
                                   "opened " DIGEST "\n"
                                   "reference " DIGEST "\n"
                                   "sealed " DIGEST "\n"
                                   "sealed_to 3\n";

static const char returned[] = "samband-recipient-item/1\n"
                               "kind return\n"
                               "id " ID "\n"
                               "exchange " DIGEST "\n"
                               "state returned\n"
                               "code wrong_area\n"
                               "forward fjord-child-welfare\n"
                               "card vik-child-welfare 12\n"
                               "time 2026-03-01T09:12:44.120Z\n"
                               "reference none\n"
                               "sealed none\n"
                               "sealed_to none\n";

#define OTHER "019cab12-9a3c-7d31-8e4f-000102030406"

static const char ended[] = "samband-broker-item/1\n"
                            "kind decision\n"
                            "id " ID "\n"
                            "exchange " DIGEST "\n"
                            "state accepted\n"
                            "code none\n"
                            "leaf 17 " DIGEST "\n"
                            "time 2026-03-01T09:12:44.120Z\n"
                            "rule bus-order\n"
                            "reason none\n"
                            "ended " OTHER " destroyed_queued\n"
                            "ended " ID " already_fetched\n";

static const char withdrawn[] = "samband-broker-item/1\n"
                                "kind confirmation\n"
                                "id " ID "\n"
                                "exchange " DIGEST "\n"
                                "state withdrawn\n"
                                "code not_yet_answered\n"
                                "leaf 18 " DIGEST "\n"
                                "time 2026-03-01T09:12:44.120Z\n"
                                "rule none\n"
                                "reason none\n";

static const char recalled[] = "samband-recipient-item/1\n"
                               "kind recall\n"
                               "id " ID "\n"
                               "exchange " DIGEST "\n"
                               "state destroyed\n"
                               "code none\n"
                               "forward none\n"
                               "order " OTHER "\n"
                               "card vik-child-welfare 12\n"
                               "time 2026-03-01T09:12:44.120Z\n"
                               "reference none\n"
                               "sealed none\n"
                               "sealed_to none\n";

static bool broker_again(struct bytes text, struct buffer *ret_text)
{
    struct broker_item item;

    if (broker_item_read(text, &item, NULL))
        return false;
    broker_item_write(&item, ret_text);
    return true;
}

static bool recipient_again(struct bytes text, struct buffer *ret_text)
{
    struct recipient_item item;

    if (recipient_item_read(text, &item, NULL))
        return false;
    recipient_item_write(&item, ret_text);
    return true;
}

Test(item, of_the_broker_has_one_spelling)
{
    expect_one_spelling(broker_again, bytes_of_text(decision));
    expect_one_spelling(broker_again, bytes_of_text(ended));
    expect_one_spelling(broker_again, bytes_of_text(withdrawn));
}

Test(item, of_the_recipient_has_one_spelling)
{
    expect_one_spelling(recipient_again, bytes_of_text(registration));
    expect_one_spelling(recipient_again, bytes_of_text(returned));
    expect_one_spelling(recipient_again, bytes_of_text(recalled));
}

Test(item, gives_every_field)
{
    struct broker_item broker;
    struct recipient_item recipient;

    cr_assert_eq(broker_item_read(bytes_of_text(decision), &broker, NULL), FAULT_NONE);
    cr_expect_eq(broker.kind, ITEM_DECISION);
    cr_expect_eq(broker.state, STATE_REFUSED);
    cr_expect_str_eq(broker.code, "no_ground");
    cr_expect_eq(broker.leaf_index, 17);
    cr_expect_str_eq(broker.rule, "no-school-concern");
    cr_expect_eq(broker.n_verdicts, 3);
    cr_expect_eq(broker.verdicts[0].verdict, VERDICT_REFUSE);
    cr_expect_eq(broker.verdicts[1].verdict, VERDICT_LEAVE_OUT);
    cr_expect_str_eq(broker.verdicts[1].rule, "");
    cr_expect_eq(broker.verdicts[2].verdict, VERDICT_PERMIT);

    cr_assert_eq(recipient_item_read(bytes_of_text(registration), &recipient, NULL), FAULT_NONE);
    cr_expect_eq(recipient.kind, ITEM_REGISTRATION);
    cr_expect_str_eq(recipient.party, "vik-child-welfare");
    cr_expect_eq(recipient.card, 12);
    cr_expect_eq(recipient.n_opened, 1);
    cr_expect(recipient.has_reference && recipient.has_sealed);
    cr_expect_eq(recipient.sealed_to, 3);
    cr_assert_eq(recipient_item_read(bytes_of_text(returned), &recipient, NULL), FAULT_NONE);
    cr_expect_str_eq(recipient.forward, "fjord-child-welfare");
}

Test(item, of_an_order_names_what_it_ended)
{
    struct recipient_item recipient;
    struct broker_item broker;
    struct uuid other;

    cr_assert(uuid_read(OTHER, &other));
    cr_assert_eq(broker_item_read(bytes_of_text(ended), &broker, NULL), FAULT_NONE);
    cr_assert_eq(broker.n_ended, 2);
    cr_expect(uuid_equal(&broker.ended[0].id, &other));
    cr_expect_eq(broker.ended[0].outcome, ENDED_DESTROYED_QUEUED);
    cr_expect_eq(broker.ended[1].outcome, ENDED_ALREADY_FETCHED);
    cr_assert_eq(recipient_item_read(bytes_of_text(recalled), &recipient, NULL), FAULT_NONE);
    cr_expect_eq(recipient.kind, ITEM_RECALL);
    cr_expect_eq(recipient.state, STATE_DESTROYED);
    cr_expect(uuid_equal(&recipient.order, &other));
}

Test(item, of_an_order_names_at_most_200_exchanges_and_fits_a_frame)
{
    CLEANUP(mem_free) struct broker_item *item = mem_new(1, sizeof(*item));
    CLEANUP(buffer_clear) struct buffer text = { 0 };

    cr_assert_eq(broker_item_read(bytes_of_text(ended), item, NULL), FAULT_NONE);
    item->n_ended = ITEM_ENDED;
    for (size_t i = 0; i < ITEM_ENDED; i++)
        item->ended[i] = (struct ended_line){ item->id, ENDED_DESTROYED_QUEUED };
    broker_item_write(item, &text);
    cr_expect_leq(text.size + LIMIT_REASON + LIMIT_GROUND, 16384);
    buffer_append_text(&text, "ended " ID " destroyed_queued\n");
    cr_expect_eq(broker_item_read(bytes_of_buffer(&text), item, NULL), FAULT_INPUT);
}

static const struct {
    const char *text, *old, *new;
} refused[] = {
    { decision, "state refused", "state accepted" },   /* an acceptance has no code */
    { decision, "state refused", "state registered" }, /* no decision */
    { decision, "state refused", "state erased" },
    { decision, "kind decision", "kind delivery" },
    { decision, "kind decision", "kind hand_over" },
    { decision, "code no_ground", "code none" },
    { decision, "Skolen", "Sko\x01len" },
    { decision, "Skolen", "Sko\xc2\x85len" },
    { decision, "Skolen", "Sko\xfflen" },
    { decision, "permit", "allow" },
    { registration, "code none", "code no_key" },
    { registration, "forward none", "forward fjord-child-welfare" },
    { registration, "sealed_to 3", "sealed_to none" },
    { registration, "sealed_to 3", "sealed_to 0" },
    { registration, "reference " DIGEST, "reference none" },
    { registration, "kind registration", "kind hand_over" },
    { returned, "code wrong_area", "code no_key" }, /* names no other party */
    { returned, "code wrong_area", "code none" },
    { returned, "reference none", "reference " DIGEST },
    { returned, "kind return", "kind decision" },
    { returned, "forward fjord-child-welfare\n", "forward none\norder " OTHER "\n" },
    { ended, "state accepted\ncode none", "state refused\ncode too_late" },
    { ended, "kind decision", "kind delivery" },
    { ended, "destroyed_queued", "destroyed" },
    { ended, "destroyed_queued", "none" },
    { ended, "ended " OTHER, "verdict " DIGEST " permit none\nended " OTHER },
    { withdrawn, "code not_yet_answered", "code none" },
    { withdrawn, "code not_yet_answered", "code already_fetched" },
    { withdrawn, "state withdrawn", "state destroyed" }, /* the answer to a recall has no code */
    { withdrawn, "kind confirmation", "kind delivery" },
    { recalled, "order " OTHER "\n", "" },
    { recalled, "state destroyed", "state handed_over" },
    { recalled, "state destroyed", "state withdrawn" },
    { recalled, "code none", "code no_key" },
    { recalled, "kind recall", "kind hand_over" },
    { recalled, "reference none", "reference " DIGEST },
};

Test(item, of_an_end_may_have_either_state_and_answer)
{
    static const struct {
        const char *text, *old, *new;
    } fine[] = {
        { withdrawn, "state withdrawn", "state taken_back" },
        { withdrawn, "not_yet_answered", "destroyed_queued" },
        { withdrawn, "state withdrawn\ncode not_yet_answered", "state destroyed\ncode none" },
        { withdrawn, "state withdrawn\ncode not_yet_answered", "state fetched\ncode none" },
        { recalled, "state destroyed", "state fetched" },
        { recalled, "reference none", "opened " DIGEST "\nreference none" },
    };

    for (size_t i = 0; i < ARRAY_SIZE(fine); i++) {
        CLEANUP(buffer_clear) struct buffer changed = { 0 }, again = { 0 };
        struct bytes text =
            replaced(bytes_of_text(fine[i].text), fine[i].old, fine[i].new, &changed);

        cr_expect(fine[i].text == recalled ? recipient_again(text, &again)
                                           : broker_again(text, &again),
                  "case %zu", i);
        cr_expect(bytes_equal(text, bytes_of_buffer(&again)), "case %zu", i);
    }
}

Test(item, of_kind_and_state_that_do_not_fit_is_refused)
{
    for (size_t i = 0; i < ARRAY_SIZE(refused); i++) {
        CLEANUP(buffer_clear) struct buffer changed = { 0 };
        struct recipient_item recipient;
        struct broker_item broker;
        struct error err = { 0 };
        struct bytes text =
            replaced(bytes_of_text(refused[i].text), refused[i].old, refused[i].new, &changed);

        if (refused[i].text == decision || refused[i].text == ended || refused[i].text == withdrawn)
            cr_expect_eq(broker_item_read(text, &broker, &err), FAULT_INPUT, "case %zu", i);
        else
            cr_expect_eq(recipient_item_read(text, &recipient, &err), FAULT_INPUT, "case %zu", i);
        cr_expect_str_eq(err.code, "not_canonical");
    }
}

Test(item, for_delivery_lists_only_what_is_delivered)
{
    struct broker_item item = {
        .kind = ITEM_DELIVERY,
        .state = STATE_ACCEPTED,
        .n_verdicts = 1,
        .verdicts = { { .verdict = VERDICT_PERMIT, .rule = "no-school-concern" } },
    };
    CLEANUP(buffer_clear) struct buffer text = { 0 }, changed = { 0 };

    cr_assert(uuid_read(ID, &item.id));
    broker_item_write(&item, &text);
    cr_expect_eq(broker_item_read(bytes_of_buffer(&text), &item, NULL), FAULT_NONE);
    replaced(bytes_of_buffer(&text), " permit ", " leave_out ", &changed);
    cr_expect_eq(broker_item_read(bytes_of_buffer(&changed), &item, NULL), FAULT_INPUT);
}

Test(item, names_of_states_and_verdicts_are_read_back)
{
    enum ended_outcome outcome;
    enum verdict verdict;
    enum item_state state;

    for (int i = 0; i < N_STATES; i++)
        cr_expect(item_state_read(item_state_name(i), &state) && (int)state == i);
    for (int i = VERDICT_REFUSE; i <= VERDICT_PERMIT; i++)
        cr_expect(verdict_read(verdict_name(i), &verdict) && (int)verdict == i);
    for (int i = ENDED_DESTROYED_QUEUED; i <= ENDED_NOT_YET_ANSWERED; i++)
        cr_expect(ended_outcome_read(ended_outcome_name(i), &outcome) && (int)outcome == i);
    cr_expect_null(ended_outcome_name(ENDED_NONE));
    cr_expect(!ended_outcome_read("none", &outcome));
    cr_expect(!item_state_read("lost", &state));
    cr_expect(!verdict_read("", &verdict));
}

Test(item, reference_digest_depends_on_id_salt_and_reference)
{
    uint8_t salt[SALT_SIZE] = { 1 }, other_salt[SALT_SIZE] = { 2 };
    struct uuid id = { { 1 } }, other_id = { { 2 } };
    struct digest digest, other;
    struct error err;

    cr_assert_eq(keys_start(&err), FAULT_NONE);
    digest = item_reference_digest(&id, salt, bytes_of_text("2026/17"));
    other = digest_salted(TAG_CASE_REFERENCE, &id, 0, salt, bytes_of_text("2026/17"));
    cr_expect(digest_equal(&digest, &other));
    other = item_reference_digest(&other_id, salt, bytes_of_text("2026/17"));
    cr_expect(!digest_equal(&digest, &other));
    other = item_reference_digest(&id, other_salt, bytes_of_text("2026/17"));
    cr_expect(!digest_equal(&digest, &other));
    other = item_reference_digest(&id, salt, bytes_of_text("2026/18"));
    cr_expect(!digest_equal(&digest, &other));
}
