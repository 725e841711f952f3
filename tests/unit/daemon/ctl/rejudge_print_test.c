/* SPDX-License-Identifier: EUPL-1.2 */
#include "ctl/rejudge_print.h"

#include <criterion/criterion.h>
#include <stdlib.h>

#include "base/memory.h"
#include "unit/daemon/broker/fixture.h"

static struct fixture fixture;
static struct submission *submission;
static struct rejudged rejudged;
static struct rejudge_rules rules;

/* A duty that was permitted, decided again. */
static void set_up(void)
{
    struct draft draft;
    struct decision_context context;
    struct past_detail detail;
    bool gone;

    fixture_open(&fixture);
    draft = fixture_draft(&fixture);
    submission = fixture_read(&fixture, &draft);
    context = fixture_context(&fixture, 3);
    submission_decide(submission, &context);
    detail = (struct past_detail){
        .header = submission->rows.private_header,
        .salt = submission->rows.private_header_salt,
        .has_subject = true,
        .categories = "identity\nobservation\nhealth\n",
    };
    rejudged = (struct rejudged){ .leaf = 3, .past = past_new(), .directory = fixture.directory };
    cr_assert_eq(
        past_read_leaf(rejudged.past, &draft.text.id, bytes_of_buffer(&submission->entry), NULL),
        FAULT_NONE);
    cr_assert_eq(past_read_detail(rejudged.past, &detail, &gone, NULL), FAULT_NONE);
    past_decide(rejudged.past, fixture.policy, fixture.directory, &rejudged.repeated);
    rules = (struct rejudge_rules){ 0 };
}

static void tear_down(void)
{
    rejudged_clear(&rejudged);
    submission_free(submission);
    fixture_close(&fixture);
}

TestSuite(rejudge_print, .init = set_up, .fini = tear_down);

/* Other rules: those of the day, with an age limit that this child is above. */
static void tighten(void)
{
    for (size_t i = 0; i < fixture.policy->n_rules; i++) {
        if (fixture.policy->rules[i].has_age_limit)
            fixture.policy->rules[i].age_under = 2;
    }
    rules.policy = fixture.policy;
    rules.vocabulary = fixture.vocabulary;
    rejudged.has_under = true;
    past_decide(rejudged.past, fixture.policy, fixture.directory, &rejudged.under);
}

static char *printed(bool as_json)
{
    CLEANUP(json_out_clear) struct json_out json = { 0 };
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);

    cr_assert_not_null(out);
    if (as_json) {
        rejudge_put_json("an-id", &rejudged, &rules, &json);
        json_out_flush(&json, out);
    } else {
        rejudge_print_text("an-id", &rejudged, &rules, out);
    }
    fclose(out);
    return text;
}

static void expect(const char *text, const char *want)
{
    cr_expect_not_null(strstr(text, want), "%s is not in: %s", want, text);
}

Test(rejudge_print, the_same_is_said_with_each_section)
{
    CLEANUP(mem_free) char *text = printed(false), *json = printed(true);

    expect(text, "\nthe same\n");
    expect(text, "observation");
    cr_expect_null(strstr(text, "other rules"));
    expect(json, "\"result\":\"same\"");
    expect(json, "\"category\":\"health\"");
    cr_expect_null(strstr(json, "other_rules"));
}

Test(rejudge_print, other_rules_stand_beside_and_are_explained)
{
    CLEANUP(mem_free) char *text = NULL, *json = NULL, *swedish = NULL;

    tighten();
    text = printed(false);
    json = printed(true);
    rules.language = "sv";
    swedish = printed(false);
    expect(text, "under the other rules (sha256:");
    expect(text, "the whole: permit ");
    expect(text, "KAN IKKE SENDES (age_outside)");
    expect(swedish, "FÅR INTE SÄNDAS (age_outside)");
    expect(json, "\"same\":false");
    expect(json, "\"explanation\":{\"decision\":\"refuse\"");
}

Test(rejudge_print, what_no_rule_decided_is_not_explained_by_rules)
{
    CLEANUP(mem_free) char *json = NULL;

    tighten();
    rejudged.under.asked_rules = false;
    json = printed(true);
    expect(json, "\"explanation\":null");
}

Test(rejudge_print, what_was_not_decided_says_why)
{
    CLEANUP(mem_free) char *text = NULL, *json = NULL;

    rejudged.result = REJUDGED_ERASED;
    buffer_append_text(&rejudged.why, "it is gone");
    text = printed(false);
    json = printed(true);
    cr_expect_str_eq(text, "an-id: erased: it is gone\n");
    expect(json, "\"result\":\"erased\",\"why\":\"it is gone\",\"leaf\":3}");
}

Test(rejudge_print, says_what_rests_on_the_database_alone)
{
    char *plain, *json;

    rejudged.has_unbound = true;
    plain = printed(false);
    json = printed(true);
    cr_expect_not_null(strstr(plain, "its categories as the database has them"), "%s", plain);
    cr_expect_not_null(strstr(json, "\"categories_bound\":false"), "%s", json);
    free(plain);
    free(json);
    rejudged.has_unbound = false;
    plain = printed(false);
    cr_expect_null(strstr(plain, "database"), "%s", plain);
    free(plain);
}
