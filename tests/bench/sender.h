/* SPDX-License-Identifier: EUPL-1.2 */
/* sender - one party of the load: its link, its submits made beforehand, and what came back.
 *
 * Functions stand in this header and its neighbour because a bench is one .c file.
 */
#ifndef BENCH_SENDER_H
#define BENCH_SENDER_H

#include <assert.h>
#include <errno.h>
#include <time.h>

#include "integration/tools/probe_link.h"
#include "integration/tools/probe_submit.h"
#include "tlog/list.h"

enum {
    SILENCE_MS = 10000, /* a broker that says nothing for so long has failed */
    SENDER_WORDS = 20,
};

/* From before it is sent until its receipt is verified. */
struct submit {
    struct uuid id;
    struct digest text; /* H(exchange text) */
    struct buffer frame;
    int64_t sent_us, answered_us; /* 0: not yet */
    bool verified;
    uint64_t leaf_index; /* these two as the receipt has them */
    struct digest leaf_hash;
};

struct sender {
    char *words[SENDER_WORDS]; /* owned; `options` are these */
    struct options options;
    struct probe probe;
    uint32_t credit; /* submits that may be unanswered, as the broker said */
    struct submit *submits;
    size_t n_submits, n_sent, n_answered;
    Samband__V1__Frame **heard; /* receipts, to be verified when the clock has stopped */
    size_t n_heard;
};

/* Microseconds of a clock that does not step. */
static inline int64_t now_us(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * INT64_C(1000000) + now.tv_nsec / 1000;
}

static inline size_t sender_n_unanswered(const struct sender *sender)
{
    return sender->n_sent - sender->n_answered;
}

/* ---------------------------------------------------------------------------- beforehand */

/* One of the options that probe_submit.h and probe_link.h read. Takes `value`. */
static inline void sender_option(struct sender *sender, const char *name, char *value)
{
    assert(sender->options.n + 2 <= SENDER_WORDS);
    sender->options.words = sender->words;
    sender->words[sender->options.n++] = mem_printf("--%s", name);
    sender->words[sender->options.n++] = value;
}

/* Signing and sealing are the sender's own work: none of it is measured. */
static inline void sender_prepare(struct sender *sender, size_t n)
{
    sender->submits = mem_new(n, sizeof(*sender->submits));
    sender->heard = mem_new(n, sizeof(Samband__V1__Frame *));
    sender->n_submits = n;
    for (size_t i = 0; i < n; i++) {
        struct submit *submit = &sender->submits[i];
        CLEANUP(frame_free) Samband__V1__Frame *frame = NULL;
        struct error err;

        submission_build(&sender->options, i + 1, &submit->id, &submit->frame);
        if (frame_read(bytes_of_buffer(&submit->frame), &frame, &err))
            stop(EXIT_DATA, "%s", err.text);
        submit->text = digest_of(frame_bytes(frame->submit->text));
    }
}

/* ---------------------------------------------------------------------------- hearing */

/* The next frame that is no ping, owned; NULL if none is there now. Errors end the program: within
 * its credit, a sender of well-made submits gets none. */
static inline Samband__V1__Frame *sender_hear(struct sender *sender)
{
    for (;;) {
        CLEANUP(frame_free) Samband__V1__Frame *frame = NULL;
        CLEANUP(buffer_clear) struct buffer pong = { 0 };
        zmq_msg_t message;
        struct error err;

        zmq_msg_init(&message);
        if (zmq_msg_recv(&message, sender->probe.socket, ZMQ_DONTWAIT) < 0) {
            if (zmq_errno() != EAGAIN)
                stop(EXIT_SILENT, "cannot receive: %s", zmq_strerror(zmq_errno()));
            return NULL;
        }
        if (frame_read(bytes_of(zmq_msg_data(&message), zmq_msg_size(&message)), &frame, &err))
            stop(EXIT_DATA, "the broker sent no frame: %s", err.text);
        zmq_msg_close(&message);
        if (frame->kind_case == SAMBAND__V1__FRAME__KIND_ERROR)
            stop(EXIT_DATA, "the broker answers %s: %s", frame->error->code, frame->error->text);
        if (frame->kind_case != SAMBAND__V1__FRAME__KIND_PING)
            return TAKE(frame);
        if (!frame->ping->answer) {
            frame_write_ping(frame->ping->number, true, &pong);
            zmq_send(sender->probe.socket, pong.data, pong.size, 0);
        }
    }
}

/* The same, and waits for it. */
static inline Samband__V1__Frame *sender_wait(struct sender *sender)
{
    zmq_pollitem_t item = { .socket = sender->probe.socket, .events = ZMQ_POLLIN };

    for (;;) {
        Samband__V1__Frame *frame = sender_hear(sender);

        if (frame)
            return frame;
        if (zmq_poll(&item, 1, SILENCE_MS) <= 0)
            stop(EXIT_SILENT, "the broker is silent");
    }
}

/* ---------------------------------------------------------------------------- the link */

