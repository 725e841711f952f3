/* SPDX-License-Identifier: EUPL-1.2 */
#include "mediation/forms.h"

#include "edge/message_common.h"

/* What the board says of a person it says by consent of youth and guardians, unless another ground is
 * named. */
#define CONSENT_NO "no.krl.22c"

static const char *const decisions[] = { "accepted", "consent_missing", "unsuitable", NULL };
static const char *const meetings[] = { "plan_meeting", "mediation_meeting", "follow_up_meeting",
                                        "breach_talk", NULL };
static const char *const states[] = { "plan_made", "running", "changed", "breach", "ended", NULL };
static const char *const outcomes[] = { "agreement", "no_agreement", "fulfilled", "broken", NULL };

static const struct form_field answer_fields[] = {
    { .name = "decision",
      .kind = FIELD_CODE,
      .required = true,
      .category = "case_status",
      .codes = decisions },
    { .name = "per_date", .kind = FIELD_DATE, .required = true, .category = "case_status" },
    { .name = "assessment", .kind = FIELD_TEXT, .category = "assessment" },
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

static const struct form_field status_fields[] = {
    { .name = "status",
      .kind = FIELD_CODE,
      .required = true,
      .category = "case_status",
      .codes = states },
    { .name = "per_date", .kind = FIELD_DATE, .category = "case_status" },
    { .name = "measure", .kind = FIELD_TEXT, .category = "measure" },
    { .name = "contract", .kind = FIELD_TEXT, .category = "contract" },
    { 0 },
};

static const struct form_field outcome_fields[] = {
    { .name = "outcome",
      .kind = FIELD_CODE,
      .required = true,
      .category = "case_status",
      .codes = outcomes },
    { .name = "per_date", .kind = FIELD_DATE, .required = true, .category = "case_status" },
    { .name = "agreement", .kind = FIELD_TEXT, .category = "mediation" },
    { 0 },
};

const struct message_form mediation_messages[] = {
    MESSAGE_CONCERN("no.bvl.13-2", "se.sol.19-1"),
    { .type = "referral_answer",
      .path = "messages",
      .ground_no = CONSENT_NO,
      .answers = true,
      .fields = answer_fields },
    MESSAGE_SCHOOL_TIME(CONSENT_NO, NULL),
    { .type = "appointment",
      .path = "messages",
      .ground_no = CONSENT_NO,
      .fields = meeting_fields,
      .check = message_check_meeting },
    { .type = "status_update",
      .path = "messages",
      .ground_no = CONSENT_NO,
      .sections = true,
      .fields = status_fields },
    { .type = "outcome", .path = "messages", .ground_no = CONSENT_NO, .fields = outcome_fields },
    MESSAGE_REQUEST(CONSENT_NO, "se.osl.10-2"),
    MESSAGE_ANSWER,
    MESSAGE_DISCLOSURE,
    MESSAGE_CORRECTION,
    MESSAGE_PICTURE("no.fvl.13a-2"),
    { 0 },
};
