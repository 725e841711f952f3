/* SPDX-License-Identifier: EUPL-1.2 */
#include "broker/submission.h"

#include <stdio.h>

#include "base/memory.h"
#include "broker/order.h"
#include "keys/tag.h"
#include "model/entry.h"

#define DAY_MS INT64_C(86400000)

enum { ID_DAYS_BACK = 400, ID_MINUTES_AHEAD = 10 };

void submission_free(struct submission *submission)
{
    if (!submission)
        return;
    frame_free(submission->frame);
    buffer_clear(&submission->entry);
    signed_item_clear(&submission->decision);
    signed_item_clear(&submission->delivery);
    mem_free(submission);
}

uint64_t submission_number(struct bytes seq)
{
    uint64_t number = 0;

    for (size_t i = INCARNATION_SIZE; i < seq.size; i++)
        number = number << 8 | seq.data[i];
    return number;
}

static bool is_in_window(const struct uuid *id, int64_t now_ms)
{
    int64_t made_ms = uuid_ms(id);

    return made_ms >= now_ms - ID_DAYS_BACK * DAY_MS &&
           made_ms <= now_ms + ID_MINUTES_AHEAD * INT64_C(60000);
}

/* The recipient has a newer card than those in the record, and the sender knows it. It will come with
 * the recipient's next hello, or through the folder; a refusal would be for good. */
static bool is_ahead_of_us(const struct exchange_text *exchange, const struct directory *directory)
{
    bool has_any = false;

    for (size_t i = 0; i < directory_n_cards(directory); i++) {
        const struct held_card *card = directory_card_at(directory, i);

        if (!card->in_record || strcmp(card->card.party, exchange->recipient) != 0)
            continue;
        if (card->card.serial >= exchange->recipient_card)
            return false;
        has_any = true;
    }
    return has_any;
}

enum fault submission_is_timely(const struct submission *submission,
                                const struct directory *directory, int64_t now_ms,
                                struct error *err)
{
    const struct exchange_text *exchange = &submission->exchange;
    const struct held_card *card =
        directory_card(directory, exchange->sender, exchange->sender_card);

    if (!is_in_window(&exchange->id, now_ms))
        return error_set_code(err, FAULT_INPUT, "id_out_of_window",
                              "text, id: made more than 400 days ago or 10 minutes ahead");
    if (!card || !card_covers(&card->card, now_ms))
        return error_set_code(err, FAULT_INPUT, "unknown_card",
                              "text, from: the card with this serial does not cover now");
    if (is_ahead_of_us(exchange, directory))
        return error_set_code(err, FAULT_INPUT, "unknown_card",
                              "text, to: the bus has not seen the recipient's new card yet");
    return FAULT_NONE;
}

static enum fault check_sender(const struct submission *submission, const char *party,
                               const struct directory *directory, struct error *err)
{
    const struct exchange_text *exchange = &submission->exchange;
    const struct held_card *card;

    if (strcmp(exchange->origin, directory_origin(directory)) != 0)
        return error_set_code(err, FAULT_INPUT, "wrong_log", "text, log: this bus serves %s",
                              directory_origin(directory));
    if (strcmp(exchange->sender, party) != 0)
        return error_set_code(err, FAULT_INPUT, "wrong_party",
                              "text, from: this link belongs to %s", party);
    card = directory_card(directory, party, exchange->sender_card);
    if (!card || !card->in_record)
        return error_set_code(err, FAULT_INPUT, "unknown_card",
                              "text, from: no card in the record with this serial");
    if (!sign_verify(card->card.sign, TAG_EXCHANGE, exchange->origin,
                     frame_bytes(submission->submit->text), submission->submit->signature.data))
        return error_set_code(err, FAULT_INPUT, "bad_signature",
                              "signature: not by the card that the text names, over this text");
    return FAULT_NONE;
}

static bool digest_fits(const char *tag, const struct uuid *id, uint16_t index,
                        ProtobufCBinaryData salt, ProtobufCBinaryData bytes,
                        const struct digest *want)
{
    struct digest got;

    if (salt.len != SALT_SIZE)
        return false;
    got = digest_salted(tag, id, index, salt.data, frame_bytes(bytes));
    return digest_equal(&got, want);
}

static enum fault bad_digest(struct error *err, const char *field)
{
    return error_set_code(err, FAULT_INPUT, "bad_digest",
                          "%s: not what the text's digest stands for", field);
}

/* The number, in the last 8 bytes, starts at 1 and fits what the record's index holds. */
static bool is_number(ProtobufCBinaryData seq)
{
    uint64_t number = submission_number(frame_bytes(seq));

    return number >= 1 && number <= INT64_MAX;
}

/* The content's readers have a code of their own; on the link it is this one. */
static enum fault as_bad_content(enum fault fault, struct error *err)
{
    if (fault && err)
        snprintf(err->code, sizeof(err->code), "bad_content");
    return fault;
}

/* An exchange that names nobody says nothing of anybody either, be it only an age. */
static enum fault check_is_about_nobody(const struct private_header *header, struct error *err)
{
    if (!header->has_age && !header->has_age_at_act && header->certainty == CERTAINTY_NONE)
        return FAULT_NONE;
    return error_set_code(err, FAULT_INPUT, "bad_content",
                          "private_header: an age or a certainty, and the text has no subject");
}

