/* SPDX-License-Identifier: EUPL-1.2 */
/* link_frames - what the broker says, and what is said back. Until its welcome only a welcome, an
 * error or a ping is heard.
 */
#include "edge/link_parts.h"

#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/fault_point.h"
#include "base/log.h"
#include "base/memory.h"
#include "edge/inbox_recall.h"
#include "edge/inbox_way.h"
#include "edge/outbox_way.h"
#include "edge/questions.h"
#include "edge/spool_memory.h"
#include "model/exchange_text.h"

/* ---- hello and welcome ---- */

static void write_hello(const struct edge_link *link, const struct held_card *card,
                        struct memory_view *memory, struct buffer *ret_frame)
{
    CLEANUP(receipt_unpacked_free)
    Samband__V1__Receipt *newest = memory_unpack_receipt(bytes_of_buffer(&memory->newest));
    Samband__V1__Frame frame = SAMBAND__V1__FRAME__INIT;
    Samband__V1__Hello hello = SAMBAND__V1__HELLO__INIT;
    ProtobufCBinaryData incarnations[MEMORY_INCARNATIONS];

    hello.version = LINK_VERSION;
    hello.party = link->party->name;
    hello.card = frame_data(bytes_of_buffer(&card->text));
    hello.credit = LINK_DELIVERIES;
    hello.highest_takeover = memory->takeover;
    hello.newest = newest;
    hello.n_incarnations = memory->n_incarnations;
    hello.incarnations = incarnations;
    for (size_t i = 0; i < memory->n_incarnations; i++)
        incarnations[i] = frame_data(bytes_of(memory->incarnations[i], INCARNATION_SIZE));
    frame.kind_case = SAMBAND__V1__FRAME__KIND_HELLO;
    frame.hello = &hello;
    frame_write(&frame, ret_frame);
}

void link_greet(struct edge_link *link)
{
    CLEANUP(memory_view_clear) struct memory_view memory = { 0 };
    CLEANUP(buffer_clear) struct buffer frame = { 0 };
    const struct held_card *card = party_card(link->party, clock_wall_ms());
    struct error err = { 0 };

    if (!card || memory_read(link->party->shared->spool, link->party->name, &memory, &err)) {
        link_drop(link, card ? err.code : "no_own_card", 0);
        return;
    }
    link->state = LINK_GREETING;
    link->since_ms = clock_boot_ms();
    link->card_serial = card->card.serial;
    write_hello(link, card, &memory, &frame);
    (void)link_send(link, bytes_of_buffer(&frame));
}

static enum fault check_welcome(struct edge_link *link, const Samband__V1__Welcome *welcome,
                                struct error *err)
{
    struct directory *directory = link->party->shared->directory;
    struct bytes card_text = frame_bytes(welcome->card);
    struct card card;

    if (welcome->version != LINK_VERSION)
        return error_set_code(err, FAULT_INPUT, "bad_version", "welcome: 1 is spoken here");
    if (strcmp(welcome->log, directory_origin(directory)) != 0)
        return error_set_code(err, FAULT_INPUT, "wrong_log",
                              "welcome: of another log than our directory's");
    if (card_read(card_text, &card, NULL) || strcmp(card.party, PARTY_BUS) != 0 ||
        directory_add_card(directory, card_text, NULL, NULL) ||
        !card_covers(&card, clock_wall_ms()))
        return error_set_code(err, FAULT_INPUT, "unknown_card",
                              "welcome: no valid card of the bus, signed by the coordinator");
    return memory_keep_card(link->party->shared->spool, &card, card_text, err);
}

/* A spool that is behind what the broker has committed was restored from a copy. */
static enum fault check_numbers(struct edge_link *link, const Samband__V1__Welcome *welcome,
                                const struct memory_view *memory, struct error *err)
{
    for (size_t i = 0; i < welcome->n_known; i++) {
        struct bytes incarnation = frame_bytes(welcome->known[i]->incarnation);

        if (memory->n_incarnations == 0 || welcome->known[i]->number <= memory->number ||
            !bytes_equal(incarnation, bytes_of(memory->incarnations[0], INCARNATION_SIZE)))
            continue;
        log_event(LOG_LEVEL_ERROR, "spool_is_behind",
                  "party=%s number=%llu known=%llu: numbers start anew", link->party->name,
                  (unsigned long long)memory->number,
                  (unsigned long long)welcome->known[i]->number);
        return memory_new_incarnation(link->party->shared->spool, link->party->name, err);
    }
    return FAULT_NONE;
}

static enum fault store_welcome(struct edge_link *link, const Samband__V1__Welcome *welcome,
                                struct error *err)
{
    CLEANUP(memory_view_clear) struct memory_view memory = { 0 };
    struct spool *spool = link->party->shared->spool;
    enum fault fault = memory_read(spool, link->party->name, &memory, err);

