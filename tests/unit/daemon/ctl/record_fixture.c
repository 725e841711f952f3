/* SPDX-License-Identifier: EUPL-1.2 */
#include "unit/daemon/ctl/record_fixture.h"

#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "ctl/record_check.h"
#include "keys/start.h"
#include "keys/tag.h"
#include "model/card.h"
#include "model/exchange_text.h"
#include "model/question_text.h"
#include "tlog/list.h"
#include "tlog/tree.h"

#define ORIGIN "samband.example/test"
#define HASH "sha256:0000000000000000000000000000000000000000000000000000000000000000"

static const int64_t start_ms = 1772356364120;

static void write_card(const char *party, const struct sign_secret *sign,
                       const struct sign_secret *root, struct buffer *ret_text)
{
    struct card card = {
        .origin = ORIGIN, .serial = 1, .from_ms = start_ms, .until_ms = start_ms + 86400000
    };

    snprintf(card.party, sizeof(card.party), "%s", party);
    sign_public(sign, card.sign);
    card_write(&card, root, ret_text);
}

static void write_entry(struct record_fixture *record, size_t i, struct entry *entry)
{
    entry->time_ms = start_ms + (int64_t)i;
    entry->nonce[0] = (uint8_t)i;
    entry_write(entry, &record->entries[i]);
}

static void write_start(struct record_fixture *record)
{
    CLEANUP(buffer_clear) struct buffer card = { 0 };
    CLEANUP(buffer_clear) struct buffer text = { 0 };
    struct start_text start = { .origin = ORIGIN,
                                .takeover = 1,
                                .software = "sambandd test",
                                .policy = HASH,
                                .directory = HASH,
                                .coordinator = "test-coordinator" };
    struct entry entry = { .kind = ENTRY_START };

    sign_public(record->coordinator, start.coordinator_root);
    write_card("log", record->bus, record->coordinator, &card);
    start.log_card = bytes_of_buffer(&card);
    start_text_write(&start, &text);
    entry.text = bytes_of_buffer(&text);
    write_entry(record, 0, &entry);
}

void record_fixture_key(struct record_fixture *record, size_t i, const char *party,
                        const struct sign_secret *sign, const struct sign_secret *root)
{
    CLEANUP(buffer_clear) struct buffer card = { 0 };
    struct entry entry = { .kind = ENTRY_KEY };

    write_card(party, sign, root, &card);
    entry.text = bytes_of_buffer(&card);
    buffer_reset(&record->entries[i]);
    write_entry(record, i, &entry);
}

/* Writes the text with its signature, and the decision on it. */
static void write_decision(struct record_fixture *record, size_t i, enum entry_kind kind,
                           const struct exchange_text *exchange, struct digest *ret_hash)
{
    CLEANUP(buffer_clear) struct buffer text = { 0 };
    struct entry entry = { .kind = kind,
                           .policy = HASH,
                           .rule = "no-school-concern",
                           .permitted = kind != ENTRY_REFUSED,
                           .has_signature = true,
                           .signer = "fjell-school",
                           .signer_card = 1,
                           .n_verdicts = exchange->n_sections };

    exchange_text_write(exchange, &text);
    *ret_hash = exchange_text_hash(bytes_of_buffer(&text));
    entry.verdicts[0] =
        (struct verdict_line){ .verdict = entry.permitted ? VERDICT_PERMIT : VERDICT_REFUSE,
                               .rule = "no-school-concern" };
    if (!entry.permitted)
        strcpy(entry.code, "age_outside");
    sign_bytes(record->school, TAG_EXCHANGE, ORIGIN, bytes_of_buffer(&text), entry.signature);
    entry.text = bytes_of_buffer(&text);
    write_entry(record, i, &entry);
}

static struct exchange_text *new_exchange(const struct uuid *id)
{
    struct exchange_text *exchange = mem_new(1, sizeof(*exchange));

    *exchange = (struct exchange_text){ .origin = ORIGIN,
                                        .id = *id,
                                        .type = "concern_notification",
                                        .sender = "fjell-school",
                                        .recipient = "child-welfare",
                                        .sender_card = 1,
                                        .recipient_card = 1,
                                        .agreement = "none",
                                        .ground = "no.bvl.13-2",
                                        .purpose = "protect_child",
                                        .urgency = "acute",
                                        .created_ms = start_ms,
                                        .not_after_ms = start_ms + 1000,
                                        .n_sections = 1 };
    return exchange;
}

static void write_exchange(struct record_fixture *record, size_t i, bool permitted,
                           const struct uuid *id, struct digest *ret_hash)
{
    CLEANUP(mem_free) struct exchange_text *exchange = new_exchange(id);

    write_decision(record, i, permitted ? ENTRY_ACCEPTED : ENTRY_REFUSED, exchange, ret_hash);
}

