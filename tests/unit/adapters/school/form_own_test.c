/* SPDX-License-Identifier: EUPL-1.2 */
#include "school/form_own.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "base/text.h"

static const uint8_t key[32] = "invented key of the form tests";

static bool knows(const void *arg, enum form_word kind, const char *code)
{
    static const char *const words[][4] = {
        [FORM_CATEGORY] = { "observation", "attendance", "identity", "substance_use" },
        [FORM_FUNCTION] = { "child_welfare", "child_welfare_on_call" },
        [FORM_URGENCY] = { "acute", "prompt", "normal" },
        [FORM_NOT_INFORMED] = { "danger_to_child", "not_reached" },
        [FORM_PURPOSE] = { "protect_child", "support_youth" },
        [FORM_DECIDER] = { "principal" },
        [FORM_REASON] = { "necessary" },
    };

    (void)arg;
    for (size_t i = 0; i < 4 && words[kind][i]; i++)
        if (strcmp(words[kind][i], code) == 0)
            return true;
    return false;
}

static struct form_context context_of(const char *ground, const char *area)
{
    int32_t day;

    cr_assert(text_read_date("2026-03-01", &day));
    return (struct form_context){
        .country = "NO",
        .default_ground = ground,
        .area_default = area,
        .test_ids = true,
        .subject_key = key,
        .subject_key_number = 1,
        .now_ms = (int64_t)day * 86400000,
        .knows = knows,
    };
}

/* Numbers are synthetic (month plus 80). */
static const char whole[] =
    "{\"to\":{\"function\":\"child_welfare\",\"area\":\"1201-02\"},"
    "\"ground\":\"no.opl.24-3\",\"urgency\":\"acute\","
    "\"children\":["
    "{\"national_id\":\"12841350160\",\"name\":\"Prøve Barnesen\","
    "\"address\":{\"street\":\"Oppdiktet vei 1\",\"postcode\":\"0000\",\"city\":\"Fjell\"},"
    "\"telephone\":\"00000000\",\"informed\":{\"answer\":false,\"reason\":\"danger_to_child\","
    "\"explanation\":\"Vil si det hjemme.\"},\"heard\":true,"
    "\"sections\":{\"observation\":\"Sover i timene.\",\"attendance\":{\"absent_days\":14}}},"
    "{\"national_id\":null,\"name\":\"Søsken\",\"informed\":{\"answer\":true}},"
    "{\"unborn\":true}],"
    "\"guardians\":[{\"name\":\"Foresatt En\",\"informed\":{\"answer\":true}},"
    "{\"name\":\"Foresatt To\",\"telephone\":\"1\",\"do_not_inform\":true}],"
    "\"notifier\":{\"name\":\"Rektor Prøve\",\"role\":\"rektor\",\"telephone\":\"2\","
    "\"email\":\"rektor@example.no\",\"protected\":true},"
    "\"interpreter\":\"somali\","
    "\"sections\":{\"observation\":\"Felles tekst.\",\"substance_use\":\"Nei.\"},"
    "\"feedback_requested\":true,\"protected_identity\":true}";

static const char *part(const struct report_child *child, const char *category, bool shared)
{
    for (size_t i = 0; i < child->n_parts; i++)
        if (strcmp(child->parts[i].category, category) == 0 && child->parts[i].shared == shared)
            return (const char *)child->parts[i].content.data;
    return "";
}

