/* SPDX-License-Identifier: EUPL-1.2 */
/* consents_row - how a consent is found, and how what a message about it says is kept. Private to
 * consents*.c and tasks*.c.
 */
#ifndef EDGE_CONSENTS_ROW_H
#define EDGE_CONSENTS_ROW_H

#include "edge/consents.h"

/* The id under which it is kept now: its first message may have been sent anew. FAULT_INPUT
 * "unknown_consent". */
MUST_CHECK enum fault consents_row_find(struct party_state *party, const struct uuid *id,
                                        struct uuid *ret_id, struct error *err);

/* Exchanges as lines: `sql` has ?1 `id` and ?2 the party, and gives id, kind, recipient, stage, code,
 * outcome, when they were made, and what a message about a consent says, boxed, or NULL. */
MUST_CHECK enum fault consents_lines(struct party_state *party, const char *sql,
                                     const struct uuid *id, consents_each_line *each, void *arg,
                                     struct error *err);

struct consent_salts {
    uint8_t all[CONSENT_SIGNATURES][SALT_SIZE];
};

/* Boxes a message for ourselves. */
MUST_CHECK enum fault consents_row_close(const struct party_state *party,
                                         const struct consent_post *post,
                                         const struct consent_salts *salts, struct buffer *ret_box,
                                         struct error *err);

/* What one message says; *ret_has is false if there is none of the party's, or it does not open. */
MUST_CHECK enum fault consents_row_read(struct party_state *party, const struct uuid *message,
                                        struct consent_post *ret_post, bool *ret_has,
                                        struct error *err);

/* False if no key of ours opens it, or it is erased. */
bool consents_row_open(const struct party_state *party, struct bytes box,
                       struct consent_post *ret_post);

#endif
