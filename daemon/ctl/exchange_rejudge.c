/* SPDX-License-Identifier: EUPL-1.2 */
/* exchange_rejudge - the decision on an exchange repeated from the record, and under other rules. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "ctl/exchange.h"
#include "ctl/load.h"
#include "ctl/rejudge_all.h"

#define ONE REJUDGE_COLUMNS " WHERE e.id = $1::uuid"

enum { KEY_LANG = 1000 };

struct options {
    struct source_options source;
    struct uuid id;
    char id_text[TEXT_UUID_SIZE];
    bool has_id, all;
    const char *policy, *directory, *language;
};

static const struct argp_option option_table[] = {
    { "all", 'a', NULL, 0, "every exchange of the record: findings, and how many are the same", 0 },
    { "policy", 'p', "DIR", 0, "also the decision under these rules, and what they change", 0 },
    { "directory", 'D', "FILE", 0,
      "the directory of that day, where the record does not keep "
      "it yet",
      0 },
    { "lang", KEY_LANG, "LANGUAGE", 0, "sv, nb or en, of what explains the decision under --policy",
      0 },
    { 0 },
};

static const char *read_language(const char *argument, const struct argp_state *state)
{
    if (strcmp(argument, "sv") != 0 && strcmp(argument, "nb") != 0 && strcmp(argument, "en") != 0)
        argp_error(state, "--lang: sv, nb or en is wanted");
    return argument;
}

static error_t parse(int key, char *argument, struct argp_state *state)
{
    struct options *options = state->input;

    switch (key) {
    case ARGP_KEY_INIT:
        state->child_inputs[0] = &options->source;
        return 0;
    case 'a':
        options->all = true;
        return 0;
    case 'p':
        options->policy = argument;
        return 0;
    case 'D':
        options->directory = argument;
        return 0;
    case KEY_LANG:
        options->language = read_language(argument, state);
        return 0;
    case ARGP_KEY_ARG:
        if (options->has_id || !uuid_read(argument, &options->id))
            argp_error(state, "the ID of one exchange is wanted (a UUID of version 7)");
        options->has_id = true;
        uuid_write(&options->id, options->id_text);
        return 0;
    case ARGP_KEY_END:
        if (options->has_id == options->all)
            argp_error(state, "either an ID or --all is wanted");
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

/* What is open while exchanges are decided again. */
struct session {
    struct source *source;
    struct basis *basis;
    struct erasures *erasures;
    struct vocabulary *vocabulary;
    struct policy *policy; /* other rules, or NULL */
};

static void session_clear(struct session *session)
{
    erasures_free(session->erasures);
    basis_free(session->basis);
    source_close(session->source);
    policy_free(session->policy);
    vocabulary_free(session->vocabulary);
}
DEFINE_CLEAR(struct session, session_clear)

static int session_open(const struct options *options, struct session *session)
{
    struct error err;

    if (options->policy &&
        load_policy(options->policy, &session->vocabulary, &session->policy, &err))
        return command_failed_as(COMMAND_SETTINGS, &err);
    if (source_open(&options->source, SOURCE_AUDITOR, &session->source, &err) ||
        source_begin_snapshot(session->source, &err))
        return command_failed(&err);
    if (basis_new(session->source, &session->basis, &err) ||
        erasures_read(session->source, &session->erasures, &err))
        return strcmp(err.code, "damaged") == 0 ? command_failed_as(COMMAND_FINDING, &err)
                                                : command_failed(&err);
    basis_offer_policy(session->basis, session->policy);
    basis_offer_directory(session->basis, options->directory);
    return COMMAND_FINE;
}

static struct rejudge_place place_of(const struct session *session)
{
    return (struct rejudge_place){ session->source, session->basis, session->erasures,
                                   session->policy };
}

/* ---- one ---- */

static int exit_of(const struct options *options, const struct rejudged *rejudged)
{
    switch (rejudged->result) {
    case REJUDGED_DIFFERS:
    case REJUDGED_MISSING:
    case REJUDGED_DAMAGED:
        return COMMAND_FINDING;
    case REJUDGED_NOT_KEPT:
        return command_fail(COMMAND_DATA,
                            "%s was decided before the record kept rules: --policy and --directory "
                            "take those of that day",
                            options->id_text);
    case REJUDGED_UNREADABLE:
        return COMMAND_DATA;
    case REJUDGED_OUTSIDE:
        return command_fail(COMMAND_SETTINGS,
                            "no mandate of this user of the database covers %s: --database names "
                            "another user",
                            options->id_text);
    default:
        return COMMAND_FINE;
    }
}

