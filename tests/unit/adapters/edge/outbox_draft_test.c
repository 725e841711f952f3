/* SPDX-License-Identifier: EUPL-1.2 */
#include "edge/outbox_draft.h"

#include <criterion/criterion.h>

#include "keys/start.h"

static void setup(void) { cr_assert_eq(keys_start(NULL), FAULT_NONE); }

TestSuite(outbox_draft, .init = setup);

static void write_one(const struct party_state *own, struct buffer *ret_box)
{
    struct private_header header = { .has_age = true, .age = 16, .certainty = CERTAINTY_CERTAIN };
    CLEANUP(report_child_clear) struct report_child child = { 0 };

    strcpy(header.function, "school");
    buffer_append_text(&report_add_part(&child, "measure", true)->content, "{\"text\":\"one\"}");
    buffer_append_text(&report_add_part(&child, "contact", false)->content, "");
    cr_assert_eq(outbox_draft_write(own, &header, child.parts, child.n_parts, ret_box, NULL),
                 FAULT_NONE);
}

Test(outbox_draft, gives_back_what_was_put_in)
{
    CLEANUP(seal_secret_free) struct seal_secret *key = seal_secret_new();
    CLEANUP(buffer_clear) struct buffer box = { 0 };
    CLEANUP(outbox_draft_clear) struct outbox_draft draft = { 0 };
    const struct party_state own = { .seal = key };

    write_one(&own, &box);
    cr_assert_eq(outbox_draft_read(&own, bytes_of_buffer(&box), &draft, NULL), FAULT_NONE);
    cr_expect_str_eq(draft.header.function, "school");
    cr_expect_eq(draft.header.age, 16);
    cr_assert_eq(draft.n_parts, 2);
    cr_expect_str_eq(draft.parts[0].category, "measure");
    cr_expect_str_eq(draft.parts[0].media_type, "application/json");
    cr_expect(draft.parts[0].shared && !draft.parts[1].shared);
    cr_expect_str_eq((const char *)draft.parts[0].content.data, "{\"text\":\"one\"}");
    cr_expect_eq(draft.parts[1].content.size, 0);
}

Test(outbox_draft, opens_with_no_other_key_and_not_when_cut)
{
    CLEANUP(seal_secret_free) struct seal_secret *key = seal_secret_new();
    CLEANUP(seal_secret_free) struct seal_secret *other_key = seal_secret_new();
    CLEANUP(buffer_clear) struct buffer box = { 0 };
    const struct party_state own = { .seal = key }, other = { .seal = other_key };
    struct outbox_draft draft = { 0 };
    struct error err = { 0 };

    write_one(&own, &box);
    cr_expect_eq(outbox_draft_read(&other, bytes_of_buffer(&box), &draft, &err), FAULT_INPUT);
    cr_expect_str_eq(err.code, "no_own_key");
    cr_expect_eq(outbox_draft_read(&own, bytes_of(box.data, box.size - 1), &draft, &err),
                 FAULT_INPUT);
    cr_expect_eq(outbox_draft_read(&own, bytes_of(NULL, 0), &draft, &err), FAULT_INPUT);
}

Test(outbox_draft, of_other_bytes_than_ours_is_refused)
{
    static const struct {
        const char *bytes;
        size_t size;
    } plains[] = {
        { "", 0 },
        { "\0\0\0\0\0\0\0\1", 8 },                   /* more than there is */
        { "\xff\xff\xff\xff\xff\xff\xff\xff", 8 },   /* more than can be */
        { "\0\0\0\0\0\0\0\0\0", 9 },                 /* half a size */
        { "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\1x", 17 }, /* no section */
    };
    CLEANUP(seal_secret_free) struct seal_secret *key = seal_secret_new();
    const struct party_state own = { .seal = key };

    for (size_t i = 0; i < ARRAY_SIZE(plains); i++) {
        CLEANUP(buffer_clear) struct buffer box = { 0 };
        struct outbox_draft draft = { 0 };

        cr_assert_eq(party_box(&own, bytes_of(plains[i].bytes, plains[i].size), &box, NULL),
                     FAULT_NONE);
        cr_expect_eq(outbox_draft_read(&own, bytes_of_buffer(&box), &draft, NULL), FAULT_INPUT,
                     "%zu", i);
    }
}
