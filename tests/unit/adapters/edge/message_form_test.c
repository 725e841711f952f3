/* SPDX-License-Identifier: EUPL-1.2 */
#include "edge/message_form.h"

#include <criterion/criterion.h>
#include <stdio.h>

#include "base/memory.h"
#include "keys/digest.h"
#include "unit/adapters/form_play.h"

static const char *const codes[] = { "one", "two", NULL };

static const struct form_field note_fields[] = {
    { .name = "line", .kind = FIELD_LINE, .required = true, .category = "observation" },
    { .name = "code", .kind = FIELD_CODE, .category = "case_status", .codes = codes },
    { .name = "codes", .kind = FIELD_CODES, .category = "case_status", .codes = codes },
    { .name = "date", .kind = FIELD_DATE, .category = "observation" },
    { .name = "time", .kind = FIELD_TIME, .category = "appointment" },
    { .name = "flag", .kind = FIELD_FLAG, .category = "measure" },
    { .name = "number", .kind = FIELD_NUMBER, .category = "measure" },
    { .name = "text", .kind = FIELD_TEXT, .category = "measure" },
    { 0 },
};
static const struct form_field free_fields[] = {
    { .name = "text", .kind = FIELD_TEXT, .category = "observation" },
    { 0 },
};

static const struct message_form forms[] = {
    { .type = "status_update",
      .path = "messages",
      .ground_no = "no.fvl.13b-2",
      .purpose = "support_youth",
      .sections = true,
      .fields = note_fields },
    { .type = "information_answer",
      .path = "messages",
      .answers = true,
      .sections = true,
      .fields = free_fields },
    { .type = "referral",
      .path = "referrals",
      .ground_no = "no.first",
      .purpose = "sanction",
      .role = "prosecutor",
      .fields = free_fields },
    { .type = "referral",
      .path = "referrals",
      .ground_no = "no.second",
      .purpose = "mediation",
      .fields = free_fields },
    { .type = "concern_notification",
      .path = "concerns",
      .ground_no = "no.bvl.13-2",
      .purpose = "protect_child",
      .fields = free_fields },
    { 0 },
};

#define TO "\"to\":{\"function\":\"school\",\"area\":\"1201-02\"}"
#define SUBJECT "\"subject\":{\"national_id\":\"" PLAY_NUMBER "\"}"
#define NOTE "{\"type\":\"status_update\"," TO "," SUBJECT ",\"content\":{\"line\":\"x\"}"
#define DECIDER                                                                                    \
    "{\"official\":\"K-17\",\"role\":\"controller\",\"reasons\":[\"proportionate\","               \
    "\"necessary\"],\"assessment\":\"Påfunnet vurdering.\"}"

