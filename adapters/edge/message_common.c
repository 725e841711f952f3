/* SPDX-License-Identifier: EUPL-1.2 */
#include "edge/message_common.h"

#include "base/text.h"

/* A count has no more digits than a free line may have in a row. */
enum { COUNT_MAX = 99999 };

static const char *const categories[] = {
    "identity",      "contact",       "guardians",     "observation",        "child_voice",
    "substance_use", "test_result",   "attendance",    "school_record",      "pupil_support",
    "health",        "social_record", "family",        "criminal_suspicion", "criminal_record",
    "measure",       "contract",      "case_status",   "appointment",        "mediation",
    "assessment",    "whereabouts",   "other_persons", "interpreter",        NULL,
};
static const char *const absences[] = { "valid_absence", "valid_late_arrival", "valid_early_leave",
                                        NULL };
static const char *const topics[] = {
    "substance_use", "drug_trade", "violence",    "threats", "property_crime",
    "weapons",       "gatherings", "recruitment", "online",  "school_absence",
    "exclusion",     "other",      NULL
};
static const char *const trends[] = { "increasing", "unchanged", "decreasing", "unknown", NULL };
static const char *const weekdays[] = { "monday", "tuesday",  "wednesday", "thursday",
                                        "friday", "saturday", "sunday",    NULL };
static const char *const age_groups[] = { "below_12",      "from_12_to_14", "from_15_to_17",
                                          "from_18_to_20", "above_20",      NULL };
static const char *const place_kinds[] = { "school",        "way_to_school",   "youth_club",
                                           "sports_ground", "shopping_centre", "station",
                                           "park",          "town_centre",     "housing_area",
                                           "online",        "other",           NULL };
static const char *const measures[] = { "adults_present",
                                        "night_patrol",
                                        "police_presence",
                                        "outreach_work",
                                        "information_to_parents",
                                        "class_work",
                                        "leisure_activities",
                                        "lighting",
                                        "camera",
                                        "meeting_of_agencies",
                                        "other",
                                        NULL };
static const char *const decisions[] = { "accepted", "declined", NULL };

const struct form_field message_request_fields[] = {
    { .name = "question", .kind = FIELD_TEXT, .required = true, .category = "case_status" },
    { .name = "wanted", .kind = FIELD_CODES, .category = "case_status", .codes = categories },
    { .name = "answer_by", .kind = FIELD_DATE, .category = "case_status" },
    { 0 },
};

const struct form_field message_answer_fields[] = {
    { .name = "text", .kind = FIELD_TEXT, .category = "observation" },
    { 0 },
};

const struct form_field message_concern_fields[] = {
    { .name = "description", .kind = FIELD_TEXT, .required = true, .category = "observation" },
    { .name = "seen", .kind = FIELD_DATE, .category = "observation" },
    { .name = "child_voice", .kind = FIELD_TEXT, .category = "child_voice" },
    { .name = "family", .kind = FIELD_TEXT, .category = "family" },
    { .name = "interpreter", .kind = FIELD_LINE, .category = "interpreter" },
    { 0 },
};

const struct form_field message_correction_fields[] = {
    { .name = "text", .kind = FIELD_TEXT, .required = true, .category = "observation" },
    { 0 },
};

const struct form_field message_referral_fields[] = {
    { .name = "reason", .kind = FIELD_TEXT, .required = true, .category = "observation" },
    { .name = "wish", .kind = FIELD_TEXT, .category = "measure" },
    { 0 },
};

const struct form_field message_referral_answer_fields[] = {
    { .name = "decision",
      .kind = FIELD_CODE,
      .required = true,
      .category = "case_status",
      .codes = decisions },
    { .name = "per_date", .kind = FIELD_DATE, .required = true, .category = "case_status" },
    { 0 },
};

const struct form_field message_confirmation_fields[] = {
    { .name = "received", .kind = FIELD_DATE, .required = true, .category = "case_status" },
    { 0 },
};