Test(form_own, becomes_a_report_of_each_child)
{
    CLEANUP(report_clear) struct report report = { 0 };
    CLEANUP(form_faults_clear) struct form_faults faults = { 0 };
    struct form_context context = context_of("", "");
    const struct report_child *first, *second, *third;
    struct error err;

    cr_assert_eq(form_own_read(bytes_of_text(whole), &context, &report, &faults, &err), FAULT_NONE,
                 "%s", faults.n ? faults.all[0].pointer : "");
    cr_expect_str_eq(report.targets[0].function, "child_welfare");
    cr_expect_str_eq(report.targets[0].area, "1201-02");
    cr_expect_str_eq(report.type, "concern_notification");
    cr_expect_str_eq(report.targets[0].ground, "no.opl.24-3");
    cr_expect_str_eq(report.targets[0].purpose, "protect_child");
    cr_expect_str_eq(report.urgency, "acute");
    cr_assert_eq(report.n_children, 3);

    first = &report.children[0];
    cr_expect_str_eq(first->about, "/children/0");
    cr_expect_eq(first->header.age, 12);
    cr_expect_eq(first->header.certainty, CERTAINTY_CERTAIN);
    cr_expect_eq(first->header.subject_informed, ANSWER_NO);
    cr_expect_str_eq(first->header.not_informed_reason, "danger_to_child");
    cr_expect_eq(first->header.child_heard, ANSWER_YES);
    cr_expect(first->header.feedback_requested);
    cr_expect(first->header.protected_identity);
    cr_expect(first->header.notifier_protected);
    cr_assert_eq(first->header.n_do_not_inform, 1);
    cr_expect_eq(first->header.do_not_inform[0], 1);
    cr_expect_str_eq(part(first, "identity", false),
                     "{\"name\":\"Prøve Barnesen\",\"national_id\":\"12841350160\","
                     "\"unborn\":false}");
    cr_expect_not_null(strstr(part(first, "contact", false), "Oppdiktet vei 1"));
    cr_expect_not_null(strstr(part(first, "observation", false), "Vil si det hjemme."));
    cr_expect_str_eq(part(first, "attendance", false), "{\"absent_days\":14}");
    cr_expect_str_eq(part(first, "observation", true), "{\"text\":\"Felles tekst.\"}");
    cr_expect_str_eq(part(first, "interpreter", true), "{\"text\":\"somali\"}");
    cr_expect_not_null(strstr(part(first, "guardians", true), "Foresatt To"));
    cr_expect_not_null(strstr(part(first, "notifier", true), "rektor@example.no"));

    second = &report.children[1];
    cr_expect_eq(second->header.certainty, CERTAINTY_AGE_UNKNOWN);
    cr_expect_eq(second->header.subject_informed, ANSWER_YES);
    cr_expect_eq(second->header.child_heard, ANSWER_NONE);
    cr_expect_str_eq(part(second, "contact", false), "");
    cr_expect_str_eq(part(second, "attendance", false), "", "the first child's own part");
    cr_expect_str_eq(part(second, "substance_use", true), "{\"text\":\"Nei.\"}");

    third = &report.children[2];
    cr_expect_eq(third->header.certainty, CERTAINTY_UNBORN);
    cr_expect_str_eq(part(third, "identity", false), "{\"unborn\":true}");

    cr_assert_eq(report.warnings.n, 1);
    cr_expect_str_eq(report.warnings.all[0].pointer, "/children/1/national_id");
    cr_expect_str_eq(report.warnings.all[0].code, "national_id_missing");
}

Test(form_own, goes_to_several_each_on_its_own_ground)
{
    CLEANUP(report_clear) struct report report = { 0 };
    CLEANUP(form_faults_clear) struct form_faults faults = { 0 };
    struct form_context context = context_of("no.opl.24-3", "1201-02");
    struct error err;
    static const char form[] =
        "{\"to\":[{\"function\":\"child_welfare\"},{\"party\":\"vik-leisure\","
        "\"ground\":\"no.fvl.13a-1\",\"purpose\":\"support_youth\","
        "\"consents\":[\"0195503c-2000-7abc-8def-0123456789ab\"]}],"
        "\"flags\":{\"whole_or_nothing\":true,\"do_not_inform\":[1]},"
        "\"guardians\":[{},{\"do_not_inform\":true}],\"children\":[{},{}]}";

    cr_assert_eq(form_own_read(bytes_of_text(form), &context, &report, &faults, &err), FAULT_NONE);
    cr_assert_eq(report.n_targets, 2);
    cr_expect_str_eq(report.targets[0].pointer, "/to/0");
    cr_expect_str_eq(report.targets[0].area, "1201-02");
    cr_expect_str_eq(report.targets[0].ground, "no.opl.24-3");
    cr_expect_str_eq(report.targets[0].purpose, "protect_child");
    cr_expect_eq(report.targets[0].n_consents, 0);
    cr_expect_str_eq(report.targets[1].party, "vik-leisure");
    cr_expect_str_eq(report.targets[1].function, "");
    cr_expect_str_eq(report.targets[1].ground, "no.fvl.13a-1");
    cr_expect_str_eq(report.targets[1].purpose, "support_youth");
    cr_expect_eq(report.targets[1].n_consents, 1);
    cr_assert_eq(report.n_children, 2);
    cr_expect(report.children[1].header.whole_or_nothing);
    cr_expect_eq(report.children[1].header.n_do_not_inform, 1, "named twice, kept once");
}

