/* SPDX-License-Identifier: Apache-2.0 */
#include "model/question_text.h"

#include <assert.h>

#include "base/text.h"
#include "keys/tag.h"
#include "model/lines.h"

#define HEAD "samband-question/1"

void question_text_write(const struct question_text *question, struct buffer *ret_text)
{
    struct question_text read;
    size_t start = ret_text->size;
    enum fault fault;

    buffer_append_text(ret_text, HEAD "\n");
    lines_write(ret_text, "log", question->origin);
    lines_write_uuid(ret_text, "id", &question->id);
    lines_write(ret_text, "type", question->type);
    buffer_printf(ret_text, "from %s card %llu\n", question->sender,
                  (unsigned long long)question->sender_card);
    lines_write(ret_text, "to", question->recipient);
    lines_write(ret_text, "agreement", question->agreement);
    lines_write(ret_text, "ground", question->ground);
    lines_write(ret_text, "purpose", question->purpose);
    lines_write_time(ret_text, "created", question->created_ms);
    lines_write_digest(ret_text, "subject", question->has_subject ? &question->subject : NULL);
    lines_write_digest(ret_text, "private", &question->private_header);
    lines_write_digest(ret_text, "categories", &question->categories);

    fault =
        question_text_read(bytes_of(ret_text->data + start, ret_text->size - start), &read, NULL);
    assert(fault == FAULT_NONE);
}

static void read_token(struct lines *lines, const char *field, char *ret_text, size_t max)
{
    lines_field(lines, field);
    lines_token(lines, ret_text, max);
}

static void read_who(struct lines *lines, struct question_text *question)
{
    lines_field(lines, "log");
    lines_origin(lines, question->origin);
    lines_field(lines, "id");
    lines_uuid(lines, &question->id);
    read_token(lines, "type", question->type, LIMIT_WORD);
    read_token(lines, "from", question->sender, LIMIT_PARTY);
    lines_fixed(lines, "card");
    lines_decimal(lines, 1, &question->sender_card);
    read_token(lines, "to", question->recipient, LIMIT_PARTY);
}

static void read_why(struct lines *lines, struct question_text *question)
{
    lines_field(lines, "agreement");
    if (lines_none(lines))
        text_put(question->agreement, sizeof(question->agreement), "none");
    else
        lines_hash(lines, question->agreement);
    read_token(lines, "ground", question->ground, LIMIT_GROUND);
    read_token(lines, "purpose", question->purpose, LIMIT_WORD);
    lines_field(lines, "created");
    lines_time(lines, &question->created_ms);
}

static void read_digests(struct lines *lines, struct question_text *question)
{
    lines_field(lines, "subject");
    question->has_subject = !lines_none(lines);
    if (question->has_subject)
        lines_digest(lines, &question->subject);
    lines_field(lines, "private");
    lines_digest(lines, &question->private_header);
    lines_field(lines, "categories");
    lines_digest(lines, &question->categories);
}

enum fault question_text_read(struct bytes text, struct question_text *ret_question,
                              struct error *err)
{
    struct question_text question = { 0 };
    struct lines lines;
    enum fault fault;

    if (text.size > LIMIT_QUESTION_BYTES)
        return error_set_code(err, FAULT_INPUT, "not_canonical",
                              "question text: more than %d bytes", LIMIT_QUESTION_BYTES);
    lines_start(&lines, text, HEAD, err);
    read_who(&lines, &question);
    read_why(&lines, &question);
    read_digests(&lines, &question);
    fault = lines_end(&lines);
    if (fault)
        return fault;

    *ret_question = question;
    return FAULT_NONE;
}

struct digest question_categories_digest(const struct uuid *id, const uint8_t salt[SALT_SIZE],
                                         const char *const categories[], size_t n_categories)
{
    CLEANUP(buffer_clear) struct buffer words = { 0 };

    for (size_t i = 0; i < n_categories; i++)
        buffer_printf(&words, "%s\n", categories[i]);
    return digest_salted(TAG_CATEGORIES, id, 0, salt, bytes_of_buffer(&words));
}
