/* SPDX-License-Identifier: Apache-2.0 */
#include "model/item.h"

#include <assert.h>
#include <string.h>

#include "keys/tag.h"
#include "model/lines.h"
#include "model/verdict.h"

#define BROKER_HEAD "samband-broker-item/1"
#define RECIPIENT_HEAD "samband-recipient-item/1"

static const char *const kinds[] = {
    [ITEM_DECISION] = "decision",
    [ITEM_DELIVERY] = "delivery",
    [ITEM_CONFIRMATION] = "confirmation",
    [ITEM_HAND_OVER] = "hand_over",
    [ITEM_REGISTRATION] = "registration",
    [ITEM_RETURN] = "return",
    [ITEM_RECALL] = "recall",
};

static const char *const states[N_STATES] = {
    [STATE_NONE] = "none",
    [STATE_ACCEPTED] = "accepted",
    [STATE_REFUSED] = "refused",
    [STATE_HANDED_OVER] = "handed_over",
    [STATE_REGISTERED] = "registered",
    [STATE_RETURNED] = "returned",
    [STATE_WITHDRAWN] = "withdrawn",
    [STATE_TAKEN_BACK] = "taken_back",
    [STATE_ERASED] = "erased",
    [STATE_DESTROYED] = "destroyed",
    [STATE_FETCHED] = "fetched",
};

static const char *const outcomes[] = {
    [ENDED_DESTROYED_QUEUED] = "destroyed_queued",
    [ENDED_DESTROYED_UNREAD] = "destroyed_unread",
    [ENDED_ALREADY_FETCHED] = "already_fetched",
    [ENDED_NOT_YET_ANSWERED] = "not_yet_answered",
};

/* Every pair of kind and state that an item may have. */
static const struct {
    enum item_kind kind;
    enum item_state state;
} pairs[] = {
    { ITEM_DECISION, STATE_ACCEPTED },        { ITEM_DECISION, STATE_REFUSED },
    { ITEM_DELIVERY, STATE_ACCEPTED },        { ITEM_DELIVERY, STATE_HANDED_OVER },
    { ITEM_CONFIRMATION, STATE_HANDED_OVER }, { ITEM_CONFIRMATION, STATE_REGISTERED },
    { ITEM_CONFIRMATION, STATE_RETURNED },    { ITEM_CONFIRMATION, STATE_WITHDRAWN },
    { ITEM_CONFIRMATION, STATE_TAKEN_BACK },  { ITEM_HAND_OVER, STATE_HANDED_OVER },
    { ITEM_REGISTRATION, STATE_REGISTERED },  { ITEM_RETURN, STATE_RETURNED },
    { ITEM_CONFIRMATION, STATE_DESTROYED },   { ITEM_CONFIRMATION, STATE_FETCHED },
    { ITEM_RECALL, STATE_DESTROYED },         { ITEM_RECALL, STATE_FETCHED },
};

const char *item_state_name(enum item_state state)
{
    assert(state >= 0 && state < N_STATES);
    return states[state];
}

bool item_state_read(const char *name, enum item_state *ret_state)
{
    for (size_t i = 0; i < N_STATES; i++) {
        if (strcmp(states[i], name) == 0) {
            *ret_state = (enum item_state)i;
            return true;
        }
    }
    return false;
}

const char *ended_outcome_name(enum ended_outcome outcome)
{
    return outcome >= 0 && outcome < ARRAY_SIZE(outcomes) ? outcomes[outcome] : NULL;
}

bool ended_outcome_read(const char *name, enum ended_outcome *ret_outcome)
{
    for (size_t i = 0; i < ARRAY_SIZE(outcomes); i++) {
        if (outcomes[i] && strcmp(outcomes[i], name) == 0) {
            *ret_outcome = (enum ended_outcome)i;
            return true;
        }
    }
    return false;
}

static bool is_pair(enum item_kind kind, enum item_state state)
{
    for (size_t i = 0; i < ARRAY_SIZE(pairs); i++) {
        if (pairs[i].kind == kind && pairs[i].state == state)
            return true;
    }
    return false;
}

/* Where the first lines go, which both items share. */
struct head {
    enum item_kind *kind;
    struct uuid *id;
    struct digest *exchange;
    enum item_state *state;
    char *code;
};

/* The kind is one from `first` to `last`. */
static void read_head(struct lines *lines, enum item_kind first, enum item_kind last,
                      const struct head *ret_head)
{
    size_t choice = 0;

    lines_field(lines, "kind");
    lines_choice(lines, kinds + first, last - first + 1u, &choice);
    *ret_head->kind = (enum item_kind)(first + choice);
    lines_field(lines, "id");
    lines_uuid(lines, ret_head->id);
    lines_field(lines, "exchange");
    lines_digest(lines, ret_head->exchange);
    lines_field(lines, "state");
    choice = 0;
    lines_choice(lines, states, N_STATES, &choice);
    *ret_head->state = (enum item_state)choice;
    if (!is_pair(*ret_head->kind, *ret_head->state))
        lines_fault(lines, "not a state of this kind");
    lines_field(lines, "code");
    if (!lines_none(lines))
        lines_token(lines, ret_head->code, LIMIT_WORD);
}

