/* SPDX-License-Identifier: EUPL-1.2 */
#include <criterion/criterion.h>
#include <criterion/redirect.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/memory.h"
#include "ctl/policy_commands.h"

enum { ARGUMENTS_MAX = 60 };

/* What the command said; freed by heard_clear(). */
struct heard {
    int code;
    char *out, *err;
};

static void heard_clear(struct heard *heard)
{
    free(heard->out);
    free(heard->err);
}

DEFINE_CLEAR(struct heard, heard_clear)

/* Line breaks and what is indented after them become one blank: a terminal's width is no matter here. */
static void flatten(char *text)
{
    char *to = text;

    for (char *at = text; *at; at++) {
        if (*at == '\n')
            *at = ' ';
        if (*at != ' ' || to == text || to[-1] != ' ')
            *to++ = *at;
    }
    *to = '\0';
}

static void hear(int n, char *arguments[], struct heard *ret)
{
    FILE *out = stdout, *err = stderr;
    size_t n_out, n_err;

    *ret = (struct heard){ 0 };
    stdout = open_memstream(&ret->out, &n_out);
    stderr = open_memstream(&ret->err, &n_err);
    ret->code = policy_explain(n, arguments);
    fclose(stdout);
    fclose(stderr);
    stdout = out;
    stderr = err;
}

/* Runs the command with the shipped rules and these words, a blank between each; `more` (may be NULL) is
 * one more, with blanks. */
static void ask(const char *words, char *more, struct heard *ret)
{
    CLEANUP(mem_free)
    char *line = mem_printf("explain --policy config/policy --at 2026-03-01 %s", words);
    char *arguments[ARGUMENTS_MAX] = { 0 }, *rest = NULL;
    int n = 0;

    for (char *word = strtok_r(line, " ", &rest); word; word = strtok_r(NULL, " ", &rest))
        arguments[n++] = word;
    if (more)
        arguments[n++] = more;
    hear(n, arguments, ret);
    flatten(ret->out);
}

#define SCHOOL                                                                                     \
    "--from school --to child_welfare --country NO --type concern_notification --purpose "         \
    "protect_child --category identity --category observation "
#define POLICE                                                                                     \
    "--from police --to school --country NO --type status_update --ground no.prl.27 --purpose "    \
    "prevent_crime --age 16 --category observation "

static void expect_said(const char *words, char *more, int code, const char *want)
{
    CLEANUP(heard_clear) struct heard heard;

    ask(words, more, &heard);
    cr_expect_eq(heard.code, code, "%s: %d", words, heard.code);
    cr_expect_not_null(strstr(heard.out, want), "%s: %s", want, heard.out);
    cr_expect_str_eq(heard.err, "");
}

Test(policy_explain, a_permit_is_0_and_a_refusal_1)
{
    expect_said(SCHOOL "--ground no.bvl.13-2 --age 16", NULL, COMMAND_FINE, "KAN SENDES Kan");
    expect_said(SCHOOL "--ground no.bvl.13-2 --age 18", NULL, COMMAND_FINDING,
                "KAN IKKE SENDES (age_outside)");
    expect_said(SCHOOL "--ground no.bvl.13-2 --age 16 --category measure", NULL, COMMAND_FINE,
                "KAN SENDES I DELER");
}

Test(policy_explain, each_language_has_the_whole_of_it)
{
    expect_said(
        POLICE "--lang sv", NULL, COMMAND_FINDING,
        "iakttagelser: får inte lämnas ut (no_decider) För att det ska få lämnas ut: - Ange "
        "vem som har beslutat: personuppgiftsansvarig. - Beslutet ska ange skälen "
        "”proportionerligt” och ”nödvändigt för ändamålet”. Som det står får det inte "
        "lämnas ut på någon grund i reglerna.");
    expect_said(POLICE "--lang nb", NULL, COMMAND_FINDING,
                "observasjoner: kan ikke utleveres (no_decider) For at det skal kunne utleveres: - "
                "Oppgi hvem som har besluttet: behandlingsansvarlig. - Beslutningen må oppgi "
                "grunnene «forholdsmessig» og «nødvendig for formålet». Slik det står, kan det "
                "ikke utleveres på noe grunnlag i reglene.");
    expect_said(POLICE "--lang en", NULL, COMMAND_FINDING,
                "observations: refused (no_decider) For it to pass: - Name who has decided: "
                "controller. - The decision must give the reasons “proportionate” and “necessary "
                "for the purpose”. As it stands, it may not pass on any ground in the rules.");
}

