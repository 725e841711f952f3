/* SPDX-License-Identifier: EUPL-1.2 */
#include "edge/outbox.h"

#include <criterion/criterion.h>

#include "base/clock.h"
#include "edge/outbox_stage.h"
#include "edge/outbox_way.h"
#include "keys/tag.h"
#include "model/exchange_text.h"
#include "world.h"

static struct world world;

static void setup(void) { world_open(&world); }
static void teardown(void) { world_close(&world); }

TestSuite(outbox, .init = setup, .fini = teardown);

static void frame_of(const struct uuid *id, struct buffer *ret_frame)
{
    cr_assert_eq(outbox_way_frame(&world.school.party, id, ret_frame, NULL), FAULT_NONE);
}

static size_t n_waiting(void)
{
    struct uuid ids[10];
    size_t n = 0;

    cr_assert_eq(outbox_way_waiting(&world.school.party, 10, ids, &n, NULL), FAULT_NONE);
    return n;
}

Test(outbox, has_a_report_on_disk_before_it_gives_ids)
{
    size_t n = 0;
    CLEANUP(mem_free) struct uuid *ids = world_post(&world, "key-1", 1, &n);

    cr_assert_eq(n, 1);
    world_reopen(&world.school);
    cr_expect_eq(world_view(&world, &ids[0])->stage, OUTBOX_SPOOLED);
    cr_expect_eq(n_waiting(), 1);
}

Test(outbox, gives_the_same_ids_for_the_same_key_and_body)
{
    size_t n = 0, n_again = 0;
    CLEANUP(mem_free) struct uuid *ids = world_post(&world, "key-1", 2, &n);
    CLEANUP(mem_free) struct uuid *again = NULL;

    world_reopen(&world.school);
    again = world_post(&world, "key-1", 2, &n_again);
    cr_assert_eq(n, 2);
    cr_assert_eq(n_again, 2);
    cr_expect(uuid_equal(&ids[0], &again[0]) && uuid_equal(&ids[1], &again[1]));
    cr_expect_eq(n_waiting(), 2);
}

Test(outbox, refuses_another_body_under_the_same_key)
{
    CLEANUP(report_clear) struct report report = { 0 };
    CLEANUP(mem_free) struct uuid *again = NULL;
    size_t n = 0;
    bool repeated = false;
    struct error err = { 0 };

    mem_free(world_post(&world, "key-1", 1, &n));
    world_report(&report, 1);
    cr_expect_eq(outbox_post(&world.school.party, &report, bytes_of_text("{}"), "key-1", &again, &n,
                             &repeated, &err),
                 FAULT_INPUT);
    cr_expect_str_eq(err.code, "idempotency_conflict");
    cr_expect_eq(n_waiting(), 1);
}

Test(outbox, makes_one_exchange_of_each_child_with_its_own_sections)
{
    size_t n = 0;
    CLEANUP(mem_free) struct uuid *ids = world_post(&world, "", 3, &n);

    cr_assert_eq(n, 3);
    for (size_t i = 0; i < n; i++) {
        const struct outbox_view *view = world_view(&world, &ids[i]);
        char about[40];

        snprintf(about, sizeof(about), "/children/%zu", i);
        cr_expect_str_eq(view->about, about);
        cr_expect_str_eq(view->recipient, WORLD_WELFARE);
        cr_expect_eq(view->n_sections, 2);
    }
}

Test(outbox, signs_what_it_sends_and_numbers_it_without_gaps)
{
    size_t n = 0;
    CLEANUP(mem_free) struct uuid *ids = world_post(&world, NULL, 3, &n);
    uint8_t key[SIGN_PUBLIC_SIZE];

    sign_public(world.school.party.sign, key);
    for (size_t i = 0; i < n; i++) {
        CLEANUP(frame_free) Samband__V1__Frame *frame = world_submit(&world, &ids[i]);
        const Samband__V1__Submit *submit = frame->submit;
        struct exchange_text text;
        struct digest seq;

        cr_assert_eq(exchange_text_read(frame_bytes(submit->text), &text, NULL), FAULT_NONE);
        cr_expect(sign_verify(key, TAG_EXCHANGE, WORLD_ORIGIN, frame_bytes(submit->text),
                              submit->signature.data));
        cr_expect_str_eq(text.agreement, "none");
        cr_expect_eq(text.not_after_ms - text.created_ms, 86400000);
        cr_assert_eq(submit->seq.len, SEQ_SIZE);
        cr_expect_eq(submit->seq.data[SEQ_SIZE - 1], i + 1);
        seq = digest_salted(TAG_SEQ, &text.id, 0, submit->seq_salt.data, frame_bytes(submit->seq));
        cr_expect(digest_equal(&seq, &text.seq));
    }
}

