/* SPDX-License-Identifier: EUPL-1.2 */
#include "model/card.h"

#include <criterion/criterion.h>

#include "canonical.h"
#include "keys/start.h"

static const int64_t day_ms = 24LL * 3600 * 1000;
static const char origin[] = "samband.example/vestland";

static struct sign_secret *root_of(uint8_t byte)
{
    uint8_t seed[SIGN_SEED_SIZE];
    struct error err;

    cr_assert_eq(keys_start(&err), FAULT_NONE);
    memset(seed, byte, sizeof(seed));
    return sign_secret_of_seed(seed);
}

static struct card card_of(const struct sign_secret *root, struct buffer *ret_text)
{
    struct card card = { .origin = "samband.example/vestland",
                         .party = "fjell-school",
                         .serial = 3,
                         .from_ms = 100 * day_ms,
                         .until_ms = 190 * day_ms };

    memset(card.curve, 1, CARD_KEY_SIZE);
    memset(card.sign, 2, CARD_KEY_SIZE);
    memset(card.seal, 3, CARD_KEY_SIZE);
    memset(card.witness, 4, CARD_KEY_SIZE);
    card_write(&card, root, ret_text);
    return card;
}

/* The signature is copied, not made anew: what a card says is one spelling, signed or not. */
static bool again(struct bytes text, struct buffer *ret_text)
{
    CLEANUP(sign_secret_free) struct sign_secret *root = NULL;
    uint8_t *signature;
    struct card card;

    if (card_read(text, &card, NULL))
        return false;
    root = root_of(7);
    card_write(&card, root, ret_text);
    signature = memmem(ret_text->data, ret_text->size, "signature ", 10);
    cr_assert_not_null(signature);
    cr_assert_eq(text.size, ret_text->size);
    memcpy(signature, text.data + (signature - ret_text->data),
           ret_text->size - (size_t)(signature - ret_text->data));
    return true;
}

Test(card, has_one_spelling)
{
    CLEANUP(sign_secret_free) struct sign_secret *root = root_of(1);
    CLEANUP(buffer_clear) struct buffer text = { 0 };

    card_of(root, &text);
    expect_one_spelling(again, bytes_of_buffer(&text));
}

Test(card, is_read_as_written)
{
    CLEANUP(sign_secret_free) struct sign_secret *root = root_of(1);
    CLEANUP(buffer_clear) struct buffer text = { 0 };
    struct card written = card_of(root, &text), read;

    cr_assert_eq(card_read(bytes_of_buffer(&text), &read, NULL), FAULT_NONE);
    cr_expect_str_eq(read.party, written.party);
    cr_expect_eq(read.serial, 3);
    cr_expect_eq(read.from_ms, written.from_ms);
    cr_expect_eq(read.until_ms, written.until_ms);
    cr_expect_arr_eq(read.curve, written.curve, CARD_KEY_SIZE);
    cr_expect_arr_eq(read.sign, written.sign, CARD_KEY_SIZE);
    cr_expect_arr_eq(read.seal, written.seal, CARD_KEY_SIZE);
    cr_expect_arr_eq(read.witness, written.witness, CARD_KEY_SIZE);
}

Test(card, is_believed_only_as_its_root_signed_it)
{
    CLEANUP(sign_secret_free) struct sign_secret *root = root_of(1), *stranger = root_of(2);
    CLEANUP(buffer_clear) struct buffer text = { 0 }, changed = { 0 };
    uint8_t key[SIGN_PUBLIC_SIZE], other[SIGN_PUBLIC_SIZE];

    sign_public(root, key);
    sign_public(stranger, other);
    card_of(root, &text);
    cr_expect(card_is_signed_by(bytes_of_buffer(&text), key, origin));
    cr_expect(!card_is_signed_by(bytes_of_buffer(&text), other, origin));
    cr_expect(!card_is_signed_by(bytes_of_buffer(&text), key, "samband.example/other"));
    replaced(bytes_of_buffer(&text), "serial 3", "serial 4", &changed);
    cr_expect(!card_is_signed_by(bytes_of_buffer(&changed), key, origin));
    replaced(bytes_of_buffer(&text), "log samband.example/vestland", "log samband.example/other",
             &changed);
    cr_expect(!card_is_signed_by(bytes_of_buffer(&changed), key, "samband.example/other"));
}

Test(card, lasts_at_most_90_days)
{
    CLEANUP(sign_secret_free) struct sign_secret *root = root_of(1);
    CLEANUP(buffer_clear) struct buffer text = { 0 }, changed = { 0 };
    struct card card;

    card_of(root, &text); /* from 1970-04-11 to 1970-07-10: exactly 90 days */
    replaced(bytes_of_buffer(&text), "until 1970-07-10T00:00:00.000Z",
             "until 1970-07-10T00:00:00.001Z", &changed);
    cr_expect_eq(card_read(bytes_of_buffer(&changed), &card, NULL), FAULT_INPUT);
    replaced(bytes_of_buffer(&text), "until 1970-07-10", "until 1970-04-11", &changed);
    cr_expect_eq(card_read(bytes_of_buffer(&changed), &card, NULL), FAULT_INPUT);
}

Test(card, covers_from_its_first_instant_to_before_its_last)
{
    struct card card = { .from_ms = 10, .until_ms = 20 };

    cr_expect(!card_covers(&card, 9));
    cr_expect(card_covers(&card, 10));
    cr_expect(card_covers(&card, 19));
    cr_expect(!card_covers(&card, 20));
}
