/* SPDX-License-Identifier: EUPL-1.2 */
#include "edge/outbox_seal.h"

#include <assert.h>
#include <stdio.h>

#include "base/memory.h"
#include "base/text.h"
#include "edge/outbox_stage.h"
#include "keys/random.h"
#include "keys/tag.h"
#include "wire/frame.h"

/* One section while it is made. */
struct part {
    struct sealed_section sealed;
    struct buffer descriptor;
    uint8_t salt[SALT_SIZE];
};

/* An exchange while it is made. */
struct making {
    const struct outbox_source *source;
    struct exchange_text text;
    struct part parts[LIMIT_SECTIONS];
    struct buffer private_header, text_bytes;
    uint8_t private_salt[SALT_SIZE], subject_salt[SALT_SIZE], seq_salt[SALT_SIZE];
    uint8_t signature[SIGN_SIGNATURE_SIZE];
};

static void making_free(struct making *making)
{
    for (size_t i = 0; i < LIMIT_SECTIONS; i++) {
        sealed_section_clear(&making->parts[i].sealed);
        buffer_clear(&making->parts[i].descriptor);
    }
    buffer_clear(&making->private_header);
    buffer_clear(&making->text_bytes);
    mem_free(making);
}
DEFINE_CLEANUP(struct making *, making_free)

void outbox_exchange_clear(struct outbox_exchange *exchange)
{
    buffer_clear(&exchange->text);
    buffer_clear(&exchange->frame);
}

bool outbox_seal_has_subject(const uint8_t subject[SUBJECT_SIZE])
{
    static const uint8_t none[SUBJECT_SIZE];

    return memcmp(subject, none, sizeof(none)) != 0;
}

static void write_descriptor(const char *category, struct part *part)
{
    struct section_descriptor descriptor = { .scheme = 1, .size = part->sealed.ciphertext.size };
    struct digest key_hash = digest_of(bytes_of_buffer(&part->sealed.sealed_key));
    struct digest text_hash = digest_of(bytes_of_buffer(&part->sealed.ciphertext));

    snprintf(descriptor.category, sizeof(descriptor.category), "%s", category);
    memcpy(descriptor.sealed_key_hash, key_hash.bytes, DIGEST_SIZE);
    memcpy(descriptor.ciphertext_hash, text_hash.bytes, DIGEST_SIZE);
    memcpy(descriptor.commitment, part->sealed.commitment.bytes, DIGEST_SIZE);
    section_descriptor_write(&descriptor, &part->descriptor);
}

static enum fault too_large(const struct outbox_source *source, size_t i, struct error *err)
{
    return error_set_code(err, FAULT_INPUT, "too_large",
                          "%s: section %zu is larger than %d bytes when sealed", source->about, i,
                          LIMIT_SECTION_BYTES);
}

static enum fault seal_part(struct making *making, size_t i, struct error *err)
{
    const struct outbox_source *source = making->source;
    const struct report_part *from = &source->parts[i];
    const struct section_body body = { from->category, from->media_type, from->shared,
                                       bytes_of_buffer(&from->content) };
    const struct seal_context context = { &source->id,
                                          (uint16_t)i,
                                          source->party->name,
                                          source->recipient_card->party,
                                          source->recipient_card->serial,
                                          from->category };
    CLEANUP(buffer_clear) struct buffer plain = { 0 };
    CLEANUP(owned_section_body_clear) struct owned_section_body read = { 0 };
    struct part *part = &making->parts[i];

    if (from->content.size > LIMIT_SECTION_BYTES)
        return too_large(source, i, err);
    section_body_write(&body, &plain);
    if (section_body_read(bytes_of_buffer(&plain), &read, NULL))
        return error_set_code(err, FAULT_INPUT, "bad_content",
                              "%s: section %zu is not of a form that can be sent", source->about,
                              i);
    if (seal_section(&context, source->recipient_card->seal, bytes_of_buffer(&plain), &part->sealed,
                     NULL))
        return error_set_code(err, FAULT_INPUT, "no_key",
                              "the recipient's card holds no key that can be used");
    if (part->sealed.ciphertext.size > LIMIT_SECTION_BYTES)
        return too_large(source, i, err);
    write_descriptor(from->category, part);
    keys_random(part->salt, sizeof(part->salt));
    making->text.sections[i] = digest_salted(TAG_SECTION, &source->id, (uint16_t)i, part->salt,
                                             bytes_of_buffer(&part->descriptor));
    return FAULT_NONE;
}

static enum fault seal_parts(struct making *making, struct error *err)
{
    size_t n = making->source->n_parts;
    enum fault fault = FAULT_NONE;

    assert(n <= LIMIT_SECTIONS);
    for (size_t i = 0; !fault && i < n; i++)
        fault = seal_part(making, i, err);
    making->text.n_sections = n;
    return fault;
}

static void digest_rest(struct making *making)
{
    const struct outbox_source *source = making->source;
    struct exchange_text *text = &making->text;

    keys_random(making->private_salt, sizeof(making->private_salt));
    keys_random(making->subject_salt, sizeof(making->subject_salt));
    keys_random(making->seq_salt, sizeof(making->seq_salt));
    text->private_header = digest_salted(TAG_PRIVATE, &source->id, 0, making->private_salt,
                                         bytes_of_buffer(&making->private_header));
    text->seq =
        digest_salted(TAG_SEQ, &source->id, 0, making->seq_salt, bytes_of(source->seq, SEQ_SIZE));
    text->has_subject = outbox_seal_has_subject(source->subject);
    if (text->has_subject)
        text->subject = digest_salted(TAG_SUBJECT, &source->id, 0, making->subject_salt,
                                      bytes_of(source->subject, SUBJECT_SIZE));
}

