/* SPDX-License-Identifier: EUPL-1.2 */
/* store - the broker's one connection to PostgreSQL, and its only writer.
 *
 * Jobs (look-ups, loads, commits) run one after the other, each as one libpq pipeline, and answer
 * through a callback from the event loop. A commit is one transaction: rows, leaves, tree head,
 * guarded by fence(token, old_size).
 *
 * When the connection is lost, jobs wait. A commit whose COMMIT was under way is *unknown*: after
 * reconnecting the store looks whether the head moved to exactly the size and root it was to have,
 * then commits a write of its own (so that what it saw is durable on every synchronous copy), and
 * only then answers. Faults that pass by themselves (no connection, no room, read-only) are retried
 * with back-off and never reported; so a callback means: committed, or refused for good.
 */
#ifndef STORE_STORE_H
#define STORE_STORE_H

#include <stdbool.h>
#include <stdint.h>

#include <systemd/sd-event.h>

#include "base/bytes.h"
#include "base/error.h"
#include "base/uuid.h"
#include "keys/digest.h"
#include "model/exchange_text.h"
#include "model/item.h"

struct store;

struct store_settings {
    const char *conninfo; /* libpq; several hosts allowed, target_session_attrs is added */
    bool allow_unsafe;    /* for tests: fsync, full_page_writes, synchronous_commit may be off */
};

/* Opens and checks, blocking (at start only). FAULT_RETRY "database_unavailable"; FAULT_INPUT
 * "schema_version" (wrong, or no schema), "database_unsafe" (which setting), "database_read_only",
 * "database_role" (the role lacks what the broker needs). */
MUST_CHECK enum fault store_open(const struct store_settings *settings, sd_event *event,
                                 struct store **ret_store, struct error *err);
/* Accepts NULL. Waits for nothing: jobs under way are dropped without an answer. */
void store_close(struct store *store);
DEFINE_CLEANUP(struct store *, store_close)

/* The head as this store knows it. */
struct store_head {
    uint64_t size;
    struct digest root;
    uint64_t takeover;             /* counter of the last take-over; 0 before the first */
    int64_t last_time_ms;          /* of the last leaf; 0 if there is none */
    char origin[LIMIT_ORIGIN + 1]; /* "" before the first take-over */
};
const struct store_head *store_head(const struct store *store);
bool store_is_up(const struct store *store);

/* True once another broker has taken over: nothing can be committed any more. */
bool store_is_fenced(const struct store *store);

/* True if no commit is queued or running: the moment to decide the next batch. */
bool store_is_idle(const struct store *store);

/* --- what is written --- */

struct stored_section {
    uint16_t index;
    struct digest digest; /* the line of the text */
    enum verdict verdict;
    const char *rule, *category;         /* category stands only in deletable rows */
    struct bytes descriptor, salt;       /* with the category, for every section */
    struct bytes sealed_key, ciphertext; /* stored only with VERDICT_PERMIT */
};

/* A signed item as it is kept and repeated. */
struct stored_receipt {
    enum item_kind kind;
    enum item_state state;
    struct bytes item;
    uint64_t n, index;
    struct bytes path; /* 32 bytes an element */
    struct bytes signature;
    const char *signer; /* party, or "bus" */
    uint64_t signer_card;
    struct bytes sealed_reference; /* registered only */
};

struct stored_submission {
    const struct exchange_text *exchange;
    struct digest text_hash;
    int64_t received_ms;
    const char *rule, *code;
    struct bytes private_header, private_header_salt;
    bool has_age;
    uint32_t age;
    const char *certainty, *decider_role; /* words; "" if none */
    const char *condition;                /* of a consent that is granted, a word; "" if none */
    bool has_subject_index;
    uint8_t subject_index[32]; /* HMAC(index key, reference) */
    uint8_t incarnation[INCARNATION_SIZE];
    uint64_t number;
    const struct stored_section *sections;
    size_t n_sections;
    const struct uuid *consents; /* that an accepted exchange names */
    size_t n_consents;
    bool is_order;   /* to the bus: no delivery, and nothing is open afterwards */
    bool is_consent; /* of these: about the consent `consent` */
    struct uuid consent;
};

/* What a leaf of kind start, policy or directory names by its hash: the bytes behind it. */
struct stored_file {
    const char *name;
    struct bytes bytes;
};
struct stored_kept {
    const char *kind; /* policy, directory */
    struct digest hash;
    const struct stored_file *files; /* in the order in which the hash covers them */
    size_t n_files;
};

