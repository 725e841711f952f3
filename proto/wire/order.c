/* SPDX-License-Identifier: Apache-2.0 */
#include "wire/order.h"

#include <assert.h>
#include <string.h>

#include "base/text.h"

/* The rows of a list of words, as a packed message points at them. */
static size_t put_words(const char *rows, size_t row, size_t n, size_t n_max, char *ret_words[])
{
    assert(n <= n_max);
    for (size_t i = 0; i < n; i++)
        ret_words[i] = (char *)(uintptr_t)(rows + i * row);
    return n;
}

static void put_scope(const struct consent_scope *scope, struct order_parts *parts)
{
    Samband__V1__ConsentScope *message = &parts->scope;

    samband__v1__consent_scope__init(message);
    message->n_recipients = put_words(scope->recipients[0], sizeof(scope->recipients[0]),
                                      scope->n_recipients, CONSENT_RECIPIENTS, parts->recipients);
    message->recipients = parts->recipients;
    message->n_purposes = put_words(scope->purposes[0], sizeof(scope->purposes[0]),
                                    scope->n_purposes, CONSENT_PURPOSES, parts->purposes);
    message->purposes = parts->purposes;
    message->n_categories = put_words(scope->categories[0], sizeof(scope->categories[0]),
                                      scope->n_categories, CONSENT_CATEGORIES, parts->categories);
    message->categories = parts->categories;
    message->valid_from = (uint32_t)scope->valid_from;
    message->valid_until = (uint32_t)scope->valid_until;
    message->youth = scope->youth;
    message->guardians = scope->guardians;
    message->condition = (char *)(uintptr_t)scope->condition;
}

static void put_signature(const struct consent_signature *signature,
                          Samband__V1__ConsentSignature *message)
{
    samband__v1__consent_signature__init(message);
    message->capacity = (Samband__V1__Capacity)signature->capacity;
    message->guardian = signature->guardian;
    message->form = (Samband__V1__ConsentForm)signature->form;
    message->day = (uint32_t)signature->day;
    message->official = (char *)(uintptr_t)signature->official;
    if (signature->has_evidence)
        message->evidence =
            (ProtobufCBinaryData){ CONSENT_EVIDENCE, (uint8_t *)(uintptr_t)signature->evidence };
}

static void put_grant(const struct consent_grant *grant, struct order_parts *parts)
{
    assert(grant->n_signatures <= CONSENT_SIGNATURES);
    samband__v1__consent_grant__init(&parts->grant);
    if (grant->has_scope) {
        put_scope(&grant->scope, parts);
        parts->grant.scope = &parts->scope;
    }
    for (size_t i = 0; i < grant->n_signatures; i++) {
        put_signature(&grant->signatures[i], &parts->signatures[i]);
        parts->signature_list[i] = &parts->signatures[i];
    }
    parts->grant.n_signatures = grant->n_signatures;
    parts->grant.signatures = parts->signature_list;
}

static void put_withdrawal(const struct consent_withdrawal *withdrawal,
                           Samband__V1__ConsentWithdrawal *message)
{
    samband__v1__consent_withdrawal__init(message);
    message->capacity = (Samband__V1__Capacity)withdrawal->capacity;
    message->guardian = withdrawal->guardian;
    message->form = (Samband__V1__ConsentForm)withdrawal->form;
    message->day = (uint32_t)withdrawal->day;
    message->official = (char *)(uintptr_t)withdrawal->official;
}

void order_put(const struct private_header *header, struct order_parts *parts,
               Samband__V1__PrivateHeader *message)
{
    char *reason = (char *)(uintptr_t)header->revocation.reason;
    char *official = (char *)(uintptr_t)header->revocation.official;

    switch (header->order) {
    case ORDER_NONE:
        break;
    case ORDER_CONSENT_GRANT:
        put_grant(&header->grant, parts);
        message->order_case = SAMBAND__V1__PRIVATE_HEADER__ORDER_CONSENT_GRANT;
        message->consent_grant = &parts->grant;
        break;
    case ORDER_CONSENT_WITHDRAWAL:
        put_withdrawal(&header->withdrawal, &parts->withdrawal);
        message->order_case = SAMBAND__V1__PRIVATE_HEADER__ORDER_CONSENT_WITHDRAWAL;
        message->consent_withdrawal = &parts->withdrawal;
        break;
    case ORDER_CONSENT_VOID:
        samband__v1__consent_void__init(&parts->voiding);
        parts->voiding.reason = reason;
        parts->voiding.official = official;
        message->order_case = SAMBAND__V1__PRIVATE_HEADER__ORDER_CONSENT_VOID;
        message->consent_void = &parts->voiding;
        break;
    case ORDER_TAKE_BACK:
        samband__v1__take_back__init(&parts->take_back);
        parts->take_back.reason = reason;
        parts->take_back.official = official;
        message->order_case = SAMBAND__V1__PRIVATE_HEADER__ORDER_TAKE_BACK;
        message->take_back = &parts->take_back;
        break;
    }
}

