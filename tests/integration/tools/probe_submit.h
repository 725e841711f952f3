/* SPDX-License-Identifier: EUPL-1.2 */
/* probe_submit - one submit as an adapter would build it, or with exactly one thing wrong. */
#ifndef PROBE_SUBMIT_H
#define PROBE_SUBMIT_H

#include "base/memory.h"
#include "integration/tools/probe_options.h"
#include "keys/random.h"
#include "keys/seal.h"
#include "keys/key_file.h"
#include "keys/sign.h"
#include "keys/tag.h"
#include "model/exchange_text.h"
#include "wire/content.h"
#include "wire/frame.h"

static const char *const breaks[] = { "none",    "signature", "canonical",  "digest", "party",
                                      "subject", "section",   "ciphertext", "serial", "origin" };

/* Everything that the frame points to. */
struct submission {
    struct exchange_text exchange;
    struct buffer text, private_header, descriptor, body;
    struct sealed_section sealed;
    uint8_t signature[SIGN_SIGNATURE_SIZE];
    uint8_t subject[SUBJECT_SIZE], seq[SEQ_SIZE];
    uint8_t private_salt[SALT_SIZE], subject_salt[SALT_SIZE], seq_salt[SALT_SIZE],
        section_salt[SALT_SIZE];
};

static inline void submission_clear(struct submission *submission)
{
    buffer_clear(&submission->text);
    buffer_clear(&submission->private_header);
    buffer_clear(&submission->descriptor);
    buffer_clear(&submission->body);
    sealed_section_clear(&submission->sealed);
}
DEFINE_CLEAR(struct submission, submission_clear)

static inline void copy_word(char *ret_text, size_t size, const char *name, const char *value)
{
    if (strlen(value) >= size)
        stop(EXIT_USAGE, "--%s is too long", name);
    strcpy(ret_text, value);
}

static inline int64_t option_time(const struct options *options, const char *name,
                                  int64_t otherwise)
{
    const char *value = option(options, name, NULL);
    int64_t ms = otherwise;

    if (value && !text_read_time(value, &ms))
        stop(EXIT_USAGE, "--%s: 2026-03-01T09:12:44.120Z wanted", name);
    return ms;
}

static inline void write_addresses(struct submission *submission, const struct options *options)
{
    struct exchange_text *exchange = &submission->exchange;
    struct card sender = read_card(option_wanted(options, "card"), NULL);
    struct card recipient = read_card(option_wanted(options, "to-card"), NULL);

    copy_word(exchange->origin, sizeof(exchange->origin), "origin",
              option_is(options, "break", "origin") ? "samband.invalid/other" : sender.origin);
    copy_word(exchange->sender, sizeof(exchange->sender), "from",
              option_is(options, "break", "party") ? "somebody-else" : sender.party);
    copy_word(exchange->recipient, sizeof(exchange->recipient), "to", recipient.party);
    exchange->sender_card = sender.serial;
    exchange->recipient_card = recipient.serial;
    if (option_is(options, "break", "serial"))
        exchange->recipient_card += 1000;
}

static inline void write_head(struct submission *submission, const struct options *options,
                              uint64_t number)
{
    struct exchange_text *exchange = &submission->exchange;
    const char *id = option(options, "id", NULL);
    int64_t now_ms = clock_wall_ms();

    exchange->id = uuid_new(now_ms);
    if (id && !uuid_read(id, &exchange->id))
        stop(EXIT_USAGE, "--id: a UUID of version 7 wanted");
    keys_random(exchange->thread, sizeof(exchange->thread));
    copy_word(exchange->type, sizeof(exchange->type), "type",
              option(options, "type", "concern_notification"));
    copy_word(exchange->agreement, sizeof(exchange->agreement), "agreement",
              option(options, "agreement", "none"));
    copy_word(exchange->ground, sizeof(exchange->ground), "ground",
              option(options, "ground", "no.bvl.13-2"));
    copy_word(exchange->purpose, sizeof(exchange->purpose), "purpose",
              option(options, "purpose", "protect_child"));
    copy_word(exchange->urgency, sizeof(exchange->urgency), "urgency",
              option(options, "urgency", "acute"));
    exchange->created_ms = option_time(options, "created", now_ms);
    exchange->not_after_ms =
        option_time(options, "not-after", exchange->created_ms + 86400 * INT64_C(1000));

    keys_random(submission->seq, INCARNATION_SIZE);
    if (option(options, "incarnation", NULL) &&
        !text_read_hex(option(options, "incarnation", ""), submission->seq, INCARNATION_SIZE))
        stop(EXIT_USAGE, "--incarnation: 32 characters of hex wanted");
    for (int i = 0; i < 8; i++)
        submission->seq[INCARNATION_SIZE + i] = (uint8_t)(number >> (56 - 8 * i));
    keys_random(submission->seq_salt, SALT_SIZE);
    exchange->seq = digest_salted(TAG_SEQ, &exchange->id, 0, submission->seq_salt,
                                  bytes_of(submission->seq, SEQ_SIZE));
}

