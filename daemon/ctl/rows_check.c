/* SPDX-License-Identifier: EUPL-1.2 */
#include "ctl/rows_check.h"

#include <assert.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "base/uuid.h"
#include "core/exchange.h"
#include "ctl/open_exchanges.h"
#include "model/directory.h"
#include "model/entry.h"
#include "model/exchange_text.h"
#include "model/item.h"

struct rows_check {
    struct open_exchanges *open;
    struct entry entry; /* this and the next three are large: not for the stack */
    struct exchange_text exchange;
    struct recipient_item item;
    struct exchange_text order; /* the last that was accepted */
    bool has_order;
};

static const char *const columns[N_ROW_WORDS] = {
    [ROW_ID] = "id",
    [ROW_STATE] = "state",
    [ROW_TEXT_HASH] = "text_hash",
    [ROW_SENDER] = "sender",
    [ROW_RECIPIENT] = "recipient",
    [ROW_TYPE] = "type",
    [ROW_GROUND] = "ground",
    [ROW_PURPOSE] = "purpose",
    [ROW_URGENCY] = "urgency",
    [ROW_AGREEMENT] = "agreement",
    [ROW_RULE] = "rule",
    [ROW_CODE] = "code",
    [ROW_THREAD] = "thread",
    [ROW_IN_REPLY_TO] = "in_reply_to",
    [ROW_CORRECTION_OF] = "correction_of",
    [ROW_SUPERSEDES] = "supersedes",
    [ROW_CONSENT] = "consent",
    [ROW_SENDER_CARD] = "sender_card",
    [ROW_RECIPIENT_CARD] = "recipient_card",
    [ROW_HAS_SUBJECT] = "has_subject",
    [ROW_CREATED] = "created",
    [ROW_NOT_AFTER] = "not_after",
    [ROW_RECEIVED] = "received",
};

const char *rows_check_column(enum row_word word) { return columns[word]; }

struct rows_check *rows_check_new(void)
{
    struct rows_check *check = mem_new(1, sizeof(*check));

    check->open = open_exchanges_new();
    return check;
}

void rows_check_free(struct rows_check *check)
{
    if (!check)
        return;
    open_exchanges_free(check->open);
    mem_free(check);
}

static enum fault differs(const struct uuid *id, struct error *err, const char *format, ...)
    PRINTF_LIKE(3, 4);

static enum fault differs(const struct uuid *id, struct error *err, const char *format, ...)
{
    char text[TEXT_UUID_SIZE], why[300];
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(why, sizeof(why), format, arguments);
    va_end(arguments);
    uuid_write(id, text);
    return error_set_code(err, FAULT_INPUT, "rows_differ", "exchange %s: %s", text, why);
}

static enum fault surplus(const struct exchange_row *row, struct error *err)
{
    return error_set_code(err, FAULT_INPUT, "rows_differ",
                          "exchange %.36s: its row names leaf %" PRIu64
                          ", which is no decision on an exchange",
                          row->words[ROW_ID], row->leaf);
}

static bool is_number(const char *word, int64_t number)
{
    char text[24];

    snprintf(text, sizeof(text), "%" PRId64, number);
    return strcmp(word, text) == 0;
}

static bool is_id(const char *word, bool has_id, const struct uuid *id)
{
    char text[TEXT_UUID_SIZE] = "";

    if (has_id)
        uuid_write(id, text);
    return strcmp(word, text) == 0;
}

static bool is_hex(const char *word, const uint8_t *bytes, size_t size)
{
    char text[2 * DIGEST_SIZE + 1];

    assert(size <= DIGEST_SIZE);
    text_write_hex(bytes, size, text);
    return strcmp(word, text) == 0;
}

/* A duty that refers to nothing of its parties' own is marked, which its leaf does not tell. */
static bool is_code(const struct entry *entry, const char *word)
{
    return strcmp(word, entry->code) == 0 ||
           (entry->kind == ENTRY_ACCEPTED && strcmp(word, "unknown_reference") == 0);
}

/* Of a message about a consent: the one that it names, or makes. */
static bool is_consent(const struct rows_check *check, const char *word)
{
    const struct exchange_text *exchange = &check->exchange;

    return is_id(word, check->entry.kind == ENTRY_CONSENT,
                 exchange->has_in_reply_to ? &exchange->in_reply_to : &exchange->id);
}

