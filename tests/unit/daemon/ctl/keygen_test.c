/* SPDX-License-Identifier: EUPL-1.2 */
#include <criterion/criterion.h>
#include <criterion/redirect.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/memory.h"
#include "ctl/commands.h"
#include "ctl/file.h"
#include "keys/key_file.h"
#include "keys/start.h"

static char folder[] = "/tmp/keygen_test_XXXXXX";

static void make(void)
{
    struct error err;

    cr_assert_eq(keys_start(&err), FAULT_NONE);
    cr_assert(mkdtemp(folder));
    cr_redirect_stdout();
    cr_redirect_stderr();
}

static void drop(void)
{
    CLEANUP(mem_free) char *command = mem_printf("rm -rf %s", folder);

    cr_expect_eq(system(command), 0);
}

TestSuite(keygen, .init = make, .fini = drop);

/* The words, each as if typed; `%s` in them is the folder. */
static int run(command_run *command, const char *const words[], size_t n_words)
{
    char *arguments[24] = { 0 }, *owned[24];
    int code;

    for (size_t i = 0; i < n_words; i++) {
        const char *place = strstr(words[i], "%s");

        arguments[i] =
            place ? mem_printf("%.*s%s%s", (int)(place - words[i]), words[i], folder, place + 2)
                  : mem_text(words[i]);
    }
    /* argp puts the words in another order. */
    memcpy(owned, arguments, sizeof(owned));
    code = command((int)n_words, arguments);
    for (size_t i = 0; i < n_words; i++)
        mem_free(owned[i]);
    return code;
}

#define RUN(command, ...)                                                                          \
    run(command, (const char *const[]){ __VA_ARGS__ },                                             \
        ARRAY_SIZE(((const char *const[]){ __VA_ARGS__ })))

static mode_t mode_of(const char *name)
{
    CLEANUP(mem_free) char *path = mem_printf("%s/%s", folder, name);
    struct stat status;

    return stat(path, &status) == 0 ? status.st_mode & 07777 : 0;
}

Test(keygen, makes_a_partys_keys_for_its_owner_alone)
{
    cr_expect_eq(RUN(command_keygen, "keygen", "--party", "fjell-school", "--out", "%s/school"), 0);
    cr_expect_eq(mode_of("school"), 0700);
    cr_expect_eq(mode_of("school/root.key"), 0600);
    cr_expect_eq(mode_of("school/curve.key"), 0600);
    cr_expect_eq(mode_of("school/sign.key"), 0600);
    cr_expect_eq(mode_of("school/seal.key"), 0600);
    cr_expect_eq(mode_of("school/witness.key"), 0600);
}

Test(keygen, gives_the_bus_no_root_key)
{
    cr_expect_eq(RUN(command_keygen, "keygen", "--party", "bus", "--out", "%s/bus"), 0);
    cr_expect_eq(mode_of("bus/sign.key"), 0600);
    cr_expect_eq(mode_of("bus/root.key"), 0);
}

Test(keygen, never_overwrites_and_makes_all_or_none)
{
    CLEANUP(mem_free) char *path = mem_printf("%s/witness.key", folder);
    struct error err;

    cr_assert_eq(file_make(path, 0600, bytes_of_text("mine"), &err), FAULT_NONE);
    cr_expect_eq(RUN(command_keygen, "keygen", "--party", "vik-school", "--out", "%s"),
                 COMMAND_DATA);
    cr_expect_eq(mode_of("root.key"), 0);
    cr_expect_eq(file_make(path, 0600, bytes_of_text("other"), &err), FAULT_INPUT);
    cr_expect_str_eq(err.code, "file_exists");
}

Test(keygen, makes_tokens_of_64_characters_each_another)
{
    CLEANUP(buffer_clear) struct buffer first = { 0 };
    CLEANUP(buffer_clear) struct buffer second = { 0 };
    CLEANUP(mem_free) char *one = mem_printf("%s/one", folder);
    CLEANUP(mem_free) char *two = mem_printf("%s/two", folder);
    struct error err;

    cr_expect_eq(RUN(command_keygen, "keygen", "--kind", "token", "--out", "%s/one"), 0);
    cr_expect_eq(RUN(command_keygen, "keygen", "--kind", "token", "--out", "%s/two"), 0);
    cr_assert_eq(file_read(one, 100, &first, &err), FAULT_NONE);
    cr_assert_eq(file_read(two, 100, &second, &err), FAULT_NONE);
    cr_expect_eq(first.size, 65);
    cr_expect_eq(first.data[64], '\n');
    cr_expect_not(bytes_equal(bytes_of_buffer(&first), bytes_of_buffer(&second)));
    cr_expect_eq(mode_of("one"), 0600);
}

Test(keygen, keeps_kinds_of_keys_apart)
{
    CLEANUP(mem_free) char *path = mem_printf("%s/index.key", folder);
    CLEANUP(key_file_free) uint8_t *key = NULL;
    struct error err;

    cr_expect_eq(RUN(command_keygen, "keygen", "--kind", "index", "--out", "%s/index.key"), 0);
    cr_expect_eq(key_file_read(path, KEY_FILE_SUBJECT, &key, &err), FAULT_INPUT);
    cr_expect_eq(key_file_read(path, KEY_FILE_INDEX, &key, &err), FAULT_NONE);
}

Test(keygen, its_keys_become_a_card_that_only_the_root_key_signs)
{
    cr_assert_eq(RUN(command_keygen, "keygen", "--party", "fjell-school", "--out", "%s/a"), 0);
    cr_expect_eq(RUN(command_card, "card", "make", "--log", "samband.example/test", "--party",
                     "fjell-school", "--serial", "1", "--keys", "%s/a", "--root", "%s/a/root.key",
                     "--out", "%s/a.card"),
                 0);
    cr_expect_eq(RUN(command_card, "card", "show", "%s/a.card", "--json"), 0);
    cr_expect_eq(RUN(command_card, "card", "make", "--log", "samband.example/test", "--party",
                     "fjell-school", "--serial", "2", "--keys", "%s/a", "--root", "%s/a/sign.key",
                     "--out", "%s/b.card"),
                 COMMAND_DATA);
    cr_expect_eq(mode_of("b.card"), 0);
}
