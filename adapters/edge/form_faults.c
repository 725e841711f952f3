/* SPDX-License-Identifier: EUPL-1.2 */
#include <stdio.h>

#include "edge/report.h"

#include "base/memory.h"
#include "base/text.h"
#include "edge/words.h"

/* Cuts what snprintf() may have cut inside a character back to a whole one. */
static void keep_whole(char *text)
{
    size_t size = strlen(text);

    while (size > 0 && !text_is_utf8(bytes_of(text, size)))
        size--;
    text[size] = '\0';
}

void form_faults_addv(struct form_faults *faults, const char *pointer, const char *code,
                      const char *format, va_list arguments)
{
    struct form_fault *fault;

    if (faults->n == FORM_FAULTS_MAX) {
        faults->n_left_out++;
        return;
    }
    faults->all = mem_grow(faults->all, faults->n + 1, sizeof(*faults->all));
    fault = &faults->all[faults->n++];
    *fault = (struct form_fault){ 0 };
    snprintf(fault->pointer, sizeof(fault->pointer), "%s", pointer);
    keep_whole(fault->pointer);
    snprintf(fault->code, sizeof(fault->code), "%s", code);
    vsnprintf(fault->detail, sizeof(fault->detail), words_in(faults->language, format), arguments);
    keep_whole(fault->detail);
}

void form_faults_add(struct form_faults *faults, const char *pointer, const char *code,
                     const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    form_faults_addv(faults, pointer, code, format, arguments);
    va_end(arguments);
}

void form_faults_clear(struct form_faults *faults)
{
    mem_free(faults->all);
    *faults = (struct form_faults){ .language = faults->language };
}

void form_check_sizes(const struct report *report, struct form_faults *faults)
{
    /* What sealing adds: salt, length fields, padding, nonce, authenticator. */
    const size_t room = LIMIT_SECTION_BYTES - 1024;

    for (size_t i = 0; i < report->n_children; i++) {
        const struct report_child *child = &report->children[i];

        if (child->n_parts > LIMIT_SECTIONS)
            form_faults_add(faults, child->about, "range", "makes more than %d sections",
                            LIMIT_SECTIONS);
        for (size_t j = 0; j < child->n_parts; j++)
            if (child->parts[j].content.size > room)
                form_faults_add(faults, child->about, "length",
                                "the section %s is larger than %zu bytes", child->parts[j].category,
                                room);
    }
}

enum fault form_finish(const struct form_faults *faults, struct error *err)
{
    size_t n = faults->n + faults->n_left_out;

    if (n == 0)
        return FAULT_NONE;
    if (n == 1)
        return error_set_code(err, FAULT_INPUT, "form", "%s",
                              words_in(faults->language, WORDS("the form has one fault")));
    return error_set_code(err, FAULT_INPUT, "form",
                          words_in(faults->language, WORDS("the form has %zu faults")), n);
}
