/* SPDX-License-Identifier: EUPL-1.2 */
/* explanation_play - the shipped vocabulary, and what an explanation of an invented policy says. For one
 * test program; definitions, not declarations. Suites have .init = load, .fini = drop. */
#ifndef TESTS_EXPLANATION_PLAY_H
#define TESTS_EXPLANATION_PLAY_H

#include <criterion/criterion.h>
#include <string.h>

#include "base/memory.h"
#include "core/explanation.h"
#include "unit/daemon/core/policy_help.h"

static struct vocabulary *vocabulary;

static void load(void)
{
    struct error err;

    cr_assert_eq(vocabulary_load("config/policy/vocabulary.yaml", stderr, &vocabulary, &err),
                 FAULT_NONE);
}

static void drop(void) { vocabulary_free(vocabulary); }

static void explain(const struct policy *policy, const struct policy_question *question,
                    enum vocabulary_language language, struct explanation *ret)
{
    explanation_make(policy, vocabulary, question, language, ret);
}

/* The needs of the first section, one a line. */
static void expect_needs(const struct policy *policy, const struct policy_question *question,
                         enum vocabulary_language language, const char *want)
{
    CLEANUP(explanation_clear) struct explanation explanation = { 0 };
    CLEANUP(buffer_clear) struct buffer got = { 0 };

    explain(policy, question, language, &explanation);
    for (size_t i = 0; i < explanation.sections[0].n_needs; i++)
        buffer_printf(&got, "%s\n", explanation.sections[0].needs[i]);
    cr_expect_str_eq(got.size ? (const char *)got.data : "", want, "got: %s",
                     got.size ? (const char *)got.data : "nothing");
}

#endif
