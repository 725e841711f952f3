/* SPDX-License-Identifier: EUPL-1.2 */
#include "ctl/record_check.h"

#include <criterion/criterion.h>
#include <string.h>

#include "keys/start.h"
#include "keys/tag.h"
#include "unit/daemon/ctl/record_fixture.h"

static struct record_fixture *record;

static void make(void) { record = record_fixture_new(); }

static void drop(void) { record_fixture_free(record); }

TestSuite(record_check, .init = make, .fini = drop);

/* The words start with the leaf that is wrong, and hold the reason. */
static void expect_fault(const char *leaf, const char *why)
{
    struct error err = { 0 };

    cr_expect_eq(record_fixture_check(record, &err), FAULT_INPUT);
    cr_expect_str_eq(err.code, "record_differs");
    cr_expect_eq(strncmp(err.text, leaf, strlen(leaf)), 0, "want %s, got: %s", leaf, err.text);
    cr_expect(strstr(err.text, why), "want %s, got: %s", why, err.text);
}

Test(record_check, passes_a_whole_record)
{
    struct error err = { 0 };

    cr_expect_eq(record_fixture_check(record, &err), FAULT_NONE, "%s", err.text);
}

Test(record_check, names_the_leaf_of_any_flipped_byte)
{
    for (size_t i = 0; i < RECORD_LEAVES; i++) {
        char leaf[32];

        snprintf(leaf, sizeof(leaf), "leaf %zu: ", i);
        for (size_t at = 0; at < record->entries[i].size; at += 97) {
            record->entries[i].data[at] ^= 1;
            expect_fault(leaf, "hash");
            record->entries[i].data[at] ^= 1;
        }
    }
}

Test(record_check, finds_a_leaf_hash_that_was_changed)
{
    record->hashes[4].bytes[31] ^= 1;
    expect_fault("leaf 4: ", "hash");
}

static void change_nonce(struct entry *entry) { entry->nonce[15] ^= 1; }

Test(record_check, finds_an_entry_whose_hash_was_made_to_fit)
{
    record_fixture_rewrite(record, 4, change_nonce);
    record->hashes[4] = tree_leaf_hash(bytes_of_buffer(&record->entries[4]));
    expect_fault("leaf 4: ", "another root");
}

Test(record_check, finds_leaves_that_changed_places)
{
    struct buffer entry = record->entries[2];
    struct digest hash = record->hashes[2];

    record->entries[2] = record->entries[3];
    record->entries[3] = entry;
    record->hashes[2] = record->hashes[3];
    record->hashes[3] = hash;
    expect_fault("leaf 3: ", "time is before");
}

Test(record_check, finds_a_tail_that_was_cut_off)
{
    record->n_leaves = 6;
    expect_fault("leaf 6: ", "missing");
}

Test(record_check, finds_leaves_after_the_head)
{
    record->head_size = 5;
    expect_fault("leaf 5: ", "after the last leaf");
}

Test(record_check, finds_a_head_that_does_not_fit)
{
    record->head_root.bytes[0] ^= 1;
    expect_fault("leaf 6: ", "another root");
    record->head_root.bytes[0] ^= 1;
    record->frontier.data[0] ^= 1;
    expect_fault("leaf 6: ", "another frontier");
    record->frontier.data[0] ^= 1;
    record->frontier.size -= DIGEST_SIZE;
    expect_fault("leaf 6: ", "another frontier");
    record->frontier.size += DIGEST_SIZE;
    record->head_last_ms++;
    expect_fault("leaf 6: ", "another last_time");
}

static void go_back_in_time(struct entry *entry) { entry->time_ms -= 10; }

Test(record_check, finds_a_time_that_goes_back)
{
    record_fixture_rewrite(record, 5, go_back_in_time);
    record_fixture_rehash(record);
    expect_fault("leaf 5: ", "time is before");
}

static void spoil_signature(struct entry *entry) { entry->signature[7] ^= 1; }

Test(record_check, finds_a_senders_signature_that_does_not_verify)
{
    record_fixture_rewrite(record, 6, spoil_signature);
    record_fixture_rehash(record);
    expect_fault("leaf 6: ", "sender's signature");
}

