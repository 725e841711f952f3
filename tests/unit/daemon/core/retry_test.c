/* SPDX-License-Identifier: EUPL-1.2 */
/* retry_test - the waits grow, stay within their limits, and differ. */
#include "core/retry.h"

#include <criterion/criterion.h>

TestSuite(retry);

Test(retry, first_try_waits_for_nothing)
{
    cr_assert_eq(retry_wait_ms(0, 0), 0);
    cr_assert_eq(retry_wait_ms(0, UINT32_MAX), 0);
}

Test(retry, doubles_from_one_second_to_five_minutes)
{
    static const uint32_t wanted[] = { 1000,  2000,   4000,   8000,   16000,  32000,
                                       64000, 128000, 256000, 300000, 300000, 300000 };

    for (uint32_t i = 0; i < sizeof(wanted) / sizeof(wanted[0]); i++)
        cr_expect_eq(retry_wait_ms(i + 1, 0), wanted[i], "try %u: %u", i + 1,
                     retry_wait_ms(i + 1, 0));
    cr_assert_eq(retry_wait_ms(UINT32_MAX, 0), RETRY_LONGEST_MS);
}

Test(retry, jitter_takes_off_at_most_a_quarter)
{
    for (uint32_t attempt = 1; attempt < 40; attempt++) {
        uint32_t longest = retry_wait_ms(attempt, 0);

        for (uint32_t i = 0; i < 1000; i++) {
            uint32_t wait_ms = retry_wait_ms(attempt, i * 2654435761u);

            cr_assert_leq(wait_ms, longest);
            cr_assert_geq(wait_ms, longest - longest / 4);
        }
        cr_expect_eq(retry_wait_ms(attempt, longest / 4), longest - longest / 4);
    }
}
