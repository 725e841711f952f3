/* SPDX-License-Identifier: EUPL-1.2 */
/* consent_form - what is posted about a consent:
 *
 *   {"subject": {"national_id": …, …},              as in edge/form_subject.h; the number is needed
 *    "holder": party,                               optional: the sender itself, nobody else
 *    "recipients": [party, …], "purposes": [word, …], "categories": [word, …],
 *    "valid_from": date, "valid_until": date,       the first day covered, the first not covered
 *    "required": {"youth": true or false, "guardians": 0 to 8},
 *    "condition": word,                             optional: of what the contract is a condition
 *    "signatures": [{"capacity": "youth" or "guardian", "guardian": 1 to 8, "form": "written" or
 *                    "oral", "date": date, "official": text, "evidence": text}, …]}
 *
 * Further signatures: {"signatures": […]}. A withdrawal has the fields of a signature but for the
 * evidence, a void {"reason": word, "official": text}.
 *
 * Faults are noted at the nodes: missing, format, range, unknown_word …, and unknown_recipient,
 * other_holder, bad_period, not_followed_up (a condition that agencies of this kind do not follow up),
 * signed_ahead, unknown_guardian, signed_already, too_few_guardians.
 */
#ifndef EDGE_CONSENT_FORM_H
#define EDGE_CONSENT_FORM_H

#include "edge/consents.h"
#include "edge/json.h"
#include "edge/report.h"

/* Each reads the whole body and ends it. `ret` is zeroed before. */
void consent_form_read_grant(struct json_node root, const struct form_context *context,
                             struct consent_post *ret);
void consent_form_read_signatures(struct json_node root, const struct form_context *context,
                                  struct consent_post *ret);
void consent_form_read_withdrawal(struct json_node root, const struct form_context *context,
                                  struct consent_post *ret);
void consent_form_read_void(struct json_node root, const struct form_context *context,
                            struct consent_post *ret);

/* {"reason", "official"}, of a take-back (FORM_TAKE_BACK) or a void (FORM_VOID). */
void consent_form_read_revocation(struct json_node root, const struct form_context *context,
                                  enum form_word kind, struct consent_revocation *ret);

#endif