    if (!fault)
        fault = spool_begin(spool, err);
    if (!fault)
        fault = check_welcome(link, welcome, err);
    if (!fault)
        fault = memory_see_takeover(spool, link->party->name, welcome->takeover, err);
    if (!fault)
        fault = check_numbers(link, welcome, &memory, err);
    return spool_end(spool, fault, err);
}

/* ---- errors, either way ---- */

static void say_error(struct edge_link *link, const struct uuid *id, const struct error *err)
{
    CLEANUP(buffer_clear) struct buffer frame = { 0 };
    bool later = err->fault != FAULT_INPUT;

    frame_write_error(id, later ? "unavailable" : err->code, later ? "not now" : err->text, NULL,
                      later ? 5000 : 0, &frame);
    (void)link_send(link, bytes_of_buffer(&frame));
}

/* What we were sent is not taken. A broker that has been replaced is left at once. */
static void refuse(struct edge_link *link, const char *what, const struct uuid *id,
                   const struct error *err)
{
    log_event(LOG_LEVEL_ERROR, "frame_refused", "party=%s what=%s code=%s why=\"%s\"",
              link->party->name, what, err->code, err->text);
    say_error(link, id, err);
    if (strcmp(err->code, "old_takeover") == 0)
        link_drop(link, err->code, 0);
}

static void take_welcome(struct edge_link *link, const Samband__V1__Welcome *welcome)
{
    struct error err = { 0 };

    if (store_welcome(link, welcome, &err)) {
        refuse(link, "welcome", NULL, &err);
        link_drop(link, err.code, 0);
        return;
    }
    link->state = LINK_UP;
    link->credit = welcome->credit;
    link->heartbeat_ms = welcome->heartbeat_ms;
    link->since_ms = clock_boot_ms();
    link->n_failed = 0;
    link->down_since_ms = 0;
    link->pump_ms = link->since_ms;
    log_event(LOG_LEVEL_INFO, "link_up", "party=%s takeover=%llu", link->party->name,
              (unsigned long long)welcome->takeover);
    link_schedule(link, link->since_ms);
}

static void take_greeting_error(struct edge_link *link, const char *code)
{
    bool rolled_back = strcmp(code, "rolled_back") == 0;

    log_event(LOG_LEVEL_ERROR, "hello_refused", "party=%s code=%s", link->party->name, code);
    link_drop(link, code, rolled_back ? LINK_TROUBLE_MS : 0);
}

static void take_error(struct edge_link *link, const Samband__V1__Error *error)
{
    enum outbox_error what = OUTBOX_ERROR_NOT_OURS;
    struct error err = { 0 };
    struct uuid id;

    if (link->state == LINK_GREETING) {
        take_greeting_error(link, error->code);
        return;
    }
    if (strcmp(error->code, "not_welcome") ==
        0) { /* it has forgotten the link, and what was asked */
        questions_take_nameless_error(link->party, error);
        link_greet(link);
        return;
    }
    if (!uuid_of_bytes(frame_bytes(error->id), &id)) {
        questions_take_nameless_error(link->party, error);
        log_event(LOG_LEVEL_ERROR, "error_of_broker", "party=%s code=%s", link->party->name,
                  error->code);
        return;
    }
    if (questions_take_error(link->party, &id, error))
        return;
    if (outbox_way_error(link->party, &id, error->code, &what, &err))
        log_event(LOG_LEVEL_ERROR, "spool_unwritable", "party=%s code=%s", link->party->name,
                  err.code);
    if (what == OUTBOX_ERROR_NOT_OURS) /* about a receipt of ours: it goes again, slowly */
        log_event(LOG_LEVEL_WARNING, "receipt_not_taken", "party=%s code=%s", link->party->name,
                  error->code);
    link_put_off(link, &id, error->retry_after_ms);
    edge_link_wake(link);
}

/* ---- what carries exchanges ---- */

static void acknowledge(struct edge_link *link, struct outbox_acknowledgement done[], size_t n)
{
    CLEANUP(buffer_clear) struct buffer bytes = { 0 };
    Samband__V1__Frame frame = SAMBAND__V1__FRAME__INIT;
    Samband__V1__Acknowledgements message = SAMBAND__V1__ACKNOWLEDGEMENTS__INIT;
    Samband__V1__Acknowledgement all[WIRE_RECEIPTS], *pointers[WIRE_RECEIPTS];

    for (size_t i = 0; i < n; i++) {
        samband__v1__acknowledgement__init(&all[i]);
        all[i].id = frame_data(bytes_of(done[i].id.bytes, UUID_SIZE));
        all[i].state = (char *)(uintptr_t)item_state_name(done[i].state);
        pointers[i] = &all[i];
    }
    message.n_acknowledgements = n;
    message.acknowledgements = pointers;
    frame.kind_case = SAMBAND__V1__FRAME__KIND_ACKNOWLEDGEMENTS;
    frame.acknowledgements = &message;
    frame_write(&frame, &bytes);
    (void)link_send(link, bytes_of_buffer(&bytes));
}

