/* SPDX-License-Identifier: EUPL-1.2 */
#include "ctl/rows_check.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "model/exchange_text.h"
#include "unit/daemon/ctl/record_fixture.h"

enum { N_ROWS = 6 };

/* The rows as the broker would have written them beside the decisions. */
struct rows {
    struct exchange_row row[N_ROWS];
    struct exchange_text exchange[N_ROWS];
    char id[N_ROWS][TEXT_UUID_SIZE], in_reply_to[N_ROWS][TEXT_UUID_SIZE];
    char consent[N_ROWS][TEXT_UUID_SIZE];
    char hash[N_ROWS][2 * DIGEST_SIZE + 1], received[N_ROWS][24];
    char thread[2 * THREAD_SIZE + 1], created[24], not_after[24];
    size_t n;
};

static struct record_fixture *record;
static struct rows rows;

static void make_words(const struct exchange_text *exchange, const char **words)
{
    words[ROW_SENDER] = exchange->sender;
    words[ROW_RECIPIENT] = exchange->recipient;
    words[ROW_TYPE] = exchange->type;
    words[ROW_GROUND] = exchange->ground;
    words[ROW_PURPOSE] = exchange->purpose;
    words[ROW_URGENCY] = exchange->urgency;
    words[ROW_AGREEMENT] = "none";
    words[ROW_RULE] = "no-school-concern";
    words[ROW_SENDER_CARD] = words[ROW_RECIPIENT_CARD] = "1";
}

static void make_row(size_t leaf, const char *state, const char *code)
{
    CLEANUP(mem_free) struct entry *entry = mem_new(1, sizeof(*entry));
    size_t i = rows.n++;
    struct exchange_text *exchange = &rows.exchange[i];
    const char **words = rows.row[i].words;
    struct digest hash;
    struct error err;

    if (entry_read(bytes_of_buffer(&record->entries[leaf]), entry, &err) ||
        exchange_text_read(entry->text, exchange, &err))
        abort();
    uuid_write(&exchange->id, rows.id[i]);
    if (exchange->has_in_reply_to)
        uuid_write(&exchange->in_reply_to, rows.in_reply_to[i]);
    if (entry->kind == ENTRY_CONSENT)
        uuid_write(exchange->has_in_reply_to ? &exchange->in_reply_to : &exchange->id,
                   rows.consent[i]);
    hash = exchange_text_hash(entry->text);
    text_write_hex(hash.bytes, DIGEST_SIZE, rows.hash[i]);
    text_write_hex(exchange->thread, THREAD_SIZE, rows.thread);
    snprintf(rows.received[i], sizeof(rows.received[i]), "%lld", (long long)entry->time_ms);
    snprintf(rows.created, sizeof(rows.created), "%lld", (long long)exchange->created_ms);
    snprintf(rows.not_after, sizeof(rows.not_after), "%lld", (long long)exchange->not_after_ms);
    rows.row[i].leaf = leaf;
    for (size_t word = 0; word < N_ROW_WORDS; word++)
        words[word] = "";
    make_words(exchange, words);
    words[ROW_ID] = rows.id[i];
    words[ROW_STATE] = state;
    words[ROW_TEXT_HASH] = rows.hash[i];
    words[ROW_CODE] = code;
    words[ROW_THREAD] = rows.thread;
    words[ROW_IN_REPLY_TO] = rows.in_reply_to[i];
    words[ROW_CONSENT] = rows.consent[i];
    words[ROW_CREATED] = rows.created;
    words[ROW_NOT_AFTER] = rows.not_after;
    words[ROW_RECEIVED] = rows.received[i];
}

static void make(void)
{
    record = record_fixture_new();
    rows = (struct rows){ 0 };
    make_row(4, "handed_over", "");
    make_row(6, "refused", "age_outside");
}

/* The longer record: a grant, what rested on it, its withdrawal, and a take-back of the first. */
static void make_with_orders(void)
{
    record_fixture_free(record);
    record = record_fixture_new_with_orders();
    rows = (struct rows){ 0 };
    make_row(4, "taken_back", "");
    make_row(6, "refused", "age_outside");
    make_row(7, "accepted", "");
    make_row(8, "withdrawn", "");
    make_row(9, "accepted", "");
    make_row(11, "accepted", "");
}

static void drop(void) { record_fixture_free(record); }

TestSuite(rows_check, .init = make, .fini = drop);

static enum fault check(struct error *err)
{
    CLEANUP(rows_check_free) struct rows_check *check = rows_check_new();
    enum fault fault = FAULT_NONE;
    size_t at = 0;

