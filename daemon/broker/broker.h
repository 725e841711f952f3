/* SPDX-License-Identifier: EUPL-1.2 */
/* broker - owns every part of sambandd, and the loop they run in.
 *
 * The way of one exchange: link → intake (checks) → batch (look-up, decision, commit) → receipt
 * and delivery. One direction: nothing leaves that is not committed.
 */
#ifndef BROKER_BROKER_H
#define BROKER_BROKER_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include <systemd/sd-event.h>

#include "base/error.h"
#include "broker/agreed.h"
#include "broker/errand.h"
#include "broker/members.h"
#include "broker/signed_item.h"
#include "core/consent.h"
#include "core/policy.h"
#include "link/link.h"
#include "model/agreement.h"
#include "model/directory.h"
#include "model/vocabulary.h"
#include "settings/settings.h"
#include "store/store.h"

struct batch;

struct broker {
    const struct settings *settings;
    sd_event *event;

    struct directory *directory;
    struct vocabulary *vocabulary;
    struct policy *policy;
    char policy_hash[POLICY_HASH_TEXT_SIZE];
    struct agreements *agreements;
    struct agreed agreed; /* those that stand in the record, of whatever day */
    struct consents *consents;

    /* Directories that were replaced: cards and names of theirs may be in use until the end. */
    struct directory **old_directories;
    size_t n_old_directories;
    bool reloading;     /* files were read anew, and are on their way into the record */
    bool reload_wanted; /* again, since then */

    struct sign_secret *sign;
    uint8_t *curve_secret, *index_key;
    struct signer signer;

    struct store *store;
    struct link *link;
    struct batch *batch;
    struct members members;
    struct errand_queue errands; /* look-ups without an answer yet */

    uint64_t takeover;
    uint64_t n_ticks; /* seconds that it has run */
    bool rolled_back; /* an adapter holds a receipt for a leaf that we lack: accept nothing */
    bool stopping;
    enum fault stop_fault; /* FAULT_BROKEN: end with a failure, so that we are restarted */
};

/* Loads settings' files, opens the database, takes over, loads what is open, opens the link. All
 * faults of files are printed to `faults`. FAULT_INPUT: configuration; FAULT_RETRY: database. */
MUST_CHECK enum fault broker_open(const struct settings *settings, FILE *faults,
                                  struct broker **ret_broker, struct error *err);

/* Everything of broker_open() that changes nothing: files, keys, database, its schema. */
MUST_CHECK enum fault broker_check(const struct settings *settings, FILE *faults,
                                   struct error *err);

/* Runs until SIGTERM or SIGINT (SIGHUP reads cards, directory, agreements and rules anew), or until
 * this broker has been fenced off (FAULT_BROKEN). */
MUST_CHECK enum fault broker_run(struct broker *broker, struct error *err);

/* Accepts NULL. */
void broker_close(struct broker *broker);
DEFINE_CLEANUP(struct broker *, broker_close)

/* Ends the loop; FAULT_BROKEN sends nothing any more. */
void broker_stop(struct broker *broker, enum fault fault, const char *why);

/* Sends a frame to a member's link. False if it is not linked, or gone, or full. */
bool broker_send(struct broker *broker, struct member *member, struct bytes frame);

/* An error frame to whoever sent something: `peer` may be one that has not said hello. `code` goes
 * into the log too. */
void broker_answer_error(struct broker *broker, const struct link_peer *peer, const struct uuid *id,
                         const struct error *err, const char *field);

#endif
