/* SPDX-License-Identifier: EUPL-1.2 */
/* fixture_frame - what adapters would put on the link: submits, and receipts 2 and 3. */
#include "fixture.h"

#include <stdio.h>

#include <criterion/criterion.h>

#include "base/memory.h"
#include "keys/random.h"
#include "keys/tag.h"

/* The parts of a submit while it is packed. */
struct parts {
    struct buffer header, text, descriptors[DRAFT_SECTIONS];
    struct sealed_section sealed[DRAFT_SECTIONS];
    uint8_t header_salt[SALT_SIZE], subject_salt[SALT_SIZE], seq_salt[SALT_SIZE];
    uint8_t salts[DRAFT_SECTIONS][SALT_SIZE];
    uint8_t subject[SUBJECT_SIZE], seq[SEQ_SIZE], signature[SIGN_SIGNATURE_SIZE];
    Samband__V1__SealedSection messages[DRAFT_SECTIONS], *list[DRAFT_SECTIONS];
};

static void parts_clear(struct parts *parts)
{
    buffer_clear(&parts->header);
    buffer_clear(&parts->text);
    for (size_t i = 0; i < DRAFT_SECTIONS; i++) {
        buffer_clear(&parts->descriptors[i]);
        sealed_section_clear(&parts->sealed[i]);
    }
}

static struct digest salted(const char *tag, const struct uuid *id, uint16_t index,
                            uint8_t ret_salt[SALT_SIZE], struct bytes bytes)
{
    keys_random(ret_salt, SALT_SIZE);
    return digest_salted(tag, id, index, ret_salt, bytes);
}

static void seal(const struct fixture *fixture, const struct draft *draft, uint16_t i,
                 struct exchange_text *text, struct parts *parts)
{
    const struct held_card *card = directory_card(fixture->directory, FIXTURE_WELFARE, 1);
    const struct section_body plain = { draft->categories[i], "text/plain", false,
                                        bytes_of_text("What an invented teacher saw.") };
    const struct seal_context context = {
        &text->id, i, text->sender, text->recipient, text->recipient_card, draft->categories[i]
    };
    struct section_descriptor descriptor = { .scheme = 1 };
    CLEANUP(buffer_clear) struct buffer body = { 0 };
    struct sealed_section *sealed = &parts->sealed[i];
    struct digest hash;
    struct error err = { 0 };

    section_body_write(&plain, &body);
    cr_assert_eq(seal_section(&context, card->card.seal, bytes_of_buffer(&body), sealed, &err),
                 FAULT_NONE, "%s", err.text);
    snprintf(descriptor.category, sizeof(descriptor.category), "%s", draft->categories[i]);
    descriptor.size = sealed->ciphertext.size + draft->size_off;
    hash = digest_of(bytes_of_buffer(&sealed->sealed_key));
    memcpy(descriptor.sealed_key_hash, hash.bytes, DIGEST_SIZE);
    hash = digest_of(bytes_of_buffer(&sealed->ciphertext));
    memcpy(descriptor.ciphertext_hash, hash.bytes, DIGEST_SIZE);
    memcpy(descriptor.commitment, sealed->commitment.bytes, DIGEST_SIZE);
    section_descriptor_write(&descriptor, &parts->descriptors[i]);
    parts->descriptors[i].data[1] = (uint8_t)draft->scheme; /* field 1, a small number */
    text->sections[i] =
        salted(TAG_SECTION, &text->id, i, parts->salts[i], bytes_of_buffer(&parts->descriptors[i]));

    samband__v1__sealed_section__init(&parts->messages[i]);
    parts->messages[i].index = i;
    parts->messages[i].descriptor = frame_data(bytes_of_buffer(&parts->descriptors[i]));
    parts->messages[i].salt = frame_data(bytes_of(parts->salts[i], SALT_SIZE));
    parts->messages[i].sealed_key = frame_data(bytes_of_buffer(&sealed->sealed_key));
    parts->messages[i].ciphertext = frame_data(bytes_of_buffer(&sealed->ciphertext));
    parts->list[i] = &parts->messages[i];
}

DEFINE_CLEAR(struct parts, parts_clear)

static void write_text(const struct fixture *fixture, const struct draft *draft,
                       struct parts *parts)
{
    CLEANUP(mem_free) struct exchange_text *text = mem_copy(&draft->text, sizeof(*text));

