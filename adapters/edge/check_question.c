/* SPDX-License-Identifier: EUPL-1.2 */
#include "edge/check_question.h"

#include <stdio.h>

#include "base/text.h"
#include "edge/outbox_seal.h"
#include "keys/random.h"
#include "keys/tag.h"
#include "model/question_text.h"
#include "wire/frame.h"

#define COPY(to, from) snprintf(to, sizeof(to), "%s", from)

/* A question while it is made. */
struct making {
    const struct check_question *question;
    struct question_text text;
    const char *categories[LIMIT_SECTIONS];
    size_t n_categories;
    struct buffer header, bytes;
    uint8_t header_salt[SALT_SIZE], subject_salt[SALT_SIZE], categories_salt[SALT_SIZE];
    uint8_t signature[SIGN_SIGNATURE_SIZE];
};

static void making_clear(struct making *making)
{
    buffer_clear(&making->header);
    buffer_clear(&making->bytes);
}
DEFINE_CLEAR(struct making, making_clear)

static enum fault write_header(struct making *making, struct error *err)
{
    const struct check_question *question = making->question;
    struct private_header header, read;

    report_address_header(&question->form->report.children[0], question->target->from,
                          question->target->function, &header);
    private_header_write(&header, &making->header);
    if (private_header_read(bytes_of_buffer(&making->header), &read, NULL))
        return error_set_code(err, FAULT_INPUT, "bad_content",
                              "flags, age or decider are not of a form that can be sent");
    return FAULT_NONE;
}

/* As for a message: the one that covers the two, and the purpose. */
static const char *agreement_of(const struct check_question *question)
{
    const struct agreement *agreement = agreements_covering(
        question->party->shared->agreements, question->party->name, question->target->party->name,
        question->target->from->purpose, text_day_of(question->now_ms));

    return agreement ? agreement->hash : "none";
}

static void name_all(struct making *making, const struct card *own)
{
    const struct check_question *question = making->question;
    const struct report_target *target = question->target->from;
    struct question_text *text = &making->text;

    text->id = uuid_new(question->now_ms);
    COPY(text->origin, directory_origin(question->party->shared->directory));
    COPY(text->type, question->form->report.type);
    COPY(text->sender, question->party->name);
    text->sender_card = own->serial;
    COPY(text->recipient, question->target->party->name);
    COPY(text->agreement, agreement_of(question));
    COPY(text->ground, target->ground[0] ? target->ground : "none");
    COPY(text->purpose, target->purpose);
    text->created_ms = question->now_ms;
    making->n_categories = question->form->n_categories;
    for (size_t i = 0; i < making->n_categories; i++)
        making->categories[i] = question->form->categories[i];
}

static void digest_all(struct making *making)
{
    const uint8_t *subject = making->question->form->report.children[0].subject;
    struct question_text *text = &making->text;

    keys_random(making->header_salt, SALT_SIZE);
    keys_random(making->subject_salt, SALT_SIZE);
    keys_random(making->categories_salt, SALT_SIZE);
    text->private_header = digest_salted(TAG_PRIVATE, &text->id, 0, making->header_salt,
                                         bytes_of_buffer(&making->header));
    text->categories = question_categories_digest(&text->id, making->categories_salt,
                                                  making->categories, making->n_categories);
    text->has_subject = outbox_seal_has_subject(subject);
    if (text->has_subject)
        text->subject = digest_salted(TAG_SUBJECT, &text->id, 0, making->subject_salt,
                                      bytes_of(subject, SUBJECT_SIZE));
}

static void write_frame(const struct making *making, struct buffer *ret_frame)
{
    const struct check_question *question = making->question;
    Samband__V1__Question message = SAMBAND__V1__QUESTION__INIT;
    Samband__V1__Frame frame = SAMBAND__V1__FRAME__INIT;

    message.text = frame_data(bytes_of_buffer(&making->bytes));
    message.signature = frame_data(bytes_of(making->signature, SIGN_SIGNATURE_SIZE));
    message.private_header = frame_data(bytes_of_buffer(&making->header));
    message.private_header_salt = frame_data(bytes_of(making->header_salt, SALT_SIZE));
    if (making->text.has_subject) {
        message.subject =
            frame_data(bytes_of(question->form->report.children[0].subject, SUBJECT_SIZE));
        message.subject_salt = frame_data(bytes_of(making->subject_salt, SALT_SIZE));
    }
    message.categories = (char **)(uintptr_t)making->categories;
    message.n_categories = making->n_categories;
    message.categories_salt = frame_data(bytes_of(making->categories_salt, SALT_SIZE));
    if (question->language)
        message.language = (char *)(uintptr_t)question->language;
    frame.kind_case = SAMBAND__V1__FRAME__KIND_QUESTION;
    frame.question = &message;
    frame_write(&frame, ret_frame);
}

enum fault check_question_write(const struct check_question *question, struct uuid *ret_id,
                                struct buffer *ret_frame, struct error *err)
{
    CLEANUP(making_clear) struct making making = { .question = question };
    const struct held_card *own = party_card(question->party, question->now_ms);
    enum fault fault;

    if (!own)
        return error_set_code(err, FAULT_RETRY, "no_own_card", "this party has no valid card");
    fault = write_header(&making, err);
    if (fault)
        return fault;
    name_all(&making, &own->card);
    digest_all(&making);
    question_text_write(&making.text, &making.bytes);
    sign_bytes(question->party->sign, TAG_QUESTION, making.text.origin,
               bytes_of_buffer(&making.bytes), making.signature);
    write_frame(&making, ret_frame);
    *ret_id = making.text.id;
    return FAULT_NONE;
}
