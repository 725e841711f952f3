/* SPDX-License-Identifier: EUPL-1.2 */
#include "model/folder.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "base/memory.h"

static char path[64];

static void setup(void)
{
    strcpy(path, "/tmp/samband-folder-XXXXXX");
    cr_assert_not_null(mkdtemp(path));
}

static void teardown(void)
{
    CLEANUP(mem_free) char *command = mem_printf("rm -r %s", path);

    cr_assert_eq(system(command), 0);
}

TestSuite(folder, .init = setup, .fini = teardown);

static void touch(const char *name)
{
    CLEANUP(mem_free) char *file_path = mem_printf("%s/%s", path, name);
    FILE *file = fopen(file_path, "we");

    cr_assert_not_null(file);
    fclose(file);
}

Test(folder, lists_one_ending_in_order_of_name)
{
    static const char *const names[] = { "b.card", "a.card", "B.card", ".hidden.card",
                                         ".card",  "c.txt",  "d.cards" };
    static const char *const want[] = { "/B.card", "/a.card", "/b.card" };
    CLEANUP(folder_clear) struct folder_files files = { 0 };
    struct error err = { 0 };

    for (size_t i = 0; i < ARRAY_SIZE(names); i++)
        touch(names[i]);
    cr_assert_eq(folder_list(path, ".card", "card", &files, &err), FAULT_NONE, "%s", err.text);
    cr_assert_eq(files.n, ARRAY_SIZE(want));
    for (size_t i = 0; i < files.n; i++) {
        cr_expect(strncmp(files.paths[i], path, strlen(path)) == 0);
        cr_expect_str_eq(files.paths[i] + strlen(path), want[i]);
    }
}

Test(folder, may_be_empty_but_must_be_there)
{
    CLEANUP(folder_clear) struct folder_files files = { 0 };
    struct error err = { 0 };

    cr_expect_eq(folder_list(path, ".card", "card", &files, NULL), FAULT_NONE);
    cr_expect_eq(files.n, 0);
    cr_expect_eq(folder_list("/nonexistent", ".card", "card", &files, &err), FAULT_INPUT);
    cr_expect_str_eq(err.code, "card");
    cr_expect(strstr(err.text, "/nonexistent"), "%s", err.text);
}
