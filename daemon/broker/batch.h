/* SPDX-License-Identifier: EUPL-1.2 */
/* batch - natural group commit: what arrived while the last commit ran goes together.
 *
 * One indexed look-up of the ids, then every piece of work is decided in the order of arrival, then
 * one transaction, and only then answers. Batch N+1 is decided once N's outcome is known. If the
 * database refuses a batch, its pieces are tried one by one, and only the culprit gets an error.
 *
 * A message to the bus, and what was read anew from files, run in a batch of their own: nothing is
 * under way about the consent, the exchanges or the rules that they change.
 */
#ifndef BROKER_BATCH_H
#define BROKER_BATCH_H

#include "broker/asking.h"
#include "broker/broker.h"
#include "broker/handling.h"
#include "broker/submission.h"

enum work_kind {
    WORK_SUBMISSION,
    WORK_HANDLING,
    WORK_ACKNOWLEDGEMENT, /* the sender has stored a step: `state` */
    WORK_ATTEMPT,         /* a delivery is to be tried again: `attempts` */
    WORK_CARD,            /* a key card is to enter the record */
    WORK_ASKING,          /* what the gate would say: nothing comes of it but a leaf */
    WORK_RELOAD,          /* files were read anew: what is new enters the record */
};

struct ending;
struct reload;

struct work {
    enum work_kind kind;
    struct uuid id;        /* of the exchange, or the question; unused for a card */
    struct member *member; /* whose link it came over */
    struct link_peer peer;
    struct submission *submission; /* owned, as the next */
    struct handling *handling;
    struct asking *asking;
    enum item_state state;
    uint32_t attempts;
    struct held_card *card;
    struct buffer entry;   /* of a card */
    struct reload *reload; /* owned */
    struct ending
        *endings; /* owned: what a withdrawal or take-back does to each exchange it reaches */
    size_t n_endings;

    bool alone;             /* its batch was refused: now it goes by itself */
    struct change *changes; /* what was decided; none, if it leaves nothing */
    size_t n_changes;
    TAILQ_ENTRY(work) entry_in_queue;
};

struct batch *batch_new(struct broker *broker);
void batch_free(struct batch *batch); /* accepts NULL */

/* Takes the work; starts a batch if none runs. */
void batch_add(struct batch *batch, struct work *work);

/* True if a submission with this id waits or runs; *ret_hash is that of its text. */
bool batch_has_submission(const struct batch *batch, const struct uuid *id,
                          struct digest *ret_hash);

/* Pieces of work that wait or run. */
size_t batch_size(const struct batch *batch);

struct work *work_new(enum work_kind kind, struct member *member);

/* One more change of this work; its pointers stay valid until the work is freed or decided anew. */
void work_add_change(struct work *work, const struct change *change);

/* Forgets what was decided. */
void work_reset(struct work *work);
void work_free(struct work *work);
DEFINE_CLEANUP(struct work *, work_free)

#endif
