/* SPDX-License-Identifier: EUPL-1.2 */
#include "edge/outbox_target.h"

#include <criterion/criterion.h>

#include "base/clock.h"
#include "edge/outbox_way.h"
#include "keys/random.h"
#include "model/exchange_text.h"
#include "world.h"

#define DAY_MS INT64_C(86400000)

static struct world world;

static void setup(void) { world_open(&world); }
static void teardown(void) { world_close(&world); }
TestSuite(outbox_target, .init = setup, .fini = teardown);

/* The police get a card, so that there is a third party to write to. */
static void give_police_a_card(uint64_t serial)
{
    CLEANUP(buffer_clear) struct buffer text = { 0 };
    CLEANUP(seal_secret_free) struct seal_secret *seal = seal_secret_new();
    struct card card = { .origin = WORLD_ORIGIN, .party = "dal-police", .serial = serial };
    struct error err = { 0 };

    card.from_ms = clock_wall_ms() - DAY_MS;
    card.until_ms = clock_wall_ms() + 30 * DAY_MS;
    keys_random(card.sign, sizeof(card.sign));
    keys_random(card.curve, sizeof(card.curve));
    keys_random(card.witness, sizeof(card.witness));
    seal_public(seal, card.seal);
    card_write(&card, world.stranger_root, &text);
    cr_assert_eq(
        directory_add_card(world.school.shared.directory, bytes_of_buffer(&text), NULL, &err),
        FAULT_NONE, "%s", err.text);
}

static struct report_target *add_target(struct report *report, const char *party)
{
    struct report_target *target = &report->targets[report->n_targets];

    *target = report->targets[0];
    target->function[0] = target->area[0] = '\0';
    strcpy(target->party, party);
    snprintf(target->pointer, sizeof(target->pointer), "/to/%zu", report->n_targets++);
    return target;
}

static enum fault post(const struct report *report, struct uuid **ret_ids, size_t *ret_n,
                       struct error *err)
{
    bool repeated;

    return outbox_post(&world.school.party, report, bytes_of_text("{}"), NULL, ret_ids, ret_n,
                       &repeated, err);
}

static void header_of(const struct uuid *id, struct private_header *ret)
{
    CLEANUP(frame_free) Samband__V1__Frame *frame = world_submit(&world, id);

    cr_assert_eq(private_header_read(frame_bytes(frame->submit->private_header), ret, NULL),
                 FAULT_NONE);
}

Test(outbox_target, each_child_goes_to_each_target_the_first_child_first)
{
    static const char *const about[] = { "/children/0", "/children/0", "/children/1",
                                         "/children/1" };
    CLEANUP(report_clear) struct report report = { 0 };
    CLEANUP(mem_free) struct uuid *ids = NULL;
    struct error err = { 0 };
    size_t n = 0;

    give_police_a_card(1);
    world_report(&report, 2);
    add_target(&report, "dal-police");
    cr_assert_eq(post(&report, &ids, &n, &err), FAULT_NONE, "%s", err.text);
    cr_assert_eq(n, 4);
    for (size_t i = 0; i < n; i++) {
        const struct outbox_view *view = world_view(&world, &ids[i]);

        cr_expect_str_eq(view->about, about[i]);
        cr_expect_str_eq(view->recipient, i % 2 ? "dal-police" : WORLD_WELFARE);
        cr_expect_str_eq(view->function, i % 2 ? "" : "child_welfare");
        cr_expect_eq(view->stage, OUTBOX_SPOOLED);
    }
}