Test(record_check, finds_a_recipients_signature_that_does_not_verify)
{
    record_fixture_rewrite(record, 5, spoil_signature);
    record_fixture_rehash(record);
    expect_fault("leaf 5: ", "recipient's signature");
}

static void name_another_card(struct entry *entry) { entry->signer_card = 2; }

Test(record_check, finds_a_card_that_no_leaf_holds)
{
    record_fixture_rewrite(record, 5, name_another_card);
    record_fixture_rehash(record);
    expect_fault("leaf 5: ", "no earlier leaf");
}

static void move_verdict(struct entry *entry) { entry->verdicts[0].section.bytes[0] ^= 1; }
static void drop_verdict(struct entry *entry) { entry->n_verdicts = 0; }

Test(record_check, finds_verdicts_that_are_not_on_the_texts_sections)
{
    record_fixture_rewrite(record, 4, move_verdict);
    record_fixture_rehash(record);
    expect_fault("leaf 4: ", "does not have there");
    record_fixture_rewrite(record, 4, drop_verdict);
    record_fixture_rehash(record);
    expect_fault("leaf 4: ", "one verdict for each");
}

Test(record_check, finds_a_bus_card_that_the_coordinator_has_not_signed)
{
    record_fixture_key(record, 1, "bus", record->bus, record->root);
    record_fixture_rehash(record);
    expect_fault("leaf 1: ", "coordinator has not signed");
}

Test(record_check, finds_another_card_under_a_serial_that_is_taken)
{
    record_fixture_key(record, 3, "fjell-school", record->welfare, record->root);
    record_fixture_rehash(record);
    expect_fault("leaf 3: ", "another card");
}

Test(record_check, wants_the_start_first)
{
    buffer_reset(&record->entries[0]);
    buffer_append_bytes(&record->entries[0], bytes_of_buffer(&record->entries[1]));
    record_fixture_rehash(record);
    expect_fault("leaf 0: ", "begin with a start");
}

Test(record_check, finds_a_second_start_with_an_old_counter)
{
    buffer_reset(&record->entries[1]);
    buffer_append_bytes(&record->entries[1], bytes_of_buffer(&record->entries[0]));
    record_fixture_rehash(record);
    expect_fault("leaf 1: ", "counter");
}

Test(record_check, finds_a_fork_in_the_batches)
{
    record->ends[1] = 3;
    record_fixture_rehash(record);
    record->ends[1] = 4;
    expect_fault("leaf 1: ", "another root");
}

Test(record_check, finds_leaves_that_are_missing_or_twice_by_their_index)
{
    CLEANUP(record_check_free) struct record_check *check = record_check_new(NULL);
    struct record_leaf leaf = { .index = 1,
                                .leaf_hash = bytes_of(record->hashes[0].bytes, DIGEST_SIZE),
                                .entry = bytes_of_buffer(&record->entries[0]) };
    struct error err;

    cr_expect_eq(record_check_leaf(check, &leaf, &err), FAULT_INPUT);
    cr_expect_str_eq(err.text, "leaf 0: is missing");
    leaf.index = 0;
    cr_expect_eq(record_check_leaf(check, &leaf, &err), FAULT_NONE);
    cr_expect_eq(record_check_leaf(check, &leaf, &err), FAULT_INPUT);
    cr_expect_str_eq(err.text, "leaf 0: is there twice");
}

Test(record_check, compares_what_is_stored_for_searching)
{
    CLEANUP(record_check_free) struct record_check *check = record_check_new(NULL);
    struct record_leaf leaf = { .leaf_hash = bytes_of(record->hashes[0].bytes, DIGEST_SIZE),
                                .entry = bytes_of_buffer(&record->entries[0]),
                                .kind = "key",
                                .time_ms = 1772356364120 };
    struct error err = { 0 };

    cr_expect_eq(record_check_leaf(check, &leaf, &err), FAULT_INPUT);
    leaf.kind = "start";
    leaf.time_ms++;
    cr_expect_eq(record_check_leaf(check, &leaf, &err), FAULT_INPUT);
    leaf.time_ms--;
    cr_expect_eq(record_check_leaf(check, &leaf, &err), FAULT_NONE, "%s", err.text);
}

