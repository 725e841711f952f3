/* SPDX-License-Identifier: EUPL-1.2 */
/* samband-agency - the adapter of every role without an adapter of its own, by configuration. */
#include "edge/edge.h"
#include "agency/forms.h"

static const struct form forms[] = { { 0 } };

static const struct agency agency = {
    .program = "samband-agency",
    .role_hint = "every other agency: leisure, health, employment service, supervisors",
    .forms = forms,
    .messages = agency_messages,
    .receives = true,
};

int main(int argc, char **argv) { return edge_main(&agency, argc, argv); }
