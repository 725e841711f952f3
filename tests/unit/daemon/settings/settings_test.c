/* SPDX-License-Identifier: EUPL-1.2 */
#include "settings/settings.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/bytes.h"
#include "base/memory.h"

static char folder[64], path[80];

static void set_up(void)
{
    strcpy(folder, "/tmp/samband-settings-XXXXXX");
    cr_assert_not_null(mkdtemp(folder));
    snprintf(path, sizeof(path), "%s/sambandd.yaml", folder);
}

static void tear_down(void)
{
    unlink(path);
    cr_expect_eq(rmdir(folder), 0);
}

TestSuite(settings, .init = set_up, .fini = tear_down);

#define REQUIRED                                                                                   \
    "listen: tcp://127.0.0.1:7443\n"                                                               \
    "database: dbname=samband\n"                                                                   \
    "directory: directory.yaml\n"                                                                  \
    "cards: /var/lib/samband/cards\n"                                                              \
    "policy: ../policy\n"                                                                          \
    "keys: keys/bus\n"                                                                             \
    "index_key: keys/index.key\n"

/* What is printed of the faults, in the caller's memory; NULL settings if there are any. */
static enum fault load(const char *text, struct settings **ret_settings, char **ret_faults,
                       struct error *err)
{
    FILE *file = fopen(path, "we"), *faults;
    size_t size = 0;
    enum fault fault;

    cr_assert_not_null(file);
    cr_assert(fputs(text, file) >= 0);
    cr_assert_eq(fclose(file), 0);
    faults = open_memstream(ret_faults, &size);
    cr_assert_not_null(faults);
    fault = settings_load(path, faults, ret_settings, err);
    cr_assert_eq(fclose(faults), 0);
    return fault;
}

Test(settings, have_defaults_and_paths_beside_the_file)
{
    CLEANUP(settings_free) struct settings *settings = NULL;
    CLEANUP(mem_free) char *faults = NULL;
    CLEANUP(mem_free) char *keys = mem_printf("%s/keys/bus", folder);
    CLEANUP(mem_free) char *policy = mem_printf("%s/../policy", folder);
    struct error err = { 0 };

    cr_assert_eq(load(REQUIRED, &settings, &faults, &err), FAULT_NONE, "%s", err.text);
    cr_expect_str_empty(faults);
    cr_expect_str_eq(settings->listen, "tcp://127.0.0.1:7443");
    cr_expect_str_eq(settings->database, "dbname=samband", "no path");
    cr_expect_str_eq(settings->cards, "/var/lib/samband/cards");
    cr_expect_str_eq(settings->keys, keys);
    cr_expect_str_eq(settings->policy, policy);
    cr_expect_null(settings->agreements, "none, unless somebody says where they are");
    cr_expect_eq(settings->credit, 32);
    cr_expect_eq(settings->heartbeat_ms, 5000);
    cr_expect_eq(settings->submits_per_second, 50);
    cr_expect_eq(settings->submits_burst, 200);
    cr_expect_eq(settings->questions_per_hour, 600);
    cr_expect(!settings->allow_unsafe_database, "safe unless somebody says otherwise");
}

Test(settings, are_what_the_file_says)
{
    CLEANUP(settings_free) struct settings *settings = NULL;
    CLEANUP(mem_free) char *faults = NULL;
    CLEANUP(mem_free) char *agreements = mem_printf("%s/agreed", folder);
    struct error err = { 0 };

    cr_assert_eq(load(REQUIRED
                      "agreements: agreed\n"
                      "credit: 256\nheartbeat_ms: 200\nsubmits_per_second: 1\n"
                      "submits_burst: 100000\nquestions_per_hour: 7\nallow_unsafe_database: true\n",
                      &settings, &faults, &err),
                 FAULT_NONE, "%s", err.text);
    cr_expect_str_eq(settings->agreements, agreements);
    cr_expect_eq(settings->credit, 256);
    cr_expect_eq(settings->heartbeat_ms, 200);
    cr_expect_eq(settings->submits_per_second, 1);
    cr_expect_eq(settings->submits_burst, 100000);
    cr_expect_eq(settings->questions_per_hour, 7);
    cr_expect(settings->allow_unsafe_database);
}