Test(outbox_target, brings_its_own_ground_consents_and_decider)
{
    CLEANUP(report_clear) struct report report = { 0 };
    CLEANUP(mem_free) struct uuid *ids = NULL;
    struct private_header one, other;
    struct report_target *target;
    struct error err = { 0 };
    size_t n = 0;

    give_police_a_card(1);
    world_report(&report, 1);
    target = add_target(&report, "dal-police");
    strcpy(target->ground, "no.samtykke");
    strcpy(target->purpose, "prevent_crime");
    target->consents[0] = uuid_new(clock_wall_ms());
    target->n_consents = 1;
    target->has_decider = true;
    strcpy(target->decider_reference, "rektor-7");
    strcpy(target->decider_role, "principal");
    strcpy(target->decider_reasons[0], "necessary");
    target->n_decider_reasons = 1;
    memset(target->decider_assessment, 7, sizeof(target->decider_assessment));
    memset(target->decider_salt, 8, sizeof(target->decider_salt));
    cr_assert_eq(post(&report, &ids, &n, &err), FAULT_NONE, "%s", err.text);
    header_of(&ids[0], &one);
    header_of(&ids[1], &other);
    cr_expect_str_eq(one.function, "child_welfare");
    cr_expect_not(one.has_decider);
    cr_expect_eq(one.n_consents, 0);
    cr_expect_str_eq(other.function, "");
    cr_expect(other.has_decider);
    cr_expect_str_eq(other.decider_reference, "rektor-7");
    cr_expect_str_eq(other.decider_reasons[0], "necessary");
    cr_expect_eq(other.decider_assessment[0], 7);
    cr_assert_eq(other.n_consents, 1);
    cr_expect(uuid_equal(&other.consents[0], &target->consents[0]));
    cr_expect_str_eq(world_view(&world, &ids[1])->ground, "no.samtykke");
    cr_expect_str_eq(world_view(&world, &ids[1])->purpose, "prevent_crime");
    cr_expect(world_view(&world, &ids[1])->has_assessment_salt);
    cr_expect_eq(world_view(&world, &ids[1])->assessment_salt[5], 8);
    cr_expect_not(world_view(&world, &ids[0])->has_assessment_salt);
}

static bool stands_in(struct bytes where, struct bytes what)
{
    return what.size > 0 && where.size >= what.size &&
           memmem(where.data, where.size, what.data, what.size) != NULL;
}

/* What a recipient gets of `other`: nothing of it may stand in `frame`. */
static void expect_apart(const Samband__V1__Submit *one, const Samband__V1__Submit *other)
{
    struct exchange_text a, b;

    cr_assert_eq(exchange_text_read(frame_bytes(one->text), &a, NULL), FAULT_NONE);
    cr_assert_eq(exchange_text_read(frame_bytes(other->text), &b, NULL), FAULT_NONE);
    cr_expect_not(uuid_equal(&a.id, &b.id));
    cr_expect_arr_neq(a.thread, b.thread, THREAD_SIZE);
    cr_expect_not(digest_equal(&a.private_header, &b.private_header));
    cr_expect_not(digest_equal(&a.subject, &b.subject));
    cr_expect_not(digest_equal(&a.seq, &b.seq));
    cr_expect_not(bytes_equal(frame_bytes(one->private_header_salt),
                              frame_bytes(other->private_header_salt)));
    for (size_t i = 0; i < one->n_sections; i++) {
        const Samband__V1__SealedSection *s = one->sections[i], *t = other->sections[i];

        cr_expect_not(bytes_equal(frame_bytes(s->salt), frame_bytes(t->salt)));
        cr_expect_not(bytes_equal(frame_bytes(s->sealed_key), frame_bytes(t->sealed_key)));
        cr_expect_not(bytes_equal(frame_bytes(s->ciphertext), frame_bytes(t->ciphertext)));
        cr_expect_not(digest_equal(&a.sections[i], &b.sections[i]));
    }
    if (strcmp(a.recipient, b.recipient) != 0) {
        cr_expect_not(stands_in(frame_bytes(one->text), bytes_of_text(b.recipient)));
        cr_expect_not(stands_in(frame_bytes(one->private_header), bytes_of_text(b.recipient)));
    }
    cr_expect_not(stands_in(frame_bytes(one->private_header), bytes_of(b.id.bytes, UUID_SIZE)));
}

Test(outbox_target, is_told_nothing_of_the_others)
{
    CLEANUP(report_clear) struct report report = { 0 };
    CLEANUP(mem_free) struct uuid *ids = NULL;
    struct error err = { 0 };
    size_t n = 0;

    give_police_a_card(1);
    world_report(&report, 2);
    add_target(&report, "dal-police");
    cr_assert_eq(post(&report, &ids, &n, &err), FAULT_NONE, "%s", err.text);
    for (size_t i = 0; i < n; i++) {
        for (size_t j = 0; j < n; j++) {
            CLEANUP(frame_free) Samband__V1__Frame *one = world_submit(&world, &ids[i]);
            CLEANUP(frame_free) Samband__V1__Frame *other = world_submit(&world, &ids[j]);

            if (i != j)
                expect_apart(one->submit, other->submit);
        }
    }
}