Test(message_form, becomes_a_report_with_a_part_of_each_category)
{
    struct form_context context = form_play_context("NO", "police");
    CLEANUP(report_clear) struct report report = { 0 };
    const struct report_child *child;
    static const char form[] =
        "{\"type\":\"status_update\"," TO ",\"urgency\":\"acute\",\"correction_of\":\"" PLAY_ID
        "\","
        "\"flags\":{\"unverified\":true,\"whole_or_nothing\":true,\"do_not_inform\":[0,2]},"
        "\"subject\":{\"national_id\":\"" PLAY_NUMBER
        "\",\"name\":\"Prøve Barnesen\",\"age_at_act\":11,"
        "\"telephone\":\"00000000\",\"heard\":false,\"informed\":{\"answer\":false,"
        "\"reason\":\"not_reached\",\"explanation\":\"Bortreist.\"}},"
        "\"content\":{\"text\":\"to\\nlinjer\",\"number\":3,\"flag\":false,\"line\":\"x\","
        "\"codes\":[\"two\",\"one\"],\"code\":\"one\",\"date\":\"2026-02-20\","
        "\"time\":\"2026-03-10T09:00:00+01:00\"},"
        "\"sections\":{\"health\":\"Frisk.\",\"attendance\":{\"absent_days\":14}}}";

    cr_assert_str_empty(form_play_read(forms, "messages", form, &context, &report));
    cr_expect_str_eq(report.type, "status_update");
    cr_expect_str_eq(report.urgency, "acute");
    cr_expect(report.has_correction_of && !report.has_in_reply_to);
    cr_assert_eq(report.n_targets, 1);
    cr_expect_str_eq(report.targets[0].function, "school");
    cr_expect_str_eq(report.targets[0].area, "1201-02");
    cr_expect_str_eq(report.targets[0].ground, "no.fvl.13b-2");
    cr_expect_str_eq(report.targets[0].purpose, "support_youth");
    cr_expect_str_eq(report.targets[0].pointer, "/to");
    cr_expect_not(report.targets[0].has_decider);
    cr_assert_eq(report.n_children, 1);
    child = &report.children[0];
    cr_expect_str_eq(child->about, "/subject");
    cr_expect_eq(child->header.age, 12);
    cr_expect_eq(child->header.age_at_act, 11);
    cr_expect(child->header.has_age_at_act && child->header.unverified);
    cr_expect(child->header.whole_or_nothing && !child->header.protected_identity);
    cr_expect_eq(child->header.n_do_not_inform, 2);
    cr_expect_eq(child->header.child_heard, ANSWER_NO);
    cr_expect_eq(child->header.subject_informed, ANSWER_NO);
    cr_expect_str_eq(child->header.not_informed_reason, "not_reached");
    cr_expect_str_eq(form_play_part(child, "case_status"),
                     "{\"code\":\"one\",\"codes\":[\"two\",\"one\"]}");
    cr_expect_str_eq(form_play_part(child, "measure"),
                     "{\"flag\":false,\"number\":3,\"text\":\"to\\nlinjer\"}");
    cr_expect_str_eq(form_play_part(child, "appointment"),
                     "{\"time\":\"2026-03-10T09:00:00+01:00\"}");
    cr_expect_str_eq(form_play_part(child, "health"), "{\"text\":\"Frisk.\"}");
    cr_expect_str_eq(form_play_part(child, "attendance"), "{\"absent_days\":14}");
    cr_expect_not_null(strstr(form_play_part(child, "identity"), PLAY_NUMBER));
    cr_expect_not_null(strstr(form_play_part(child, "observation"), "Bortreist."));
    cr_expect_eq(child->n_parts, 9, "observation twice: the explanation, and the fields");
}

