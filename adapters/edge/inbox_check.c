/* SPDX-License-Identifier: EUPL-1.2 */
/* inbox_check - form, then who, then whether the pieces belong together, and last what is inside:
 * the seals are opened only once everything that is signed has been verified.
 */
#include "edge/inbox_check.h"

#include "edge/receipts.h"
#include "keys/tag.h"

static enum fault bad(struct error *err, const char *code, const char *what)
{
    return error_set_code(err, FAULT_INPUT, code, "deliver, %s", what);
}

static enum fault check_sender(const struct party_state *party, struct delivery *delivery,
                               struct error *err)
{
    struct directory *directory = party->shared->directory;
    const struct exchange_text *text = &delivery->text;
    struct bytes card_text = frame_bytes(delivery->message->sender_card);
    struct card card;

    if (strcmp(text->origin, directory_origin(directory)) != 0)
        return bad(err, "wrong_log", "text: of another log than our directory's");
    if (strcmp(text->recipient, party->name) != 0)
        return bad(err, "wrong_party", "text: is not to this party");
    if (card_read(card_text, &card, NULL) || strcmp(card.party, text->sender) != 0 ||
        card.serial != text->sender_card || directory_add_card(directory, card_text, NULL, NULL))
        return bad(err, "unknown_card",
                   "sender_card: not the one that the text names, signed by the sender's root");
    delivery->sender_card = directory_card(directory, text->sender, text->sender_card);
    if (delivery->message->signature.len != SIGN_SIGNATURE_SIZE ||
        !sign_verify(card.sign, TAG_EXCHANGE, text->origin, frame_bytes(delivery->message->text),
                     delivery->message->signature.data))
        return bad(err, "bad_signature", "signature: not the sender's, over this text");
    return FAULT_NONE;
}

static enum fault check_header(struct delivery *delivery, struct error *err)
{
    const Samband__V1__Deliver *message = delivery->message;
    struct bytes bytes = frame_bytes(message->private_header);
    struct digest got;

    if (message->private_header_salt.len != SALT_SIZE)
        return bad(err, "bad_digest", "private_header_salt: 32 bytes wanted");
    got =
        digest_salted(TAG_PRIVATE, &delivery->text.id, 0, message->private_header_salt.data, bytes);
    if (!digest_equal(&got, &delivery->text.private_header))
        return bad(err, "bad_digest", "private_header: not what the text's digest stands for");
    if (private_header_read(bytes, &delivery->header, NULL))
        return bad(err, "bad_content", "private_header: not of its form");
    return FAULT_NONE;
}

static bool is_listed(const struct broker_item *item, const struct digest *section)
{
    for (size_t i = 0; i < item->n_verdicts; i++) {
        if (digest_equal(&item->verdicts[i].section, section))
            return item->verdicts[i].verdict == VERDICT_PERMIT;
    }
    return false;
}

/* The sections that came have rising indexes, so as many as are listed, and each listed, is exactly
 * those that are listed. */
static enum fault check_item(const struct party_state *party, struct delivery *delivery,
                             struct error *err)
{
    const Samband__V1__Deliver *message = delivery->message;
    struct broker_item item;
    enum fault fault;

    if (!message->delivery)
        return bad(err, "bad_delivery", "delivery: the broker's item is missing");
    fault = receipts_read_broker(party->shared->directory, message->delivery, &item,
                                 &delivery->bus_card, NULL);
    if (fault || item.kind != ITEM_DELIVERY || !uuid_equal(&item.id, &delivery->text.id) ||
        !digest_equal(&item.exchange, &delivery->text_hash))
        return bad(err, "bad_delivery", "delivery: not the bus's item for this text");
    if (item.n_verdicts != message->n_sections)
        return bad(err, "bad_delivery", "delivery: lists another number of sections than came");
    for (size_t i = 0; i < message->n_sections; i++) {
        uint32_t index = message->sections[i]->index;

        if (index >= delivery->text.n_sections ||
            (i > 0 && index <= message->sections[i - 1]->index) ||
            !is_listed(&item, &delivery->text.sections[index]))
            return bad(err, "bad_delivery", "delivery: does not list a section that came");
    }
    if (!card_covers(&delivery->sender_card->card, item.time_ms))
        return bad(err, "unknown_card", "sender_card: did not cover the time of acceptance");
    delivery->leaf_index = item.leaf_index;
    return FAULT_NONE;
}

