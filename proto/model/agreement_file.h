/* SPDX-License-Identifier: Apache-2.0 */
/* agreement_file - from one YAML file to the agreement it holds, and whether all have signed it. */
#ifndef MODEL_AGREEMENT_FILE_H
#define MODEL_AGREEMENT_FILE_H

#include "base/error.h"
#include "model/agreement.h"

/* As agreement_file_read(); with a directory (NULL: none) its parties, root keys, origin and
 * signatures are judged too, with a vocabulary its purposes. All faults go to those of `reading` (may
 * be NULL). FAULT_INPUT "agreement". */
MUST_CHECK enum fault agreement_file_verify(const char *path, const struct directory *directory,
                                            const struct reading *reading,
                                            struct agreement *ret_agreement, struct error *err);

#endif