    for (size_t i = 0; !fault && i < record->n_leaves; i++) {
        bool used;

        fault = rows_check_leaf(check, i, bytes_of_buffer(&record->entries[i]),
                                at < rows.n ? &rows.row[at] : NULL, &used, err);
        at += used;
    }
    return fault ? fault : rows_check_end(check, at < rows.n ? &rows.row[at] : NULL, err);
}

static void expect_fault(const char *id, const char *why)
{
    struct error err = { 0 };

    cr_expect_eq(check(&err), FAULT_INPUT, "want %s", why);
    cr_expect_str_eq(err.code, "rows_differ");
    cr_expect_eq(strncmp(err.text, "exchange ", 9), 0, "%s", err.text);
    cr_expect(strstr(err.text, id), "want %s, got: %s", id, err.text);
    cr_expect(strstr(err.text, why), "want %s, got: %s", why, err.text);
}

Test(rows_check, passes_rows_that_say_what_the_leaves_say)
{
    struct error err = { 0 };

    cr_expect_eq(check(&err), FAULT_NONE, "%s", err.text);
}

Test(rows_check, names_an_exchange_whose_row_is_gone)
{
    rows.n = 1;
    expect_fault(rows.id[1], "has no row");
    rows.n = 2;
    rows.row[0] = rows.row[1];
    rows.n = 1;
    expect_fault(rows.id[0], "has no row");
}

Test(rows_check, names_a_row_of_no_leaf)
{
    rows.row[1].leaf = 5;
    expect_fault(rows.id[1], "names leaf 5");
    rows.row[1].leaf = 7;
    record->n_leaves = 6;
    expect_fault(rows.id[1], "names leaf 7");
}

Test(rows_check, names_each_column_that_was_altered)
{
    for (enum row_word word = 0; word < N_ROW_WORDS; word++) {
        const char *kept = rows.row[0].words[word];
        char why[60];

        if (word == ROW_STATE)
            continue;
        snprintf(why, sizeof(why), "the column %s of", rows_check_column(word));
        rows.row[0].words[word] =
            word == ROW_HAS_SUBJECT ? "t" : "01900000-0000-7000-8000-000000000000";
        expect_fault("", why);
        rows.row[0].words[word] = kept;
    }
}

Test(rows_check, names_a_state_that_the_leaves_do_not_say)
{
    static const char *const states[] = { "accepted", "registered", "returned", "refused",
                                          "erased",   "withdrawn",  "odd" };

    for (size_t i = 0; i < ARRAY_SIZE(states); i++) {
        rows.row[0].words[ROW_STATE] = states[i];
        expect_fault(rows.id[0], "its leaves that it is handed_over");
    }
    rows.row[0].words[ROW_STATE] = "handed_over";
    rows.row[1].words[ROW_STATE] = "accepted";
    expect_fault(rows.id[1], "its leaves that it is refused");
}

Test(rows_check, names_an_exchange_that_steps_twice)
{
    buffer_reset(&record->entries[6]);
    buffer_append_bytes(&record->entries[6], bytes_of_buffer(&record->entries[5]));
    expect_fault(rows.id[0], "no step that it can take");
}

Test(rows_check, names_a_step_of_what_was_never_accepted)
{
    buffer_reset(&record->entries[4]);
    buffer_append_bytes(&record->entries[4], bytes_of_buffer(&record->entries[3]));
    rows.row[0] = rows.row[1];
    rows.n = 1;
    expect_fault(rows.id[0], "not open then");
}

/* The leaf of a duty that refers to nothing of its own says only that it was accepted. */
Test(rows_check, passes_a_duty_that_was_marked)
{
    struct error err = { 0 };

    rows.row[0].words[ROW_CODE] = "unknown_reference";
    cr_expect_eq(check(&err), FAULT_NONE, "%s", err.text);
    rows.row[0].words[ROW_CODE] = "";
    rows.row[1].words[ROW_CODE] = "unknown_reference";
    expect_fault(rows.id[1], "the column code of");
}

/* Without it, a consent comes back to life when the broker starts. */
Test(rows_check, names_a_withdrawal_that_is_no_message_about_its_consent)
{
    make_with_orders();
    rows.row[4].words[ROW_CONSENT] = "";
    expect_fault(rows.id[4], "the column consent of");
    rows.row[4].words[ROW_CONSENT] = rows.id[4];
    expect_fault(rows.id[4], "the column consent of");
}

Test(rows_check, passes_what_orders_have_ended)
{
    struct error err = { 0 };

    make_with_orders();
    cr_expect_eq(check(&err), FAULT_NONE, "%s", err.text);
}

