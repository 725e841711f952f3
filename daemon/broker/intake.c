/* SPDX-License-Identifier: EUPL-1.2 */
#include "broker/intake.h"

#include <stdio.h>

#include "base/clock.h"
#include "base/log.h"
#include "broker/asked.h"
#include "broker/batch.h"
#include "broker/hello.h"

enum {
    WAITING_AT_MOST = 4096,   /* pieces of work; beyond, senders are told to wait */
    DELIVER_ROOM = 32 * 1024, /* a delivery has a card and an item more than its submit, at most */
};

const char *intake_party_of_key(void *arg, const uint8_t key[32])
{
    struct broker *broker = arg;
    int64_t now_ms = clock_wall_ms();
    const struct held_card *first = directory_card_of_key(broker->directory, key), *current;

    if (!first || !directory_party(broker->directory, first->card.party, text_day_of(now_ms)))
        return NULL;
    current = directory_current_card(broker->directory, first->card.party, now_ms);
    if (!current || memcmp(current->card.curve, key, sizeof(current->card.curve)) != 0)
        return NULL;
    return current->card.party;
}

/* The token bucket comes before any signature check, so the id is only what the text claims. */
static void answer_early(struct broker *broker, const struct link_peer *peer,
                         const Samband__V1__Submit *message, const struct error *err)
{
    struct exchange_text exchange;
    bool has_id = exchange_text_read(frame_bytes(message->text), &exchange, NULL) == FAULT_NONE;

    broker_answer_error(broker, peer, has_id ? &exchange.id : NULL, err, NULL);
}

static enum fault ask_again(struct error *err, const char *code)
{
    return error_set_code(err, FAULT_RETRY, code, "the same bytes again, later");
}

/* What waits for the database has a bound, whoever sent it. */
static enum fault want_room(const struct broker *broker, struct error *err)
{
    return batch_size(broker->batch) >= WAITING_AT_MOST ? ask_again(err, "busy") : FAULT_NONE;
}

static enum fault may_submit(struct broker *broker, struct member *member,
                             const Samband__V1__Submit *message, struct error *err)
{
    const struct settings *settings = broker->settings;

    /* What could be taken but never delivered is not taken. */
    if (samband__v1__submit__get_packed_size(message) > LIMIT_FRAME_BYTES - DELIVER_ROOM)
        return error_set_code(err, FAULT_INPUT, "too_large",
                              "submit: too large to deliver with the broker's own item");
    if (!store_is_up(broker->store))
        return ask_again(err, "unavailable");
    if (member->n_unanswered >= settings->credit ||
        !bucket_take(&member->bucket, settings->submits_per_second, settings->submits_burst,
                     clock_boot_ms()))
        return ask_again(err, "busy");
    return want_room(broker, err);
}

/* True if the same submission is in hand already: its receipt will come, once. */
static bool is_in_hand(struct broker *broker, const struct link_peer *peer,
                       const struct submission *submission)
{
    const struct uuid *id = &submission->exchange.id;
    struct digest hash;
    struct error err;

    if (!batch_has_submission(broker->batch, id, &hash))
        return false;
    if (!digest_equal(&hash, &submission->text_hash)) {
        error_set_code(&err, FAULT_INPUT, "conflict", "text, id: this id is taken");
        broker_answer_error(broker, peer, id, &err, NULL);
    }
    return true;
}

/* Takes the frame if it becomes work. */
static bool submit(struct broker *broker, struct member *member, const struct link_peer *peer,
                   Samband__V1__Frame *frame)
{
    CLEANUP(submission_free) struct submission *submission = NULL;
    bool has_id = false;
    struct uuid id;
    struct error err;
    struct work *work;

    if (may_submit(broker, member, frame->submit, &err)) {
        answer_early(broker, peer, frame->submit, &err);
        return false;
    }
    if (submission_read(frame, member->name, broker->directory, &submission, &id, &has_id, &err)) {
        broker_answer_error(broker, peer, has_id ? &id : NULL, &err, NULL);
        return false;
    }
    if (is_in_hand(broker, peer, submission)) {
        submission->frame = NULL; /* the caller still owns it */
        return false;
    }
    work = work_new(WORK_SUBMISSION, member);
    work->peer = *peer;
    work->id = submission->exchange.id;
    work->submission = TAKE(submission);
    member->n_unanswered++;
    batch_add(broker->batch, work);
    return true;
}

/* Takes the frame if it becomes work. */
static bool question(struct broker *broker, struct member *member, const struct link_peer *peer,
                     Samband__V1__Frame *frame)
{
    struct error err;

    if (!store_is_up(broker->store))
        ask_again(&err, "unavailable");
    else if (want_room(broker, &err) == FAULT_NONE)
        return asked_receive(broker, member, peer, frame);
    asked_refuse(broker, peer, frame->question, &err, 0);
    return false;
}

static void receipt(struct broker *broker, struct member *member, const struct link_peer *peer,
                    const Samband__V1__Receipt *message)
{
    CLEANUP(handling_free) struct handling *handling = NULL;
    bool has_id = false;
    struct uuid id;
    struct error err;
    struct work *work;

    if (handling_read(message, member->name, broker->directory, &handling, &id, &has_id, &err) ||
        want_room(broker, &err)) {
        broker_answer_error(broker, peer, has_id ? &id : NULL, &err, NULL);
        return;
    }
    work = work_new(WORK_HANDLING, member);
    work->peer = *peer;
    work->id = id;
    work->handling = TAKE(handling);
    batch_add(broker->batch, work);
}

