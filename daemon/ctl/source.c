/* SPDX-License-Identifier: EUPL-1.2 */
#include "ctl/source.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/text.h"
#include "ctl/command.h"
#include "ctl/load.h"
#include "store/db.h"

struct source {
    struct db *db;
};

struct answer {
    struct db_rows *rows;
};

static const struct argp_option option_table[] = {
    { "config", 'c', "FILE", 0, "settings of the broker: they name the database", 0 },
    { "database", 'd', "CONNINFO", 0, "a libpq connection text, alone or over the settings", 0 },
    { "json", 'j', NULL, 0, "as JSON", 0 },
    { 0 },
};

static error_t parse(int key, char *argument, struct argp_state *state)
{
    struct source_options *options = state->input;

    switch (key) {
    case 'c':
        options->config = argument;
        return 0;
    case 'd':
        options->conninfo = argument;
        return 0;
    case 'j':
        options->json = true;
        return 0;
    case ARGP_KEY_END:
        if (!options->config && !options->conninfo)
            argp_error(state, "--config or --database is required");
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

const struct argp source_argp = { .options = option_table, .parser = parse };

static bool is_uri(const char *conninfo)
{
    return strncmp(conninfo, "postgresql://", 13) == 0 || strncmp(conninfo, "postgres://", 11) == 0;
}

/* Of two values for one word libpq takes the last. */
char *source_compose(const char *base, const char *role, const char *changes)
{
    if (!base || (changes && (is_uri(base) || is_uri(changes))))
        return mem_text(changes);
    if (is_uri(base))
        return role ? mem_printf("%s%cuser=%s", base, strchr(base, '?') ? '&' : '?', role)
                    : mem_text(base);
    return mem_printf("%s%s%s%s%s", base, role ? " user=" : "", role ? role : "",
                      changes ? " " : "", changes ? changes : "");
}

static enum fault as_settings(struct error *err)
{
    text_put(err->code, sizeof(err->code), COMMAND_SETTINGS_CODE);
    return err->fault;
}

enum fault source_open(const struct source_options *options, const char *role,
                       struct source **ret_source, struct error *err)
{
    CLEANUP(settings_free) struct settings *settings = NULL;
    CLEANUP(mem_free) char *conninfo = NULL;
    struct source *source;
    struct db *db;
    enum fault fault;

    if (options->config && load_settings(options->config, &settings, err))
        return as_settings(err);
    conninfo = source_compose(settings ? settings->database : NULL, role, options->conninfo);
    fault = db_open(conninfo, "sambandctl", &db, err);
    if (fault)
        return fault;
    source = mem_new(1, sizeof(*source));
    source->db = db;
    *ret_source = source;
    return FAULT_NONE;
}

void source_close(struct source *source)
{
    if (!source)
        return;
    db_close(source->db);
    mem_free(source);
}

/* What an operator can do something about, in words. */
static enum fault explain(const struct source *source, struct error *err)
{
    const char *sqlstate = db_sqlstate(source->db);

    if (err->fault != FAULT_INPUT)
        return err->fault;
    if (strcmp(sqlstate, "42501") == 0) {
        (void)error_set(
            err, FAULT_INPUT,
            "this user of the database may not read that: lists are for " SOURCE_OPERATOR
            ", the record is for " SOURCE_AUDITOR " (--database \"... user=...\")");
        return as_settings(err);
    }
    if (strcmp(sqlstate, "42P01") == 0 || strcmp(sqlstate, "3F000") == 0) {
        (void)error_set(err, FAULT_INPUT,
                        "the database has no schema of this version: run `sambandctl db migrate`");
        return as_settings(err);
    }
    return err->fault;
}

enum fault source_query(struct source *source, const char *sql, const char *const params[],
                        size_t n_params, struct answer **ret_answer, struct error *err)
{
    struct db_rows *rows = NULL;

    if (db_query_text(source->db, sql, params, n_params, ret_answer ? &rows : NULL, err))
        return explain(source, err);
    if (!ret_answer)
        return FAULT_NONE;
    *ret_answer = mem_new(1, sizeof(**ret_answer));
    (*ret_answer)->rows = rows;
    return FAULT_NONE;
}

enum fault source_begin_snapshot(struct source *source, struct error *err)
{
    return source_query(source, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", NULL, 0, NULL,
                        err);
}

void answer_free(struct answer *answer)
{
    if (!answer)
        return;
    db_rows_free(answer->rows);
    mem_free(answer);
}

size_t answer_n(const struct answer *answer) { return db_rows_count(answer->rows); }

const char *answer_text(const struct answer *answer, size_t row, size_t column)
{
    const char *text = db_rows_text(answer->rows, row, column);

    return text ? text : "";
}

int64_t answer_number(const struct answer *answer, size_t row, size_t column)
{
    return strtoll(answer_text(answer, row, column), NULL, 10);
}

bool answer_boolean(const struct answer *answer, size_t row, size_t column)
{
    return strcmp(answer_text(answer, row, column), "t") == 0;
}

void answer_bytes(const struct answer *answer, size_t row, size_t column, struct buffer *ret_bytes)
{
    /* Null stays no bytes: whoever compares will find that they differ. */
    (void)db_rows_bytes(answer->rows, row, column, ret_bytes);
}

enum fault source_check_party(struct source *source, const char *party, struct error *err)
{
    CLEANUP(answer_free) struct answer *known = NULL;
    const char *params[] = { party };
    enum fault fault =
        source_query(source, "SELECT EXISTS (SELECT FROM samband.key_card WHERE party = $1)",
                     params, 1, &known, err);

    if (fault || answer_boolean(known, 0, 0))
        return fault;
    return error_set_code(err, FAULT_INPUT, "unknown_party",
                          "%s: no card in the record is of a party of this name",
                          text_is_token(party, LIMIT_PARTY) ? party : "the value");
}
