/* SPDX-License-Identifier: EUPL-1.2 */
#include "edge/receipts.h"

#include "base/text.h"
#include "model/lines.h"
#include "tlog/list.h"

static enum fault bad(struct error *err, const char *what)
{
    return error_set_code(err, FAULT_INPUT, "bad_receipt", "receipt: %s", what);
}

bool receipts_is_brokers(const Samband__V1__Receipt *receipt)
{
    static const char head[] = "samband-broker-item/";

    return receipt->item.len >= sizeof(head) - 1 &&
           memcmp(receipt->item.data, head, sizeof(head) - 1) == 0;
}

/* The card that travels with the receipt, if our own directory's root signed it. */
static const struct held_card *card_of(struct directory *directory,
                                       const Samband__V1__Receipt *receipt, const char *party)
{
    struct bytes text = frame_bytes(receipt->card);
    struct card card;

    if (card_read(text, &card, NULL) || strcmp(card.party, party) != 0)
        return NULL;
    if (directory_add_card(directory, text, NULL, NULL))
        return NULL;
    return directory_card(directory, party, card.serial);
}

static bool is_signed(const struct directory *directory, const Samband__V1__Receipt *receipt,
                      const struct held_card *card)
{
    struct list_proof proof = { .n = receipt->n, .index = receipt->index };

    if (receipt->n_path > LIST_PATH_MAX || receipt->signature.len != SIGN_SIGNATURE_SIZE)
        return false;
    proof.n_path = receipt->n_path;
    for (size_t i = 0; i < receipt->n_path; i++) {
        if (receipt->path[i].len != DIGEST_SIZE)
            return false;
        memcpy(proof.path[i].bytes, receipt->path[i].data, DIGEST_SIZE);
    }
    memcpy(proof.signature, receipt->signature.data, SIGN_SIGNATURE_SIZE);
    return list_verify(card->card.sign, directory_origin(directory), frame_bytes(receipt->item),
                       &proof);
}

enum fault receipts_read_broker(struct directory *directory, const Samband__V1__Receipt *receipt,
                                struct broker_item *ret_item, const struct held_card **ret_card,
                                struct error *err)
{
    const struct held_card *card;
    struct broker_item item;

    if (broker_item_read(frame_bytes(receipt->item), &item, NULL))
        return bad(err, "no item of a broker");
    card = card_of(directory, receipt, PARTY_BUS);
    if (!card)
        return bad(err, "no card of the bus that the coordinator's root has signed");
    if (!card_covers(&card->card, item.time_ms))
        return bad(err, "the bus's card did not cover the time of the item");
    if (!is_signed(directory, receipt, card))
        return bad(err, "the bus's signature does not cover the item");
    *ret_item = item;
    *ret_card = card;
    return FAULT_NONE;
}

static bool has_sealed_reference(const struct recipient_item *item, struct bytes sealed)
{
    struct digest hash = digest_of(sealed);

    if (!item->has_sealed)
        return sealed.size == 0;
    return digest_equal(&hash, &item->sealed);
}

enum fault receipts_read_recipient(struct directory *directory, const Samband__V1__Receipt *receipt,
                                   struct recipient_item *ret_item,
                                   const struct held_card **ret_card, struct error *err)
{
    const struct held_card *card;
    struct recipient_item item;

    if (recipient_item_read(frame_bytes(receipt->item), &item, NULL))
        return bad(err, "no item of a recipient");
    card = card_of(directory, receipt, item.party);
    if (!card || card->card.serial != item.card)
        return bad(err, "no card of the recipient that its root has signed");
    if (!card_covers(&card->card, item.time_ms))
        return bad(err, "the recipient's card did not cover the time of the item");
    if (!is_signed(directory, receipt, card))
        return bad(err, "the recipient's signature does not cover the item");
    if (!has_sealed_reference(&item, frame_bytes(receipt->sealed_reference)))
        return bad(err, "the sealed reference is not the one that the item stands for");
    *ret_item = item;
    *ret_card = card;
    return FAULT_NONE;
}

/* n_sections if it is none of them. */
static size_t place_of(const struct sent_exchange *sent, const struct digest *section)
{
    size_t i = 0;

    while (i < sent->n_sections && !digest_equal(&sent->sections[i], section))
        i++;
    return i;
}

