/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/uuid.h"

#include <criterion/criterion.h>

Test(uuid, reads_back_as_written_and_carries_its_time)
{
    struct uuid uuid = uuid_new(1772356364120), again;
    char text[TEXT_UUID_SIZE];

    uuid_write(&uuid, text);
    cr_expect_eq(strlen(text), 36);
    cr_assert(uuid_read(text, &again), "%s", text);
    cr_expect(uuid_equal(&uuid, &again));
    cr_expect_eq(uuid_ms(&uuid), 1772356364120);
    cr_assert(uuid_of_bytes(bytes_of(uuid.bytes, UUID_SIZE), &again));
}

Test(uuid, the_example_of_rfc_9562_is_read)
{
    struct uuid uuid;
    char text[TEXT_UUID_SIZE];

    cr_assert(uuid_read("017f22e2-79b0-7cc3-98c4-dc0c0c07398f", &uuid));
    cr_expect_eq(uuid_ms(&uuid), 0x017F22E279B0);
    uuid_write(&uuid, text);
    cr_expect_str_eq(text, "017f22e2-79b0-7cc3-98c4-dc0c0c07398f");
}

Test(uuid, later_ids_sort_after_earlier_ones)
{
    struct uuid before = uuid_new(1000);

    for (int64_t ms = 1001; ms < 1600; ms++) {
        struct uuid uuid = uuid_new(ms);

        cr_assert(memcmp(before.bytes, uuid.bytes, UUID_SIZE) < 0);
        before = uuid;
    }
}

Test(uuid, two_of_one_millisecond_differ)
{
    struct uuid a = uuid_new(5), b = uuid_new(5);

    cr_expect_not(uuid_equal(&a, &b));
}

Test(uuid, only_version_7_in_lower_case_is_read)
{
    static const char *const bad[] = {
        "",
        "017f22e2-79b0-4cc3-98c4-dc0c0c07398f",
        "017f22e2-79b0-7cc3-d8c4-dc0c0c07398f",
        "017f22e2-79b0-7cc3-18c4-dc0c0c07398f",
        "017F22E2-79B0-7CC3-98C4-DC0C0C07398F",
        "017f22e279b07cc398c4dc0c0c07398f",
        "{17f22e2-79b0-7cc3-98c4-dc0c0c07398f",
        "017f22e2-79b0-7cc3-98c4-dc0c0c07398",
        "017f22e2-79b0-7cc3-98c4-dc0c0c07398f0",
        "017f22e2079b0-7cc3-98c4-dc0c0c07398f",
    };
    struct uuid uuid = { .bytes = { 42 } };

    for (size_t i = 0; i < ARRAY_SIZE(bad); i++)
        cr_expect_not(uuid_read(bad[i], &uuid), "%s", bad[i]);
    cr_expect_not(uuid_of_bytes(bytes_of("short", 5), &uuid));
    cr_expect_eq(uuid.bytes[0], 42);
}

Test(uuid, a_time_beyond_48_bits_is_cut_to_them)
{
    struct uuid low = uuid_new(-1), high = uuid_new(INT64_MAX);

    cr_expect_eq(uuid_ms(&low), 0);
    cr_expect_eq(uuid_ms(&high), ((int64_t)1 << 48) - 1);
}
