/* SPDX-License-Identifier: EUPL-1.2 */
/* message_common - what the forms of several agencies have in common: lists of fields, and the rows
 * that are the same in each table.
 *
 * Which category a field goes into is chosen so that the grounds on which its type goes let it pass.
 */
#ifndef EDGE_MESSAGE_COMMON_H
#define EDGE_MESSAGE_COMMON_H

#include "edge/message_form.h"

/* information_request: "question", "wanted", "answer_by". */
extern const struct form_field message_request_fields[];

/* information_answer and disclosure: "text"; the rest are sections. */
extern const struct form_field message_answer_fields[];

/* concern_notification of other agencies than schools: "description", "child_voice", … */
extern const struct form_field message_concern_fields[];

/* correction: "text" says what was wrong; the rest are sections. */
extern const struct form_field message_correction_fields[];

/* referral: "reason", "wish". */
extern const struct form_field message_referral_fields[];

/* referral_answer: "decision", "per_date". */
extern const struct form_field message_referral_answer_fields[];

/* confirmation: "received". */
extern const struct form_field message_confirmation_fields[];

/* situational_picture: where, when, what and how many as codes and numbers; two short lines beside. */
extern const struct form_field message_picture_fields[];

/* appointment to a school: when, and how the absence is to be marked. There is no field that could say
 * what for or where: that it is a test, or at the police, is nothing for a school to know. */
extern const struct form_field message_school_time_fields[];

/* "until" lies after "time", and "time" in the future. */
form_check message_check_meeting;

/* "period_until" does not lie before "period_from"; warns that a line cannot be searched for everything. */
form_check message_check_picture;

/* The text under `key`; NULL if there is none. Notes no fault. */
const char *message_text(struct json_node content, const char *key);

/* Rows that are the same for every agency, up to their default grounds. */
#define MESSAGE_SCHOOL_TIME(no, se)                                                                \
    {                                                                                              \
        .type = "appointment", .path = "messages", .ground_no = (no), .ground_se = (se),           \
        .to_role = "school", .fields = message_school_time_fields, .check = message_check_meeting  \
    }
#define MESSAGE_REQUEST(no, se)                                                                    \
    {                                                                                              \
        .type = "information_request", .path = "messages", .ground_no = (no), .ground_se = (se),   \
        .fields = message_request_fields                                                           \
    }
#define MESSAGE_ANSWER                                                                             \
    {                                                                                              \
        .type = "information_answer", .path = "messages", .subject = FORM_SUBJECT_REQUIRED,        \
        .answers = true, .sections = true, .fields = message_answer_fields                         \
    }
#define MESSAGE_DISCLOSURE                                                                         \
    {                                                                                              \
        .type = "disclosure", .path = "messages", .sections = true,                                \
        .fields = message_answer_fields                                                            \
    }
#define MESSAGE_CORRECTION                                                                         \
    {                                                                                              \
        .type = "correction", .path = "messages", .purpose = "protect_child", .corrects = true,    \
        .sections = true, .fields = message_correction_fields                                      \
    }
#define MESSAGE_CONCERN(no, se)                                                                    \
    {                                                                                              \
        .type = "concern_notification", .path = "concerns", .ground_no = (no), .ground_se = (se),  \
        .purpose = "protect_child", .sections = true, .fields = message_concern_fields             \
    }
#define MESSAGE_PICTURE(no) MESSAGE_PICTURE_OF(NULL, no)
#define MESSAGE_PICTURE_OF(from, no)                                                               \
    {                                                                                              \
        .type = "situational_picture", .path = "messages", .ground_no = (no),                      \
        .ground_se = "se.lag-2023-196", .purpose = "shared_picture", .subject = FORM_SUBJECT_NONE, \
        .fields = message_picture_fields, .role = (from), .check = message_check_picture           \
    }

#endif