static int rejudge_one(const struct options *options, const struct session *session)
{
    CLEANUP(answer_free) struct answer *rows = NULL;
    CLEANUP(rejudged_clear) struct rejudged rejudged = { 0 };
    CLEANUP(json_out_clear) struct json_out json = { 0 };
    const struct rejudge_rules rules = { session->policy, session->vocabulary, options->language };
    const struct rejudge_place place = place_of(session);
    const char *params[] = { options->id_text };
    struct error err;

    if (source_query(session->source, ONE, params, 1, &rows, &err))
        return command_failed(&err);
    if (answer_n(rows) == 0)
        return command_fail(COMMAND_DATA, "%s: no exchange has this id", options->id_text);
    if (rejudge_row(&place, rows, 0, &rejudged, &err))
        return command_failed(&err);
    if (options->source.json) {
        rejudge_put_json(options->id_text, &rejudged, &rules, &json);
        json_out_flush(&json, stdout);
    } else {
        rejudge_print_text(options->id_text, &rejudged, &rules, stdout);
    }
    return exit_of(options, &rejudged);
}

/* ---- all ---- */

static uint64_t n_judged(const struct rejudge_counts *counts)
{
    return counts->n[REJUDGED_SAME] + counts->n[REJUDGED_DIFFERS];
}

static uint64_t n_findings(const struct rejudge_counts *counts)
{
    uint64_t n = 0;

    for (enum rejudged_result result = 0; result < N_REJUDGED_RESULTS; result++) {
        if (rejudged_is_finding(result))
            n += counts->n[result];
    }
    return n;
}

static void print_counts(const struct rejudge_counts *counts, bool has_rules)
{
    printf("%" PRIu64 " decided again: %" PRIu64 " the same, %" PRIu64 " %s", n_judged(counts),
           counts->n[REJUDGED_SAME], counts->n[REJUDGED_DIFFERS],
           command_word(counts->n[REJUDGED_DIFFERS], "differs", "differ"));
    for (enum rejudged_result result = 0; result < N_REJUDGED_RESULTS; result++) {
        if (result > REJUDGED_DIFFERS && counts->n[result] > 0)
            printf("; %" PRIu64 " %s", counts->n[result], rejudged_result_name(result));
    }
    putchar('\n');
    if (counts->n_let_go > 0)
        printf("%" PRIu64 " as if the broker had let go of an agreement that the record has\n",
               counts->n_let_go);
    if (counts->n_unbound > 0)
        printf("%" PRIu64 " of them by categories as the database has them, from before the record "
               "kept what was signed of them\n",
               counts->n_unbound);
    if (has_rules)
        printf("%" PRIu64 " would be decided otherwise under the other rules\n", counts->n_changed);
}

static void put_counts(struct json_out *json, const struct rejudge_counts *counts, bool has_rules)
{
    json_enter_object(json, "counts");
    for (enum rejudged_result result = 0; result < N_REJUDGED_RESULTS; result++)
        json_put_number(json, rejudged_result_name(result), counts->n[result]);
    json_leave_object(json);
    json_put_number(json, "agreement_let_go", counts->n_let_go);
    json_put_number(json, "categories_unbound", counts->n_unbound);
    if (has_rules)
        json_put_number(json, "changed", counts->n_changed);
}

static int rejudge_everything(const struct options *options, const struct session *session)
{
    CLEANUP(json_out_clear) struct json_out json = { 0 };
    const struct rejudge_place place = place_of(session);
    bool as_json = options->source.json;
    struct rejudge_counts counts = { 0 };
    struct error err;

    json_enter_object(&json, NULL);
    json_enter_list(&json, "exchanges");
    if (rejudge_all(&place, as_json ? NULL : stdout, &json, &counts, &err))
        return command_failed(&err);
    json_leave_list(&json);
    if (as_json) {
        put_counts(&json, &counts, session->policy != NULL);
        json_leave_object(&json);
        json_out_flush(&json, stdout);
    } else {
        print_counts(&counts, session->policy != NULL);
    }
    if (n_findings(&counts) > 0)
        return COMMAND_FINDING;
    if (counts.n[REJUDGED_UNREADABLE] > 0)
        return COMMAND_DATA;
    if (n_judged(&counts) == 0 && counts.n[REJUDGED_OUTSIDE] > 0)
        return command_fail(COMMAND_SETTINGS,
                            "no mandate of this user of the database covers any: --database "
                            "names another user");
    return COMMAND_FINE;
}

int exchange_rejudge(int argc, char *argv[])
{
    static const struct argp_child children[] = { { &source_argp, 0, "Database:", 2 }, { 0 } };
    static const struct argp argp = {
        .options = option_table,
        .parser = parse,
        .args_doc = "ID\n--all",
        .children = children,
        .doc = "Decides an exchange again from the record, with the rules, the directory and the "
               "consents of that moment, and compares; with --policy also under other rules.\v"
               "Exit status: 0 the same, or nothing to decide (an order, or erased); 1 it differs, "
               "rows are missing without an erasure, or the record is damaged; 65 no such "
               "exchange, or its rules are from before they "
               "were kept, or cannot be read by this version; 78 no mandate covers it, or the "
               "rules of --policy cannot be loaded.",
    };
    CLEANUP(session_clear) struct session session = { 0 };
    struct options options = { 0 };
    int code;

    command_parse(&argp, argc, argv, &options);
    code = session_open(&options, &session);
    if (code != COMMAND_FINE)
        return code;
    return options.all ? rejudge_everything(&options, &session) : rejudge_one(&options, &session);
}