Test(policy_explain, the_language_is_that_of_the_senders_country)
{
    expect_said(POLICE, NULL, COMMAND_FINDING, "KAN IKKE SENDES");
    expect_said("--from school --to police --country SE --type crime_report --purpose sanction "
                "--category identity",
                NULL, COMMAND_FINDING, "FÅR INTE SÄNDAS");
}

Test(policy_explain, without_a_ground_those_that_would_do_are_named)
{
    expect_said(SCHOOL "--age 16", NULL, COMMAND_FINDING,
                "Oppgi et grunnlag som tillater det: Barnevernsloven (LOV-2021-06-18-97) § 13-2 "
                "[no.bvl.13-2]");
}

Test(policy_explain, without_a_ground_that_would_do_the_nearest_is_named)
{
    static const char answer[] =
        "--from school --to child_welfare --country NO --type information_answer "
        "--purpose protect_child --age 16 --category measure --lang en ";
    CLEANUP(mem_free)
    char *followed = mem_printf("%s--decider principal --reason requested "
                                "--ground no.bvl.13-4",
                                answer);

    expect_said(answer, NULL, COMMAND_FINDING,
                "measures: refused (no_decider) Nobody is named who has weighed the disclosure.");
    expect_said(answer, NULL, COMMAND_FINDING,
                "For it to pass: - Name a ground that permits it: Barnevernsloven "
                "(LOV-2021-06-18-97) § 13-4 [no.bvl.13-4]. - Name who has decided: principal. - ");
    expect_said(followed, NULL, COMMAND_FINE, "PERMITTED");
}

Test(policy_explain, what_was_needed_lets_it_pass)
{
    expect_said(POLICE "--decider controller --reason proportionate --reason necessary", NULL,
                COMMAND_FINE, "KAN SENDES");
    expect_said(POLICE "--decider controller --reason proportionate --reason necessary "
                       "--no-agreement",
                NULL, COMMAND_FINDING, "no_agreement");
}

#define AUTHORITY                                                                                  \
    "--from school --to police --country SE --type disclosure --ground se.osl.10-15a --purpose "   \
    "prevent_crime --category observation --decider principal --reason necessary --reason "        \
    "outweighs_secrecy --lang en "

Test(policy_explain, who_owns_a_party_matters_where_the_law_says_so)
{
    expect_said(AUTHORITY, NULL, COMMAND_FINE, "PERMITTED");
    expect_said(AUTHORITY "--ownership public --to-ownership public", NULL, COMMAND_FINE,
                "PERMITTED");
    expect_said(AUTHORITY "--ownership private", NULL, COMMAND_FINDING, "REFUSED (wrong_role)");
    expect_said(AUTHORITY "--ownership private", NULL, COMMAND_FINDING,
                "may be passed on only by employment service, leisure services, police, "
                "prosecutor, school, social services or supervisory authority (public bodies "
                "only).");
    expect_said(AUTHORITY "--to-ownership private", NULL, COMMAND_FINDING, "(public bodies only).");
}

#define BOARD                                                                                      \
    "--from mediation_board --to school --country NO --type status_update --ground no.krl.22c "    \
    "--purpose youth_follow_up --age 16 --category measure --lang en "

static char consent[] =
    "{\"held_by\": \"mediation_board\", \"from\": \"mediation_board\", \"to\": \"school\",\n"
    "\t\"purpose\": \"youth_follow\\u005fup\", \"categories\": [\"measure\"],\n"
    "\"valid_from\": \"2026-01-01\", \"valid_until\": \"2027-01-01\",\"required\":{\"youth\":true,"
    "\"guardians\":2},\"signed\":{\"youth\":true,\"guardians\":1}}";

Test(policy_explain, a_consent_is_json)
{
    char whole[] =
        "--consent={held_by: mediation_board, from: mediation_board, to: school, purpose: "
        "youth_follow_up, categories: [measure], valid_from: 2026-01-01, valid_until: "
        "2027-01-01, required: {youth: true, guardians: 1}, signed: {youth: true, "
        "guardians: 1}}";

    expect_said(BOARD "--consent", consent, COMMAND_FINDING, "1 of 2 guardians signed.");
    expect_said(BOARD, whole, COMMAND_FINE, "PERMITTED");
}

/* ---- faults ---- */

static void expect_fault(const char *words, char *more, int code, const char *want)
{
    CLEANUP(heard_clear) struct heard heard;

    ask(words, more, &heard);
    cr_expect_eq(heard.code, code, "%s: %d", words, heard.code);
    cr_expect_not_null(strstr(heard.err, want), "%s: %s", want, heard.err);
    cr_expect_str_eq(heard.out, "");
}

