/* SPDX-License-Identifier: EUPL-1.2 */
/* Every hash that a leaf names is kept, nothing else is, and decisions name the rules in force. */
#include "ctl/kept_check.h"

#include <criterion/criterion.h>
#include <string.h>

#include "model/entry.h"

static struct kept_check *check;
static struct error err;

static void set_up(void) { check = kept_check_new(); }

static void tear_down(void) { kept_check_free(check); }

TestSuite(kept_check, .init = set_up, .fini = tear_down);

/* "sha256:" and 64 times the letter. Overwritten by the fourth call from here. */
static const char *hash_of(char letter)
{
    static char texts[4][72 + 1];
    static size_t next;
    char *text = texts[next++ % 4];

    memcpy(text, "sha256:", 7);
    memset(text + 7, letter, 64);
    text[71] = '\0';
    return text;
}

static enum fault add(uint64_t index, struct entry *entry)
{
    CLEANUP(buffer_clear) struct buffer bytes = { 0 };

    entry->time_ms = 1000;
    entry_write(entry, &bytes);
    return kept_check_leaf(check, index, entry_kind_name(entry->kind), bytes_of_buffer(&bytes),
                           &err);
}

static void start(uint64_t index, char policy, char directory)
{
    CLEANUP(buffer_clear) struct buffer text = { 0 };
    struct start_text start = { .origin = "samband.example/test", .takeover = 1, .software = "t" };
    struct entry entry = { .kind = ENTRY_START };

    strcpy(start.policy, hash_of(policy));
    strcpy(start.directory, hash_of(directory));
    strcpy(start.coordinator, "c");
    start_text_write(&start, &text);
    entry.text = bytes_of_buffer(&text);
    cr_assert_eq(add(index, &entry), FAULT_NONE, "%s", err.text);
}

static void load(uint64_t index, enum entry_kind kind, char hash)
{
    CLEANUP(buffer_clear) struct buffer text = { 0 };
    struct entry entry = { .kind = kind };

    load_text_write(hash_of(hash), &text);
    entry.text = bytes_of_buffer(&text);
    cr_assert_eq(add(index, &entry), FAULT_NONE, "%s", err.text);
}

static enum fault say(uint64_t index, enum entry_kind kind, char policy)
{
    struct entry entry = { .kind = kind,
                           .rule = "r",
                           .code = "no_ground",
                           .has_signature = true,
                           .signer = "p",
                           .signer_card = 1,
                           .text = bytes_of_text("x") };

    strcpy(entry.policy, hash_of(policy));
    return add(index, &entry);
}

static enum fault decide(uint64_t index, char policy) { return say(index, ENTRY_REFUSED, policy); }

static enum fault found(char hash, uint64_t leaf)
{
    return kept_check_found(check, hash_of(hash), leaf, &err);
}

static enum fault end(uint64_t since, size_t n_before)
{
    size_t n = 99;
    enum fault fault = kept_check_end(check, since, &n, &err);

    if (!fault)
        cr_expect_eq(n, n_before);
    return fault;
}

Test(kept_check, all_that_is_named_is_kept)
{
    start(0, 'a', 'b');
    cr_expect_eq(decide(1, 'a'), FAULT_NONE);
    load(2, ENTRY_POLICY, 'c');
    load(3, ENTRY_DIRECTORY, 'd');
    cr_expect_eq(decide(4, 'c'), FAULT_NONE);
    start(5, 'a', 'd');
    cr_expect_eq(decide(6, 'a'), FAULT_NONE);
    for (const char *hash = "abcd"; *hash; hash++)
        cr_expect_eq(found(*hash, 0), FAULT_NONE);
    cr_expect_eq(end(0, 0), FAULT_NONE);
}

Test(kept_check, one_that_is_not_kept_is_found)
{
    start(0, 'a', 'b');
    load(1, ENTRY_POLICY, 'c');
    cr_expect_eq(found('a', 0), FAULT_NONE);
    cr_expect_eq(found('b', 0), FAULT_NONE);
    cr_expect_eq(end(0, 0), FAULT_INPUT);
    cr_expect_str_eq(err.code, "kept_differs");
    cr_expect_not_null(strstr(err.text, "leaf 1: "), "%s", err.text);
}

Test(kept_check, one_that_was_named_before_anything_was_kept_is_counted)
{
    start(0, 'a', 'b');
    load(1, ENTRY_POLICY, 'c');
    start(2, 'c', 'b');
    cr_expect_eq(found('c', 2), FAULT_NONE);
    cr_expect_eq(found('b', 2), FAULT_NONE);
    cr_expect_eq(end(2, 1), FAULT_NONE);
}

Test(kept_check, one_that_is_named_again_since_must_be_kept)
{
    start(0, 'a', 'b');
    start(2, 'a', 'b');
    cr_expect_eq(found('b', 2), FAULT_NONE);
    cr_expect_eq(end(2, 0), FAULT_INPUT);
}

Test(kept_check, what_no_leaf_names_should_not_be_kept)
{
    start(0, 'a', 'b');
    cr_expect_eq(found('c', 0), FAULT_INPUT);
    cr_expect_eq(found('a', 1), FAULT_INPUT, "as if a later leaf had been the first");
    cr_expect_str_eq(err.code, "kept_differs");
}

Test(kept_check, a_decision_names_the_rules_in_force)
{
    start(0, 'a', 'b');
    load(1, ENTRY_POLICY, 'c');
    cr_expect_eq(decide(2, 'a'), FAULT_INPUT);
    cr_expect_str_eq(err.code, "kept_differs");
    cr_expect_not_null(strstr(err.text, "leaf 2: "), "%s", err.text);
}

Test(kept_check, an_answer_to_a_question_names_the_rules_in_force)
{
    start(0, 'a', 'b');
    load(1, ENTRY_POLICY, 'c');
    cr_expect_eq(say(2, ENTRY_CHECKED, 'c'), FAULT_NONE, "%s", err.text);
    cr_expect_eq(say(3, ENTRY_CHECKED, 'a'), FAULT_INPUT);
    cr_expect_str_eq(err.code, "kept_differs");
    cr_expect_not_null(strstr(err.text, "leaf 3: "), "%s", err.text);
}
