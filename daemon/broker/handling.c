/* SPDX-License-Identifier: EUPL-1.2 */
#include "broker/handling.h"

#include <stdio.h>

#include "base/memory.h"
#include "core/exchange.h"
#include "keys/random.h"
#include "model/entry.h"
#include "tlog/tree.h"

void handling_free(struct handling *handling)
{
    if (!handling)
        return;
    buffer_clear(&handling->bytes);
    buffer_clear(&handling->path);
    buffer_clear(&handling->sealed_reference);
    buffer_clear(&handling->entry);
    signed_item_clear(&handling->confirmation);
    mem_free(handling);
}

static enum fault check_signer(const struct handling *handling, const char *party,
                               const struct directory *directory, struct error *err)
{
    const struct held_card *card;

    if (strcmp(handling->item.party, party) != 0)
        return error_set_code(err, FAULT_INPUT, "wrong_party",
                              "item, card: this link belongs to %s", party);
    card = directory_card(directory, party, handling->item.card);
    if (!card || !card->in_record || !card_covers(&card->card, handling->item.time_ms))
        return error_set_code(err, FAULT_INPUT, "unknown_card",
                              "item, card: no card that was in use then has this serial");
    if (!list_verify(card->card.sign, directory_origin(directory),
                     bytes_of_buffer(&handling->bytes), &handling->proof))
        return error_set_code(err, FAULT_INPUT, "bad_signature",
                              "receipt: the signature does not cover this item");
    return FAULT_NONE;
}

static enum fault check_reference(const struct handling *handling, struct error *err)
{
    const struct recipient_item *item = &handling->item;
    struct digest hash = digest_of(bytes_of_buffer(&handling->sealed_reference));

    if (item->state == STATE_REGISTERED && !item->has_reference)
        return error_set_code(err, FAULT_INPUT, "bad_content",
                              "item, reference: registered wants a case reference");
    if (item->has_sealed != (handling->sealed_reference.size > 0) ||
        (item->has_sealed && !digest_equal(&hash, &item->sealed)))
        return error_set_code(err, FAULT_INPUT, "bad_digest",
                              "sealed_reference: not what the item's digest stands for");
    return FAULT_NONE;
}

enum fault handling_read(const Samband__V1__Receipt *message, const char *party,
                         const struct directory *directory, struct handling **ret_handling,
                         struct uuid *ret_id, bool *ret_has_id, struct error *err)
{
    CLEANUP(handling_free) struct handling *handling = mem_new(1, sizeof(*handling));
    enum fault fault;

    fault = recipient_item_read(frame_bytes(message->item), &handling->item, err);
    if (fault)
        return fault;
    *ret_id = handling->item.id;
    *ret_has_id = true;

    signed_item_proof(message, &handling->proof);
    buffer_append_bytes(&handling->bytes, frame_bytes(message->item));
    buffer_append_bytes(&handling->sealed_reference, frame_bytes(message->sealed_reference));
    for (size_t i = 0; i < message->n_path; i++)
        buffer_append_bytes(&handling->path, frame_bytes(message->path[i]));

    fault = check_signer(handling, party, directory, err);
    if (!fault)
        fault = check_reference(handling, err);
    if (fault)
        return fault;
    *ret_handling = TAKE(handling);
    return FAULT_NONE;
}

static bool was_permitted(const struct known_exchange *known, const struct digest *section)
{
    for (size_t i = 0; i < known->n_verdicts; i++) {
        if (known->verdicts[i].verdict == VERDICT_PERMIT &&
            digest_equal(&known->verdicts[i].section, section))
            return true;
    }
    return false;
}

bool handling_order(const struct handling *handling, struct uuid *ret_order)
{
    if (handling->item.kind != ITEM_RECALL)
        return false;
    *ret_order = handling->item.order;
    return true;
}

enum fault handling_fits(const struct handling *handling, const struct known_exchange *known,
                         struct error *err)
{
    const struct recipient_item *item = &handling->item;

    if (!known || strcmp(known->recipient, item->party) != 0)
        return error_set_code(err, FAULT_INPUT, "unknown_exchange",
                              "item, id: no exchange to this party has it");
    if (!digest_equal(&known->text_hash, &item->exchange))
        return error_set_code(err, FAULT_INPUT, "bad_digest",
                              "item, exchange: not the hash of this exchange's text");
    for (size_t i = 0; i < item->n_opened; i++) {
        if (!was_permitted(known, &item->opened[i]))
            return error_set_code(err, FAULT_INPUT, "bad_content",
                                  "item, opened: section %zu was not delivered", i);
    }
    return FAULT_NONE;
}

bool handling_is_known(const struct handling *handling, const struct known_exchange *known)
{
    for (size_t i = 0; i < known->n_receipts; i++) {
        if (known->receipts[i].kind == handling->item.kind &&
            bytes_equal(known->receipts[i].item, bytes_of_buffer(&handling->bytes)))
            return true;
    }
    return false;
}