/* The random subject reference: key number 0. */
static inline void write_subject(struct submission *submission, const struct options *options)
{
    struct exchange_text *exchange = &submission->exchange;

    exchange->has_subject = !option_is(options, "subject", "none");
    if (!exchange->has_subject)
        return;
    keys_random(submission->subject + 4, SUBJECT_SIZE - 4);
    if (option(options, "subject", NULL) &&
        !text_read_hex(option(options, "subject", ""), submission->subject, SUBJECT_SIZE))
        stop(EXIT_USAGE, "--subject: none, or 72 characters of hex wanted");
    keys_random(submission->subject_salt, SALT_SIZE);
    exchange->subject = digest_salted(TAG_SUBJECT, &exchange->id, 0, submission->subject_salt,
                                      bytes_of(submission->subject, SUBJECT_SIZE));
    if (option_is(options, "break", "subject"))
        submission->subject[SUBJECT_SIZE - 1] ^= 1;
}

static inline void write_private(struct submission *submission, const struct options *options)
{
    CLEANUP(mem_free) struct private_header *header = mem_new(1, sizeof(*header));
    struct exchange_text *exchange = &submission->exchange;

    header->has_age = !option_is(options, "age", "none");
    if (header->has_age)
        header->age = (uint32_t)option_number(options, "age", 14);
    if (exchange->has_subject)
        header->certainty = header->has_age ? CERTAINTY_CERTAIN : CERTAINTY_AGE_UNKNOWN;
    header->whole_or_nothing = option_is(options, "whole", "yes");
    private_header_write(header, &submission->private_header);
    keys_random(submission->private_salt, SALT_SIZE);
    exchange->private_header =
        digest_salted(TAG_PRIVATE, &exchange->id, 0, submission->private_salt,
                      bytes_of_buffer(&submission->private_header));
    if (option_is(options, "break", "digest"))
        submission->private_salt[0] ^= 1;
}

static inline void write_section(struct submission *submission, const struct options *options)
{
    struct exchange_text *exchange = &submission->exchange;
    struct card recipient = read_card(option_wanted(options, "to-card"), NULL);
    const char *category = option(options, "category", "observation");
    struct section_body body = {
        .category = category,
        .media_type = "text/plain",
        .content = bytes_of_text(option(options, "content", "An invented observation.")),
    };
    struct seal_context context = {
        .id = &exchange->id,
        .sender = exchange->sender,
        .recipient = exchange->recipient,
        .card_serial = exchange->recipient_card,
        .category = category,
    };
    struct section_descriptor descriptor = { .scheme = 1 };
    struct digest key_hash, ciphertext_hash;
    struct error err;

    section_body_write(&body, &submission->body);
    if (seal_section(&context, recipient.seal, bytes_of_buffer(&submission->body),
                     &submission->sealed, &err))
        stop(EXIT_DATA, "%s", err.text);
    key_hash = digest_of(bytes_of_buffer(&submission->sealed.sealed_key));
    ciphertext_hash = digest_of(bytes_of_buffer(&submission->sealed.ciphertext));
    copy_word(descriptor.category, sizeof(descriptor.category), "category", category);
    descriptor.size = submission->sealed.ciphertext.size;
    memcpy(descriptor.sealed_key_hash, key_hash.bytes, DIGEST_SIZE);
    memcpy(descriptor.ciphertext_hash, ciphertext_hash.bytes, DIGEST_SIZE);
    memcpy(descriptor.commitment, submission->sealed.commitment.bytes, DIGEST_SIZE);
    section_descriptor_write(&descriptor, &submission->descriptor);

    keys_random(submission->section_salt, SALT_SIZE);
    exchange->sections[0] = digest_salted(TAG_SECTION, &exchange->id, 0, submission->section_salt,
                                          bytes_of_buffer(&submission->descriptor));
    exchange->n_sections = 1;
    if (option_is(options, "break", "section"))
        submission->section_salt[0] ^= 1;
    if (option_is(options, "break", "ciphertext"))
        submission->sealed.ciphertext.data[30] ^= 1;
}

