/* SPDX-License-Identifier: EUPL-1.2 */
#include "keys/key_file.h"

#include <criterion/criterion.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "keys/start.h"

static char directory[] = "/tmp/samband-key-file-XXXXXX";
static char path[64], other[64];

static void start(void)
{
    cr_assert_eq(keys_start(NULL), FAULT_NONE);
    cr_assert(mkdtemp(directory));
    snprintf(path, sizeof(path), "%s/key", directory);
    snprintf(other, sizeof(other), "%s/other", directory);
}

static void stop(void)
{
    unlink(path);
    unlink(other);
    rmdir(directory);
}

TestSuite(key_file, .init = start, .fini = stop);

static const uint8_t key_bytes[32] = "invented-key-for-tests-only-0123";

#define KEY_LINE "key aW52ZW50ZWQta2V5LWZvci10ZXN0cy1vbmx5LTAxMjM=\n"

static void put(const char *text, size_t size, mode_t mode)
{
    CLEANUP(fclose) FILE *file = fopen(path, "w");

    cr_assert(file);
    cr_assert_eq(fwrite(text, 1, size, file), size);
    cr_assert_eq(chmod(path, mode), 0);
}

static void refuses(enum key_file_kind kind, const char *code)
{
    uint8_t *key = NULL;
    struct error err = { 0 };

    cr_expect_eq(key_file_read(path, kind, &key, &err), FAULT_INPUT);
    cr_expect_str_eq(err.code, code, "%s: %s", err.code, err.text);
    cr_expect(strstr(err.text, path), "%s", err.text);
    cr_expect_null(key);
}

Test(key_file, what_is_written_is_private_and_reads_back)
{
    CLEANUP(key_file_free) uint8_t *key = NULL;
    struct stat status;

    cr_assert_eq(key_file_write(path, KEY_FILE_SIGN, key_bytes, NULL), FAULT_NONE);
    cr_assert_eq(stat(path, &status), 0);
    cr_expect_eq(status.st_mode & 07777, 0600);
    cr_assert_eq(key_file_read(path, KEY_FILE_SIGN, &key, NULL), FAULT_NONE);
    cr_expect_arr_eq(key, key_bytes, 32);
}

Test(key_file, the_form_is_the_documented_one)
{
    static const char text[] = "samband-secret-key/1\nkind seal\n" KEY_LINE;
    CLEANUP(key_file_free) uint8_t *key = NULL;

    put(text, sizeof(text) - 1, 0400);
    cr_assert_eq(key_file_read(path, KEY_FILE_SEAL, &key, NULL), FAULT_NONE);
    cr_expect_arr_eq(key, key_bytes, 32);
}

Test(key_file, is_never_overwritten)
{
    static const uint8_t second[32] = { 2 };
    CLEANUP(key_file_free) uint8_t *key = NULL;
    struct error err = { 0 };

    cr_assert_eq(key_file_write(path, KEY_FILE_ROOT, key_bytes, NULL), FAULT_NONE);
    cr_expect_eq(key_file_write(path, KEY_FILE_ROOT, second, &err), FAULT_INPUT);
    cr_expect_str_eq(err.code, "key_file_exists");
    cr_assert_eq(key_file_read(path, KEY_FILE_ROOT, &key, NULL), FAULT_NONE);
    cr_expect_arr_eq(key, key_bytes, 32);
}

Test(key_file, others_may_not_have_access)
{
    static const mode_t modes[] = { 0640, 0604, 0620, 0610, 0601, 0644, 0660, 0777 };

    cr_assert_eq(key_file_write(path, KEY_FILE_SIGN, key_bytes, NULL), FAULT_NONE);
    for (size_t i = 0; i < ARRAY_SIZE(modes); i++) {
        cr_assert_eq(chmod(path, modes[i]), 0);
        refuses(KEY_FILE_SIGN, "key_file_mode");
    }
}