static void expect_faults(const struct report *report, size_t n, const char *pointer,
                          const char *code)
{
    CLEANUP(form_faults_clear) struct form_faults faults = { 0 };
    struct uuid *ids = NULL;
    struct error err = { 0 };
    size_t n_ids;

    cr_expect_eq(post(report, &ids, &n_ids, &err), FAULT_INPUT);
    cr_expect_str_eq(err.code, code);
    cr_expect_eq(outbox_check_targets(&world.school.party, report, &faults, &err), FAULT_INPUT);
    cr_assert_eq(faults.n, n, "%zu", faults.n);
    cr_expect_str_eq(faults.all[n - 1].pointer, pointer);
    cr_expect_str_eq(faults.all[n - 1].code, code);
}

Test(outbox_target, that_is_nobody_is_a_fault_at_its_place)
{
    CLEANUP(report_clear) struct report report = { 0 };

    world_report(&report, 1);
    add_target(&report, "nobody-at-all");
    expect_faults(&report, 1, "/to/1", "unknown_recipient");
    add_target(&report, WORLD_SCHOOL);
    expect_faults(&report, 2, "/to/2", "unknown_recipient");
}

Test(outbox_target, stands_once_for_a_ground_and_purpose)
{
    CLEANUP(report_clear) struct report report = { 0 };
    CLEANUP(mem_free) struct uuid *ids = NULL;
    struct report_target *target;
    size_t n = 0;

    world_report(&report, 1);
    target = add_target(&report, WORLD_WELFARE);
    expect_faults(&report, 1, "/to/1", "repeated_recipient");
    strcpy(target->purpose, "support_youth");
    cr_expect_eq(post(&report, &ids, &n, NULL), FAULT_NONE);
    cr_expect_eq(n, 2);
}

/* ---- the contact officer of a school ---- */

static struct report_target *want_contact_officer(struct report *report, const char *school)
{
    struct report_target *target = &report->targets[0];

    target->area[0] = '\0';
    strcpy(target->function, FUNCTION_CONTACT_OFFICER);
    strcpy(target->school, school);
    return target;
}

Test(outbox_target, is_the_police_that_a_school_has_named)
{
    static const char *const schools[] = { "", WORLD_SCHOOL }; /* "": it is the sender */
    struct error err = { 0 };

    give_police_a_card(1);
    for (size_t i = 0; i < ARRAY_SIZE(schools); i++) {
        CLEANUP(report_clear) struct report report = { 0 };
        CLEANUP(mem_free) struct uuid *ids = NULL;
        struct private_header header;
        size_t n = 0;

        world_report(&report, 1);
        want_contact_officer(&report, schools[i]);
        cr_assert_eq(post(&report, &ids, &n, &err), FAULT_NONE, "%s", err.text);
        cr_assert_eq(n, 1);
        cr_expect_str_eq(world_view(&world, &ids[0])->recipient, WORLD_POLICE);
        header_of(&ids[0], &header);
        cr_expect_str_eq(header.function, "contact_officer");
    }
}

Test(outbox_target, of_no_school_is_a_fault_where_the_school_is_named)
{
    CLEANUP(report_clear) struct report report = { 0 };

    world_report(&report, 1);
    strcpy(want_contact_officer(&report, "nobody-at-all")->pointer, "/to/0");
    expect_faults(&report, 1, "/to/0/for", "unknown_party");
    want_contact_officer(&report, WORLD_WELFARE);
    expect_faults(&report, 1, "/to/0/for", "unknown_party");
}

Test(outbox_target, that_a_school_has_not_named_is_a_fault)
{
    CLEANUP(report_clear) struct report report = { 0 };
    CLEANUP(mem_free) char *path = mem_printf("%s/directory.yaml", world.folder);
    struct error err = { 0 };

    world_write_directory(&world, WORLD_ORIGIN, WORLD_POLICE);
    directory_free(world.school.shared.directory);
    world.school.shared.directory = NULL;
    cr_assert_eq(directory_load(path, &(struct reading){ .faults = stderr },
                                &world.school.shared.directory, &err),
                 FAULT_NONE);
    world_report(&report, 1);
    strcpy(want_contact_officer(&report, "")->pointer, "/to");
    expect_faults(&report, 1, "/to/for", "no_contact_officer");
}

