/* SPDX-License-Identifier: EUPL-1.2 */
/* A category is worth what binds it to the text: its descriptor, its salt, its place. */
#include "ctl/category_check.h"

#include <criterion/criterion.h>
#include <string.h>

#include "keys/digest.h"
#include "keys/tag.h"
#include "wire/content.h"

static const uint8_t salt[SALT_SIZE] = { 3 };
static struct exchange_text text;
static struct buffer descriptor;

/* A text whose second section is `identity`. */
static void set_up(void)
{
    struct section_descriptor section = { .scheme = 1, .category = "identity", .size = 100 };

    section_descriptor_write(&section, &descriptor);
    text = (struct exchange_text){ .id = { .bytes = { 1 } }, .n_sections = 2 };
    text.sections[1] = digest_salted(TAG_SECTION, &text.id, 1, salt, bytes_of_buffer(&descriptor));
}

static void tear_down(void) { buffer_clear(&descriptor); }

TestSuite(category_check, .init = set_up, .fini = tear_down);

static struct category_row whole(void)
{
    return (struct category_row){ .index = 1,
                                  .category = "identity",
                                  .descriptor = bytes_of_buffer(&descriptor),
                                  .salt = bytes_of(salt, SALT_SIZE) };
}

static void expect_wrong(const struct category_row *row, const char *words)
{
    const char *why = category_check(&text, row);

    cr_assert_not_null(why, "%s", words);
    cr_expect_not_null(strstr(why, words), "%s", why);
}

Test(category_check, passes_what_was_signed)
{
    struct category_row row = whole();

    cr_expect_null(category_check(&text, &row));
    cr_expect(category_is_bound(&row));
}

Test(category_check, names_what_was_changed)
{
    struct category_row row = whole();
    const uint8_t other[SALT_SIZE] = { 4 };

    row.category = "observation";
    expect_wrong(&row, "its category is not the one");
    row = whole();
    row.index = 0;
    expect_wrong(&row, "not what its sender signed");
    row = whole();
    row.index = 2;
    expect_wrong(&row, "no such section");
    row = whole();
    row.salt = bytes_of(other, SALT_SIZE);
    expect_wrong(&row, "not what its sender signed");
    row.salt = bytes_of(salt, SALT_SIZE - 1);
    expect_wrong(&row, "no salt");
    row.salt = (struct bytes){ 0 };
    expect_wrong(&row, "no salt");
    row = whole();
    row.descriptor = (struct bytes){ 0 };
    expect_wrong(&row, "not what its sender signed");
}

Test(category_check, names_a_descriptor_that_was_signed_and_does_not_read)
{
    struct category_row row = whole();

    row.descriptor = bytes_of_text("x");
    text.sections[1] = digest_salted(TAG_SECTION, &text.id, 1, salt, row.descriptor);
    expect_wrong(&row, "does not read");
}

Test(category_check, takes_the_word_of_a_row_that_has_nothing_to_compare)
{
    struct category_row row = { .index = 1, .category = "observation" };

    cr_expect_null(category_check(&text, &row));
    cr_expect(!category_is_bound(&row));
    row.index = 2;
    expect_wrong(&row, "no such section");
}
