/* SPDX-License-Identifier: EUPL-1.2 */
/* problem - what is wrong, as application/problem+json (RFC 9457).
 *
 *   {"type":"about:blank","title":…,"status":…,"code":…,"detail":…,
 *    "errors":[{"pointer":…,"code":…,"detail":…}],
 *    "telephone":[{"to":…,"telephone":…}]}
 *
 * `telephone`, with an acute message: where somebody answers now; `to` points to the recipient.
 * `code` is stable; `detail` is for people. No value of a form is ever quoted.
 */
#ifndef EDGE_PROBLEM_H
#define EDGE_PROBLEM_H

#include "base/error.h"
#include "edge/http.h"
#include "edge/report.h"
#include "model/directory.h"

/* Makes the whole answer anew. `faults` may be NULL: then there is no "errors". */
void problem_answer(struct http_answer *answer, unsigned status, const char *code,
                    const char *detail, const struct form_faults *faults);

struct problem_telephone {
    char to[REPORT_POINTER + 1]; /* pointer into the posted form */
    char telephone[DIRECTORY_TELEPHONE + 1];
};

/* Adds telephones to an answer that was made by the functions here; nothing if there are none. */
void problem_add_telephones(struct http_answer *answer, const struct problem_telephone telephones[],
                            size_t n);

/* From an error of a lower layer: the status by its code, else 422 for FAULT_INPUT, 503 for
 * FAULT_RETRY ("later"), 500 without words for FAULT_BROKEN. */
void problem_of_error(struct http_answer *answer, const struct error *err);

#endif
