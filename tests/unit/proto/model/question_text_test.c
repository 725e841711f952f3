/* SPDX-License-Identifier: EUPL-1.2 */
#include "model/question_text.h"

#include <criterion/criterion.h>

#include "canonical.h"
#include "model/exchange_text.h"

#define ID "019cab12-9a3c-7d31-8e4f-000102030405"
#define DIGEST "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="
#define HASH "sha256:000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"

static const char text[] = "samband-question/1\n"
                           "log samband.example/vestland\n"
                           "id " ID "\n"
                           "type disclosure\n"
                           "from fjell-school card 3\n"
                           "to vik-child-welfare\n"
                           "agreement " HASH "\n"
                           "ground no.bvl.13-2\n"
                           "purpose protect_child\n"
                           "created 2026-03-01T09:12:44.120Z\n"
                           "subject " DIGEST "\n"
                           "private " DIGEST "\n"
                           "categories " DIGEST "\n";

static bool again(struct bytes bytes, struct buffer *ret_text)
{
    struct question_text question;

    if (question_text_read(bytes, &question, NULL))
        return false;
    question_text_write(&question, ret_text);
    return true;
}

Test(question_text, has_one_spelling) { expect_one_spelling(again, bytes_of_text(text)); }

Test(question_text, gives_every_field)
{
    struct question_text question;
    struct error err;

    cr_assert_eq(question_text_read(bytes_of_text(text), &question, &err), FAULT_NONE, "%s",
                 err.text);
    cr_expect_str_eq(question.origin, "samband.example/vestland");
    cr_expect_eq(question.id.bytes[0], 0x01);
    cr_expect_str_eq(question.type, "disclosure");
    cr_expect_str_eq(question.sender, "fjell-school");
    cr_expect_eq(question.sender_card, 3);
    cr_expect_str_eq(question.recipient, "vik-child-welfare");
    cr_expect_str_eq(question.agreement, HASH);
    cr_expect_str_eq(question.ground, "no.bvl.13-2");
    cr_expect_str_eq(question.purpose, "protect_child");
    cr_expect_eq(question.created_ms, 1772356364120);
    cr_expect(question.has_subject);
    cr_expect_eq(question.subject.bytes[31], 0x1f);
    cr_expect_eq(question.private_header.bytes[31], 0x1f);
    cr_expect_eq(question.categories.bytes[31], 0x1f);
}

Test(question_text, without_what_may_be_left_out)
{
    CLEANUP(buffer_clear) struct buffer a = { 0 }, b = { 0 };
    struct question_text question;
    struct bytes bytes = bytes_of_text(text);

    bytes = replaced(bytes, "subject " DIGEST, "subject none", &a);
    bytes = replaced(bytes, "agreement " HASH, "agreement none", &b);
    bytes = replaced(bytes, "ground no.bvl.13-2", "ground none", &a);
    expect_one_spelling(again, bytes);
    cr_assert_eq(question_text_read(bytes, &question, NULL), FAULT_NONE);
    cr_expect(!question.has_subject);
    cr_expect_str_eq(question.agreement, "none");
    cr_expect_str_eq(question.ground, "none");
}

static const struct {
    const char *old, *new, *where;
} refused[] = {
    { "question/1", "exchange/1", "line 1 (head)" },
    { "id " ID, "id 019cab12-9a3c-4d31-8e4f-000102030405", "line 3 (id)" },
    { "to vik-child-welfare", "to vik-child-welfare card 2", "line 6 (to)" },
    { "type disclosure", "type none yet", "line 4 (type)" },
    { "card 3", "card 0", "line 5 (from)" },
    { "private " DIGEST, "private none", "line 12 (private)" },
    { "categories " DIGEST "\n", "", "line 13 (categories)" },
    { "categories " DIGEST "\n", "categories " DIGEST "\ncategories " DIGEST "\n", "line 14" },
};

Test(question_text, says_where_it_is_wrong)
{
    for (size_t i = 0; i < ARRAY_SIZE(refused); i++) {
        CLEANUP(buffer_clear) struct buffer changed = { 0 };
        struct question_text question;
        struct error err = { 0 };

        replaced(bytes_of_text(text), refused[i].old, refused[i].new, &changed);
        cr_expect_eq(question_text_read(bytes_of_buffer(&changed), &question, &err), FAULT_INPUT,
                     "%s accepted", refused[i].new);
        cr_expect_str_eq(err.code, "not_canonical");
        cr_expect(strncmp(err.text, refused[i].where, strlen(refused[i].where)) == 0, "%s: %s",
                  refused[i].new, err.text);
    }
}

Test(question_text, is_no_exchange_text)
{
    struct exchange_text exchange;

    cr_expect_eq(exchange_text_read(bytes_of_text(text), &exchange, NULL), FAULT_INPUT);
}

Test(question_text, digests_categories_in_their_order)
{
    static const char *const one[] = { "observation", "identity" };
    static const char *const other[] = { "identity", "observation" };
    static const char *const joined[] = { "observationidentity" };
    static const uint8_t salt[SALT_SIZE] = { 7 };
    struct uuid id = { { 1 } };
    struct digest a = question_categories_digest(&id, salt, one, 2);
    struct digest b = question_categories_digest(&id, salt, other, 2);
    struct digest c = question_categories_digest(&id, salt, joined, 1);

    cr_expect(!digest_equal(&a, &b) && !digest_equal(&a, &c));
}
