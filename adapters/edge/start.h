/* SPDX-License-Identifier: EUPL-1.2 */
/* start - everything an adapter holds while it runs, loaded and checked before it serves anybody:
 * settings, vocabulary, directory, cards, agreements, keys, tokens, spool.
 */
#ifndef EDGE_START_H
#define EDGE_START_H

#include <stdio.h>

#include "edge/edge.h"
#include "edge/party.h"
#include "edge/settings.h"

enum {
    EXIT_CONFIG = 78,
    EXIT_UNAVAILABLE = 69,
    EXIT_DATA = 65,
    EXIT_USAGE = 64,
};

struct adapter {
    const struct agency *agency;
    struct settings *settings;
    struct edge_shared shared;
    uint8_t *subject_key;
    struct party_state **parties; /* each in place until the adapter is freed */
    size_t n_parties;
};

/* Loads and checks all of it; of the spool, only that its folder is there or can be made. Prints every fault to `faults`, one line each. NULL if
 * there was one, which is a matter of configuration (EXIT_CONFIG). A party must stand in the
 * directory. The card of one that is a member today must cover now and hold the public halves of all
 * three of its keys; one that is none is dormant (edge/member.h), which stops nobody else. */
struct adapter *adapter_load(const char *config, const struct agency *agency, FILE *faults);

/* Opens the spool, and brings what is boxed in it to the current keys (edge/rebox.h). What fails is
 * printed and told by the exit code; 0 if all is well. */
int adapter_open_spool(struct adapter *adapter, FILE *faults);

/* Warns in the log (`agreement_expired`) of each agreement that has run out: it covers nothing, and stops
 * nothing. */
void adapter_warn_of_ended(const struct adapter *adapter);

/* May and can the spool be written: a transaction begins, and the disk has room. `arg` is the
 * adapter. */
bool adapter_can_store(void *arg);

/* Reads the folder of cards again. New ones count from now on. FAULT_INPUT as for
 * directory_add_card_folder(): cards read before the bad one are kept. */
MUST_CHECK enum fault adapter_read_cards(struct adapter *adapter, struct error *err);

/* Accepts NULL. Links must be closed before. */
void adapter_free(struct adapter *adapter);
DEFINE_CLEANUP(struct adapter *, adapter_free)

#endif