enum change_kind {
    CHANGE_SUBMITTED,    /* accepted or refused: `state` says which */
    CHANGE_STEPPED,      /* handed_over, registered, returned */
    CHANGE_ACKNOWLEDGED, /* the sender has stored receipt 2, 3 or the return: `state` */
    CHANGE_ATTEMPTED,    /* a delivery is about to be tried again */
    CHANGE_KEY,          /* a key card enters the record */
    CHANGE_NOTED,    /* a leaf, and what it keeps (start, policy, directory, agreement, operator) */
    CHANGE_ENDED,    /* withdrawn or taken_back by its sender's order */
    CHANGE_RECALLED, /* the recipient's answer to a recall: `state` is that of the exchange */
};

/* One change. All pointers are borrowed until its commit has been answered. */
struct change {
    enum change_kind kind;
    struct uuid id; /* the exchange; unused for KEY and NOTED */
    enum item_state state;
    struct bytes entry;     /* the leaf; empty for ACKNOWLEDGED, ATTEMPTED, some ENDED */
    const char *entry_kind; /* word, for the leaf's search column */
    int64_t time_ms;        /* of the leaf */
    const struct stored_submission *submission; /* SUBMITTED */
    const struct stored_receipt *receipts;      /* all but ACKNOWLEDGED, ATTEMPTED, KEY, NOTED */
    size_t n_receipts;
    uint32_t attempts;              /* ATTEMPTED: the number of the try that comes next */
    struct uuid order;              /* ENDED: the message that ordered it */
    bool recall;                    /* ENDED: the recipient must be told, and answer */
    enum item_state notice;         /* STEPPED, ENDED, RECALLED: what the sender is to be told */
    const char *party;              /* KEY */
    uint64_t serial;                /* KEY */
    struct digest card_hash;        /* KEY */
    const struct stored_kept *kept; /* NOTED */
    size_t n_kept;
};

/* What a commit does besides the leaf: SUBMITTED/accepted inserts exchange, details, subject
 * index, sections (permitted ones), verdicts, delivery, receipts, sequence; SUBMITTED/refused the
 * same without sections and delivery, and without sealed bytes. STEPPED moves `exchange.state`,
 * inserts receipts, queues the notice; registered and returned also delete sections
 * and delivery. ACKNOWLEDGED deletes the notice. ENDED deletes sections and delivery, moves the
 * state if `state` is another, inserts the receipts, and with `recall` a row of `recall` (where one
 * waits already, that stays as it is); it has a leaf only if it moves the state. RECALLED moves the
 * state if it is another, deletes the row of `recall`, and inserts the receipts. What the sender is
 * to be told is `notice`; STATE_NONE: nothing. NOTED keeps what its leaf names, once for each hash. An order (SUBMITTED with is_order) has neither
 * sections nor delivery; its rows of `exchange` and `exchange_detail` are what consents are loaded
 * from.
 *
 * Leaf i of the batch (counting only changes with an entry) gets index store_head()->size + i.
 * `done` gets FAULT_NONE once committed, FAULT_INPUT if the database refuses these changes (nothing
 * of them is written; try them one by one), FAULT_BROKEN if this broker has been fenced off: stop
 * at once, send nothing. At most one commit at a time (asserted). */
typedef void store_commit_done(void *arg, enum fault fault, const struct error *err);
void store_commit(struct store *store, const struct change changes[], size_t n_changes,
                  store_commit_done *done, void *arg);

/* --- take-over (blocking) --- */

/* Ends the sessions of an older broker, then in one transaction sets a fresh random token and
 * the counter `takeover` and appends the leaf of `start` (NOTED, kind start), with what it keeps. FAULT_INPUT "wrong_log" if the database
 * holds a log of another origin. */
MUST_CHECK enum fault store_take_over(struct store *store, const char *origin, uint64_t takeover,
                                      const struct change *start, struct error *err);

/* --- what is read --- */

/* An exchange in the database. Everything is borrowed until the callback returns. */
struct known_exchange {
    struct uuid id;
    struct digest text_hash;
    const char *sender, *recipient, *type, *urgency;
    uint8_t thread[THREAD_SIZE];
    enum item_state state;
    uint64_t leaf_index;
    int64_t received_ms, not_after_ms;
    uint32_t attempts; /* deliveries tried */
    struct stored_receipt receipts[12];
    size_t n_receipts;
    struct verdict_line verdicts[LIMIT_SECTIONS]; /* of the decision */
    size_t n_verdicts;
    bool recall; /* a recall is unanswered: by `order` */
    struct uuid order;
    int64_t recall_ms;        /* since when */
    struct uuid consents[16]; /* that it names */
    size_t n_consents;
    enum item_state notices[8]; /* what the sender has not acknowledged yet */
    size_t n_notices;
};