static enum fault check_header(struct submission *submission, struct error *err)
{
    const struct exchange_text *exchange = &submission->exchange;
    const Samband__V1__Submit *submit = submission->submit;
    enum fault fault;

    if (!digest_fits(TAG_PRIVATE, &exchange->id, 0, submit->private_header_salt,
                     submit->private_header, &exchange->private_header))
        return bad_digest(err, "private_header");
    if (submit->seq.len != SEQ_SIZE ||
        !digest_fits(TAG_SEQ, &exchange->id, 0, submit->seq_salt, submit->seq, &exchange->seq))
        return bad_digest(err, "seq");
    if (!is_number(submit->seq))
        return error_set_code(err, FAULT_INPUT, "bad_content", "seq: numbers start at 1");
    if (exchange->has_subject != (submit->subject.len == SUBJECT_SIZE) ||
        (exchange->has_subject && !digest_fits(TAG_SUBJECT, &exchange->id, 0, submit->subject_salt,
                                               submit->subject, &exchange->subject)))
        return bad_digest(err, "subject");
    fault = as_bad_content(
        private_header_read(frame_bytes(submit->private_header), &submission->header, err), err);
    if (!fault && !exchange->has_subject)
        fault = check_is_about_nobody(&submission->header, err);
    return fault;
}

static enum fault check_section(struct submission *submission, size_t i, struct error *err)
{
    const Samband__V1__SealedSection *section = submission->submit->sections[i];
    struct section_descriptor *descriptor = &submission->descriptors[i];
    struct digest key_hash, text_hash;
    enum fault fault;

    if (section->index != i)
        return error_set_code(err, FAULT_INPUT, "bad_content",
                              "sections[%zu].index: sections stand in the order of the text", i);
    if (!digest_fits(TAG_SECTION, &submission->exchange.id, (uint16_t)i, section->salt,
                     section->descriptor, &submission->exchange.sections[i]))
        return error_set_code(err, FAULT_INPUT, "bad_digest",
                              "sections[%zu].descriptor: not what the text's digest stands for", i);
    fault = section_descriptor_read(frame_bytes(section->descriptor), descriptor, err);
    if (fault)
        return as_bad_content(fault, err);
    if (descriptor->scheme != 1)
        return error_set_code(err, FAULT_INPUT, "bad_content",
                              "sections[%zu].descriptor.scheme: only 1 is known", i);
    key_hash = digest_of(frame_bytes(section->sealed_key));
    text_hash = digest_of(frame_bytes(section->ciphertext));
    if (descriptor->size != section->ciphertext.len ||
        memcmp(key_hash.bytes, descriptor->sealed_key_hash, DIGEST_SIZE) != 0 ||
        memcmp(text_hash.bytes, descriptor->ciphertext_hash, DIGEST_SIZE) != 0)
        return error_set_code(err, FAULT_INPUT, "bad_digest",
                              "sections[%zu]: sealed bytes differ from their descriptor", i);
    return FAULT_NONE;
}

static enum fault check_sections(struct submission *submission, struct error *err)
{
    size_t n = submission->exchange.n_sections;

    if (submission->submit->n_sections != n)
        return error_set_code(err, FAULT_INPUT, "bad_content",
                              "sections: %zu wanted by the text, %zu given", n,
                              submission->submit->n_sections);
    for (size_t i = 0; i < n; i++) {
        enum fault fault = check_section(submission, i, err);

        if (fault)
            return fault;
    }
    return FAULT_NONE;
}

enum fault submission_read(Samband__V1__Frame *frame, const char *party,
                           const struct directory *directory, struct submission **ret_submission,
                           struct uuid *ret_id, bool *ret_has_id, struct error *err)
{
    CLEANUP(submission_free) struct submission *submission = mem_new(1, sizeof(*submission));
    enum fault fault;

    submission->submit = frame->submit;
    fault = exchange_text_read(frame_bytes(frame->submit->text), &submission->exchange, err);
    if (fault)
        return fault;
    *ret_id = submission->exchange.id;
    *ret_has_id = true;

    fault = check_sender(submission, party, directory, err);
    if (!fault)
        fault = check_header(submission, err);
    if (!fault)
        fault = check_sections(submission, err);
    if (!fault)
        fault = order_check(submission, err);
    if (fault)
        return fault;

    submission->text_hash = exchange_text_hash(frame_bytes(frame->submit->text));
    submission->frame = frame;
    *ret_submission = TAKE(submission);
    return FAULT_NONE;
}

struct digest submission_subject(const struct submission *submission, const uint8_t *index_key)
{
    return digest_hmac(index_key, frame_bytes(submission->submit->subject));
}

struct change submission_change(const struct submission *submission)
{
    bool is_delivered = submission->state == STATE_ACCEPTED && !submission->rows.is_order;

    return (struct change){
        .kind = CHANGE_SUBMITTED,
        .id = submission->exchange.id,
        .state = submission->state,
        .entry = bytes_of_buffer(&submission->entry),
        .entry_kind = submission->rows.is_consent ? entry_kind_name(ENTRY_CONSENT)
                                                  : item_state_name(submission->state),
        .time_ms = submission->rows.received_ms,
        .submission = &submission->rows,
        .receipts = submission->receipts,
        .n_receipts = is_delivered ? 2 : 1,
    };
}
