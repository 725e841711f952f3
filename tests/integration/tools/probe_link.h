/* SPDX-License-Identifier: EUPL-1.2 */
/* probe_link - a connection with a key, and a line for each frame that comes back. */
#ifndef PROBE_LINK_H
#define PROBE_LINK_H

#include <zmq.h>

#include "base/clock.h"
#include "base/uuid.h"
#include "integration/tools/probe_options.h"
#include "keys/key_file.h"
#include "model/item.h"
#include "wire/frame.h"

struct probe {
    void *context, *socket;
    size_t n_cut;  /* bytes taken off the end of each frame */
    int n_parts;   /* parts that each frame is sent as */
    int n_answers; /* frames that were printed */
    FILE *kept;    /* gets the bytes of each frame that is heard; NULL for none */
};

static inline void set_keys(void *socket, const struct options *options)
{
    const char *path = option_wanted(options, "key");
    struct card server = read_card(option_wanted(options, "server-card"), NULL);
    char secret_text[41], public_text[41];
    uint8_t *secret = NULL;
    struct error err;

    if (strcmp(path, "new") == 0) {
        if (zmq_curve_keypair(public_text, secret_text) != 0)
            stop(EXIT_DATA, "no key pair");
    } else {
        if (key_file_read(path, KEY_FILE_CURVE, &secret, &err))
            stop(EXIT_DATA, "%s", err.text);
        zmq_z85_encode(secret_text, secret, KEY_FILE_KEY_SIZE);
        zmq_curve_public(public_text, secret_text);
        key_file_free(secret);
    }
    zmq_setsockopt(socket, ZMQ_CURVE_SERVERKEY, server.curve, sizeof(server.curve));
    zmq_setsockopt(socket, ZMQ_CURVE_PUBLICKEY, public_text, sizeof(public_text));
    zmq_setsockopt(socket, ZMQ_CURVE_SECRETKEY, secret_text, sizeof(secret_text));
}

static inline void probe_open(struct probe *probe, const struct options *options)
{
    CLEANUP(buffer_clear) struct buffer routing_id = { 0 };
    int linger_ms = 500;

    if (option(options, "keep", NULL) &&
        !(probe->kept = fopen(option(options, "keep", NULL), "ae")))
        stop(EXIT_DATA, "--keep: cannot be written");
    probe->context = zmq_ctx_new();
    probe->socket = zmq_socket(probe->context, ZMQ_DEALER);
    probe->n_cut = option_number(options, "cut", 0);
    probe->n_parts = (int)option_number(options, "parts", 1);
    zmq_setsockopt(probe->socket, ZMQ_LINGER, &linger_ms, sizeof(linger_ms));
    set_keys(probe->socket, options);
    read_hex(option(options, "routing-id", ""), &routing_id);
    if (routing_id.size > 0 &&
        zmq_setsockopt(probe->socket, ZMQ_ROUTING_ID, routing_id.data, routing_id.size) != 0)
        stop(EXIT_USAGE, "--routing-id: 1 to 255 bytes");
    if (zmq_connect(probe->socket, option_wanted(options, "endpoint")) != 0)
        stop(EXIT_USAGE, "--endpoint: %s", zmq_strerror(zmq_errno()));
}

static inline void probe_close(struct probe *probe)
{
    zmq_close(probe->socket);
    zmq_ctx_term(probe->context);
    if (probe->kept && fclose(probe->kept) != 0)
        stop(EXIT_DATA, "--keep: cannot be written");
}

static inline void probe_send(struct probe *probe, struct bytes frame)
{
    size_t size = frame.size > probe->n_cut ? frame.size - probe->n_cut : 0;

    for (int i = 1; i <= probe->n_parts; i++)
        if (zmq_send(probe->socket, frame.data, size, i < probe->n_parts ? ZMQ_SNDMORE : 0) < 0)
            stop(EXIT_SILENT, "cannot send: %s", zmq_strerror(zmq_errno()));
}

static inline void probe_hello(struct probe *probe, const struct options *options)
{
    CLEANUP(buffer_clear) struct buffer text = { 0 }, bytes = { 0 };
    struct card card = read_card(option_wanted(options, "card"), &text);
    Samband__V1__Hello hello = SAMBAND__V1__HELLO__INIT;
    Samband__V1__Frame frame = SAMBAND__V1__FRAME__INIT;

    hello.version = (uint32_t)option_number(options, "version", 1);
    hello.party = (char *)(uintptr_t)option(options, "party", card.party);
    hello.card = frame_data(bytes_of_buffer(&text));
    hello.credit = (uint32_t)option_number(options, "credit", 16);
    hello.highest_takeover = option_number(options, "takeover", 0);
    frame.kind_case = SAMBAND__V1__FRAME__KIND_HELLO;
    frame.hello = &hello;
    frame_write(&frame, &bytes);
    probe_send(probe, bytes_of_buffer(&bytes));
}

/* ------------------------------------------------------------------ what comes back, one a line */

