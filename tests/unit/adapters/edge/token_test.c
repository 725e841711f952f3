/* SPDX-License-Identifier: EUPL-1.2 */
#include "edge/token.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "keys/encode.h"
#include "keys/key_file.h"
#include "keys/secret.h"
#include "keys/start.h"

static char folder[] = "/tmp/token_test_XXXXXX";
static char path[64], other[64];

static void set_up(void)
{
    struct error err;

    cr_assert_eq(keys_start(&err), FAULT_NONE);
    cr_assert_not_null(mkdtemp(folder));
    snprintf(path, sizeof(path), "%s/token", folder);
    snprintf(other, sizeof(other), "%s/other", folder);
}

static void tear_down(void)
{
    unlink(path);
    unlink(other);
    rmdir(folder);
}

static void write_file(const char *text, size_t size, mode_t mode)
{
    FILE *file = fopen(path, "we");

    cr_assert_not_null(file);
    cr_assert_eq(fwrite(text, 1, size, file), size);
    fclose(file);
    cr_assert_eq(chmod(path, mode), 0);
}

static const struct {
    const char *name, *text;
    mode_t mode;
    const char *code, *token;
} cases[] = {
    { "a line", "0123456789abcdef\n", 0600, "", "0123456789abcdef" },
    { "without a line end", "0123456789abcdef", 0400, "", "0123456789abcdef" },
    { "15 characters", "0123456789abcde\n", 0600, "token_form", NULL },
    { "nothing", "", 0600, "token_form", NULL },
    { "two lines", "0123456789abcdef\n\n", 0600, "token_form", NULL },
    { "a space inside", "01234567 89abcdef\n", 0600, "token_form", NULL },
    { "a carriage return", "0123456789abcdef\r\n", 0600, "token_form", NULL },
    { "no ASCII", "0123456789abcdefø\n", 0600, "token_form", NULL },
    { "half a key file", "samband-secret-key/1\nkind sign\n", 0600, "token_form", NULL },
    { "the group reads", "0123456789abcdef\n", 0640, "token_mode", NULL },
    { "others read", "0123456789abcdef\n", 0604, "token_mode", NULL },
    { "the group writes", "0123456789abcdef\n", 0620, "token_mode", NULL },
};

Test(token, is_one_line_that_nobody_else_reads, .init = set_up, .fini = tear_down)
{
    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        CLEANUP(secret_free) char *token = NULL;
        struct error err = { 0 };

        write_file(cases[i].text, strlen(cases[i].text), cases[i].mode);
        cr_expect_eq(token_read(path, &token, &err) == FAULT_NONE, cases[i].token != NULL, "%s",
                     cases[i].name);
        cr_expect_str_eq(err.code, cases[i].code, "%s: %s", cases[i].name, err.code);
        if (cases[i].token && token)
            cr_expect_str_eq(token, cases[i].token, "%s", cases[i].name);
        cr_expect_null(strstr(err.text, "0123456789"), "%s", err.text);
        cr_assert_eq(chmod(path, 0600), 0);
    }
}

Test(token, may_be_long_but_not_longer, .init = set_up, .fini = tear_down)
{
    char text[TOKEN_MAX_BYTES + 2];

    memset(text, 'x', sizeof(text));
    for (size_t size = TOKEN_MAX_BYTES; size <= TOKEN_MAX_BYTES + 2; size++) {
        CLEANUP(secret_free) char *token = NULL;
        struct error err;

        write_file(text, size, 0600);
        cr_expect_eq(token_read(path, &token, &err) == FAULT_NONE, size == TOKEN_MAX_BYTES, "%zu",
                     size);
    }
}

Test(token, is_no_link_and_no_folder, .init = set_up, .fini = tear_down)
{
    CLEANUP(secret_free) char *token = NULL;
    struct error err;

    write_file("0123456789abcdef\n", 17, 0600);
    cr_assert_eq(symlink(path, other), 0);
    cr_expect_eq(token_read(other, &token, &err), FAULT_INPUT);
    cr_expect_str_eq(err.code, "token_mode");
    cr_expect_eq(token_read(folder, &token, &err), FAULT_INPUT);
    cr_expect_str_eq(err.code, "token_mode");
    cr_expect_eq(token_read("/nonexistent/token", &token, &err), FAULT_INPUT);
    cr_expect_str_eq(err.code, "token_open");
}

Test(token, may_be_a_key_file_of_its_kind, .init = set_up, .fini = tear_down)
{
    static const uint8_t key[KEY_FILE_KEY_SIZE] = "invented key of the token test";
    char want[ENCODE_BASE64_SIZE(KEY_FILE_KEY_SIZE)];
    CLEANUP(secret_free) char *token = NULL, *none = NULL;
    struct error err;

    encode_base64_to(key, sizeof(key), want);
    cr_assert_eq(key_file_write(path, KEY_FILE_TOKEN, key, &err), FAULT_NONE);
    cr_assert_eq(token_read(path, &token, &err), FAULT_NONE, "%s", err.text);
    cr_expect_str_eq(token, want);
    cr_assert_eq(key_file_write(other, KEY_FILE_SEAL, key, &err), FAULT_NONE);
    cr_expect_eq(token_read(other, &none, &err), FAULT_INPUT);
    cr_expect_str_eq(err.code, "token_form");
}
