/* SPDX-License-Identifier: EUPL-1.2 */
#include <criterion/criterion.h>
#include <string.h>
#include <unistd.h>

#include "ctl/entry_print.h"
#include "keys/start.h"
#include "keys/tag.h"

static void start(void)
{
    struct error err;

    cr_assert_eq(keys_start(&err), FAULT_NONE);
}

TestSuite(entry_print, .init = start);

static const struct {
    const char *text;
    bool want;
    size_t n;
} lists[] = {
    { "1201-02", true, 1 }, { "a,b,c", true, 3 }, { "", true, 0 },          { "a,b,c,d", false, 0 },
    { "a,,b", false, 0 },   { "a,", false, 0 },   { "a,a", false, 0 },      { "none", false, 0 },
    { "A", false, 0 },      { "a, b", false, 0 }, { "abcdefgh", false, 0 },
};

Test(entry_print, splits_lists_of_tokens)
{
    for (size_t i = 0; i < ARRAY_SIZE(lists); i++) {
        char rows[3][8] = { 0 };
        size_t n = 0;

        cr_expect_eq(entry_print_split(lists[i].text, rows[0], 8, 3, &n), lists[i].want, "\"%s\"",
                     lists[i].text);
        cr_expect_eq(n, lists[i].n, "\"%s\": %zu", lists[i].text, n);
    }
}

Test(entry_print, knows_a_telephone_number)
{
    cr_expect(entry_print_is_telephone("+47 55 00 00 00"));
    cr_expect(entry_print_is_telephone("113"));
    cr_expect_not(entry_print_is_telephone("+"));
    cr_expect_not(entry_print_is_telephone("55  00"));
    cr_expect_not(entry_print_is_telephone("ring 113"));
    cr_expect_not(entry_print_is_telephone(""));
    cr_expect_not(entry_print_is_telephone("000000000000000000000000000000000"));
}

static void sign_party(struct party *party, const struct sign_secret *root,
                       const struct sign_secret *coordinator)
{
    CLEANUP(buffer_clear) struct buffer text = { 0 };

    sign_public(root, party->root);
    directory_entry_write(party, "samband.example/test", &text);
    sign_bytes(root, TAG_DIRECTORY, "samband.example/test", bytes_of_buffer(&text),
               party->party_signature);
    sign_bytes(coordinator, TAG_DIRECTORY, "samband.example/test", bytes_of_buffer(&text),
               party->coordinator_signature);
}

Test(entry_print, writes_what_the_directory_reads)
{
    CLEANUP(sign_secret_free) struct sign_secret *root = sign_secret_new();
    CLEANUP(sign_secret_free) struct sign_secret *coordinator = sign_secret_new();
    CLEANUP(directory_free) struct directory *directory = NULL;
    char path[] = "/tmp/entry_print_XXXXXX";
    FILE *file = fdopen(mkstemp(path), "w");
    char areas[][LIMIT_AREA + 1] = { "1201-02", "1201-03" };
    struct party_function functions[] = {
        { .word = "school",
          .hours_text = "mon-fri 08:00-15:30",
          .closed = { 20812, 20813 },
          .n_closed = 2,
          .on_call = "school_health" },
        { .word = "school_health", .hours_text = "always", .telephone = "+47 55 00 00 00" },
    };
    struct party party = {
        .name = "fjell-school",
        .role = "school",
        .country = "NO",
        .is_private = true,
        .areas = areas,
        .n_areas = 2,
        .functions = functions,
        .n_functions = 2,
        .supervisor = "no-supervisor",
        .joined_day = 20454,
        .left_day = 20819,
    };
    uint8_t coordinator_root[CARD_KEY_SIZE];
    struct error err = { 0 };

    sign_party(&party, root, coordinator);
    sign_public(coordinator, coordinator_root);
    entry_print_head("samband.example/test", "test-coordinator", coordinator_root, file);
    entry_print_item(&party, true, file);
    fclose(file);

    cr_expect_eq(directory_load(path, NULL, &directory, &err), FAULT_NONE, "%s", err.text);
    unlink(path);
    cr_assert(directory);
    /* The signatures cover every field, so that it was read says that all of them were written. */
    cr_expect_eq(directory_size(directory), 1);
}

Test(entry_print, writes_whom_a_school_has_named)
{
    CLEANUP(sign_secret_free) struct sign_secret *root = sign_secret_new();
    CLEANUP(sign_secret_free) struct sign_secret *police_root = sign_secret_new();
    CLEANUP(sign_secret_free) struct sign_secret *coordinator = sign_secret_new();
    CLEANUP(directory_free) struct directory *directory = NULL;
    char path[] = "/tmp/entry_print_XXXXXX";
    FILE *file = fdopen(mkstemp(path), "w");
    struct party_function officer = { .word = "contact_officer", .hours_text = "always" };
    struct party school = { .name = "fjell-school",
                            .role = "school",
                            .country = "NO",
                            .contact_officer = "dal-police",
                            .left_day = INT32_MAX };
    struct party police = { .name = "dal-police",
                            .role = "police",
                            .country = "NO",
                            .functions = &officer,
                            .n_functions = 1,
                            .left_day = INT32_MAX };
    uint8_t coordinator_root[CARD_KEY_SIZE];
    struct error err = { 0 };

    sign_party(&school, root, coordinator);
    sign_party(&police, police_root, coordinator);
    sign_public(coordinator, coordinator_root);
    entry_print_head("samband.example/test", "test-coordinator", coordinator_root, file);
    entry_print_item(&school, true, file);
    entry_print_item(&police, true, file);
    fclose(file);

    cr_expect_eq(directory_load(path, NULL, &directory, &err), FAULT_NONE, "%s", err.text);
    unlink(path);
    cr_assert(directory);
    cr_expect_str_eq(directory_at(directory, 0)->contact_officer, "dal-police");
}