Test(policy_explain, each_flag_that_is_wrong_is_named)
{
    char faulty[] = "{\"held_by\": \"circus\",\n \"colour\": 1}";

    expect_fault("--from circus", NULL, COMMAND_USAGE,
                 "--from: circus is not a role of the vocabulary, which has school, ");
    expect_fault("--from circus", NULL, COMMAND_USAGE, "--to: is required");
    expect_fault("--from circus", NULL, COMMAND_USAGE, "--country: is required");
    expect_fault("--from circus", NULL, COMMAND_USAGE, "--category: is required");
    expect_fault(SCHOOL "--to-country DK", NULL, COMMAND_USAGE, "--to-country: the value is not");
    expect_fault(SCHOOL "--ownership state", NULL, COMMAND_USAGE,
                 "--ownership: must be public or private");
    expect_fault(SCHOOL "--to-ownership x", NULL, COMMAND_USAGE, "--to-ownership: must be");
    expect_fault(SCHOOL "--ground 13-2", NULL, COMMAND_USAGE, "--ground: a ground is written as");
    expect_fault(SCHOOL "--age 151", NULL, COMMAND_USAGE, "--age: years from 0 to 150");
    expect_fault(SCHOOL "--age-at-act 12", NULL, COMMAND_USAGE, "--age-at-act: needs --age");
    expect_fault(SCHOOL "--age 1 --age-at-act x", NULL, COMMAND_USAGE, "--age-at-act: years");
    expect_fault(SCHOOL "--age 15 --age-at-act 16", NULL, COMMAND_USAGE,
                 "--age-at-act: is more than --age");
    expect_fault(SCHOOL "--reason necessary", NULL, COMMAND_USAGE, "--reason: needs --decider");
    expect_fault(SCHOOL "--at 2026-02-30", NULL, COMMAND_USAGE, "--at: a date is wanted");
    expect_fault(SCHOOL "--flag 19010112345", NULL, COMMAND_USAGE, "--flag: the value is not a");
    expect_fault(SCHOOL "--consent", faulty, COMMAND_USAGE, "--consent:1:13: circus is not a role");
    expect_fault(SCHOOL "--consent", faulty, COMMAND_USAGE, "--consent:2:2: unknown key colour");
    expect_fault(SCHOOL "--consent {", NULL, COMMAND_USAGE, "--consent:2:1: ");
}

static void write_file(const char *path, const char *text)
{
    FILE *file = fopen(path, "w");

    cr_assert_not_null(file);
    cr_assert_geq(fputs(text, file), 0);
    fclose(file);
}

#define HEADER                                                                                     \
    "{\n\t\"from\": {\"role\": \"school\", \"country\": \"NO\"},\n"                                \
    "\t\"to\":{\"role\":\"child\\u005fwelfare\",\"country\":\"NO\"},\"at\":\"2026-03-01\",\n"      \
    "\"type\": \"concern_notification\", \"ground\": \"no.bvl.13-2\",\n"                           \
    "\"purpose\": \"protect_child\", \"age\": 16, \"categories\": [\"identity\"]"

static void ask_file(const char *text, struct heard *ret)
{
    char path[] = "/tmp/policy_explain_XXXXXX", name[] = "explain", json[] = "--json";
    char rules[] = "--policy=config/policy";
    char *arguments[] = { name, rules, path, json, NULL };

    close(mkstemp(path));
    write_file(path, text);
    hear(4, arguments, ret);
    unlink(path);
}

Test(policy_explain, a_header_is_read_from_a_file)
{
    CLEANUP(heard_clear) struct heard heard;

    ask_file(HEADER "}", &heard);
    cr_expect_eq(heard.code, COMMAND_FINE, "%s", heard.err);
    cr_expect_not_null(strstr(heard.out, "{\"decision\":\"permit\",\"code\":\"permit\",\"rule\":"),
                       "%s", heard.out);
    cr_expect_not_null(strstr(heard.out, "\"at\":\"2026-03-01\",\"language\":\"nb\",\"policy\":"
                                         "\"sha256:"),
                       "%s", heard.out);
    cr_expect_not_null(strstr(heard.out, "\"category\":\"identity\",\"verdict\":\"permit\""), "%s",
                       heard.out);
    cr_expect_not_null(strstr(heard.out, "\"nearest_rule\":null"), "%s", heard.out);
}