static void write_order(struct record_fixture *record, size_t i, const char *type,
                        const struct uuid *id, const struct uuid *target)
{
    CLEANUP(mem_free) struct exchange_text *exchange = new_exchange(id);
    struct digest hash;

    strcpy(exchange->type, type);
    strcpy(exchange->recipient, "bus");
    strcpy(exchange->ground, "none");
    strcpy(exchange->purpose, "administer");
    exchange->n_sections = 0;
    exchange->has_in_reply_to = target != NULL;
    if (target)
        exchange->in_reply_to = *target;
    write_decision(record, i, strcmp(type, "take_back") == 0 ? ENTRY_ACCEPTED : ENTRY_CONSENT,
                   exchange, &hash);
}

static void write_item(struct record_fixture *record, size_t i, enum entry_kind kind,
                       const struct recipient_item *item)
{
    CLEANUP(buffer_clear) struct buffer text = { 0 };
    struct entry entry = {
        .kind = kind, .has_signature = true, .signer = "child-welfare", .signer_card = 1
    };
    struct list_proof proof;
    struct bytes bytes;

    recipient_item_write(item, &text);
    bytes = bytes_of_buffer(&text);
    list_sign(record->welfare, ORIGIN, &bytes, 1, &proof);
    entry.list_n = proof.n;
    entry.list_index = proof.index;
    memcpy(entry.signature, proof.signature, sizeof(entry.signature));
    entry.text = bytes;
    write_entry(record, i, &entry);
}

static void write_hand_over(struct record_fixture *record, size_t i, const struct digest *exchange)
{
    CLEANUP(mem_free) struct recipient_item *item = mem_new(1, sizeof(*item));

    *item = (struct recipient_item){ .kind = ITEM_HAND_OVER,
                                     .id = record->accepted,
                                     .exchange = *exchange,
                                     .state = STATE_HANDED_OVER,
                                     .party = "child-welfare",
                                     .card = 1,
                                     .time_ms = start_ms };
    write_item(record, i, ENTRY_HANDED_OVER, item);
}

void record_fixture_recall(struct record_fixture *record, size_t i, enum item_state answer)
{
    CLEANUP(mem_free) struct recipient_item *item = mem_new(1, sizeof(*item));

    *item = (struct recipient_item){ .kind = ITEM_RECALL,
                                     .id = record->accepted,
                                     .exchange = record->accepted_hash,
                                     .state = answer,
                                     .order = record->take_back,
                                     .party = "child-welfare",
                                     .card = 1,
                                     .time_ms = start_ms };
    buffer_reset(&record->entries[i]);
    write_item(record, i, ENTRY_RECALLED, item);
}

void record_fixture_end(struct record_fixture *record, size_t i, const struct uuid *id,
                        const struct uuid *order)
{
    CLEANUP(buffer_clear) struct buffer text = { 0 };
    struct end_text end = { .id = *id, .order = *order, .exchange = record->resting_hash };
    struct entry entry = { .kind = ENTRY_WITHDRAWN };

    end_text_write(&end, &text);
    entry.text = bytes_of_buffer(&text);
    buffer_reset(&record->entries[i]);
    write_entry(record, i, &entry);
}

void record_fixture_question(struct record_fixture *record, size_t i, const char *tag)
{
    CLEANUP(buffer_clear) struct buffer text = { 0 };
    struct question_text question = { .origin = ORIGIN,
                                      .id = record->accepted,
                                      .type = "disclosure",
                                      .sender = "fjell-school",
                                      .sender_card = 1,
                                      .recipient = "child-welfare",
                                      .agreement = "none",
                                      .ground = "none",
                                      .purpose = "protect_child",
                                      .created_ms = start_ms };
    struct entry entry = { .kind = ENTRY_CHECKED,
                           .policy = HASH,
                           .rule = "default-refuse",
                           .code = "no_ground",
                           .has_signature = true,
                           .signer = "fjell-school",
                           .signer_card = 1 };

    question_text_write(&question, &text);
    sign_bytes(record->school, tag, ORIGIN, bytes_of_buffer(&text), entry.signature);
    entry.text = bytes_of_buffer(&text);
    buffer_reset(&record->entries[i]);
    write_entry(record, i, &entry);
}

static void write_plain(struct record_fixture *record, size_t i, enum entry_kind kind,
                        struct bytes text)
{
    struct entry entry = { .kind = kind, .text = text };

    write_entry(record, i, &entry);
}

struct record_fixture *record_fixture_new(void)
{
    struct record_fixture *record = mem_new(1, sizeof(*record));
    static const uint64_t ends[RECORD_BATCHES] = { 1, 4, 5, 7 };
    struct digest refused;
    struct error err;

    if (keys_start(&err))
        abort();
    record->coordinator = sign_secret_new();
    record->root = sign_secret_new();
    record->bus = sign_secret_new();
    record->school = sign_secret_new();
    record->welfare = sign_secret_new();
    record->accepted = uuid_new(start_ms);
    record->refused = uuid_new(start_ms);
    memcpy(record->ends, ends, sizeof(ends));
    record->ends[RECORD_BATCHES] = RECORD_LEAVES_MOST;
    record->n_leaves = record->n_made = RECORD_LEAVES;

