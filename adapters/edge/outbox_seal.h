/* SPDX-License-Identifier: EUPL-1.2 */
/* outbox_seal - from what is to be sent to a signed exchange and the frame that carries it.
 *
 * No I/O: who, to whom, when and which number are arguments. Everything random is fresh for each
 * exchange: nothing but its own words tells that two exchanges were posted together.
 */
#ifndef EDGE_OUTBOX_SEAL_H
#define EDGE_OUTBOX_SEAL_H

#include "edge/party.h"
#include "edge/report.h"
#include "model/exchange_text.h"

/* What the exchange is made of. Borrowed. */
struct outbox_source {
    const struct party_state *party;
    const struct card *own_card, *recipient_card;
    const char *type, *ground, *purpose, *urgency; /* ground "" or "none" where nothing is named */
    const char *agreement;                         /* "none" or a hash */
    const struct uuid *in_reply_to, *correction_of, *supersedes; /* NULL where they do not apply */
    const char *about;      /* for words of faults: pointer into the posted form */
    const uint8_t *subject; /* SUBJECT_SIZE bytes; all zeros: the exchange has no subject */
    const struct private_header *header;
    const struct report_part *parts;
    size_t n_parts;
    struct uuid id;
    uint8_t thread[THREAD_SIZE];
    uint8_t seq[SEQ_SIZE];
    int64_t now_ms;
};

/* Owned; zeroed memory is an empty one. */
struct outbox_exchange {
    struct buffer text, frame; /* the signed text; the whole Submit frame, as it is sent */
    struct digest sections[LIMIT_SECTIONS];
    size_t n_sections;
};
void outbox_exchange_clear(struct outbox_exchange *exchange);
DEFINE_CLEAR(struct outbox_exchange, outbox_exchange_clear)

/* Is it a subject reference at all? (All zeros: there is no subject.) */
bool outbox_seal_has_subject(const uint8_t subject[SUBJECT_SIZE]);

/* `ret_exchange` must be empty. There are at most LIMIT_SECTIONS parts. FAULT_INPUT
 * "too_large" (a section, or the frame),
 * "bad_content" (a word or field that could not be read again), "no_key" (the recipient's card holds
 * no usable key). */
MUST_CHECK enum fault outbox_seal(const struct outbox_source *source,
                                  struct outbox_exchange *ret_exchange, struct error *err);

#endif
