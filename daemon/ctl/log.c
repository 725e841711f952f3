/* SPDX-License-Identifier: EUPL-1.2 */
/* log - verifies the record in the database, in memory that does not grow with it. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "ctl/commands.h"
#include "base/json_out.h"
#include "ctl/record_check.h"
#include "ctl/source.h"
#include "settings/settings.h"

#define CHUNK "1000"
#define OPEN_LEAVES                                                                                \
    "DECLARE leaves NO SCROLL CURSOR FOR SELECT idx, hash, entry, kind, " SOURCE_MS(               \
        "time") " FROM samband.audit_leaf ORDER BY idx"
#define OPEN_BATCHES                                                                               \
    "DECLARE batches NO SCROLL CURSOR FOR SELECT old_size, new_size, root "                        \
    "FROM samband.audit_batch ORDER BY new_size"
#define HEAD "SELECT size, root FROM samband.audit_log"
/* The frontier only counts for appending; the owner and the broker may read it. */
#define MAY_READ_FRONTIER "SELECT has_column_privilege('samband.log_head', 'frontier', 'SELECT')"
#define FRONTIER "SELECT frontier FROM samband.log_head"

/* Rows of a cursor, one after the other, a chunk at a time. */
struct cursor {
    struct source *source;
    const char *fetch;
    struct answer *rows;
    size_t at;
};

static void cursor_clear(struct cursor *cursor) { answer_free(cursor->rows); }
DEFINE_CLEAR(struct cursor, cursor_clear)

/* Whether there is a row at `at`, fetching it where needed. */
static enum fault cursor_look(struct cursor *cursor, bool *ret_has_row, struct error *err)
{
    enum fault fault = FAULT_NONE;

    if (!cursor->rows || (answer_n(cursor->rows) > 0 && cursor->at == answer_n(cursor->rows))) {
        answer_free(TAKE(cursor->rows));
        cursor->at = 0;
        fault = source_query(cursor->source, cursor->fetch, NULL, 0, &cursor->rows, err);
    }
    *ret_has_row = !fault && cursor->at < answer_n(cursor->rows);
    return fault;
}

/* Every batch that ends at the leaves so far. */
static enum fault check_batches(struct cursor *batches, struct record_check *check,
                                struct error *err)
{
    CLEANUP(buffer_clear) struct buffer root = { 0 };
    bool has_row;
    enum fault fault;

    for (;;) {
        fault = cursor_look(batches, &has_row, err);
        if (fault || !has_row ||
            (uint64_t)answer_number(batches->rows, batches->at, 1) > record_check_size(check))
            return fault;
        buffer_reset(&root);
        answer_bytes(batches->rows, batches->at, 2, &root);
        fault = record_check_batch(check, (uint64_t)answer_number(batches->rows, batches->at, 0),
                                   (uint64_t)answer_number(batches->rows, batches->at, 1),
                                   bytes_of_buffer(&root), err);
        if (fault)
            return fault;
        batches->at++;
    }
}

static enum fault check_leaf(const struct cursor *leaves, struct record_check *check,
                             struct error *err)
{
    CLEANUP(buffer_clear) struct buffer hash = { 0 };
    CLEANUP(buffer_clear) struct buffer entry = { 0 };
    struct record_leaf leaf = {
        .index = (uint64_t)answer_number(leaves->rows, leaves->at, 0),
        .kind = answer_text(leaves->rows, leaves->at, 3),
        .time_ms = answer_number(leaves->rows, leaves->at, 4),
    };

    answer_bytes(leaves->rows, leaves->at, 1, &hash);
    answer_bytes(leaves->rows, leaves->at, 2, &entry);
    leaf.leaf_hash = bytes_of_buffer(&hash);
    leaf.entry = bytes_of_buffer(&entry);
    return record_check_leaf(check, &leaf, err);
}

static enum fault check_head(struct source *source, struct record_check *check, struct error *err)
{
    CLEANUP(answer_free) struct answer *head = NULL;
    CLEANUP(answer_free) struct answer *may = NULL;
    CLEANUP(answer_free) struct answer *frontier = NULL;
    CLEANUP(buffer_clear) struct buffer root = { 0 };
    CLEANUP(buffer_clear) struct buffer packed = { 0 };
    enum fault fault = source_query(source, HEAD, NULL, 0, &head, err);