Test(record_check, says_that_an_empty_record_proves_nothing)
{
    CLEANUP(record_check_free) struct record_check *check = record_check_new(NULL);
    struct digest root = record_check_root(check);
    struct record_head head = { .root = bytes_of(root.bytes, DIGEST_SIZE) };
    struct error err;

    cr_expect_eq(record_check_head(check, &head, &err), FAULT_INPUT);
    cr_expect_str_eq(err.code, "record_empty");
}

Test(record_check, passes_orders_and_what_they_ended)
{
    struct error err = { 0 };

    drop();
    record = record_fixture_new_with_orders();
    cr_expect_eq(record_fixture_check(record, &err), FAULT_NONE, "%s", err.text);
    cr_expect_eq(record->n_made, RECORD_LEAVES_MOST);
}

static void say_consent(struct entry *entry)
{
    entry->kind = ENTRY_CONSENT;
    entry->n_verdicts = 0;
}

static void say_handed_over(struct entry *entry) { entry->kind = ENTRY_HANDED_OVER; }
static void say_recalled(struct entry *entry) { entry->kind = ENTRY_RECALLED; }

static const struct {
    size_t leaf;
    void (*change)(struct entry *entry);
    const char *why;
} forged[] = {
    { 4, say_consent, "not to the bus" },
    { 5, say_recalled, "another party, card or state" },
    { 7, spoil_signature, "sender's signature" },
    { 11, spoil_signature, "sender's signature" },
    { 12, spoil_signature, "recipient's signature" },
    { 12, say_handed_over, "another party, card or state" },
};

Test(record_check, finds_orders_and_answers_that_were_forged)
{
    for (size_t i = 0; i < ARRAY_SIZE(forged); i++) {
        char leaf[16];

        drop();
        record = record_fixture_new_with_orders();
        record_fixture_rewrite(record, forged[i].leaf, forged[i].change);
        record_fixture_rehash(record);
        snprintf(leaf, sizeof(leaf), "leaf %zu: ", forged[i].leaf);
        expect_fault(leaf, forged[i].why);
    }
}

static void say_nothing(struct entry *entry) { entry->text = bytes_of_text("nothing\n"); }

Test(record_check, reads_the_texts_that_only_the_broker_wrote)
{
    static const size_t leaves[] = { 10, 13 };

    for (size_t i = 0; i < ARRAY_SIZE(leaves); i++) {
        char leaf[16];

        drop();
        record = record_fixture_new_with_orders();
        record_fixture_rewrite(record, leaves[i], say_nothing);
        record_fixture_rehash(record);
        snprintf(leaf, sizeof(leaf), "leaf %zu: ", leaves[i]);
        expect_fault(leaf, "");
    }
}

Test(record_check, verifies_that_a_question_was_asked_by_whoever_signed_it)
{
    struct error err = { 0 };

    record_fixture_question(record, 6, TAG_QUESTION);
    record_fixture_rehash(record);
    cr_expect_eq(record_fixture_check(record, &err), FAULT_NONE, "%s", err.text);
    record_fixture_rewrite(record, 6, spoil_signature);
    record_fixture_rehash(record);
    expect_fault("leaf 6: ", "asker's signature");
    record_fixture_question(record, 6, TAG_EXCHANGE);
    record_fixture_rehash(record);
    expect_fault("leaf 6: ", "asker's signature");
    record_fixture_question(record, 6, TAG_QUESTION);
    record_fixture_rewrite(record, 6, name_another_card);
    record_fixture_rehash(record);
    expect_fault("leaf 6: ", "no earlier leaf holds");
    record_fixture_question(record, 6, TAG_QUESTION);
    record_fixture_rewrite(record, 6, say_nothing);
    record_fixture_rehash(record);
    expect_fault("leaf 6: ", "text");
}
