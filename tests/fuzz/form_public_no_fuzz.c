/* SPDX-License-Identifier: EUPL-1.2 */
/* A form that systems post: whatever the bytes, a whole report or faults with places. */
#include "school/form_public_no.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "keys/start.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const uint8_t key[32] = "invented key of the fuzz target";

static bool knows(const void *arg, enum form_word kind, const char *code)
{
    (void)arg, (void)kind;
    return code[0] != 'x';
}

static void check(bool holds)
{
    if (!holds)
        abort();
}

static void check_report(const struct report *report)
{
    check(report->n_children >= 1 && report->n_children <= REPORT_CHILDREN);
    check(report->n_targets >= 1 && report->n_targets <= REPORT_TARGETS);
    for (size_t i = 0; i < report->n_targets; i++) {
        const struct report_target *target = &report->targets[i];

        check((target->party[0] != '\0') !=
              (target->function[0] != '\0' && target->area[0] != '\0'));
        check(target->ground[0] != '\0' && target->purpose[0] != '\0');
    }
    for (size_t i = 0; i < report->n_children; i++) {
        const struct report_child *child = &report->children[i];

        check(child->header.certainty != CERTAINTY_NONE);
        check(child->header.has_age == (child->header.certainty == CERTAINTY_CERTAIN ||
                                        child->header.certainty == CERTAINTY_PROBABLE));
        check(child->n_parts >= 1);
        for (size_t j = 0; j < child->n_parts; j++)
            check(text_is_utf8(bytes_of_buffer(&child->parts[j].content)));
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    CLEANUP(report_clear) struct report report = { 0 };
    CLEANUP(form_faults_clear) struct form_faults faults = { 0 };
    struct form_context context = { .country = "NO",
                                    .default_ground = "no.opl.24-3",
                                    .area_default = "",
                                    .test_ids = true,
                                    .subject_key = key,
                                    .subject_key_number = 1,
                                    .now_ms = 1772356364120,
                                    .knows = knows,
                                    .language = "nb" };
    struct error err;
    enum fault fault;

    check(keys_start(&err) == FAULT_NONE);
    fault = form_public_no_read(bytes_of(data, size), &context, &report, &faults, &err);
    check(fault == FAULT_NONE || fault == FAULT_INPUT);
    check((fault == FAULT_NONE) == (faults.n == 0));
    if (fault)
        check(report.n_children == 0 && report.children == NULL);
    else
        check_report(&report);
    for (size_t i = 0; i < faults.n; i++)
        check(text_is_utf8(bytes_of_text(faults.all[i].pointer)));
    return 0;
}
