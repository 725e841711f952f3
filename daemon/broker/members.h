/* SPDX-License-Identifier: EUPL-1.2 */
/* members - what the broker keeps in memory: its parties, their links, and every open exchange.
 *
 * The database is read once, at take-over; from then on this is what says what is next. It holds
 * states and addresses, never content.
 */
#ifndef BROKER_MEMBERS_H
#define BROKER_MEMBERS_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/queue.h>

#include "base/uuid.h"
#include "core/bucket.h"
#include "keys/digest.h"
#include "link/link.h"
#include "model/item.h"
#include "model/limits.h"

struct held_card;
struct member;

enum delivery_step {
    DELIVERY_NONE = 0, /* nothing to deliver (any more) */
    DELIVERY_WAITING,  /* for a link, for credit, or for its time */
    DELIVERY_LOADING,  /* the attempt or the bytes are on their way from the database */
    DELIVERY_SENT,     /* until the recipient's receipt 2 is committed */
};

struct open_exchange {
    struct uuid id;
    struct digest text_hash; /* H(exchange text) */
    struct member *sender, *recipient;
    enum item_state state;
    char urgency[LIMIT_WORD + 1];
    int64_t since_ms;     /* wall time of the last step, as are the next two */
    int64_t not_after_ms; /* of the exchange text */
    int64_t alarm_ms;     /* of this state's last alarm; DEADLINES_NEVER if none was raised */

    enum delivery_step delivery;
    uint32_t attempts;
    int64_t retry_at_ms; /* boot time: not before (waiting), or lost after (sent) */

    bool may_have_left; /* a delivery was sent, or may have been by a broker before this one */

    bool recall; /* the recipient is to destroy it by `order`, and has not answered */
    struct uuid order;
    int64_t recall_since_ms, recall_alarm_ms; /* wall time, as above */
    int64_t recall_at_ms;                     /* boot time: not before */
    bool recall_loading;

    unsigned int notices; /* bit per item_state: steps that the sender has not acknowledged */
    int64_t notice_at_ms; /* boot time: not before */
    bool notice_loading;

    TAILQ_ENTRY(open_exchange) of_recipient, of_sender, of_recall;
    struct open_exchange *next_in_bucket;
};

TAILQ_HEAD(exchange_queue, open_exchange);

struct member {
    char name[LIMIT_PARTY + 1];
    bool linked; /* it has said hello, and was welcomed */
    struct link_peer peer;
    uint32_t credit;                  /* deliveries it takes at once */
    uint32_t n_under_way;             /* of its deliveries: loading or sent */
    uint32_t n_orders_loading;        /* of its recalls: on their way from the database */
    uint32_t n_unanswered;            /* of its submits, over whichever link they came */
    uint32_t n_asking;                /* of its questions without an answer, likewise */
    int64_t heard_at_ms;              /* boot time */
    struct bucket bucket;             /* its submits */
    struct bucket questions;          /* in units of 3.6 s: so many in an hour */
    struct exchange_queue deliveries; /* as recipient: all that are not DELIVERY_NONE */
    struct exchange_queue recalls;    /* as recipient: all with a recall */
    struct exchange_queue notices;    /* as sender: all with a notice */
    struct buffer hello; /* the newest that waits: for its card, or for the look-up of one before */
    struct link_peer hello_peer;
    bool greeting;                    /* the look-up of a hello is under way: one at a time */
    const struct held_card *new_card; /* on its way into the record, or NULL */
    TAILQ_ENTRY(member) entry;
};

TAILQ_HEAD(member_queue, member);

struct members {
    struct member_queue all;
    struct open_exchange **buckets;
    size_t n_buckets, n_open;
};

void members_init(struct members *members);
void members_clear(struct members *members);

/* The member of that name; made when it is seen first. */
struct member *members_get(struct members *members, const char *name);

/* NULL if the exchange is not open. */
struct open_exchange *members_find(struct members *members, const struct uuid *id);

/* A zeroed exchange in the register, with its parties; owned by it until members_drop(). */
struct open_exchange *members_add(struct members *members, const struct uuid *id,
                                  const char *sender, const char *recipient);

/* Takes it out of all queues and frees it. */
void members_drop(struct members *members, struct open_exchange *exchange);

/* Drops it if it is in a final state and nobody waits for anything more. */
void members_drop_if_done(struct members *members, struct open_exchange *exchange);

/* Moves the exchange to another step of delivery; keeps queue and credit right. */
void members_set_delivery(struct open_exchange *exchange, enum delivery_step step);

/* Sets or clears one notice; keeps the queue right. */
void members_set_notice(struct open_exchange *exchange, enum item_state state, bool wanted);

/* Begins a recall by `order`, or with NULL ends it; keeps the queue right. */
void members_set_recall(struct open_exchange *exchange, const struct uuid *order);

/* The link of this member is gone: what was under way waits again, and may go at once. */
void members_unlink(struct member *member, int64_t boot_ms);

#endif