/* clang-format off */
static const struct {
    const char *name, *path, *body, *faults;
} wrong[] = {
    { "empty", "messages", "{}", "/to missing\n/type missing\n" },
    { "a list", "messages", "[]", " type\n" },
    { "a type of another path", "messages", "{\"type\":\"referral\"," TO "}", "/type unknown_word\n" },
    { "a type of nobody", "messages", "{\"type\":\"gossip\"," TO "}", "/type unknown_word\n" },
    { "another type where there is only one", "concerns", "{\"type\":\"status_update\"," TO "}", "/type unknown_word\n" },
    { "nothing but the type", "messages", "{\"type\":\"status_update\"}",
      "/to missing\n/subject missing\n/content missing\n" },
    { "neither ground nor purpose nor what is answered", "messages",
      "{\"type\":\"information_answer\"," TO "," SUBJECT "}",
      "/ground missing\n/purpose missing\n/in_reply_to missing\n" },
    { "fields of no form", "messages",
      "{\"type\":\"status_update\",\"who\":1,\"to\":{\"function\":\"school\",\"area\":\"a\",\"x\":1},"
      "\"flags\":{\"loud\":true},\"subject\":{\"shoe\":44},\"content\":{\"line\":\"x\",\"song\":1}}",
      "/to/x unknown_field\n/flags/loud unknown_field\n/subject/shoe unknown_field\n"
      "/content/song unknown_field\n/who unknown_field\n" },
    { "wrong kinds", "messages",
      "{\"type\":\"status_update\"," TO "," SUBJECT ",\"content\":{\"line\":\"a\\nb\",\"code\":\"three\","
      "\"codes\":[\"one\",\"one\",\"x\"],\"date\":\"20.02.2026\",\"time\":\"2026-03-10T09:00:00\","
      "\"flag\":1,\"number\":-1,\"text\":\"\"}}",
      "/content/line format\n/content/code unknown_word\n/content/codes/1 duplicate\n"
      "/content/codes/2 unknown_word\n/content/date format\n/content/time format\n/content/flag type\n"
      "/content/number range\n/content/text length\n" },
    { "wrong types", "messages",
      "{\"type\":\"status_update\",\"to\":3,\"ground\":1,\"purpose\":1,\"urgency\":1,\"flags\":[],"
      "\"in_reply_to\":1,\"consents\":{},\"decided_by\":1,\"subject\":1,\"content\":1,\"sections\":1}",
      "/to type\n/urgency type\n/ground type\n/purpose type\n/consents type\n/decided_by type\n"
      "/flags type\n/in_reply_to type\n/subject type\n/content type\n/sections type\n" },
    { "sections with fields of their own, or of no vocabulary", "messages",
      NOTE ",\"sections\":{\"identity\":\"x\",\"gossip\":\"x\",\"health\":7}}",
      "/sections/identity not_allowed\n/sections/gossip unknown_word\n/sections/health type\n" },
    { "a party and a function", "messages",
      "{\"type\":\"status_update\",\"to\":{\"function\":\"school\",\"party\":\"fjell-school\"}," SUBJECT ",\"content\":{\"line\":\"x\"}}",
      "/to/party not_allowed\n" },
    { "no recipient in the list", "messages",
      "{\"type\":\"status_update\",\"to\":[]," SUBJECT ",\"content\":{\"line\":\"x\"}}", "/to range\n" },
    { "nine recipients", "messages",
      "{\"type\":\"status_update\",\"to\":[{},{},{},{},{},{},{},{},{}]," SUBJECT ",\"content\":{\"line\":\"x\"}}", "/to range\n" },
    { "one recipient without a ground", "messages",
      "{\"type\":\"information_answer\",\"to\":[{\"party\":\"vik-police\"},{\"party\":\"fjell-school\",\"ground\":\"g\",\"purpose\":\"sanction\"}],"
      "\"in_reply_to\":\"" PLAY_ID "\"," SUBJECT "}",
      "/to/0/ground missing\n/to/0/purpose missing\n" },
    { "words of no vocabulary", "messages",
      NOTE ",\"purpose\":\"fun\",\"urgency\":\"soon\",\"decided_by\":{\"official\":\"x\",\"role\":\"king\","
      "\"reasons\":[\"whim\",\"necessary\",\"necessary\"],\"assessment\":\"x\"}}",
      "/urgency unknown_word\n/purpose unknown_word\n/decided_by/role unknown_word\n"
      "/decided_by/reasons/0 unknown_word\n/decided_by/reasons/2 duplicate\n" },
    { "a decider of whom nothing is said", "messages", NOTE ",\"decided_by\":{}}",
      "/decided_by/official missing\n/decided_by/role missing\n/decided_by/reasons missing\n"
      "/decided_by/assessment missing\n" },
    { "ids that are none", "messages",
      NOTE ",\"consents\":[\"x\",\"" PLAY_ID "\",\"" PLAY_ID "\"],\"in_reply_to\":\"1\"}",
      "/consents/0 format\n/consents/2 duplicate\n/in_reply_to format\n" },
    { "older at the act than today", "messages",
      "{\"type\":\"status_update\"," TO ",\"subject\":{\"national_id\":\"" PLAY_NUMBER "\",\"age_at_act\":13},\"content\":{\"line\":\"x\"}}",
      "/subject/age_at_act range\n" },
};
/* clang-format on */

Test(message_form, shows_every_fault_with_its_place)
{
    struct form_context context = form_play_context("NO", "police");

    for (size_t i = 0; i < ARRAY_SIZE(wrong); i++)
        cr_expect_str_eq(form_play_read(forms, wrong[i].path, wrong[i].body, &context, NULL),
                         wrong[i].faults, "%s", wrong[i].name);
}

Test(message_form, an_absence_of_everything_is_a_fault)
{
    struct form_context context = form_play_context("NO", "police");
    struct form_parent parent = { .sender = "fjell-school",
                                  .names_subject = true,
                                  .national_id = PLAY_NUMBER };
    static const char empty[] =
        "{\"type\":\"information_answer\",\"ground\":\"g\",\"purpose\":\"sanction\"}";

    context.parent = &parent;
    cr_expect_str_eq(form_play_read(forms, "messages", empty, &context, NULL),
                     "/content missing\n");
}