bool receipts_is_order(const struct sent_exchange *sent)
{
    return strcmp(sent->recipient, PARTY_BUS) == 0;
}

enum fault receipts_fit_decision(const struct broker_item *item, const struct sent_exchange *sent,
                                 struct error *err)
{
    bool seen[LIMIT_SECTIONS] = { false };

    if (item->kind != ITEM_DECISION || !uuid_equal(&item->id, &sent->id) ||
        !digest_equal(&item->exchange, &sent->text_hash))
        return bad(err, "no decision on this exchange's text");
    if (item->state != STATE_ACCEPTED && item->state != STATE_REFUSED)
        return bad(err, "neither accepted nor refused");
    for (size_t i = 0; i < item->n_verdicts; i++) {
        size_t place = place_of(sent, &item->verdicts[i].section);

        if (place == sent->n_sections || seen[place])
            return bad(err, "a verdict on a section that is not in the text, or a second one");
        seen[place] = true;
    }
    if (item->state == STATE_ACCEPTED && item->n_verdicts != sent->n_sections)
        return bad(err, "a section without a verdict");
    if (item->n_ended > 0 && (item->state != STATE_ACCEPTED || !receipts_is_order(sent)))
        return bad(err, "ends exchanges, and is about no order that was carried out");
    return FAULT_NONE;
}

/* Who destroys what never came cannot know its text. */
static bool is_of_text(const struct recipient_item *item, const struct sent_exchange *sent)
{
    static const struct digest none;

    return digest_equal(&item->exchange, &sent->text_hash) ||
           (item->kind == ITEM_RECALL && item->state == STATE_DESTROYED &&
            digest_equal(&item->exchange, &none));
}

enum fault receipts_fit_recipient(const struct recipient_item *item,
                                  const struct sent_exchange *sent, bool *ret_complete,
                                  struct error *err)
{
    bool opened[LIMIT_SECTIONS] = { false };
    bool complete = true;

    if (receipts_is_order(sent) || strcmp(item->party, sent->recipient) != 0 ||
        !uuid_equal(&item->id, &sent->id) || !is_of_text(item, sent))
        return bad(err, "not of this exchange's recipient on this exchange's text");
    for (size_t i = 0; i < item->n_opened; i++) {
        size_t place = place_of(sent, &item->opened[i]);

        if (place == sent->n_sections || opened[place])
            return bad(err, "opened a section that is not in the text, or one twice");
        if (sent->verdicts[place] != VERDICT_PERMIT)
            return error_set_code(err, FAULT_INPUT, "opened_unpermitted",
                                  "receipt: section %zu was opened and had no permit", place);
        opened[place] = true;
    }
    for (size_t i = 0; i < sent->n_sections; i++)
        complete = complete && (opened[i] || sent->verdicts[i] != VERDICT_PERMIT);
    *ret_complete = complete;
    return FAULT_NONE;
}

bool receipts_is_reference(const char *text, size_t max)
{
    return text && strlen(text) <= max && lines_is_plain(text);
}

enum fault receipts_open_reference(const struct seal_secret *secret,
                                   const struct recipient_item *item, struct bytes sealed,
                                   char ret_reference[LIMIT_REFERENCE + 1], struct error *err)
{
    CLEANUP(buffer_clear) struct buffer plain = { 0 };
    struct digest digest;
    struct bytes reference;

    ret_reference[0] = '\0';
    if (!item->has_sealed)
        return FAULT_NONE;
    if (seal_open(secret, sealed, &plain, NULL) || plain.size <= SALT_SIZE ||
        plain.size > SALT_SIZE + LIMIT_REFERENCE)
        return bad(err, "the sealed reference does not open");
    reference = bytes_of(plain.data + SALT_SIZE, plain.size - SALT_SIZE);
    digest = item_reference_digest(&item->id, plain.data, reference);
    if (!item->has_reference || !digest_equal(&digest, &item->reference))
        return bad(err, "the sealed reference is not the one that was registered");
    if (!text_is_utf8(reference) ||
        !receipts_is_reference((const char *)reference.data, LIMIT_REFERENCE))
        return bad(err, "the case reference is no plain text");
    memcpy(ret_reference, reference.data, reference.size);
    ret_reference[reference.size] = '\0';
    return FAULT_NONE;
}
