/* SPDX-License-Identifier: EUPL-1.2 */
#include "model/entry.h"

#include <criterion/criterion.h>

#include "canonical.h"

#define DIGEST "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="
#define NONCE "AAECAwQFBgcICQoLDA0ODw=="
#define HASH "sha256:000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"
#define SIGNATURE                                                                                  \
    "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8gISIjJCUmJygpKissLS4vMDEyMzQ1Njc4OTo7PD0+Pw=="
#define HEAD(kind)                                                                                 \
    "samband-entry/1\nkind " kind "\ntime 2026-03-01T09:12:44.120Z\nnonce " NONCE "\n"

static const char accepted[] =
    HEAD("accepted") "policy " HASH "\nrule no-school-concern\ndecision permit\n"
                     "verdict " DIGEST " permit no-school-concern\n"
                     "sig fjell-school 3 " SIGNATURE "\ntext 5\nabc\n\n";
static const char refused[] =
    HEAD("refused") "policy " HASH "\nrule none\ndecision refuse\ncode no_ground\n"
                    "sig fjell-school 3 " SIGNATURE "\ntext 0\n";
static const char returned[] =
    HEAD("returned") "code wrong_area\nlist 4 2\npath " DIGEST "\npath " DIGEST "\n"
                     "sig vik-child-welfare 12 " SIGNATURE "\ntext 2\nx\n";
static const char consent[] = HEAD("consent") "policy " HASH "\nrule bus-order\ndecision permit\n"
                                              "sig fjell-school 3 " SIGNATURE "\ntext 2\nx\n";
static const char recalled[] =
    HEAD("recalled") "list 1 0\nsig vik-child-welfare 12 " SIGNATURE "\ntext 2\nx\n";
static const char checked[] =
    HEAD("checked") "policy " HASH "\nrule no-school-concern\ndecision permit\ncode none\n"
                    "sig fjell-school 3 " SIGNATURE "\ntext 2\nx\n";
static const char checked_refused[] =
    HEAD("checked") "policy " HASH "\nrule default-refuse\ndecision refuse\ncode no_ground\n"
                    "sig fjell-school 3 " SIGNATURE "\ntext 2\nx\n";
static const char withdrawn[] = HEAD("withdrawn") "text 2\nx\n";
static const char policy[] = HEAD("policy") "text 2\nx\n";
static const char read_entry[] = HEAD("read") "text 8\npå side";
static const char start_entry[] = HEAD("start") "text 3\nab\n";

static const char start[] = "samband-start/1\n"
                            "log samband.example/vestland\n"
                            "takeover 1\n"
                            "software sambandd 0.1.0\n"
                            "policy " HASH "\n"
                            "directory " HASH "\n"
                            "coordinator vestland-coordinator " DIGEST "\n"
                            "log_card 3\n"
                            "abc";

#define ID "019cab12-9a3c-7d31-8e4f-000102030405"
#define ORDER "019cab12-9a3c-7d31-8e4f-000102030406"

static const char end[] = "samband-end/1\n"
                          "id " ID "\n"
                          "exchange " DIGEST "\n"
                          "order " ORDER "\n";
static const char erased[] = "samband-erased/1\nid " ID "\n";
static const char loaded[] = "samband-load/1\nhash " HASH "\n";

static bool again(struct bytes bytes, struct buffer *ret_bytes)
{
    struct entry entry;

    if (entry_read(bytes, &entry, NULL))
        return false;
    entry_write(&entry, ret_bytes);
    return true;
}

static bool start_again(struct bytes bytes, struct buffer *ret_bytes)
{
    struct start_text text;

    if (start_text_read(bytes, &text, NULL))
        return false;
    start_text_write(&text, ret_bytes);
    return true;
}

static bool end_again(struct bytes bytes, struct buffer *ret_bytes)
{
    struct end_text text;

    if (end_text_read(bytes, &text, NULL))
        return false;
    end_text_write(&text, ret_bytes);
    return true;
}

