/* SPDX-License-Identifier: EUPL-1.2 */
/* asking - one question of a party, "may I send this, and on what ground?": checked on arrival,
 * decided as a submission would be, and made into a leaf and an answer.
 *
 * asking_read() proves that the frame is what its asker signed, as submission_read() does. A question
 * that names no ground is judged by the one duty that fits, if there is exactly one. No I/O, and no
 * side effect: no id is used up, nothing rests on a consent that is named, no row says whom it was
 * about.
 */
#ifndef BROKER_ASKING_H
#define BROKER_ASKING_H

#include "broker/submission.h"
#include "model/question_text.h"
#include "wire/frame.h"

enum { ASKING_MINUTES = 10 }; /* how far from now a question may have been made */

struct asking {
    /* As it arrived. */
    Samband__V1__Frame *frame; /* owned; the borrowed bytes below point into it */
    const Samband__V1__Question *message;
    struct question_text text;
    struct private_header header;

    /* As it was decided. */
    struct policy_answer answer; /* what the leaf says */
    int64_t time_ms;             /* of the leaf */
    struct buffer entry, reply;  /* the leaf; the QuestionAnswer frame */
};

/* Accepts NULL. */
void asking_free(struct asking *asking);
DEFINE_CLEANUP(struct asking *, asking_free)

/* Takes the frame on success. `party` is whose link it came over. FAULT_INPUT with the code of the
 * error frame: not_canonical, wrong_log, wrong_party, stale_question (made more than 10 minutes from
 * now), unknown_card (not in the record, or not covering now), bad_signature, bad_digest,
 * bad_content. `ret_id` is set, and *ret_has_id true, as soon as the text could be read. */
struct asking_place {
    const char *party;
    const struct directory *directory;
    int64_t now_ms;
};
MUST_CHECK enum fault asking_read(Samband__V1__Frame *frame, const struct asking_place *place,
                                  struct asking **ret_asking, struct uuid *ret_id, bool *ret_has_id,
                                  struct error *err);

/* May be called again (a batch that failed is tried anew with another leaf index). */
void asking_decide(struct asking *asking, const struct decision_context *context);

/* The change to commit: a leaf of kind checked, and no rows. Points into the asking. */
struct change asking_change(const struct asking *asking);

#endif
