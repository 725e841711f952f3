/* SPDX-License-Identifier: EUPL-1.2 */
#include "social/forms.h"

#include <criterion/criterion.h>

#include "base/memory.h"
#include "unit/adapters/form_play.h"

Test(social_forms, each_type_has_its_required_fields)
{
    form_play_table(social_messages, "NO", "child_welfare");
    form_play_table(social_messages, "SE", "social_services");
}

static struct form_parent concern(bool feedback_requested)
{
    struct form_parent parent = { .sender = "fjell-school",
                                  .type = "concern_notification",
                                  .feedback_requested = feedback_requested,
                                  .names_subject = true,
                                  .national_id = PLAY_NUMBER };

    cr_assert(uuid_read(PLAY_ID, &parent.id));
    return parent;
}

#define DECIDED                                                                                    \
    ",\"decided_by\":{\"official\":\"S-1\",\"role\":\"case_worker\",\"reasons\":"                  \
    "[\"needed_for_follow_up\"],\"assessment\":\"Påfunnet vurdering.\"}"

/* clang-format off */
static const struct {
    const char *name, *country, *body, *faults;
} answers[] = {
    { "a first answer", "NO", "{\"type\":\"feedback\",\"content\":{\"outcome\":\"inquiry_opened\",\"decided\":\"2026-02-20\"}}", "" },
    { "a second answer", "NO", "{\"type\":\"feedback\",\"content\":{\"outcome\":\"closed_followed_up\",\"decided\":\"2026-02-20\"}}", "" },
    { "a measure that nobody decided to tell", "NO",
      "{\"type\":\"feedback\",\"content\":{\"outcome\":\"closed_followed_up\",\"decided\":\"2026-02-20\",\"measure\":\"x\"}}",
      "/decided_by missing\n" },
    { "a measure that somebody decided to tell", "NO",
      "{\"type\":\"feedback\",\"content\":{\"outcome\":\"closed_followed_up\",\"decided\":\"2026-02-20\",\"measure\":\"x\"}" DECIDED "}", "" },
    { "a Swedish answer", "SE", "{\"type\":\"feedback\",\"content\":{\"outcome\":\"already_running\",\"decided\":\"2026-02-20\"}}", "" },
    { "a Swedish second answer, with a measure", "SE",
      "{\"type\":\"feedback\",\"content\":{\"outcome\":\"closed_without\",\"decided\":\"2026-02-20\",\"measure\":\"x\"}" DECIDED "}",
      "/content/outcome not_allowed\n/content/measure not_allowed\n" },
    { "an answer to somebody else", "NO",
      "{\"type\":\"confirmation\",\"to\":{\"party\":\"vik-police\"},\"content\":{\"received\":\"2026-02-20\"}}",
      "/to not_allowed\n" },
    { "an answer that says who it is", "NO",
      "{\"type\":\"confirmation\",\"subject\":{\"name\":\"Oppdiktet\",\"telephone\":\"0\"},\"content\":{\"received\":\"2026-02-20\"}}",
      "/subject/name not_allowed\n/subject/telephone not_allowed\n" },
    { "an answer about a pupil's time", "NO",
      "{\"type\":\"appointment\",\"ground\":\"no.fvl.13a-1\",\"purpose\":\"support_youth\",\"content\":{\"time\":\"2026-03-10T09:00:00Z\",\"place\":\"x\",\"purpose\":\"plan_meeting\"}}",
      "/content/absence_code missing\n/content/place unknown_field\n/content/purpose unknown_field\n" },
};
/* clang-format on */

Test(social_forms, answer_a_notifier_within_what_the_law_lets_be_told)
{
    struct form_parent parent = concern(true);

    for (size_t i = 0; i < ARRAY_SIZE(answers); i++) {
        struct form_context context = form_play_context(answers[i].country, "child_welfare");

        context.parent = &parent;
        cr_expect_str_eq(
            form_play_read(social_messages, "messages", answers[i].body, &context, NULL),
            answers[i].faults, "%s", answers[i].name);
    }
}

Test(social_forms, an_answer_mirrors_what_it_answers_and_names_nobody)
{
    for (int asked = 0; asked <= 1; asked++) {
        struct form_parent parent = concern(asked);
        struct form_context context = form_play_context("NO", "child_welfare");
        CLEANUP(report_clear) struct report report = { 0 };
        const struct report_child *child;

        context.parent = &parent;
        cr_assert_str_empty(
            form_play_read(social_messages, "messages",
                           "{\"type\":\"confirmation\",\"content\":{\"received\":\"2026-02-20\"}}",
                           &context, &report));
        cr_assert_eq(report.n_targets, 1);
        cr_expect_str_eq(report.targets[0].party, "fjell-school");
        cr_expect_str_eq(report.targets[0].ground, "no.bvl.13-3");
        cr_expect_str_eq(report.targets[0].purpose, "inform_notifier");
        cr_expect(report.has_in_reply_to);
        cr_expect(uuid_equal(&report.in_reply_to, &parent.id));
        child = &report.children[0];
        cr_expect_eq(child->header.feedback_requested, asked);
        cr_expect_eq(child->header.age, 12);
        cr_expect_eq(child->subject[3], 1, "a reference under the area's key");
        cr_assert_eq(child->n_parts, 1);
        cr_expect_str_eq(form_play_part(child, "case_status"), "{\"received\":\"2026-02-20\"}");
    }
}
