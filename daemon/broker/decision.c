/* SPDX-License-Identifier: EUPL-1.2 */
/* decision - asks the gate about one submission, and writes what follows from its answer: the leaf,
 * receipt 1, the item that travels with the sections, the rows.
 *
 * What the gate did not permit is not stored: neither sealed bytes nor keys, only the descriptor by
 * which the decision can be made again. A message to the bus
 * is written in the same way; what is said of it was decided elsewhere (order.h).
 */
#include "broker/submission.h"

#include <stdio.h>

#include "base/memory.h"
#include "broker/order.h"
#include "broker/question.h"
#include "keys/random.h"
#include "model/entry.h"
#include "tlog/tree.h"

static void decide(struct submission *submission, const struct decision_context *context)
{
    CLEANUP(mem_free) struct question *question = mem_new(1, sizeof(*question));
    CLEANUP(mem_free) struct gate_decision *decision = mem_new(1, sizeof(*decision));

    question_make(submission, context, question);
    gate_decide(context->policy, &question->exchange, &question->basis, decision);
    submission->answer = decision->answer;
    memcpy(submission->consents, decision->consents, sizeof(submission->consents));
    submission->n_consents = decision->n_consents;
    submission->state =
        submission->answer.decision == VERDICT_PERMIT ? STATE_ACCEPTED : STATE_REFUSED;
}

static size_t write_verdicts(const struct submission *submission, struct verdict_line ret_lines[])
{
    const struct policy_answer *answer = &submission->answer;

    for (size_t i = 0; i < submission->exchange.n_sections; i++) {
        ret_lines[i] = (struct verdict_line){ .section = submission->exchange.sections[i],
                                              .verdict = answer->sections[i].verdict };
        snprintf(ret_lines[i].rule, sizeof(ret_lines[i].rule), "%s", answer->sections[i].rule);
    }
    return submission->exchange.n_sections;
}

static void write_entry(struct submission *submission, const struct decision_context *context)
{
    CLEANUP(mem_free) struct entry *entry = mem_new(1, sizeof(*entry));
    const struct exchange_text *exchange = &submission->exchange;
    bool permitted = submission->state == STATE_ACCEPTED;

    entry->kind = !permitted                        ? ENTRY_REFUSED
                  : order_is_of_consent(submission) ? ENTRY_CONSENT
                                                    : ENTRY_ACCEPTED;
    entry->time_ms = context->time_ms;
    keys_random(entry->nonce, sizeof(entry->nonce));
    snprintf(entry->policy, sizeof(entry->policy), "%s", context->policy_hash);
    snprintf(entry->rule, sizeof(entry->rule), "%s", submission->answer.rule);
    entry->permitted = permitted;
    if (!permitted)
        snprintf(entry->code, sizeof(entry->code), "%s", submission->answer.code);
    entry->n_verdicts = write_verdicts(submission, entry->verdicts);
    entry->has_signature = true;
    snprintf(entry->signer, sizeof(entry->signer), "%s", exchange->sender);
    entry->signer_card = exchange->sender_card;
    memcpy(entry->signature, submission->submit->signature.data, sizeof(entry->signature));
    entry->text = frame_bytes(submission->submit->text);

    buffer_reset(&submission->entry);
    entry_write(entry, &submission->entry);
}

/* In the language of the sender's country: what the code means, what the rule says, and where it stands
 * in the law. The citation is left out whole where there is no room for it: the rule's id is signed
 * beside the reason. */
static void write_reason(const struct submission *submission,
                         const struct decision_context *context, char ret_reason[LIMIT_REASON + 1])
{
    int32_t day = text_day_of(context->time_ms);
    const struct party *from =
        directory_party(context->directory, submission->exchange.sender, day);
    const char *language = vocabulary_language_of_country(from ? from->country : NULL);
    const struct policy_rule *rule = policy_find(context->policy, submission->answer.rule, day);
    const char *own = rule ? rule->refusal[vocabulary_language(language)] : NULL;
    const char *words =
        vocabulary_text(context->vocabulary, VOCABULARY_REFUSAL, submission->answer.code, language);
    CLEANUP(mem_free) char *text = mem_printf("%s%s%s", words, own ? ": " : "", own ? own : "");
    CLEANUP(mem_free) char *cited = mem_printf("%s (%s)", text, rule ? rule->citation : "");

    text_copy_line(rule && strlen(cited) <= LIMIT_REASON ? cited : text, ret_reason,
                   LIMIT_REASON + 1);
}

static void write_decision(struct submission *submission, const struct decision_context *context,
                           struct broker_item *item)
{
    snprintf(item->rule, sizeof(item->rule), "%s", submission->answer.rule);
    item->n_verdicts = write_verdicts(submission, item->verdicts);
    if (submission->state != STATE_ACCEPTED) {
        snprintf(item->code, sizeof(item->code), "%s", submission->answer.code);
        write_reason(submission, context, item->reason);
    }
    signed_item_clear(&submission->decision);
    signed_item_make(context->signer, item, &submission->decision);
    submission->receipts[0] = submission->decision.stored;
}

/* With the sections goes what lists only those that are delivered. */
static void write_delivery(struct submission *submission, const struct decision_context *context,
                           struct broker_item *item)
{
    size_t n_delivered = 0;

