/* SPDX-License-Identifier: EUPL-1.2 */
/* drop_take - one file of a drop folder: a call, its answer a file, and then it may go. */
#ifndef EDGE_DROP_TAKE_H
#define EDGE_DROP_TAKE_H

#include "base/error.h"

struct api;
struct party_state;

/* The folders of one party. */
struct drop_folders {
    struct party_state *party;
    char *in, *rejected, *out, *answers, *inbox, *outbox;
};

/* Takes in/name: the answer is on disk, and the file gone, when this returns. A file that has gone, or
 * is none, is nothing. FAULT_RETRY "drop": not now (it cannot be read, the call cannot be stored, the
 * answer cannot be written); it stays where it is. */
MUST_CHECK enum fault drop_take(struct api *api, const struct drop_folders *folders,
                                const char *name, struct error *err);

#endif