static void thread_of(const struct uuid *id, uint8_t ret_thread[THREAD_SIZE])
{
    CLEANUP(frame_free) Samband__V1__Frame *frame = world_submit(&world, id);
    struct exchange_text text;

    cr_assert_eq(exchange_text_read(frame_bytes(frame->submit->text), &text, NULL), FAULT_NONE);
    memcpy(ret_thread, text.thread, THREAD_SIZE);
}

Test(outbox, keeps_one_thread_for_a_subject_and_another_for_the_next)
{
    size_t n = 0;
    CLEANUP(mem_free) struct uuid *first = world_post(&world, NULL, 2, &n);
    CLEANUP(mem_free) struct uuid *second = world_post(&world, NULL, 2, &n);
    uint8_t a[THREAD_SIZE], b[THREAD_SIZE], again[THREAD_SIZE];

    thread_of(&first[0], a);
    thread_of(&first[1], b);
    thread_of(&second[0], again);
    cr_expect_arr_eq(a, again, THREAD_SIZE);
    cr_expect_arr_neq(a, b, THREAD_SIZE);
}

Test(outbox, sends_the_same_bytes_after_a_crash)
{
    CLEANUP(buffer_clear) struct buffer before = { 0 };
    CLEANUP(buffer_clear) struct buffer after = { 0 };
    size_t n = 0;
    CLEANUP(mem_free) struct uuid *ids = world_post(&world, NULL, 1, &n);

    frame_of(&ids[0], &before);
    world_reopen(&world.school);
    frame_of(&ids[0], &after);
    cr_assert_gt(before.size, 500);
    cr_expect(bytes_equal(bytes_of_buffer(&before), bytes_of_buffer(&after)));
}

static bool holds(const char *folder, const char *words)
{
    return world_holds(folder, bytes_of_text(words));
}

Test(outbox, has_nothing_personal_in_clear_in_its_files)
{
    size_t n = 0;
    CLEANUP(mem_free) struct uuid *ids = world_post(&world, NULL, 1, &n);

    cr_expect_not(holds(world.school.spool_folder, WORLD_CANARY));
    cr_expect(holds(world.school.spool_folder, "/children/0"), "the search finds words");
    world_bring(&world, &ids[0], OUTBOX_REGISTERED);
    cr_expect_not(holds(world.school.spool_folder, "2026/17"));
    cr_expect_not(holds(world.welfare.spool_folder, WORLD_CANARY));
    cr_expect_not(holds(world.welfare.spool_folder, "2026/17"));
}

Test(outbox, keeps_a_report_that_has_no_key_and_says_so)
{
    CLEANUP(report_clear) struct report report = { 0 };
    CLEANUP(mem_free) struct uuid *ids = NULL;
    size_t n = 0;
    bool repeated;
    struct error err = { 0 };

    world_report(&report, 1);
    strcpy(report.targets[0].function, "police"); /* a member without a card */
    cr_assert_eq(outbox_post(&world.school.party, &report, bytes_of_text("{}"), NULL, &ids, &n,
                             &repeated, &err),
                 FAULT_NONE, "%s", err.text);
    cr_expect_eq(world_view(&world, &ids[0])->stage, OUTBOX_NOT_SENT);
    cr_expect_str_eq(world_view(&world, &ids[0])->code, "no_key");
    cr_expect(world_view(&world, &ids[0])->needs_attention);
    cr_expect_eq(n_waiting(), 0);
    cr_assert_eq(outbox_acknowledge(&world.school.party, &ids[0], &err), FAULT_NONE);
    cr_assert_eq(outbox_acknowledge(&world.school.party, &ids[0], &err), FAULT_NONE);
    cr_expect_not(world_view(&world, &ids[0])->needs_attention);
}

Test(outbox, refuses_what_nobody_or_only_itself_receives)
{
    static const char *const functions[] = { "health", "school" };

    for (size_t i = 0; i < ARRAY_SIZE(functions); i++) {
        CLEANUP(report_clear) struct report report = { 0 };
        struct uuid *ids = NULL;
        size_t n = 0;
        bool repeated;
        struct error err = { 0 };

        world_report(&report, 1);
        strcpy(report.targets[0].function, functions[i]);
        cr_expect_eq(outbox_post(&world.school.party, &report, bytes_of_text("{}"), "k", &ids, &n,
                                 &repeated, &err),
                     FAULT_INPUT);
        cr_expect_str_eq(err.code, "unknown_recipient");
    }
    cr_expect_eq(n_waiting(), 0);
}