Test(form_own, the_id_is_only_in_the_identity_part)
{
    CLEANUP(report_clear) struct report report = { 0 };
    CLEANUP(form_faults_clear) struct form_faults faults = { 0 };
    struct form_context context = context_of("", "");
    struct error err;

    cr_assert_eq(form_own_read(bytes_of_text(whole), &context, &report, &faults, &err), FAULT_NONE);
    for (size_t i = 0; i < report.n_children; i++) {
        const struct report_child *child = &report.children[i];

        cr_expect_null(memmem(&child->header, sizeof(child->header), "128413", 6));
        cr_expect_null(memmem(child->subject, sizeof(child->subject), "128413", 6));
        for (size_t j = 0; j < child->n_parts; j++)
            if (strcmp(child->parts[j].category, "identity") != 0)
                cr_expect_null(strstr((const char *)child->parts[j].content.data, "128413"));
    }
}

Test(form_own, a_faulty_id_stops_nothing_and_goes_sealed_as_typed)
{
    CLEANUP(report_clear) struct report report = { 0 };
    CLEANUP(form_faults_clear) struct form_faults faults = { 0 };
    struct form_context context = context_of("no.opl.24-3", "1201-02");
    struct error err;
    static const char form[] = "{\"to\":{\"function\":\"child_welfare\"},"
                               "\"children\":[{\"national_id\":\"128413 501 61??\"}]}";

    cr_assert_eq(form_own_read(bytes_of_text(form), &context, &report, &faults, &err), FAULT_NONE);
    cr_expect_str_eq(report.targets[0].area, "1201-02");
    cr_expect_str_eq(report.targets[0].ground, "no.opl.24-3");
    cr_expect_str_eq(report.urgency, "prompt");
    cr_expect(report.children[0].header.unverified);
    cr_expect_eq(report.children[0].header.certainty, CERTAINTY_AGE_UNKNOWN);
    cr_expect_str_eq(part(&report.children[0], "identity", false),
                     "{\"national_id\":\"128413 501 61??\",\"unborn\":false}");
    cr_expect_eq(report.warnings.n, 1);
    cr_expect_str_eq(report.warnings.all[0].code, "national_id_form");
}

