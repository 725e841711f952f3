/* SPDX-License-Identifier: EUPL-1.2 */
#include "broker/hello.h"

#include "base/clock.h"
#include "base/log.h"
#include "base/memory.h"
#include "base/text.h"
#include "broker/batch.h"
#include "broker/cards.h"
#include "broker/errand.h"
#include "broker/delivery.h"
#include "broker/notice.h"
#include "broker/recall.h"

enum { HELLO_VERSION = 1 };

/* A hello between its look-up and its welcome. */
struct greeting {
    struct errand errand;
    struct member *member;
    struct link_peer peer;
    uint32_t credit;
    struct store_hello question;
    struct digest newest_leaf;
};

static void go_back(struct broker *broker, const char *party, uint64_t leaf_index)
{
    if (!broker->rolled_back)
        log_event(LOG_LEVEL_ERROR, "rolled_back",
                  "party=%s holds a receipt for leaf %llu that the record lacks: nothing more is "
                  "accepted",
                  party, (unsigned long long)leaf_index);
    broker->rolled_back = true;
}

static void answer_rolled_back(struct broker *broker, const struct link_peer *peer)
{
    struct error err;

    error_set_code(&err, FAULT_INPUT, "rolled_back",
                   "the record lacks what an adapter holds a receipt for: nothing is accepted");
    broker_answer_error(broker, peer, NULL, &err, NULL);
}

/* False if the item is not one that we, or a broker before us, have signed: then it says nothing.
 */
static bool read_newest(const struct broker *broker, const Samband__V1__Receipt *newest,
                        struct broker_item *ret_item)
{
    const uint8_t *root = directory_coordinator_root(broker->directory);
    const char *origin = directory_origin(broker->directory);
    struct list_proof proof;
    struct card card;

    if (!newest || card_read(frame_bytes(newest->card), &card, NULL) ||
        strcmp(card.party, PARTY_BUS) != 0 ||
        !card_is_signed_by(frame_bytes(newest->card), root, origin))
        return false;
    signed_item_proof(newest, &proof);
    return list_verify(card.sign, origin, frame_bytes(newest->item), &proof) &&
           broker_item_read(frame_bytes(newest->item), ret_item, NULL) == FAULT_NONE;
}

static void welcome(const struct greeting *greeting, const struct store_hello_answer *answer)
{
    struct broker *broker = greeting->errand.broker;
    Samband__V1__Welcome message = SAMBAND__V1__WELCOME__INIT;
    Samband__V1__Frame frame = SAMBAND__V1__FRAME__INIT;
    Samband__V1__KnownNumber known[16], *list[16];
    CLEANUP(buffer_clear) struct buffer bytes = { 0 };

    for (size_t i = 0; i < greeting->question.n_incarnations; i++) {
        samband__v1__known_number__init(&known[i]);
        known[i].incarnation =
            frame_data(bytes_of(greeting->question.incarnations[i], INCARNATION_SIZE));
        known[i].number = answer->numbers[i];
        list[i] = &known[i];
    }
    message.version = HELLO_VERSION;
    message.log = (char *)(uintptr_t)directory_origin(broker->directory);
    message.takeover = broker->takeover;
    message.credit = broker->settings->credit;
    message.card = frame_data(bytes_of_buffer(&broker->signer.card->text));
    message.known = list;
    message.n_known = greeting->question.n_incarnations;
    message.heartbeat_ms = broker->settings->heartbeat_ms;
    frame.kind_case = SAMBAND__V1__FRAME__KIND_WELCOME;
    frame.welcome = &message;
    frame_write(&frame, &bytes);
    broker_send(broker, greeting->member, bytes_of_buffer(&bytes));
}

static void on_answer(void *arg, const struct store_hello_answer *answer)
{
    CLEANUP(errand_end) struct greeting *greeting = arg;
    struct broker *broker = greeting->errand.broker;
    struct member *member = greeting->member;
    int64_t now_ms = clock_boot_ms();

    member->greeting = false;
    if (greeting->question.has_leaf &&
        (!answer->has_leaf || !digest_equal(&answer->leaf_hash, &greeting->newest_leaf))) {
        go_back(broker, member->name, greeting->question.leaf_index);
        answer_rolled_back(broker, &greeting->peer);
        hello_resume(broker, member);
        return;
    }
    if (member->hello.size > 0) { /* it has connected anew meanwhile */
        hello_resume(broker, member);
        return;
    }
    if (member->linked && !link_peer_equal(&member->peer, &greeting->peer))
        log_event(LOG_LEVEL_NOTICE, "link_replaced",
                  "party=%s a newer connection takes its place: again and again, if two adapters "
                  "run for one party",
                  member->name);
    members_unlink(member, now_ms);
    member->linked = true;
    member->peer = greeting->peer;
    member->credit = greeting->credit;
    member->heard_at_ms = now_ms;
    log_event(LOG_LEVEL_INFO, "link_open", "party=%s credit=%u", member->name, member->credit);
    welcome(greeting, answer);
    recall_pump(broker, member);
    delivery_pump(broker, member);
    notice_pump(broker, member);
}