Test(key_file, only_a_regular_file_counts)
{
    cr_assert_eq(key_file_write(other, KEY_FILE_SIGN, key_bytes, NULL), FAULT_NONE);
    cr_assert_eq(symlink(other, path), 0);
    refuses(KEY_FILE_SIGN, "key_file_mode");
    unlink(path);
    cr_assert_eq(mkfifo(path, 0600), 0);
    refuses(KEY_FILE_SIGN, "key_file_mode");
    unlink(path);
    refuses(KEY_FILE_SIGN, "key_file_open");
}

Test(key_file, another_users_file_is_refused)
{
    if (geteuid() != 0)
        cr_skip_test("needs root to give a file away");
    cr_assert_eq(key_file_write(path, KEY_FILE_SIGN, key_bytes, NULL), FAULT_NONE);
    cr_assert_eq(chown(path, 12345, (gid_t)-1), 0);
    refuses(KEY_FILE_SIGN, "key_file_mode");
}

Test(key_file, a_key_of_another_kind_is_refused)
{
    cr_assert_eq(key_file_write(path, KEY_FILE_WITNESS, key_bytes, NULL), FAULT_NONE);
    refuses(KEY_FILE_SIGN, "key_file_kind");
}

Test(key_file, anything_but_the_three_lines_is_refused)
{
#define CASE(text)                                                                                 \
    {                                                                                              \
        text, sizeof(text) - 1                                                                     \
    }
    static const struct {
        const char *text;
        size_t size;
    } cases[] = {
        CASE(""),
        CASE("samband-secret-key/2\nkind sign\n" KEY_LINE),
        CASE("samband-secret-key/1\nkind sign\n"),
        CASE("samband-secret-key/1\n" KEY_LINE),
        CASE("samband-secret-key/1\nkind signs\n" KEY_LINE),
        CASE("samband-secret-key/1\nkind \n" KEY_LINE),
        CASE("samband-secret-key/1\nkind sign\n" KEY_LINE "\n"),
        CASE("samband-secret-key/1\nkind sign\n" KEY_LINE KEY_LINE),
        CASE("samband-secret-key/1\nkind sign \n" KEY_LINE),
        CASE("samband-secret-key/1\r\nkind sign\r\n" KEY_LINE),
        CASE("\nsamband-secret-key/1\nkind sign\n" KEY_LINE),
        CASE("samband-secret-key/1\nkind sign\nkey "
             "aW52ZW50ZWQta2V5LWZvci10ZXN0cy1vbmx5LTAxMjM=\0\n"),
        CASE("samband-secret-key/1\nkind sign\n" KEY_LINE "\0"),
        CASE(
            "samband-secret-key/1\nkind sign\nkey aW52ZW50ZWQta2V5LWZvci10ZXN0cy1vbmx5LTAxMjM=\0x"),
        CASE("samband-secret-key/1\nkind sign\nkey aW52ZW50ZWQta2V5LWZvci10ZXN0cy1vbmx5LTAxMjM="),
        CASE("samband-secret-key/1\nkind sign\nkey aW52ZW50ZWQta2V5LWZvci10ZXN0cy1vbmx5LTAxMjN=\n"),
        CASE("samband-secret-key/1\nkind sign\nkey aW52ZW50ZWQta2V5\n"),
    };
#undef CASE
    char large[500];

    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        put(cases[i].text, cases[i].size, 0600);
        refuses(KEY_FILE_SIGN, "key_file_form");
        unlink(path);
    }
    memset(large, 'a', sizeof(large));
    put(large, sizeof(large), 0600);
    refuses(KEY_FILE_SIGN, "key_file_form");
}

Test(key_file, every_kind_has_a_name_that_reads_back)
{
    enum key_file_kind kind = KEY_FILE_ROOT;

    for (enum key_file_kind i = KEY_FILE_ROOT; i <= KEY_FILE_TOKEN; i++) {
        cr_assert(key_file_read_kind(key_file_kind_name(i), &kind));
        cr_expect_eq(kind, i);
    }
    cr_expect_not(key_file_read_kind("", &kind));
    cr_expect_not(key_file_read_kind("Sign", &kind));
}
