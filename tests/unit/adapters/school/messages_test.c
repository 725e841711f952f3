/* SPDX-License-Identifier: EUPL-1.2 */
#include "school/messages.h"

#include <criterion/criterion.h>

#include "unit/adapters/form_play.h"

Test(school_messages, each_type_has_its_required_fields)
{
    form_play_table(school_messages, "NO", "school");
    form_play_table(school_messages, "SE", "school");
}

Test(school_messages, a_crime_may_have_no_suspect)
{
    struct form_context context = form_play_context("SE", "school");
    CLEANUP(report_clear) struct report report = { 0 };
    static const char body[] =
        "{\"type\":\"crime_report\",\"to\":{\"party\":\"vik-police\"},\"ground\":\"se.skol.6a-10\","
        "\"purpose\":\"investigate_crime\",\"content\":{\"offence\":\"Skadegörelse\","
        "\"description\":\"Påhittad händelse.\",\"happened\":\"2026-02-20\"}}";

    cr_assert_str_empty(form_play_read(school_messages, "messages", body, &context, &report));
    cr_expect_eq(report.children[0].header.certainty, CERTAINTY_NONE);
    cr_expect_str_eq(form_play_part(&report.children[0], "identity"), "");
    cr_expect_str_eq(form_play_part(&report.children[0], "criminal_suspicion"),
                     "{\"offence\":\"Skadegörelse\"}");
}
