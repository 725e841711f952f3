/* SPDX-License-Identifier: EUPL-1.2 */
/* Only a leaf of kind erased, of that exchange and after its decision, says that it was erased. */
#include "ctl/erasures.h"

#include <criterion/criterion.h>

#include "model/entry.h"

static struct erasures *erasures;
static struct error err;

static void set_up(void) { erasures = erasures_new(); }

static void tear_down(void) { erasures_free(erasures); }

TestSuite(erasures, .init = set_up, .fini = tear_down);

static enum fault add_text(uint64_t leaf, enum entry_kind kind, struct bytes text)
{
    CLEANUP(buffer_clear) struct buffer bytes = { 0 };
    const struct entry entry = { .kind = kind, .time_ms = 1000, .text = text };

    entry_write(&entry, &bytes);
    return erasures_add(erasures, leaf, bytes_of_buffer(&bytes), &err);
}

static void add(uint64_t leaf, const struct uuid *id)
{
    CLEANUP(buffer_clear) struct buffer text = { 0 };

    erased_text_write(id, &text);
    cr_assert_eq(add_text(leaf, ENTRY_ERASED, bytes_of_buffer(&text)), FAULT_NONE, "%s", err.text);
}

Test(erasures, none_is_said_of_what_no_leaf_names)
{
    struct uuid id = uuid_new(1000), other = uuid_new(1001);

    cr_expect_not(erasures_has(erasures, &id, 0));
    add(9, &other);
    cr_expect_not(erasures_has(erasures, &id, 0));
    cr_expect(erasures_has(erasures, &other, 8));
}

Test(erasures, one_counts_only_after_what_it_erases)
{
    struct uuid id = uuid_new(1000);

    add(9, &id);
    cr_expect(erasures_has(erasures, &id, 8));
    cr_expect_not(erasures_has(erasures, &id, 9));
    cr_expect_not(erasures_has(erasures, &id, 10));
    add(12, &id);
    cr_expect(erasures_has(erasures, &id, 10));
}

Test(erasures, each_of_many_is_found)
{
    struct uuid ids[50];

    for (uint64_t i = 0; i < 50; i++) {
        ids[i] = uuid_new(5000 - 7 * (int64_t)i);
        add(100 + i, &ids[i]);
    }
    for (uint64_t i = 0; i < 50; i++)
        cr_expect(erasures_has(erasures, &ids[i], 99 + i) &&
                  !erasures_has(erasures, &ids[i], 100 + i));
}

Test(erasures, another_leaf_is_none)
{
    CLEANUP(buffer_clear) struct buffer text = { 0 };
    struct uuid id = uuid_new(1000);

    erased_text_write(&id, &text);
    cr_expect_eq(add_text(1, ENTRY_OPERATOR, bytes_of_buffer(&text)), FAULT_INPUT);
    cr_expect_str_eq(err.code, "damaged");
    cr_expect_eq(add_text(2, ENTRY_ERASED, bytes_of_text("samband-erased/1\n")), FAULT_INPUT);
    cr_expect_str_eq(err.code, "damaged");
    cr_expect_not(erasures_has(erasures, &id, 0));
}
