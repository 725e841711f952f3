/* SPDX-License-Identifier: EUPL-1.2 */
#include "broker/order.h"

#include "core/card_in_use.h"
#include "core/exchange.h"

static const struct {
    enum order_kind kind;
    const char *type;
} types[] = {
    { ORDER_CONSENT_GRANT, "consent_grant" },
    { ORDER_CONSENT_WITHDRAWAL, "consent_withdrawal" },
    { ORDER_CONSENT_VOID, "consent_void" },
    { ORDER_TAKE_BACK, "take_back" },
};

bool order_is(const struct submission *submission)
{
    return strcmp(submission->exchange.recipient, PARTY_BUS) == 0;
}

bool order_is_of_consent(const struct submission *submission)
{
    return order_is(submission) && submission->header.order != ORDER_TAKE_BACK;
}

bool order_ends_exchanges(const struct submission *submission)
{
    return order_is(submission) && submission->header.order != ORDER_CONSENT_GRANT;
}

static bool fits_type(enum order_kind kind, const char *type)
{
    for (size_t i = 0; i < ARRAY_SIZE(types); i++) {
        if (types[i].kind == kind)
            return strcmp(types[i].type, type) == 0;
    }
    return false;
}

enum fault order_check(const struct submission *submission, struct error *err)
{
    const struct exchange_text *exchange = &submission->exchange;
    enum order_kind kind = submission->header.order;

    if (!order_is(submission)) {
        if (kind != ORDER_NONE)
            return error_set_code(err, FAULT_INPUT, "bad_content",
                                  "private_header.order: an order goes to the bus only");
        return FAULT_NONE;
    }
    if (!fits_type(kind, exchange->type))
        return error_set_code(err, FAULT_INPUT, "bad_content",
                              "text, type: not what the private header orders of the bus");
    if (exchange->n_sections > 0)
        return error_set_code(err, FAULT_INPUT, "bad_content",
                              "text, section: an order to the bus has none");
    if (strcmp(exchange->ground, "none") != 0 || strcmp(exchange->agreement, "none") != 0)
        return error_set_code(err, FAULT_INPUT, "bad_content",
                              "text, ground and agreement: none, in an order to the bus");
    return FAULT_NONE;
}

void order_message(const struct submission *submission, const struct decision_context *context,
                   struct digest *ret_subject, struct consent_message *ret_message)
{
    const struct exchange_text *exchange = &submission->exchange;
    const struct private_header *header = &submission->header;

    *ret_message = (struct consent_message){
        .id = exchange->id,
        .has_target = exchange->has_in_reply_to,
        .target = exchange->in_reply_to,
        .sender = exchange->sender,
        .has_subject = exchange->has_subject,
        .has_age = header->has_age,
        .age = header->age,
        .day = text_day_of(context->time_ms),
        .grant = header->order == ORDER_CONSENT_GRANT ? &header->grant : NULL,
        .withdrawal = header->order == ORDER_CONSENT_WITHDRAWAL ? &header->withdrawal : NULL,
        .voiding = header->order == ORDER_CONSENT_VOID ? &header->revocation : NULL,
    };
    if (!exchange->has_subject)
        return;
    *ret_subject = submission_subject(submission, context->index_key);
    ret_message->subject = ret_subject->bytes;
}

static const char *objection_to_take_back(const struct submission *submission,
                                          const struct known_exchange *target)
{
    const struct exchange_text *exchange = &submission->exchange;

    /* What is another's is answered as what does not exist. */
    if (!exchange->has_in_reply_to || !target || !uuid_equal(&target->id, &exchange->in_reply_to) ||
        strcmp(target->sender, exchange->sender) != 0 || strcmp(target->recipient, PARTY_BUS) == 0)
        return "unknown_reference";
    return exchange_is_open(target->state) ? NULL : "too_late";
}

/* What a contract is a condition of is told to nobody by a word that nobody can look up. */
static bool has_known_condition(const struct submission *submission,
                                const struct decision_context *context)
{
    const struct consent_scope *scope = &submission->header.grant.scope;

    if (submission->header.order != ORDER_CONSENT_GRANT || !submission->header.grant.has_scope)
        return true;
    return !scope->condition[0] ||
           vocabulary_has(context->vocabulary, VOCABULARY_CONDITION, scope->condition);
}

const char *order_objection(const struct submission *submission,
                            const struct decision_context *context,
                            const struct known_exchange *target)
{
    const struct exchange_text *exchange = &submission->exchange;
    const struct held_card *card = card_in_use(context->directory, PARTY_BUS, context->time_ms);
    struct consent_message message;
    struct digest subject;

    if (!directory_party(context->directory, exchange->sender, text_day_of(context->time_ms)))
        return "unknown_sender";
    if (!card)
        return "no_key";
    if (card->card.serial != exchange->recipient_card)
        return "new_card";
    if (!order_is_of_consent(submission))
        return objection_to_take_back(submission, target);
    if (!has_known_condition(submission, context))
        return "unknown_word";
    order_message(submission, context, &subject, &message);
    return consents_objection(context->consents, &message);
}