static bool load_again(struct bytes bytes, struct buffer *ret_bytes)
{
    char hash[LINES_HASH_SIZE];

    if (load_text_read(bytes, hash, NULL))
        return false;
    load_text_write(hash, ret_bytes);
    return true;
}

static bool erased_again(struct bytes bytes, struct buffer *ret_bytes)
{
    struct uuid id;

    if (erased_text_read(bytes, &id, NULL))
        return false;
    erased_text_write(&id, ret_bytes);
    return true;
}

Test(entry, has_one_spelling)
{
    expect_one_spelling(again, bytes_of_text(accepted));
    expect_one_spelling(again, bytes_of_text(refused));
    expect_one_spelling(again, bytes_of_text(returned));
    expect_one_spelling(again, bytes_of_text(consent));
    expect_one_spelling(again, bytes_of_text(recalled));
    expect_one_spelling(again, bytes_of_text(checked));
    expect_one_spelling(again, bytes_of_text(checked_refused));
    expect_one_spelling(again, bytes_of_text(withdrawn));
    expect_one_spelling(again, bytes_of_text(policy));
    expect_one_spelling(again, bytes_of_text(read_entry));
    expect_one_spelling(again, bytes_of_text(start_entry));
}

Test(entry, start_text_has_one_spelling) { expect_one_spelling(start_again, bytes_of_text(start)); }

Test(entry, end_text_has_one_spelling)
{
    struct uuid id, order;
    struct end_text text;

    expect_one_spelling(end_again, bytes_of_text(end));
    cr_assert(uuid_read(ID, &id) && uuid_read(ORDER, &order));
    cr_assert_eq(end_text_read(bytes_of_text(end), &text, NULL), FAULT_NONE);
    cr_expect(uuid_equal(&text.id, &id) && uuid_equal(&text.order, &order));
    cr_expect_eq(text.exchange.bytes[31], 31);
}

Test(entry, load_text_has_one_spelling)
{
    char hash[LINES_HASH_SIZE] = "";

    expect_one_spelling(load_again, bytes_of_text(loaded));
    cr_assert_eq(load_text_read(bytes_of_text(loaded), hash, NULL), FAULT_NONE);
    cr_expect_str_eq(hash, HASH);
}

Test(entry, erased_text_has_one_spelling)
{
    struct uuid id, want;

    expect_one_spelling(erased_again, bytes_of_text(erased));
    cr_assert(uuid_read(ID, &want));
    cr_assert_eq(erased_text_read(bytes_of_text(erased), &id, NULL), FAULT_NONE);
    cr_expect(uuid_equal(&id, &want));
}

Test(entry, gives_every_field)
{
    struct entry entry;

    cr_assert_eq(entry_read(bytes_of_text(accepted), &entry, NULL), FAULT_NONE);
    cr_expect_eq(entry.kind, ENTRY_ACCEPTED);
    cr_expect(entry.permitted && entry.has_signature);
    cr_expect_str_eq(entry.policy, HASH);
    cr_expect_eq(entry.n_verdicts, 1);
    cr_expect_str_eq(entry.signer, "fjell-school");
    cr_expect_eq(entry.signer_card, 3);
    cr_expect(bytes_equal(entry.text, bytes_of_text("abc\n\n")));

    cr_assert_eq(entry_read(bytes_of_text(returned), &entry, NULL), FAULT_NONE);
    cr_expect_str_eq(entry.code, "wrong_area");
    cr_expect_eq(entry.list_n, 4);
    cr_expect_eq(entry.list_index, 2);
    cr_expect_eq(entry.n_path, 2);

    cr_assert_eq(entry_read(bytes_of_text(consent), &entry, NULL), FAULT_NONE);
    cr_expect_eq(entry.kind, ENTRY_CONSENT);
    cr_expect(entry.permitted && entry.has_signature);
    cr_expect_str_eq(entry.rule, "bus-order");

    cr_assert_eq(entry_read(bytes_of_text(recalled), &entry, NULL), FAULT_NONE);
    cr_expect_eq(entry.kind, ENTRY_RECALLED);
    cr_expect_eq(entry.list_n, 1);
    cr_expect_eq(entry.signer_card, 12);

    cr_assert_eq(entry_read(bytes_of_text(refused), &entry, NULL), FAULT_NONE);
    cr_expect(!entry.permitted);
    cr_expect_str_eq(entry.rule, "");
}

