/* SPDX-License-Identifier: Apache-2.0 */
#include "wire/frame_rules.h"

#include <string.h>

#include "frames.pb-c.h"
#include "model/item.h"
#include "wire/sizes.h"

#define COUNTER_MAX ((uint64_t)INT64_MAX)

// clang-format off
static const struct check_rule frame[] = {
    { .field = "hello",            .form = CHECK_MESSAGE },
    { .field = "welcome",          .form = CHECK_MESSAGE },
    { .field = "submit",           .form = CHECK_MESSAGE },
    { .field = "receipts",         .form = CHECK_MESSAGE },
    { .field = "deliver",          .form = CHECK_MESSAGE },
    { .field = "confirm",          .form = CHECK_MESSAGE },
    { .field = "acknowledgements", .form = CHECK_MESSAGE },
    { .field = "ping",             .form = CHECK_MESSAGE },
    { .field = "error",            .form = CHECK_MESSAGE },
    { .field = "recall",           .form = CHECK_MESSAGE },
    { .field = "question",         .form = CHECK_MESSAGE },
    { .field = "question_answer",  .form = CHECK_MESSAGE },
};

static const struct check_rule hello[] = {
    { .field = "version",          .form = CHECK_NUMBER, .min = 1, .max = UINT32_MAX },
    { .field = "party",            .form = CHECK_TOKEN, .min = 1, .max = WIRE_PARTY },
    { .field = "card",             .form = CHECK_BYTES, .min = 1, .max = WIRE_CARD_BYTES },
    { .field = "credit",           .form = CHECK_NUMBER, .min = 1, .max = WIRE_DELIVER_CREDIT },
    { .field = "highest_takeover", .form = CHECK_NUMBER, .max = COUNTER_MAX },
    { .field = "newest",           .form = CHECK_MESSAGE },
    { .field = "incarnations",     .form = CHECK_BYTES, .min = WIRE_ID_SIZE, .max = WIRE_ID_SIZE,
      .n_max = WIRE_INCARNATIONS },
};

static const struct check_rule welcome[] = {
    { .field = "version",      .form = CHECK_NUMBER, .min = 1, .max = UINT32_MAX },
    { .field = "log",          .form = CHECK_ASCII, .min = 1, .max = WIRE_ORIGIN },
    { .field = "takeover",     .form = CHECK_NUMBER, .max = COUNTER_MAX },
    { .field = "credit",       .form = CHECK_NUMBER, .min = 1, .max = WIRE_SUBMIT_CREDIT },
    { .field = "card",         .form = CHECK_BYTES, .min = 1, .max = WIRE_CARD_BYTES },
    { .field = "known",        .form = CHECK_MESSAGE, .n_max = WIRE_INCARNATIONS },
    { .field = "heartbeat_ms", .form = CHECK_NUMBER, .min = 1, .max = WIRE_HEARTBEAT_MS },
};

static const struct check_rule known_number[] = {
    { .field = "incarnation", .form = CHECK_BYTES, .min = WIRE_ID_SIZE, .max = WIRE_ID_SIZE },
    { .field = "number",      .form = CHECK_NUMBER, .max = COUNTER_MAX },
};

static const struct check_rule submit[] = {
    { .field = "text",      .form = CHECK_BYTES, .min = 1, .max = WIRE_TEXT_BYTES },
    { .field = "signature", .form = CHECK_BYTES, .min = WIRE_SIGNATURE_SIZE,
      .max = WIRE_SIGNATURE_SIZE },
    { .field = "private_header", .form = CHECK_BYTES, .max = WIRE_PRIVATE_HEADER_BYTES },
    { .field = "private_header_salt", .form = CHECK_BYTES, .min = WIRE_SALT_SIZE,
      .max = WIRE_SALT_SIZE },
    { .field = "subject", .form = CHECK_BYTES, .min = WIRE_SUBJECT_SIZE, .max = WIRE_SUBJECT_SIZE,
      .may_be_empty = true },
    { .field = "subject_salt", .form = CHECK_BYTES, .min = WIRE_SALT_SIZE, .max = WIRE_SALT_SIZE,
      .may_be_empty = true },
    { .field = "seq",         .form = CHECK_BYTES, .min = WIRE_SEQ_SIZE, .max = WIRE_SEQ_SIZE },
    { .field = "seq_salt",    .form = CHECK_BYTES, .min = WIRE_SALT_SIZE, .max = WIRE_SALT_SIZE },
    { .field = "sections",    .form = CHECK_MESSAGE, .n_max = WIRE_SECTIONS },
    { .field = "traceparent", .form = CHECK_ASCII, .min = 55, .max = 55, .may_be_empty = true },
};