/* An exchange that its sender ended: where it was then. */
static bool is_end_code(const char *code)
{
    return strcmp(code, outcomes[ENDED_DESTROYED_QUEUED]) == 0 ||
           strcmp(code, outcomes[ENDED_NOT_YET_ANSWERED]) == 0;
}

/* A refusal, a return and an end say why; nothing else has a code. The broker's confirmation of a
 * return may leave it out: the recipient's item, which it confirms, has it. */
static void check_code(struct lines *lines, enum item_kind kind, enum item_state state,
                       const char *code)
{
    bool has = code[0] != '\0';

    if (state == STATE_WITHDRAWN || state == STATE_TAKEN_BACK) {
        if (!is_end_code(code))
            lines_fault(lines, "destroyed_queued or not_yet_answered is wanted with this state");
        return;
    }
    if (has && state != STATE_REFUSED && state != STATE_RETURNED)
        lines_fault(lines, "only a refusal and a return have a code");
    if (!has && kind != ITEM_CONFIRMATION && (state == STATE_REFUSED || state == STATE_RETURNED))
        lines_fault(lines, "a refusal and a return have a code");
}

static void write_head(struct buffer *text, const char *first_line, const struct head *head)
{
    buffer_append_text(text, first_line);
    lines_write(text, "kind", kinds[*head->kind]);
    lines_write_uuid(text, "id", head->id);
    lines_write_digest(text, "exchange", head->exchange);
    lines_write(text, "state", states[*head->state]);
    lines_write(text, "code", head->code);
}

static void write_ended(const struct ended_line *ended, struct buffer *text)
{
    char id[TEXT_UUID_SIZE];

    assert(ended->outcome > ENDED_NONE && ended->outcome < ARRAY_SIZE(outcomes));
    uuid_write(&ended->id, id);
    buffer_printf(text, "ended %s %s\n", id, outcomes[ended->outcome]);
}

void broker_item_write(const struct broker_item *item, struct buffer *ret_text)
{
    struct broker_item copy = *item;
    const struct head head = { &copy.kind, &copy.id, &copy.exchange, &copy.state, copy.code };
    char leaf[DIGEST_BASE64_SIZE];
    size_t start = ret_text->size;
    enum fault fault;

    assert(item->n_verdicts <= LIMIT_SECTIONS && item->n_ended <= ITEM_ENDED);
    assert(item->kind >= ITEM_DECISION && item->kind <= ITEM_CONFIRMATION);
    assert(item->state > STATE_NONE && item->state < N_STATES);
    write_head(ret_text, BROKER_HEAD "\n", &head);
    digest_write_base64(&item->leaf_hash, leaf);
    buffer_printf(ret_text, "leaf %llu %s\n", (unsigned long long)item->leaf_index, leaf);
    lines_write_time(ret_text, "time", item->time_ms);
    lines_write(ret_text, "rule", item->rule);
    lines_write(ret_text, "reason", item->reason);
    verdict_write_lines(item->verdicts, item->n_verdicts, ret_text);
    for (size_t i = 0; i < item->n_ended; i++)
        write_ended(&item->ended[i], ret_text);

    fault = broker_item_read(bytes_of(ret_text->data + start, ret_text->size - start), &copy, NULL);
    assert(fault == FAULT_NONE);
}

static void read_why(struct lines *lines, struct broker_item *item)
{
    lines_field(lines, "rule");
    if (!lines_none(lines))
        lines_token(lines, item->rule, LIMIT_GROUND);
    if (item->rule[0] && item->kind != ITEM_DECISION)
        lines_fault(lines, "only a decision has a rule");
    lines_field(lines, "reason");
    if (!lines_none(lines))
        lines_plain(lines, item->reason, LIMIT_REASON);
    if (item->reason[0] && item->state != STATE_REFUSED)
        lines_fault(lines, "only a refusal has a reason");
}

static void read_ended(struct lines *lines, struct broker_item *item)
{
    while (item->n_ended < ITEM_ENDED && lines_has(lines, "ended")) {
        struct ended_line *ended = &item->ended[item->n_ended++];
        size_t choice = ENDED_NONE;

        lines_field(lines, "ended");
        lines_uuid(lines, &ended->id);
        lines_choice(lines, outcomes, ARRAY_SIZE(outcomes), &choice);
        ended->outcome = (enum ended_outcome)choice;
    }
    if (item->n_ended && (item->kind != ITEM_DECISION || item->state != STATE_ACCEPTED))
        lines_fault(lines, "only an accepted order ends exchanges");
    if (item->n_ended && item->n_verdicts)
        lines_fault(lines, "an order has no sections");
}

enum fault broker_item_read(struct bytes text, struct broker_item *ret_item, struct error *err)
{
    struct broker_item item = { 0 };
    const struct head head = { &item.kind, &item.id, &item.exchange, &item.state, item.code };
    struct lines lines;
    enum fault fault;

