/* SPDX-License-Identifier: Apache-2.0 */
#include "wire/content_rules.h"

#include <string.h>

#include "content.pb-c.h"
#include "wire/content.h"
#include "wire/sizes.h"

enum {
    AGE_MAX = 150,
    REFERENCE_MAX = 100,
    MEDIA_TYPE_MIN = 3,
    DAY_MAX = 200000, /* days since 1970: the year 2517 */
};

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
    { .field = "function", .form = CHECK_TOKEN, .min = 1, .max = CONTENT_WORD,
      .may_be_empty = true },
    { .field = "consent_grant",      .form = CHECK_MESSAGE },
    { .field = "consent_withdrawal", .form = CHECK_MESSAGE },
    { .field = "consent_void",       .form = CHECK_MESSAGE },
    { .field = "take_back",          .form = CHECK_MESSAGE },
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

static const struct check_rule consent_grant[] = {
    { .field = "scope",      .form = CHECK_MESSAGE },
    { .field = "signatures", .form = CHECK_MESSAGE, .n_min = 1, .n_max = CONSENT_SIGNATURES },
};

static const struct check_rule consent_scope[] = {
    { .field = "recipients",  .form = CHECK_TOKEN, .min = 1, .max = WIRE_PARTY, .n_min = 1,
      .n_max = CONSENT_RECIPIENTS },
    { .field = "purposes",    .form = CHECK_TOKEN, .min = 1, .max = CONTENT_WORD, .n_min = 1,
      .n_max = CONSENT_PURPOSES },
    { .field = "categories",  .form = CHECK_TOKEN, .min = 1, .max = CONTENT_WORD, .n_min = 1,
      .n_max = CONSENT_CATEGORIES },
    { .field = "valid_from",  .form = CHECK_NUMBER, .max = DAY_MAX },
    { .field = "valid_until", .form = CHECK_NUMBER, .max = DAY_MAX },
    { .field = "youth",       .form = CHECK_BOOL },
    { .field = "guardians",   .form = CHECK_NUMBER, .max = CONSENT_GUARDIANS },
    { .field = "condition",   .form = CHECK_TOKEN, .min = 1, .max = CONTENT_WORD,
      .may_be_empty = true },
};

static const struct check_rule consent_signature[] = {
    { .field = "capacity", .form = CHECK_NUMBER, .min = CAPACITY_YOUTH, .max = CAPACITY_GUARDIAN },
    { .field = "guardian", .form = CHECK_NUMBER, .max = CONSENT_GUARDIANS },
    { .field = "form",     .form = CHECK_NUMBER, .min = CONSENT_WRITTEN, .max = CONSENT_ORAL },
    { .field = "day",      .form = CHECK_NUMBER, .max = DAY_MAX },
    { .field = "official", .form = CHECK_TEXT, .min = 1, .max = CONSENT_OFFICIAL },
    { .field = "evidence", .form = CHECK_BYTES, .min = CONSENT_EVIDENCE, .max = CONSENT_EVIDENCE,
      .may_be_empty = true },
};

static const struct check_rule consent_withdrawal[] = {
    { .field = "capacity", .form = CHECK_NUMBER, .min = CAPACITY_YOUTH, .max = CAPACITY_GUARDIAN },
    { .field = "guardian", .form = CHECK_NUMBER, .max = CONSENT_GUARDIANS },
    { .field = "form",     .form = CHECK_NUMBER, .min = CONSENT_WRITTEN, .max = CONSENT_ORAL },
    { .field = "day",      .form = CHECK_NUMBER, .max = DAY_MAX },
    { .field = "official", .form = CHECK_TEXT, .min = 1, .max = CONSENT_OFFICIAL },
};

static const struct check_rule consent_void[] = {
    { .field = "reason",   .form = CHECK_TOKEN, .min = 1, .max = CONTENT_WORD },
    { .field = "official", .form = CHECK_TEXT, .min = 1, .max = CONSENT_OFFICIAL },
};

