/* SPDX-License-Identifier: EUPL-1.2 */
#include "police/forms.h"

#include "base/text.h"
#include "edge/message_common.h"

enum { NOTICE_DAYS = 3 };

static const char *const mediation_answers[] = { "offered_accepted", "offered_declined",
                                                 "not_offered", NULL };
static const char *const reactions[] = { "mediation", "follow_up", "youth_follow_up",
                                         "youth_punishment", NULL };
static const char *const talks[] = { "concern_talk", "follow_up_talk", NULL };
/* What is seen, not what is suspected: the grounds of the Norwegian police let the one pass, and the
 * other is a section of its own. */
static const char *const states[] = { "talk_held",     "talk_declined", "no_new_incidents",
                                      "new_incidents", "closed",        NULL };

static const struct form_field concern_fields[] = {
    { .name = "description", .kind = FIELD_TEXT, .category = "observation" },
    { .name = "seen", .kind = FIELD_DATE, .category = "observation" },
    { .name = "child_voice", .kind = FIELD_TEXT, .category = "child_voice" },
    { .name = "suspicion", .kind = FIELD_TEXT, .category = "criminal_suspicion" },
    { .name = "mediation",
      .kind = FIELD_CODE,
      .category = "case_status",
      .codes = mediation_answers },
    { .name = "test_result", .kind = FIELD_LINE, .category = "test_result" },
    { .name = "interpreter", .kind = FIELD_LINE, .category = "interpreter" },
    { 0 },
};

static const struct form_field referral_fields[] = {
    { .name = "offence", .kind = FIELD_LINE, .required = true, .category = "criminal_suspicion" },
    { .name = "committed", .kind = FIELD_DATE, .required = true, .category = "criminal_suspicion" },
    { .name = "decided", .kind = FIELD_DATE, .required = true, .category = "criminal_suspicion" },
    { .name = "aggrieved_consents", .kind = FIELD_FLAG, .category = "criminal_suspicion" },
    { .name = "description", .kind = FIELD_TEXT, .category = "observation" },
    { .name = "reaction", .kind = FIELD_CODE, .category = "measure", .codes = reactions },
    { 0 },
};

static const struct form_field talk_fields[] = {
    { .name = "time", .kind = FIELD_TIME, .required = true, .category = "appointment" },
    { .name = "until", .kind = FIELD_TIME, .category = "appointment" },
    { .name = "place", .kind = FIELD_LINE, .required = true, .category = "appointment" },
    { .name = "purpose",
      .kind = FIELD_CODE,
      .required = true,
      .category = "appointment",
      .codes = talks },
    { 0 },
};

static const struct form_field status_fields[] = {
    { .name = "status",
      .kind = FIELD_CODE,
      .required = true,
      .category = "observation",
      .codes = states },
    { .name = "per_date", .kind = FIELD_DATE, .category = "observation" },
    { .name = "text", .kind = FIELD_TEXT, .category = "observation" },
    { .name = "suspicion", .kind = FIELD_TEXT, .category = "criminal_suspicion" },
    { 0 },
};

static bool is_on_ground(const struct report *report, const char *ground)
{
    for (size_t i = 0; i < report->n_targets; i++)
        if (strcmp(report->targets[i].ground, ground) == 0)
            return true;
    return false;
}

/* What a statute demands of the notice that it orders: LUL 6 the answer to an offer of mediation,
 * LUL 36 b the result of the test and no more. */
static void check_concern(struct json_node root, struct json_node content,
                          const struct form_context *context, struct report *report)
{
    bool suspected = is_on_ground(report, "se.lul.6"), tested = is_on_ground(report, "se.lul.36b");

    (void)context;
    if (!json_has_fields(content)) {
        json_field(root, "content", JSON_REQUIRED);
        return;
    }
    json_field(content, "description", tested ? JSON_OPTIONAL : JSON_REQUIRED);
    json_field(content, "test_result", tested ? JSON_REQUIRED : JSON_OPTIONAL);
    json_field(content, "suspicion", suspected ? JSON_REQUIRED : JSON_OPTIONAL);
    json_field(content, "mediation", suspected ? JSON_REQUIRED : JSON_OPTIONAL);
    if (!suspected && message_text(content, "mediation"))
        json_fault(json_field(content, "mediation", JSON_OPTIONAL), "not_allowed",
                   "stands only with the ground %s", "se.lul.6");
    if (tested && message_text(content, "description"))
        json_fault(json_field(content, "description", JSON_OPTIONAL), "not_allowed",
                   "does not stand with the ground %s", "se.lul.36b");
}

/* Mediation is between two: the other's consent is outside the gate, and the sender answers for it. */
static void check_referral(struct json_node root, struct json_node content,
                           const struct form_context *context, struct report *report)
{
    struct json_node consents;
    bool mediated = false;

    (void)root, (void)context;
    for (size_t i = 0; i < report->n_targets; i++)
        mediated = mediated || strcmp(report->targets[i].purpose, "mediation") == 0;
    if (!mediated || !json_has_fields(content))
        return;
    consents = json_field(content, "aggrieved_consents", JSON_REQUIRED);
    if (json_is_flag(consents) && !json_flag(consents, true))
        json_fault(consents, "not_allowed",
                   "the aggrieved must consent before a case is referred to mediation");
}

/* Politiloven § 13: three days' notice, if possible. */
static void check_talk(struct json_node root, struct json_node content,
                       const struct form_context *context, struct report *report)
{
    const char *time = message_text(content, "time");
    int64_t ms;

    message_check_meeting(root, content, context, report);
    if (strcmp(context->country, "NO") == 0 && time && text_read_time_loose(time, &ms) &&
        ms < context->now_ms + (int64_t)NOTICE_DAYS * 24 * 60 * 60 * 1000)
        form_faults_add(&report->warnings, "/content/time", "short_notice",
                        "less than %d days from now; a summons is given earlier where it can be",
                        NOTICE_DAYS);
}

/* A situational picture goes on another paragraph from the police than from a prosecutor. */
const struct message_form police_messages[] = {
    { .type = "concern_notification",
      .path = "concerns",
      .ground_no = "no.bvl.13-2",
      .purpose = "protect_child",
      .sections = true,
      .fields = concern_fields,
      .check = check_concern },
    { .type = "referral",
      .path = "referrals",
      .sections = true,
      .fields = referral_fields,
      .check = check_referral },
    MESSAGE_SCHOOL_TIME(NULL, NULL),
    { .type = "appointment", .path = "messages", .fields = talk_fields, .check = check_talk },
    { .type = "disclosure",
      .path = "messages",
      .sections = true,
      .states_unverified = true,
      .fields = message_answer_fields },
    MESSAGE_PICTURE_OF("police", "no.prl.24-2"),
    MESSAGE_PICTURE("no.fvl.13a-2"),
    MESSAGE_REQUEST("no.prl.30", "se.osl.10-2"),
    MESSAGE_ANSWER,
    { .type = "status_update", .path = "messages", .sections = true, .fields = status_fields },
    MESSAGE_CORRECTION,
    { 0 },
};
