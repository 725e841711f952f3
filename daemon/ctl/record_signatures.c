/* SPDX-License-Identifier: EUPL-1.2 */
#include "ctl/record_signatures.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "keys/tag.h"
#include "model/exchange_text.h"
#include "model/held_cards.h"
#include "model/item.h"
#include "model/question_text.h"
#include "tlog/list.h"

struct record_signatures {
    struct directory *directory;
    struct held_cards *cards; /* of key leaves, and the log's */
    char origin[LIMIT_ORIGIN + 1];
    uint8_t coordinator_root[CARD_KEY_SIZE];
    uint64_t n_verified;
    char why[400];
    struct exchange_text exchange; /* large: not for the stack */
    struct question_text question;
    struct recipient_item item;
};

struct record_signatures *record_signatures_new(struct directory *directory)
{
    struct record_signatures *signatures = mem_new(1, sizeof(*signatures));

    signatures->directory = directory;
    signatures->cards = held_cards_new();
    return signatures;
}

void record_signatures_free(struct record_signatures *signatures)
{
    if (!signatures)
        return;
    held_cards_free(signatures->cards);
    mem_free(signatures);
}

uint64_t record_signatures_n(const struct record_signatures *signatures)
{
    return signatures->n_verified;
}

static bool is_of_coordinator(const char *party)
{
    return strcmp(party, PARTY_BUS) == 0 || strcmp(party, PARTY_LOG) == 0;
}

/* Judges a card as far as the keys that are known allow, and keeps it. */
static const char *add_card(struct record_signatures *signatures, struct bytes text)
{
    const struct held_card *held;
    struct card card;
    struct error err;

    if (card_read(text, &card, &err)) {
        snprintf(signatures->why, sizeof(signatures->why), "card: %.380s", err.text);
        return signatures->why;
    }
    if (strcmp(card.origin, signatures->origin) != 0)
        return "a card for another log";
    held = held_cards_find(signatures->cards, card.party, card.serial);
    if (held && !bytes_equal(bytes_of_buffer(&held->text), text))
        return "another card with this party and serial stands in an earlier leaf";
    if (held)
        return NULL;
    if (is_of_coordinator(card.party)) {
        if (!card_is_signed_by(text, signatures->coordinator_root, signatures->origin))
            return "a card of the bus or the log that the coordinator has not signed";
        signatures->n_verified++;
    } else if (signatures->directory) {
        if (directory_add_past_card(signatures->directory, text, &err)) {
            snprintf(signatures->why, sizeof(signatures->why), "%s", err.text);
            return signatures->why;
        }
        signatures->n_verified++;
    }
    held_cards_add(signatures->cards, &card, text);
    return NULL;
}

const char *record_signatures_start(struct record_signatures *signatures,
                                    const struct start_text *start)
{
    if (!signatures->origin[0]) {
        memcpy(signatures->origin, start->origin, sizeof(signatures->origin));
        memcpy(signatures->coordinator_root, start->coordinator_root, CARD_KEY_SIZE);
        if (signatures->directory && memcmp(directory_coordinator_root(signatures->directory),
                                            start->coordinator_root, CARD_KEY_SIZE) != 0)
            return "its coordinator has another root key than the directory names";
        if (signatures->directory &&
            strcmp(directory_origin(signatures->directory), start->origin) != 0)
            return "its origin is not that of the directory";
    }
    return start->log_card.size > 0 ? add_card(signatures, start->log_card) : NULL;
}

static const char *check_verdicts(const struct record_signatures *signatures,
                                  const struct entry *entry)
{
    const struct exchange_text *exchange = &signatures->exchange;

    if (entry->n_verdicts != exchange->n_sections)
        return "it has not one verdict for each section";
    for (size_t i = 0; i < entry->n_verdicts; i++) {
        if (!digest_equal(&entry->verdicts[i].section, &exchange->sections[i]))
            return "a verdict on a section that the text does not have there";
    }
    return NULL;
}