/* The card that the hello shows: known and in the record, or on its way there. */
static enum fault take_card(struct broker *broker, struct member *member,
                            const Samband__V1__Hello *hello, bool *ret_wait, struct error *err)
{
    struct held_card *held;
    struct card card;
    enum fault fault;

    fault = card_read(frame_bytes(hello->card), &card, err);
    if (!fault && strcmp(card.party, member->name) != 0)
        fault = error_set(err, FAULT_INPUT, "card: of another party");
    if (!fault && !card_covers(&card, clock_wall_ms()))
        fault = error_set(err, FAULT_INPUT, "card: does not cover today");
    if (!fault)
        fault = directory_add_card(broker->directory, frame_bytes(hello->card), NULL, err);
    if (fault && strcmp(err->code, "key_of_another_party") == 0) {
        log_event(LOG_LEVEL_WARNING, "card_refused", "code=%s %s", err->code, err->text);
        return error_set_code(err, FAULT_INPUT, "key_of_another_party",
                              "hello.card: holds a key of another party");
    }
    if (fault)
        return error_set_code(err, FAULT_INPUT, "unknown_card", "hello.card: %s",
                              "not a valid card of this party");
    held = directory_card(broker->directory, card.party, card.serial);
    *ret_wait = !held->in_record;
    cards_record(broker, held);
    return FAULT_NONE;
}

static enum fault check(struct broker *broker, const struct member *member,
                        const Samband__V1__Hello *hello, struct error *err)
{
    if (hello->version != HELLO_VERSION)
        return error_set_code(err, FAULT_INPUT, "bad_version", "hello.version: 1 is spoken here");
    if (strcmp(hello->party, member->name) != 0)
        return error_set_code(err, FAULT_INPUT, "wrong_party",
                              "hello.party: this link's key belongs to %s", member->name);
    /* A link that was there when its party left stays open below us; it is of no use any more. */
    if (!directory_party(broker->directory, member->name, text_day_of(clock_wall_ms())))
        return error_set_code(err, FAULT_INPUT, "wrong_party",
                              "hello.party: %s is no member of this area", member->name);
    if (hello->highest_takeover > broker->takeover) {
        /* Nobody signed that number: it ends this link, but stops nobody else. */
        log_event(LOG_LEVEL_ERROR, "old_takeover", "party=%s has seen takeover %llu", member->name,
                  (unsigned long long)hello->highest_takeover);
        return error_set_code(err, FAULT_INPUT, "rolled_back",
                              "hello.highest_takeover: higher than this broker's own");
    }
    return FAULT_NONE;
}

static void look_up(struct broker *broker, struct member *member, const struct link_peer *peer,
                    const Samband__V1__Hello *hello)
{
    CLEANUP(mem_free) struct broker_item *newest = mem_new(1, sizeof(*newest));
    struct greeting *greeting = errand_new(broker, sizeof(*greeting));

    member->greeting = true;
    greeting->member = member;
    greeting->peer = *peer;
    greeting->credit = hello->credit;
    greeting->question.party = member->name;
    greeting->question.n_incarnations = hello->n_incarnations;
    for (size_t i = 0; i < hello->n_incarnations; i++)
        memcpy(greeting->question.incarnations[i], hello->incarnations[i].data, INCARNATION_SIZE);
    if (read_newest(broker, hello->newest, newest)) {
        greeting->question.has_leaf = true;
        greeting->question.leaf_index = newest->leaf_index;
        greeting->newest_leaf = newest->leaf_hash;
    }
    store_answer_hello(broker->store, &greeting->question, on_answer, greeting);
}

void hello_receive(struct broker *broker, struct member *member, const struct link_peer *peer,
                   struct bytes bytes)
{
    CLEANUP(frame_free) Samband__V1__Frame *frame = NULL;
    bool wait = false;
    struct error err;

    if (frame_read(bytes, &frame, &err) || check(broker, member, frame->hello, &err) ||
        take_card(broker, member, frame->hello, &wait, &err)) {
        broker_answer_error(broker, peer, NULL, &err, NULL);
        return;
    }
    if (broker->rolled_back) {
        answer_rolled_back(broker, peer);
        return;
    }
    if (wait || member->greeting) {
        buffer_reset(&member->hello);
        buffer_append_bytes(&member->hello, bytes);
        member->hello_peer = *peer;
        return;
    }
    look_up(broker, member, peer, frame->hello);
}

void hello_refuse(struct broker *broker, struct member *member, const struct error *err)
{
    member->new_card = NULL;
    if (member->hello.size > 0)
        broker_answer_error(broker, &member->hello_peer, NULL, err, NULL);
    buffer_clear(&member->hello);
}

void hello_resume(struct broker *broker, struct member *member)
{
    CLEANUP(buffer_clear) struct buffer bytes = member->hello;

    member->hello = (struct buffer){ 0 };
    if (bytes.size > 0)
        hello_receive(broker, member, &member->hello_peer, bytes_of_buffer(&bytes));
}
