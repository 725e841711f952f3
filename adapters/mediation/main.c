/* SPDX-License-Identifier: EUPL-1.2 */
/* samband-mediation - the adapter of the mediation board (Norway) and municipal mediation (Sweden). */
#include "edge/edge.h"
#include "mediation/forms.h"

static const struct form forms[] = { { 0 } };

static const struct agency mediation = {
    .program = "samband-mediation",
    .role_hint = "the mediation board (Norway) and municipal mediation (Sweden)",
    .forms = forms,
    .messages = mediation_messages,
    .receives = true,
};

int main(int argc, char **argv) { return edge_main(&mediation, argc, argv); }