static const struct check_rule sealed_section[] = {
    { .field = "index",      .form = CHECK_NUMBER, .max = WIRE_SECTIONS - 1 },
    { .field = "descriptor", .form = CHECK_BYTES, .min = 1, .max = WIRE_DESCRIPTOR_BYTES },
    { .field = "salt",       .form = CHECK_BYTES, .min = WIRE_SALT_SIZE, .max = WIRE_SALT_SIZE },
    { .field = "sealed_key", .form = CHECK_BYTES, .min = WIRE_SEALED_KEY_SIZE,
      .max = WIRE_SEALED_KEY_SIZE },
    { .field = "ciphertext", .form = CHECK_BYTES, .min = WIRE_SECTION_MIN,
      .max = WIRE_SECTION_BYTES },
};

static const struct check_rule receipt[] = {
    { .field = "item",      .form = CHECK_BYTES, .min = 1, .max = WIRE_ITEM_BYTES },
    { .field = "n",         .form = CHECK_NUMBER, .min = 1, .max = UINT32_MAX },
    { .field = "index",     .form = CHECK_NUMBER, .max = UINT32_MAX },
    { .field = "path",      .form = CHECK_BYTES, .min = WIRE_DIGEST_SIZE, .max = WIRE_DIGEST_SIZE,
      .n_max = WIRE_PATH },
    { .field = "signature", .form = CHECK_BYTES, .min = WIRE_SIGNATURE_SIZE,
      .max = WIRE_SIGNATURE_SIZE },
    { .field = "card",      .form = CHECK_BYTES, .min = 1, .max = WIRE_CARD_BYTES },
    { .field = "sealed_reference", .form = CHECK_BYTES, .max = WIRE_SEALED_REFERENCE_BYTES },
    { .field = "new_card",  .form = CHECK_BYTES, .max = WIRE_CARD_BYTES },
};

static const struct check_rule receipts[] = {
    { .field = "receipts", .form = CHECK_MESSAGE, .n_min = 1, .n_max = WIRE_RECEIPTS },
};

static const struct check_rule deliver[] = {
    { .field = "takeover",  .form = CHECK_NUMBER, .max = COUNTER_MAX },
    { .field = "attempt",   .form = CHECK_NUMBER, .min = 1, .max = UINT32_MAX },
    { .field = "text",      .form = CHECK_BYTES, .min = 1, .max = WIRE_TEXT_BYTES },
    { .field = "signature", .form = CHECK_BYTES, .min = WIRE_SIGNATURE_SIZE,
      .max = WIRE_SIGNATURE_SIZE },
    { .field = "sender_card",    .form = CHECK_BYTES, .min = 1, .max = WIRE_CARD_BYTES },
    { .field = "private_header", .form = CHECK_BYTES, .max = WIRE_PRIVATE_HEADER_BYTES },
    { .field = "private_header_salt", .form = CHECK_BYTES, .min = WIRE_SALT_SIZE,
      .max = WIRE_SALT_SIZE },
    { .field = "sections", .form = CHECK_MESSAGE, .n_max = WIRE_SECTIONS },
    { .field = "delivery", .form = CHECK_MESSAGE, .min = 1 },
};

static const struct check_rule confirm[] = {
    { .field = "takeover", .form = CHECK_NUMBER, .max = COUNTER_MAX },
    { .field = "receipts", .form = CHECK_MESSAGE, .n_min = 1, .n_max = WIRE_RECEIPTS },
};

