/* SPDX-License-Identifier: EUPL-1.2 */
#include "broker/forge.h"

#include "base/fault_point.h"
#include "base/memory.h"
#include "broker/answer.h"
#include "keys/random.h"

void forge_registration(struct broker *broker, struct member *sender,
                        const struct stored_receipt *hand_over)
{
    CLEANUP(mem_free) struct recipient_item *item = NULL;
    CLEANUP(buffer_clear) struct buffer text = { 0 };
    struct stored_receipt forged = *hand_over;
    struct list_proof proof;

    if (!FAULT_POINT("forge_registered") || hand_over->kind != ITEM_HAND_OVER)
        return;
    item = mem_new(1, sizeof(*item));
    if (recipient_item_read(hand_over->item, item, NULL))
        return;
    item->kind = ITEM_REGISTRATION;
    item->state = STATE_REGISTERED;
    item->has_reference = true;
    keys_random(&item->reference, sizeof(item->reference));
    recipient_item_write(item, &text);
    forged.kind = ITEM_REGISTRATION;
    forged.state = STATE_REGISTERED;
    forged.item = bytes_of_buffer(&text);
    list_sign(broker->signer.secret, broker->signer.origin, &forged.item, 1, &proof);
    forged.signature = bytes_of(proof.signature, sizeof(proof.signature));
    answer_receipts(broker, sender, &forged, 1);
}
