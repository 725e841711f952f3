/* SPDX-License-Identifier: Apache-2.0 */
#include "model/consent.h"

#include <string.h>

#include "base/cleanup.h"

static const char *const capacities[] = {
    [CAPACITY_YOUTH] = "youth",
    [CAPACITY_GUARDIAN] = "guardian",
};

static const char *const forms[] = {
    [CONSENT_WRITTEN] = "written",
    [CONSENT_ORAL] = "oral",
};

/* The place of a name; 0, which has none, if there is no such. */
static size_t place_of(const char *const names[], size_t n, const char *name)
{
    for (size_t i = 1; i < n; i++) {
        if (strcmp(names[i], name) == 0)
            return i;
    }
    return 0;
}

const char *capacity_name(enum capacity capacity)
{
    return capacity >= 0 && capacity < ARRAY_SIZE(capacities) ? capacities[capacity] : NULL;
}

bool capacity_read(const char *name, enum capacity *ret_capacity)
{
    size_t place = place_of(capacities, ARRAY_SIZE(capacities), name);

    if (place)
        *ret_capacity = (enum capacity)place;
    return place != 0;
}

const char *consent_form_name(enum consent_form form)
{
    return form >= 0 && form < ARRAY_SIZE(forms) ? forms[form] : NULL;
}

bool consent_form_read(const char *name, enum consent_form *ret_form)
{
    size_t place = place_of(forms, ARRAY_SIZE(forms), name);

    if (place)
        *ret_form = (enum consent_form)place;
    return place != 0;
}
