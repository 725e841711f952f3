/* SPDX-License-Identifier: EUPL-1.2 */
#include "police/forms.h"

#include <criterion/criterion.h>
#include <stdio.h>

#include "base/memory.h"
#include "unit/adapters/form_play.h"

Test(police_forms, each_type_has_its_required_fields)
{
    form_play_table(police_messages, "NO", "police");
    form_play_table(police_messages, "SE", "police");
    form_play_table(police_messages, "NO", "prosecutor");
}

#define HEAD                                                                                       \
    "\"to\":{\"function\":\"social_services\",\"area\":\"0180-ost\"},"                             \
    "\"subject\":{\"national_id\":\"20160814-9801\",\"age_at_act\":9},"
#define PICTURE                                                                                    \
    "{\"type\":\"situational_picture\",\"to\":{\"function\":\"school\",\"area\":\"1201-02\"},"     \
    "\"content\":{\"area\":\"Fjell\",\"period_from\":\"2026-01-01\",\"topics\":[\"gatherings\"],"
#define TALK                                                                                       \
    "{\"type\":\"appointment\",\"to\":{\"function\":\"child_welfare\",\"area\":\"1201-02\"},"      \
    "\"ground\":\"no.prl.27\",\"purpose\":\"prevent_crime\",\"subject\":{\"national_id\":null},"   \
    "\"content\":{\"place\":\"Fjell\",\"purpose\":\"concern_talk\",\"time\":"

