/* SPDX-License-Identifier: EUPL-1.2 */
/* problem - what is wrong, as application/problem+json (RFC 9457).
 *
 *   {"type":"about:blank","title":…,"status":…,"code":…,"detail":…,
 *    "errors":[{"pointer":…,"code":…,"detail":…}]}
 *
 * `code` is stable; `detail` is for people. No value of a form is ever quoted.
 */
#ifndef EDGE_PROBLEM_H
#define EDGE_PROBLEM_H

#include "base/error.h"
#include "edge/http.h"
#include "edge/report.h"

/* Makes the whole answer anew. `faults` may be NULL: then there is no "errors". */
void problem_answer(struct http_answer *answer, unsigned status, const char *code,
                    const char *detail, const struct form_faults *faults);

/* From an error of a lower layer: the status by its code, else 422 for FAULT_INPUT, 503 for
 * FAULT_RETRY ("later"), 500 without words for FAULT_BROKEN. */
void problem_of_error(struct http_answer *answer, const struct error *err);

#endif
