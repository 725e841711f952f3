/* SPDX-License-Identifier: EUPL-1.2 */
/* fixture_question - what an adapter would put on the link to ask about a draft. */
#include "fixture_question.h"

#include <stdio.h>

#include <criterion/criterion.h>

#include "base/memory.h"
#include "keys/random.h"
#include "keys/tag.h"
#include "model/question_text.h"

struct inquiry fixture_inquiry(const struct draft *draft)
{
    return (struct inquiry){ .draft = *draft, .tag = TAG_QUESTION, .language = "en" };
}

static struct question_text text_of(const struct draft *draft)
{
    struct question_text text = { .id = draft->text.id,
                                  .sender_card = draft->text.sender_card,
                                  .created_ms = draft->text.created_ms,
                                  .has_subject = draft->text.has_subject };

    snprintf(text.origin, sizeof(text.origin), "%s", draft->text.origin);
    snprintf(text.type, sizeof(text.type), "%s", draft->text.type);
    snprintf(text.sender, sizeof(text.sender), "%s", draft->text.sender);
    snprintf(text.recipient, sizeof(text.recipient), "%s", draft->text.recipient);
    snprintf(text.agreement, sizeof(text.agreement), "%s", draft->text.agreement);
    snprintf(text.ground, sizeof(text.ground), "%s", draft->text.ground);
    snprintf(text.purpose, sizeof(text.purpose), "%s", draft->text.purpose);
    return text;
}

void fixture_question_bytes(const struct inquiry *inquiry, struct buffer *ret_bytes)
{
    const struct draft *draft = &inquiry->draft;
    struct question_text text = text_of(draft);
    CLEANUP(buffer_clear) struct buffer header = { 0 }, bytes = { 0 };
    uint8_t salts[3][SALT_SIZE], subject[SUBJECT_SIZE], signature[SIGN_SIGNATURE_SIZE];
    Samband__V1__Question message = SAMBAND__V1__QUESTION__INIT;
    Samband__V1__Frame frame = SAMBAND__V1__FRAME__INIT;

    keys_random(salts, sizeof(salts));
    memset(subject, 5, sizeof(subject)); /* as in fixture_submit() */
    private_header_write(&draft->header, &header);
    text.private_header =
        digest_salted(TAG_PRIVATE, &text.id, 0, salts[0], bytes_of_buffer(&header));
    if (text.has_subject)
        text.subject =
            digest_salted(TAG_SUBJECT, &text.id, 0, salts[1], bytes_of(subject, sizeof(subject)));
    text.categories =
        question_categories_digest(&text.id, salts[2], draft->categories, draft->n_sections);
    question_text_write(&text, &bytes);
    sign_bytes(draft->signer, inquiry->tag, text.origin, bytes_of_buffer(&bytes), signature);

    message.text = frame_data(bytes_of_buffer(&bytes));
    message.signature = frame_data(bytes_of(signature, sizeof(signature)));
    message.private_header = frame_data(bytes_of_buffer(&header));
    message.private_header_salt = frame_data(bytes_of(salts[0], SALT_SIZE));
    if (text.has_subject) {
        message.subject = frame_data(bytes_of(subject, sizeof(subject)));
        message.subject_salt = frame_data(bytes_of(salts[1], SALT_SIZE));
    }
    message.categories = (char **)(uintptr_t)draft->categories;
    message.n_categories = draft->n_sections;
    message.categories_salt = frame_data(bytes_of(salts[2], SALT_SIZE));
    message.language = (char *)(uintptr_t)inquiry->language;
    if (inquiry->spoil)
        inquiry->spoil(&message);
    frame.kind_case = SAMBAND__V1__FRAME__KIND_QUESTION;
    frame.question = &message;
    frame_write(&frame, ret_bytes);
}
