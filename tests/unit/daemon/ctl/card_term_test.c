/* SPDX-License-Identifier: EUPL-1.2 */
#include "ctl/card_term.h"

#include <criterion/criterion.h>
#include <string.h>

static const int64_t now_ms = 1772356364120, day_ms = 86400000;

static const struct {
    const char *name;
    int64_t left_ms;
    const char *warning; /* NULL: none */
} cases[] = {
    { "a long time left", 60 * 86400000LL, NULL },
    { "a moment more than 14 days", 14 * 86400000LL + 1, NULL },
    { "14 days", 14 * 86400000LL, "runs out in 14 days" },
    { "a day", 86400000LL + 3600000, "runs out in 1 day:" },
    { "hours", 3600000, "runs out in 0 days" },
};

Test(card_term, warns_of_cards_that_run_out_within_14_days)
{
    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        struct card card = { .serial = 7,
                             .from_ms = now_ms - day_ms,
                             .until_ms = now_ms + cases[i].left_ms };
        char text[400] = "";
        FILE *out = fmemopen(text, sizeof(text), "w");
        bool warned = card_term_print("fjell-school", &card, now_ms, out);

        fclose(out);
        cr_expect_eq(warned, cases[i].warning != NULL, "%s", cases[i].name);
        cr_expect(strstr(text, "card 7 of fjell-school, until 2026-"), "%s: %s", cases[i].name,
                  text);
        cr_expect_eq(strstr(text, "warning:") != NULL, warned, "%s: %s", cases[i].name, text);
        cr_expect(!cases[i].warning || strstr(text, cases[i].warning), "%s: %s", cases[i].name,
                  text);
    }
}

Test(card_term, warns_of_a_party_without_a_card)
{
    char text[400] = "";
    FILE *out = fmemopen(text, sizeof(text), "w");

    cr_expect(card_term_print("fjell-school", NULL, now_ms, out));
    fclose(out);
    cr_expect(strstr(text, "warning: no card of fjell-school covers now"), "%s", text);
}