static const struct check_rule recall[] = {
    { .field = "takeover",  .form = CHECK_NUMBER, .max = COUNTER_MAX },
    { .field = "id",        .form = CHECK_UUID, .min = WIRE_ID_SIZE, .max = WIRE_ID_SIZE },
    { .field = "text",      .form = CHECK_BYTES, .min = 1, .max = WIRE_TEXT_BYTES },
    { .field = "signature", .form = CHECK_BYTES, .min = WIRE_SIGNATURE_SIZE,
      .max = WIRE_SIGNATURE_SIZE },
    { .field = "sender_card", .form = CHECK_BYTES, .min = 1, .max = WIRE_CARD_BYTES },
    { .field = "exchange", .form = CHECK_BYTES, .min = WIRE_DIGEST_SIZE, .max = WIRE_DIGEST_SIZE },
};

static const struct check_rule question[] = {
    { .field = "text",      .form = CHECK_BYTES, .min = 1, .max = WIRE_QUESTION_BYTES },
    { .field = "signature", .form = CHECK_BYTES, .min = WIRE_SIGNATURE_SIZE,
      .max = WIRE_SIGNATURE_SIZE },
    { .field = "private_header", .form = CHECK_BYTES, .max = WIRE_PRIVATE_HEADER_BYTES },
    { .field = "private_header_salt", .form = CHECK_BYTES, .min = WIRE_SALT_SIZE,
      .max = WIRE_SALT_SIZE },
    { .field = "subject", .form = CHECK_BYTES, .min = WIRE_SUBJECT_SIZE, .max = WIRE_SUBJECT_SIZE,
      .may_be_empty = true },
    { .field = "subject_salt", .form = CHECK_BYTES, .min = WIRE_SALT_SIZE, .max = WIRE_SALT_SIZE,
      .may_be_empty = true },
    { .field = "categories", .form = CHECK_TOKEN, .min = 1, .max = WIRE_WORD, .n_min = 1,
      .n_max = WIRE_SECTIONS },
    { .field = "categories_salt", .form = CHECK_BYTES, .min = WIRE_SALT_SIZE,
      .max = WIRE_SALT_SIZE },
    { .field = "language", .form = CHECK_TOKEN, .min = 1, .max = WIRE_LANGUAGE,
      .may_be_empty = true },
};

static const struct check_rule question_answer[] = {
    { .field = "id",        .form = CHECK_UUID, .min = WIRE_ID_SIZE, .max = WIRE_ID_SIZE },
    { .field = "leaf",      .form = CHECK_NUMBER, .max = COUNTER_MAX },
    { .field = "decision",  .form = CHECK_TOKEN, .min = 1, .max = WIRE_WORD },
    { .field = "rule",      .form = CHECK_TOKEN, .min = 1, .max = WIRE_GROUND },
    { .field = "ground",    .form = CHECK_TOKEN, .min = 1, .max = WIRE_GROUND,
      .may_be_empty = true },
    { .field = "citation",  .form = CHECK_TEXT, .max = WIRE_SENTENCE },
    { .field = "code",      .form = CHECK_TOKEN, .min = 1, .max = WIRE_WORD },
    { .field = "reason",    .form = CHECK_TEXT, .max = WIRE_SENTENCE },
    { .field = "sections",  .form = CHECK_MESSAGE, .n_min = 1, .n_max = WIRE_SECTIONS },
    { .field = "grounds",   .form = CHECK_MESSAGE, .n_max = WIRE_GROUNDS },
    { .field = "filled_in", .form = CHECK_BOOL },
    { .field = "language",  .form = CHECK_TOKEN, .min = 1, .max = WIRE_LANGUAGE },
};

static const struct check_rule answered_section[] = {
    { .field = "category", .form = CHECK_TOKEN, .min = 1, .max = WIRE_WORD },
    { .field = "verdict",  .form = CHECK_TOKEN, .min = 1, .max = WIRE_WORD },
    { .field = "rule",     .form = CHECK_TOKEN, .min = 1, .max = WIRE_GROUND },
    { .field = "ground",   .form = CHECK_TOKEN, .min = 1, .max = WIRE_GROUND,
      .may_be_empty = true },
    { .field = "citation", .form = CHECK_TEXT, .max = WIRE_SENTENCE },
    { .field = "code",     .form = CHECK_TOKEN, .min = 1, .max = WIRE_WORD },
    { .field = "reason",   .form = CHECK_TEXT, .max = WIRE_SENTENCE },
    { .field = "needs",    .form = CHECK_TEXT, .min = 1, .max = WIRE_SENTENCE,
      .n_max = WIRE_NEEDS },
};

