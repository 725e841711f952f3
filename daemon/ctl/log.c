/* SPDX-License-Identifier: EUPL-1.2 */
/* log - verifies the record in the database. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/json_out.h"
#include "ctl/commands.h"
#include "ctl/load.h"
#include "ctl/log_pass.h"
#include "ctl/record_check.h"
#include "ctl/source.h"

static bool is_finding(const struct error *err)
{
    return strcmp(err->code, "record_differs") == 0 || strcmp(err->code, "record_empty") == 0 ||
           strcmp(err->code, "rows_differ") == 0 || strcmp(err->code, "kept_differs") == 0;
}

static void print_json(const struct record_check *check, const struct log_counts *counts,
                       const struct error *err)
{
    CLEANUP(json_out_clear) struct json_out json = { 0 };
    struct digest root = record_check_root(check);
    char text[DIGEST_BASE64_SIZE];

    json_enter_object(&json, NULL);
    json_put_text(&json, "result", err ? "differs" : "verified");
    json_put_text_or_null(&json, "origin", record_check_origin(check));
    if (err && strcmp(err->code, "record_differs") == 0)
        json_put_number(&json, "leaf", record_check_fault_index(check));
    else
        json_put_null(&json, "leaf");
    json_put_text(&json, "why", err ? err->text : NULL);
    json_put_number(&json, "leaves", record_check_size(check));
    json_put_number(&json, "signatures", record_check_n_signatures(check));
    json_put_number(&json, "named_before_kept", counts->n_before_kept);
    json_put_number(&json, "categories", counts->n_categories);
    digest_write_base64(&root, text);
    json_put_text(&json, "root", err ? NULL : text);
    json_leave_object(&json);
    json_out_flush(&json, stdout);
}

static void print_plain(const struct record_check *check, const struct log_counts *counts,
                        const struct error *err)
{
    struct digest root = record_check_root(check);
    char text[DIGEST_BASE64_SIZE];

    if (err) {
        printf("%s\n", err->text);
        return;
    }
    digest_write_base64(&root, text);
    printf("%" PRIu64 " %s, root %s, verified (%" PRIu64 " %s, %s)\n", record_check_size(check),
           command_word(record_check_size(check), "leaf", "leaves"), text,
           record_check_n_signatures(check),
           command_word(record_check_n_signatures(check), "signature", "signatures"),
           record_check_origin(check));
    if (counts->n_before_kept > 0)
        printf("%zu %s of rules or directories named only before the record kept their bytes\n",
               counts->n_before_kept, command_word(counts->n_before_kept, "hash", "hashes"));
    printf("%" PRIu64 " %s compared with what was signed, within this user's mandates\n",
           counts->n_categories, command_word(counts->n_categories, "category", "categories"));
}

static error_t parse(int key, char *argument, struct argp_state *state)
{
    (void)argument;
    if (key == ARGP_KEY_INIT)
        state->child_inputs[0] = state->input;
    if (key == ARGP_KEY_ARG)
        argp_error(state, "no argument is wanted beside the options");
    return key == ARGP_KEY_INIT ? 0 : ARGP_ERR_UNKNOWN;
}

/* The broker's own copy of the directory, whose root keys sign the parties' cards. */
static enum fault directory_of(const char *config, struct directory **ret_directory,
                               struct error *err)
{
    CLEANUP(settings_free) struct settings *settings = NULL;
    enum fault fault = load_settings(config, &settings, err);

    return fault ? fault : load_directory(settings->directory, NULL, ret_directory, err);
}

static int run_verify(int argc, char *argv[])
{
    static const struct argp_child children[] = { { &source_argp, 0, "Database:", 2 }, { 0 } };
    static const struct argp argp = {
        .parser = parse,
        .children = children,
        .doc =
            "Hashes the whole record again and verifies it.\v"
            "Every leaf from its bytes: hash, form, time, signature; then the roots of all "
            "batches, and the head; that each exchange's row says what its leaves say, and that "
            "nothing beside it is gone that no leaf says was erased; that the "
            "rules and directories that leaves name by a hash are kept, and have it; within a "
            "mandate, that each section's category is the one that was signed. With "
            "--config the parties' key cards are judged by the "
            "directory's root keys, else they are taken as the record has them. "
            "Exit status 1, and the first leaf, exchange or hash that is wrong, on any difference; "
            "also when there is no leaf at all.",
    };
    CLEANUP(source_close) struct source *source = NULL;
    CLEANUP(directory_free) struct directory *directory = NULL;
    CLEANUP(record_check_free) struct record_check *check = NULL;
    struct source_options options = { 0 };
    struct error err;
    struct log_counts counts = { 0 };
    bool differs;

    command_parse(&argp, argc, argv, &options);
    if (options.config && directory_of(options.config, &directory, &err))
        return command_failed_as(COMMAND_SETTINGS, &err);
    if (source_open(&options, SOURCE_AUDITOR, &source, &err))
        return command_failed(&err);
    check = record_check_new(directory);
    differs = log_pass(source, check, &counts, &err) != FAULT_NONE;
    if (differs && !is_finding(&err))
        return command_failed(&err);
    if (options.json)
        print_json(check, &counts, differs ? &err : NULL);
    else
        print_plain(check, &counts, differs ? &err : NULL);
    return differs ? COMMAND_FINDING : COMMAND_FINE;
}

int command_log(int argc, char *argv[])
{
    static const struct command commands[] = {
        { "verify", "hash and verify the whole record again", run_verify },
        { NULL, NULL, NULL },
    };

    return command_run_group(commands, argc, argv);
}