/* `known` holds those of the ids that exist, in no order. */
typedef void store_look_up_done(void *arg, const struct known_exchange known[], size_t n_known);
void store_look_up(struct store *store, const struct uuid ids[], size_t n_ids,
                   store_look_up_done *done, void *arg);

/* The same, and besides every exchange that rests on the consent (up to 200), with its state, rows
 * and receipts filled in as above: what a withdrawal must know. */
void store_look_up_consent(struct store *store, const struct uuid ids[], size_t n_ids,
                           const struct uuid *consent, store_look_up_done *done, void *arg);

/* Every accepted message about a consent, in the order of the record. Blocking, after take-over. All
 * is borrowed until the callback returns. With a fault, some may have been passed on already. */
struct stored_consent_message {
    struct bytes entry;
    struct bytes private_header; /* empty once it has been erased */
    bool has_subject_index;
    uint8_t subject_index[32];
};
typedef void store_consent_message(void *arg, const struct stored_consent_message *message);
MUST_CHECK enum fault store_load_consents(struct store *store, store_consent_message *each,
                                          void *arg, struct error *err);

/* How many exchanges rest on each consent. Blocking, after take-over. */
typedef void store_consent_count(void *arg, const struct uuid *consent, uint64_t n);
MUST_CHECK enum fault store_count_consents(struct store *store, store_consent_count *each,
                                           void *arg, struct error *err);

/* The leaf of an accepted order, for a recall; `entry` is empty if there is none. */
typedef void store_load_order_done(void *arg, struct bytes entry);
void store_load_order(struct store *store, const struct uuid *order, store_load_order_done *done,
                      void *arg);

/* All bytes of one delivery: entry is the leaf of kind accepted (text and signature are in it). */
struct stored_delivery {
    struct uuid id;
    struct bytes entry, private_header, private_header_salt;
    const struct stored_section *sections; /* permitted ones */
    size_t n_sections;
    struct stored_receipt delivery; /* kind ITEM_DELIVERY */
};

/* `delivery` is NULL if there is nothing (left) to deliver under that id. */
typedef void store_load_done(void *arg, const struct stored_delivery *delivery);
void store_load_delivery(struct store *store, const struct uuid *id, store_load_done *done,
                         void *arg);

/* Highest number committed for each incarnation (0 for none), and the hash of one leaf
 * (`ret has_leaf` false if the log is shorter): what a hello asks. */
struct store_hello {
    const char *party;
    uint8_t incarnations[16][INCARNATION_SIZE];
    size_t n_incarnations;
    bool has_leaf;
    uint64_t leaf_index;
};
struct store_hello_answer {
    uint64_t numbers[16];
    bool has_leaf;
    struct digest leaf_hash;
};
typedef void store_hello_done(void *arg, const struct store_hello_answer *answer);
void store_answer_hello(struct store *store, const struct store_hello *hello,
                        store_hello_done *done, void *arg);

/* Every exchange that is not finished: accepted, handed_over, with a notice for its sender, or with
 * a recall that its recipient has not answered. Orders to the bus are finished at once.
 * Blocking, after take-over. Receipts and verdicts are filled as in a look-up. */
typedef void store_open_exchange(void *arg, const struct known_exchange *exchange);
MUST_CHECK enum fault store_load_open(struct store *store, store_open_exchange *each, void *arg,
                                      struct error *err);

/* Every key leaf, in the order of the log. Blocking, after take-over. `entry` is borrowed until the
 * callback returns. */
typedef void store_key_leaf(void *arg, struct bytes entry);
MUST_CHECK enum fault store_load_cards(struct store *store, store_key_leaf *each, void *arg,
                                       struct error *err);

/* Every agreement leaf, likewise. */
typedef void store_agreement_leaf(void *arg, struct bytes entry);
MUST_CHECK enum fault store_load_agreements(struct store *store, store_agreement_leaf *each,
                                            void *arg, struct error *err);

/* One commit, blocking: for start, before the loop runs. */
MUST_CHECK enum fault store_commit_now(struct store *store, const struct change changes[],
                                       size_t n_changes, struct error *err);

#endif