static const struct check_rule answered_ground[] = {
    { .field = "ground",   .form = CHECK_TOKEN, .min = 1, .max = WIRE_GROUND },
    { .field = "kind",     .form = CHECK_TOKEN, .min = 1, .max = WIRE_WORD },
    { .field = "citation", .form = CHECK_TEXT, .max = WIRE_SENTENCE },
    { .field = "summary",  .form = CHECK_TEXT, .max = WIRE_SENTENCE },
    { .field = "whole",    .form = CHECK_BOOL },
};

static const struct check_rule acknowledgements[] = {
    { .field = "acknowledgements", .form = CHECK_MESSAGE, .n_min = 1,
      .n_max = WIRE_ACKNOWLEDGEMENTS },
};

static const struct check_rule acknowledgement[] = {
    { .field = "id",    .form = CHECK_UUID, .min = WIRE_ID_SIZE, .max = WIRE_ID_SIZE },
    { .field = "state", .form = CHECK_TOKEN, .min = 1, .max = WIRE_WORD },
};

static const struct check_rule ping[] = {
    { .field = "number", .form = CHECK_NUMBER, .max = UINT64_MAX },
    { .field = "answer", .form = CHECK_BOOL },
};

static const struct check_rule error[] = {
    { .field = "id",    .form = CHECK_UUID, .min = WIRE_ID_SIZE, .max = WIRE_ID_SIZE,
      .may_be_empty = true },
    { .field = "code",  .form = CHECK_TOKEN, .min = 1, .max = WIRE_WORD },
    { .field = "text",  .form = CHECK_TEXT, .max = WIRE_ERROR_TEXT },
    { .field = "field", .form = CHECK_TEXT, .max = WIRE_ERROR_FIELD },
    { .field = "retry_after_ms", .form = CHECK_NUMBER, .max = WIRE_RETRY_AFTER_MS },
};
// clang-format on

static const char *frame_extra(const ProtobufCMessage *message, const char **ret_field)
{
    *ret_field = "";
    return ((const Samband__V1__Frame *)message)->kind_case == SAMBAND__V1__FRAME__KIND__NOT_SET
               ? "no kind that is known"
               : NULL;
}

static const char *sections_extra(Samband__V1__SealedSection *const *sections, size_t n,
                                  const char **ret_field)
{
    *ret_field = "sections";
    for (size_t i = 1; i < n; i++) {
        if (sections[i]->index <= sections[i - 1]->index)
            return "not in the order of the text";
    }
    return NULL;
}

/* W3C Trace Context: version 00, then ids and flags in lower-case hex. */
static bool is_traceparent(const char *text)
{
    if (strlen(text) != 55 || strncmp(text, "00-", 3) != 0)
        return false;
    for (size_t i = 3; i < 55; i++) {
        if (i == 35 || i == 52 ? text[i] != '-' : !strchr("0123456789abcdef", text[i]))
            return false;
    }
    return true;
}

static const char *submit_extra(const ProtobufCMessage *message, const char **ret_field)
{
    const Samband__V1__Submit *this = (const Samband__V1__Submit *)message;

    *ret_field = "subject_salt";
    if ((this->subject.len == 0) != (this->subject_salt.len == 0))
        return "goes with a subject, and only with one";
    *ret_field = "traceparent";
    if (this->traceparent[0] && !is_traceparent(this->traceparent))
        return "not of version 00 of W3C Trace Context";
    return sections_extra(this->sections, this->n_sections, ret_field);
}

static const char *deliver_extra(const ProtobufCMessage *message, const char **ret_field)
{
    const Samband__V1__Deliver *this = (const Samband__V1__Deliver *)message;

    return sections_extra(this->sections, this->n_sections, ret_field);
}

