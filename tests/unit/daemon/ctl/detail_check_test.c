/* SPDX-License-Identifier: EUPL-1.2 */
/* What an exchange was decided on is there, or a leaf says that it was erased. */
#include "ctl/detail_check.h"

#include <criterion/criterion.h>
#include <string.h>

#include "model/entry.h"
#include "unit/daemon/broker/fixture.h"

static struct fixture fixture;
static struct submission *submission; /* of a subject, in three sections */
static struct erasures *erasures;
static struct error err;

static void set_up(void)
{
    struct decision_context context;
    struct draft draft;

    fixture_open(&fixture);
    draft = fixture_draft(&fixture);
    submission = fixture_read(&fixture, &draft);
    context = fixture_context(&fixture, 3);
    submission_decide(submission, &context);
    erasures = erasures_new();
}

static void tear_down(void)
{
    erasures_free(erasures);
    submission_free(submission);
    fixture_close(&fixture);
}

TestSuite(detail_check, .init = set_up, .fini = tear_down);

static enum fault check(const struct detail_row *row)
{
    return detail_check_row(row, bytes_of_buffer(&submission->entry), erasures, &err);
}

static void erase(uint64_t leaf)
{
    CLEANUP(buffer_clear) struct buffer text = { 0 };
    CLEANUP(buffer_clear) struct buffer bytes = { 0 };
    struct entry entry = { .kind = ENTRY_ERASED, .time_ms = 1000 };

    erased_text_write(&submission->exchange.id, &text);
    entry.text = bytes_of_buffer(&text);
    entry_write(&entry, &bytes);
    cr_assert_eq(erasures_add(erasures, leaf, bytes_of_buffer(&bytes), &err), FAULT_NONE);
}

Test(detail_check, what_is_whole_is_fine)
{
    cr_expect_eq(check(&(struct detail_row){ 3, true, true, 3 }), FAULT_NONE, "%s", err.text);
}

Test(detail_check, each_part_that_is_gone_is_found_until_a_leaf_says_that_it_was_erased)
{
    static const struct detail_row rows[] = {
        { 3, false, true, 3 },
        { 3, true, false, 3 },
        { 3, true, true, 2 },
        { 3, false, false, 0 },
    };

    for (size_t i = 0; i < 4; i++) {
        cr_expect_eq(check(&rows[i]), FAULT_INPUT, "row %zu", i);
        cr_expect_str_eq(err.code, "rows_differ");
        cr_expect_not_null(strstr(err.text, "missing: rows are gone"), "%s", err.text);
    }
    erase(2);
    cr_expect_eq(check(&rows[0]), FAULT_INPUT, "an erasure from before it was decided");
    erase(4);
    for (size_t i = 0; i < 4; i++)
        cr_expect_eq(check(&rows[i]), FAULT_NONE, "row %zu: %s", i, err.text);
}