Test(rows_check, passes_what_was_fetched_before_it_was_recalled)
{
    struct error err = { 0 };

    make_with_orders();
    record_fixture_recall(record, 12, STATE_FETCHED);
    rows.row[0].words[ROW_STATE] = "handed_over";
    cr_expect_eq(check(&err), FAULT_NONE, "%s", err.text);
    rows.row[0].words[ROW_STATE] = "taken_back";
    expect_fault(rows.id[0], "its leaves that it is handed_over");
}

Test(rows_check, passes_an_answer_to_a_recall_of_what_has_ended_already)
{
    struct error err = { 0 };

    make_with_orders();
    record->n_leaves = 14;
    record_fixture_recall(record, 13, STATE_DESTROYED);
    cr_expect_eq(check(&err), FAULT_NONE, "%s", err.text);
}

Test(rows_check, names_an_order_or_what_it_ended_in_another_state)
{
    static const struct {
        size_t row;
        const char *state, *why;
    } states[] = {
        { 0, "handed_over", "its leaves that it is withdrawn" },
        { 0, "registered", "its leaves that it is withdrawn" },
        { 2, "handed_over", "its leaves that it is accepted" },
        { 3, "accepted", "its leaves that it is withdrawn" },
        { 3, "taken_back", "its leaves that it is withdrawn" },
        { 5, "refused", "its leaves that it is accepted" },
    };

    make_with_orders();
    for (size_t i = 0; i < ARRAY_SIZE(states); i++) {
        const char *kept = rows.row[states[i].row].words[ROW_STATE];

        rows.row[states[i].row].words[ROW_STATE] = states[i].state;
        expect_fault(rows.id[states[i].row], states[i].why);
        rows.row[states[i].row].words[ROW_STATE] = kept;
    }
}

Test(rows_check, names_what_no_order_ended)
{
    make_with_orders();
    record_fixture_end(record, 10, &record->resting, &record->grant);
    expect_fault(rows.id[3], "the order before it does not");
    record_fixture_end(record, 10, &record->resting, &record->take_back);
    expect_fault(rows.id[3], "the order before it does not");
    record_fixture_end(record, 10, &record->accepted, &record->withdrawal);
    expect_fault(rows.id[0], "a step of another text with this id");
    record_fixture_end(record, 10, &record->grant, &record->withdrawal);
    expect_fault(rows.id[2], "not open then");
}

static void say_child_welfare(struct entry *entry)
{
    static struct buffer text;
    static struct exchange_text exchange;
    struct error err;

    if (exchange_text_read(entry->text, &exchange, &err))
        abort();
    strcpy(exchange.sender, "child-welfare");
    buffer_reset(&text);
    exchange_text_write(&exchange, &text);
    entry->text = bytes_of_buffer(&text);
}

Test(rows_check, names_what_another_party_ended)
{
    make_with_orders();
    record_fixture_rewrite(record, 9, say_child_welfare);
    rows.n = 4;
    make_row(9, "accepted", "");
    make_row(11, "accepted", "");
    expect_fault(rows.id[3], "the order before it does not");
}

/* Of the refused exchange, whose leaf is the last that was checked. */
static enum fault check_category(const struct category_row *row, bool must_be_bound,
                                 struct error *err)
{
    CLEANUP(rows_check_free) struct rows_check *checking = rows_check_new();
    bool used;

    cr_assert_eq(rows_check_leaf(checking, 6, bytes_of_buffer(&record->entries[6]), &rows.row[1],
                                 &used, err),
                 FAULT_NONE);
    return rows_check_category(checking, row, must_be_bound, err);
}

Test(rows_check, names_a_category_that_was_not_signed)
{
    static const uint8_t salt[32];
    const struct category_row unbound = { .category = "identity" },
                              surplus = { .index = 1, .category = "identity" },
                              other = { .category = "identity",
                                        .descriptor = bytes_of_text("x"),
                                        .salt = bytes_of(salt, sizeof(salt)) };
    struct error err = { 0 };

    cr_expect_eq(check_category(&unbound, false, &err), FAULT_NONE, "from before more was kept");
    cr_expect_eq(check_category(&unbound, true, &err), FAULT_INPUT);
    cr_expect_not_null(strstr(err.text, "section 0: its descriptor is gone"), "%s", err.text);
    cr_expect_eq(check_category(&surplus, false, &err), FAULT_INPUT);
    cr_expect_eq(check_category(&other, true, &err), FAULT_INPUT);
    cr_expect_str_eq(err.code, "rows_differ");
    cr_expect_not_null(strstr(err.text, rows.id[1]), "%s", err.text);
}

/* Whether a subject that is there may be known by nobody but its text. */
Test(rows_check, passes_a_subject_that_was_erased_or_may_not_be_seen)
{
    struct error err = { 0 };

    rows.row[0].words[ROW_HAS_SUBJECT] = "f";
    cr_expect_eq(check(&err), FAULT_NONE, "%s", err.text);
}