Test(outbox, stores_nothing_of_a_report_that_is_too_large)
{
    CLEANUP(report_clear) struct report report = { 0 };
    struct uuid *ids = NULL;
    size_t n = 0;
    bool repeated;
    struct error err = { 0 };

    world_report(&report, 2);
    memset(buffer_extend(&report.children[1].parts[0].content, LIMIT_SECTION_BYTES), 'x',
           LIMIT_SECTION_BYTES);
    cr_expect_eq(outbox_post(&world.school.party, &report, bytes_of_text("{}"), "key-1", &ids, &n,
                             &repeated, &err),
                 FAULT_INPUT);
    cr_expect_str_eq(err.code, "too_large");
    cr_expect_eq(n_waiting(), 0);
    mem_free(world_post(&world, "key-1", 1, &n)); /* the key is free, and number 1 too */
    cr_expect_eq(n, 1);
}

Test(outbox, stores_nothing_on_a_full_disk_and_takes_it_later)
{
    CLEANUP(report_clear) struct report report = { 0 };
    CLEANUP(mem_free) struct uuid *ids = NULL;
    struct spool *spool = world.school.shared.spool;
    size_t n = 0;
    bool repeated;
    struct error err = { 0 };

    world_report(&report, 1);
    memset(buffer_extend(&report.children[0].parts[0].content, 500000), 'x', 500000);
    cr_assert_eq(spool_run(spool, "PRAGMA max_page_count = 60", (struct spool_values){ 0 }, &err),
                 FAULT_NONE);
    cr_expect_eq(outbox_post(&world.school.party, &report, bytes_of_text("{}"), "k", &ids, &n,
                             &repeated, &err),
                 FAULT_RETRY);
    cr_expect_str_eq(err.code, "spool");
    cr_expect_eq(n_waiting(), 0);
    cr_assert_eq(
        spool_run(spool, "PRAGMA max_page_count = 60000", (struct spool_values){ 0 }, &err),
        FAULT_NONE);
    cr_assert_eq(outbox_post(&world.school.party, &report, bytes_of_text("{}"), "k", &ids, &n,
                             &repeated, &err),
                 FAULT_NONE, "%s", err.text);
    cr_expect_not(repeated);
    cr_expect_eq(n_waiting(), 1);
}

static const struct {
    const char *code;
    enum outbox_error what;
    enum outbox_stage stage;
    bool attention;
} errors[] = {
    { "busy", OUTBOX_ERROR_LATER, OUTBOX_SPOOLED, false },
    { "unavailable", OUTBOX_ERROR_LATER, OUTBOX_SPOOLED, false },
    { "rolled_back", OUTBOX_ERROR_LATER, OUTBOX_SPOOLED, true },
    { "not_stored", OUTBOX_ERROR_LATER, OUTBOX_SPOOLED, true },
    { "unknown_card", OUTBOX_ERROR_LATER, OUTBOX_SPOOLED, true },
    { "a_word_of_tomorrow", OUTBOX_ERROR_LATER, OUTBOX_SPOOLED, true },
    { "bad_signature", OUTBOX_ERROR_FINAL, OUTBOX_NOT_SENT, true },
    { "not_canonical", OUTBOX_ERROR_FINAL, OUTBOX_NOT_SENT, true },
    { "conflict", OUTBOX_ERROR_FINAL, OUTBOX_NOT_SENT, true },
    { "id_out_of_window", OUTBOX_ERROR_FINAL, OUTBOX_NOT_SENT, true },
};

Test(outbox, gives_up_only_on_errors_that_cannot_heal)
{
    for (size_t i = 0; i < ARRAY_SIZE(errors); i++) {
        size_t n = 0;
        CLEANUP(mem_free) struct uuid *ids = world_post(&world, NULL, 1, &n);
        enum outbox_error what = OUTBOX_ERROR_NOT_OURS;

        cr_assert_eq(outbox_way_error(&world.school.party, &ids[0], errors[i].code, &what, NULL),
                     FAULT_NONE);
        cr_expect_eq(what, errors[i].what, "%s", errors[i].code);
        cr_expect_eq(world_view(&world, &ids[0])->stage, errors[i].stage, "%s", errors[i].code);
        cr_expect_eq(world_view(&world, &ids[0])->needs_attention, errors[i].attention, "%s",
                     errors[i].code);
    }
}

