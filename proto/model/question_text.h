/* SPDX-License-Identifier: Apache-2.0 */
/* question_text - what an asker signs: may this be sent, and on what ground? As canonical text.
 *
 * One field a line, in this order, each line ended by LF, one space between words, no others:
 *
 *   samband-question/1
 *   log <origin>
 *   id <uuid>                   of this asking alone: no exchange ever has it
 *   type <word>
 *   from <party> card <serial>
 *   to <party>                  no card: nothing is sealed
 *   agreement <none | sha256:64 hex>
 *   ground <ground | none>      none: the bus is asked for one
 *   purpose <word>
 *   created <time>
 *   subject <digest | none>     salted, as in an exchange text; so are the next two
 *   private <digest>
 *   categories <digest>
 *
 * It begins with another line than an exchange text and is signed under a tag of its own, so that
 * neither can stand for the other. There is exactly one spelling of each question.
 */
#ifndef MODEL_QUESTION_TEXT_H
#define MODEL_QUESTION_TEXT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/error.h"
#include "base/uuid.h"
#include "keys/digest.h"
#include "model/limits.h"

struct question_text {
    char origin[LIMIT_ORIGIN + 1];
    struct uuid id;
    char type[LIMIT_WORD + 1];
    char sender[LIMIT_PARTY + 1], recipient[LIMIT_PARTY + 1];
    uint64_t sender_card;          /* serial, from 1 */
    char agreement[72 + 1];        /* "none" or "sha256:..." */
    char ground[LIMIT_GROUND + 1]; /* "none" where nothing was named */
    char purpose[LIMIT_WORD + 1];
    int64_t created_ms;
    bool has_subject;
    struct digest subject, private_header, categories;
};

/* Appends the text. The fields must be such as question_text_read() would accept (asserted). */
void question_text_write(const struct question_text *question, struct buffer *ret_text);

/* Strict. FAULT_INPUT with code "not_canonical" and the line and field that is wrong. Unknown words
 * are not judged here. */
MUST_CHECK enum fault question_text_read(struct bytes text, struct question_text *ret_question,
                                         struct error *err);

/* H(samband/v1/categories, id, salt, each word in order with an LF behind it). */
struct digest question_categories_digest(const struct uuid *id, const uint8_t salt[SALT_SIZE],
                                         const char *const categories[], size_t n_categories);

#endif