#define SEEN .category = "observation"
const struct form_field message_picture_fields[] = {
    { .name = "area", .kind = FIELD_PLACES, .required = true, SEEN },
    { .name = "period_from", .kind = FIELD_DATE, .required = true, SEEN },
    { .name = "period_until", .kind = FIELD_DATE, .required = true, SEEN },
    { .name = "topics", .kind = FIELD_CODES, .required = true, SEEN, .codes = topics },
    { .name = "trend", .kind = FIELD_CODE, SEEN, .codes = trends },
    { .name = "weekdays", .kind = FIELD_CODES, SEEN, .codes = weekdays },
    /* which may end before it begins: it goes on past midnight */
    { .name = "time_from", .kind = FIELD_CLOCK, SEEN },
    { .name = "time_until", .kind = FIELD_CLOCK, SEEN },
    { .name = "incidents", .kind = FIELD_NUMBER, SEEN, .max = COUNT_MAX },
    { .name = "young_people", .kind = FIELD_NUMBER, SEEN, .max = COUNT_MAX },
    { .name = "age_groups", .kind = FIELD_CODES, SEEN, .codes = age_groups },
    { .name = "place_kinds", .kind = FIELD_CODES, SEEN, .codes = place_kinds },
    { .name = "places", .kind = FIELD_PLACES, SEEN },
    { .name = "observation", .kind = FIELD_LINE, SEEN },
    { .name = "measures", .kind = FIELD_CODES, SEEN, .codes = measures },
    { .name = "proposal", .kind = FIELD_LINE, SEEN },
    { 0 },
};

const struct form_field message_school_time_fields[] = {
    { .name = "time", .kind = FIELD_TIME, .required = true, .category = "appointment" },
    { .name = "until", .kind = FIELD_TIME, .category = "appointment" },
    { .name = "absence_code",
      .kind = FIELD_CODE,
      .required = true,
      .category = "appointment",
      .codes = absences },
    { 0 },
};

const char *message_text(struct json_node content, const char *key)
{
    struct json_node node;

    if (!json_has_fields(content))
        return NULL;
    node = json_field(content, key, JSON_OPTIONAL);
    return json_is_text(node) ? json_text(node, 0, JSON_SIZE_MAX) : NULL;
}

void message_check_meeting(struct json_node root, struct json_node content,
                           const struct form_context *context, struct report *report)
{
    const char *time = message_text(content, "time"), *until = message_text(content, "until");
    int64_t time_ms, until_ms;

    (void)root, (void)report;
    if (!time || !text_read_time_loose(time, &time_ms))
        return;
    if (time_ms < context->now_ms)
        json_fault(json_field(content, "time", JSON_OPTIONAL), "range", "lies in the past");
    if (until && text_read_time_loose(until, &until_ms) && until_ms <= time_ms)
        json_fault(json_field(content, "until", JSON_OPTIONAL), "range",
                   "does not lie after the beginning");
}

/* What was looked for is told, and what nobody could find: the sender alone can. */
static void ask_to_read_again(struct json_node content, const char *key, struct report *report)
{
    if (!message_text(content, key))
        return;
    form_faults_add(&report->warnings, json_pointer(json_field(content, key, JSON_OPTIONAL)),
                    "read_again",
                    "a first name alone, a name in small letters or a number in words is not found "
                    "here: read the line again before it is used");
}

void message_check_picture(struct json_node root, struct json_node content,
                           const struct form_context *context, struct report *report)
{
    const char *from = message_text(content, "period_from");
    const char *until = message_text(content, "period_until");
    int32_t from_day, until_day;

    (void)root, (void)context;
    ask_to_read_again(content, "observation", report);
    ask_to_read_again(content, "proposal", report);
    if (from && until && text_read_date(from, &from_day) && text_read_date(until, &until_day) &&
        until_day < from_day)
        json_fault(json_field(content, "period_until", JSON_OPTIONAL), "range",
                   "does not lie after the beginning");
}