Test(outbox, counts_a_receipt_that_comes_after_an_error)
{
    size_t n = 0;
    CLEANUP(mem_free) struct uuid *ids = world_post(&world, NULL, 1, &n);
    enum outbox_error what;

    cr_assert_eq(outbox_way_error(&world.school.party, &ids[0], "bad_digest", &what, NULL),
                 FAULT_NONE);
    world_bring(&world, &ids[0], OUTBOX_ACCEPTED);
    cr_expect_eq(world_view(&world, &ids[0])->stage, OUTBOX_ACCEPTED);
    cr_expect_not(world_view(&world, &ids[0])->needs_attention);
}

static const struct {
    const char *urgency;
    enum outbox_stage stage;
    int64_t minutes;
} limits[] = {
    { "acute", OUTBOX_SPOOLED, 5 },
    { "acute", OUTBOX_ACCEPTED, 5 },
    { "acute", OUTBOX_HANDED_OVER, 60 },
    { "prompt", OUTBOX_ACCEPTED, 60 },
    { "prompt", OUTBOX_HANDED_OVER, 24 * 60 },
    { "prompt", OUTBOX_SPOOLED, 60 },
    { "normal", OUTBOX_ACCEPTED, 24 * 60 },
    { "normal", OUTBOX_HANDED_OVER, 72 * 60 },
    { "normal", OUTBOX_SPOOLED, 24 * 60 },
    { "acute", OUTBOX_REGISTERED, 0 },
    { "acute", OUTBOX_REFUSED, 0 },
};

Test(outbox, limits_each_stage_by_urgency)
{
    for (size_t i = 0; i < ARRAY_SIZE(limits); i++)
        cr_expect_eq(outbox_stage_limit_ms(limits[i].stage, limits[i].urgency),
                     limits[i].minutes * 60000, "%s in %s", limits[i].urgency,
                     outbox_stage_name(limits[i].stage));
}

Test(outbox, takes_no_step_out_of_a_closed_stage)
{
    for (int to = 0; to < N_OUTBOX_STAGES; to++) {
        cr_expect_not(outbox_stage_may_step(OUTBOX_REGISTERED, (enum outbox_stage)to));
        cr_expect_not(outbox_stage_may_step(OUTBOX_RETURNED, (enum outbox_stage)to));
        cr_expect_not(outbox_stage_may_step(OUTBOX_REFUSED, (enum outbox_stage)to));
    }
}

static void count(void *arg, const struct outbox_view *view)
{
    (void)view;
    ++*(size_t *)arg;
}

Test(outbox, lists_the_newest_first_and_pages)
{
    size_t n = 0, seen = 0;
    CLEANUP(mem_free) struct uuid *ids = world_post(&world, NULL, 3, &n);
    struct party_state other = world.school.party;

    cr_assert_eq(outbox_list(&world.school.party, false, NULL, 500, count, &seen, NULL),
                 FAULT_NONE);
    cr_expect_eq(seen, 3);
    seen = 0;
    cr_assert_eq(outbox_list(&world.school.party, false, &ids[2], 500, count, &seen, NULL),
                 FAULT_NONE);
    cr_expect_eq(seen, 2);
    seen = 0;
    cr_assert_eq(outbox_list(&world.school.party, true, NULL, 500, count, &seen, NULL), FAULT_NONE);
    cr_expect_eq(seen, 0);
    strcpy(other.name, "dal-police");
    cr_assert_eq(outbox_list(&other, false, NULL, 500, count, &seen, NULL), FAULT_NONE);
    cr_expect_eq(seen, 0, "another party of the same process sees nothing");
}

Test(outbox, counts_the_parts_also_when_nobody_is_there_to_seal_them_to)
{
    CLEANUP(report_clear) struct report report = { 0 };
    CLEANUP(mem_free) struct uuid *ids = NULL;
    struct directory *directory = world.school.shared.directory;
    size_t n = 0;
    bool repeated = false;
    struct error err = { 0 };

    world_report(&report, 1);
    while (report.children[0].n_parts <= LIMIT_SECTIONS)
        buffer_append_text(&report_add_part(&report.children[0], "observation", false)->content,
                           "{}");
    /* A directory without the recipient's card. */
    CLEANUP(mem_free) char *path = mem_printf("%s/directory.yaml", world.folder);
    cr_assert_eq(directory_load(path, &(struct reading){ .faults = stderr },
                                &world.school.shared.directory, &err),
                 FAULT_NONE);
    cr_assert_eq(directory_add_card(world.school.shared.directory,
                                    bytes_of_buffer(&world.school.card), NULL, &err),
                 FAULT_NONE);
    directory_free(directory);
    cr_expect_eq(outbox_post(&world.school.party, &report, bytes_of_text("{}"), NULL, &ids, &n,
                             &repeated, &err),
                 FAULT_INPUT);
    cr_expect_str_eq(err.code, "too_large");
}