Test(message_form, each_recipient_has_its_own_terms_or_the_common_ones)
{
    struct form_context context = form_play_context("NO", "police");
    CLEANUP(report_clear) struct report report = { 0 };
    static const char form[] =
        "{\"type\":\"status_update\",\"to\":[{\"party\":\"fjell-school\"},"
        "{\"function\":\"child_welfare\",\"area\":\"1201-02\",\"ground\":\"no.prl.27\","
        "\"purpose\":\"prevent_crime\",\"decided_by\":" DECIDER "}],\"consents\":[\"" PLAY_ID
        "\"]," SUBJECT ",\"content\":{\"line\":\"x\"}}";
    const struct report_target *first, *second;
    struct digest_stream stream;
    struct digest digest;

    cr_assert_str_empty(form_play_read(forms, "messages", form, &context, &report));
    cr_assert_eq(report.n_targets, 2);
    first = &report.targets[0], second = &report.targets[1];
    cr_expect_str_eq(first->ground, "no.fvl.13b-2");
    cr_expect_not(first->has_decider);
    cr_expect_eq(first->n_consents, 1);
    cr_expect_str_eq(second->ground, "no.prl.27");
    cr_expect_str_eq(second->purpose, "prevent_crime");
    cr_expect_eq(second->n_consents, 1);
    cr_expect(second->has_decider);
    cr_expect_str_eq(second->decider_reference, "K-17");
    cr_expect_str_eq(second->decider_role, "controller");
    cr_expect_eq(second->n_decider_reasons, 2);
    cr_expect_str_eq(second->decider_reasons[1], "necessary");
    cr_expect_str_eq(second->pointer, "/to/1");

    digest_start(&stream);
    digest_add(&stream, bytes_of(second->decider_salt, sizeof(second->decider_salt)));
    digest_add(&stream, bytes_of_text("Påfunnet vurdering."));
    digest = digest_end(&stream);
    cr_expect_eq(memcmp(second->decider_assessment, digest.bytes, DIGEST_SIZE), 0);
    for (size_t i = 0; i < report.children[0].n_parts; i++)
        cr_expect_null(strstr((char *)report.children[0].parts[i].content.data, "vurdering"),
                       "the assessment stays here");
}

/* The same salt and hash with two recipients would tell each of the other. */
Test(message_form, one_decision_has_another_salt_for_each_recipient)
{
    struct form_context context = form_play_context("NO", "police");
    CLEANUP(report_clear) struct report report = { 0 };
    static const char form[] =
        "{\"type\":\"status_update\",\"to\":[{\"party\":\"fjell-school\"},"
        "{\"function\":\"child_welfare\",\"area\":\"1201-02\"}],\"decided_by\":" DECIDER "," SUBJECT
        ",\"content\":{\"line\":\"x\"}}";

    cr_assert_str_empty(form_play_read(forms, "messages", form, &context, &report));
    cr_assert_eq(report.n_targets, 2);
    for (size_t i = 0; i < 2; i++) {
        const struct report_target *target = &report.targets[i];
        struct digest_stream stream;
        struct digest digest;

        cr_expect(target->has_decider);
        cr_expect_str_eq(target->decider_reference, "K-17");
        digest_start(&stream);
        digest_add(&stream, bytes_of(target->decider_salt, sizeof(target->decider_salt)));
        digest_add(&stream, bytes_of_text("Påfunnet vurdering."));
        digest = digest_end(&stream);
        cr_expect_eq(memcmp(target->decider_assessment, digest.bytes, DIGEST_SIZE), 0);
    }
    cr_expect_arr_neq(report.targets[0].decider_salt, report.targets[1].decider_salt, SALT_SIZE);
}

Test(message_form, is_chosen_by_who_sends_it)
{
    static const struct {
        const char *role, *ground;
    } who[] = { { "prosecutor", "no.first" }, { "police", "no.second" }, { NULL, "no.second" } };

    for (size_t i = 0; i < ARRAY_SIZE(who); i++) {
        struct form_context context = form_play_context("NO", who[i].role);
        CLEANUP(report_clear) struct report report = { 0 };

        cr_assert_str_empty(form_play_read(forms, "referrals",
                                           "{" TO "," SUBJECT ",\"content\":{\"text\":\"x\"}}",
                                           &context, &report));
        cr_expect_str_eq(report.targets[0].ground, who[i].ground);
    }
}

