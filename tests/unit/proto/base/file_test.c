/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/file.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

Test(file, reads_what_is_there)
{
    char path[] = "/tmp/file_XXXXXX", got[8] = "";
    int fd = mkstemp(path);
    FILE *file;

    cr_assert_eq(write(fd, "here", 4), 4);
    close(fd);
    file = file_open(path);
    unlink(path);
    cr_assert_not_null(file);
    cr_expect_str_eq(fgets(got, sizeof(got), file), "here");
    fclose(file);
}

Test(file, waits_for_nobody_who_might_write_into_a_fifo, .timeout = 20)
{
    char folder[] = "/tmp/file_XXXXXX", path[64];
    FILE *file;

    cr_assert_not_null(mkdtemp(folder));
    snprintf(path, sizeof(path), "%s/fifo", folder);
    cr_assert_eq(mkfifo(path, 0600), 0);
    file = file_open(path);
    cr_assert_not_null(file);
    cr_expect_eq(fgetc(file), EOF);
    fclose(file);
    unlink(path);
    rmdir(folder);
}

Test(file, tells_what_is_not_there)
{
    errno = 0;
    cr_expect_null(file_open("/nowhere/at/all"));
    cr_expect_eq(errno, ENOENT);
}
