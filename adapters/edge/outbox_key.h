/* SPDX-License-Identifier: EUPL-1.2 */
/* outbox_key - the posts of a party's systems, and the idempotency keys they came with: the same key
 * with the same body is the same post.
 */
#ifndef EDGE_OUTBOX_KEY_H
#define EDGE_OUTBOX_KEY_H

#include "base/uuid.h"
#include "edge/party.h"
#include "edge/spool.h"

/* Was something posted under this key before? Then its ids, in the order of the post (owned,
 * mem_free), else *ret_found is false. A key of NULL or "" is none. FAULT_INPUT
 * "idempotency_conflict": with another body. */
MUST_CHECK enum fault outbox_key_find(struct party_state *party, const char *key, struct bytes body,
                                      bool *ret_found, struct uuid **ret_ids, size_t *ret_n,
                                      struct error *err);

/* Inside a transaction: keeps a post. Its body is boxed for the party itself. */
MUST_CHECK enum fault outbox_key_keep(struct party_state *party, const char *key, struct bytes body,
                                      int64_t *ret_post, struct error *err);

#endif
