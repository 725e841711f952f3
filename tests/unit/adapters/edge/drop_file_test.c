/* SPDX-License-Identifier: EUPL-1.2 */
#include "edge/drop_file.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/memory.h"

static char folder[] = "/tmp/drop_file_test_XXXXXX";
static char path[100];

static void setup(void)
{
    cr_assert_not_null(mkdtemp(folder));
    snprintf(path, sizeof(path), "%s/a", folder);
}

static void teardown(void)
{
    CLEANUP(mem_free) char *command = mem_printf("rm -r %s", folder);

    cr_assert_eq(system(command), 0);
}

TestSuite(drop_file, .init = setup, .fini = teardown);

static const char *code_of_reading(const char *name, size_t max)
{
    static struct error err;
    CLEANUP(buffer_clear) struct buffer bytes = { 0 };

    err = (struct error){ 0 };
    return drop_file_read(name, max, &bytes, &err) ? err.code : "read";
}

Test(drop_file, is_read_as_it_was_written)
{
    CLEANUP(buffer_clear) struct buffer bytes = { 0 }, got = { 0 };
    struct stat status;

    for (int i = 0; i < 200000; i++)
        buffer_append_byte(&bytes, (uint8_t)i);
    cr_assert_eq(drop_file_write(folder, "a", bytes_of_text("older"), NULL), FAULT_NONE);
    cr_assert_eq(drop_file_write(folder, "a", bytes_of_buffer(&bytes), NULL), FAULT_NONE);
    cr_assert_eq(drop_file_read(path, 200000, &got, NULL), FAULT_NONE);
    cr_expect(bytes_equal(bytes_of_buffer(&bytes), bytes_of_buffer(&got)));
    cr_assert_eq(stat(path, &status), 0);
    cr_expect_eq(status.st_mode & 0777, 0600);
    cr_expect_str_eq(code_of_reading(path, 199999), "too_large");
}

Test(drop_file, is_nothing_but_a_file)
{
    CLEANUP(mem_free) char *link = mem_printf("%s/link", folder);
    CLEANUP(mem_free) char *pipe_path = mem_printf("%s/pipe", folder);

    cr_assert_eq(drop_file_write(folder, "a", bytes_of_text("x"), NULL), FAULT_NONE);
    cr_assert_eq(symlink("a", link), 0);
    cr_assert_eq(mkfifo(pipe_path, 0600), 0);
    cr_expect_str_eq(code_of_reading(path, 1), "read");
    cr_expect_str_eq(code_of_reading(link, 1), "no_file");
    cr_expect_str_eq(code_of_reading(pipe_path, 1), "no_file");
    cr_expect_str_eq(code_of_reading(folder, 1), "no_file");
    cr_expect_str_eq(code_of_reading("/nonexistent/a", 1), "no_file");
}

Test(drop_file, leaves_nothing_half_written)
{
    struct error err = { 0 };

    cr_expect_eq(drop_file_write("/nonexistent", "a", bytes_of_text("x"), &err), FAULT_RETRY);
    cr_expect_str_eq(err.code, "drop");
    cr_assert_eq(mkdir(path, 0700), 0);
    cr_expect_eq(drop_file_write(folder, "a", bytes_of_text("x"), &err), FAULT_RETRY);
    snprintf(path, sizeof(path), "%s/.a.tmp", folder);
    cr_expect_neq(access(path, F_OK), 0);
}

Test(drop_file, is_finished_by_its_name)
{
    cr_expect(drop_file_is_finished("concerns.a.json"));
    cr_expect(drop_file_is_finished("tmp"));
    cr_expect_not(drop_file_is_finished(".concerns.a.json"));
    cr_expect_not(drop_file_is_finished("concerns.a.json.tmp"));
    cr_expect_not(drop_file_is_finished("concerns.a.json.part"));
}

Test(drop_file, folders_are_made_once)
{
    struct error err = { 0 };
    struct stat status;

    cr_expect_eq(drop_file_make_folder(folder, "a", &err), FAULT_NONE);
    cr_expect_eq(drop_file_make_folder(folder, "a", &err), FAULT_NONE);
    cr_assert_eq(stat(path, &status), 0);
    cr_expect_eq(status.st_mode & 0777, 0700);
    cr_assert_eq(drop_file_write(folder, "b", bytes_of_text("x"), NULL), FAULT_NONE);
    cr_expect_eq(drop_file_make_folder(folder, "b", &err), FAULT_INPUT);
}

