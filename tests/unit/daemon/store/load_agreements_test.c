/* SPDX-License-Identifier: EUPL-1.2 */
/* Agreements that stand in the record come back in its order, found without reading the whole of it. */
#include <criterion/criterion.h>

#include "bench.h"

static void on_agreement(void *arg, struct bytes entry)
{
    static const char *const wanted[] = { "agreement leaf 1", "agreement leaf 2" };
    size_t *n = arg;

    cr_assert_lt(*n, 2);
    cr_expect(bytes_equal(entry, bytes_of_text(wanted[*n])), "agreement %zu", *n);
    ++*n;
}

static struct change leaf(const char *kind, const char *text)
{
    return (struct change){ .kind = CHANGE_NOTED,
                            .entry = bytes_of_text(text),
                            .entry_kind = kind,
                            .time_ms = bench_time_ms() };
}

Test(load_agreements, finds_those_of_the_record_in_order)
{
    struct bench bench;
    size_t n = 0;

    bench_open(&bench);
    struct change changes[] = { leaf("agreement", "agreement leaf 1"),
                                leaf("directory", "directory leaf"),
                                leaf("agreement", "agreement leaf 2") };

    cr_assert_eq(store_load_agreements(bench.store, on_agreement, &n, NULL), FAULT_NONE);
    cr_expect_eq(n, 0);
    cr_assert_eq(bench_commit(&bench, changes, 3, NULL), FAULT_NONE);
    cr_assert_eq(store_load_agreements(bench.store, on_agreement, &n, NULL), FAULT_NONE);
    cr_expect_eq(n, 2);
    cr_expect_str_eq(bench_value(&bench, "SELECT count(*) FROM pg_indexes WHERE tablename = 'leaf' "
                                         "AND indexdef LIKE '%kind = ''agreement''%'"),
                     "1");
    bench_close(&bench);
}
