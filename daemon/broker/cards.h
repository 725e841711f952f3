/* SPDX-License-Identifier: EUPL-1.2 */
/* cards - new key cards while the broker runs: from a hello or from the folder, into the record. */
#ifndef BROKER_CARDS_H
#define BROKER_CARDS_H

#include "broker/broker.h"

/* Puts the card on its way into the record, unless it is there or on its way. */
void cards_record(struct broker *broker, struct held_card *card);

/* Reads the folder of cards anew. What is wrong there is logged; the cards that are held stay. */
void cards_reload(struct broker *broker);

#endif
