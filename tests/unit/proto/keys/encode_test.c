/* SPDX-License-Identifier: EUPL-1.2 */
#include "keys/encode.h"

#include <criterion/criterion.h>

#include "base/memory.h"

Test(encode, follows_the_examples_of_rfc_4648)
{
    static const struct {
        const char *plain, *base64;
    } cases[] = {
        { "", "" },
        { "f", "Zg==" },
        { "fo", "Zm8=" },
        { "foo", "Zm9v" },
        { "foob", "Zm9vYg==" },
        { "fooba", "Zm9vYmE=" },
        { "foobar", "Zm9vYmFy" },
    };

    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        CLEANUP(mem_free) char *text = encode_base64(bytes_of_text(cases[i].plain));
        CLEANUP(buffer_clear) struct buffer plain = { 0 };

        cr_expect_str_eq(text, cases[i].base64);
        cr_assert(decode_base64(text, &plain));
        cr_expect(bytes_equal(bytes_of_buffer(&plain), bytes_of_text(cases[i].plain)));
    }
}

Test(encode, refuses_every_other_spelling)
{
    static const char *const bad[] = {
        "Zg",   "Zg=",  "Zg===",    "=",    "====",  "Z===", "Zm9v\n",   " Zm9v",    "Zm 9v",
        "Zh==", "Zm9=", "Zm8=Zm8=", "_-8=", "Zm9vY", "Zm9*", "Zg==Zm9v", "Zm9v====",
    };
    CLEANUP(buffer_clear) struct buffer plain = { 0 };

    buffer_append_text(&plain, "kept");
    for (size_t i = 0; i < ARRAY_SIZE(bad); i++)
        cr_expect_not(decode_base64(bad[i], &plain), "\"%s\"", bad[i]);
    cr_expect_str_eq((char *)plain.data, "kept");
}

Test(encode, exact_wants_exactly_so_many_bytes)
{
    uint8_t bytes[2] = { 1, 1 };

    cr_expect_not(decode_base64_exact("Zg==", bytes, 2));
    cr_expect_not(decode_base64_exact("Zm9v", bytes, 2));
    cr_expect_not(decode_base64_exact("", bytes, 2));
    cr_expect_eq(bytes[0], 1);
    cr_expect(decode_base64_exact("Zm8=", bytes, 2));
    cr_expect_eq(bytes[1], 'o');
}
