/* SPDX-License-Identifier: EUPL-1.2 */
#include "agency/forms.h"

#include "edge/message_common.h"

static const char *const states[] = {
    "begun", "running", "changed", "not_attending", "ended", NULL
};
static const char *const outcomes[] = { "completed", "broken_off", "not_begun", NULL };
static const char *const meetings[] = { "first_meeting", "follow_up_meeting", "cooperation_meeting",
                                        NULL };

static const struct form_field status_fields[] = {
    { .name = "status",
      .kind = FIELD_CODE,
      .required = true,
      .category = "case_status",
      .codes = states },
    { .name = "per_date", .kind = FIELD_DATE, .category = "case_status" },
    { .name = "text", .kind = FIELD_TEXT, .category = "observation" },
    { .name = "measure", .kind = FIELD_TEXT, .category = "measure" },
    { 0 },
};

static const struct form_field outcome_fields[] = {
    { .name = "outcome",
      .kind = FIELD_CODE,
      .required = true,
      .category = "case_status",
      .codes = outcomes },
    { .name = "per_date", .kind = FIELD_DATE, .required = true, .category = "case_status" },
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

/* Grounds differ between the roles that this adapter serves: only those that all have are filled in. */
const struct message_form agency_messages[] = {
    MESSAGE_CONCERN("no.bvl.13-2", "se.sol.19-1"),
    { .type = "referral",
      .path = "referrals",
      .sections = true,
      .fields = message_referral_fields },
    { .type = "referral_answer",
      .path = "messages",
      .answers = true,
      .fields = message_referral_answer_fields },
    { .type = "confirmation",
      .path = "messages",
      .answers = true,
      .fields = message_confirmation_fields },
    { .type = "status_update", .path = "messages", .sections = true, .fields = status_fields },
    { .type = "outcome", .path = "messages", .fields = outcome_fields },
    MESSAGE_REQUEST(NULL, "se.osl.10-2"),
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