/* What the recipient could not read is not signed. */
static enum fault check_words(const struct making *making, struct error *err)
{
    const struct outbox_source *source = making->source;
    struct private_header read;

    if (!text_is_token(source->type, LIMIT_WORD) || !text_is_token(source->purpose, LIMIT_WORD) ||
        !text_is_token(source->urgency, LIMIT_WORD) ||
        (source->ground[0] && !text_is_token(source->ground, LIMIT_GROUND)))
        return error_set_code(err, FAULT_INPUT, "bad_content",
                              "type, purpose, urgency and ground must be words");
    if (private_header_read(bytes_of_buffer(&making->private_header), &read, err))
        return error_set_code(err, FAULT_INPUT, "bad_content",
                              "%s: flags, age or decider are not of a form that can be sent",
                              source->about);
    return FAULT_NONE;
}

#define COPY(to, from) snprintf(to, sizeof(to), "%s", from)

static void name_related(const struct outbox_source *source, struct exchange_text *text)
{
    text->has_in_reply_to = source->in_reply_to != NULL;
    if (source->in_reply_to)
        text->in_reply_to = *source->in_reply_to;
    text->has_correction_of = source->correction_of != NULL;
    if (source->correction_of)
        text->correction_of = *source->correction_of;
    text->has_supersedes = source->supersedes != NULL;
    if (source->supersedes)
        text->supersedes = *source->supersedes;
}

static void write_text(struct making *making)
{
    const struct outbox_source *source = making->source;
    const char *origin = directory_origin(source->party->shared->directory);
    struct exchange_text *text = &making->text;

    COPY(text->origin, origin);
    text->id = source->id;
    memcpy(text->thread, source->thread, THREAD_SIZE);
    name_related(source, text);
    COPY(text->type, source->type);
    COPY(text->sender, source->party->name);
    text->sender_card = source->own_card->serial;
    COPY(text->recipient, source->recipient_card->party);
    text->recipient_card = source->recipient_card->serial;
    COPY(text->agreement, source->agreement);
    COPY(text->ground, source->ground[0] ? source->ground : "none");
    COPY(text->purpose, source->purpose);
    COPY(text->urgency, source->urgency);
    text->created_ms = source->now_ms;
    text->not_after_ms = source->now_ms + outbox_stage_life_ms(source->urgency);
    digest_rest(making);
    exchange_text_write(text, &making->text_bytes);
    sign_bytes(source->party->sign, TAG_EXCHANGE, origin, bytes_of_buffer(&making->text_bytes),
               making->signature);
}

static void point_at_section(const struct part *part, size_t i,
                             Samband__V1__SealedSection *ret_section)
{
    samband__v1__sealed_section__init(ret_section);
    ret_section->index = (uint32_t)i;
    ret_section->descriptor = frame_data(bytes_of_buffer(&part->descriptor));
    ret_section->salt = frame_data(bytes_of(part->salt, SALT_SIZE));
    ret_section->sealed_key = frame_data(bytes_of_buffer(&part->sealed.sealed_key));
    ret_section->ciphertext = frame_data(bytes_of_buffer(&part->sealed.ciphertext));
}

static void write_frame(const struct making *making, struct buffer *ret_frame)
{
    Samband__V1__Frame frame = SAMBAND__V1__FRAME__INIT;
    Samband__V1__Submit submit = SAMBAND__V1__SUBMIT__INIT;
    Samband__V1__SealedSection sections[LIMIT_SECTIONS], *pointers[LIMIT_SECTIONS];

    submit.text = frame_data(bytes_of_buffer(&making->text_bytes));
    submit.signature = frame_data(bytes_of(making->signature, SIGN_SIGNATURE_SIZE));
    submit.private_header = frame_data(bytes_of_buffer(&making->private_header));
    submit.private_header_salt = frame_data(bytes_of(making->private_salt, SALT_SIZE));
    if (making->text.has_subject) {
        submit.subject = frame_data(bytes_of(making->source->subject, SUBJECT_SIZE));
        submit.subject_salt = frame_data(bytes_of(making->subject_salt, SALT_SIZE));
    }
    submit.seq = frame_data(bytes_of(making->source->seq, SEQ_SIZE));
    submit.seq_salt = frame_data(bytes_of(making->seq_salt, SALT_SIZE));
    submit.n_sections = making->text.n_sections;
    submit.sections = pointers;
    for (size_t i = 0; i < submit.n_sections; i++) {
        point_at_section(&making->parts[i], i, &sections[i]);
        pointers[i] = &sections[i];
    }
    frame.kind_case = SAMBAND__V1__FRAME__KIND_SUBMIT;
    frame.submit = &submit;
    frame_write(&frame, ret_frame);
}

enum fault outbox_seal(const struct outbox_source *source, struct outbox_exchange *ret_exchange,
                       struct error *err)
{
    CLEANUP(making_free) struct making *making = mem_new(1, sizeof(*making));
    struct buffer frame = { 0 };
    enum fault fault;

    making->source = source;
    private_header_write(source->header, &making->private_header);
    fault = check_words(making, err);
    if (!fault)
        fault = seal_parts(making, err);
    if (fault)
        return fault;
    write_text(making);
    write_frame(making, &frame);
    if (frame.size > LIMIT_FRAME_BYTES) {
        buffer_clear(&frame);
        return error_set_code(err, FAULT_INPUT, "too_large",
                              "%s: the whole is larger than %d bytes when sealed", source->about,
                              LIMIT_FRAME_BYTES);
    }
    ret_exchange->text = making->text_bytes;
    making->text_bytes = (struct buffer){ 0 };
    ret_exchange->frame = frame;
    ret_exchange->n_sections = making->text.n_sections;
    memcpy(ret_exchange->sections, making->text.sections, sizeof(making->text.sections));
    return FAULT_NONE;
}