/* clang-format off */
static const struct {
    const char *name, *country, *path, *body, *faults;
} cases[] = {
    { "suspicion without the answer to mediation", "SE", "concerns",
      "{" HEAD "\"ground\":\"se.lul.6\",\"content\":{\"description\":\"x\"}}",
      "/content/suspicion missing\n/content/mediation missing\n" },
    { "suspicion with it", "SE", "concerns",
      "{" HEAD "\"ground\":\"se.lul.6\",\"content\":{\"description\":\"x\",\"suspicion\":\"y\","
      "\"mediation\":\"offered_declined\"}}", "" },
    { "mediation on another ground", "SE", "concerns",
      "{" HEAD "\"ground\":\"se.pl.6\",\"content\":{\"description\":\"x\",\"mediation\":\"not_offered\"}}",
      "/content/mediation not_allowed\n" },
    { "a test without its result", "SE", "concerns",
      "{" HEAD "\"ground\":\"se.lul.36b\",\"content\":{\"description\":\"x\"}}",
      "/content/test_result missing\n/content/description not_allowed\n" },
    { "a test", "SE", "concerns",
      "{" HEAD "\"ground\":\"se.lul.36b\",\"content\":{\"test_result\":\"positiv\"}}", "" },
    { "nothing said", "SE", "concerns", "{" HEAD "\"ground\":\"se.pl.6\"}", "/content missing\n" },
    { "mediation without the aggrieved", "NO", "referrals",
      "{" HEAD "\"ground\":\"no.stpl.71a\",\"purpose\":\"mediation\",\"content\":{\"offence\":\"x\","
      "\"committed\":\"2026-01-01\",\"decided\":\"2026-02-01\"}}",
      "/content/aggrieved_consents missing\n" },
    { "mediation against the aggrieved", "NO", "referrals",
      "{" HEAD "\"ground\":\"no.stpl.71a\",\"purpose\":\"mediation\",\"content\":{\"offence\":\"x\","
      "\"committed\":\"2026-01-01\",\"decided\":\"2026-02-01\",\"aggrieved_consents\":false}}",
      "/content/aggrieved_consents not_allowed\n" },
    { "a picture", "NO", "messages", PICTURE "\"period_until\":\"2026-02-01\","
      "\"observation\":\"Om lag 40 unge, 2025-2026 flere enn før\",\"young_people\":40}}", "" },
    { "a picture with a subject", "NO", "messages",
      PICTURE "\"period_until\":\"2026-02-01\"},\"subject\":{}}", "/subject not_allowed\n" },
    { "a picture with a telephone", "NO", "messages",
      PICTURE "\"period_until\":\"2026-02-01\",\"observation\":\"ring 00 00 00 00\"}}",
      "/content/observation identifier\n" },
    { "a picture with a user name", "NO", "messages",
      PICTURE "\"period_until\":\"2026-02-01\",\"places\":\"hos @oppdiktet\"}}",
      "/content/places handle\n" },
    { "a picture in codes, numbers and places", "NO", "messages",
      PICTURE "\"period_until\":\"2026-02-01\",\"weekdays\":[\"friday\",\"saturday\"],"
      "\"time_from\":\"22:00\",\"time_until\":\"02:30\",\"age_groups\":[\"from_15_to_17\"],"
      "\"place_kinds\":[\"park\"],\"places\":\"Nordre Åsen, Storsenteret\",\"young_people\":20,"
      "\"observation\":\"Mest ved Nordre Åsen Storsenteret\",\"measures\":[\"night_patrol\"]}}", "" },
    { "a picture with what does not fit its fields", "NO", "messages",
      PICTURE "\"period_until\":\"2026-02-01\",\"weekdays\":[\"fredag\"],\"time_from\":\"24:00\","
      "\"time_until\":\"2.30\",\"incidents\":912345,\"young_people\":100000,"
      "\"age_groups\":[\"2009\"],\"place_kinds\":[\"home\"],\"places\":\"rom 203\","
      "\"measures\":[\"Kari\"]}}",
      "/content/weekdays/0 unknown_word\n/content/time_from format\n/content/time_until format\n"
      "/content/incidents range\n/content/young_people range\n/content/age_groups/0 unknown_word\n"
      "/content/place_kinds/0 unknown_word\n/content/places format\n/content/measures/0 unknown_word\n" },
    { "a picture with a person in each text", "NO", "messages",
      "{\"type\":\"situational_picture\",\"to\":{\"party\":\"fjell-school\"},\"content\":{"
      "\"period_from\":\"2026-01-01\",\"period_until\":\"2026-02-01\",\"topics\":[\"gatherings\"],"
      "\"area\":\"Kari Nordmann\",\"places\":\"Storgata 12\",\"observation\":\"Kari Nordmann selger\","
      "\"proposal\":\"912*34*567\"}}",
      "/content/area name\n/content/places street_address\n/content/observation name\n"
      "/content/proposal identifier\n" },
    { "a picture with more sections, consents, references", "NO", "messages",
      PICTURE "\"period_until\":\"2026-02-01\"},\"sections\":{\"health\":\"x\"},\"consents\":[\"" PLAY_ID
      "\"],\"in_reply_to\":\"" PLAY_ID "\"}",
      "/consents not_allowed\n/in_reply_to not_allowed\n/sections unknown_field\n" },
    { "a picture that somebody decided, for all and for one", "NO", "messages",
      "{\"type\":\"situational_picture\",\"to\":[{\"party\":\"fjell-school\",\"decided_by\":{}},"
      "{\"party\":\"vik-police\",\"consents\":[]}],\"decided_by\":{\"official\":\"KL-7\","
      "\"role\":\"principal\",\"reasons\":[\"own_task\"],\"assessment\":\"x\"},\"content\":{"
      "\"area\":\"Fjell\",\"period_from\":\"2026-01-01\",\"period_until\":\"2026-02-01\","
      "\"topics\":[\"gatherings\"]}}",
      "/decided_by not_allowed\n/to/0/decided_by not_allowed\n/to/1/consents not_allowed\n" },
    { "a picture with flags about somebody", "NO", "messages",
      PICTURE "\"period_until\":\"2026-02-01\"},\"flags\":{\"do_not_inform\":[0],"
      "\"protected_identity\":true,\"notifier_protected\":false}}",
      "/flags/protected_identity not_allowed\n/flags/notifier_protected not_allowed\n"
      "/flags/do_not_inform not_allowed\n" },
    { "a picture with flags about nobody", "NO", "messages",
      PICTURE "\"period_until\":\"2026-02-01\"},\"flags\":{\"unverified\":true,"
      "\"feedback_requested\":true,\"whole_or_nothing\":false}}", "" },
    { "a picture that corrects, and of a task", "NO", "messages",
      PICTURE "\"period_until\":\"2026-02-01\"},\"correction_of\":\"" PLAY_ID "\",\"task\":\"" PLAY_ID
      "\"}", "/correction_of not_allowed\n/task not_allowed\n" },
    { "a picture of a time that ends before it begins", "NO", "messages",
      PICTURE "\"period_until\":\"2025-12-31\"}}", "/content/period_until range\n" },
    { "a talk", "NO", "messages", TALK "\"2026-03-05T09:00:00+01:00\"}}", "" },
    { "a talk in the past", "NO", "messages", TALK "\"2026-02-28T09:00:00+01:00\"}}",
      "/content/time range\n" },
    { "a talk that ends before it begins", "NO", "messages",
      TALK "\"2026-03-05T09:00:00+01:00\",\"until\":\"2026-03-05T08:00:00Z\"}}",
      "/content/until range\n" },
};
/* clang-format on */

