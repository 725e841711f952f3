/* SPDX-License-Identifier: EUPL-1.2 */
/* form_decider - on whose word a message goes: the consents that it names, and the official who
 * decided. */
#ifndef EDGE_FORM_DECIDER_H
#define EDGE_FORM_DECIDER_H

#include "edge/json.h"
#include "edge/report.h"

/* An id of an exchange; false if the node is absent or faulty ("format"). */
bool form_id_read(struct json_node node, struct uuid *ret_id);

/* A list of 1 to 16 ids, each once. Replaces what stood in the target. */
void form_consents_read(struct json_node list, struct report_target *target);

/* {"official", "role", "reasons", "assessment"}, each required. The assessment stays here: the target
 * gets SHA-256(salt ‖ text) and the salt, which is fresh. Replaces what stood in the target. */
void form_decider_read(struct json_node node, const struct form_context *context,
                       struct report_target *target);

/* One more recipient, on the same decision, which has been read: the hash gets a salt of its own, so
 * that no two recipients have anything in common. Notes no faults. */
void form_decider_salt(struct json_node node, struct report_target *target);

#endif
