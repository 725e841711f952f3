/* SPDX-License-Identifier: EUPL-1.2 */
/* world - a small area for tests: a school and a child welfare service, each with its own directory
 * file and spool, and the keys of a bus, so that a test can say what the bus says.
 */
#ifndef TESTS_EDGE_WORLD_H
#define TESTS_EDGE_WORLD_H

#include "base/memory.h"
#include "edge/inbox.h"
#include "edge/outbox.h"
#include "edge/party.h"
#include "edge/report.h"
#include "edge/spool.h"
#include "model/directory.h"
#include "model/exchange_text.h"
#include "model/item.h"
#include "tlog/list.h"
#include "wire/frame.h"

#define WORLD_ORIGIN "samband.example/vestland"
#define WORLD_SCHOOL "fjell-school"
#define WORLD_WELFARE "vik-child-welfare"
#define WORLD_POLICE "dal-police" /* of the root `stranger_root`; nobody speaks for it */
#define WORLD_CANARY "KANARIFUGL-12345678901" /* must never stand in clear in a spool */

struct world_side {
    struct edge_shared shared;
    struct party_state party;
    char spool_folder[120];
    struct buffer card; /* the party's card, as text */
};

struct world {
    char folder[64];
    struct world_side school, welfare;
    struct sign_secret *coordinator, *bus_sign, *school_root, *welfare_root, *stranger_root;
    struct buffer bus_card; /* as text */
    uint8_t bus_curve_secret[32], bus_curve_public[32];
    uint64_t next_leaf;
    int32_t school_joined_day, school_left_day; /* in the directory that is written; 0: for ever */
};

/* Everything is made under /tmp; all assertions are Criterion's. */
void world_open(struct world *world);
void world_close(struct world *world);

/* Writes folder/directory.yaml anew, for a log and without a party (NULL: with all three). */
void world_write_directory(const struct world *world, const char *origin, const char *left_out);

/* The side is a member from and until these days, by the directory that it holds. */
void world_member(struct world_side *side, int32_t joined_day, int32_t left_day);

/* As after a crash: the spool is closed without a word and opened again. */
void world_reopen(struct world_side *side);

/* A card of the school with the next serial and the same keys; the school holds it from now on. */
void world_renew_card(struct world *world, struct world_side *school);

/* The side gets another seal key, and a card for it with the next serial, which it holds from now on.
 * The key that it had becomes the one before, until that is lost. */
void world_new_seal(struct world *world, struct world_side *side);
void world_lose_old_seal(struct world_side *side);

/* Do the bytes stand in a file of the folder, whatever its name? */
bool world_holds(const char *folder, struct bytes bytes);

/* A report on so many children, each with two sections of its own; all about the canary. */
void world_report(struct report *ret_report, size_t n_children);

/* Posts it from the school under a key; the ids are the caller's (mem_free). */
struct uuid *world_post(struct world *world, const char *key, size_t n_children, size_t *ret_n);

/* Submit frame of an exchange of the school; frame_free(). */
Samband__V1__Frame *world_submit(struct world *world, const struct uuid *id);

/* A receipt and the memory that it points into. */
struct world_receipt {
    Samband__V1__Receipt message;
    struct buffer item, card, sealed;
    uint8_t signature[64];
};
void world_receipt_clear(struct world_receipt *receipt);
DEFINE_CLEAR(struct world_receipt, world_receipt_clear)

/* Signs item bytes; `card` is shown with them. */
void world_sign(const struct sign_secret *secret, struct bytes item, struct bytes card,
                struct world_receipt *ret_receipt);

/* The broker's items, filled in from the submit: a decision that permits everything but sections
 * whose bit is set in `left_out`; a delivery of the same; a confirmation. */
void world_decision(struct world *world, const Samband__V1__Submit *submit, unsigned int left_out,
                    struct broker_item *ret_item);
void world_confirmation(struct world *world, const Samband__V1__Submit *submit,
                        enum item_state state, struct broker_item *ret_item);

/* Signs a broker's item with the bus's key. */
void world_sign_broker(struct world *world, const struct broker_item *item,
                       struct world_receipt *ret_receipt);

/* Gives receipts to the school; returns the number of acknowledgements. */
size_t world_give(struct world *world, struct world_receipt *const receipts[], size_t n);

/* A Deliver message of the submit, and the memory it points into. */
struct world_delivery {
    Samband__V1__Deliver message;
    Samband__V1__SealedSection *sections[LIMIT_SECTIONS];
    struct world_receipt receipt;
};
void world_deliver(struct world *world, const Samband__V1__Submit *submit, unsigned int left_out,
                   struct world_delivery *ret_delivery);
void world_delivery_clear(struct world_delivery *delivery);
DEFINE_CLEAR(struct world_delivery, world_delivery_clear)

/* Hands it to the welfare service: the Receipts frame that comes back, or NULL with `err` filled. */
Samband__V1__Frame *world_hand_over(struct world *world, const struct world_delivery *delivery,
                                    struct error *err);

/* Tells the welfare service that the broker has committed a state. */
void world_confirm(struct world *world, const Samband__V1__Submit *submit, enum item_state state);

/* An order of the school to the bus, as it is passed on, and the memory it points into. */
struct world_order {
    Samband__V1__Recall message;
    struct exchange_text text;
    struct uuid id;         /* of the exchange that is to go */
    struct digest exchange; /* H(its text) */
    struct buffer bytes;
    uint8_t signature[64];
};
/* Orders of this type about `target`: the exchange that is taken back, or a consent. `id` and
 * `exchange` are the caller's to fill, before or after. */
void world_order(struct world *world, const char *type, const struct uuid *target,
                 struct world_order *ret_order);
/* Signs what stands in `text` now. */
void world_sign_order(struct world_order *order, const struct sign_secret *secret);
void world_order_clear(struct world_order *order);
DEFINE_CLEAR(struct world_order, world_order_clear)

/* The way of one exchange up to a stage: accepted, handed over, registered ("2026/17"). */
void world_bring(struct world *world, const struct uuid *id, enum outbox_stage stage);

/* What the school sees of it. The view is static and lasts until the next call. */
const struct outbox_view *world_view(struct world *world, const struct uuid *id);

#endif
