/* SPDX-License-Identifier: EUPL-1.2 */
/* rebox - what a party has boxed for itself, brought to the key that is in use now.
 *
 * Consents outlast many keys: with the key before, which is there for a time only, each box is opened
 * and made anew. What others sealed to an old card is left: it goes once it is settled.
 */
#ifndef EDGE_REBOX_H
#define EDGE_REBOX_H

#include "edge/party.h"

/* In one transaction: consents, drafts, and what the inbox knows of our own registrations, wherever
 * only the key before opens the box. Without such a key, nothing is done. *ret_n_done boxes are for
 * the current key now; *ret_n_closed open with neither. Faults of the spool. */
MUST_CHECK enum fault rebox_run(struct party_state *party, size_t *ret_n_done, size_t *ret_n_closed,
                                struct error *err);

#endif
