/* SPDX-License-Identifier: EUPL-1.2 */
/* world_order - what the school orders of the bus, as the broker passes it on to a recipient. */
#include <criterion/criterion.h>

#include "base/clock.h"
#include "keys/tag.h"
#include "world.h"

void world_sign_order(struct world_order *order, const struct sign_secret *secret)
{
    buffer_reset(&order->bytes);
    exchange_text_write(&order->text, &order->bytes);
    sign_bytes(secret, TAG_EXCHANGE, WORLD_ORIGIN, bytes_of_buffer(&order->bytes),
               order->signature);
    order->message.text = frame_data(bytes_of_buffer(&order->bytes));
    order->message.signature = frame_data(bytes_of(order->signature, sizeof(order->signature)));
}

void world_order(struct world *world, const char *type, const struct uuid *target,
                 struct world_order *ret_order)
{
    struct exchange_text *text = &ret_order->text;

    samband__v1__recall__init(&ret_order->message);
    strcpy(text->origin, WORLD_ORIGIN);
    text->id = uuid_new(clock_wall_ms());
    text->has_in_reply_to = true;
    text->in_reply_to = *target;
    strcpy(text->type, type);
    strcpy(text->sender, WORLD_SCHOOL);
    strcpy(text->recipient, PARTY_BUS);
    text->sender_card = text->recipient_card = 1;
    strcpy(text->agreement, "none");
    strcpy(text->ground, "none");
    strcpy(text->purpose, "administer");
    strcpy(text->urgency, "normal");
    text->created_ms = clock_wall_ms();
    text->not_after_ms = text->created_ms + 1000;
    ret_order->message.takeover = 3;
    ret_order->message.id = frame_data(bytes_of(ret_order->id.bytes, UUID_SIZE));
    ret_order->message.exchange = frame_data(bytes_of(ret_order->exchange.bytes, DIGEST_SIZE));
    ret_order->message.sender_card = frame_data(bytes_of_buffer(&world->school.card));
    world_sign_order(ret_order, world->school.party.sign);
}

void world_order_clear(struct world_order *order) { buffer_clear(&order->bytes); }