/* Whether a column says what the leaf says; the state is judged at the end. */
static bool word_fits(const struct rows_check *check, enum row_word column, const char *word)
{
    const struct exchange_text *exchange = &check->exchange;
    const struct entry *entry = &check->entry;
    const char *const texts[N_ROW_WORDS] = {
        [ROW_SENDER] = exchange->sender,   [ROW_RECIPIENT] = exchange->recipient,
        [ROW_TYPE] = exchange->type,       [ROW_GROUND] = exchange->ground,
        [ROW_PURPOSE] = exchange->purpose, [ROW_URGENCY] = exchange->urgency,
        [ROW_RULE] = entry->rule,          [ROW_AGREEMENT] = exchange->agreement,
    };
    struct digest hash;

    switch (column) {
    case ROW_ID:
        return is_id(word, true, &exchange->id);
    case ROW_TEXT_HASH:
        hash = exchange_text_hash(entry->text);
        return is_hex(word, hash.bytes, DIGEST_SIZE);
    case ROW_THREAD:
        return is_hex(word, exchange->thread, THREAD_SIZE);
    case ROW_IN_REPLY_TO:
        return is_id(word, exchange->has_in_reply_to, &exchange->in_reply_to);
    case ROW_CORRECTION_OF:
        return is_id(word, exchange->has_correction_of, &exchange->correction_of);
    case ROW_SUPERSEDES:
        return is_id(word, exchange->has_supersedes, &exchange->supersedes);
    case ROW_CONSENT:
        return is_consent(check, word);
    case ROW_CODE:
        return is_code(entry, word);
    case ROW_SENDER_CARD:
        return is_number(word, (int64_t)exchange->sender_card);
    case ROW_RECIPIENT_CARD:
        return is_number(word, (int64_t)exchange->recipient_card);
    case ROW_HAS_SUBJECT: /* erased, if the text has one; but none comes of itself */
        return exchange->has_subject || strcmp(word, "t") != 0;
    case ROW_CREATED:
        return is_number(word, exchange->created_ms);
    case ROW_NOT_AFTER:
        return is_number(word, exchange->not_after_ms);
    case ROW_RECEIVED:
        return is_number(word, entry->time_ms);
    default:
        return !texts[column] || strcmp(word, texts[column]) == 0;
    }
}

static enum fault check_state(const struct open_exchange *open, struct error *err)
{
    if (open->stored == open->said)
        return FAULT_NONE;
    return differs(&open->id, err, "its row says that it is %s, its leaves that it is %s",
                   item_state_name(open->stored), item_state_name(open->said));
}

/* Carried out when it is accepted, so that no step follows. */
static bool is_order(const struct exchange_text *exchange)
{
    return strcmp(exchange->recipient, PARTY_BUS) == 0;
}

static enum fault check_decision(struct rows_check *check, uint64_t index,
                                 const struct exchange_row *row, struct error *err)
{
    struct open_exchange found = { .said =
                                       check->entry.permitted ? STATE_ACCEPTED : STATE_REFUSED };

    if (exchange_text_read(check->entry.text, &check->exchange, err))
        return err->fault;
    found.id = check->exchange.id;
    found.text_hash = exchange_text_hash(check->entry.text);
    memcpy(found.sender, check->exchange.sender, sizeof(found.sender));
    memcpy(found.recipient, check->exchange.recipient, sizeof(found.recipient));
    if (!row || row->leaf != index)
        return differs(&found.id, err, "leaf %" PRIu64 " decides on it, and it has no row", index);
    for (enum row_word word = 0; word < N_ROW_WORDS; word++) {
        if (!word_fits(check, word, row->words[word]))
            return differs(&found.id, err,
                           "the column %s of its row is not what leaf %" PRIu64 " says",
                           columns[word], index);
    }
    if (!item_state_read(row->words[ROW_STATE], &found.stored))
        found.stored = STATE_NONE;
    if (is_order(&check->exchange) && check->entry.permitted) {
        check->order = check->exchange;
        check->has_order = true;
    }
    if (exchange_is_final(found.said) || is_order(&check->exchange))
        return check_state(&found, err);
    if (open_exchanges_find(check->open, &found.id))
        return differs(&found.id, err, "leaf %" PRIu64 " decides on it once more", index);
    open_exchanges_add(check->open, &found);
    return FAULT_NONE;
}

/* Moves what is open; it is judged, and forgotten, at its end. */
static enum fault take_step(struct rows_check *check, uint64_t index, struct open_exchange *open,
                            enum item_state state, struct error *err)
{
    enum exchange_event event;
    enum fault fault;

    if (!exchange_event_to(state, &event) || exchange_step(&open->said, event, err) != FAULT_NONE)
        return differs(&open->id, err, "leaf %" PRIu64 " is no step that it can take", index);
    if (exchange_is_open(open->said))
        return FAULT_NONE;
    fault = check_state(open, err);
    open_exchanges_drop(check->open, open);
    return fault;
}

/* The exchange of a leaf that must be open; NULL with a fault in `err` if it is not, or if the leaf is
 * about another text. */
static struct open_exchange *find_open(struct rows_check *check, uint64_t index,
                                       const struct uuid *id, const struct digest *text_hash,
                                       struct error *err)
{
    struct open_exchange *open = open_exchanges_find(check->open, id);

    if (!open)
        (void)differs(id, err, "leaf %" PRIu64 " is a step of it, and it is not open then", index);
    else if (!digest_equal(&open->text_hash, text_hash))
        (void)differs(id, err, "leaf %" PRIu64 " is a step of another text with this id", index);
    else
        return open;
    return NULL;
}

