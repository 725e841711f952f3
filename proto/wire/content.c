/* SPDX-License-Identifier: Apache-2.0 */
#include "wire/content.h"

#include <assert.h>
#include <string.h>

#include "base/text.h"
#include "content.pb-c.h"
#include "wire/content_rules.h"
#include "wire/order.h"
#include "wire/sizes.h"

/* Appends the message as it goes into a digest or under a seal. */
static void pack(const ProtobufCMessage *message, struct buffer *ret_bytes)
{
    size_t size = protobuf_c_message_get_packed_size(message);

    protobuf_c_message_pack(message, buffer_extend(ret_bytes, size));
}

static void message_free(ProtobufCMessage *message)
{
    protobuf_c_message_free_unpacked(message, NULL);
}
DEFINE_CLEANUP(ProtobufCMessage *, message_free)

static enum fault unpack(const ProtobufCMessageDescriptor *descriptor, const char *name,
                         struct bytes bytes, ProtobufCMessage **ret_message, struct error *err)
{
    CLEANUP(message_free) ProtobufCMessage *message = NULL;
    enum fault fault = check_bytes(&content_rules, descriptor, name, bytes, err);

    if (fault)
        return fault;
    message = protobuf_c_message_unpack(descriptor, NULL, bytes.size, bytes.data);
    if (!message)
        return error_set_code(err, FAULT_INPUT, "content_field", "%s: no protobuf message", name);
    fault = check_message(&content_rules, message, name, err);
    if (fault)
        return fault;
    *ret_message = TAKE(message);
    return FAULT_NONE;
}

/* What a packed decider points at. */
struct decider_parts {
    Samband__V1__Decider message;
    char *reasons[CONTENT_REASONS];
};

static Samband__V1__Decider *decider_of(const struct private_header *header,
                                        struct decider_parts *parts)
{
    if (!header->has_decider)
        return NULL;
    assert(header->n_decider_reasons <= CONTENT_REASONS);
    samband__v1__decider__init(&parts->message);
    parts->message.reference = (char *)(uintptr_t)header->decider_reference;
    parts->message.role = (char *)(uintptr_t)header->decider_role;
    for (size_t i = 0; i < header->n_decider_reasons; i++)
        parts->reasons[i] = (char *)(uintptr_t)header->decider_reasons[i];
    parts->message.n_reasons = header->n_decider_reasons;
    parts->message.reasons = parts->reasons;
    parts->message.assessment =
        (ProtobufCBinaryData){ sizeof(header->decider_assessment),
                               (uint8_t *)(uintptr_t)header->decider_assessment };
    return &parts->message;
}

static void set_flags(const struct private_header *header, Samband__V1__PrivateHeader *message)
{
    message->certainty = (Samband__V1__Certainty)header->certainty;
    message->whole_or_nothing = header->whole_or_nothing;
    message->protected_identity = header->protected_identity;
    message->notifier_protected = header->notifier_protected;
    message->feedback_requested = header->feedback_requested;
    message->unverified = header->unverified;
    message->subject_informed = (Samband__V1__Answer)header->subject_informed;
    message->not_informed_reason = (char *)(uintptr_t)header->not_informed_reason;
    message->child_heard = (Samband__V1__Answer)header->child_heard;
    message->function = (char *)(uintptr_t)header->function;
}

void private_header_write(const struct private_header *header, struct buffer *ret_bytes)
{
    Samband__V1__PrivateHeader message = SAMBAND__V1__PRIVATE_HEADER__INIT;
    Samband__V1__Age age = SAMBAND__V1__AGE__INIT, age_at_act = SAMBAND__V1__AGE__INIT;
    ProtobufCBinaryData consents[CONTENT_CONSENTS];
    struct decider_parts decider;
    struct order_parts order;

    assert(header->n_consents <= CONTENT_CONSENTS);
    assert(header->n_do_not_inform <= CONTENT_GUARDIANS);
    age.years = header->age;
    age_at_act.years = header->age_at_act;
    message.age = header->has_age ? &age : NULL;
    message.age_at_act = header->has_age_at_act ? &age_at_act : NULL;
    for (size_t i = 0; i < header->n_consents; i++)
        consents[i] =
            (ProtobufCBinaryData){ UUID_SIZE, (uint8_t *)(uintptr_t)header->consents[i].bytes };
    message.n_consents = header->n_consents;
    message.consents = consents;
    message.decider = decider_of(header, &decider);
    message.n_do_not_inform = header->n_do_not_inform;
    message.do_not_inform = (uint32_t *)(uintptr_t)header->do_not_inform;
    set_flags(header, &message);
    order_put(header, &order, &message);
    pack(&message.base, ret_bytes);
}

static void get_decider(const Samband__V1__Decider *message, struct private_header *header)
{
    header->has_decider = message != NULL;
    if (!message)
        return;
    /* Here and below: that it fits is checked by the rules. */
    text_put(header->decider_reference, sizeof(header->decider_reference), message->reference);
    text_put(header->decider_role, sizeof(header->decider_role), message->role);
    header->n_decider_reasons = message->n_reasons;
    for (size_t i = 0; i < message->n_reasons; i++)
        text_put(header->decider_reasons[i], sizeof(header->decider_reasons[i]),
                 message->reasons[i]);
    memcpy(header->decider_assessment, message->assessment.data,
           sizeof(header->decider_assessment));
}

