/* SPDX-License-Identifier: EUPL-1.2 */
#include "broker/cards.h"

#include "base/log.h"
#include "broker/batch.h"

void cards_record(struct broker *broker, struct held_card *card)
{
    struct member *member = members_get(&broker->members, card->card.party);
    struct work *work;

    if (card->in_record || member->new_card == card)
        return;
    member->new_card = card;
    work = work_new(WORK_CARD, member);
    work->card = card;
    batch_add(broker->batch, work);
}

void cards_reload(struct broker *broker)
{
    struct error err;

    if (directory_add_card_folder(broker->directory, broker->settings->cards, &err))
        log_event(LOG_LEVEL_WARNING, "cards_unreadable", "code=%s %s", err.code, err.text);
    for (size_t i = 0; i < directory_n_cards(broker->directory); i++)
        cards_record(broker, directory_card_at(broker->directory, i));
}
