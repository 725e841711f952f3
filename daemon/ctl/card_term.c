/* SPDX-License-Identifier: EUPL-1.2 */
#include "ctl/card_term.h"

#include <inttypes.h>

#include "base/text.h"

static const int64_t day_ms = 24 * 60 * 60 * 1000;

bool card_term_print(const char *party, const struct card *card, int64_t now_ms, FILE *out)
{
    char until[TEXT_TIME_SIZE];
    int64_t left_ms;

    if (!card) {
        fprintf(out, "  warning: no card of %s covers now: nothing can be sent to it or by it\n",
                party);
        return true;
    }
    text_write_time(card->until_ms, until);
    left_ms = card->until_ms - now_ms;
    fprintf(out, "  card %" PRIu64 " of %s, until %s\n", card->serial, party, until);
    if (left_ms > CARD_TERM_SOON_DAYS * day_ms)
        return false;
    fprintf(out, "  warning: card %" PRIu64 " of %s runs out in %" PRId64 " %s: make the next\n",
            card->serial, party, left_ms / day_ms, left_ms / day_ms == 1 ? "day" : "days");
    return true;
}

static bool print_party(const struct directory *directory, const char *party, int64_t now_ms,
                        FILE *out)
{
    const struct held_card *held = directory_current_card(directory, party, now_ms);

    return card_term_print(party, held ? &held->card : NULL, now_ms, out);
}

size_t card_term_print_all(const struct directory *directory, int64_t now_ms, FILE *out)
{
    size_t n_warnings = 0;

    n_warnings += print_party(directory, PARTY_BUS, now_ms, out);
    n_warnings += print_party(directory, PARTY_LOG, now_ms, out);
    for (size_t i = 0; i < directory_size(directory); i++) {
        const char *party = directory_at(directory, i)->name;

        if (directory_party(directory, party, text_day_of(now_ms)))
            n_warnings += print_party(directory, party, now_ms, out);
    }
    return n_warnings;
}