static const struct {
    const char *text, *old, *new;
} wrong[] = {
    { accepted, "decision permit", "decision refuse" },
    { accepted, "kind accepted", "kind refused" },
    { accepted, "kind accepted", "kind lost" },
    { accepted, "decision permit\n", "decision permit\ncode none\n" },
    { accepted, "sig fjell-school 3 " SIGNATURE "\n", "" },
    { accepted, "text 5", "text 4" },
    { accepted, "text 5", "text 05" },
    { accepted, "text 5", "text 9223372036854775807" },
    { accepted, "abc",
      "a\xff"
      "c" },
    { returned, "list 4 2", "list 2 2" },
    { returned, "list 4 2\n", "" },
    { start_entry, "text 3", "sig fjell-school 3 " SIGNATURE "\ntext 3" },
    { read_entry, "text 8", "policy " HASH "\ntext 8" },
    { consent, "decision permit", "decision refuse" },
    { consent, "decision permit\n",
      "decision permit\nverdict " DIGEST " permit no-school-concern\n" },
    { consent, "sig fjell-school 3 " SIGNATURE "\n", "" },
    { recalled, "list 1 0\n", "" },
    { recalled, "sig vik-child-welfare 12 " SIGNATURE "\n", "" },
    { recalled, "list 1 0", "code wrong_area\nlist 1 0" },
    { checked, "code none", "code no_ground" },
    { checked, "decision permit", "decision refuse" },
    { checked, "sig fjell-school 3 " SIGNATURE "\n", "" },
    { checked, "code none\n", "code none\nverdict " DIGEST " permit no-school-concern\n" },
    { checked_refused, "code no_ground", "code none" },
    { withdrawn, "text 2", "sig fjell-school 3 " SIGNATURE "\ntext 2" },
    { policy, "text 2", "policy " HASH "\ntext 2" },
};

Test(entry, with_lines_that_do_not_fit_its_kind_is_refused)
{
    for (size_t i = 0; i < ARRAY_SIZE(wrong); i++) {
        CLEANUP(buffer_clear) struct buffer changed = { 0 };
        struct error err = { 0 };
        struct entry entry;

        replaced(bytes_of_text(wrong[i].text), wrong[i].old, wrong[i].new, &changed);
        cr_expect_eq(entry_read(bytes_of_buffer(&changed), &entry, &err), FAULT_INPUT, "case %zu",
                     i);
        cr_expect_str_eq(err.code, "not_canonical");
    }
}

Test(entry, is_at_most_65535_bytes)
{
    CLEANUP(buffer_clear) struct buffer text = { 0 }, bytes = { 0 };
    struct entry entry = { .kind = ENTRY_READ };

    memset(buffer_extend(&text, 65000), 'a', 65000);
    entry.text = bytes_of_buffer(&text);
    entry_write(&entry, &bytes);
    memset(buffer_extend(&bytes, 1000), 'a', 1000);
    cr_expect_eq(entry_read(bytes_of_buffer(&bytes), &entry, NULL), FAULT_INPUT);
}

Test(entry, every_kind_has_a_name_of_its_own)
{
    for (int i = ENTRY_UNKNOWN + 1; i < N_ENTRY_KINDS; i++) {
        cr_assert_not_null(entry_kind_name(i));
        for (int j = ENTRY_UNKNOWN + 1; j < i; j++)
            cr_expect_str_neq(entry_kind_name(i), entry_kind_name(j));
    }
}
