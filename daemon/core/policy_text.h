/* SPDX-License-Identifier: EUPL-1.2 */
/* policy_text - comparing words where either may be missing: nothing equals a missing one. */
#ifndef CORE_POLICY_TEXT_H
#define CORE_POLICY_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "core/policy.h"

/* Most words differ in their first letter; a decision compares thousands. */
static inline bool policy_same(const char *a, const char *b)
{
    return a && b && a[0] == b[0] && strcmp(a, b) == 0;
}

static inline bool policy_list_has(const struct policy_list *list, const char *word)
{
    for (size_t i = 0; i < list->n; i++)
        if (policy_same(list->words[i], word))
            return true;
    return false;
}

#endif
