/* SPDX-License-Identifier: EUPL-1.2 */
#include "edge/drop_later.h"

#include <criterion/criterion.h>

TestSuite(drop_later);

Test(drop_later, finds_each_by_its_name)
{
    static const char *const names[] = { "a", "ab", "b", "concerns.1.json", "z" };
    CLEANUP(drop_later_clear) struct drop_later later = { 0 };

    cr_expect_null(drop_later_find(&later, "a"));
    for (size_t i = 0; i < ARRAY_SIZE(names); i++)
        drop_later_add(&later, names[i], (uint32_t)i + 1, 1000 + (int64_t)i);
    for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
        const struct drop_later_file *file = drop_later_find(&later, names[i]);

        cr_assert_not_null(file, "%s", names[i]);
        cr_expect_eq(file->tries, i + 1);
        cr_expect_eq(file->until_ms, 1000 + (int64_t)i);
    }
    cr_expect_null(drop_later_find(&later, "aa"));
    cr_expect_null(drop_later_find(&later, ""));
}

Test(drop_later, waits_longer_each_time_to_a_minute)
{
    static const int64_t waits_s[] = { 5, 10, 20, 40, 60, 60 };

    for (size_t i = 0; i < ARRAY_SIZE(waits_s); i++)
        cr_expect_eq(drop_later_wait_ms((uint32_t)i + 1), waits_s[i] * 1000, "%zu", i);
    cr_expect_eq(drop_later_wait_ms(UINT32_MAX), 60000);
}
