/* SPDX-License-Identifier: EUPL-1.2 */
#include "social/forms.h"

#include "edge/message_common.h"

static const char *const outcomes[] = { "inquiry_opened",     "not_opened",     "already_running",
                                        "closed_followed_up", "closed_without", NULL };
static const char *const states[] = { "inquiry_opened",
                                      "inquiry_closed",
                                      "measure_running",
                                      "measure_ended",
                                      "breach",
                                      "moved",
                                      "follows_up",
                                      "does_not_follow_up",
                                      NULL };
static const char *const ends[] = { "follows_up", "does_not_follow_up", "closed", NULL };
static const char *const meetings[] = { "notification_meeting", "plan_meeting", "follow_up_meeting",
                                        "inquiry_meeting", NULL };

static const struct form_field feedback_fields[] = {
    { .name = "outcome",
      .kind = FIELD_CODE,
      .required = true,
      .category = "case_status",
      .codes = outcomes },
    { .name = "decided", .kind = FIELD_DATE, .required = true, .category = "case_status" },
    { .name = "measure", .kind = FIELD_TEXT, .category = "measure", .decided = true },
    { 0 },
};

static const struct form_field status_fields[] = {
    { .name = "status",
      .kind = FIELD_CODE,
      .required = true,
      .category = "case_status",
      .codes = states },
    { .name = "per_date", .kind = FIELD_DATE, .category = "case_status" },
    { .name = "measure", .kind = FIELD_TEXT, .category = "measure" },
    { 0 },
};

static const struct form_field outcome_fields[] = {
    { .name = "outcome",
      .kind = FIELD_CODE,
      .required = true,
      .category = "case_status",
      .codes = ends },
    { .name = "decided", .kind = FIELD_DATE, .required = true, .category = "case_status" },
    { 0 },
};

static const struct form_field meeting_fields[] = {
    { .name = "time", .kind = FIELD_TIME, .required = true, .category = "appointment" },
    { .name = "until", .kind = FIELD_TIME, .category = "appointment" },
    { .name = "place", .kind = FIELD_LINE, .required = true, .category = "appointment" },
    { .name = "purpose",
      .kind = FIELD_CODE,
      .required = true,
      .category = "appointment",
      .codes = meetings },
    { 0 },
};

/* In Sweden a notifier is told of the inquiry and nothing else (SoL 19:6): there is no second answer,
 * and no measure. */
static void check_feedback(struct json_node root, struct json_node content,
                           const struct form_context *context, struct report *report)
{
    const char *outcome = message_text(content, "outcome");

    (void)root, (void)report;
    if (strcmp(context->country, "SE") != 0)
        return;
    if (outcome && strncmp(outcome, "closed_", strlen("closed_")) == 0)
        json_fault(json_field(content, "outcome", JSON_OPTIONAL), "not_allowed",
                   "is told in Norway only");
    if (message_text(content, "measure"))
        json_fault(json_field(content, "measure", JSON_OPTIONAL), "not_allowed",
                   "is told in Norway only");
}

const struct message_form social_messages[] = {
    MESSAGE_CONCERN("no.bvl.13-2", "se.sol.19-1"),
    { .type = "referral",
      .path = "referrals",
      .sections = true,
      .fields = message_referral_fields },
    { .type = "confirmation",
      .path = "messages",
      .ground_no = "no.bvl.13-3",
      .ground_se = "se.sol.19-6",
      .purpose = "inform_notifier",
      .answers = true,
      .bare = true,
      .fields = message_confirmation_fields },
    { .type = "feedback",
      .path = "messages",
      .ground_no = "no.bvl.13-3",
      .ground_se = "se.sol.19-6",
      .purpose = "inform_notifier",
      .answers = true,
      .bare = true,
      .fields = feedback_fields,
      .check = check_feedback },
    { .type = "referral_answer",
      .path = "messages",
      .answers = true,
      .fields = message_referral_answer_fields },
    { .type = "status_update", .path = "messages", .sections = true, .fields = status_fields },
    { .type = "outcome", .path = "messages", .fields = outcome_fields },
    MESSAGE_REQUEST("no.bvl.13-1", "se.osl.10-2"),
    MESSAGE_ANSWER,
    MESSAGE_DISCLOSURE,
    MESSAGE_SCHOOL_TIME(NULL, NULL),
    { .type = "appointment",
      .path = "messages",
      .fields = meeting_fields,
      .check = message_check_meeting },
    MESSAGE_CORRECTION,
    MESSAGE_PICTURE("no.fvl.13a-2"),
    { 0 },
};