    private_header_write(&draft->header, &parts->header);
    text->private_header =
        salted(TAG_PRIVATE, &text->id, 0, parts->header_salt, bytes_of_buffer(&parts->header));
    memset(parts->subject, 5, sizeof(parts->subject));
    if (text->has_subject)
        text->subject = salted(TAG_SUBJECT, &text->id, 0, parts->subject_salt,
                               bytes_of(parts->subject, SUBJECT_SIZE));
    memset(parts->seq, 6, INCARNATION_SIZE);
    for (size_t i = 0; i < SEQ_SIZE - INCARNATION_SIZE; i++)
        parts->seq[SEQ_SIZE - 1 - i] = (uint8_t)(draft->number >> 8 * i);
    text->seq = salted(TAG_SEQ, &text->id, 0, parts->seq_salt, bytes_of(parts->seq, SEQ_SIZE));
    for (size_t i = 0; i < draft->n_sections; i++)
        seal(fixture, draft, (uint16_t)i, text, parts);
    text->n_sections = draft->n_sections;
    exchange_text_write(text, &parts->text);
    sign_bytes(draft->signer, TAG_EXCHANGE, text->origin, bytes_of_buffer(&parts->text),
               parts->signature);
}

void fixture_submit_bytes(const struct fixture *fixture, const struct draft *draft,
                          struct buffer *ret_bytes)
{
    Samband__V1__Submit submit = SAMBAND__V1__SUBMIT__INIT;
    Samband__V1__Frame frame = SAMBAND__V1__FRAME__INIT;
    CLEANUP(parts_clear) struct parts parts = { 0 };

    write_text(fixture, draft, &parts);
    submit.text = frame_data(bytes_of_buffer(&parts.text));
    submit.signature = frame_data(bytes_of(parts.signature, sizeof(parts.signature)));
    submit.private_header = frame_data(bytes_of_buffer(&parts.header));
    submit.private_header_salt = frame_data(bytes_of(parts.header_salt, SALT_SIZE));
    if (draft->text.has_subject) {
        submit.subject = frame_data(bytes_of(parts.subject, SUBJECT_SIZE));
        submit.subject_salt = frame_data(bytes_of(parts.subject_salt, SALT_SIZE));
    }
    submit.seq = frame_data(bytes_of(parts.seq, SEQ_SIZE));
    submit.seq_salt = frame_data(bytes_of(parts.seq_salt, SALT_SIZE));
    submit.sections = parts.list;
    submit.n_sections = draft->n_sections;
    frame.kind_case = SAMBAND__V1__FRAME__KIND_SUBMIT;
    frame.submit = &submit;
    frame_write(&frame, ret_bytes);
}

static Samband__V1__Frame *read_frame(struct bytes bytes)
{
    Samband__V1__Frame *frame = NULL;
    struct error err = { 0 };

    cr_assert_eq(frame_read(bytes, &frame, &err), FAULT_NONE, "%s", err.text);
    return frame;
}

Samband__V1__Frame *fixture_submit(const struct fixture *fixture, const struct draft *draft)
{
    CLEANUP(buffer_clear) struct buffer bytes = { 0 };

    fixture_submit_bytes(fixture, draft, &bytes);
    return read_frame(bytes_of_buffer(&bytes));
}

struct submission *fixture_read(const struct fixture *fixture, const struct draft *draft)
{
    CLEANUP(frame_free) Samband__V1__Frame *frame = fixture_submit(fixture, draft);
    struct submission *submission = NULL;
    bool has_id = false;
    struct uuid id;
    struct error err = { 0 };

    cr_assert_eq(submission_read(frame, draft->text.sender, fixture->directory, &submission, &id,
                                 &has_id, &err),
                 FAULT_NONE, "%s", err.text);
    frame = NULL;
    return submission;
}