static const char *receipt_extra(const ProtobufCMessage *message, const char **ret_field)
{
    const Samband__V1__Receipt *this = (const Samband__V1__Receipt *)message;

    *ret_field = "index";
    return this->index >= this->n ? "below n wanted" : NULL;
}

static bool is_language(const char *word)
{
    return strcmp(word, "sv") == 0 || strcmp(word, "nb") == 0 || strcmp(word, "en") == 0;
}

static const char *question_extra(const ProtobufCMessage *message, const char **ret_field)
{
    const Samband__V1__Question *this = (const Samband__V1__Question *)message;

    *ret_field = "subject_salt";
    if ((this->subject.len == 0) != (this->subject_salt.len == 0))
        return "goes with a subject, and only with one";
    *ret_field = "language";
    if (this->language[0] && !is_language(this->language))
        return "not sv, nb or en";
    *ret_field = "categories";
    for (size_t i = 1; i < this->n_categories; i++) {
        for (size_t j = 0; j < i; j++) {
            if (strcmp(this->categories[i], this->categories[j]) == 0)
                return "one stands twice";
        }
    }
    return NULL;
}

static bool is_verdict(const char *word, bool of_whole)
{
    enum verdict verdict;

    return verdict_read(word, &verdict) && (!of_whole || verdict != VERDICT_LEAVE_OUT);
}

static const char *question_answer_extra(const ProtobufCMessage *message, const char **ret_field)
{
    const Samband__V1__QuestionAnswer *this = (const Samband__V1__QuestionAnswer *)message;

    *ret_field = "decision";
    if (!is_verdict(this->decision, true))
        return "not permit or refuse";
    *ret_field = "filled_in";
    if (this->filled_in && !this->ground[0])
        return "goes with a ground";
    *ret_field = "language";
    return is_language(this->language) ? NULL : "not sv, nb or en";
}

static const char *answered_section_extra(const ProtobufCMessage *message, const char **ret_field)
{
    *ret_field = "verdict";
    return is_verdict(((const Samband__V1__AnsweredSection *)message)->verdict, false)
               ? NULL
               : "not permit, leave_out or refuse";
}

static const char *acknowledgement_extra(const ProtobufCMessage *message, const char **ret_field)
{
    static const enum item_state states[] = { STATE_HANDED_OVER, STATE_REGISTERED, STATE_RETURNED,
                                              STATE_WITHDRAWN,   STATE_TAKEN_BACK, STATE_DESTROYED,
                                              STATE_FETCHED };
    const Samband__V1__Acknowledgement *this = (const Samband__V1__Acknowledgement *)message;

    *ret_field = "state";
    for (size_t i = 0; i < ARRAY_SIZE(states); i++) {
        if (strcmp(this->state, item_state_name(states[i])) == 0)
            return NULL;
    }
    return "not a state that a sender acknowledges";
}

#define RULES(name)                                                                                \
    .message = &samband__v1__##name##__descriptor, .rules = name, .n_rules = ARRAY_SIZE(name)

static const struct check_message messages[] = {
    { RULES(frame), .extra = frame_extra },
    { RULES(hello) },
    { RULES(welcome) },
    { RULES(known_number) },
    { RULES(submit), .extra = submit_extra },
    { RULES(sealed_section) },
    { RULES(receipt), .extra = receipt_extra },
    { RULES(receipts) },
    { RULES(deliver), .extra = deliver_extra },
    { RULES(confirm) },
    { RULES(recall) },
    { RULES(question), .extra = question_extra },
    { RULES(question_answer), .extra = question_answer_extra },
    { RULES(answered_section), .extra = answered_section_extra },
    { RULES(answered_ground) },
    { RULES(acknowledgements) },
    { RULES(acknowledgement), .extra = acknowledgement_extra },
    { RULES(ping) },
    { RULES(error) },
};

const struct check_schema frame_rules = {
    .messages = messages,
    .n_messages = ARRAY_SIZE(messages),
    .garbage_code = "frame_garbage",
    .field_code = "frame_field",
};
