/* SPDX-License-Identifier: EUPL-1.2 */
/* Consents are listed and shown from a real database, without a word of what they say. */
#include "ctl/consent.h"

#include <criterion/criterion.h>
#include <criterion/redirect.h>
#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "unit/daemon/store/bench.h"

/* Two consents of fjell-school: one signed twice, with an exchange on it; one that is void. */
struct scene {
    struct bench bench;
    struct uuid granted, voided;
};

static void commit(struct scene *scene, const char *type, struct uuid *consent, bool is_first)
{
    struct sample sample;
    struct error err = { 0 };

    sample_init(&sample, 1);
    if (is_first)
        *consent = sample.text.id;
    if (type) {
        sample_order(&sample, type, consent);
    } else {
        sample.submission.consents = consent;
        sample.submission.n_consents = 1;
    }
    cr_assert_eq(bench_commit(&scene->bench, &sample.change, 1, &err), FAULT_NONE, "%s", err.text);
    sample_clear(&sample);
}

static void scene_open(struct scene *scene)
{
    bench_open(&scene->bench);
    commit(scene, "consent_grant", &scene->granted, true);
    commit(scene, "consent_grant", &scene->granted, false);
    commit(scene, NULL, &scene->granted, false);
    commit(scene, "consent_grant", &scene->voided, true);
    commit(scene, "consent_void", &scene->voided, false);
}

/* Runs a command as the role that it asks for; the caller owns what it printed. */
static char *run(const struct scene *scene, command_run *command, const char *role,
                 const char *const words[], int *ret_code)
{
    CLEANUP(mem_free) char *conninfo = mem_text(bench_role(&scene->bench, role));
    char *argv[12] = { (char *)"sambandctl consent", (char *)"--database", conninfo };
    int argc = 3;
    char *text = NULL;
    size_t size;
    FILE *kept = stdout;

    for (; words[argc - 3]; argc++)
        argv[argc] = (char *)words[argc - 3];
    stdout = open_memstream(&text, &size);
    *ret_code = command(argc, argv);
    fclose(stdout);
    stdout = kept;
    return text;
}

static void expect_output(const struct scene *scene, command_run *command, const char *role,
                          const char *const words[], const char *wanted)
{
    int code;
    CLEANUP(mem_free) char *text = run(scene, command, role, words, &code);

    cr_expect_eq(code, COMMAND_FINE, "%d", code);
    cr_expect(strstr(text, wanted), "want %s, got %s", wanted, text);
}

#define LIST(...)                                                                                  \
    (const char *const[]) { __VA_ARGS__ __VA_OPT__(, ) NULL }

/* A name that is misspelt is told from one that holds nothing. */
Test(consent, is_asked_for_by_a_holder_that_the_record_knows, .init = cr_redirect_stderr)
{
    struct scene scene;
    int code;

    scene_open(&scene);
    mem_free(run(&scene, consent_list, "samband_operator", LIST("--holder=vik-school"), &code));
    cr_expect_eq(code, COMMAND_DATA, "%d", code);
    bench_close(&scene.bench);
}

Test(consent, is_listed_with_holder_state_and_what_rests_on_it)
{
    struct scene scene;
    char granted[TEXT_UUID_SIZE], wanted[200];

    scene_open(&scene);
    uuid_write(&scene.granted, granted);
    snprintf(wanted, sizeof(wanted), "%s  fjell-school  granted  1          2         1     2\n",
             granted);
    expect_output(&scene, consent_list, "samband_operator", LIST(), wanted);
    expect_output(&scene, consent_list, "samband_operator", LIST("--state=void", "--json"),
                  "\"holder\":\"fjell-school\",\"state\":\"void\"");
    expect_output(&scene, consent_list, "samband_operator", LIST("--state=void", "--json"),
                  "\"exchanges\":0,\"messages\":2,\"leaf\":4,\"last_leaf\":5}]}");
    expect_output(&scene, consent_list, "samband_operator", LIST("--state=withdrawn"),
                  "no consent fits\n");
    bench_close(&scene.bench);
}

Test(consent, is_shown_without_its_messages_to_operators)
{
    struct scene scene;
    char granted[TEXT_UUID_SIZE];
    int code;

    scene_open(&scene);
    uuid_write(&scene.granted, granted);
    {
        CLEANUP(mem_free)
        char *text = run(&scene, consent_show, "samband_operator", LIST(granted, "--json"), &code);

        cr_expect_eq(code, COMMAND_FINE);
        cr_expect(strstr(text, "\"exchanges\":1,\"messages\":2,\"leaf\":1,\"last_leaf\":2}"), "%s",
                  text);
        cr_expect_not(strstr(text, "\"leaves\""), "%s", text);
    }
    cr_redirect_stderr();
    mem_free(run(&scene, consent_show, "samband_operator", LIST(granted, "--messages"), &code));
    cr_expect_eq(code, COMMAND_SETTINGS, "an operator may not read them");
    bench_close(&scene.bench);
}

Test(consent, is_shown_with_the_leaves_of_its_messages_to_auditors)
{
    struct scene scene;
    char voided[TEXT_UUID_SIZE];

    scene_open(&scene);
    uuid_write(&scene.voided, voided);
    expect_output(&scene, consent_show, "samband_auditor", LIST(voided, "--messages"),
                  "  5     consent_void   ");
    expect_output(&scene, consent_show, "samband_auditor", LIST(voided, "--messages", "--json"),
                  "\"type\":\"consent_void\",\"received\":");
    bench_close(&scene.bench);
}

Test(consent, is_nobodys_under_another_id)
{
    struct scene scene;
    int code;

    scene_open(&scene);
    cr_redirect_stderr();
    mem_free(run(&scene, consent_show, "samband_operator",
                 LIST("019cab12-9a3c-7d31-8e4f-000102030405"), &code));
    cr_expect_eq(code, COMMAND_DATA);
    bench_close(&scene.bench);
}
