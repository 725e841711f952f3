/* SPDX-License-Identifier: EUPL-1.2 */
#include "broker/signed_item.h"

#include <stdio.h>

void signed_item_clear(struct signed_item *item)
{
    buffer_clear(&item->item);
    buffer_clear(&item->path);
    buffer_clear(&item->sealed_reference);
}

void signed_item_make(const struct signer *signer, const struct broker_item *item,
                      struct signed_item *ret_item)
{
    struct list_proof proof;
    struct bytes bytes;

    broker_item_write(item, &ret_item->item);
    bytes = bytes_of_buffer(&ret_item->item);
    list_sign(signer->secret, signer->origin, &bytes, 1, &proof);
    memcpy(ret_item->signature, proof.signature, sizeof(ret_item->signature));
    snprintf(ret_item->signer, sizeof(ret_item->signer), "%s", PARTY_BUS);

    ret_item->stored = (struct stored_receipt){
        .kind = item->kind,
        .state = item->state,
        .item = bytes,
        .n = proof.n,
        .index = proof.index,
        .signature = bytes_of(ret_item->signature, sizeof(ret_item->signature)),
        .signer = ret_item->signer,
        .signer_card = signer->card->card.serial,
    };
}

void signed_item_to_frame(const struct stored_receipt *receipt, const struct directory *directory,
                          struct receipt_frame *ret_frame)
{
    const struct held_card *card = directory_card(directory, receipt->signer, receipt->signer_card);

    samband__v1__receipt__init(&ret_frame->message);
    ret_frame->message.item = frame_data(receipt->item);
    ret_frame->message.n = receipt->n;
    ret_frame->message.index = receipt->index;
    ret_frame->message.n_path = receipt->path.size / DIGEST_SIZE;
    ret_frame->message.path = ret_frame->path;
    for (size_t i = 0; i < ret_frame->message.n_path && i < LIST_PATH_MAX; i++)
        ret_frame->path[i] =
            frame_data(bytes_of(receipt->path.data + i * DIGEST_SIZE, DIGEST_SIZE));
    ret_frame->message.signature = frame_data(receipt->signature);
    if (card)
        ret_frame->message.card = frame_data(bytes_of_buffer(&card->text));
    ret_frame->message.sealed_reference = frame_data(receipt->sealed_reference);
}

void signed_item_proof(const Samband__V1__Receipt *message, struct list_proof *ret_proof)
{
    *ret_proof = (struct list_proof){ .n = message->n, .index = message->index };
    ret_proof->n_path = message->n_path;
    for (size_t i = 0; i < message->n_path; i++)
        memcpy(ret_proof->path[i].bytes, message->path[i].data, DIGEST_SIZE);
    memcpy(ret_proof->signature, message->signature.data, SIGN_SIGNATURE_SIZE);
}
