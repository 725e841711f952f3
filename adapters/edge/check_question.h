/* SPDX-License-Identifier: EUPL-1.2 */
/* check_question - what is asked, as the signed question that goes to the bus. */
#ifndef EDGE_CHECK_QUESTION_H
#define EDGE_CHECK_QUESTION_H

#include "edge/check_form.h"
#include "edge/outbox_target.h"

/* Borrowed. */
struct check_question {
    const struct party_state *party;
    const struct check_form *form;
    const struct outbox_target *target;
    const char *language; /* that its system asks for: "sv", "nb", "en"; NULL: its country's */
    int64_t now_ms;
};

/* Appends the frame; `ret_id` is new. FAULT_RETRY "no_own_card"; FAULT_INPUT "bad_content" for what the
 * bus could not read. */
MUST_CHECK enum fault check_question_write(const struct check_question *question,
                                           struct uuid *ret_id, struct buffer *ret_frame,
                                           struct error *err);

#endif