Test(police_forms, hold_what_the_statutes_ask)
{
    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        struct form_context context = form_play_context(cases[i].country, "police");

        cr_expect_str_eq(
            form_play_read(police_messages, cases[i].path, cases[i].body, &context, NULL),
            cases[i].faults, "%s", cases[i].name);
    }
}

Test(police_forms, a_short_notice_is_a_warning_only)
{
    struct form_context context = form_play_context("NO", "police");
    CLEANUP(report_clear) struct report report = { 0 };
    static const char talk[] = TALK "\"2026-03-03T09:00:00+01:00\"}}";

    cr_assert_str_empty(form_play_read(police_messages, "messages", talk, &context, &report));
    cr_assert_eq(report.warnings.n, 2);
    cr_expect_str_eq(report.warnings.all[1].code, "short_notice");
}

Test(police_forms, a_picture_goes_on_the_paragraph_of_its_sender)
{
    static const struct {
        const char *country, *role, *ground;
    } who[] = { { "NO", "police", "no.prl.24-2" },
                { "NO", "prosecutor", "no.fvl.13a-2" },
                { "SE", "police", "se.lag-2023-196" } };

    for (size_t i = 0; i < ARRAY_SIZE(who); i++) {
        struct form_context context = form_play_context(who[i].country, who[i].role);
        CLEANUP(report_clear) struct report report = { 0 };

        cr_assert_str_empty(form_play_read(police_messages, "messages",
                                           PICTURE "\"period_until\":\"2026-02-01\"}}", &context,
                                           &report));
        cr_expect_str_eq(report.targets[0].ground, who[i].ground);
        cr_expect_str_eq(report.targets[0].purpose, "shared_picture");
        cr_expect_eq(report.children[0].header.certainty, CERTAINTY_NONE);
    }
}

/* What no form can find, its sender is told of. */
Test(police_forms, a_picture_with_lines_is_to_be_read_again)
{
    struct form_context context = form_play_context("NO", "police");
    CLEANUP(report_clear) struct report with = { 0 }, without = { 0 };

    cr_assert_str_empty(form_play_read(police_messages, "messages",
                                       PICTURE
                                       "\"period_until\":\"2026-02-01\",\"observation\":"
                                       "\"Mest om kvelden\",\"proposal\":\"Flere voksne\"}}",
                                       &context, &with));
    cr_assert_eq(with.warnings.n, 2);
    cr_expect_str_eq(with.warnings.all[0].code, "read_again");
    cr_expect_str_eq(with.warnings.all[0].pointer, "/content/observation");
    cr_expect_str_eq(with.warnings.all[1].pointer, "/content/proposal");
    cr_assert_str_empty(form_play_read(police_messages, "messages",
                                       PICTURE "\"period_until\":\"2026-02-01\"}}", &context,
                                       &without));
    cr_expect_eq(without.warnings.n, 0);
}

/* However the school is addressed, and whoever else is: no word but time and absence. */
Test(police_forms, tell_a_school_when_and_nothing_else)
{
    static const char *const to[] = {
        "{\"function\":\"school\",\"area\":\"1201-02\"}",
        "{\"party\":\"fjell-school\"}",
        "{\"function\":\"school_health\",\"area\":\"1201-02\"}",
        "[{\"function\":\"child_welfare\",\"area\":\"1201-02\"},{\"party\":\"fjell-school\"}]",
    };
    struct form_context context = form_play_context("NO", "police");

    for (size_t i = 0; i < ARRAY_SIZE(to); i++) {
        CLEANUP(mem_free)
        char *body = mem_printf(
            "{\"type\":\"appointment\",\"to\":%s,\"ground\":\"no.prl.27\",\"purpose\":"
            "\"prevent_crime\",\"subject\":{\"national_id\":\"" PLAY_NUMBER "\"},\"content\":"
            "{\"time\":\"2026-03-10T09:00:00+01:00\",\"absence_code\":\"valid_absence\","
            "\"place\":\"laboratoriet\",\"purpose\":\"concern_talk\"}}",
            to[i]);

        cr_expect_str_eq(form_play_read(police_messages, "messages", body, &context, NULL),
                         "/content/place unknown_field\n/content/purpose unknown_field\n", "%s",
                         to[i]);
    }
}
