/* SPDX-License-Identifier: EUPL-1.2 */
/* bucket_test - the rate holds over any time, and the burst at any moment. */
#include "core/bucket.h"

#include <criterion/criterion.h>

TestSuite(bucket);

static uint32_t rate, burst;

static int take_all(struct bucket *bucket, int64_t now_ms)
{
    int n = 0;

    while (bucket_take(bucket, rate, burst, now_ms))
        n++;
    return n;
}

Test(bucket, holds_the_burst_at_first)
{
    struct bucket bucket = { 0 };

    rate = 10, burst = 25;
    cr_assert_eq(take_all(&bucket, 1000), 25);
    cr_assert_not(bucket_take(&bucket, rate, burst, 1000));
}

Test(bucket, fills_at_its_rate_and_not_above_the_burst)
{
    struct bucket bucket = { 0 };

    rate = 10, burst = 25;
    take_all(&bucket, 0);
    cr_expect_eq(take_all(&bucket, 99), 0);
    cr_expect_eq(take_all(&bucket, 100), 1);
    cr_expect_eq(take_all(&bucket, 1100), 10);
    cr_expect_eq(take_all(&bucket, 1000000), 25);
}

Test(bucket, gives_what_the_rate_says_in_small_steps_too)
{
    struct bucket bucket;
    int n = 0;

    bucket = (struct bucket){ 0 };
    rate = 7, burst = 5;
    take_all(&bucket, 0);
    for (int64_t now_ms = 1; now_ms <= 60000; now_ms++)
        n += take_all(&bucket, now_ms);
    cr_assert_eq(n, 7 * 60);
}

Test(bucket, asking_in_vain_costs_nothing)
{
    struct bucket bucket = { 0 };

    rate = 1, burst = 1;
    take_all(&bucket, 0);
    for (int64_t now_ms = 1; now_ms < 1000; now_ms++)
        cr_assert_not(bucket_take(&bucket, rate, burst, now_ms));
    cr_assert(bucket_take(&bucket, rate, burst, 1000));
}

Test(bucket, says_how_long_to_wait)
{
    struct bucket bucket = { 0 };

    rate = 3, burst = 1;
    cr_expect_eq(bucket_wait_ms(&bucket, rate, burst, 0), 0);
    take_all(&bucket, 0);
    cr_expect_eq(bucket_wait_ms(&bucket, rate, burst, 0), 334);
    cr_expect_eq(bucket_wait_ms(&bucket, rate, burst, 333), 1);
    cr_expect_not(bucket_take(&bucket, rate, burst, 333));
    cr_expect(bucket_take(&bucket, rate, burst, 334));
}

Test(bucket, clock_that_steps_back_adds_nothing)
{
    struct bucket bucket = { 0 };

    rate = 10, burst = 10;
    take_all(&bucket, 5000);
    cr_expect_eq(take_all(&bucket, 0), 0);
    cr_expect_eq(take_all(&bucket, 5000), 0);
    cr_expect_eq(take_all(&bucket, 5100), 1);
}

Test(bucket, extremes_do_not_overflow)
{
    struct bucket bucket = { 0 };

    rate = UINT32_MAX, burst = UINT32_MAX;
    cr_expect(bucket_take(&bucket, rate, burst, INT64_MAX));
    bucket = (struct bucket){ 0 };
    rate = 0, burst = 0;
    cr_expect_eq(take_all(&bucket, INT64_MAX), 1);
    bucket = (struct bucket){ 0 };
    rate = 1, burst = 1;
    take_all(&bucket, 1);
    cr_expect_eq(take_all(&bucket, INT64_MAX), 1);
}