/* ---- replies and corrections ---- */

Test(outbox_target, of_a_reply_stays_in_the_thread_of_what_it_answers)
{
    CLEANUP(report_clear) struct report report = { 0 };
    CLEANUP(mem_free) struct uuid *ids = NULL, *first = NULL;
    CLEANUP(frame_free) Samband__V1__Frame *submit = NULL;
    struct exchange_text parent, text;
    struct error err = { 0 };
    bool repeated;
    size_t n = 0;

    first = world_post(&world, NULL, 1, &n);
    submit = world_submit(&world, &first[0]);
    cr_assert_eq(exchange_text_read(frame_bytes(submit->submit->text), &parent, NULL), FAULT_NONE);
    world_bring(&world, &first[0], OUTBOX_HANDED_OVER);
    world_report(&report, 1);
    memset(report.children[0].subject, 99, SUBJECT_SIZE);
    report.targets[0] = *add_target(&report, WORLD_SCHOOL);
    report.n_targets = 1;
    report.has_in_reply_to = true;
    report.in_reply_to = first[0];
    cr_assert_eq(outbox_post(&world.welfare.party, &report, bytes_of_text("{}"), NULL, &ids, &n,
                             &repeated, &err),
                 FAULT_NONE, "%s", err.text);
    {
        CLEANUP(buffer_clear) struct buffer bytes = { 0 };
        CLEANUP(frame_free) Samband__V1__Frame *reply = NULL;

        cr_assert_eq(outbox_way_frame(&world.welfare.party, &ids[0], &bytes, NULL), FAULT_NONE);
        cr_assert_eq(frame_read(bytes_of_buffer(&bytes), &reply, NULL), FAULT_NONE);
        cr_assert_eq(exchange_text_read(frame_bytes(reply->submit->text), &text, NULL), FAULT_NONE);
    }
    cr_expect_arr_eq(text.thread, parent.thread, THREAD_SIZE);
    cr_expect(text.has_in_reply_to && uuid_equal(&text.in_reply_to, &first[0]));
}

Test(outbox_target, of_a_reply_is_the_other_side_and_nobody_else)
{
    CLEANUP(report_clear) struct report report = { 0 };
    size_t n = 0;
    CLEANUP(mem_free) struct uuid *first = world_post(&world, NULL, 1, &n);

    world_report(&report, 1);
    report.has_correction_of = true;
    report.correction_of = first[0];
    add_target(&report, "dal-police");
    expect_faults(&report, 1, "/to/1", "other_party");
    report.has_correction_of = false;
    report.has_in_reply_to = true;
    report.in_reply_to = first[0];
    expect_faults(&report, 1, "/to/1", "other_party");
}

Test(outbox_target, learns_no_id_that_was_exchanged_with_another)
{
    CLEANUP(report_clear) struct report report = { 0 };
    CLEANUP(mem_free) struct uuid *other = NULL;
    size_t n = 0;
    CLEANUP(mem_free) struct uuid *first = world_post(&world, NULL, 1, &n);

    world_report(&report, 1);
    report.targets[0] = *add_target(&report, "dal-police");
    report.n_targets = 1;
    cr_assert_eq(post(&report, &other, &n, NULL), FAULT_NONE);
    report.has_correction_of = report.has_in_reply_to = true;
    report.correction_of = first[0];
    report.in_reply_to = other[0];
    expect_faults(&report, 1, "/correction_of", "other_party");
}

Test(outbox_target, refers_only_to_what_the_party_itself_exchanged)
{
    CLEANUP(report_clear) struct report report = { 0 };
    size_t n = 0;
    CLEANUP(mem_free) struct uuid *first = world_post(&world, NULL, 1, &n);

    world_report(&report, 1);
    report.has_in_reply_to = true;
    report.in_reply_to = uuid_new(clock_wall_ms());
    expect_faults(&report, 1, "/in_reply_to", "unknown_reference");
    report.has_in_reply_to = false;
    report.has_correction_of = true;
    report.correction_of = report.in_reply_to;
    expect_faults(&report, 1, "/correction_of", "unknown_reference");
    /* Another party's, in the same spool. */
    strcpy(world.school.party.name, "dal-police");
    report.correction_of = first[0];
    expect_faults(&report, 1, "/correction_of", "unknown_reference");
    strcpy(world.school.party.name, WORLD_SCHOOL);
}
