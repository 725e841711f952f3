/* SPDX-License-Identifier: EUPL-1.2 */
#include "keys/seal.h"

#include <criterion/criterion.h>
#include <sodium.h>

#include "keys/start.h"
#include "keys/tag.h"

static struct uuid id;
static struct seal_context context;

static void start(void)
{
    cr_assert_eq(keys_start(NULL), FAULT_NONE);
    id = uuid_new(1772356364120);
    context = (struct seal_context){ &id, 3, "skola.exempel", "soc.exempel", 7, "observation" };
}

TestSuite(seal, .init = start);

static struct sealed_view view_of(const struct sealed_section *section)
{
    return (struct sealed_view){ bytes_of_buffer(&section->sealed_key),
                                 bytes_of_buffer(&section->ciphertext), &section->commitment };
}

static struct sealed_section sealed(const struct seal_secret *secret, const char *body)
{
    struct sealed_section section = { 0 };
    uint8_t public[32];

    seal_public(secret, public);
    cr_assert_eq(seal_section(&context, public, bytes_of_text(body), &section, NULL), FAULT_NONE);
    return section;
}

/* Opens and expects the code, and that nothing was given. */
static void refuses(const struct seal_context *with, const struct seal_secret *secret,
                    const struct sealed_view *view, const char *code)
{
    CLEANUP(buffer_clear) struct buffer body = { 0 };
    struct error err = { 0 };

    cr_expect_eq(seal_section_open(with, secret, view, &body, &err), FAULT_INPUT, "%s", code);
    cr_expect_str_eq(err.code, code);
    cr_expect_eq(body.size, 0);
}

Test(seal, a_section_opens_for_its_recipient)
{
    CLEANUP(seal_secret_free) struct seal_secret *secret = seal_secret_new();

    for (size_t size = 0; size < 600; size += 37) {
        CLEANUP(sealed_section_clear) struct sealed_section section = { 0 };
        CLEANUP(buffer_clear) struct buffer body = { 0 };
        uint8_t public[32], plain[600];
        struct sealed_view view;

        memset(plain, 0x80, sizeof(plain)); /* looks like padding */
        seal_public(secret, public);
        cr_assert_eq(seal_section(&context, public, bytes_of(plain, size), &section, NULL),
                     FAULT_NONE);
        cr_expect_eq(section.sealed_key.size, SEAL_SEALED_KEY_SIZE);
        cr_expect_eq(section.ciphertext.size,
                     SEAL_SECTION_OVERHEAD + ((32 + size) / SEAL_PAD_SIZE + 1) * SEAL_PAD_SIZE);
        view = view_of(&section);
        cr_assert_eq(seal_section_open(&context, secret, &view, &body, NULL), FAULT_NONE);
        cr_expect(bytes_equal(bytes_of_buffer(&body), bytes_of(plain, size)), "size %zu", size);
    }
}

Test(seal, the_same_body_twice_shares_nothing)
{
    CLEANUP(seal_secret_free) struct seal_secret *secret = seal_secret_new();
    CLEANUP(sealed_section_clear) struct sealed_section a = sealed(secret, "samma");
    CLEANUP(sealed_section_clear) struct sealed_section b = sealed(secret, "samma");

    cr_expect_not(digest_equal(&a.commitment, &b.commitment));
    cr_expect_not(bytes_equal(bytes_of_buffer(&a.ciphertext), bytes_of_buffer(&b.ciphertext)));
}

Test(seal, another_key_cannot_open)
{
    CLEANUP(seal_secret_free) struct seal_secret *secret = seal_secret_new();
    CLEANUP(seal_secret_free) struct seal_secret *other = seal_secret_new();
    CLEANUP(sealed_section_clear) struct sealed_section section = sealed(secret, "innehall");
    struct sealed_view view = view_of(&section);

    refuses(&context, other, &view, "seal_not_ours");
    view.sealed_key.size--;
    refuses(&context, secret, &view, "seal_not_ours");
    view.sealed_key.size = 0;
    refuses(&context, secret, &view, "seal_not_ours");
}

Test(seal, a_section_is_bound_to_its_place)
{
    CLEANUP(seal_secret_free) struct seal_secret *secret = seal_secret_new();
    CLEANUP(sealed_section_clear) struct sealed_section section = sealed(secret, "innehall");
    struct sealed_view view = view_of(&section);
    struct uuid other_id = uuid_new(1);
    struct seal_context others[] = {
        context, context, context, context, context, context, context
    };

    others[0].id = &other_id;
    others[1].index++;
    others[2].sender = "polis.exempel";
    others[3].recipient = "polis.exempel";
    others[4].card_serial = 70;
    others[5].category = "health";
    /* The NULs keep a name's end from moving into the next. */
    others[6].sender = "skola.exempelsoc";
    others[6].recipient = ".exempel";
    for (size_t i = 0; i < ARRAY_SIZE(others); i++)
        refuses(&others[i], secret, &view, "seal_broken");
}

