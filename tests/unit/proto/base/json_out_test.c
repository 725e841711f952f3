/* SPDX-License-Identifier: EUPL-1.2 */
#include <criterion/criterion.h>

#include "base/json_out.h"

static const struct {
    const char *name, *text, *want;
} texts[] = {
    { "plain", "fjell-school", "\"fjell-school\"" },
    { "quote and backslash", "a\"b\\c", "\"a\\\"b\\\\c\"" },
    { "newline", "a\nb", "\"a\\nb\"" },
    { "control characters", "\x01\t\x1f\x7f", "\"\\u0001\\u0009\\u001f\\u007f\"" },
    { "UTF-8 as it is", "B\xc3\xa6rum", "\"B\xc3\xa6rum\"" },
    { "bytes that are no UTF-8", "B\xe6rum", "\"B\\ufffdrum\"" },
    { "nothing", NULL, "null" },
};

Test(json_out, escapes_what_json_must_not_hold)
{
    for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
        CLEANUP(json_out_clear) struct json_out json = { 0 };

        json_put_text(&json, NULL, texts[i].text);
        cr_expect_str_eq((char *)json.text.data, texts[i].want, "%s: got %s", texts[i].name,
                         (char *)json.text.data);
    }
}

Test(json_out, puts_commas_between_values_of_one_level_only)
{
    CLEANUP(json_out_clear) struct json_out json = { 0 };

    json_enter_object(&json, NULL);
    json_put_number(&json, "n", 18446744073709551615ULL);
    json_enter_list(&json, "list");
    json_put_boolean(&json, NULL, true);
    json_enter_object(&json, NULL);
    json_leave_object(&json);
    json_put_boolean(&json, NULL, false);
    json_leave_list(&json);
    json_put_text_or_null(&json, "code", "");
    json_enter_list(&json, "empty");
    json_leave_list(&json);
    json_put_time(&json, "time", 1772356364120);
    json_put_time(&json, "never", 0);
    json_leave_object(&json);

    cr_expect_str_eq((char *)json.text.data,
                     "{\"n\":18446744073709551615,\"list\":[true,{},false],\"code\":null,"
                     "\"empty\":[],\"time\":\"2026-03-01T09:12:44.120Z\",\"never\":null}");
}