static const struct check_rule take_back[] = {
    { .field = "reason",   .form = CHECK_TOKEN, .min = 1, .max = CONTENT_WORD },
    { .field = "official", .form = CHECK_TEXT, .min = 1, .max = CONSENT_OFFICIAL },
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

    *ret_field = "consents";
    for (size_t i = 0; i < this->n_consents; i++) {
        for (size_t j = 0; j < i; j++) {
            if (memcmp(this->consents[i].data, this->consents[j].data, WIRE_ID_SIZE) == 0)
                return "the same consent twice";
        }
    }
    *ret_field = "not_informed_reason";
    return this->not_informed_reason[0] && this->subject_informed != SAMBAND__V1__ANSWER__ANSWER_NO
               ? "goes with subject_informed NO only"
               : NULL;
}

static bool is_listed_twice(char *const words[], size_t n)
{
    for (size_t i = 0; i < n; i++) {
        for (size_t j = 0; j < i; j++) {
            if (strcmp(words[i], words[j]) == 0)
                return true;
        }
    }
    return false;
}

static const char *consent_scope_extra(const ProtobufCMessage *message, const char **ret_field)
{
    const Samband__V1__ConsentScope *this = (const Samband__V1__ConsentScope *)message;
    const struct {
        const char *field;
        char *const *words;
        size_t n;
    } lists[] = {
        { "recipients", this->recipients, this->n_recipients },
        { "purposes", this->purposes, this->n_purposes },
        { "categories", this->categories, this->n_categories },
    };

    for (size_t i = 0; i < ARRAY_SIZE(lists); i++) {
        *ret_field = lists[i].field;
        if (is_listed_twice(lists[i].words, lists[i].n))
            return "a word is listed twice";
    }
    return NULL;
}

/* Who signs or withdraws: the young person, who has no number, or one of the guardians. */
static const char *signer_fault(Samband__V1__Capacity capacity, uint32_t guardian)
{
    bool is_guardian = capacity == SAMBAND__V1__CAPACITY__CAPACITY_GUARDIAN;

    if (is_guardian && guardian == 0)
        return "which of the guardians, from 1, wanted";
    return !is_guardian && guardian != 0 ? "goes with a guardian only" : NULL;
}

static const char *consent_signature_extra(const ProtobufCMessage *message, const char **ret_field)
{
    const Samband__V1__ConsentSignature *this = (const Samband__V1__ConsentSignature *)message;

    *ret_field = "guardian";
    return signer_fault(this->capacity, this->guardian);
}

static const char *consent_withdrawal_extra(const ProtobufCMessage *message, const char **ret_field)
{
    const Samband__V1__ConsentWithdrawal *this = (const Samband__V1__ConsentWithdrawal *)message;

    *ret_field = "guardian";
    return signer_fault(this->capacity, this->guardian);
}

/* The young person has number 0, so the number alone tells signers apart. */
static const char *consent_grant_extra(const ProtobufCMessage *message, const char **ret_field)
{
    const Samband__V1__ConsentGrant *this = (const Samband__V1__ConsentGrant *)message;

    *ret_field = "signatures";
    for (size_t i = 0; i < this->n_signatures; i++) {
        for (size_t j = 0; j < i; j++) {
            if (this->signatures[i]->guardian == this->signatures[j]->guardian)
                return "the same signer twice";
        }
    }
    return NULL;
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
    { RULES(consent_grant), .extra = consent_grant_extra },
    { RULES(consent_scope), .extra = consent_scope_extra },
    { RULES(consent_signature), .extra = consent_signature_extra },
    { RULES(consent_withdrawal), .extra = consent_withdrawal_extra },
    { RULES(consent_void) },
    { RULES(take_back) },
    { RULES(section_descriptor) },
    { RULES(section_body), .extra = section_body_extra },
};

const struct check_schema content_rules = {
    .messages = messages,
    .n_messages = ARRAY_SIZE(messages),
    .garbage_code = "content_field",
    .field_code = "content_field",
};
