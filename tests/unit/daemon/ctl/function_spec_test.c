/* SPDX-License-Identifier: EUPL-1.2 */
#include <criterion/criterion.h>

#include "ctl/function_spec.h"

static const char *const good[] = {
    "police",
    "police; telephone 02800",
    ("child_welfare; hours mon-fri 08:00-15:30; closed 2026-12-25,2026-12-26; on_call "
     "child_welfare_on_call; telephone +47 55 00 00 00"),
};

Test(function_spec, reads_a_function_with_what_is_known_of_it)
{
    struct party_function function;
    const char *why;

    for (size_t i = 0; i < ARRAY_SIZE(good); i++)
        cr_expect(function_spec_read(good[i], &function, &why), "%s: %s", good[i], why);
    cr_expect_str_eq(function.word, "child_welfare");
    cr_expect_str_eq(function.hours_text, "mon-fri 08:00-15:30");
    cr_expect_not(function.hours.always);
    cr_expect_eq(function.n_closed, 2);
    cr_expect_str_eq(function.on_call, "child_welfare_on_call");
    cr_expect_str_eq(function.telephone, "+47 55 00 00 00");

    cr_assert(function_spec_read("police", &function, &why));
    cr_expect_str_eq(function.hours_text, "always");
    cr_expect(function.hours.always);
}

static const char *const bad[] = {
    "",
    "none",
    "Police",
    "police; ",
    "police; hours",
    "police; hours 25:00-26:00",
    "police; hours mon-fri 08:00-15:30; hours mon-fri 08:00-15:30",
    "police; closed 2026-12-26,2026-12-25",
    "police; closed 2026-13-01",
    "police; on_call police",
    "police; on_call none",
    "police; telephone ring",
    "police; fax 123",
};

Test(function_spec, refuses_everything_else_and_says_why)
{
    for (size_t i = 0; i < ARRAY_SIZE(bad); i++) {
        struct party_function function;
        const char *why = NULL;

        cr_expect_not(function_spec_read(bad[i], &function, &why), "\"%s\"", bad[i]);
        cr_expect(why, "\"%s\" has no reason", bad[i]);
    }
}
