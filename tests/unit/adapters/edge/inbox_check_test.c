/* SPDX-License-Identifier: EUPL-1.2 */
/* What is taken of a delivery, and what is not. */
#include "edge/inbox_check.h"

#include <criterion/criterion.h>

#include "edge/inbox_way.h"
#include "edge/outbox_way.h"
#include "keys/tag.h"
#include "model/exchange_text.h"
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

TestSuite(inbox_check, .init = setup, .fini = teardown);

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

static struct world_receipt other_item;

static void flip(ProtobufCBinaryData data, size_t at) { data.data[at % data.len] ^= 1; }

static void text(void) { flip(delivery.message.text, 200); }
static void signature(void) { flip(delivery.message.signature, 9); }
static void card(void) { flip(delivery.message.sender_card, 300); }
static void card_of_other(void)
{
    delivery.message.sender_card = frame_data(bytes_of_buffer(&world.welfare.card));
}
static void header(void) { flip(delivery.message.private_header, 1); }
static void header_salt(void) { flip(delivery.message.private_header_salt, 1); }
static void descriptor(void) { flip(delivery.sections[0]->descriptor, 30); }
static void section_salt(void) { flip(delivery.sections[1]->salt, 0); }
static void sealed_key(void) { flip(delivery.sections[0]->sealed_key, 40); }
static void ciphertext(void) { flip(delivery.sections[1]->ciphertext, 50); }
static void one_section_less(void) { delivery.message.n_sections = 1; }
static void another_index(void) { delivery.sections[1]->index = 5; }
static void item_signature(void) { flip(delivery.receipt.message.signature, 3); }
static void item_of_decision(void)
{
    CLEANUP(mem_free) struct broker_item *item = mem_new(1, sizeof(*item));

    world_decision(&world, submit->submit, 0, item);
    world_sign_broker(&world, item, &other_item);
    delivery.message.delivery = &other_item.message;
}
static void item_by_the_sender(void)
{
    world_sign(world.school.party.sign, bytes_of_buffer(&delivery.receipt.item),
               bytes_of_buffer(&world.school.card), &other_item);
    delivery.message.delivery = &other_item.message;
}

static const struct {
    const char *name;
    void (*alter)(void);
    const char *code; /* NULL: any */
} altered[] = {
    { "text", text, NULL },
    { "signature", signature, "bad_signature" },
    { "sender_card", card, "unknown_card" },
    { "another's card", card_of_other, "unknown_card" },
    { "private_header", header, "bad_digest" },
    { "private_header_salt", header_salt, "bad_digest" },
    { "descriptor", descriptor, "bad_digest" },
    { "section salt", section_salt, "bad_digest" },
    { "sealed_key", sealed_key, "bad_digest" },
    { "ciphertext", ciphertext, "bad_digest" },
    { "a section less", one_section_less, "bad_delivery" },
    { "another index", another_index, "bad_delivery" },
    { "delivery signature", item_signature, "bad_delivery" },
    { "a decision for a delivery", item_of_decision, "bad_delivery" },
    { "an item by the sender", item_by_the_sender, "bad_delivery" },
};

Test(inbox_check, refuses_a_delivery_in_which_anything_was_altered)
{
    for (size_t i = 0; i < ARRAY_SIZE(altered); i++) {
        struct error err = { 0 };

        altered[i].alter();
        cr_expect_null(world_hand_over(&world, &delivery, &err), "%s", altered[i].name);
        if (altered[i].code)
            cr_expect_str_eq(err.code, altered[i].code, "%s: %s", altered[i].name, err.code);
        world_receipt_clear(&other_item);
        other_item = (struct world_receipt){ 0 };
        teardown();
        setup();
    }
    cr_expect_eq(n_listed(false), 0);
    frame_free(take()); /* as it was, it is taken */
    cr_expect_eq(n_listed(false), 1);
}

Test(inbox_check, refuses_what_is_to_another_party)
{
    struct error err = { 0 };

    strcpy(world.welfare.party.name, "dal-police");
    cr_expect_null(world_hand_over(&world, &delivery, &err));
    cr_expect_str_eq(err.code, "wrong_party");
}