static inline void sign(struct submission *submission, const struct options *options)
{
    CLEANUP(sign_secret_free) struct sign_secret *secret = NULL;
    CLEANUP(key_file_free) uint8_t *seed = NULL;
    struct error err;

    exchange_text_write(&submission->exchange, &submission->text);
    /* Signed as it is, so that nothing but its spelling is wrong. */
    if (option_is(options, "break", "canonical"))
        buffer_append_text(&submission->text, "\n");
    if (key_file_read(option_wanted(options, "sign-key"), KEY_FILE_SIGN, &seed, &err))
        stop(EXIT_DATA, "%s", err.text);
    secret = sign_secret_of_seed(seed);
    sign_bytes(secret, TAG_EXCHANGE, submission->exchange.origin,
               bytes_of_buffer(&submission->text), submission->signature);
    if (option_is(options, "break", "signature"))
        submission->signature[10] ^= 1;
}

static inline void pack(struct submission *submission, struct buffer *ret_frame)
{
    Samband__V1__Submit submit = SAMBAND__V1__SUBMIT__INIT;
    Samband__V1__SealedSection section = SAMBAND__V1__SEALED_SECTION__INIT;
    Samband__V1__SealedSection *sections[] = { &section };
    Samband__V1__Frame frame = SAMBAND__V1__FRAME__INIT;

    section.descriptor = frame_data(bytes_of_buffer(&submission->descriptor));
    section.salt = frame_data(bytes_of(submission->section_salt, SALT_SIZE));
    section.sealed_key = frame_data(bytes_of_buffer(&submission->sealed.sealed_key));
    section.ciphertext = frame_data(bytes_of_buffer(&submission->sealed.ciphertext));
    submit.text = frame_data(bytes_of_buffer(&submission->text));
    submit.signature = frame_data(bytes_of(submission->signature, SIGN_SIGNATURE_SIZE));
    submit.private_header = frame_data(bytes_of_buffer(&submission->private_header));
    submit.private_header_salt = frame_data(bytes_of(submission->private_salt, SALT_SIZE));
    if (submission->exchange.has_subject) {
        submit.subject = frame_data(bytes_of(submission->subject, SUBJECT_SIZE));
        submit.subject_salt = frame_data(bytes_of(submission->subject_salt, SALT_SIZE));
    }
    submit.seq = frame_data(bytes_of(submission->seq, SEQ_SIZE));
    submit.seq_salt = frame_data(bytes_of(submission->seq_salt, SALT_SIZE));
    submit.n_sections = 1;
    submit.sections = sections;
    frame.kind_case = SAMBAND__V1__FRAME__KIND_SUBMIT;
    frame.submit = &submit;
    frame_write(&frame, ret_frame);
}

/* Appends the frame of one submit with this number in its incarnation. */
static inline void submission_build(const struct options *options, uint64_t number,
                                    struct uuid *ret_id, struct buffer *ret_frame)
{
    CLEANUP(submission_clear) struct submission submission = { 0 };
    bool known = false;

    for (size_t i = 0; i < ARRAY_SIZE(breaks); i++)
        known |= option_is(options, "break", breaks[i]);
    if (!known && option(options, "break", NULL))
        stop(EXIT_USAGE, "--break %s: no such thing to break", option(options, "break", ""));

    write_addresses(&submission, options);
    write_head(&submission, options, number);
    write_subject(&submission, options);
    write_private(&submission, options);
    write_section(&submission, options);
    sign(&submission, options);
    pack(&submission, ret_frame);
    *ret_id = submission.exchange.id;
}

#endif
