/* SPDX-License-Identifier: EUPL-1.2 */
#include "edge/settings.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/memory.h"

static char folder[] = "/tmp/settings_test_XXXXXX";
static char path[64];

static void make_folder(void)
{
    cr_assert_not_null(mkdtemp(folder));
    snprintf(path, sizeof(path), "%s/school.yaml", folder);
}

static void remove_folder(void)
{
    unlink(path);
    rmdir(folder);
}

static const char good[] = "listen: unix:run/school.sock\n"
                           "spool: state/school\n"
                           "broker: tcp://127.0.0.1:7443\n"
                           "directory: /etc/samband/directory.yaml\n"
                           "cards: cards\n"
                           "vocabulary: ../policy/vocabulary.yaml\n"
                           "subject_key: {file: keys/area.subject.key, number: 7}\n"
                           "test_ids: true\n"
                           "parties:\n"
                           "  - party: fjell-school\n"
                           "    keys: keys/fjell-school\n"
                           "    token: keys/fjell-school/token\n"
                           "    default_ground: no.opl.24-3\n"
                           "    default_area: 1201-02\n"
                           "  - {party: vik-school, keys: k, token: t}\n";

static void write_file(const char *text)
{
    FILE *file = fopen(path, "we");

    cr_assert_not_null(file);
    fputs(text, file);
    fclose(file);
}

/* The printed faults; the caller frees. */
static char *load(const char *text, struct settings **ret)
{
    char *printed = NULL;
    size_t size;
    FILE *faults = open_memstream(&printed, &size);
    struct error err;
    enum fault fault;

    write_file(text);
    fault = settings_load(path, faults, ret, &err);
    fclose(faults);
    cr_expect_eq(fault != FAULT_NONE, printed[0] != '\0');
    if (fault)
        cr_expect_str_eq(err.code, "settings");
    return printed;
}

Test(settings, has_agreements_only_if_a_folder_is_named, .init = make_folder, .fini = remove_folder)
{
    CLEANUP(mem_free) char *with = mem_printf("agreements: ours\n%s", good);
    CLEANUP(mem_free) char *want = mem_printf("%s/ours", folder);
    CLEANUP(settings_free) struct settings *settings = NULL;
    CLEANUP(settings_free) struct settings *without = NULL;

    free(load(with, &settings));
    free(load(good, &without));
    cr_assert(settings && without);
    cr_expect_str_eq(settings->agreements, want);
    cr_expect_null(without->agreements);
}

Test(settings, reads_every_field_and_resolves_paths_beside_the_file, .init = make_folder,
     .fini = remove_folder)
{
    CLEANUP(settings_free) struct settings *settings = NULL;
    char *printed = load(good, &settings), want[100];

    cr_assert_not_null(settings, "%s", printed);
    snprintf(want, sizeof(want), "unix:%s/run/school.sock", folder);
    cr_expect_str_eq(settings->listen, want);
    snprintf(want, sizeof(want), "%s/state/school", folder);
    cr_expect_str_eq(settings->spool, want);
    cr_expect_str_eq(settings->directory, "/etc/samband/directory.yaml");
    cr_expect_str_eq(settings->broker, "tcp://127.0.0.1:7443");
    cr_expect_eq(settings->subject_key_number, 7);
    cr_expect(settings->test_ids);
    cr_assert_eq(settings->n_parties, 2);
    cr_expect_str_eq(settings->parties[0].name, "fjell-school");
    cr_expect_str_eq(settings->parties[0].default_ground, "no.opl.24-3");
    cr_expect_str_eq(settings->parties[0].default_area, "1201-02");
    cr_expect_str_eq(settings->parties[1].default_area, "");
    free(printed);
}

/* clang-format off */
static const struct {
    const char *name, *from, *to, *place;
} spoilt[] = {
    { "unknown key",           "cards: cards",             "crads: cards",             ":5:" },
    { "every interface",       "unix:run/school.sock",     "0.0.0.0:8080",             ":1:" },
    { "a name",                "unix:run/school.sock",     "localhost:8080",           ":1:" },
    { "another loopback",      "unix:run/school.sock",     "127.0.0.2:8080",           ":1:" },
    { "no port",               "unix:run/school.sock",     "'127.0.0.1:'",             ":1:" },
    { "port 0",                "unix:run/school.sock",     "127.0.0.1:0",              ":1:" },
    { "port 65536",            "unix:run/school.sock",     "127.0.0.1:65536",          ":1:" },
    { "every IPv6 interface",  "unix:run/school.sock",     "'[::]:8080'",              ":1:" },
    { "no path",               "unix:run/school.sock",     "'unix:'",                  ":1:" },
    { "a path too long",       "unix:run/school.sock",     "unix:/0123456789/0123456789/0123456789/0123456789/0123456789/0123456789/0123456789/0123456789/0123456789/0123456789", ":1:" },
    { "plain address",         "tcp://127.0.0.1:7443",     "127.0.0.1:7443",           ":3:" },
    { "an address no link takes", "tcp://127.0.0.1:7443",  "ipc:///run/broker",        ":3:" },
    { "a broker without port", "tcp://127.0.0.1:7443",     "tcp://127.0.0.1",          ":3:" },
    { "key number 0",          "number: 7",                "number: 0",                ":7:" },
    { "no number",             "number: 7",                "number: seven",            ":7:" },
    { "yes is no boolean",     "test_ids: true",           "test_ids: yes",            ":8:" },
    { "a party twice",         "party: vik-school",        "party: fjell-school",      ":15:" },
    { "unknown key of a party", "token: t}",               "token: t, colour: red}",   ":15:" },
    { "no token",              "keys: k, token: t",        "keys: k",                  ":15:" },
    { "area of another form",  "default_area: 1201-02",    "default_area: Bergen Nord", ":14:" },
};
/* clang-format on */

