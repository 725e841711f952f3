/* SPDX-License-Identifier: Apache-2.0 */
/* list - many receipt items under one signature, each of which can be shown alone.
 *
 * The signature is over n (u64, big-endian) and the root (32 bytes) of the RFC 6962 tree over the
 * items' bytes, with the tag TAG_RECEIPTS and the log's origin. Each item carries its path.
 */
#ifndef TLOG_LIST_H
#define TLOG_LIST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "keys/digest.h"
#include "keys/sign.h"

enum { LIST_PATH_MAX = 32 };

/* Plain value. */
struct list_proof {
    uint64_t n;     /* items in the list */
    uint64_t index; /* of this item, from 0 */
    struct digest path[LIST_PATH_MAX];
    size_t n_path;
    uint8_t signature[SIGN_SIGNATURE_SIZE];
};

/* Signs the list; `ret_proofs` holds n_items. n_items is at least 1 and below 2^32. */
void list_sign(const struct sign_secret *secret, const char *origin, const struct bytes items[],
               size_t n_items, struct list_proof ret_proofs[]);

/* True only if the item is in a list that the key's holder signed for this log. */
bool list_verify(const uint8_t public_key[SIGN_PUBLIC_SIZE], const char *origin, struct bytes item,
                 const struct list_proof *proof);

#endif
