/* SPDX-License-Identifier: Apache-2.0 */
/* content - the small messages inside an exchange, as plain values: private header, section
 * descriptor, section body.
 *
 * Writers pack once; readers check sizes, UTF-8, NUL and enums. Words are not judged here: that a
 * category or a role exists is for the vocabulary to say.
 */
#ifndef WIRE_CONTENT_H
#define WIRE_CONTENT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/error.h"
#include "base/uuid.h"
#include "model/consent.h"

enum {
    CONTENT_WORD = 48,
    CONTENT_REASONS = 8,
    CONTENT_CONSENTS = 16,
    CONTENT_GUARDIANS = 8,
    CONTENT_MEDIA_TYPE = 100,
};

enum certainty {
    CERTAINTY_NONE = 0, /* no subject */
    CERTAINTY_CERTAIN,
    CERTAINTY_PROBABLE,
    CERTAINTY_AGE_UNKNOWN,
    CERTAINTY_UNBORN,
};

enum answer {
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
    enum answer subject_informed, child_heard;
    char not_informed_reason[CONTENT_WORD + 1];
    char function[CONTENT_WORD + 1]; /* of the recipient; "" for the party itself */
    enum order_kind order;
    union {
        struct consent_grant grant;
        struct consent_withdrawal withdrawal;
        struct consent_revocation revocation; /* void and take_back */
    };
};

struct section_descriptor {
    uint32_t scheme; /* 1 */
    char category[CONTENT_WORD + 1];
    uint64_t size; /* bytes of the ciphertext, nonce included */
    uint8_t sealed_key_hash[32], ciphertext_hash[32], commitment[32];
};

/* Borrowed members. */
struct section_body {
    const char *category, *media_type;
    bool shared;
    struct bytes content;
};

void private_header_write(const struct private_header *header, struct buffer *ret_bytes);
void section_descriptor_write(const struct section_descriptor *descriptor,
                              struct buffer *ret_bytes);
void section_body_write(const struct section_body *body, struct buffer *ret_bytes);

/* FAULT_INPUT, code "content_field", with the field in the text ("private_header.age: ..."). */
MUST_CHECK enum fault private_header_read(struct bytes bytes, struct private_header *ret_header,
                                          struct error *err);
MUST_CHECK enum fault section_descriptor_read(struct bytes bytes,
                                              struct section_descriptor *ret_descriptor,
                                              struct error *err);

/* What section_body_read() gives: owned, since the content may be large. */
struct owned_section_body {
    char category[CONTENT_WORD + 1], media_type[CONTENT_MEDIA_TYPE + 1];
    bool shared;
    struct buffer content;
};
MUST_CHECK enum fault section_body_read(struct bytes bytes, struct owned_section_body *ret_body,
                                        struct error *err);
void owned_section_body_clear(struct owned_section_body *body);
DEFINE_CLEAR(struct owned_section_body, owned_section_body_clear)

#endif