Test(inbox_check, refuses_a_broker_that_has_been_replaced)
{
    struct error err = { 0 };

    frame_free(take()); /* take-over 3 */
    delivery.message.takeover = 2;
    cr_expect_null(world_hand_over(&world, &delivery, &err));
    cr_expect_str_eq(err.code, "old_takeover");
}

Test(inbox_check, takes_only_the_sections_that_may_pass)
{
    CLEANUP(frame_free) Samband__V1__Frame *frame = NULL;
    struct inbox_view view;
    struct seen seen = { 0 };

    world_delivery_clear(&delivery);
    memset(&delivery, 0, sizeof(delivery));
    world_deliver(&world, submit->submit, 1, &delivery);
    frame = take();
    cr_assert_eq(inbox_get(&world.welfare.party, &id, &view, look, &seen, NULL), FAULT_NONE);
    cr_expect_eq(seen.n, 1);
}

/* ---- seals ---- */

Test(inbox_check, returns_what_its_key_does_not_open)
{
    CLEANUP(frame_free) Samband__V1__Frame *frame = NULL;
    struct recipient_item item;
    struct inbox_view view;

    /* The card says one key, and the party has lost it for another. */
    CLEANUP(buffer_clear) struct buffer text_of_card = { 0 };
    struct card renewed;

    cr_assert_eq(card_read(bytes_of_buffer(&world.welfare.card), &renewed, NULL), FAULT_NONE);
    seal_secret_free(world.welfare.party.seal);
    world.welfare.party.seal = seal_secret_new();
    seal_public(world.welfare.party.seal, renewed.seal);
    renewed.serial = 2;
    card_write(&renewed, world.welfare_root, &text_of_card);
    cr_assert_eq(directory_add_card(world.welfare.shared.directory, bytes_of_buffer(&text_of_card),
                                    NULL, NULL),
                 FAULT_NONE);
    frame = take();
    cr_assert_eq(recipient_item_read(frame_bytes(frame->receipts->receipts[0]->item), &item, NULL),
                 FAULT_NONE);
    cr_expect_eq(item.state, STATE_RETURNED);
    cr_expect_str_eq(item.code, "no_key");
    cr_expect_eq(item.n_opened, 0);
    cr_assert_eq(inbox_get(&world.welfare.party, &id, &view, NULL, NULL, NULL), FAULT_NONE);
    cr_expect_not(view.content_held);
    cr_expect_eq(n_listed(true), 0);
}

Test(inbox_check, opens_what_was_sealed_to_the_card_before)
{
    CLEANUP(frame_free) Samband__V1__Frame *frame = NULL;
    struct recipient_item item;
    struct seen seen = { 0 };
    struct inbox_view view;

    world_new_seal(&world, &world.welfare);
    frame = take();
    cr_assert_eq(recipient_item_read(frame_bytes(frame->receipts->receipts[0]->item), &item, NULL),
                 FAULT_NONE);
    cr_expect_eq(item.state, STATE_HANDED_OVER);
    cr_expect_eq(item.n_opened, 2);
    cr_expect_eq(item.card, 2, "it signs with the card that it has now");
    cr_assert_eq(inbox_get(&world.welfare.party, &id, &view, look, &seen, NULL), FAULT_NONE);
    cr_expect(seen.n == 2 && seen.has_canary);
}

static void replace(ProtobufCBinaryData *data, struct bytes bytes)
{
    mem_free(data->data);
    data->data = mem_copy(bytes.data, bytes.size);
    data->len = bytes.size;
}