static void get_flags(const Samband__V1__PrivateHeader *message, struct private_header *header)
{
    header->certainty = (enum certainty)message->certainty;
    header->whole_or_nothing = message->whole_or_nothing;
    header->protected_identity = message->protected_identity;
    header->notifier_protected = message->notifier_protected;
    header->feedback_requested = message->feedback_requested;
    header->unverified = message->unverified;
    header->subject_informed = (enum header_answer)message->subject_informed;
    text_put(header->not_informed_reason, sizeof(header->not_informed_reason),
             message->not_informed_reason);
    header->child_heard = (enum header_answer)message->child_heard;
    text_put(header->function, sizeof(header->function), message->function);
}

enum fault private_header_read(struct bytes bytes, struct private_header *ret_header,
                               struct error *err)
{
    CLEANUP(message_free) ProtobufCMessage *unpacked = NULL;
    const Samband__V1__PrivateHeader *message;
    enum fault fault =
        unpack(&samband__v1__private_header__descriptor, "private_header", bytes, &unpacked, err);

    if (fault)
        return fault;
    message = (const Samband__V1__PrivateHeader *)unpacked;
    *ret_header = (struct private_header){
        .has_age = message->age != NULL,
        .age = message->age ? message->age->years : 0,
        .has_age_at_act = message->age_at_act != NULL,
        .age_at_act = message->age_at_act ? message->age_at_act->years : 0,
        .n_consents = message->n_consents,
        .n_do_not_inform = message->n_do_not_inform,
    };
    for (size_t i = 0; i < message->n_consents; i++)
        memcpy(ret_header->consents[i].bytes, message->consents[i].data, UUID_SIZE);
    for (size_t i = 0; i < message->n_do_not_inform; i++)
        ret_header->do_not_inform[i] = message->do_not_inform[i];
    get_decider(message->decider, ret_header);
    get_flags(message, ret_header);
    order_get(message, ret_header);
    return FAULT_NONE;
}

void section_descriptor_write(const struct section_descriptor *descriptor, struct buffer *ret_bytes)
{
    Samband__V1__SectionDescriptor message = SAMBAND__V1__SECTION_DESCRIPTOR__INIT;
    struct section_descriptor copy = *descriptor;

    message.scheme = copy.scheme;
    message.category = copy.category;
    message.size = copy.size;
    message.sealed_key_hash =
        (ProtobufCBinaryData){ sizeof(copy.sealed_key_hash), copy.sealed_key_hash };
    message.ciphertext_hash =
        (ProtobufCBinaryData){ sizeof(copy.ciphertext_hash), copy.ciphertext_hash };
    message.commitment = (ProtobufCBinaryData){ sizeof(copy.commitment), copy.commitment };
    pack(&message.base, ret_bytes);
}

enum fault section_descriptor_read(struct bytes bytes, struct section_descriptor *ret_descriptor,
                                   struct error *err)
{
    CLEANUP(message_free) ProtobufCMessage *unpacked = NULL;
    const Samband__V1__SectionDescriptor *message;
    struct section_descriptor descriptor = { 0 };
    enum fault fault = unpack(&samband__v1__section_descriptor__descriptor, "section_descriptor",
                              bytes, &unpacked, err);

    if (fault)
        return fault;
    message = (const Samband__V1__SectionDescriptor *)unpacked;
    descriptor.scheme = message->scheme;
    descriptor.size = message->size;
    text_put(descriptor.category, sizeof(descriptor.category), message->category);
    memcpy(descriptor.sealed_key_hash, message->sealed_key_hash.data, WIRE_DIGEST_SIZE);
    memcpy(descriptor.ciphertext_hash, message->ciphertext_hash.data, WIRE_DIGEST_SIZE);
    memcpy(descriptor.commitment, message->commitment.data, WIRE_DIGEST_SIZE);
    *ret_descriptor = descriptor;
    return FAULT_NONE;
}

void section_body_write(const struct section_body *body, struct buffer *ret_bytes)
{
    Samband__V1__SectionBody message = SAMBAND__V1__SECTION_BODY__INIT;

    message.category = (char *)(uintptr_t)body->category;
    message.media_type = (char *)(uintptr_t)body->media_type;
    message.shared = body->shared;
    message.content =
        (ProtobufCBinaryData){ body->content.size, (uint8_t *)(uintptr_t)body->content.data };
    pack(&message.base, ret_bytes);
}

enum fault section_body_read(struct bytes bytes, struct owned_section_body *ret_body,
                             struct error *err)
{
    CLEANUP(message_free) ProtobufCMessage *unpacked = NULL;
    Samband__V1__SectionBody *message;
    struct owned_section_body body = { 0 };
    enum fault fault =
        unpack(&samband__v1__section_body__descriptor, "section_body", bytes, &unpacked, err);

    if (fault)
        return fault;
    message = (Samband__V1__SectionBody *)unpacked;
    text_put(body.category, sizeof(body.category), message->category);
    text_put(body.media_type, sizeof(body.media_type), message->media_type);
    body.shared = message->shared;
    buffer_append(&body.content, message->content.data, message->content.len);
    if (message->content.len) /* what was sealed does not stay behind in freed memory */
        explicit_bzero(message->content.data, message->content.len);
    *ret_body = body;
    return FAULT_NONE;
}

void owned_section_body_clear(struct owned_section_body *body)
{
    buffer_clear(&body->content);
    *body = (struct owned_section_body){ 0 };
}
