/* SPDX-License-Identifier: EUPL-1.2 */
#include "model/exchange_text.h"

#include <criterion/criterion.h>

#include "canonical.h"

#define ID "019cab12-9a3c-7d31-8e4f-000102030405"
#define DIGEST "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="
#define HASH "sha256:000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"

static const char text[] = "samband-exchange/1\n"
                           "log samband.example/vestland\n"
                           "id " ID "\n"
                           "thread 000102030405060708090a0b0c0d0e0f\n"
                           "in_reply_to " ID "\n"
                           "correction_of " ID "\n"
                           "supersedes " ID "\n"
                           "type concern_notification\n"
                           "from fjell-school card 3\n"
                           "to vik-child-welfare card 12\n"
                           "agreement " HASH "\n"
                           "ground no.bvl.13-2\n"
                           "purpose protect_child\n"
                           "urgency acute\n"
                           "created 2026-03-01T09:12:44.120Z\n"
                           "not_after 2026-03-08T09:12:44.120Z\n"
                           "seq " DIGEST "\n"
                           "subject " DIGEST "\n"
                           "private " DIGEST "\n"
                           "section " DIGEST "\n"
                           "section " DIGEST "\n";

static bool again(struct bytes bytes, struct buffer *ret_text)
{
    struct exchange_text exchange;

    if (exchange_text_read(bytes, &exchange, NULL))
        return false;
    exchange_text_write(&exchange, ret_text);
    return true;
}

Test(exchange_text, has_one_spelling) { expect_one_spelling(again, bytes_of_text(text)); }

Test(exchange_text, gives_every_field)
{
    struct exchange_text exchange;
    struct error err;

    cr_assert_eq(exchange_text_read(bytes_of_text(text), &exchange, &err), FAULT_NONE, "%s",
                 err.text);
    cr_expect_str_eq(exchange.origin, "samband.example/vestland");
    cr_expect(exchange.has_in_reply_to && exchange.has_correction_of && exchange.has_supersedes);
    cr_expect_eq(exchange.id.bytes[0], 0x01);
    cr_expect_eq(exchange.thread[15], 0x0f);
    cr_expect_str_eq(exchange.type, "concern_notification");
    cr_expect_str_eq(exchange.sender, "fjell-school");
    cr_expect_eq(exchange.sender_card, 3);
    cr_expect_str_eq(exchange.recipient, "vik-child-welfare");
    cr_expect_eq(exchange.recipient_card, 12);
    cr_expect_str_eq(exchange.agreement, HASH);
    cr_expect_str_eq(exchange.ground, "no.bvl.13-2");
    cr_expect_str_eq(exchange.purpose, "protect_child");
    cr_expect_str_eq(exchange.urgency, "acute");
    cr_expect_eq(exchange.not_after_ms - exchange.created_ms, 7LL * 24 * 3600 * 1000);
    cr_expect(exchange.has_subject);
    cr_expect_eq(exchange.n_sections, 2);
    cr_expect_eq(exchange.sections[1].bytes[31], 0x1f);
}

Test(exchange_text, without_what_may_be_left_out)
{
    CLEANUP(buffer_clear) struct buffer a = { 0 }, b = { 0 };
    struct exchange_text exchange;
    struct bytes bytes = bytes_of_text(text);

    bytes = replaced(bytes, "in_reply_to " ID "\n", "", &a);
    bytes = replaced(bytes, "correction_of " ID "\n", "", &b);
    bytes = replaced(bytes, "supersedes " ID "\n", "", &a);
    bytes = replaced(bytes, "subject " DIGEST, "subject none", &b);
    bytes = replaced(bytes, "agreement " HASH, "agreement none", &a);
    bytes = replaced(bytes, "ground no.bvl.13-2", "ground none", &b);
    bytes = replaced(bytes, "section " DIGEST "\nsection " DIGEST "\n", "", &a);
    expect_one_spelling(again, bytes);
    cr_assert_eq(exchange_text_read(bytes, &exchange, NULL), FAULT_NONE);
    cr_expect(!exchange.has_in_reply_to && !exchange.has_subject);
    cr_expect_str_eq(exchange.agreement, "none");
    cr_expect_str_eq(exchange.ground, "none");
    cr_expect_eq(exchange.n_sections, 0);
}

static const struct {
    const char *old, *new, *where;
} refused[] = {
    { "exchange/1", "exchange/2", "line 1 (head)" },
    { "log samband.example/vestland", "log samband+example", "line 2 (log)" },
    { "id " ID, "id 019CAB12-9a3c-7d31-8e4f-000102030405", "line 3 (id)" },
    { "id " ID, "id 019cab12-9a3c-4d31-8e4f-000102030405", "line 3 (id)" },
    { "thread 00", "thread ", "line 4 (thread)" },
    { "type concern", "type Concern", "line 8 (type)" },
    { "card 3", "card 0", "line 9 (from)" },
    { "card 3", "card 03", "line 9 (from)" },
    { "card 3", "kard 3", "line 9 (from)" },
    { "card 3", "card 3 4", "line 9 (from)" },
    { "card 3", "card", "line 9 (from)" },
    { "card 3\n", "card 3\n\n", "line 10 (to)" },
    { "from fjell-school card 3\n", "", "line 9 (from)" },
    { "acute\n", "acute\r\n", "line 14 (urgency)" },
    { "sha256:00", "sha256:0G", "line 11 (agreement)" },
    { "44.120Z\nnot", "44.12Z\nnot", "line 15 (created)" },
    { "not_after 2026-03-08", "not_after 2026-02-08", "line 16 (not_after)" },
    { "seq " DIGEST, "seq none", "line 17 (seq)" },
    { "seq AAEC", "seq AAE", "line 17 (seq)" },
};

Test(exchange_text, says_where_it_is_wrong)
{
    for (size_t i = 0; i < ARRAY_SIZE(refused); i++) {
        CLEANUP(buffer_clear) struct buffer changed = { 0 };
        struct exchange_text exchange;
        struct error err = { 0 };

        replaced(bytes_of_text(text), refused[i].old, refused[i].new, &changed);
        cr_expect_eq(exchange_text_read(bytes_of_buffer(&changed), &exchange, &err), FAULT_INPUT,
                     "%s accepted", refused[i].new);
        cr_expect_str_eq(err.code, "not_canonical");
        cr_expect(strncmp(err.text, refused[i].where, strlen(refused[i].where)) == 0, "%s: %s",
                  refused[i].new, err.text);
    }
}

Test(exchange_text, has_at_most_64_sections)
{
    CLEANUP(buffer_clear) struct buffer many = { 0 };
    struct exchange_text exchange;

    buffer_append_text(&many, text);
    for (int i = 2; i < 64; i++)
        buffer_append_text(&many, "section " DIGEST "\n");
    cr_expect_eq(exchange_text_read(bytes_of_buffer(&many), &exchange, NULL), FAULT_NONE);
    cr_expect_eq(exchange.n_sections, 64);
    buffer_append_text(&many, "section " DIGEST "\n");
    cr_expect_eq(exchange_text_read(bytes_of_buffer(&many), &exchange, NULL), FAULT_INPUT);
}
