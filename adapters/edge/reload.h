/* SPDX-License-Identifier: EUPL-1.2 */
/* reload - directory, agreements, cards and vocabulary, read anew while the adapter runs: all of it or
 * nothing.
 */
#ifndef EDGE_RELOAD_H
#define EDGE_RELOAD_H

#include <stdio.h>

#include "edge/start.h"

/* Reads the files that the settings name, and checks all of them before anything is exchanged: every
 * signature; that the directory is of the same log; that each of our parties stands in it and, if it is
 * a member today, has a card for its keys. One that is none is dormant from then on, and wakes with the
 * reload that makes it one again. Cards that are held already are kept, those of a party that is no
 * longer in the directory or has another root key are not. Every fault is a line in `faults`. FAULT_INPUT "reload" if there is one:
 * then everything is as it was. Between two events only: nothing may hold on to the old directory. */
MUST_CHECK enum fault adapter_reload(struct adapter *adapter, FILE *faults, struct error *err);

#endif
