/* SPDX-License-Identifier: EUPL-1.2 */
/* gate_question - what the rules are asked about one exchange.
 *
 * Only consents that the header names are looked at, and of those only the sender's own about the
 * same subject; any other is as if it were not there.
 *
 * Pure: whoever decides brings what the exchange says, and what the area stood on at that moment; so a
 * decision can be asked for again, years later, from what was recorded.
 */
#ifndef CORE_GATE_QUESTION_H
#define CORE_GATE_QUESTION_H

#include "core/consent.h"
#include "core/policy.h"
#include "model/agreement.h"
#include "model/directory.h"
#include "model/exchange_text.h"
#include "model/private_header.h"

/* What an exchange says, or one would say that is asked about before it is sent. Borrowed. */
struct gate_exchange {
    const char *sender, *recipient, *type, *purpose;
    const char *ground, *agreement; /* "none" where there is none */
    uint64_t recipient_card; /* serial that it is sealed to; asked for by gate_decide() alone */
    bool has_subject;
    const uint8_t
        *subject; /* HMAC of the reference, CONSENT_SUBJECT_SIZE; NULL: no consent is found */
    const struct private_header *header;
    const char *const *categories; /* of its sections, in their order */
    size_t n_categories;           /* at most LIMIT_SECTIONS */
};

/* What the text says; the rest is the caller's to fill in. Borrows from the text. */
struct gate_exchange gate_exchange_of_text(const struct exchange_text *text);

/* What the area stands on when it is asked. Borrowed. */
struct gate_basis {
    const struct directory *directory;   /* its cards: those of the record */
    const struct consents *consents;     /* NULL: none */
    const struct agreements *agreements; /* NULL: none */
    int64_t time_ms;                     /* of acceptance */
    bool unknown_reference; /* it refers to an exchange that is not its parties' own: marked, and
                             * refused where no law orders it */
};

enum { GATE_FLAGS = 8 };

/* A question, and what its lists point to. */
struct gate_question {
    struct policy_question policy;
    const char *categories[LIMIT_SECTIONS], *flags[GATE_FLAGS], *reasons[CONTENT_REASONS];
    struct consent_words words[CONTENT_CONSENTS];
    struct policy_consent consents[CONTENT_CONSENTS];
    struct uuid named[CONTENT_CONSENTS]; /* which they are: policy.n_consents of them */
    bool is_exhausted[CONTENT_CONSENTS]; /* as many exchanges as may rest on it do */
};

/* `ret` points into the exchange, the parties and the consents. */
void gate_question_make(const struct gate_exchange *exchange, const struct gate_basis *basis,
                        const struct party *from, const struct party *to,
                        struct gate_question *ret);

#endif
