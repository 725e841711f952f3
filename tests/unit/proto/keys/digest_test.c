/* SPDX-License-Identifier: EUPL-1.2 */
#include "keys/digest.h"

#include <criterion/criterion.h>

static struct digest of_hex(const char *hex)
{
    struct digest digest;

    cr_assert(text_read_hex(hex, digest.bytes, DIGEST_SIZE));
    return digest;
}

Test(digest, is_sha_256)
{
    struct digest got = digest_of(bytes_of_text("abc"));
    char hex[DIGEST_HEX_SIZE];

    digest_write_hex(&got, hex);
    cr_expect_str_eq(hex, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

Test(digest, pieces_give_what_the_whole_gives)
{
    struct digest whole = digest_of(bytes_of_text("abcdef")), pieces;
    struct digest_stream stream;

    digest_start(&stream);
    digest_add(&stream, bytes_of_text("ab"));
    digest_add(&stream, bytes_of(NULL, 0));
    digest_add(&stream, bytes_of_text("cdef"));
    pieces = digest_end(&stream);
    cr_expect(digest_equal(&whole, &pieces));
}

Test(digest, hmac_follows_rfc_4231)
{
    /* Test case 2, its key "Jefe" padded to 32 bytes with zeros as HMAC itself does. */
    const uint8_t key[32] = "Jefe";
    struct digest got = digest_hmac(key, bytes_of_text("what do ya want for nothing?"));
    struct digest want = of_hex("5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");

    cr_expect(digest_equal(&got, &want));
}

/* Test cases 2 and 6: a short key, and one longer than a block. */
Test(digest, hmac_takes_a_key_of_any_length)
{
    uint8_t key[131];
    struct digest got =
        digest_hmac_of(bytes_of_text("Jefe"), bytes_of_text("what do ya want for nothing?"));
    struct digest want = of_hex("5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");

    cr_expect(digest_equal(&got, &want));
    memset(key, 0xaa, sizeof(key));
    got = digest_hmac_of(bytes_of(key, sizeof(key)),
                         bytes_of_text("Test Using Larger Than Block-Size Key - Hash Key First"));
    want = of_hex("60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
    cr_expect(digest_equal(&got, &want));
}

Test(digest, salted_is_over_tag_nul_id_index_salt_bytes)
{
    const struct uuid id = { { 1, 2, 3, 4, 5, 6, 0x70, 8, 0x80, 10, 11, 12, 13, 14, 15, 16 } };
    uint8_t salt[DIGEST_SALT_SIZE];
    CLEANUP(buffer_clear) struct buffer all = { 0 };
    struct digest got, want;

    memset(salt, 0xAB, sizeof(salt));
    buffer_append(&all, "samband/v1/section\0", 19);
    buffer_append(&all, id.bytes, UUID_SIZE);
    buffer_append(&all, "\x01\x02", 2);
    buffer_append(&all, salt, sizeof(salt));
    buffer_append_text(&all, "innehall");
    want = digest_of(bytes_of_buffer(&all));
    got = digest_salted("samband/v1/section", &id, 0x0102, salt, bytes_of_text("innehall"));
    cr_expect(digest_equal(&got, &want));

    got = digest_salted("samband/v1/section", &id, 0x0103, salt, bytes_of_text("innehall"));
    cr_expect_not(digest_equal(&got, &want));
    got = digest_salted("samband/v1/private", &id, 0x0102, salt, bytes_of_text("innehall"));
    cr_expect_not(digest_equal(&got, &want));
    salt[31] ^= 1;
    got = digest_salted("samband/v1/section", &id, 0x0102, salt, bytes_of_text("innehall"));
    cr_expect_not(digest_equal(&got, &want));
}

Test(digest, base64_is_read_strictly)
{
    struct digest digest = digest_of(bytes_of_text("abc")), again;
    char text[DIGEST_BASE64_SIZE];

    digest_write_base64(&digest, text);
    cr_expect_str_eq(text, "ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=");
    cr_assert(digest_read_base64(text, &again));
    cr_expect(digest_equal(&digest, &again));
    text[42]++; /* bits to spare that are not zero */
    cr_expect_not(digest_read_base64(text, &again));
    cr_expect_not(digest_read_base64("ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0", &again));
    cr_expect_not(digest_read_base64("ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0= ", &again));
}

Test(digest, equal_looks_at_the_last_byte_too)
{
    struct digest a = { { 0 } }, b = { { 0 } };

    cr_expect(digest_equal(&a, &b));
    b.bytes[31] = 1;
    cr_expect_not(digest_equal(&a, &b));
}