static mode_t mode_of(const char *name)
{
    CLEANUP(mem_free) char *place = mem_printf("%s/%s", folder, name);
    struct stat status;

    cr_assert_eq(stat(place, &status), 0, "%s", place);
    return status.st_mode & 07777;
}

/* clang-format off */
static const struct {
    mode_t folder, mask, file, made;
} modes[] = {
    { 0700,  0022, 0600, 0700 },
    { 0750,  0077, 0640, 0750 },
    { 02770, 0077, 0660, 02770 },
    { 02750, 0022, 0640, 02750 },
    { 02777, 0000, 0660, 02770 }, /* others never, whatever the umask */
    { 0707,  0000, 0600, 0700 },
};
/* clang-format on */

Test(drop_file, what_is_made_follows_the_folder_and_is_never_open_to_others)
{
    for (size_t i = 0; i < sizeof(modes) / sizeof(modes[0]); i++) {
        CLEANUP(mem_free) char *name = mem_printf("file%zu", i), *in = mem_printf("in%zu", i);
        mode_t before = umask(modes[i].mask);

        cr_assert_eq(chmod(folder, modes[i].folder), 0);
        cr_assert_eq(drop_file_write(folder, name, bytes_of_text("x"), NULL), FAULT_NONE);
        cr_assert_eq(drop_file_make_folder(folder, in, NULL), FAULT_NONE);
        cr_expect_eq(umask(before), modes[i].mask, "the umask is as it was");
        cr_expect_eq(mode_of(name), modes[i].file, "%zu: %o", i, mode_of(name));
        cr_expect_eq(mode_of(in), modes[i].made, "%zu: %o", i, mode_of(in));
    }
}

Test(drop_file, is_open_to_no_group_but_the_folders)
{
    if (geteuid() != 0 || chown(folder, (uid_t)-1, getegid() + 1) < 0)
        cr_skip("needs another group");
    cr_assert_eq(chmod(folder, 0770), 0);
    cr_assert_eq(drop_file_write(folder, "a", bytes_of_text("x"), NULL), FAULT_NONE);
    cr_assert_eq(drop_file_make_folder(folder, "b", NULL), FAULT_NONE);
    cr_expect_eq(mode_of("a"), 0600, "it is of the adapter's own group");
    cr_expect_eq(mode_of("b"), 0700);
    cr_assert_eq(chmod(folder, 02770), 0);
    cr_assert_eq(drop_file_write(folder, "a", bytes_of_text("x"), NULL), FAULT_NONE);
    cr_expect_eq(mode_of("a"), 0660);
}

Test(drop_file, goes_into_no_folder_that_is_a_link)
{
    CLEANUP(mem_free) char *elsewhere = mem_printf("%s/elsewhere", folder);
    CLEANUP(mem_free) char *link = mem_printf("%s/link", folder);
    CLEANUP(mem_free) char *through = mem_printf("%s/link/.", folder);
    struct error err = { 0 };

    cr_assert_eq(mkdir(elsewhere, 0700), 0);
    cr_assert_eq(symlink("elsewhere", link), 0);
    cr_assert_eq(drop_file_write(folder, "a", bytes_of_text("x"), NULL), FAULT_NONE);
    cr_expect_eq(drop_file_write(link, "a", bytes_of_text("x"), &err), FAULT_RETRY);
    cr_expect_eq(drop_file_move(path, link, "b", &err), FAULT_RETRY);
    cr_expect_eq(drop_file_make_folder(folder, "link", &err), FAULT_INPUT);
    cr_expect_str_eq(code_of_reading(path, 1), "read", "it is where it was");
    cr_expect_eq(rmdir(elsewhere), 0, "nothing was put there");
    cr_assert_eq(mkdir(elsewhere, 0700), 0);
    cr_expect_eq(drop_file_write(through, "a", bytes_of_text("x"), &err), FAULT_NONE);
    cr_expect_eq(drop_file_move(path, elsewhere, "b", &err), FAULT_NONE);
    cr_expect_str_eq(code_of_reading(path, 1), "no_file");
}
