/* SPDX-License-Identifier: EUPL-1.2 */
#include "school/messages.h"

#include "edge/message_common.h"

static const char *const states[] = { "improved",       "unchanged",       "worse",
                                      "changed_school", "no_longer_pupil", NULL };

static const struct form_field crime_fields[] = {
    { .name = "offence", .kind = FIELD_LINE, .required = true, .category = "criminal_suspicion" },
    { .name = "description", .kind = FIELD_TEXT, .required = true, .category = "observation" },
    { .name = "happened", .kind = FIELD_DATE, .required = true, .category = "observation" },
    { .name = "place", .kind = FIELD_LINE, .category = "observation" },
    { 0 },
};

static const struct form_field status_fields[] = {
    { .name = "status",
      .kind = FIELD_CODE,
      .required = true,
      .category = "case_status",
      .codes = states },
    { .name = "text", .kind = FIELD_TEXT, .category = "observation" },
    { .name = "absent_from", .kind = FIELD_DATE, .category = "attendance" },
    { .name = "absent_until", .kind = FIELD_DATE, .category = "attendance" },
    { .name = "absent_days", .kind = FIELD_NUMBER, .category = "attendance" },
    { .name = "measure", .kind = FIELD_TEXT, .category = "measure" },
    { 0 },
};

/* A crime may have no suspect yet: the subject may be left out. Its grounds serve two purposes
 * (investigate, prevent), so it is said which. */
const struct message_form school_messages[] = {
    { .type = "crime_report",
      .path = "messages",
      .subject = FORM_SUBJECT_OPTIONAL,
      .sections = true,
      .fields = crime_fields },
    { .type = "status_update", .path = "messages", .sections = true, .fields = status_fields },
    MESSAGE_REQUEST("no.fvl.13b-5", "se.osl.10-2"),
    MESSAGE_ANSWER,
    MESSAGE_DISCLOSURE,
    MESSAGE_CORRECTION,
    MESSAGE_PICTURE("no.fvl.13a-2"),
    { 0 },
};