static bool is_recipients(const struct rows_check *check, const struct open_exchange *open)
{
    return strcmp(check->item.party, open->recipient) == 0;
}

static enum fault check_step(struct rows_check *check, uint64_t index, struct error *err)
{
    struct open_exchange *open;

    if (recipient_item_read(check->entry.text, &check->item, err))
        return err->fault;
    open = find_open(check, index, &check->item.id, &check->item.exchange, err);
    if (!open)
        return err->fault;
    if (!is_recipients(check, open))
        return differs(&open->id, err, "leaf %" PRIu64 " is signed by another than its recipient",
                       index);
    return take_step(check, index, open, check->item.state, err);
}

/* Whether the last order may have ended the exchange in this way. */
static bool is_ended_by(const struct rows_check *check, const struct end_text *end,
                        const struct open_exchange *open)
{
    const struct exchange_text *order = &check->order;

    if (!check->has_order || !uuid_equal(&order->id, &end->order) ||
        strcmp(order->sender, open->sender) != 0)
        return false;
    if (check->entry.kind == ENTRY_TAKEN_BACK)
        return strcmp(order->type, "take_back") == 0 && order->has_in_reply_to &&
               uuid_equal(&order->in_reply_to, &end->id);
    return strcmp(order->type, "consent_withdrawal") == 0 ||
           strcmp(order->type, "consent_void") == 0;
}

static enum fault check_end(struct rows_check *check, uint64_t index, struct error *err)
{
    struct open_exchange *open;
    struct end_text end;

    if (end_text_read(check->entry.text, &end, err))
        return err->fault;
    open = find_open(check, index, &end.id, &end.exchange, err);
    if (!open)
        return err->fault;
    if (!is_ended_by(check, &end, open))
        return differs(&open->id, err, "leaf %" PRIu64 " ends it, and the order before it does not",
                       index);
    return take_step(check, index, open,
                     check->entry.kind == ENTRY_TAKEN_BACK ? STATE_TAKEN_BACK : STATE_WITHDRAWN,
                     err);
}

/* The leaf of the order may be far back: only the row tells a withdrawal from a take-back. */
static enum fault check_recalled(struct rows_check *check, uint64_t index, struct error *err)
{
    struct open_exchange *open;
    enum item_state state;

    if (recipient_item_read(check->entry.text, &check->item, err))
        return err->fault;
    if (!open_exchanges_find(check->open, &check->item.id))
        return FAULT_NONE;
    open = find_open(check, index, &check->item.id, &check->item.exchange, err);
    if (!open)
        return err->fault;
    if (!is_recipients(check, open))
        return differs(&open->id, err, "leaf %" PRIu64 " is signed by another than its recipient",
                       index);
    if (check->item.state != STATE_DESTROYED)
        return FAULT_NONE;
    state = open->stored == STATE_TAKEN_BACK ? STATE_TAKEN_BACK : STATE_WITHDRAWN;
    return take_step(check, index, open, state, err);
}

enum fault rows_check_leaf(struct rows_check *check, uint64_t index, struct bytes entry,
                           const struct exchange_row *row, bool *ret_used, struct error *err)
{
    enum fault fault = entry_read(entry, &check->entry, err);

    *ret_used = false;
    if (fault)
        return fault;
    switch (check->entry.kind) {
    case ENTRY_ACCEPTED:
    case ENTRY_REFUSED:
    case ENTRY_CONSENT:
        fault = check_decision(check, index, row, err);
        *ret_used = fault == FAULT_NONE;
        return fault;
    case ENTRY_HANDED_OVER:
    case ENTRY_REGISTERED:
    case ENTRY_RETURNED:
        fault = check_step(check, index, err);
        break;
    case ENTRY_WITHDRAWN:
    case ENTRY_TAKEN_BACK:
        fault = check_end(check, index, err);
        break;
    case ENTRY_RECALLED:
        fault = check_recalled(check, index, err);
        break;
    default:
        break;
    }
    return !fault && row && row->leaf <= index ? surplus(row, err) : fault;
}

enum fault rows_check_category(const struct rows_check *check, const struct category_row *row,
                               bool must_be_bound, struct error *err)
{
    const char *why = category_check(&check->exchange, row);

    if (!why && must_be_bound && !category_is_bound(row))
        why = "its descriptor is gone";
    if (!why)
        return FAULT_NONE;
    return differs(&check->exchange.id, err, "the category of section %" PRIu64 ": %s", row->index,
                   why);
}

enum fault rows_check_end(const struct rows_check *check, const struct exchange_row *row,
                          struct error *err)
{
    const struct open_exchange *odd = open_exchanges_odd(check->open);

    if (row)
        return surplus(row, err);
    return odd ? check_state(odd, err) : FAULT_NONE;
}
