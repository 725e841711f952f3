/* SPDX-License-Identifier: EUPL-1.2 */
#include "edge/accept.h"

#include <criterion/criterion.h>

#include "base/cleanup.h"

#define FORM "application/vnd.example.v2+json"

/* clang-format off */
static const struct {
    const char *accept;
    unsigned want;
} cases[] = {
    { NULL, 1000 },
    { "", 1000 },
    { "*/*", 1000 },
    { "application/*", 1000 },
    { "APPLICATION/VND.EXAMPLE.V2+JSON", 1000 },
    { FORM, 1000 },
    { FORM ";version=2", 1000 },
    { FORM ";q=0.5", 500 },
    { FORM "; q=0.25 , */*", 250 },
    { "*/*;q=0.1, " FORM ";q=0", 0 },
    { "application/json, " FORM ";q=0.001", 1 },
    { "application/*;q=0.2,*/*;q=0.9", 200 },
    { "text/html,application/json", 0 },
    { "text/*", 0 },
    { "application", 0 },
    { "*", 0 },
    { FORM "x", 0 },
    { FORM ";q=1.000", 1000 },
    { FORM ";q=1.001", 0 },
    { FORM ";q=2", 0 },
    { FORM ";q=", 0 },
    { FORM ";q=0.1234", 0 },
    { FORM ";q=-1", 0 },
    { ",,, " FORM, 1000 },
};
/* clang-format on */

Test(accept, weighs_a_media_type_by_the_most_specific_range)
{
    for (size_t i = 0; i < ARRAY_SIZE(cases); i++)
        cr_expect_eq(accept_quality(cases[i].accept, FORM), cases[i].want, "%s: %u",
                     cases[i].accept ? cases[i].accept : "none",
                     accept_quality(cases[i].accept, FORM));
}

/* clang-format off */
static const struct {
    const char *header, *want;
} language_cases[] = {
    { NULL, NULL },
    { "", NULL },
    { "de", NULL },
    { "en", "en" },
    { "en-GB,en;q=0.9", "en" },
    { "SV-se", "sv" },
    { "nn-NO", "nb" },
    { "no", "nb" },
    { "fi, sv;q=0.4, en;q=0.8", "en" },
    { "en;q=0, sv;q=0.1", "sv" },
    { "enx", NULL },
    { "*", NULL },
};
/* clang-format on */

Test(accept, finds_the_language_that_is_wanted_most)
{
    for (size_t i = 0; i < ARRAY_SIZE(language_cases); i++) {
        const char *got = accept_language(language_cases[i].header);
        const char *want = language_cases[i].want;

        cr_expect((!got && !want) || (got && want && strcmp(got, want) == 0), "%s: %s",
                  language_cases[i].header ? language_cases[i].header : "(none)",
                  got ? got : "(none)");
    }
}
