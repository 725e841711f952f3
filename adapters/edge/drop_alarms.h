/* SPDX-License-Identifier: EUPL-1.2 */
/* drop_alarms - alarms.json: what GET /v1/alarms says, for a system that knows files alone. */
#ifndef EDGE_DROP_ALARMS_H
#define EDGE_DROP_ALARMS_H

#include <stdint.h>

#include "base/bytes.h"
#include "base/error.h"

struct api;
struct party_state;

#define DROP_ALARMS_NAME "alarms.json"

/* What stands in the file. Zeroed: nothing that is known. */
struct drop_alarms {
    struct buffer text;
    int64_t next_ms; /* boot time: when to look again; 0: now */
};

/* If it is time (every 10 s): asks, and writes folder/alarms.json if it would say something else than it
 * does, or is not there. FAULT_RETRY "drop". */
MUST_CHECK enum fault drop_alarms_look(struct drop_alarms *alarms, struct api *api,
                                       struct party_state *party, const char *folder,
                                       struct error *err);

void drop_alarms_clear(struct drop_alarms *alarms);
DEFINE_CLEAR(struct drop_alarms, drop_alarms_clear)

#endif
