/* SPDX-License-Identifier: EUPL-1.2 */
#include <criterion/criterion.h>
#include <stdlib.h>

#include "base/credential.h"
#include "base/memory.h"

static const struct {
    const char *folder, *file, *want;
} cases[] = {
    { "/etc/samband/keys", "curve.key", "/etc/samband/keys/curve.key" },
    { "/etc/samband/index.key", NULL, "/etc/samband/index.key" },
    { "credential:keys_bjork-school", "curve.key", "/run/c/keys_bjork-school_curve.key" },
    { "credential:keys_index.key", NULL, "/run/c/keys_index.key" },
};

Test(credential, names_a_file_among_those_passed_in)
{
    setenv("CREDENTIALS_DIRECTORY", "/run/c", 1);
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        CLEANUP(mem_free) char *path = credential_path(cases[i].folder, cases[i].file);

        cr_expect_str_eq(path, cases[i].want);
        cr_expect_eq(credential_is_passed(path), i >= 2, "%s", path);
    }
    cr_expect_not(credential_is_passed("/run/cc/keys"));
    cr_expect_not(credential_is_passed("/run/c/a/../../etc/passwd"));
}

Test(credential, is_a_file_that_is_not_there_when_nothing_was_passed_in)
{
    unsetenv("CREDENTIALS_DIRECTORY");
    CLEANUP(mem_free) char *path = credential_path("credential:keys", "sign.key");

    cr_expect_str_eq(path, "credential:keys_sign.key");
    cr_expect_not(credential_is_passed(path));
}