/* As without the flag: the nearest is told. */
Test(policy_explain, a_file_may_name_no_ground)
{
    static const char form[] =
        "{%s\"from\": {\"role\": \"school\", \"country\": \"NO\"}, \"to\": {\"role\": "
        "\"child_welfare\", \"country\": \"NO\"}, \"at\": \"2026-03-01\", \"type\": "
        "\"information_answer\", \"purpose\": \"protect_child\", \"age\": 16, "
        "\"categories\": [\"measure\"]}";
    static const char *const grounds[] = { "", "\"ground\": \"\", " };

    for (size_t i = 0; i < ARRAY_SIZE(grounds); i++) {
        CLEANUP(mem_free) char *text = mem_printf(form, grounds[i]);
        CLEANUP(heard_clear) struct heard heard;

        ask_file(text, &heard);
        cr_expect_eq(heard.code, COMMAND_FINDING, "%s", heard.err);
        cr_expect_not_null(strstr(heard.out, "[no.bvl.13-4]"), "%s", heard.out);
    }
}

Test(policy_explain, faults_of_a_file_have_their_place)
{
    static const struct {
        const char *more, *want;
    } cases[] = {
        { ",\n\"expect\": \"permit\"}", ":6:1: unknown key expect\n" },
        { ",\n\"flags\": [\"a\", \"unverified\"]}", ":6:11: a is not a flag of the vocabulary\n" },
        { ",\n\"decided_by\": 3}", ":6:15: wants a mapping, not a single value\n" },
        { ",\n\"decided_by\": {\"role\": \"principal\", \"reasons\": [\"mood\"]}}",
          ":6:49: mood is not a reason of the vocabulary\n" },
        { ",\n\"age_at_act\": -1}", ":6:15: " },
        { ",\n\"age_at_act\": 150}", ":6:15: is more than the age\n" },
        { ",\n\"age\": 3}", ":6:1: " },
        { ",\n\"consents\": [{}]}", ":6:14: the key held_by is missing\n" },
        { "", ":6:1: did not find" },
    };

    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        CLEANUP(mem_free) char *text = mem_printf("%s%s", HEADER, cases[i].more);
        CLEANUP(heard_clear) struct heard heard;

        ask_file(text, &heard);
        cr_expect_eq(heard.code, COMMAND_DATA, "%s: %d", text, heard.code);
        cr_expect_eq(strncmp(heard.err, "/tmp/", 5), 0, "%s", heard.err);
        cr_expect_not_null(strstr(heard.err, cases[i].want), "%s: %s", cases[i].want, heard.err);
        cr_expect_str_eq(heard.out, "");
    }
}

/* ---- what cannot be read, and how it is called ---- */

static int run(char *word, char *other)
{
    char name[] = "sambandctl policy explain";
    char *arguments[] = { name, word, other, NULL };

    return policy_explain(other ? 3 : word ? 2 : 1, arguments);
}

Test(policy_explain, what_cannot_be_read_is_66_and_rules_that_do_not_load_are_78,
     .init = cr_redirect_stderr)
{
    char rules[] = "--policy=config/policy", absent[] = "/nowhere/header.json";
    char no_rules[] = "--policy=/nowhere", flag[] = "--age=3";

    cr_expect_eq(run(rules, absent), EX_NOINPUT);
    cr_expect_eq(run(no_rules, flag), COMMAND_SETTINGS);
}

Test(policy_explain, standard_input_is_read_as_a_file_is)
{
    CLEANUP(heard_clear) struct heard heard;
    char path[] = "/tmp/policy_explain_XXXXXX", name[] = "explain", dash[] = "-";
    char rules[] = "--policy=config/policy";
    char *arguments[] = { name, rules, dash, NULL };

    close(mkstemp(path));
    write_file(path, "{\"from\": 1}");
    cr_assert_not_null(freopen(path, "r", stdin));
    unlink(path);
    hear(3, arguments, &heard);
    cr_expect_eq(heard.code, COMMAND_DATA);
    cr_expect_not_null(strstr(heard.err, "-:1:10: wants a mapping"), "%s", heard.err);
}

Test(policy_explain, nothing_to_explain_is_usage, .init = cr_redirect_stderr,
     .exit_code = COMMAND_USAGE)
{
    run(NULL, NULL);
}

Test(policy_explain, a_file_and_flags_are_usage, .init = cr_redirect_stderr,
     .exit_code = COMMAND_USAGE)
{
    char file[] = "header.json", flag[] = "--age=3";

    run(file, flag);
}

Test(policy_explain, an_unknown_language_is_usage, .init = cr_redirect_stderr,
     .exit_code = COMMAND_USAGE)
{
    char lang[] = "--lang=fi", flag[] = "--age=3";

    run(lang, flag);
}