static enum fault check_section(struct delivery *delivery, size_t i, struct error *err)
{
    const Samband__V1__SealedSection *section = delivery->message->sections[i];
    struct section_descriptor *descriptor = &delivery->descriptors[i];
    struct digest got;

    if (section->salt.len != SALT_SIZE)
        return bad(err, "bad_digest", "sections, salt: 32 bytes wanted");
    got = digest_salted(TAG_SECTION, &delivery->text.id, (uint16_t)section->index,
                        section->salt.data, frame_bytes(section->descriptor));
    if (!digest_equal(&got, &delivery->text.sections[section->index]))
        return bad(err, "bad_digest", "sections, descriptor: not what the text stands for");
    if (section_descriptor_read(frame_bytes(section->descriptor), descriptor, NULL) ||
        descriptor->scheme != 1)
        return bad(err, "bad_content", "sections, descriptor: not of a form known here");
    got = digest_of(frame_bytes(section->sealed_key));
    if (memcmp(got.bytes, descriptor->sealed_key_hash, DIGEST_SIZE) != 0)
        return bad(err, "bad_digest", "sections, sealed_key: not the descriptor's");
    got = digest_of(frame_bytes(section->ciphertext));
    if (descriptor->size != section->ciphertext.len ||
        memcmp(got.bytes, descriptor->ciphertext_hash, DIGEST_SIZE) != 0)
        return bad(err, "bad_digest", "sections, ciphertext: not the descriptor's");
    return FAULT_NONE;
}

enum fault inbox_open_section(const struct party_state *party, const struct exchange_text *text,
                              const struct inbox_sealed *sealed,
                              struct owned_section_body *ret_body, struct error *err)
{
    const struct seal_context context = {
        &text->id,       sealed->index,        text->sender,
        text->recipient, text->recipient_card, sealed->descriptor->category
    };
    CLEANUP(buffer_clear) struct buffer plain = { 0 };
    struct digest commitment;
    struct sealed_view view = { sealed->sealed_key, sealed->ciphertext, &commitment };
    enum fault fault;

    memcpy(commitment.bytes, sealed->descriptor->commitment, DIGEST_SIZE);
    fault =
        seal_section_open(&context, party_seal(party, text->recipient_card), &view, &plain, err);
    if (!fault)
        fault = section_body_read(bytes_of_buffer(&plain), ret_body, err);
    if (fault)
        return fault;
    if (strcmp(ret_body->category, sealed->descriptor->category) != 0) {
        owned_section_body_clear(ret_body);
        return bad(err, "bad_content", "sections: a body of another category than declared");
    }
    return FAULT_NONE;
}

static enum delivery_outcome open_all(const struct party_state *party,
                                      const struct delivery *delivery)
{
    if (!party_can_open(party, delivery->text.recipient_card))
        return DELIVERY_NO_KEY;
    for (size_t i = 0; i < delivery->message->n_sections; i++) {
        const Samband__V1__SealedSection *section = delivery->message->sections[i];
        const struct inbox_sealed sealed = { (uint16_t)section->index, &delivery->descriptors[i],
                                             frame_bytes(section->sealed_key),
                                             frame_bytes(section->ciphertext) };
        CLEANUP(owned_section_body_clear) struct owned_section_body body = { 0 };
        struct error err = { 0 };

        if (inbox_open_section(party, &delivery->text, &sealed, &body, &err))
            return strcmp(err.code, "seal_not_ours") == 0 ? DELIVERY_NO_KEY : DELIVERY_UNREADABLE;
    }
    return DELIVERY_OPENED;
}

enum fault inbox_check(const struct party_state *party, const Samband__V1__Deliver *message,
                       struct delivery *ret_delivery, struct error *err)
{
    enum fault fault;

    *ret_delivery = (struct delivery){ .message = message };
    fault = exchange_text_read(frame_bytes(message->text), &ret_delivery->text, err);
    if (fault)
        return fault;
    ret_delivery->text_hash = exchange_text_hash(frame_bytes(message->text));
    fault = check_sender(party, ret_delivery, err);
    if (!fault)
        fault = check_header(ret_delivery, err);
    if (!fault)
        fault = check_item(party, ret_delivery, err);
    for (size_t i = 0; !fault && i < message->n_sections; i++)
        fault = check_section(ret_delivery, i, err);
    if (!fault)
        ret_delivery->outcome = open_all(party, ret_delivery);
    return fault;
}
