/* SPDX-License-Identifier: EUPL-1.2 */
/* agreement_print - an agreement as its file writes it. */
#ifndef CTL_AGREEMENT_PRINT_H
#define CTL_AGREEMENT_PRINT_H

#include <stdio.h>

#include "model/agreement.h"

/* A party that has not signed yet (all zeros) stands there without a signature. */
void agreement_print(const struct agreement *agreement, FILE *out);

#endif
