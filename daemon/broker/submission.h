/* SPDX-License-Identifier: EUPL-1.2 */
/* submission - one submitted exchange: checked on arrival, decided, and made into rows.
 *
 * submission_read() proves that the frame is what its sender signed: canonical text, signature,
 * every digest, and that orders go to the bus and nothing else does. submission_decide() asks the gate and writes leaf, items and rows. No I/O: what was
 * looked up, the time and the place in the log are arguments.
 */
#ifndef BROKER_SUBMISSION_H
#define BROKER_SUBMISSION_H

#include "broker/signed_item.h"
#include "core/consent.h"
#include "core/policy.h"
#include "model/agreement.h"
#include "model/directory.h"
#include "model/exchange_text.h"
#include "store/store.h"
#include "wire/content.h"
#include "wire/frame.h"

struct submission {
    /* As it arrived. */
    Samband__V1__Frame *frame; /* owned; all borrowed bytes below point into it */
    const Samband__V1__Submit *submit;
    struct exchange_text exchange;
    struct digest text_hash;
    struct private_header header;
    struct section_descriptor descriptors[LIMIT_SECTIONS];

    /* As it was decided. */
    struct policy_answer answer;
    enum item_state state;                  /* accepted or refused */
    struct uuid consents[CONTENT_CONSENTS]; /* that what may pass rests on */
    size_t n_consents;
    struct buffer entry;
    struct signed_item decision, delivery;
    struct stored_section sections[LIMIT_SECTIONS];
    struct stored_receipt receipts[2];
    struct stored_submission rows;
};

void submission_free(struct submission *submission);
DEFINE_CLEANUP(struct submission *, submission_free)

/* Takes the frame on success; the sender's card may have run out. `party` is whose link it came
 * over. FAULT_INPUT with the code of the
 * error frame: not_canonical, wrong_log, wrong_party, unknown_card, bad_signature, bad_digest,
 * bad_content. `ret_id` is set, and *ret_has_id true, as soon as the text could be read. */
MUST_CHECK enum fault submission_read(Samband__V1__Frame *frame, const char *party,
                                      const struct directory *directory,
                                      struct submission **ret_submission, struct uuid *ret_id,
                                      bool *ret_has_id, struct error *err);

/* What is asked only of an id that the database does not know, so that a repetition finds its
 * receipt however late it comes. FAULT_INPUT: id_out_of_window (made more than 400 days back or 10
 * minutes ahead), unknown_card (the sender's card does not cover now, or the recipient's is newer than
 * any in the record). */
MUST_CHECK enum fault submission_is_timely(const struct submission *submission,
                                           const struct directory *directory, int64_t now_ms,
                                           struct error *err);

/* The number in a seq (incarnation, then 8 bytes). */
uint64_t submission_number(struct bytes seq);

/* What a decision stands on. Borrowed. */
struct decision_context {
    const struct policy *policy;
    const char *policy_hash;
    const struct vocabulary *vocabulary;
    const struct directory *directory;
    const struct consents *consents;     /* NULL: none */
    const struct agreements *agreements; /* NULL: none */
    const struct signer *signer;
    const uint8_t *index_key;
    uint64_t leaf_index;
    int64_t time_ms;
    bool unknown_reference; /* it refers to an exchange that is not its parties' own: marked, and
                             * refused where no law orders it */
};

/* H of the subject reference, under the index key. Only where the text has a subject. */
struct digest submission_subject(const struct submission *submission, const uint8_t *index_key);

/* May be called again (a batch that failed is tried anew with other leaf indexes). */
void submission_decide(struct submission *submission, const struct decision_context *context);

/* The same of a message to the bus, which no rule of the policy is asked about: refused with `code`
 * (static), accepted if it is NULL. `ended` goes into the receipt of an accepted one. */
void submission_decide_order(struct submission *submission, const struct decision_context *context,
                             const char *code, const struct ended_line ended[], size_t n_ended);

/* The change to commit; points into the submission. */
struct change submission_change(const struct submission *submission);

#endif