static enum fault step_recalled(const struct recipient_item *item,
                                const struct known_exchange *known,
                                const struct known_exchange *order, enum item_state *state,
                                struct error *err)
{
    if (!known->recall || !uuid_equal(&known->order, &item->order) || !order)
        return error_set_code(err, FAULT_INPUT, "wrong_state",
                              "item, order: no recall by that order is open");
    if (item->state == STATE_DESTROYED && exchange_is_open(*state))
        return exchange_step(
            state, strcmp(order->type, "take_back") == 0 ? EVENT_TAKEN_BACK : EVENT_WITHDRAWN, err);
    return FAULT_NONE;
}

enum fault handling_step(const struct handling *handling, const struct known_exchange *known,
                         const struct known_exchange *order, enum item_state *state,
                         struct error *err)
{
    enum exchange_event event;

    if (handling->item.kind == ITEM_RECALL)
        return step_recalled(&handling->item, known, order, state, err);
    if (exchange_event_to(handling->item.state, &event) &&
        exchange_step(state, event, err) == FAULT_NONE)
        return FAULT_NONE;
    return error_set_code(err, FAULT_INPUT, "wrong_state",
                          "item, state: %s cannot follow %s (another receipt stands for it)",
                          item_state_name(handling->item.state), item_state_name(*state));
}

static enum entry_kind entry_kind_of(const struct recipient_item *item)
{
    if (item->kind == ITEM_RECALL)
        return ENTRY_RECALLED;
    return item->state == STATE_HANDED_OVER  ? ENTRY_HANDED_OVER
           : item->state == STATE_REGISTERED ? ENTRY_REGISTERED
                                             : ENTRY_RETURNED;
}

static void write_entry(struct handling *handling, const struct decision_context *context)
{
    CLEANUP(mem_free) struct entry *entry = mem_new(1, sizeof(*entry));
    const struct recipient_item *item = &handling->item;

    entry->kind = entry_kind_of(item);
    entry->time_ms = context->time_ms;
    keys_random(entry->nonce, sizeof(entry->nonce));
    snprintf(entry->code, sizeof(entry->code), "%s", item->code);
    entry->list_n = handling->proof.n;
    entry->list_index = handling->proof.index;
    entry->n_path = handling->proof.n_path;
    memcpy(entry->path, handling->proof.path, sizeof(entry->path));
    entry->has_signature = true;
    snprintf(entry->signer, sizeof(entry->signer), "%s", item->party);
    entry->signer_card = item->card;
    memcpy(entry->signature, handling->proof.signature, sizeof(entry->signature));
    entry->text = bytes_of_buffer(&handling->bytes);

    buffer_reset(&handling->entry);
    entry_write(entry, &handling->entry);
}

void handling_write(struct handling *handling, enum item_state state,
                    const struct decision_context *context)
{
    CLEANUP(mem_free) struct broker_item *confirmation = mem_new(1, sizeof(*confirmation));
    const struct recipient_item *item = &handling->item;

    write_entry(handling, context);
    *confirmation = (struct broker_item){
        .kind = ITEM_CONFIRMATION,
        .id = item->id,
        .exchange = item->exchange,
        .state = item->state,
        .leaf_index = context->leaf_index,
        .leaf_hash = tree_leaf_hash(bytes_of_buffer(&handling->entry)),
        .time_ms = context->time_ms,
    };
    snprintf(confirmation->code, sizeof(confirmation->code), "%s", item->code);
    signed_item_clear(&handling->confirmation);
    signed_item_make(context->signer, confirmation, &handling->confirmation);

    handling->receipts[0] = (struct stored_receipt){
        .kind = item->kind,
        .state = item->state,
        .item = bytes_of_buffer(&handling->bytes),
        .n = handling->proof.n,
        .index = handling->proof.index,
        .path = bytes_of_buffer(&handling->path),
        .signature = bytes_of(handling->proof.signature, sizeof(handling->proof.signature)),
        .signer = item->party,
        .signer_card = item->card,
        .sealed_reference = bytes_of_buffer(&handling->sealed_reference),
    };
    handling->receipts[1] = handling->confirmation.stored;
    handling->time_ms = context->time_ms;
    handling->state = state;
}

struct change handling_change(const struct handling *handling)
{
    bool is_recall = handling->item.kind == ITEM_RECALL;

    return (struct change){
        .kind = is_recall ? CHANGE_RECALLED : CHANGE_STEPPED,
        .id = handling->item.id,
        .state = handling->state,
        .entry = bytes_of_buffer(&handling->entry),
        .entry_kind = entry_kind_name(entry_kind_of(&handling->item)),
        .time_ms = handling->time_ms,
        .receipts = handling->receipts,
        .n_receipts = ARRAY_SIZE(handling->receipts),
        .notice = handling->item.state,
    };
}