    lines_start(&lines, text, BROKER_HEAD, err);
    read_head(&lines, ITEM_DECISION, ITEM_CONFIRMATION, &head);
    check_code(&lines, item.kind, item.state, item.code);
    lines_field(&lines, "leaf");
    lines_decimal(&lines, 0, &item.leaf_index);
    lines_digest(&lines, &item.leaf_hash);
    lines_field(&lines, "time");
    lines_time(&lines, &item.time_ms);
    read_why(&lines, &item);
    verdict_read_lines(&lines, item.verdicts, &item.n_verdicts);
    for (size_t i = 0; i < item.n_verdicts; i++) {
        if (item.kind == ITEM_DELIVERY && item.verdicts[i].verdict != VERDICT_PERMIT)
            lines_fault(&lines, "a delivery lists only what is delivered");
    }
    read_ended(&lines, &item);
    fault = lines_end(&lines);
    if (fault)
        return fault;

    *ret_item = item;
    return FAULT_NONE;
}

static void read_reference(struct lines *lines, struct recipient_item *item)
{
    lines_field(lines, "reference");
    item->has_reference = !lines_none(lines);
    if (item->has_reference)
        lines_digest(lines, &item->reference);
    if (item->has_reference && item->kind != ITEM_REGISTRATION)
        lines_fault(lines, "only a registration has a reference");
    lines_field(lines, "sealed");
    item->has_sealed = !lines_none(lines);
    if (item->has_sealed)
        lines_digest(lines, &item->sealed);
    if (item->has_sealed && !item->has_reference)
        lines_fault(lines, "sealed without a reference");
    lines_field(lines, "sealed_to");
    if (item->has_sealed)
        lines_decimal(lines, 1, &item->sealed_to);
    else if (!lines_none(lines))
        lines_fault(lines, "nothing is sealed");
}

void recipient_item_write(const struct recipient_item *item, struct buffer *ret_text)
{
    struct recipient_item copy = *item;
    const struct head head = { &copy.kind, &copy.id, &copy.exchange, &copy.state, copy.code };
    size_t start = ret_text->size;
    enum fault fault;

    assert(item->n_opened <= LIMIT_SECTIONS);
    assert(item->kind >= ITEM_HAND_OVER && item->kind <= ITEM_RECALL);
    assert(item->state > STATE_NONE && item->state < N_STATES);
    write_head(ret_text, RECIPIENT_HEAD "\n", &head);
    lines_write(ret_text, "forward", item->forward);
    if (item->kind == ITEM_RECALL)
        lines_write_uuid(ret_text, "order", &item->order);
    buffer_printf(ret_text, "card %s %llu\n", item->party, (unsigned long long)item->card);
    lines_write_time(ret_text, "time", item->time_ms);
    for (size_t i = 0; i < item->n_opened; i++)
        lines_write_digest(ret_text, "opened", &item->opened[i]);
    lines_write_digest(ret_text, "reference", item->has_reference ? &item->reference : NULL);
    lines_write_digest(ret_text, "sealed", item->has_sealed ? &item->sealed : NULL);
    if (item->has_sealed)
        lines_write_decimal(ret_text, "sealed_to", item->sealed_to);
    else
        lines_write(ret_text, "sealed_to", "none");

    fault =
        recipient_item_read(bytes_of(ret_text->data + start, ret_text->size - start), &copy, NULL);
    assert(fault == FAULT_NONE);
}

enum fault recipient_item_read(struct bytes text, struct recipient_item *ret_item,
                               struct error *err)
{
    struct recipient_item item = { 0 };
    const struct head head = { &item.kind, &item.id, &item.exchange, &item.state, item.code };
    struct lines lines;
    enum fault fault;

    lines_start(&lines, text, RECIPIENT_HEAD, err);
    read_head(&lines, ITEM_HAND_OVER, ITEM_RECALL, &head);
    check_code(&lines, item.kind, item.state, item.code);
    lines_field(&lines, "forward");
    if (!lines_none(&lines))
        lines_token(&lines, item.forward, LIMIT_PARTY);
    if (item.forward[0] && strcmp(item.code, "wrong_area") != 0)
        lines_fault(&lines, "only wrong_area names another party");
    if (item.kind == ITEM_RECALL) {
        lines_field(&lines, "order");
        lines_uuid(&lines, &item.order);
    }
    lines_field(&lines, "card");
    lines_token(&lines, item.party, LIMIT_PARTY);
    lines_decimal(&lines, 1, &item.card);
    lines_field(&lines, "time");
    lines_time(&lines, &item.time_ms);
    while (item.n_opened < LIMIT_SECTIONS && lines_has(&lines, "opened")) {
        lines_field(&lines, "opened");
        lines_digest(&lines, &item.opened[item.n_opened++]);
    }
    read_reference(&lines, &item);
    fault = lines_end(&lines);
    if (fault)
        return fault;

    *ret_item = item;
    return FAULT_NONE;
}

struct digest item_reference_digest(const struct uuid *id, const uint8_t salt[SALT_SIZE],
                                    struct bytes reference)
{
    return digest_salted(TAG_CASE_REFERENCE, id, 0, salt, reference);
}