Test(message_form, a_concern_goes_on_the_partys_own_default_ground)
{
    struct form_context context = form_play_context("NO", "police");
    CLEANUP(report_clear) struct report report = { 0 };

    context.default_ground = "no.own";
    cr_assert_str_empty(form_play_read(
        forms, "concerns", "{" TO "," SUBJECT ",\"content\":{\"text\":\"x\"}}", &context, &report));
    cr_expect_str_eq(report.targets[0].ground, "no.own");
}

Test(message_form, an_unknown_id_of_a_parent_stops_nothing)
{
    struct form_context context = form_play_context("NO", "police");
    struct form_parent parent = { .sender = "fjell-school", .names_subject = true };
    CLEANUP(report_clear) struct report report = { 0 };

    context.parent = &parent;
    cr_assert_str_empty(form_play_read(forms, "messages",
                                       "{\"type\":\"status_update\",\"content\":{\"line\":\"x\"}}",
                                       &context, &report));
    cr_expect_eq(report.children[0].header.certainty, CERTAINTY_AGE_UNKNOWN);
    cr_assert_eq(report.warnings.n, 1);
    cr_expect_str_eq(report.warnings.all[0].pointer, "/subject");
}

/* clang-format off */
static const struct {
    const char *name, *body, *faults;
} answers[] = {
    { "without a subject", "{\"type\":\"status_update\",\"content\":{\"line\":\"x\"}}", "/subject missing\n" },
    { "with one", "{\"type\":\"status_update\"," SUBJECT ",\"content\":{\"line\":\"x\"}}", "" },
};
/* clang-format on */

Test(message_form, an_answer_to_what_is_gone_says_whom_it_is_about)
{
    struct form_context context = form_play_context("NO", "police");
    struct form_parent parent = { .sender = "fjell-school" };

    context.parent = &parent;
    for (size_t i = 0; i < ARRAY_SIZE(answers); i++)
        cr_expect_str_eq(form_play_read(forms, "messages", answers[i].body, &context, NULL),
                         answers[i].faults, "%s", answers[i].name);
}

Test(message_form, counts_its_faults_in_the_language_of_the_sender)
{
    static const struct {
        const char *language, *one, *several;
    } said[] = { { "sv", "formuläret har ett fel", "formuläret har 2 fel" },
                 { "nb", "skjemaet har én feil", "skjemaet har 2 feil" },
                 { "en", "the form has one fault", "the form has 2 faults" } };

    for (size_t i = 0; i < ARRAY_SIZE(said); i++) {
        CLEANUP(form_faults_clear) struct form_faults faults = { .language = said[i].language };
        struct error err;

        form_faults_add(&faults, "/a", "missing", "is required");
        cr_expect_eq(form_finish(&faults, &err), FAULT_INPUT);
        cr_expect_str_eq(err.text, said[i].one);
        form_faults_add(&faults, "/b", "missing", "is required");
        cr_expect_eq(form_finish(&faults, &err), FAULT_INPUT);
        cr_expect_str_eq(err.text, said[i].several);
    }
}

Test(message_form, tells_its_faults_in_the_language_of_the_sender)
{
    static const struct {
        const char *language, *detail;
    } said[] = { { "sv", "måste anges" }, { "nb", "må oppgis" }, { "en", "is required" } };

    for (size_t i = 0; i < ARRAY_SIZE(said); i++) {
        struct form_context context = form_play_context("NO", "police");
        CLEANUP(form_faults_clear) struct form_faults faults = { 0 };
        struct report report = { 0 };
        struct error err;

        context.language = said[i].language;
        cr_assert_eq(message_form_read(forms, "messages", bytes_of_text("{}"), &context, &report,
                                       &faults, &err),
                     FAULT_INPUT);
        cr_expect_str_eq(faults.all[0].detail, said[i].detail);
    }
}

Test(message_form, is_found_by_its_type)
{
    cr_expect_str_eq(message_form_find(forms, "referral")->ground_no, "no.first");
    cr_expect_null(message_form_find(forms, "gossip"));
    cr_expect_null(message_form_find(NULL, "referral"));
}