static inline void sender_open(struct sender *sender, void *context)
{
    CLEANUP(frame_free) Samband__V1__Frame *frame = NULL;
    int linger_ms = 0;

    sender->probe = (struct probe){ .context = context, .n_parts = 1 };
    sender->probe.socket = zmq_socket(context, ZMQ_DEALER);
    zmq_setsockopt(sender->probe.socket, ZMQ_LINGER, &linger_ms, sizeof(linger_ms));
    set_keys(sender->probe.socket, &sender->options);
    if (zmq_connect(sender->probe.socket, option_wanted(&sender->options, "endpoint")) != 0)
        stop(EXIT_USAGE, "--endpoint: %s", zmq_strerror(zmq_errno()));
    probe_hello(&sender->probe, &sender->options);
    frame = sender_wait(sender);
    if (frame->kind_case != SAMBAND__V1__FRAME__KIND_WELCOME)
        stop(EXIT_DATA, "no welcome, but a frame of kind %d", (int)frame->kind_case);
    sender->credit = frame->welcome->credit;
}

static inline void sender_close(struct sender *sender)
{
    zmq_close(sender->probe.socket);
    for (size_t i = 0; i < sender->n_submits; i++)
        buffer_clear(&sender->submits[i].frame);
    for (size_t i = 0; i < sender->n_heard; i++)
        frame_free(sender->heard[i]);
    mem_free(sender->submits);
    mem_free(sender->heard);
    for (int i = 0; i < sender->options.n; i++)
        mem_free(sender->words[i]);
}

static inline void sender_send_next(struct sender *sender)
{
    struct submit *submit = &sender->submits[sender->n_sent++];

    submit->sent_us = now_us();
    probe_send(&sender->probe, bytes_of_buffer(&submit->frame));
}

/* ---------------------------------------------------------------------------- receipts */

/* Newest first: an answer is to one of the last, as many as the credit allows. */
static inline struct submit *sender_find(struct sender *sender, const struct uuid *id)
{
    for (size_t i = sender->n_sent; i > 0; i--)
        if (uuid_equal(&sender->submits[i - 1].id, id))
            return &sender->submits[i - 1];
    stop(EXIT_DATA, "a receipt for what was not sent");
}

static inline void read_decision(const Samband__V1__Receipt *receipt, struct broker_item *ret_item)
{
    struct error err;

    if (broker_item_read(frame_bytes(receipt->item), ret_item, &err))
        stop(EXIT_DATA, "%s", err.text);
    if (ret_item->kind != ITEM_DECISION || ret_item->state != STATE_ACCEPTED)
        stop(EXIT_DATA, "%s, not accepted: %s", item_state_name(ret_item->state), ret_item->code);
}

/* Counts the answers and keeps the frame, which it takes, for sender_verify(). */
static inline void sender_note(struct sender *sender, Samband__V1__Frame *frame)
{
    int64_t at_us = now_us();

    if (frame->kind_case != SAMBAND__V1__FRAME__KIND_RECEIPTS)
        stop(EXIT_DATA, "no receipts, but a frame of kind %d", (int)frame->kind_case);
    for (size_t i = 0; i < frame->receipts->n_receipts; i++) {
        struct broker_item item;
        struct submit *submit;

        read_decision(frame->receipts->receipts[i], &item);
        submit = sender_find(sender, &item.id);
        if (submit->answered_us)
            stop(EXIT_DATA, "a second receipt");
        submit->answered_us = at_us;
        sender->n_answered++;
    }
    sender->heard[sender->n_heard++] = frame;
}

/* Signed by the broker whose card we hold, for this log, and about the text that was sent. */
static inline void verify_receipt(struct sender *sender, const Samband__V1__Receipt *receipt,
                                  const struct card *broker)
{
    struct list_proof proof = { .n = receipt->n, .index = receipt->index };
    struct broker_item item;
    struct submit *submit;

    proof.n_path = receipt->n_path;
    for (size_t i = 0; i < receipt->n_path; i++)
        memcpy(proof.path[i].bytes, receipt->path[i].data, DIGEST_SIZE);
    memcpy(proof.signature, receipt->signature.data, SIGN_SIGNATURE_SIZE);
    if (!list_verify(broker->sign, broker->origin, frame_bytes(receipt->item), &proof))
        stop(EXIT_DATA, "a receipt that the broker has not signed");
    read_decision(receipt, &item);
    submit = sender_find(sender, &item.id);
    if (!digest_equal(&item.exchange, &submit->text) || submit->verified)
        stop(EXIT_DATA, "a receipt for another text, or a second one");
    submit->verified = true;
    submit->leaf_index = item.leaf_index;
    submit->leaf_hash = item.leaf_hash;
}

/* Everything that was kept, from the `from`-th frame on. */
static inline void sender_verify(struct sender *sender, const struct card *broker, size_t from)
{
    for (size_t i = from; i < sender->n_heard; i++)
        for (size_t k = 0; k < sender->heard[i]->receipts->n_receipts; k++)
            verify_receipt(sender, sender->heard[i]->receipts->receipts[k], broker);
}

#endif
