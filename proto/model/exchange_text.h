/* SPDX-License-Identifier: Apache-2.0 */
/* exchange_text - what a sender signs: one exchange, as canonical text.
 *
 * One field a line, in this order, each line ended by LF, one space between words, no others:
 *
 *   samband-exchange/1
 *   log <origin>
 *   id <uuid>
 *   thread <32 hex>
 *   in_reply_to <uuid>          left out where it does not apply; so are the next two
 *   correction_of <uuid>
 *   supersedes <uuid>
 *   type <word>
 *   from <party> card <serial>
 *   to <party> card <serial>
 *   agreement <none | sha256:64 hex>
 *   ground <ground | none>
 *   purpose <word>
 *   urgency <word>
 *   created <time>
 *   not_after <time>
 *   seq <digest>
 *   subject <digest | none>
 *   private <digest>
 *   section <digest>            0 to 64 lines
 *
 * There is exactly one spelling of each exchange: reading and writing again gives the same bytes.
 */
#ifndef MODEL_EXCHANGE_TEXT_H
#define MODEL_EXCHANGE_TEXT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/error.h"
#include "base/uuid.h"
#include "keys/digest.h"
#include "model/limits.h"

struct exchange_text {
    char origin[LIMIT_ORIGIN + 1];
    struct uuid id;
    uint8_t thread[THREAD_SIZE];
    bool has_in_reply_to, has_correction_of, has_supersedes;
    struct uuid in_reply_to, correction_of, supersedes;
    char type[LIMIT_WORD + 1];
    char sender[LIMIT_PARTY + 1], recipient[LIMIT_PARTY + 1];
    uint64_t sender_card, recipient_card; /* serials, from 1 */
    char agreement[72 + 1];               /* "none" or "sha256:..." */
    char ground[LIMIT_GROUND + 1];        /* "none" where nothing was named */
    char purpose[LIMIT_WORD + 1], urgency[LIMIT_WORD + 1];
    int64_t created_ms, not_after_ms;
    struct digest seq, subject, private_header;
    bool has_subject;
    struct digest sections[LIMIT_SECTIONS];
    size_t n_sections;
};

/* Appends the text. The fields must be such as exchange_text_read() would accept (asserted). */
void exchange_text_write(const struct exchange_text *exchange, struct buffer *ret_text);

/* Strict. FAULT_INPUT with code "not_canonical" and the line and field that is wrong:
 * "line 9 (from): ...". Unknown words are not judged here. */
MUST_CHECK enum fault exchange_text_read(struct bytes text, struct exchange_text *ret_exchange,
                                         struct error *err);

/* H(exchange text): plain SHA-256 over the exact bytes. */
struct digest exchange_text_hash(struct bytes text);

#endif