Test(seal, an_altered_or_cut_ciphertext_is_broken)
{
    CLEANUP(seal_secret_free) struct seal_secret *secret = seal_secret_new();
    CLEANUP(sealed_section_clear) struct sealed_section section = sealed(secret, "innehall");
    struct sealed_view view = view_of(&section);

    for (size_t i = 0; i < section.ciphertext.size; i += 13) {
        section.ciphertext.data[i] ^= 1;
        refuses(&context, secret, &view, "seal_broken");
        section.ciphertext.data[i] ^= 1;
    }
    for (size_t size = 0; size < section.ciphertext.size; size += 11) {
        view.ciphertext.size = size;
        refuses(&context, secret, &view, "seal_broken");
    }
    buffer_append_byte(&section.ciphertext, 0);
    view = view_of(&section);
    refuses(&context, secret, &view, "seal_broken");
}

Test(seal, what_was_not_committed_to_is_refused)
{
    CLEANUP(seal_secret_free) struct seal_secret *secret = seal_secret_new();
    CLEANUP(sealed_section_clear) struct sealed_section section = sealed(secret, "innehall");
    struct sealed_view view = view_of(&section);

    section.commitment.bytes[5] ^= 1;
    refuses(&context, secret, &view, "seal_commitment");
}

/* Opened by hand, from the words of the format alone. */
Test(seal, the_format_is_what_the_header_says)
{
    CLEANUP(seal_secret_free) struct seal_secret *secret = seal_secret_new();
    CLEANUP(sealed_section_clear) struct sealed_section section = sealed(secret, "innehall");
    CLEANUP(buffer_clear) struct buffer key = { 0 }, data = { 0 }, committed = { 0 };
    static const char rest[] = "\0\3skola.exempel\0soc.exempel\0007\0observation";
    uint8_t plain[SEAL_PAD_SIZE];
    struct digest commitment;

    cr_assert_eq(seal_open(secret, bytes_of_buffer(&section.sealed_key), &key, NULL), FAULT_NONE);
    cr_assert_eq(key.size, 32);
    buffer_append(&data, id.bytes, 16);
    buffer_append(&data, rest, sizeof(rest)); /* its own NUL ends the category */
    cr_assert_eq(section.ciphertext.size, 24 + sizeof(plain) + 16);
    cr_assert_eq(crypto_aead_xchacha20poly1305_ietf_decrypt(
                     plain, NULL, NULL, section.ciphertext.data + 24, sizeof(plain) + 16, data.data,
                     data.size, section.ciphertext.data, key.data),
                 0);
    cr_expect_arr_eq(plain + 32, "innehall\x80\0\0", 11);
    buffer_append(&committed, "samband/v1/commit", 18);
    buffer_append(&committed, id.bytes, 16);
    buffer_append_u16(&committed, 3);
    buffer_append(&committed, plain, sizeof(plain));
    commitment = digest_of(bytes_of_buffer(&committed));
    cr_expect(digest_equal(&commitment, &section.commitment));
}

Test(seal, an_unusable_key_is_refused_and_leaves_nothing)
{
    CLEANUP(sealed_section_clear) struct sealed_section section = { 0 };
    const uint8_t public[32] = { 0 };
    CLEANUP(buffer_clear) struct buffer box = { 0 };
    struct error err = { 0 };

    cr_expect_eq(seal_section(&context, public, bytes_of_text("x"), &section, &err), FAULT_INPUT);
    cr_expect_str_eq(err.code, "seal_key");
    cr_expect_eq(section.ciphertext.size + section.sealed_key.size, 0);
    cr_expect_eq(seal_box(public, bytes_of_text("x"), &box, NULL), FAULT_INPUT);
    cr_expect_eq(box.size, 0);
}

Test(seal, a_box_opens_only_whole_and_only_for_its_key)
{
    const uint8_t bytes[32] = { 9 };
    CLEANUP(seal_secret_free) struct seal_secret *secret = seal_secret_of_bytes(bytes);
    CLEANUP(seal_secret_free) struct seal_secret *same = seal_secret_of_bytes(bytes);
    CLEANUP(seal_secret_free) struct seal_secret *other = seal_secret_new();
    CLEANUP(buffer_clear) struct buffer box = { 0 }, plain = { 0 };
    uint8_t public[32];

    seal_public(secret, public);
    cr_assert_eq(seal_box(public, bytes_of_text("arende"), &box, NULL), FAULT_NONE);
    cr_expect_eq(box.size, 6 + SEAL_BOX_OVERHEAD);
    cr_expect_eq(seal_open(other, bytes_of_buffer(&box), &plain, NULL), FAULT_INPUT);
    cr_expect_eq(seal_open(same, bytes_of(box.data, box.size - 1), &plain, NULL), FAULT_INPUT);
    cr_expect_eq(seal_open(same, bytes_of(box.data, 10), &plain, NULL), FAULT_INPUT);
    cr_expect_eq(plain.size, 0);
    cr_assert_eq(seal_open(same, bytes_of_buffer(&box), &plain, NULL), FAULT_NONE);
    cr_expect_str_eq((char *)plain.data, "arende");
}