static void receipts(struct broker *broker, struct member *member, const struct link_peer *peer,
                     const Samband__V1__Receipts *message)
{
    for (size_t i = 0; i < message->n_receipts; i++)
        receipt(broker, member, peer, message->receipts[i]);
}

static void acknowledgements(struct broker *broker, struct member *member,
                             const Samband__V1__Acknowledgements *message)
{
    for (size_t i = 0; i < message->n_acknowledgements; i++) {
        struct uuid id;
        struct open_exchange *exchange;
        enum item_state state;
        struct work *work;

        if (!uuid_of_bytes(frame_bytes(message->acknowledgements[i]->id), &id) ||
            !item_state_read(message->acknowledgements[i]->state, &state))
            continue;
        exchange = members_find(&broker->members, &id);
        /* Without room it is dropped: the notice comes again, and is acknowledged again. */
        if (want_room(broker, NULL) || !exchange || exchange->sender != member ||
            !(exchange->notices & 1u << state))
            continue;
        work = work_new(WORK_ACKNOWLEDGEMENT, member);
        work->id = id;
        work->state = state;
        batch_add(broker->batch, work);
    }
}

static void answer_ping(struct broker *broker, struct member *member, const Samband__V1__Ping *ping)
{
    CLEANUP(buffer_clear) struct buffer bytes = { 0 };

    if (ping->answer)
        return;
    frame_write_ping(ping->number, true, &bytes);
    broker_send(broker, member, bytes_of_buffer(&bytes));
}

/* Whatever it holds. Somebody waits for the answer to a question, so the error names it. */
static void refuse_frame(struct broker *broker, const struct link_peer *peer,
                         const Samband__V1__Frame *frame, const struct error *err)
{
    struct uuid id;
    bool has_id =
        frame->kind_case == SAMBAND__V1__FRAME__KIND_QUESTION && asked_id(frame->question, &id);

    broker_answer_error(broker, peer, has_id ? &id : NULL, err, NULL);
}

static bool is_welcomed(struct broker *broker, const struct member *member,
                        const struct link_peer *peer, const Samband__V1__Frame *frame)
{
    struct error err;

    if (member->linked && link_peer_equal(&member->peer, peer))
        return true;
    error_set_code(&err, FAULT_INPUT, "not_welcome", "a link begins with hello");
    refuse_frame(broker, peer, frame, &err);
    return false;
}

static bool is_refusing(struct broker *broker, const struct link_peer *peer,
                        const Samband__V1__Frame *frame)
{
    struct error err;

    if (!broker->rolled_back)
        return false;
    error_set_code(&err, FAULT_INPUT, "rolled_back",
                   "the record lacks what an adapter holds a receipt for: nothing is accepted");
    refuse_frame(broker, peer, frame, &err);
    return true;
}

/* True if the frame was taken. */
static bool dispatch(struct broker *broker, struct member *member, const struct link_peer *peer,
                     Samband__V1__Frame *frame)
{
    struct error err;

    switch (frame->kind_case) {
    case SAMBAND__V1__FRAME__KIND_PING:
        answer_ping(broker, member, frame->ping);
        return false;
    case SAMBAND__V1__FRAME__KIND_SUBMIT:
        return !is_refusing(broker, peer, frame) && submit(broker, member, peer, frame);
    case SAMBAND__V1__FRAME__KIND_QUESTION:
        return !is_refusing(broker, peer, frame) && question(broker, member, peer, frame);
    case SAMBAND__V1__FRAME__KIND_RECEIPTS:
        if (!is_refusing(broker, peer, frame))
            receipts(broker, member, peer, frame->receipts);
        return false;
    case SAMBAND__V1__FRAME__KIND_ACKNOWLEDGEMENTS:
        if (!is_refusing(broker, peer, frame))
            acknowledgements(broker, member, frame->acknowledgements);
        return false;
    case SAMBAND__V1__FRAME__KIND_ERROR:
        log_event(LOG_LEVEL_WARNING, "adapter_error", "party=%s code=%s", member->name,
                  text_is_token(frame->error->code, 40) ? frame->error->code : "?");
        return false;
    default:
        error_set_code(&err, FAULT_INPUT, "bad_frame", "this kind of frame goes to adapters only");
        broker_answer_error(broker, peer, NULL, &err, NULL);
        return false;
    }
}

void intake_on_frame(void *arg, const char *party, const struct link_peer *peer, struct bytes bytes)
{
    struct broker *broker = arg;
    struct member *member = members_get(&broker->members, party);
    CLEANUP(frame_free) Samband__V1__Frame *frame = NULL;
    struct error err;

    if (broker->stopping)
        return;
    if (frame_read(bytes, &frame, &err)) {
        /* The reader tells more codes apart than the link knows. */
        snprintf(err.code, sizeof(err.code), "%s",
                 strcmp(err.code, "frame_too_large") == 0 ? "too_large" : "bad_frame");
        broker_answer_error(broker, peer, NULL, &err, NULL);
        return;
    }
    if (frame->kind_case == SAMBAND__V1__FRAME__KIND_HELLO) {
        hello_receive(broker, member, peer, bytes);
        return;
    }
    if (!is_welcomed(broker, member, peer, frame))
        return;
    member->heard_at_ms = clock_boot_ms();
    if (dispatch(broker, member, peer, frame))
        frame = NULL;
}
