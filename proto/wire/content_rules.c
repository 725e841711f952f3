/* SPDX-License-Identifier: Apache-2.0 */
#include "wire/content_rules.h"

#include <string.h>

#include "content.pb-c.h"
#include "wire/content.h"
#include "wire/sizes.h"

enum { AGE_MAX = 150, REFERENCE_MAX = 100, MEDIA_TYPE_MIN = 3 };

// clang-format off
static const struct check_rule private_header[] = {
    { .field = "age",              .form = CHECK_MESSAGE },
    { .field = "age_at_act",       .form = CHECK_MESSAGE },
    { .field = "certainty",        .form = CHECK_NUMBER, .max = CERTAINTY_UNBORN },
    { .field = "consents",         .form = CHECK_UUID, .min = WIRE_ID_SIZE, .max = WIRE_ID_SIZE,
      .n_max = CONTENT_CONSENTS },
    { .field = "decider",          .form = CHECK_MESSAGE },
    { .field = "whole_or_nothing", .form = CHECK_BOOL },
    { .field = "protected_identity", .form = CHECK_BOOL },
    { .field = "do_not_inform",    .form = CHECK_NUMBER, .max = CONTENT_GUARDIANS - 1,
      .n_max = CONTENT_GUARDIANS },
    { .field = "notifier_protected", .form = CHECK_BOOL },
    { .field = "feedback_requested", .form = CHECK_BOOL },
    { .field = "unverified",       .form = CHECK_BOOL },
    { .field = "subject_informed", .form = CHECK_NUMBER, .max = ANSWER_NO },
    { .field = "not_informed_reason", .form = CHECK_TOKEN, .min = 1, .max = CONTENT_WORD,
      .may_be_empty = true },
    { .field = "child_heard",      .form = CHECK_NUMBER, .max = ANSWER_NO },
};

static const struct check_rule age[] = {
    { .field = "years", .form = CHECK_NUMBER, .max = AGE_MAX },
};

static const struct check_rule decider[] = {
    { .field = "reference",  .form = CHECK_TEXT, .min = 1, .max = REFERENCE_MAX },
    { .field = "role",       .form = CHECK_TOKEN, .min = 1, .max = CONTENT_WORD },
    { .field = "reasons",    .form = CHECK_TOKEN, .min = 1, .max = CONTENT_WORD,
      .n_max = CONTENT_REASONS },
    { .field = "assessment", .form = CHECK_BYTES, .min = WIRE_DIGEST_SIZE, .max = WIRE_DIGEST_SIZE },
};

static const struct check_rule section_descriptor[] = {
    { .field = "scheme",   .form = CHECK_NUMBER, .min = 1, .max = 1 },
    { .field = "category", .form = CHECK_TOKEN, .min = 1, .max = CONTENT_WORD },
    { .field = "size",     .form = CHECK_NUMBER, .min = WIRE_SECTION_MIN, .max = WIRE_SECTION_BYTES },
    { .field = "sealed_key_hash", .form = CHECK_BYTES, .min = WIRE_DIGEST_SIZE,
      .max = WIRE_DIGEST_SIZE },
    { .field = "ciphertext_hash", .form = CHECK_BYTES, .min = WIRE_DIGEST_SIZE,
      .max = WIRE_DIGEST_SIZE },
    { .field = "commitment", .form = CHECK_BYTES, .min = WIRE_DIGEST_SIZE, .max = WIRE_DIGEST_SIZE },
};

static const struct check_rule section_body[] = {
    { .field = "category",   .form = CHECK_TOKEN, .min = 1, .max = CONTENT_WORD },
    { .field = "media_type", .form = CHECK_ASCII, .min = MEDIA_TYPE_MIN, .max = CONTENT_MEDIA_TYPE },
    { .field = "shared",     .form = CHECK_BOOL },
    { .field = "content",    .form = CHECK_BYTES, .max = WIRE_SECTION_BYTES },
};
// clang-format on

static const char *private_header_extra(const ProtobufCMessage *message, const char **ret_field)
{
    const Samband__V1__PrivateHeader *this = (const Samband__V1__PrivateHeader *)message;

    *ret_field = "not_informed_reason";
    return this->not_informed_reason[0] && this->subject_informed != SAMBAND__V1__ANSWER__ANSWER_NO
               ? "goes with subject_informed NO only"
               : NULL;
}

static const char *section_body_extra(const ProtobufCMessage *message, const char **ret_field)
{
    const char *media_type = ((const Samband__V1__SectionBody *)message)->media_type;
    const char *slash = strchr(media_type, '/');

    *ret_field = "media_type";
    return slash && slash > media_type && slash[1] ? NULL : "type/subtype wanted";
}

#define RULES(name)                                                                                \
    .message = &samband__v1__##name##__descriptor, .rules = name, .n_rules = ARRAY_SIZE(name)

static const struct check_message messages[] = {
    { RULES(private_header), .extra = private_header_extra },
    { RULES(age) },
    { RULES(decider) },
    { RULES(section_descriptor) },
    { RULES(section_body), .extra = section_body_extra },
};

const struct check_schema content_rules = {
    .messages = messages,
    .n_messages = ARRAY_SIZE(messages),
    .garbage_code = "content_field",
    .field_code = "content_field",
};
