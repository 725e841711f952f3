/* SPDX-License-Identifier: EUPL-1.2 */
/* explain_print - an explanation for a terminal, or as JSON. */
#ifndef CTL_EXPLAIN_PRINT_H
#define CTL_EXPLAIN_PRINT_H

#include <stdio.h>

#include "core/explanation.h"

/* What an explanation is printed with; everything is borrowed. */
struct explain_print {
    const struct explanation *explanation;
    const struct vocabulary *vocabulary;
    const struct policy *policy;
    enum vocabulary_language language; /* also that of the explanation */
    int32_t day;                       /* that was asked for */
    size_t width;                      /* characters of a line, at least 40 */
};

/* The verdict of the whole, then of each section (those that are told the same together), with rule,
 * provision, reason and what would have to be different; last the grounds on which it would pass,
 * unless all of it passes. */
void explain_print_text(const struct explain_print *print, FILE *out);

/* Everything, in one object; keys in sambandctl(1). */
void explain_print_json(const struct explain_print *print, FILE *out);

#endif