static inline void print_text(const char *name, const char *text)
{
    printf(",\"%s\":\"", name);
    for (; *text; text++) {
        if (*text == '"' || *text == '\\')
            putchar('\\');
        putchar((unsigned char)*text < ' ' ? ' ' : *text);
    }
    putchar('"');
}

static inline void print_id(const struct uuid *id)
{
    char text[TEXT_UUID_SIZE];

    uuid_write(id, text);
    print_text("id", text);
}

static inline void print_receipt(const char *kind, const Samband__V1__Receipt *receipt)
{
    struct broker_item ours;
    struct recipient_item theirs;
    struct error err;

    printf("{\"kind\":\"%s\"", kind);
    if (!receipt) {
        printf("}\n");
    } else if (broker_item_read(frame_bytes(receipt->item), &ours, &err) == FAULT_NONE) {
        print_id(&ours.id);
        print_text("by", "bus");
        print_text("state", item_state_name(ours.state));
        print_text("code", ours.code);
        print_text("rule", ours.rule);
        print_text("reason", ours.reason);
        printf(",\"leaf\":%llu,\"sections\":%zu}\n", (unsigned long long)ours.leaf_index,
               ours.n_verdicts);
    } else if (recipient_item_read(frame_bytes(receipt->item), &theirs, &err) == FAULT_NONE) {
        print_id(&theirs.id);
        print_text("by", theirs.party);
        print_text("state", item_state_name(theirs.state));
        print_text("code", theirs.code);
        printf("}\n");
    } else {
        print_text("fault", err.text);
        printf("}\n");
    }
}

static inline void print_error(const Samband__V1__Error *error)
{
    struct uuid id;

    printf("{\"kind\":\"error\"");
    if (uuid_of_bytes(frame_bytes(error->id), &id))
        print_id(&id);
    print_text("code", error->code);
    print_text("field", error->field);
    print_text("text", error->text);
    printf(",\"retry_after_ms\":%u}\n", error->retry_after_ms);
}

static inline void print_frame(const Samband__V1__Frame *frame)
{
    switch (frame->kind_case) {
    case SAMBAND__V1__FRAME__KIND_WELCOME:
        printf("{\"kind\":\"welcome\"");
        print_text("log", frame->welcome->log);
        printf(",\"takeover\":%llu,\"credit\":%u}\n", (unsigned long long)frame->welcome->takeover,
               frame->welcome->credit);
        break;
    case SAMBAND__V1__FRAME__KIND_RECEIPTS:
        for (size_t i = 0; i < frame->receipts->n_receipts; i++)
            print_receipt("receipt", frame->receipts->receipts[i]);
        break;
    case SAMBAND__V1__FRAME__KIND_CONFIRM:
        for (size_t i = 0; i < frame->confirm->n_receipts; i++)
            print_receipt("confirm", frame->confirm->receipts[i]);
        break;
    case SAMBAND__V1__FRAME__KIND_DELIVER:
        print_receipt("deliver", frame->deliver->delivery);
        break;
    case SAMBAND__V1__FRAME__KIND_ERROR:
        print_error(frame->error);
        break;
    case SAMBAND__V1__FRAME__KIND_PING:
        printf("{\"kind\":\"ping\",\"number\":%llu,\"answer\":%s}\n",
               (unsigned long long)frame->ping->number, frame->ping->answer ? "true" : "false");
        break;
    default:
        printf("{\"kind\":\"other\",\"number\":%d}\n", (int)frame->kind_case);
    }
    fflush(stdout);
}

/* Waits for one frame until `end_ms` and prints it; answers a ping without a line. */
static inline bool probe_hear(struct probe *probe, int64_t end_ms)
{
    zmq_pollitem_t item = { .socket = probe->socket, .events = ZMQ_POLLIN };

    for (;;) {
        CLEANUP(frame_free) Samband__V1__Frame *frame = NULL;
        CLEANUP(buffer_clear) struct buffer pong = { 0 };
        int64_t left_ms = end_ms - clock_boot_ms();
        zmq_msg_t message;
        struct error err;

        if (left_ms <= 0 || zmq_poll(&item, 1, left_ms) <= 0)
            return false;
        zmq_msg_init(&message);
        if (zmq_msg_recv(&message, probe->socket, ZMQ_DONTWAIT) < 0)
            continue;
        if (probe->kept)
            fwrite(zmq_msg_data(&message), 1, zmq_msg_size(&message), probe->kept);
        if (frame_read(bytes_of(zmq_msg_data(&message), zmq_msg_size(&message)), &frame, &err)) {
            printf("{\"kind\":\"garbage\"");
            print_text("fault", err.text);
            printf("}\n");
        }
        zmq_msg_close(&message);
        if (frame && frame->kind_case == SAMBAND__V1__FRAME__KIND_PING && !frame->ping->answer) {
            frame_write_ping(frame->ping->number, true, &pong);
            zmq_send(probe->socket, pong.data, pong.size, 0);
            continue;
        }
        if (frame)
            print_frame(frame);
        probe->n_answers++;
        return true;
    }
}

#endif
