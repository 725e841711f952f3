/* SPDX-License-Identifier: EUPL-1.2 */
/* recall_play - an exchange that the school has sent, and its orders about it. For one test program;
 * definitions, not declarations. */
#ifndef TESTS_RECALL_PLAY_H
#define TESTS_RECALL_PLAY_H

#include "edge/inbox_recall.h"

#include <criterion/criterion.h>
#include <stdio.h>

#include "base/clock.h"
#include "edge/inbox_way.h"
#include "edge/receipts.h"
#include "world.h"

static struct world world;
static struct uuid id, consent;
static Samband__V1__Frame *submit;
static struct world_delivery delivery;

/* An exchange of the school to the welfare service; it rests on a consent if `rests`. */
static inline void send(bool rests)
{
    CLEANUP(report_clear) struct report report = { 0 };
    CLEANUP(mem_free) struct uuid *ids = NULL;
    struct error err = { 0 };
    bool repeated = false;
    size_t n = 0;

    world_report(&report, 1);
    if (rests)
        report.targets[0].consents[report.targets[0].n_consents++] = consent;
    cr_assert_eq(outbox_post(&world.school.party, &report, bytes_of_text("{}"), NULL, &ids, &n,
                             &repeated, &err),
                 FAULT_NONE, "%s", err.text);
    id = ids[0];
    submit = world_submit(&world, &id);
    world_deliver(&world, submit->submit, 0, &delivery);
}

static inline void setup(void)
{
    world_open(&world);
    consent = uuid_new(clock_wall_ms());
    memset(&delivery, 0, sizeof(delivery));
    submit = NULL;
}

static inline void teardown(void)
{
    world_delivery_clear(&delivery);
    frame_free(submit);
    world_close(&world);
}

static inline void hand_over(void)
{
    struct error err = { 0 };
    Samband__V1__Frame *frame = world_hand_over(&world, &delivery, &err);

    cr_assert_not_null(frame, "%s: %s", err.code, err.text);
    frame_free(frame);
}

/* ---- orders ---- */

/* The school's order about `target`, passed on for the exchange. */
static inline void make_order(struct world_order *order, const char *type,
                              const struct uuid *target)
{
    world_order(&world, type, target, order);
    order->exchange = exchange_text_hash(frame_bytes(submit->submit->text));
    memcpy(order->id.bytes, id.bytes, UUID_SIZE);
}

/* The Receipts frame that answers it at once; NULL with `err` filled. */
static inline Samband__V1__Frame *recall(const struct world_order *order, bool *ret_is_new,
                                         struct error *err)
{
    CLEANUP(buffer_clear) struct buffer bytes = { 0 };
    Samband__V1__Frame *frame = NULL;

    if (inbox_recall_take(&world.welfare.party, &order->message, ret_is_new, &bytes, err))
        return NULL;
    cr_assert_eq(frame_read(bytes_of_buffer(&bytes), &frame, err), FAULT_NONE, "%s", err->text);
    return frame;
}

/* What the welfare service has signed last on the exchange. */
static inline struct recipient_item answer_to(const struct world_order *order)
{
    struct error err = { 0 };
    bool is_new = false;
    CLEANUP(frame_free) Samband__V1__Frame *frame = recall(order, &is_new, &err);
    const struct held_card *card;
    struct recipient_item item;

    cr_assert_not_null(frame, "%s: %s", err.code, err.text);
    cr_assert_eq(receipts_read_recipient(world.school.shared.directory,
                                         frame->receipts->receipts[frame->receipts->n_receipts - 1],
                                         &item, &card, &err),
                 FAULT_NONE, "%s", err.text);
    cr_assert_eq(item.kind, ITEM_RECALL);
    cr_expect(uuid_equal(&item.id, &id));
    cr_expect(digest_equal(&item.exchange, &order->exchange));
    return item;
}

static inline void count_section(void *arg, const struct owned_section_body *body)
{
    (void)body;
    ++*(size_t *)arg;
}

static inline struct inbox_view look(size_t *ret_n)
{
    struct inbox_view view = { 0 };
    struct error err = { 0 };
    size_t n = 0;

    cr_assert_eq(inbox_get(&world.welfare.party, &id, &view, count_section, &n, &err), FAULT_NONE,
                 "%s", err.text);
    if (ret_n)
        *ret_n = n;
    return view;
}

static inline size_t n_waiting(void)
{
    struct inbox_waiting waiting[8];
    size_t n = 0;

    cr_assert_eq(inbox_way_waiting(&world.welfare.party, 8, waiting, &n, NULL), FAULT_NONE);
    return n;
}

#endif
