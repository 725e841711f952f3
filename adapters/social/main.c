/* SPDX-License-Identifier: EUPL-1.2 */
/* samband-social - the adapter of social services and child welfare: receives reports of concern. */
#include "edge/edge.h"

static const struct form forms[] = { { 0 } };

static const struct agency social = {
    .program = "samband-social",
    .role_hint = "social services (Sweden) and child welfare (Norway), which receive reports",
    .forms = forms,
    .receives = true,
};

int main(int argc, char **argv) { return edge_main(&social, argc, argv); }
