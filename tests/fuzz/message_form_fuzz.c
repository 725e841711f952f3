/* SPDX-License-Identifier: EUPL-1.2 */
/* A message that systems post, or answer with: whatever the bytes, a whole report or faults with
 * places. */
#include "edge/message_form.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "edge/message_common.h"
#include "keys/start.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const uint8_t key[32] = "invented key of the fuzz target";

static const char *const codes[] = { "one", "two", NULL };
static const struct form_field fields[] = {
    { .name = "line", .kind = FIELD_LINE, .required = true, .category = "observation" },
    { .name = "code", .kind = FIELD_CODE, .category = "case_status", .codes = codes },
    { .name = "codes", .kind = FIELD_CODES, .category = "case_status", .codes = codes },
    { .name = "date", .kind = FIELD_DATE, .category = "observation" },
    { .name = "flag", .kind = FIELD_FLAG, .category = "measure" },
    { .name = "number", .kind = FIELD_NUMBER, .category = "measure" },
    { .name = "text", .kind = FIELD_TEXT, .category = "measure", .decided = true },
    { 0 },
};

static const struct message_form forms[] = {
    { .type = "status_update", .path = "messages", .sections = true, .fields = fields },
    MESSAGE_SCHOOL_TIME("no.krl.22c", "se.osl.10-1"),
    { .type = "confirmation",
      .path = "messages",
      .ground_no = "no.bvl.13-3",
      .purpose = "inform_notifier",
      .answers = true,
      .bare = true,
      .fields = message_confirmation_fields },
    MESSAGE_REQUEST("no.fvl.13b-5", "se.osl.10-2"),
    MESSAGE_ANSWER,
    MESSAGE_DISCLOSURE,
    MESSAGE_CORRECTION,
    MESSAGE_PICTURE("no.fvl.13a-2"),
    { 0 },
};

static bool knows(const void *arg, enum form_word kind, const char *code)
{
    (void)arg, (void)kind;
    return code[0] != 'x';
}

static const char *role_of(const void *arg, const char *party)
{
    (void)arg;
    return party[0] == 's' ? "school" : NULL;
}

static void check(bool holds)
{
    if (!holds)
        abort();
}

static void check_target(const struct report_target *target)
{
    check((target->party[0] != '\0') != (target->function[0] != '\0' && target->area[0] != '\0'));
    check(target->ground[0] != '\0' && target->purpose[0] != '\0');
    check(!target->has_decider ||
          (target->decider_reference[0] != '\0' && target->n_decider_reasons > 0));
}

static void check_report(const struct report *report)
{
    const struct report_child *child = report->children;
    static const uint8_t nobody[SUBJECT_SIZE];

    check(report->n_children == 1 && report->n_targets >= 1 && report->n_targets <= REPORT_TARGETS);
    for (size_t i = 0; i < report->n_targets; i++)
        check_target(&report->targets[i]);
    check(child->n_parts >= 1);
    check((child->header.certainty == CERTAINTY_NONE) ==
          (memcmp(child->subject, nobody, SUBJECT_SIZE) == 0));
    if (strcmp(report->type, "situational_picture") == 0)
        check(child->header.certainty == CERTAINTY_NONE && child->n_parts == 1);
    for (size_t i = 0; i < child->n_parts; i++)
        check(text_is_utf8(bytes_of_buffer(&child->parts[i].content)));
}

static void read_once(struct bytes bytes, const struct form_parent *parent)
{
    CLEANUP(report_clear) struct report report = { 0 };
    CLEANUP(form_faults_clear) struct form_faults faults = { 0 };
    const struct form_context context = {
        .country = parent ? "SE" : "NO",
        .default_ground = "",
        .area_default = "",
        .test_ids = true,
        .subject_key = key,
        .subject_key_number = 1,
        .now_ms = 1772356364120,
        .knows = knows,
        .role = "police",
        .language = parent ? "sv" : "nb",
        .parent = parent,
        .role_of = role_of,
    };
    struct error err;
    enum fault fault =
        message_form_read(forms, "messages", bytes, &context, &report, &faults, &err);

    check(fault == FAULT_NONE || fault == FAULT_INPUT);
    check((fault == FAULT_NONE) == (faults.n == 0));
    if (fault)
        check(report.n_children == 0 && report.children == NULL);
    else
        check_report(&report);
    for (size_t i = 0; i < faults.n; i++)
        check(text_is_utf8(bytes_of_text(faults.all[i].pointer)) &&
              text_is_utf8(bytes_of_text(faults.all[i].detail)));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct form_parent parent = { .sender = "s-one",
                                        .type = "concern_notification",
                                        .feedback_requested = true,
                                        .national_id = "20160814-9801" };
    struct error err;

    check(keys_start(&err) == FAULT_NONE);
    read_once(bytes_of(data, size), NULL);
    read_once(bytes_of(data, size), &parent);
    return 0;
}
