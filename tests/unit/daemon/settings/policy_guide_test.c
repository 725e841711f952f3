/* SPDX-License-Identifier: EUPL-1.2 */
/* The guide to the rules: its example loads. That it has every fault, scripts/check_guide sees to. */
#include <criterion/criterion.h>
#include <string.h>

#include "base/memory.h"
#include "unit/daemon/settings/policy_place.h"

static const char guide_path[] = "deploy/guide/policy.md";

/* The whole file as a text, which the caller owns. */
static char *text_of(const char *path)
{
    CLEANUP(fclose) FILE *file = fopen(path, "re");
    struct buffer text = { 0 };
    char part[4096];
    size_t n;

    cr_assert_not_null(file, "%s", path);
    while ((n = fread(part, 1, sizeof(part), file)))
        buffer_append(&text, part, n);
    return buffer_take_text(&text);
}

Test(policy_guide, its_example_loads)
{
    CLEANUP(policy_place_clear) struct policy_place place;
    CLEANUP(mem_free) char *guide = text_of(guide_path);
    char *example = strstr(guide, "```yaml\n"), *end;

    cr_assert_not_null(example);
    example += strlen("```yaml\n");
    end = strstr(example, "```");
    cr_assert_not_null(end);
    *end = '\0';
    policy_place_init(&place);
    policy_place_write(&place, "no", "example.yaml", example);
    cr_expect_eq(policy_place_load(&place), FAULT_NONE, "%s", place.printed);
}