static const char *check_exchange(struct record_signatures *signatures, const struct entry *entry,
                                  const struct card *card)
{
    const struct exchange_text *exchange = &signatures->exchange;
    struct error err;

    if (exchange_text_read(entry->text, &signatures->exchange, &err)) {
        snprintf(signatures->why, sizeof(signatures->why), "text: %.380s", err.text);
        return signatures->why;
    }
    if (strcmp(exchange->origin, signatures->origin) != 0 ||
        strcmp(exchange->sender, entry->signer) != 0 || exchange->sender_card != entry->signer_card)
        return "its text names another log, sender or card than the leaf";
    if (entry->kind == ENTRY_CONSENT && strcmp(exchange->recipient, PARTY_BUS) != 0)
        return "a message about a consent that is not to the bus";
    if (!sign_verify(card->sign, TAG_EXCHANGE, signatures->origin, entry->text, entry->signature))
        return "the sender's signature does not verify";
    signatures->n_verified++;
    return check_verdicts(signatures, entry);
}

static const char *check_question(struct record_signatures *signatures, const struct entry *entry,
                                  const struct card *card)
{
    const struct question_text *question = &signatures->question;
    struct error err;

    if (question_text_read(entry->text, &signatures->question, &err)) {
        snprintf(signatures->why, sizeof(signatures->why), "text: %.380s", err.text);
        return signatures->why;
    }
    if (strcmp(question->origin, signatures->origin) != 0 ||
        strcmp(question->sender, entry->signer) != 0 || question->sender_card != entry->signer_card)
        return "its text names another log, asker or card than the leaf";
    if (!sign_verify(card->sign, TAG_QUESTION, signatures->origin, entry->text, entry->signature))
        return "the asker's signature does not verify";
    signatures->n_verified++;
    return NULL;
}

/* A recall has its own states; every other item says what its leaf's kind says. */
static bool item_fits(const struct recipient_item *item, enum entry_kind kind)
{
    if (kind == ENTRY_RECALLED || item->kind == ITEM_RECALL)
        return kind == ENTRY_RECALLED && item->kind == ITEM_RECALL;
    return strcmp(item_state_name(item->state), entry_kind_name(kind)) == 0;
}

static const char *check_item(struct record_signatures *signatures, const struct entry *entry,
                              const struct card *card)
{
    const struct recipient_item *item = &signatures->item;
    struct list_proof proof = { .n = entry->list_n, .index = entry->list_index };
    struct error err;

    if (recipient_item_read(entry->text, &signatures->item, &err)) {
        snprintf(signatures->why, sizeof(signatures->why), "text: %.380s", err.text);
        return signatures->why;
    }
    if (strcmp(item->party, entry->signer) != 0 || item->card != entry->signer_card ||
        !item_fits(item, entry->kind))
        return "its item names another party, card or state than the leaf";
    proof.n_path = entry->n_path;
    memcpy(proof.path, entry->path, sizeof(proof.path));
    memcpy(proof.signature, entry->signature, sizeof(proof.signature));
    if (!list_verify(card->sign, signatures->origin, entry->text, &proof))
        return "the recipient's signature does not verify";
    signatures->n_verified++;
    return NULL;
}

const char *record_signatures_check(struct record_signatures *signatures, const struct entry *entry)
{
    const struct held_card *held;

    if (entry->kind == ENTRY_KEY)
        return add_card(signatures, entry->text);
    if (!entry->has_signature)
        return NULL;
    held = held_cards_find(signatures->cards, entry->signer, entry->signer_card);
    if (!held)
        return "it is signed with a card that no earlier leaf holds";
    switch (entry->kind) {
    case ENTRY_ACCEPTED:
    case ENTRY_REFUSED:
    case ENTRY_CONSENT:
        return check_exchange(signatures, entry, &held->card);
    case ENTRY_HANDED_OVER:
    case ENTRY_REGISTERED:
    case ENTRY_RETURNED:
    case ENTRY_RECALLED:
        return check_item(signatures, entry, &held->card);
    case ENTRY_CHECKED:
        return check_question(signatures, entry, &held->card);
    default:
        return "it carries a signature that this version cannot verify";
    }
}
