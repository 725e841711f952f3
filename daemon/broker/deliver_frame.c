/* SPDX-License-Identifier: EUPL-1.2 */
#include "broker/deliver_frame.h"

#include "base/memory.h"
#include "model/entry.h"

static void write_sections(const struct stored_delivery *delivery,
                           Samband__V1__SealedSection messages[],
                           Samband__V1__SealedSection *list[])
{
    for (size_t i = 0; i < delivery->n_sections; i++) {
        const struct stored_section *section = &delivery->sections[i];

        samband__v1__sealed_section__init(&messages[i]);
        messages[i].index = section->index;
        messages[i].descriptor = frame_data(section->descriptor);
        messages[i].salt = frame_data(section->salt);
        messages[i].sealed_key = frame_data(section->sealed_key);
        messages[i].ciphertext = frame_data(section->ciphertext);
        list[i] = &messages[i];
    }
}

enum fault deliver_frame_write(const struct broker *broker, const struct stored_delivery *delivery,
                               uint32_t attempt, struct buffer *ret_frame, struct error *err)
{
    CLEANUP(mem_free) struct entry *entry = mem_new(1, sizeof(*entry));
    Samband__V1__SealedSection messages[LIMIT_SECTIONS], *list[LIMIT_SECTIONS];
    Samband__V1__Deliver deliver = SAMBAND__V1__DELIVER__INIT;
    Samband__V1__Frame frame = SAMBAND__V1__FRAME__INIT;
    struct receipt_frame receipt;
    const struct held_card *card;

    if (delivery->n_sections > LIMIT_SECTIONS)
        return error_set(err, FAULT_BROKEN, "more sections than an exchange can have");
    if (entry_read(delivery->entry, entry, err))
        return error_set(err, FAULT_BROKEN, "the leaf of this delivery does not read");
    card = directory_card(broker->directory, entry->signer, entry->signer_card);
    if (!card)
        return error_set(err, FAULT_BROKEN, "card %llu of %s is not held",
                         (unsigned long long)entry->signer_card, entry->signer);

    write_sections(delivery, messages, list);
    signed_item_to_frame(&delivery->delivery, broker->directory, &receipt);
    deliver.takeover = broker->takeover;
    deliver.attempt = attempt;
    deliver.text = frame_data(entry->text);
    deliver.signature = frame_data(bytes_of(entry->signature, sizeof(entry->signature)));
    deliver.sender_card = frame_data(bytes_of_buffer(&card->text));
    deliver.private_header = frame_data(delivery->private_header);
    deliver.private_header_salt = frame_data(delivery->private_header_salt);
    deliver.sections = list;
    deliver.n_sections = delivery->n_sections;
    deliver.delivery = &receipt.message;
    frame.kind_case = SAMBAND__V1__FRAME__KIND_DELIVER;
    frame.deliver = &deliver;
    frame_write(&frame, ret_frame);
    return FAULT_NONE;
}