    item->kind = ITEM_DELIVERY;
    item->rule[0] = '\0';
    for (size_t i = 0; i < item->n_verdicts; i++) {
        if (item->verdicts[i].verdict == VERDICT_PERMIT)
            item->verdicts[n_delivered++] = item->verdicts[i];
    }
    item->n_verdicts = n_delivered;
    signed_item_clear(&submission->delivery);
    signed_item_make(context->signer, item, &submission->delivery);
    submission->receipts[1] = submission->delivery.stored;
}

static void write_items(struct submission *submission, const struct decision_context *context,
                        const struct ended_line ended[], size_t n_ended)
{
    CLEANUP(mem_free) struct broker_item *item = mem_new(1, sizeof(*item));

    *item = (struct broker_item){
        .kind = ITEM_DECISION,
        .id = submission->exchange.id,
        .exchange = submission->text_hash,
        .state = submission->state,
        .leaf_index = context->leaf_index,
        .leaf_hash = tree_leaf_hash(bytes_of_buffer(&submission->entry)),
        .time_ms = context->time_ms,
        .n_ended = n_ended,
    };
    if (n_ended > 0)
        memcpy(item->ended, ended, n_ended * sizeof(ended[0]));
    write_decision(submission, context, item);
    if (submission->state == STATE_ACCEPTED && !order_is(submission))
        write_delivery(submission, context, item);
}

static const char *certainty_word(enum certainty certainty)
{
    static const char *const words[] = { "", "certain", "probable", "age_unknown", "unborn" };

    return (size_t)certainty < ARRAY_SIZE(words) ? words[certainty] : "";
}

static void write_section_rows(struct submission *submission)
{
    for (size_t i = 0; i < submission->exchange.n_sections; i++) {
        const Samband__V1__SealedSection *section = submission->submit->sections[i];
        enum verdict verdict = submission->answer.sections[i].verdict;
        struct stored_section *row = &submission->sections[i];

        *row = (struct stored_section){
            .index = (uint16_t)i,
            .digest = submission->exchange.sections[i],
            .verdict = verdict,
            .rule = submission->answer.sections[i].rule,
            .category = submission->descriptors[i].category,
            .descriptor = frame_bytes(section->descriptor),
            .salt = frame_bytes(section->salt),
        };
        if (submission->state == STATE_ACCEPTED && verdict == VERDICT_PERMIT) {
            row->sealed_key = frame_bytes(section->sealed_key);
            row->ciphertext = frame_bytes(section->ciphertext);
        }
    }
}

static void write_rows(struct submission *submission, const struct decision_context *context)
{
    const Samband__V1__Submit *submit = submission->submit;
    const struct private_header *header = &submission->header;
    struct stored_submission *rows = &submission->rows;

    write_section_rows(submission);
    *rows = (struct stored_submission){
        .exchange = &submission->exchange,
        .text_hash = submission->text_hash,
        .received_ms = context->time_ms,
        .rule = submission->answer.rule,
        .code = submission->state == STATE_REFUSED ? submission->answer.code
                : context->unknown_reference       ? "unknown_reference"
                                                   : "",
        .private_header = frame_bytes(submit->private_header),
        .private_header_salt = frame_bytes(submit->private_header_salt),
        .has_age = header->has_age,
        .age = header->age,
        .certainty = certainty_word(header->certainty),
        .decider_role = header->decider_role,
        .condition = header->order == ORDER_CONSENT_GRANT && header->grant.has_scope
                         ? header->grant.scope.condition
                         : "",
        .has_subject_index = submission->exchange.has_subject,
        .sections = submission->sections,
        .n_sections = submission->exchange.n_sections,
        .consents = submission->consents,
        .n_consents = submission->state == STATE_ACCEPTED ? submission->n_consents : 0,
        .is_order = order_is(submission),
        .is_consent = submission->state == STATE_ACCEPTED && order_is_of_consent(submission),
    };
    if (rows->is_consent)
        rows->consent = submission->exchange.has_in_reply_to ? submission->exchange.in_reply_to
                                                             : submission->exchange.id;
    if (rows->has_subject_index) {
        struct digest index = submission_subject(submission, context->index_key);

        memcpy(rows->subject_index, index.bytes, sizeof(rows->subject_index));
    }
    memcpy(rows->incarnation, submit->seq.data, INCARNATION_SIZE);
    rows->number = submission_number(frame_bytes(submit->seq));
}

void submission_decide(struct submission *submission, const struct decision_context *context)
{
    decide(submission, context);
    write_entry(submission, context);
    write_items(submission, context, NULL, 0);
    write_rows(submission, context);
}

void submission_decide_order(struct submission *submission, const struct decision_context *context,
                             const char *code, const struct ended_line ended[], size_t n_ended)
{
    submission->answer = (struct policy_answer){
        .decision = code ? VERDICT_REFUSE : VERDICT_PERMIT,
        .rule = ORDER_RULE,
        .code = code ? code : "",
    };
    submission->state = code ? STATE_REFUSED : STATE_ACCEPTED;
    submission->n_consents = 0;
    write_entry(submission, context);
    write_items(submission, context, ended, n_ended);
    write_rows(submission, context);
}
