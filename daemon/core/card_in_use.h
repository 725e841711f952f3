/* SPDX-License-Identifier: EUPL-1.2 */
/* card_in_use - which of a party's cards counts now. */
#ifndef CORE_CARD_IN_USE_H
#define CORE_CARD_IN_USE_H

#include "model/directory.h"

/* The highest serial in the record, if it covers now; NULL otherwise. A newer card that is still on
 * its way there takes nothing from this one: otherwise a report in between would be refused. */
const struct held_card *card_in_use(const struct directory *directory, const char *party,
                                    int64_t now_ms);

#endif
