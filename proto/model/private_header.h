/* SPDX-License-Identifier: Apache-2.0 */
/* private_header - what a sender tells the bus and the recipient of an exchange, as plain values.
 *
 * Its bytes are packed and read in wire/content.h; whoever decides needs only what they say.
 */
#ifndef MODEL_PRIVATE_HEADER_H
#define MODEL_PRIVATE_HEADER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/uuid.h"
#include "model/consent.h"

enum {
    CONTENT_WORD = 48,
    CONTENT_REASONS = 8,
    CONTENT_CONSENTS = 16,
    CONTENT_GUARDIANS = 8,
};

enum certainty {
    CERTAINTY_NONE = 0, /* no subject */
    CERTAINTY_CERTAIN,
    CERTAINTY_PROBABLE,
    CERTAINTY_AGE_UNKNOWN,
    CERTAINTY_UNBORN,
};

enum header_answer {
    ANSWER_NONE = 0, /* not stated */
    ANSWER_YES,
    ANSWER_NO,
};

/* What a message to the bus orders; NONE in a message to anybody else. */
enum order_kind {
    ORDER_NONE = 0,
    ORDER_CONSENT_GRANT,
    ORDER_CONSENT_WITHDRAWAL,
    ORDER_CONSENT_VOID,
    ORDER_TAKE_BACK,
};

struct private_header {
    bool has_age, has_age_at_act;
    uint32_t age, age_at_act; /* whole years, at most 150 */
    enum certainty certainty;
    struct uuid consents[CONTENT_CONSENTS];
    size_t n_consents;
    bool has_decider;
    char decider_reference[100 + 1];
    char decider_role[CONTENT_WORD + 1];
    char decider_reasons[CONTENT_REASONS][CONTENT_WORD + 1];
    size_t n_decider_reasons;
    uint8_t decider_assessment[32];
    bool whole_or_nothing, protected_identity, notifier_protected, feedback_requested, unverified;
    uint32_t do_not_inform[CONTENT_GUARDIANS];
    size_t n_do_not_inform;
    enum header_answer subject_informed, child_heard;
    char not_informed_reason[CONTENT_WORD + 1];
    char function[CONTENT_WORD + 1]; /* of the recipient; "" for the party itself */
    enum order_kind order;
    union {
        struct consent_grant grant;
        struct consent_withdrawal withdrawal;
        struct consent_revocation revocation; /* void and take_back */
    };
};

#endif
