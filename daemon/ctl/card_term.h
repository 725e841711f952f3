/* SPDX-License-Identifier: EUPL-1.2 */
/* card_term - how long the cards of an installation last, in lines for people. */
#ifndef CTL_CARD_TERM_H
#define CTL_CARD_TERM_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "model/card.h"
#include "model/directory.h"

enum { CARD_TERM_SOON_DAYS = 14 };

/* One line on a party's card: its serial and until when it covers, and a second that begins with
 * "warning:" if that is within CARD_TERM_SOON_DAYS. NULL: no card covers now, which is a warning.
 * True if there was a warning. */
bool card_term_print(const char *party, const struct card *card, int64_t now_ms, FILE *out);

/* The same for bus, log and each party that is a member of the directory at `now_ms`, with the
 * cards that the directory holds. Returns the number of warnings. */
size_t card_term_print_all(const struct directory *directory, int64_t now_ms, FILE *out);

#endif