    if (!fault)
        fault = source_query(source, MAY_READ_FRONTIER, NULL, 0, &may, err);
    if (!fault && answer_boolean(may, 0, 0))
        fault = source_query(source, FRONTIER, NULL, 0, &frontier, err);
    if (fault)
        return fault;
    if (answer_n(head) != 1)
        return error_set_code(err, FAULT_INPUT, "record_differs",
                              "the record has %zu heads instead of one", answer_n(head));
    answer_bytes(head, 0, 1, &root);
    if (frontier && answer_n(frontier) == 1)
        answer_bytes(frontier, 0, 0, &packed);
    return record_check_head(check, (uint64_t)answer_number(head, 0, 0),
                             frontier && packed.size == 0 ? bytes_of_text("")
                                                          : bytes_of_buffer(&packed),
                             bytes_of_buffer(&root), err);
}

static enum fault check_record(struct source *source, struct record_check *check, struct error *err)
{
    CLEANUP(cursor_clear)
    struct cursor leaves = { .source = source, .fetch = "FETCH " CHUNK " FROM leaves" };
    CLEANUP(cursor_clear)
    struct cursor batches = { .source = source, .fetch = "FETCH " CHUNK " FROM batches" };
    bool has_row = true;
    enum fault fault = source_begin_snapshot(source, err);

    if (!fault)
        fault = source_query(source, OPEN_LEAVES, NULL, 0, NULL, err);
    if (!fault)
        fault = source_query(source, OPEN_BATCHES, NULL, 0, NULL, err);
    while (!fault) {
        fault = cursor_look(&leaves, &has_row, err);
        if (fault || !has_row)
            break;
        fault = check_leaf(&leaves, check, err);
        if (!fault)
            fault = check_batches(&batches, check, err);
        leaves.at++;
    }
    /* Whatever batch is left claims more leaves than there are. */
    if (!fault)
        fault = cursor_look(&batches, &has_row, err);
    if (!fault && has_row)
        return record_check_missing(check, err);
    return fault ? fault : check_head(source, check, err);
}

static bool is_finding(const struct error *err)
{
    return strcmp(err->code, "record_differs") == 0 || strcmp(err->code, "record_empty") == 0;
}

static void print_json(const struct record_check *check, const struct error *err)
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
    digest_write_base64(&root, text);
    json_put_text(&json, "root", err ? NULL : text);
    json_leave_object(&json);
    json_out_flush(&json, stdout);
}

static void print_plain(const struct record_check *check, const struct error *err)
{
    struct digest root = record_check_root(check);
    char text[DIGEST_BASE64_SIZE];

    if (err) {
        printf("%s\n", err->text);
        return;
    }
    digest_write_base64(&root, text);
    printf("%" PRIu64 " leaves, root %s, verified (%" PRIu64 " signatures, %s)\n",
           record_check_size(check), text, record_check_n_signatures(check),
           record_check_origin(check));
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
static enum fault load_directory(const char *config, struct directory **ret_directory,
                                 struct error *err)
{
    CLEANUP(settings_free) struct settings *settings = NULL;
    enum fault fault = settings_load(config, stderr, &settings, err);

    return fault ? fault : directory_load(settings->directory, stderr, ret_directory, err);
}

static int run_verify(int argc, char *argv[])
{
    static const struct argp_child children[] = { { &source_argp, 0, "Database:", 2 }, { 0 } };
    static const struct argp argp = {
        .parser = parse,
        .children = children,
        .doc = "Hashes the whole record again and verifies it.\v"
               "Every leaf from its bytes: hash, form, time, signature; then the roots of all "
               "batches, and the head. With --config the parties' key cards are judged by the "
               "directory's root keys, else they are taken as the record has them. "
               "Exit status 1, and the first leaf that is wrong, on any difference; "
               "also when there is no leaf at all.",
    };
    CLEANUP(source_close) struct source *source = NULL;
    CLEANUP(directory_free) struct directory *directory = NULL;
    CLEANUP(record_check_free) struct record_check *check = NULL;
    struct source_options options = { 0 };
    struct error err;
    bool differs;

    command_parse(&argp, argc, argv, &options);
    if (options.config && load_directory(options.config, &directory, &err))
        return command_failed_as(COMMAND_SETTINGS, &err);
    if (source_open(&options, SOURCE_AUDITOR, &source, &err))
        return command_failed(&err);
    check = record_check_new(directory);
    differs = check_record(source, check, &err) != FAULT_NONE;
    if (differs && !is_finding(&err))
        return command_failed(&err);
    if (options.json)
        print_json(check, differs ? &err : NULL);
    else
        print_plain(check, differs ? &err : NULL);
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