    write_start(record);
    record_fixture_key(record, 1, "bus", record->bus, record->coordinator);
    record_fixture_key(record, 2, "fjell-school", record->school, record->root);
    record_fixture_key(record, 3, "child-welfare", record->welfare, record->root);
    write_exchange(record, 4, true, &record->accepted, &record->accepted_hash);
    write_hand_over(record, 5, &record->accepted_hash);
    write_exchange(record, 6, false, &record->refused, &refused);
    record_fixture_rehash(record);
    return record;
}

struct record_fixture *record_fixture_new_with_orders(void)
{
    CLEANUP(buffer_clear) struct buffer load = { 0 };
    struct record_fixture *record = record_fixture_new();

    record->grant = uuid_new(start_ms);
    record->resting = uuid_new(start_ms);
    record->withdrawal = uuid_new(start_ms);
    record->take_back = uuid_new(start_ms);
    record->n_leaves = record->n_made = RECORD_LEAVES_MOST;

    write_order(record, 7, "consent_grant", &record->grant, NULL);
    write_exchange(record, 8, true, &record->resting, &record->resting_hash);
    write_order(record, 9, "consent_withdrawal", &record->withdrawal, &record->grant);
    record_fixture_end(record, 10, &record->resting, &record->withdrawal);
    write_order(record, 11, "take_back", &record->take_back, &record->accepted);
    record_fixture_recall(record, 12, STATE_DESTROYED);
    load_text_write(HASH, &load);
    write_plain(record, 13, ENTRY_POLICY, bytes_of_buffer(&load));
    write_plain(record, 14, ENTRY_AGREEMENT, bytes_of_text("samband-agreement/1\n"));
    record_fixture_rehash(record);
    return record;
}

void record_fixture_free(struct record_fixture *record)
{
    for (size_t i = 0; i < RECORD_LEAVES_MOST; i++)
        buffer_clear(&record->entries[i]);
    buffer_clear(&record->frontier);
    sign_secret_free(record->coordinator);
    sign_secret_free(record->root);
    sign_secret_free(record->bus);
    sign_secret_free(record->school);
    sign_secret_free(record->welfare);
    mem_free(record);
}

void record_fixture_rehash(struct record_fixture *record)
{
    struct tree_frontier frontier = { 0 };
    size_t batch = 0;

    for (size_t i = 0; i < record->n_made; i++) {
        record->hashes[i] = tree_leaf_hash(bytes_of_buffer(&record->entries[i]));
        tree_frontier_append(&frontier, &record->hashes[i]);
        if (frontier.size == record->ends[batch])
            record->roots[batch++] = tree_frontier_root(&frontier);
    }
    record->head_size = frontier.size;
    record->head_root = tree_frontier_root(&frontier);
    record->head_last_ms = start_ms + (int64_t)record->n_made - 1;
    buffer_reset(&record->frontier);
    tree_frontier_pack(&frontier, &record->frontier);
}

void record_fixture_rewrite(struct record_fixture *record, size_t i,
                            void (*change)(struct entry *entry))
{
    CLEANUP(mem_free) struct entry *entry = mem_new(1, sizeof(*entry));
    CLEANUP(buffer_clear) struct buffer bytes = { 0 };
    struct error err;

    buffer_append_bytes(&bytes, bytes_of_buffer(&record->entries[i]));
    if (entry_read(bytes_of_buffer(&bytes), entry, &err))
        abort();
    change(entry);
    buffer_reset(&record->entries[i]);
    entry_write(entry, &record->entries[i]);
}

enum fault record_fixture_check(const struct record_fixture *record, struct error *err)
{
    CLEANUP(record_check_free) struct record_check *check = record_check_new(NULL);
    enum fault fault = FAULT_NONE;
    uint64_t begin = 0;
    size_t batch = 0;

    for (size_t i = 0; !fault && i < record->n_leaves; i++) {
        struct record_leaf leaf = { .index = i,
                                    .leaf_hash = bytes_of(record->hashes[i].bytes, DIGEST_SIZE),
                                    .entry = bytes_of_buffer(&record->entries[i]) };

        fault = record_check_leaf(check, &leaf, err);
        if (fault || record_check_size(check) != record->ends[batch])
            continue;
        fault = record_check_batch(check, begin, record->ends[batch],
                                   bytes_of(record->roots[batch].bytes, DIGEST_SIZE), err);
        begin = record->ends[batch++];
    }
    if (fault)
        return fault;
    return record_check_head(check,
                             &(struct record_head){
                                 .size = record->head_size,
                                 .root = bytes_of(record->head_root.bytes, DIGEST_SIZE),
                                 .frontier = bytes_of_buffer(&record->frontier),
                                 .last_ms = record->head_last_ms,
                             },
                             err);
}
