/* SPDX-License-Identifier: EUPL-1.2 */
#include "keys/sign.h"

#include <criterion/criterion.h>

#include "base/text.h"
#include "keys/start.h"
#include "keys/tag.h"

static void start(void) { cr_assert_eq(keys_start(NULL), FAULT_NONE); }

TestSuite(sign, .init = start);

/* RFC 8032, section 7.1, test 2. */
Test(sign, note_bytes_follow_rfc_8032)
{
    uint8_t seed[32], want_public[32], want[64], public[32], got[64];

    text_read_hex("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb", seed, 32);
    text_read_hex("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", want_public,
                  32);
    text_read_hex("92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
                  "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
                  want, 64);
    CLEANUP(sign_secret_free) struct sign_secret *secret = sign_secret_of_seed(seed);
    sign_public(secret, public);
    sign_note_bytes(secret, bytes_of("\x72", 1), got);
    cr_expect_arr_eq(public, want_public, 32);
    cr_expect_arr_eq(got, want, 64);
    cr_expect(sign_note_verify(public, bytes_of("\x72", 1), got));
}

Test(sign, a_signature_is_over_tag_nul_origin_nul_bytes)
{
    CLEANUP(sign_secret_free) struct sign_secret *secret = sign_secret_new();
    static const char all[] = TAG_CARD "\0logg.exempel/1\0kort";
    uint8_t a[64], b[64];

    sign_bytes(secret, TAG_CARD, "logg.exempel/1", bytes_of_text("kort"), a);
    sign_note_bytes(secret, bytes_of(all, sizeof(all) - 1), b);
    cr_expect_arr_eq(a, b, 64);
}

Test(sign, holds_only_for_its_key_tag_origin_and_bytes)
{
    CLEANUP(sign_secret_free) struct sign_secret *secret = sign_secret_new();
    CLEANUP(sign_secret_free) struct sign_secret *other = sign_secret_new();
    uint8_t public[32], other_public[32], signature[64];
    struct bytes text = bytes_of_text("text");

    sign_public(secret, public);
    sign_public(other, other_public);
    sign_bytes(secret, TAG_EXCHANGE, "logg", text, signature);
    cr_expect(sign_verify(public, TAG_EXCHANGE, "logg", text, signature));
    cr_expect_not(sign_verify(other_public, TAG_EXCHANGE, "logg", text, signature));
    cr_expect_not(sign_verify(public, TAG_CARD, "logg", text, signature));
    cr_expect_not(sign_verify(public, TAG_EXCHANGE, "log", text, signature));
    cr_expect_not(sign_verify(public, TAG_EXCHANGE, "logg", bytes_of_text("texT"), signature));
    cr_expect_not(sign_verify(public, TAG_EXCHANGE, "logg", bytes_of_text("text2"), signature));
    cr_expect_not(sign_verify(public, TAG_EXCHANGE, "logg", bytes_of_text("tex"), signature));
    for (size_t i = 0; i < 64; i++) {
        signature[i] ^= 0x20;
        cr_expect_not(sign_verify(public, TAG_EXCHANGE, "logg", text, signature), "byte %zu", i);
        signature[i] ^= 0x20;
    }
}

Test(sign, a_key_of_small_order_verifies_nothing)
{
    const uint8_t public[32] = { 1 };
    const uint8_t signature[64] = { 1 };

    cr_expect_not(sign_verify(public, TAG_EXCHANGE, "logg", bytes_of_text("text"), signature));
}