/* A genuine exchange, signed by the school, whose body is of another category than declared. */
static void lie_about_category(void)
{
    CLEANUP(buffer_clear) struct buffer text_bytes = { 0 };
    CLEANUP(buffer_clear) struct buffer descriptor_bytes = { 0 };
    CLEANUP(buffer_clear) struct buffer plain = { 0 };
    CLEANUP(sealed_section_clear) struct sealed_section sealed = { 0 };
    uint8_t signed_by[SIGN_SIGNATURE_SIZE];
    const struct section_body body = { "observation", "application/json", false,
                                       bytes_of_text("{}") };
    struct exchange_text exchange;
    struct section_descriptor described;
    struct seal_context context;
    struct digest digest;
    uint8_t key[SEAL_KEY_SIZE];

    cr_assert_eq(exchange_text_read(frame_bytes(submit->submit->text), &exchange, NULL),
                 FAULT_NONE);
    cr_assert_eq(section_descriptor_read(frame_bytes(submit->submit->sections[0]->descriptor),
                                         &described, NULL),
                 FAULT_NONE);
    context = (struct seal_context){ &exchange.id, 0, WORLD_SCHOOL, WORLD_WELFARE, 1, "identity" };
    seal_public(world.welfare.party.seal, key);
    section_body_write(&body, &plain);
    cr_assert_eq(seal_section(&context, key, bytes_of_buffer(&plain), &sealed, NULL), FAULT_NONE);
    described.size = sealed.ciphertext.size;
    digest = digest_of(bytes_of_buffer(&sealed.sealed_key));
    memcpy(described.sealed_key_hash, digest.bytes, DIGEST_SIZE);
    digest = digest_of(bytes_of_buffer(&sealed.ciphertext));
    memcpy(described.ciphertext_hash, digest.bytes, DIGEST_SIZE);
    memcpy(described.commitment, sealed.commitment.bytes, DIGEST_SIZE);
    section_descriptor_write(&described, &descriptor_bytes);
    exchange.sections[0] =
        digest_salted(TAG_SECTION, &exchange.id, 0, submit->submit->sections[0]->salt.data,
                      bytes_of_buffer(&descriptor_bytes));
    exchange_text_write(&exchange, &text_bytes);
    sign_bytes(world.school.party.sign, TAG_EXCHANGE, WORLD_ORIGIN, bytes_of_buffer(&text_bytes),
               signed_by);
    replace(&submit->submit->text, bytes_of_buffer(&text_bytes));
    replace(&submit->submit->signature, bytes_of(signed_by, sizeof(signed_by)));
    replace(&submit->submit->sections[0]->descriptor, bytes_of_buffer(&descriptor_bytes));
    replace(&submit->submit->sections[0]->sealed_key, bytes_of_buffer(&sealed.sealed_key));
    replace(&submit->submit->sections[0]->ciphertext, bytes_of_buffer(&sealed.ciphertext));
}

Test(inbox_check, returns_what_is_not_what_it_is_declared_as)
{
    CLEANUP(frame_free) Samband__V1__Frame *frame = NULL;
    struct recipient_item item;

    lie_about_category();
    world_delivery_clear(&delivery);
    memset(&delivery, 0, sizeof(delivery));
    world_deliver(&world, submit->submit, 0, &delivery);
    frame = take();
    cr_assert_eq(recipient_item_read(frame_bytes(frame->receipts->receipts[0]->item), &item, NULL),
                 FAULT_NONE);
    cr_expect_eq(item.state, STATE_RETURNED);
    cr_expect_str_eq(item.code, "unreadable");
    cr_expect_eq(n_listed(true), 0);
}

Test(inbox_check, refuses_another_text_under_an_id_that_is_known)
{
    CLEANUP(buffer_clear) struct buffer text_bytes = { 0 };
    uint8_t signed_by[SIGN_SIGNATURE_SIZE];
    struct exchange_text exchange;
    struct error err = { 0 };

    frame_free(take());
    cr_assert_eq(exchange_text_read(frame_bytes(submit->submit->text), &exchange, NULL),
                 FAULT_NONE);
    strcpy(exchange.urgency, "normal");
    exchange_text_write(&exchange, &text_bytes);
    sign_bytes(world.school.party.sign, TAG_EXCHANGE, WORLD_ORIGIN, bytes_of_buffer(&text_bytes),
               signed_by);
    replace(&submit->submit->text, bytes_of_buffer(&text_bytes));
    replace(&submit->submit->signature, bytes_of(signed_by, sizeof(signed_by)));
    world_delivery_clear(&delivery);
    memset(&delivery, 0, sizeof(delivery));
    world_deliver(&world, submit->submit, 0, &delivery);
    cr_expect_null(world_hand_over(&world, &delivery, &err));
    cr_expect_str_eq(err.code, "conflict");
}
