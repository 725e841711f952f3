/* SPDX-License-Identifier: EUPL-1.2 */
#include "broker/take_over.h"

#include <stdio.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/memory.h"
#include "broker/card_entry.h"
#include "broker/load_entry.h"
#include "keys/random.h"
#include "model/entry.h"
#include "model/held_cards.h"

#define SOFTWARE "sambandd 0.1.0"

enum fault take_over_check(const struct broker *broker, struct error *err)
{
    const struct store_head *head = store_head(broker->store);
    const char *origin = directory_origin(broker->directory);

    if (head->origin[0] != '\0' && strcmp(head->origin, origin) != 0)
        return error_set_code(err, FAULT_INPUT, "wrong_log",
                              "the database holds the log %s, the directory is of %s", head->origin,
                              origin);
    if (head->size == 0 && !directory_current_card(broker->directory, PARTY_LOG, clock_wall_ms()))
        return error_set(err, FAULT_INPUT, "%s: no card of the log covers today; leaf 0 wants it",
                         broker->settings->cards);
    return FAULT_NONE;
}

static int64_t time_of_next_leaf(const struct broker *broker)
{
    int64_t now_ms = clock_wall_ms(), last_ms = store_head(broker->store)->last_time_ms;

    return now_ms > last_ms ? now_ms : last_ms;
}

static void write_start(const struct broker *broker, int64_t time_ms, struct buffer *ret_entry)
{
    struct entry entry = { .kind = ENTRY_START, .time_ms = time_ms };
    struct start_text start = { .takeover = broker->takeover };
    CLEANUP(buffer_clear) struct buffer text = { 0 };

    snprintf(start.origin, sizeof(start.origin), "%s", directory_origin(broker->directory));
    snprintf(start.software, sizeof(start.software), "%s", SOFTWARE);
    snprintf(start.policy, sizeof(start.policy), "%s", broker->policy_hash);
    snprintf(start.directory, sizeof(start.directory), "%s", directory_hash(broker->directory));
    snprintf(start.coordinator, sizeof(start.coordinator), "%s",
             directory_coordinator(broker->directory));
    memcpy(start.coordinator_root, directory_coordinator_root(broker->directory),
           sizeof(start.coordinator_root));
    if (store_head(broker->store)->size == 0)
        start.log_card = bytes_of_buffer(
            &directory_current_card(broker->directory, PARTY_LOG, clock_wall_ms())->text);
    start_text_write(&start, &text);
    keys_random(entry.nonce, sizeof(entry.nonce));
    entry.text = bytes_of_buffer(&text);
    entry_write(&entry, ret_entry);
}

/* A card that a party showed in a hello lies in no folder of ours, but in the record. One whose party
 * has left the directory, or has another root key now, is of no use any more. What others signed
 * with a card is read with it for as long as it lies here, also if it should never have been
 * recorded. */
static void take_recorded_card(void *arg, struct bytes bytes)
{
    struct broker *broker = arg;
    struct entry entry;
    struct card card;
    struct error err;

    if (entry_read(bytes, &entry, &err) || card_read(entry.text, &card, &err) ||
        directory_add_past_card(broker->directory, entry.text, &err)) {
        log_event(LOG_LEVEL_WARNING, "card_left_out", "code=%s %s", err.code, err.text);
        return;
    }
    directory_card(broker->directory, card.party, card.serial)->in_record = true;
}

/* Those of the record before those of the folder, which are held by now: a key is the party's whose
 * card with it is the earliest in the record. A card of the folder that this shuts out must not keep
 * everybody off the bus. */
static enum fault take_recorded_cards(struct broker *broker, struct error *err)
{
    struct directory *directory = broker->directory;
    uint64_t own_serial = broker->signer.card->card.serial;
    CLEANUP(held_cards_free) struct held_cards *of_folder = directory_take_cards(directory);
    const struct held_card *own;
    enum fault fault = store_load_cards(broker->store, take_recorded_card, broker, err);
    struct error why;

    for (size_t i = 0; i < held_cards_size(of_folder); i++) {
        const struct held_card *card = held_cards_at(of_folder, i);

        if (directory_add_card(directory, bytes_of_buffer(&card->text), NULL, &why))
            log_event(LOG_LEVEL_WARNING, "card_left_out", "code=%s %s", why.code, why.text);
    }
    own = directory_card(directory, PARTY_BUS, own_serial);
    if (!fault &&
        !bytes_equal(bytes_of_buffer(&own->text), bytes_of_buffer(&broker->signer.card->text)))
        fault = error_set(err, FAULT_INPUT, "%s: the record has another card %llu of the bus",
                          broker->settings->cards, (unsigned long long)own_serial);
    broker->signer.card = own;
    return fault;
}

static enum fault record_card(struct broker *broker, struct held_card *card, struct error *err)
{
    CLEANUP(buffer_clear) struct buffer entry = { 0 };
    struct change change;
    enum fault fault;

    if (card->in_record)
        return FAULT_NONE;
    change = card_entry_change(card, time_of_next_leaf(broker), &entry);
    fault = store_commit_now(broker->store, &change, 1, err);
    if (fault)
        return fault;
    card->in_record = true;
    return FAULT_NONE;
}

/* Policy and directory stand in the start leaf by their hashes. The record is asked again: until we took
 * over, another broker could write to it. */
static enum fault record_agreements(struct broker *broker, struct error *err)
{
    enum fault fault = agreed_load(broker, err);

    for (size_t i = 0; !fault && i < agreements_size(broker->agreements); i++) {
        const struct agreement *agreement = agreements_at(broker->agreements, i);
        CLEANUP(buffer_clear) struct buffer entry = { 0 };
        struct change change;

        if (agreed_has(broker, agreement->hash))
            continue;
        change = load_entry_of_agreement(agreement, time_of_next_leaf(broker), &entry);
        fault = store_commit_now(broker->store, &change, 1, err);
    }
    if (!fault)
        agreed_add(broker, broker->agreements);
    return fault;
}

/* The leaf that begins this broker's time, with the bytes behind the two hashes in it. */
static enum fault record_start(struct broker *broker, struct error *err)
{
    CLEANUP(buffer_clear) struct buffer entry = { 0 };
    CLEANUP(loaded_clear) struct loaded policy = { 0 };
    CLEANUP(loaded_clear) struct loaded directory = { 0 };
    struct stored_kept kept[2];
    int64_t time_ms = time_of_next_leaf(broker);
    struct change start;

    loaded_policy(broker->policy, &policy);
    loaded_directory(broker->directory, &directory);
    kept[0] = policy.kept;
    kept[1] = directory.kept;
    write_start(broker, time_ms, &entry);
    start = (struct change){
        .kind = CHANGE_NOTED,
        .entry = bytes_of_buffer(&entry),
        .entry_kind = entry_kind_name(ENTRY_START),
        .time_ms = time_ms,
        .kept = kept,
        .n_kept = ARRAY_SIZE(kept),
    };
    return store_take_over(broker->store, directory_origin(broker->directory), broker->takeover,
                           &start, err);
}

enum fault take_over(struct broker *broker, struct error *err)
{
    enum fault fault;

    broker->takeover = store_head(broker->store)->takeover + 1;
    fault = record_start(broker, err);
    if (!fault)
        fault = take_recorded_cards(broker, err);
    for (size_t i = 0; !fault && i < directory_n_cards(broker->directory); i++)
        fault = record_card(broker, directory_card_at(broker->directory, i), err);
    return fault ? fault : record_agreements(broker, err);
}
