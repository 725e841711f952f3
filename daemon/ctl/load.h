/* SPDX-License-Identifier: EUPL-1.2 */
/* load - reads the files of an installation, and tells each fault of them once.
 *
 * One fault is left to the caller, who prints `err`. Several are printed on standard error, a line
 * each, and `err` says how many there are.
 */
#ifndef CTL_LOAD_H
#define CTL_LOAD_H

#include <stdio.h>

#include "base/error.h"
#include "model/directory.h"
#include "settings/policy_file.h"
#include "settings/settings.h"

/* Faults as settings_load(), directory_load() and policy_load_all(). */
MUST_CHECK enum fault load_settings(const char *path, struct settings **ret_settings,
                                    struct error *err);
MUST_CHECK enum fault load_directory(const char *path, const struct vocabulary *vocabulary,
                                     struct directory **ret_directory, struct error *err);
MUST_CHECK enum fault load_policy(const char *path, struct vocabulary **ret_vocabulary,
                                  struct policy **ret_policy, struct error *err);

/* The rule behind them: `lines` is what a reader listed, `err` what it returned for `path`. */
void load_tell(const char *lines, const char *path, FILE *out, struct error *err);

#endif
