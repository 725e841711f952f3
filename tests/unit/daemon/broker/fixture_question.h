/* SPDX-License-Identifier: EUPL-1.2 */
/* fixture_question - what an adapter would put on the link to ask about a draft. */
#ifndef TESTS_BROKER_FIXTURE_QUESTION_H
#define TESTS_BROKER_FIXTURE_QUESTION_H

#include "fixture.h"

/* A question before it is signed. */
struct inquiry {
    struct draft draft; /* what it is about; its sections are its categories */
    const char *tag;    /* that it is signed under */
    const char *language;
    void (*spoil)(Samband__V1__Question *message); /* after it is signed; or NULL */
};

struct inquiry fixture_inquiry(const struct draft *draft);

void fixture_question_bytes(const struct inquiry *inquiry, struct buffer *ret_bytes);

#endif
