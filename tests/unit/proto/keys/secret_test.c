/* SPDX-License-Identifier: EUPL-1.2 */
#include "keys/secret.h"

#include <criterion/criterion.h>

#include "keys/random.h"
#include "keys/start.h"

static void start(void) { cr_assert_eq(keys_start(NULL), FAULT_NONE); }

TestSuite(secret, .init = start);

Test(secret, starts_as_zeros)
{
    static const uint8_t zeros[100];
    CLEANUP(secret_free) uint8_t *secret = secret_new(100);

    cr_expect_arr_eq(secret, zeros, 100);
}

Test(secret, equal_looks_at_every_byte)
{
    cr_expect(secret_equal("abc", "abc", 3));
    cr_expect_not(secret_equal("abc", "abd", 3));
    cr_expect_not(secret_equal("abc", "bbc", 3));
}

Test(secret, random_bytes_differ_each_time)
{
    uint8_t a[32], b[32];

    keys_random(a, sizeof(a));
    keys_random(b, sizeof(b));
    cr_expect_arr_neq(a, b, 32);
}

Test(secret, wiping_leaves_zeros)
{
    char text[] = "hemligt";
    static const char zeros[sizeof(text)];

    secret_wipe(text, sizeof(text));
    cr_expect_arr_eq(text, zeros, sizeof(text));
}
