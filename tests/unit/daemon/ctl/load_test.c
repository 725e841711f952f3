/* SPDX-License-Identifier: EUPL-1.2 */
#include "ctl/load.h"

#include <criterion/criterion.h>
#include <string.h>

static const struct {
    const char *name, *lines, *first, *printed, *text;
} cases[] = {
    { "one fault is left to the caller", "cannot open a.yaml: not there\n",
      "cannot open a.yaml: not there", "", "cannot open a.yaml: not there" },
    { "nothing listed is left to the caller", "", "a.yaml is odd", "", "a.yaml is odd" },
    { "several are listed, and counted", "a.yaml:1:1: odd\na.yaml:2:1: even\n",
      "a.yaml:1:1: odd (and 1 more)", "a.yaml:1:1: odd\na.yaml:2:1: even\n", "a.yaml: 2 faults" },
};

Test(load, tells_each_fault_once)
{
    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        char printed[200] = "";
        FILE *out = fmemopen(printed, sizeof(printed), "w");
        struct error err;

        (void)error_set_code(&err, FAULT_INPUT, "invalid_file", "%s", cases[i].first);
        load_tell(cases[i].lines, "a.yaml", out, &err);
        fclose(out);
        cr_expect_str_eq(printed, cases[i].printed, "%s: %s", cases[i].name, printed);
        cr_expect_str_eq(err.text, cases[i].text, "%s: %s", cases[i].name, err.text);
        cr_expect_str_eq(err.code, "invalid_file");
        cr_expect_eq(err.fault, FAULT_INPUT);
    }
}
