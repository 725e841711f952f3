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
}

Test(item, of_the_recipient_has_one_spelling)
{
    expect_one_spelling(recipient_again, bytes_of_text(registration));
    expect_one_spelling(recipient_again, bytes_of_text(returned));
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
};

Test(item, of_kind_and_state_that_do_not_fit_is_refused)
{
    for (size_t i = 0; i < ARRAY_SIZE(refused); i++) {
        CLEANUP(buffer_clear) struct buffer changed = { 0 };
        struct recipient_item recipient;
        struct broker_item broker;
        struct error err = { 0 };
        struct bytes text =
            replaced(bytes_of_text(refused[i].text), refused[i].old, refused[i].new, &changed);

        if (refused[i].text == decision)
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
    enum verdict verdict;
    enum item_state state;

    for (int i = 0; i < N_STATES; i++)
        cr_expect(item_state_read(item_state_name(i), &state) && (int)state == i);
    for (int i = VERDICT_REFUSE; i <= VERDICT_PERMIT; i++)
        cr_expect(verdict_read(verdict_name(i), &verdict) && (int)verdict == i);
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