/* Here and below: that everything fits is checked by the rules. */
static void get_words(char *const words[], size_t n, char *ret_rows, size_t row)
{
    for (size_t i = 0; i < n; i++)
        text_put(ret_rows + i * row, row, words[i]);
}

static void get_scope(const Samband__V1__ConsentScope *message, struct consent_scope *scope)
{
    scope->n_recipients = message->n_recipients;
    get_words(message->recipients, message->n_recipients, scope->recipients[0],
              sizeof(scope->recipients[0]));
    scope->n_purposes = message->n_purposes;
    get_words(message->purposes, message->n_purposes, scope->purposes[0],
              sizeof(scope->purposes[0]));
    scope->n_categories = message->n_categories;
    get_words(message->categories, message->n_categories, scope->categories[0],
              sizeof(scope->categories[0]));
    scope->valid_from = (int32_t)message->valid_from;
    scope->valid_until = (int32_t)message->valid_until;
    scope->youth = message->youth;
    scope->guardians = message->guardians;
    text_put(scope->condition, sizeof(scope->condition), message->condition);
}

static void get_signature(const Samband__V1__ConsentSignature *message,
                          struct consent_signature *signature)
{
    signature->capacity = (enum capacity)message->capacity;
    signature->guardian = message->guardian;
    signature->form = (enum consent_form)message->form;
    signature->day = (int32_t)message->day;
    text_put(signature->official, sizeof(signature->official), message->official);
    signature->has_evidence = message->evidence.len != 0;
    if (signature->has_evidence)
        memcpy(signature->evidence, message->evidence.data, sizeof(signature->evidence));
}

static void get_grant(const Samband__V1__ConsentGrant *message, struct consent_grant *grant)
{
    grant->has_scope = message->scope != NULL;
    if (message->scope)
        get_scope(message->scope, &grant->scope);
    grant->n_signatures = message->n_signatures;
    for (size_t i = 0; i < message->n_signatures; i++)
        get_signature(message->signatures[i], &grant->signatures[i]);
}

static void get_withdrawal(const Samband__V1__ConsentWithdrawal *message,
                           struct consent_withdrawal *withdrawal)
{
    withdrawal->capacity = (enum capacity)message->capacity;
    withdrawal->guardian = message->guardian;
    withdrawal->form = (enum consent_form)message->form;
    withdrawal->day = (int32_t)message->day;
    text_put(withdrawal->official, sizeof(withdrawal->official), message->official);
}

static void get_revocation(const char *reason, const char *official,
                           struct consent_revocation *revocation)
{
    text_put(revocation->reason, sizeof(revocation->reason), reason);
    text_put(revocation->official, sizeof(revocation->official), official);
}

void order_get(const Samband__V1__PrivateHeader *message, struct private_header *header)
{
    header->order = ORDER_NONE;
    switch (message->order_case) {
    case SAMBAND__V1__PRIVATE_HEADER__ORDER_CONSENT_GRANT:
        header->order = ORDER_CONSENT_GRANT;
        get_grant(message->consent_grant, &header->grant);
        break;
    case SAMBAND__V1__PRIVATE_HEADER__ORDER_CONSENT_WITHDRAWAL:
        header->order = ORDER_CONSENT_WITHDRAWAL;
        get_withdrawal(message->consent_withdrawal, &header->withdrawal);
        break;
    case SAMBAND__V1__PRIVATE_HEADER__ORDER_CONSENT_VOID:
        header->order = ORDER_CONSENT_VOID;
        get_revocation(message->consent_void->reason, message->consent_void->official,
                       &header->revocation);
        break;
    case SAMBAND__V1__PRIVATE_HEADER__ORDER_TAKE_BACK:
        header->order = ORDER_TAKE_BACK;
        get_revocation(message->take_back->reason, message->take_back->official,
                       &header->revocation);
        break;
    default:
        break;
    }
}
