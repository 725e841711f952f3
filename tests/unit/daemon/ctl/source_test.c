/* SPDX-License-Identifier: EUPL-1.2 */
#include <criterion/criterion.h>

#include "base/memory.h"
#include "ctl/source.h"

#define BASE "host=/run/postgresql user=samband_broker"

static const struct {
    const char *base, *role, *changes, *want;
} cases[] = {
    { BASE, "samband_operator", NULL, BASE " user=samband_operator" },
    { BASE, "samband_operator", "user=me", BASE " user=samband_operator user=me" },
    { BASE, NULL, "user=postgres", BASE " user=postgres" },
    { NULL, "samband_operator", "dbname=other", "dbname=other" },
    { "postgresql://db/samband", "samband_auditor", NULL,
      "postgresql://db/samband?user=samband_auditor" },
    { "postgres://db/samband?sslmode=require", "samband_auditor", NULL,
      "postgres://db/samband?sslmode=require&user=samband_auditor" },
    { "postgresql://db/samband", "samband_auditor", "postgresql://other", "postgresql://other" },
};

Test(source, connects_as_the_role_unless_told_otherwise)
{
    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        CLEANUP(mem_free)
        char *got = source_compose(cases[i].base, cases[i].role, cases[i].changes);

        cr_expect_str_eq(got, cases[i].want, "row %zu: got %s", i, got);
    }
}
