/* SPDX-License-Identifier: EUPL-1.2 */
/* function_spec - what a party can be addressed as, in one argument of the command line.
 *
 *   child_welfare; hours mon-fri 08:00-15:30; closed 2026-12-25,2026-12-26;
 *   on_call child_welfare_on_call; telephone +47 55 00 00 00
 *
 * The function first, then what is known of it, each once, in any order.
 */
#ifndef CTL_FUNCTION_SPEC_H
#define CTL_FUNCTION_SPEC_H

#include <stdbool.h>

#include "model/directory.h"

/* False with a reason for people (static text) in `ret_why`; `ret_function` is then undefined. */
bool function_spec_read(const char *text, struct party_function *ret_function,
                        const char **ret_why);

#endif