/* clang-format off */
static const struct {
    const char *name, *form, *faults;
} wrong[] = {
    { "empty", "{}", "/to missing\n/ground missing\n/children missing\n" },
    { "a list", "[]", " type\n" },
    { "unknown fields",
      "{\"to\":{\"function\":\"child_welfare\",\"area\":\"a\",\"who\":1},\"ground\":\"g\",\"note\":1,"
      "\"children\":[{\"shoe\":44}]}",
      "/to/who unknown_field\n/children/0/shoe unknown_field\n/note unknown_field\n" },
    { "no children", "{\"to\":{\"function\":\"child_welfare\",\"area\":\"a\"},\"ground\":\"g\",\"children\":[]}",
      "/children range\n" },
    { "words of no vocabulary",
      "{\"to\":{\"function\":\"fire_brigade\",\"area\":\"a\"},\"ground\":\"g\",\"urgency\":\"soon\","
      "\"sections\":{\"gossip\":\"x\",\"identity\":\"x\",\"observation\":3},"
      "\"children\":[{\"informed\":{\"answer\":false,\"reason\":\"lazy\"}}]}",
      "/to/function unknown_word\n/urgency unknown_word\n/sections/gossip unknown_word\n"
      "/sections/identity not_allowed\n/sections/observation type\n"
      "/children/0/informed/reason unknown_word\n" },
    { "wrong types",
      "{\"to\":\"x\",\"ground\":1,\"children\":[1,{\"unborn\":\"no\",\"name\":\"\",\"national_id\":5,"
      "\"informed\":{},\"address\":[]}],\"guardians\":{},\"notifier\":{},\"feedback_requested\":1}",
      "/to type\n/ground type\n/feedback_requested type\n/guardians type\n/notifier/name missing\n"
      "/children/0 type\n/children/1/name length\n/children/1/unborn type\n"
      "/children/1/national_id type\n/children/1/address type\n/children/1/informed/answer missing\n" },
    { "informed and a reason why not",
      "{\"to\":{\"function\":\"child_welfare\",\"area\":\"a\"},\"ground\":\"g\","
      "\"children\":[{\"informed\":{\"answer\":true,\"reason\":\"not_reached\"}}]}",
      "/children/0/informed/reason not_allowed\n" },
    { "several recipients, and what is said of them",
      "{\"to\":[{\"function\":\"child_welfare\",\"area\":\"a\",\"ground\":\"g\"},{\"party\":\"vik\",\"area\":\"a\"}],"
      "\"children\":[{\"age_at_act\":200}]}",
      "/to/1/party not_allowed\n/to/1/ground missing\n/children/0/age_at_act range\n" },
    { "bad tokens",
      "{\"to\":{\"function\":\"Child Welfare\",\"area\":\"A B\"},\"ground\":\"§ 24-3\",\"children\":[{}]}",
      "/to/function format\n/to/area format\n/ground format\n" },
};
/* clang-format on */

Test(form_own, shows_every_fault_with_its_place_and_makes_no_report)
{
    for (size_t i = 0; i < ARRAY_SIZE(wrong); i++) {
        CLEANUP(form_faults_clear) struct form_faults faults = { 0 };
        struct report report = { 0 };
        struct form_context context = context_of("", "");
        struct buffer got = { 0 };
        struct error err;

        cr_expect_eq(form_own_read(bytes_of_text(wrong[i].form), &context, &report, &faults, &err),
                     FAULT_INPUT, "%s", wrong[i].name);
        cr_expect_str_eq(err.code, "form", "%s", wrong[i].name);
        for (size_t j = 0; j < faults.n; j++)
            buffer_printf(&got, "%s %s\n", faults.all[j].pointer, faults.all[j].code);
        cr_expect_str_eq(got.data ? (char *)got.data : "", wrong[i].faults, "%s: %s", wrong[i].name,
                         (char *)got.data);
        cr_expect_eq(report.n_children, 0);
        buffer_clear(&got);
    }
}

Test(form_own, takes_twenty_children_and_no_more)
{
    for (int n = 20; n <= 21; n++) {
        CLEANUP(report_clear) struct report report = { 0 };
        CLEANUP(form_faults_clear) struct form_faults faults = { 0 };
        struct form_context context = context_of("g", "a");
        struct buffer form = { 0 };
        struct error err;

        buffer_append_text(&form, "{\"to\":{\"function\":\"child_welfare\"},\"children\":[{}");
        for (int i = 1; i < n; i++)
            buffer_append_text(&form, ",{}");
        buffer_append_text(&form, "]}");
        cr_expect_eq(form_own_read(bytes_of_buffer(&form), &context, &report, &faults, &err),
                     n == 20 ? FAULT_NONE : FAULT_INPUT);
        cr_expect_eq(report.n_children, n == 20 ? 20 : 0);
        buffer_clear(&form);
    }
}