Test(settings, say_where_each_fault_stands, .init = make_folder, .fini = remove_folder)
{
    for (size_t i = 0; i < ARRAY_SIZE(spoilt); i++) {
        CLEANUP(settings_free) struct settings *settings = NULL;
        const char *at = strstr(good, spoilt[i].from);
        char *text, *printed;

        cr_assert_not_null(at, "%s", spoilt[i].name);
        text = mem_printf("%.*s%s%s", (int)(at - good), good, spoilt[i].to,
                          at + strlen(spoilt[i].from));
        printed = load(text, &settings);
        cr_expect_null(settings, "%s", spoilt[i].name);
        cr_expect_not_null(strstr(printed, spoilt[i].place), "%s: %s", spoilt[i].name, printed);
        cr_expect_not_null(strstr(printed, path), "%s: %s", spoilt[i].name, printed);
        free(printed);
        mem_free(text);
    }
}

static const char told[] =
    "listen: 127.0.0.1:8080\nspool: s\nbroker: tcp://127.0.0.1:7443\ndirectory: d\ncards: c\n"
    "vocabulary: v\nsubject_key: {file: k, number: 1}\nparties:\n"
    "  - party: fjell-school\n    keys: k\n    token: t\n";

/* clang-format off */
static const struct {
    const char *name, *lines;
    bool is_good;
} ways[] = {
    { "neither",          "", true },
    { "both",             "    webhook: {url: 'https://a.example/', secret: s}\n"
                          "    drop: {in: in, out: /srv/out}\n", true },
    { "http elsewhere",   "    webhook: {url: 'http://a.example/', secret: s}\n", false },
    { "no secret",        "    webhook: {url: 'https://a.example/'}\n", false },
    { "no url",           "    webhook: {secret: s}\n", false },
    { "unknown key",      "    webhook: {url: 'https://a.example/', secret: s, colour: red}\n", false },
    { "only in",          "    drop: {in: in}\n", false },
    { "in is out",        "    drop: {in: x, out: x}\n", false },
    { "no mapping",       "    drop: in\n", false },
};
/* clang-format on */

Test(settings, say_how_a_system_is_told, .init = make_folder, .fini = remove_folder)
{
    for (size_t i = 0; i < ARRAY_SIZE(ways); i++) {
        CLEANUP(settings_free) struct settings *settings = NULL;
        CLEANUP(mem_free) char *text = mem_printf("%s%s", told, ways[i].lines), *want = NULL;
        char *printed = load(text, &settings);

        cr_expect_eq(settings != NULL, ways[i].is_good, "%s: %s", ways[i].name, printed);
        free(printed);
        if (i != 1 || !settings)
            continue;
        want = mem_printf("%s/in", folder);
        cr_expect_str_eq(settings->parties[0].drop_in, want);
        cr_expect_str_eq(settings->parties[0].drop_out, "/srv/out");
        cr_expect_str_eq(settings->parties[0].webhook_url, "https://a.example/");
        cr_expect_not_null(settings->parties[0].webhook_secret_file);
    }
}

Test(settings, show_all_faults_at_once, .init = make_folder, .fini = remove_folder)
{
    CLEANUP(settings_free) struct settings *settings = NULL;
    char *printed = load("listen: 0.0.0.0:1\nparties: []\nsubject_key: {}\n", &settings);
    size_t n = 0;

    for (const char *c = printed; *c; c++)
        n += *c == '\n';
    cr_expect_null(settings);
    /* listen, spool, broker, directory, cards, vocabulary, file, number, parties */
    cr_expect_eq(n, 9, "%s", printed);
    free(printed);
}

Test(settings, without_a_file_are_a_fault)
{
    CLEANUP(settings_free) struct settings *settings = NULL;
    FILE *nowhere = fopen("/dev/null", "we");
    struct error err;

    cr_expect_eq(settings_load("/nonexistent/school.yaml", nowhere, &settings, &err), FAULT_INPUT);
    cr_expect_str_eq(err.code, "settings");
    fclose(nowhere);
}

Test(settings, of_the_samples_are_sound)
{
    static const char *const samples[] = { "config/norway/school.yaml", "config/norway/social.yaml",
                                           "config/sweden/school.yaml",
                                           "config/sweden/social.yaml" };

    for (size_t i = 0; i < ARRAY_SIZE(samples); i++) {
        CLEANUP(settings_free) struct settings *settings = NULL;
        struct error err;

        cr_expect_eq(settings_load(samples[i], stderr, &settings, &err), FAULT_NONE, "%s",
                     samples[i]);
    }
}