Test(settings, with_faults_show_all_of_them_with_their_places)
{
    static const char *const wanted[] = {
        "sambandd.yaml:1:9: ",  /* empty */
        "sambandd.yaml:3:9: ",  /* too much */
        "sambandd.yaml:4:15: ", /* too little */
        "sambandd.yaml:5:24: ", /* neither true nor false */
        "sambandd.yaml:6:1: ",  /* unknown */
        "directory",            /* left out, as are the next two */
        "cards",
        "policy",
    };
    CLEANUP(settings_free) struct settings *settings = NULL;
    CLEANUP(mem_free) char *faults = NULL;
    struct error err = { 0 };

    cr_assert_eq(load("listen: ''\ndatabase: dbname=samband\ncredit: 257\nheartbeat_ms: 199\n"
                      "allow_unsafe_database: yes\ncredits: 32\nkeys: keys\nindex_key: index.key\n",
                      &settings, &faults, &err),
                 FAULT_INPUT);
    cr_expect_null(settings);
    cr_expect_str_eq(err.code, "invalid_file");
    for (size_t i = 0; i < ARRAY_SIZE(wanted); i++)
        cr_expect_not_null(strstr(faults, wanted[i]), "%s is not in:\n%s", wanted[i], faults);
    cr_expect_not_null(strstr(faults, folder), "the file as it was given");
}

static const struct {
    const char *name, *text;
} wrong[] = {
    { "a key given twice", REQUIRED "credit: 1\ncredit: 2\n" },
    { "a number that is none", REQUIRED "credit: many\n" },
    { "a number with a sign", REQUIRED "credit: -1\n" },
    { "no credit at all", REQUIRED "credit: 0\n" },
    { "a number beyond 32 bits", REQUIRED "submits_burst: 4294967297\n" },
    { "a list for a path", REQUIRED "keys: [a]\n" },
    { "no mapping", "- listen\n" },
    { "nothing", "" },
};

Test(settings, that_are_wrong_stop_the_start)
{
    for (size_t i = 0; i < ARRAY_SIZE(wrong); i++) {
        CLEANUP(settings_free) struct settings *settings = NULL;
        CLEANUP(mem_free) char *faults = NULL;
        struct error err = { 0 };

        cr_expect_eq(load(wrong[i].text, &settings, &faults, &err), FAULT_INPUT, "%s",
                     wrong[i].name);
        cr_expect_null(settings, "%s", wrong[i].name);
        cr_expect_str_not_empty(faults, "%s", wrong[i].name);
    }
}

Test(settings, that_are_not_there_are_a_fault_with_the_path)
{
    CLEANUP(settings_free) struct settings *settings = NULL;
    struct error err = { 0 };

    cr_expect_eq(settings_load(path, NULL, &settings, &err), FAULT_INPUT);
    cr_expect_str_eq(err.code, "cannot_open");
    cr_expect_not_null(strstr(err.text, path));
}

Test(settings, of_which_only_the_file_name_is_given_lie_in_the_working_folder)
{
    CLEANUP(settings_free) struct settings *settings = NULL;
    CLEANUP(settings_free) struct settings *here = NULL;
    CLEANUP(mem_free) char *faults = NULL;
    struct error err = { 0 };

    cr_assert_eq(load(REQUIRED, &settings, &faults, &err), FAULT_NONE);
    cr_assert_eq(chdir(folder), 0);
    cr_assert_eq(settings_load("sambandd.yaml", NULL, &here, &err), FAULT_NONE, "%s", err.text);
    cr_expect_str_eq(here->keys, "keys/bus");
}

Test(settings, of_the_samples_are_right)
{
    static const char *const samples[] = { "config/norway/sambandd.yaml",
                                           "config/sweden/sambandd.yaml" };

    for (size_t i = 0; i < ARRAY_SIZE(samples); i++) {
        CLEANUP(settings_free) struct settings *settings = NULL;
        struct error err = { 0 };

        cr_expect_eq(settings_load(samples[i], stderr, &settings, &err), FAULT_NONE, "%s",
                     err.text);
    }
}
