/* SPDX-License-Identifier: EUPL-1.2 */
/* samband-school - the adapter of schools: sends reports of concern and messages, takes answers. */
#include "edge/edge.h"
#include "school/form_own.h"
#include "school/form_public_no.h"
#include "school/messages.h"

static const struct form forms[] = {
    { "concerns", FORM_OWN_MEDIA_TYPE, form_own_read },
    { "concerns", FORM_PUBLIC_NO_MEDIA_TYPE, form_public_no_read },
    { 0 },
};

static const struct agency school = {
    .program = "samband-school",
    .role_hint = "schools, which report concerns about children",
    .forms = forms,
    .messages = school_messages,
    .receives = true,
};

int main(int argc, char **argv) { return edge_main(&school, argc, argv); }
