/* SPDX-License-Identifier: EUPL-1.2 */
/* signed_item - a signed item in the three shapes it has in the broker: made, stored, on the link.
 *
 * The bytes of an item are the same in all three; nothing is ever written anew.
 */
#ifndef BROKER_SIGNED_ITEM_H
#define BROKER_SIGNED_ITEM_H

#include "base/bytes.h"
#include "model/directory.h"
#include "model/item.h"
#include "store/store.h"
#include "tlog/list.h"
#include "wire/frame.h"

/* Who signs, for which log. Borrowed. */
struct signer {
    const struct sign_secret *secret;
    const char *origin;
    const struct held_card *card;
};

/* Owned memory; zeroed is empty. `stored` points into it. */
struct signed_item {
    struct buffer item, path, sealed_reference;
    uint8_t signature[SIGN_SIGNATURE_SIZE];
    char signer[LIMIT_PARTY + 1];
    struct stored_receipt stored;
};

void signed_item_clear(struct signed_item *item);
DEFINE_CLEAR(struct signed_item, signed_item_clear)

/* Writes and signs the broker's item, in a list of its own. */
void signed_item_make(const struct signer *signer, const struct broker_item *item,
                      struct signed_item *ret_item);

/* A Receipt of a link, with room for its path. `message` points into the stored receipt and into
 * the directory's cards. */
struct receipt_frame {
    Samband__V1__Receipt message;
    ProtobufCBinaryData path[LIST_PATH_MAX];
};

void signed_item_to_frame(const struct stored_receipt *receipt, const struct directory *directory,
                          struct receipt_frame *ret_frame);

/* The proof in a Receipt of a link (its lengths were checked by frame_read()). */
void signed_item_proof(const Samband__V1__Receipt *message, struct list_proof *ret_proof);

#endif
