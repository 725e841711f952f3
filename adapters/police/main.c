/* SPDX-License-Identifier: EUPL-1.2 */
/* samband-police - the adapter of the police and prosecutors: one process, a party each. */
#include "edge/edge.h"
#include "police/forms.h"

static const struct form forms[] = { { 0 } };

static const struct agency police = {
    .program = "samband-police",
    .role_hint = "the police and prosecutors",
    .forms = forms,
    .messages = police_messages,
    .receives = true,
};

int main(int argc, char **argv) { return edge_main(&police, argc, argv); }
