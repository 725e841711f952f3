/* SPDX-License-Identifier: EUPL-1.2 */
#include "ctl/agreement_print.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/memory.h"
#include "keys/start.h"

static void start(void)
{
    struct error err;

    cr_assert_eq(keys_start(&err), FAULT_NONE);
}

TestSuite(agreement_print, .init = start);

static const struct agreement draft = {
    .origin = "samband.example/test",
    .name = "test-2026",
    .purposes = { "youth_follow_up", "mediation" },
    .n_purposes = 2,
    .from_day = 20454,
    .until_day = 21915,
    .parties = { "fjell-school", "vik-school", "dal-police" },
    .n_parties = 3,
};

static char *printed(const struct agreement *agreement)
{
    char *text = NULL;
    size_t size;
    FILE *file = open_memstream(&text, &size);

    agreement_print(agreement, file);
    fclose(file);
    return text;
}

Test(agreement_print, writes_no_signature_of_who_has_not_signed)
{
    char *text = printed(&draft);

    cr_expect_str_eq(text, "agreement: test-2026\n"
                           "log: samband.example/test\n"
                           "purposes: [youth_follow_up, mediation]\n"
                           "from: 2026-01-01\n"
                           "until: 2030-01-01\n"
                           "parties:\n"
                           "  - party: fjell-school\n"
                           "  - party: vik-school\n"
                           "  - party: dal-police\n");
    free(text);
}

/* One signer after the other: what one prints the next one reads. */
Test(agreement_print, writes_what_is_read_again)
{
    for (size_t n_signed = 0; n_signed <= draft.n_parties; n_signed++) {
        CLEANUP(mem_free) struct agreement *agreement = mem_new(1, sizeof(*agreement));
        CLEANUP(mem_free) struct agreement *read = mem_new(1, sizeof(*read));
        char path[] = "/tmp/agreement_print_XXXXXX";
        FILE *file = fdopen(mkstemp(path), "w");
        struct error err = { 0 };

        *agreement = draft;
        for (size_t i = 0; i < n_signed; i++)
            memset(agreement->signatures[i], (int)('a' + i), sizeof(agreement->signatures[i]));
        agreement_print(agreement, file);
        fclose(file);
        cr_expect_eq(agreement_file_read(path, stderr, read, &err), FAULT_NONE, "%s", err.text);
        unlink(path);
        cr_expect_str_eq(read->origin, agreement->origin);
        cr_expect_str_eq(read->name, agreement->name);
        cr_expect_eq(read->n_purposes, 2);
        cr_expect_str_eq(read->purposes[1], "mediation");
        cr_expect_eq(read->from_day, agreement->from_day);
        cr_expect_eq(read->until_day, agreement->until_day);
        cr_expect_eq(read->n_parties, 3);
        for (size_t i = 0; i < 3; i++) {
            cr_expect_str_eq(read->parties[i], agreement->parties[i]);
            cr_expect_arr_eq(read->signatures[i], agreement->signatures[i], 64, "%zu of %zu", i,
                             n_signed);
        }
    }
}

Test(agreement_print, leaves_out_a_signature_in_the_middle)
{
    CLEANUP(mem_free) struct agreement *agreement = mem_new(1, sizeof(*agreement));
    char *text;
    size_t n = 0;

    *agreement = draft;
    memset(agreement->signatures[1], 'x', 64);
    text = printed(agreement);
    for (const char *at = text; (at = strstr(at, "signature:")); at++)
        n++;
    cr_expect_eq(n, 1);
    cr_expect_not_null(strstr(text, "vik-school\n    signature: eHh4"));
    free(text);
}
