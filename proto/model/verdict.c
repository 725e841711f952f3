/* SPDX-License-Identifier: Apache-2.0 */
#include "model/verdict.h"

#include <assert.h>
#include <string.h>

static const char *const names[] = {
    [VERDICT_REFUSE] = "refuse",
    [VERDICT_LEAVE_OUT] = "leave_out",
    [VERDICT_PERMIT] = "permit",
};

const char *verdict_name(enum verdict verdict)
{
    assert(verdict >= 0 && verdict < ARRAY_SIZE(names));
    return names[verdict];
}

bool verdict_read(const char *name, enum verdict *ret_verdict)
{
    for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
        if (strcmp(names[i], name) == 0) {
            *ret_verdict = (enum verdict)i;
            return true;
        }
    }
    return false;
}

void verdict_write_lines(const struct verdict_line verdicts[], size_t n_verdicts,
                         struct buffer *ret_text)
{
    char digest[DIGEST_BASE64_SIZE];

    for (size_t i = 0; i < n_verdicts; i++) {
        digest_write_base64(&verdicts[i].section, digest);
        buffer_printf(ret_text, "verdict %s %s %s\n", digest, verdict_name(verdicts[i].verdict),
                      verdicts[i].rule[0] ? verdicts[i].rule : "none");
    }
}

void verdict_read_lines(struct lines *lines, struct verdict_line ret_verdicts[LIMIT_SECTIONS],
                        size_t *ret_n)
{
    *ret_n = 0;
    while (*ret_n < LIMIT_SECTIONS && lines_has(lines, "verdict")) {
        struct verdict_line *line = &ret_verdicts[(*ret_n)++];
        size_t choice = VERDICT_REFUSE;

        lines_field(lines, "verdict");
        lines_digest(lines, &line->section);
        lines_choice(lines, names, ARRAY_SIZE(names), &choice);
        line->verdict = (enum verdict)choice;
        if (!lines_none(lines))
            lines_token(lines, line->rule, LIMIT_GROUND);
    }
}
