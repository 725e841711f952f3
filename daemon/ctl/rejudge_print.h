/* SPDX-License-Identifier: EUPL-1.2 */
/* rejudge_print - a decision that was made again, for a terminal or as JSON. */
#ifndef CTL_REJUDGE_PRINT_H
#define CTL_REJUDGE_PRINT_H

#include <stdio.h>

#include "base/json_out.h"
#include "ctl/rejudge_read.h"

/* Other rules beside those of the day. */
struct rejudge_rules {
    const struct policy *policy; /* NULL: none were given */
    const struct vocabulary *vocabulary;
    const char *language; /* of the explanation; NULL: that of the sender's country */
};

/* What the record says, what was decided again, and under other rules, section by section; then the
 * result, and the explanation of the decision under these rules. */
void rejudge_print_text(const char *id, const struct rejudged *rejudged,
                        const struct rejudge_rules *rules, FILE *out);

/* The same as one object of `json`; keys in sambandctl(1). */
void rejudge_put_json(const char *id, const struct rejudged *rejudged,
                      const struct rejudge_rules *rules, struct json_out *json);

/* Appends what the other rules would have decided otherwise than the record says; nothing if nothing. */
void rejudge_write_change(const struct rejudged *rejudged, struct buffer *ret_text);

#endif