void fixture_known(const struct submission *submission, struct known_exchange *ret_known)
{
    bool is_delivered = submission->state == STATE_ACCEPTED && !submission->rows.is_order;

    *ret_known = (struct known_exchange){
        .id = submission->exchange.id,
        .text_hash = submission->text_hash,
        .sender = submission->exchange.sender,
        .recipient = submission->exchange.recipient,
        .type = submission->exchange.type,
        .urgency = submission->exchange.urgency,
        .state = submission->state,
        .receipts = { submission->receipts[0], submission->receipts[1] },
        .n_receipts = is_delivered ? 2 : 1,
        .n_verdicts = submission->exchange.n_sections,
    };
    for (size_t i = 0; i < ret_known->n_verdicts; i++) {
        ret_known->verdicts[i].section = submission->sections[i].digest;
        ret_known->verdicts[i].verdict = submission->sections[i].verdict;
    }
}

struct recipient_item fixture_item(const struct fixture *fixture,
                                   const struct submission *submission, enum item_state state)
{
    struct recipient_item item = {
        .kind = state == STATE_HANDED_OVER                           ? ITEM_HAND_OVER
                : state == STATE_REGISTERED                          ? ITEM_REGISTRATION
                : state == STATE_DESTROYED || state == STATE_FETCHED ? ITEM_RECALL
                                                                     : ITEM_RETURN,
        .id = submission->exchange.id,
        .exchange = submission->text_hash,
        .state = state,
        .card = 1,
        .time_ms = fixture->now_ms,
        .has_reference = state == STATE_REGISTERED,
    };

    strcpy(item.party, submission->exchange.recipient);
    if (state == STATE_RETURNED)
        strcpy(item.code, "wrong_area");
    for (size_t i = 0; i < submission->exchange.n_sections; i++) {
        if (submission->sections[i].verdict == VERDICT_PERMIT && item.kind != ITEM_RECALL)
            item.opened[item.n_opened++] = submission->sections[i].digest;
    }
    return item;
}

Samband__V1__Frame *fixture_receipts(const struct fixture *fixture,
                                     const struct recipient_item *item,
                                     const struct sign_secret *signer, struct bytes sealed)
{
    const struct held_card *card = directory_card(fixture->directory, FIXTURE_WELFARE, 1);
    Samband__V1__Receipts receipts = SAMBAND__V1__RECEIPTS__INIT;
    Samband__V1__Receipt receipt = SAMBAND__V1__RECEIPT__INIT, *list[] = { &receipt };
    Samband__V1__Frame frame = SAMBAND__V1__FRAME__INIT;
    CLEANUP(buffer_clear) struct buffer text = { 0 }, bytes = { 0 };
    struct list_proof proofs[2];
    struct bytes items[2];
    ProtobufCBinaryData path;

    recipient_item_write(item, &text);
    items[0] = bytes_of_buffer(&text);
    items[1] = bytes_of_text("another item of the same list");
    list_sign(signer, FIXTURE_ORIGIN, items, 2, proofs);
    path = frame_data(bytes_of(proofs[0].path[0].bytes, DIGEST_SIZE));
    receipt.item = frame_data(items[0]);
    receipt.n = 2;
    receipt.path = &path;
    receipt.n_path = 1;
    receipt.signature = frame_data(bytes_of(proofs[0].signature, SIGN_SIGNATURE_SIZE));
    receipt.card = frame_data(bytes_of_buffer(&card->text));
    receipt.sealed_reference = frame_data(sealed);
    receipts.receipts = list;
    receipts.n_receipts = 1;
    frame.kind_case = SAMBAND__V1__FRAME__KIND_RECEIPTS;
    frame.receipts = &receipts;
    frame_write(&frame, &bytes);
    return read_frame(bytes_of_buffer(&bytes));
}

struct buffer fixture_pack(const Samband__V1__Frame *frame)
{
    struct buffer bytes = { 0 };

    frame_write(frame, &bytes);
    return bytes;
}

bool fixture_proves(const uint8_t key[CARD_KEY_SIZE], const struct stored_receipt *receipt)
{
    struct list_proof proof = { .n = receipt->n,
                                .index = receipt->index,
                                .n_path = receipt->path.size / DIGEST_SIZE };

    for (size_t i = 0; i < proof.n_path; i++)
        memcpy(proof.path[i].bytes, receipt->path.data + i * DIGEST_SIZE, DIGEST_SIZE);
    memcpy(proof.signature, receipt->signature.data, SIGN_SIGNATURE_SIZE);
    return list_verify(key, FIXTURE_ORIGIN, receipt->item, &proof);
}