/* Without an acknowledgement the broker sends them again. */
static void take_receipts(struct edge_link *link, const Samband__V1__Receipts *receipts)
{
    struct outbox_acknowledgement done[WIRE_RECEIPTS];
    struct error err = { 0 };
    size_t n = 0;

    if (outbox_way_take(link->party, receipts, done, &n, &err)) {
        log_event(LOG_LEVEL_ERROR, "receipts_not_stored", "party=%s code=%s why=\"%s\"",
                  link->party->name, err.code, err.text);
        return;
    }
    if (n > 0)
        acknowledge(link, done, n);
    edge_link_wake(link);
}

static void take_deliver(struct edge_link *link, const Samband__V1__Deliver *message)
{
    CLEANUP(buffer_clear) struct buffer frame = { 0 };
    CLEANUP(mem_free) struct exchange_text *text = mem_new(1, sizeof(*text));
    bool is_new = false;
    bool has_id = exchange_text_read(frame_bytes(message->text), text, NULL) == FAULT_NONE;
    struct error err = { 0 };

    if (!link->party->shared->receives) {
        (void)error_set_code(&err, FAULT_INPUT, "wrong_party", "this party receives nothing");
        refuse(link, "deliver", has_id ? &text->id : NULL, &err);
        return;
    }
    if (inbox_way_deliver(link->party, message, &is_new, &frame, &err)) {
        refuse(link, "deliver", has_id ? &text->id : NULL, &err);
        return;
    }
    if (is_new) /* its receipt waits in the spool like any other */
        edge_link_wake(link);
    else
        (void)link_send(link, bytes_of_buffer(&frame));
}

static void take_confirm(struct edge_link *link, const Samband__V1__Confirm *message)
{
    struct error err = { 0 };

    if (inbox_way_confirm(link->party, message, &err))
        refuse(link, "confirm", NULL, &err);
    else
        edge_link_wake(link);
}

static void take_recall(struct edge_link *link, const Samband__V1__Recall *message)
{
    CLEANUP(buffer_clear) struct buffer frame = { 0 };
    bool is_new = false;
    struct uuid id;
    bool has_id = uuid_of_bytes(frame_bytes(message->id), &id);
    struct error err = { 0 };

    if (inbox_recall_take(link->party, message, &is_new, &frame, &err)) {
        refuse(link, "recall", has_id ? &id : NULL, &err);
        return;
    }
    if (is_new) /* the answer waits in the spool like any other */
        edge_link_wake(link);
    else
        (void)link_send(link, bytes_of_buffer(&frame));
}

static void take_ping(struct edge_link *link, const Samband__V1__Ping *ping)
{
    CLEANUP(buffer_clear) struct buffer frame = { 0 };

    if (ping->answer)
        return;
    frame_write_ping(ping->number, true, &frame);
    (void)link_send(link, bytes_of_buffer(&frame));
}

static void take_when_up(struct edge_link *link, const Samband__V1__Frame *frame)
{
    switch (frame->kind_case) {
    case SAMBAND__V1__FRAME__KIND_RECEIPTS:
        take_receipts(link, frame->receipts);
        break;
    case SAMBAND__V1__FRAME__KIND_DELIVER:
        take_deliver(link, frame->deliver);
        break;
    case SAMBAND__V1__FRAME__KIND_CONFIRM:
        take_confirm(link, frame->confirm);
        break;
    case SAMBAND__V1__FRAME__KIND_RECALL:
        take_recall(link, frame->recall);
        break;
    case SAMBAND__V1__FRAME__KIND_QUESTION_ANSWER:
        questions_take(link->party, frame->question_answer);
        break;
    default:
        log_event(LOG_LEVEL_WARNING, "frame_out_of_place", "party=%s kind=%d", link->party->name,
                  (int)frame->kind_case);
        break;
    }
}

void link_take(struct edge_link *link, struct bytes bytes)
{
    CLEANUP(frame_free) Samband__V1__Frame *frame = NULL;
    struct error err = { 0 };

    if (frame_read(bytes, &frame, &err)) {
        (void)error_set_code(&err, FAULT_INPUT, "bad_frame", "no frame of this version");
        refuse(link, "frame", NULL, &err);
        return;
    }
    if (frame->kind_case == SAMBAND__V1__FRAME__KIND_PING)
        take_ping(link, frame->ping);
    else if (frame->kind_case == SAMBAND__V1__FRAME__KIND_ERROR)
        take_error(link, frame->error);
    else if (link->state == LINK_UP)
        take_when_up(link, frame);
    else if (frame->kind_case == SAMBAND__V1__FRAME__KIND_WELCOME)
        take_welcome(link, frame->welcome);
}
