/* SPDX-License-Identifier: EUPL-1.2 */
/* policy_verify - asks the gate everything that the rules can tell apart, and shows what is wrong. */
#include "review/policy_verify.h"

#include <stdio.h>

#include "base/clock.h"
#include "base/json_out.h"
#include "base/memory.h"
#include "ctl/policy_commands.h"
#include "ctl/policy_folder.h"

struct options {
    const char *directory;
    bool json;
};

static const struct argp_option option_table[] = { POLICY_FOLDER_OPTION,
                                                   { "json", 'j', NULL, 0, "as JSON", 0 },
                                                   { 0 } };

static error_t parse(int key, char *argument, struct argp_state *state)
{
    struct options *options = state->input;

    switch (key) {
    case 'j':
        options->json = true;
        return 0;
    default:
        return policy_folder_parse(key, argument, state, &options->directory);
    }
}

/* ---- output ---- */

static void print_finding(const struct policy_finding *finding)
{
    const struct policy_rule *rule = finding->rule;

    if (rule && rule->place)
        printf("%s: ", rule->place);
    printf("%s: %s", rule ? rule->id : "no rule", finding->text);
    if (finding->n > 1)
        printf(" (and %llu more)", (unsigned long long)(finding->n - 1));
    printf(" [%s]\n", policy_flaw_code(finding->flaw));
}

static void print_lines(const struct policy_verification *verification, double seconds)
{
    size_t n = verification->findings.n;

    for (size_t i = 0; i < n; i++)
        print_finding(&verification->findings.all[i]);
    printf("%.0f points (standing for %.2e combinations) in %.1f s\n", verification->n_points,
           verification->n_combinations, seconds);
    printf("%zu %s\n", n, command_word(n, "finding", "findings"));
}

static void put_finding(struct json_out *json, const struct policy_finding *finding)
{
    const struct policy_rule *rule = finding->rule, *other = finding->other;

    json_enter_object(json, NULL);
    json_put_text(json, "code", policy_flaw_code(finding->flaw));
    json_put_text(json, "rule", rule ? rule->id : NULL);
    json_put_text(json, "place", rule ? rule->place : NULL);
    json_put_text(json, "other", other ? other->id : NULL);
    json_put_text(json, "other_place", other ? other->place : NULL);
    json_put_text(json, "text", finding->text);
    json_put_number(json, "times", finding->n);
    json_leave_object(json);
}

static void print_json(const struct policy_verification *verification, double seconds)
{
    CLEANUP(json_out_clear) struct json_out json = { 0 };
    CLEANUP(mem_free) char *combinations = mem_printf("%.3e", verification->n_combinations);

    json_enter_object(&json, NULL);
    json_put_number(&json, "points", (uint64_t)verification->n_points);
    /* More than an integer holds. */
    json_put_raw(&json, "combinations", bytes_of_text(combinations));
    json_put_number(&json, "ms", (uint64_t)(seconds * 1000));
    json_enter_list(&json, "findings");
    for (size_t i = 0; i < verification->findings.n; i++)
        put_finding(&json, &verification->findings.all[i]);
    json_leave_list(&json);
    json_leave_object(&json);
    json_out_flush(&json, stdout);
}

int policy_verify_main(int argc, char *argv[])
{
    static const struct argp argp = {
        .options = option_table,
        .parser = parse,
        .args_doc = "[DIR]",
        .doc = "Asks the gate every question that the rules can tell apart, and prints each flaw "
               "of the "
               "rules as file:line:column: rule: what [code], the number of questions, and the "
               "number of flaws.\v"
               "Exit status: 1 a flaw was found, 65 the rules are too many to go through, 78 they "
               "cannot be loaded.",
    };
    CLEANUP(vocabulary_free) struct vocabulary *vocabulary = NULL;
    CLEANUP(policy_free) struct policy *policy = NULL;
    CLEANUP(policy_universe_clear) struct policy_universe universe = { 0 };
    CLEANUP(policy_verification_clear) struct policy_verification verification = { 0 };
    struct options options = { 0 };
    int64_t start_ms = clock_boot_ms();
    double seconds;
    struct error err;
    int code;

    command_parse(&argp, argc, argv, &options);
    code = policy_folder_load(options.directory, stderr, &vocabulary, &policy);
    if (code)
        return code;
    policy_universe_make(vocabulary, &universe);
    if (policy_verify(policy, &universe, policy_decide, &verification, &err))
        return command_failed_as(COMMAND_DATA, &err);
    seconds = (double)(clock_boot_ms() - start_ms) / 1000;
    if (options.json)
        print_json(&verification, seconds);
    else
        print_lines(&verification, seconds);
    return verification.findings.n ? COMMAND_FINDING : COMMAND_FINE;
}
