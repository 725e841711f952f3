/* SPDX-License-Identifier: EUPL-1.2 */
/* log - verifies the record in the database, in memory that does not grow with it, but for what was erased. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/json_out.h"
#include "base/memory.h"
#include "ctl/commands.h"
#include "ctl/detail_check.h"
#include "ctl/kept.h"
#include "ctl/kept_check.h"
#include "ctl/load.h"
#include "ctl/record_check.h"
#include "ctl/rows_check.h"
#include "ctl/source.h"

#define CHUNK "1000"
#define OPEN_LEAVES                                                                                \
    "DECLARE leaves NO SCROLL CURSOR FOR SELECT idx, hash, entry, kind, " SOURCE_MS(               \
        "time") " FROM samband.audit_leaf ORDER BY idx"
#define OPEN_BATCHES                                                                               \
    "DECLARE batches NO SCROLL CURSOR FOR SELECT old_size, new_size, root "                        \
    "FROM samband.audit_batch ORDER BY new_size"
/* In the order of enum row_word, after the leaf. */
#define OPEN_EXCHANGES                                                                             \
    "DECLARE exchanges NO SCROLL CURSOR FOR SELECT leaf_idx, id, state, "                          \
    "encode(text_hash, 'hex'), sender, recipient, type, ground, purpose, urgency, agreement, "     \
    "rule, code, encode(thread, 'hex'), in_reply_to, correction_of, supersedes, "                  \
    "(SELECT m.consent FROM samband.audit_consent_message m "                                      \
    "WHERE m.exchange_id = x.id AND m.leaf_idx = x.leaf_idx), sender_card, "                       \
    "recipient_card, " SOURCE_MS("created") ", " SOURCE_MS("not_after") ", " SOURCE_MS(            \
        "received") " FROM samband.audit_exchange x ORDER BY leaf_idx"
#define HEAD "SELECT size, root, " SOURCE_MS("last_time") " FROM samband.audit_log"
/* In a database that was made before auditors were let read it, only the owner may. */
#define MAY_READ_FRONTIER "SELECT has_column_privilege('samband.log_head', 'frontier', 'SELECT')"
#define FRONTIER "SELECT frontier FROM samband.log_head"

/* Rows of a cursor, one after the other, a chunk at a time. */
struct cursor {
    struct source *source;
    const char *fetch;
    struct answer *rows;
    size_t at;
};

/* One pass over the record: leaves, and beside them the batches and rows that repeat them. */
struct pass {
    struct record_check *check; /* borrowed */
    struct rows_check *rows;
    struct kept_check *kept;
    size_t n_before_kept; /* hashes that only leaves from before keeping began name */
    struct cursor leaves, batches, exchanges;
};

static void pass_clear(struct pass *pass)
{
    rows_check_free(pass->rows);
    kept_check_free(pass->kept);
    answer_free(pass->leaves.rows);
    answer_free(pass->batches.rows);
    answer_free(pass->exchanges.rows);
}
DEFINE_CLEAR(struct pass, pass_clear)

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

/* The row at the cursor, borrowed from it. */
static enum fault row_look(struct cursor *exchanges, struct exchange_row *ret_row,
                           bool *ret_has_row, struct error *err)
{
    enum fault fault = cursor_look(exchanges, ret_has_row, err);

    if (fault || !*ret_has_row)
        return fault;
    ret_row->leaf = (uint64_t)answer_number(exchanges->rows, exchanges->at, 0);
    for (size_t i = 0; i < N_ROW_WORDS; i++)
        ret_row->words[i] = answer_text(exchanges->rows, exchanges->at, 1 + i);
    return FAULT_NONE;
}

static enum fault check_row(struct pass *pass, uint64_t index, struct bytes entry,
                            struct error *err)
{
    struct exchange_row row;
    bool has_row, used;
    enum fault fault = row_look(&pass->exchanges, &row, &has_row, err);

    if (!fault)
        fault = rows_check_leaf(pass->rows, index, entry, has_row ? &row : NULL, &used, err);
    if (!fault && used)
        pass->exchanges.at++;
    return fault;
}

static enum fault check_leaf(struct pass *pass, struct error *err)
{
    CLEANUP(buffer_clear) struct buffer hash = { 0 };
    CLEANUP(buffer_clear) struct buffer entry = { 0 };
    const struct cursor *leaves = &pass->leaves;
    struct record_leaf leaf = {
        .index = (uint64_t)answer_number(leaves->rows, leaves->at, 0),
        .kind = answer_text(leaves->rows, leaves->at, 3),
        .time_ms = answer_number(leaves->rows, leaves->at, 4),
    };
    enum fault fault;

    answer_bytes(leaves->rows, leaves->at, 1, &hash);
    answer_bytes(leaves->rows, leaves->at, 2, &entry);
    leaf.leaf_hash = bytes_of_buffer(&hash);
    leaf.entry = bytes_of_buffer(&entry);
    fault = record_check_leaf(pass->check, &leaf, err);
    if (!fault)
        fault = check_row(pass, leaf.index, leaf.entry, err);
    return fault ? fault : kept_check_leaf(pass->kept, leaf.index, leaf.kind, leaf.entry, err);
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
    return record_check_head(
        check,
        &(struct record_head){
            .size = (uint64_t)answer_number(head, 0, 0),
            .root = bytes_of_buffer(&root),
            .frontier = frontier && packed.size == 0 ? bytes_of_text("") : bytes_of_buffer(&packed),
            .last_ms = answer_number(head, 0, 2),
        },
        err);
}

static enum fault open_cursors(struct source *source, struct error *err)
{
    static const char *const statements[] = { OPEN_LEAVES, OPEN_BATCHES, OPEN_EXCHANGES };
    enum fault fault = source_begin_snapshot(source, err);

    for (size_t i = 0; !fault && i < ARRAY_SIZE(statements); i++)
        fault = source_query(source, statements[i], NULL, 0, NULL, err);
    return fault;
}

/* What is kept, against what the leaves name. */
struct found_kept {
    struct kept_check *check;
    enum fault fault;
    struct error *err;
};

static void on_kept(void *arg, const char *hash, const char *kind, uint64_t leaf)
{
    struct found_kept *found = arg;

    (void)kind;
    if (!found->fault)
        found->fault = kept_check_found(found->check, hash, leaf, found->err);
}

static enum fault check_kept(struct source *source, struct pass *pass, struct error *err)
{
    struct found_kept found = { .check = pass->kept, .err = err };
    uint64_t since = 0;
    enum fault fault = kept_verify(source, on_kept, &found, err);

    if (!fault)
        fault = found.fault;
    if (!fault)
        fault = kept_since(source, &since, err);
    return fault ? fault : kept_check_end(pass->kept, since, &pass->n_before_kept, err);
}

/* What is left when every leaf has been seen. */
static enum fault check_end(struct source *source, struct pass *pass, struct error *err)
{
    struct exchange_row row;
    bool has_row = false;
    /* Whatever batch is left claims more leaves than there are. */
    enum fault fault = cursor_look(&pass->batches, &has_row, err);

    if (!fault && has_row)
        return record_check_missing(pass->check, err);
    if (!fault)
        fault = check_head(source, pass->check, err);
    if (!fault)
        fault = row_look(&pass->exchanges, &row, &has_row, err);
    if (!fault)
        fault = rows_check_end(pass->rows, has_row ? &row : NULL, err);
    if (!fault)
        fault = detail_check(source, err);
    return fault ? fault : check_kept(source, pass, err);
}

/* *ret_n_before: hashes that only leaves from before the record kept bytes name. */
static enum fault check_record(struct source *source, struct record_check *check,
                               size_t *ret_n_before, struct error *err)
{
    CLEANUP(pass_clear)
    struct pass pass = {
        .check = check,
        .rows = rows_check_new(),
        .kept = kept_check_new(),
        .leaves = { .source = source, .fetch = "FETCH " CHUNK " FROM leaves" },
        .batches = { .source = source, .fetch = "FETCH " CHUNK " FROM batches" },
        .exchanges = { .source = source, .fetch = "FETCH " CHUNK " FROM exchanges" },
    };
    bool has_row;
    enum fault fault = open_cursors(source, err);

    while (!fault) {
        fault = cursor_look(&pass.leaves, &has_row, err);
        if (fault || !has_row)
            break;
        fault = check_leaf(&pass, err);
        if (!fault)
            fault = check_batches(&pass.batches, check, err);
        pass.leaves.at++;
    }
    if (!fault)
        fault = check_end(source, &pass, err);
    *ret_n_before = pass.n_before_kept;
    return fault;
}

static bool is_finding(const struct error *err)
{
    return strcmp(err->code, "record_differs") == 0 || strcmp(err->code, "record_empty") == 0 ||
           strcmp(err->code, "rows_differ") == 0 || strcmp(err->code, "kept_differs") == 0;
}

static void print_json(const struct record_check *check, size_t n_before, const struct error *err)
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
    json_put_number(&json, "named_before_kept", n_before);
    digest_write_base64(&root, text);
    json_put_text(&json, "root", err ? NULL : text);
    json_leave_object(&json);
    json_out_flush(&json, stdout);
}

static void print_plain(const struct record_check *check, size_t n_before, const struct error *err)
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
    if (n_before > 0)
        printf("%zu %s of rules or directories named only before the record kept their bytes\n",
               n_before, n_before == 1 ? "hash" : "hashes");
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

    return fault ? fault : load_directory(settings->directory, ret_directory, err);
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
            "nothing beside it is gone that no leaf says was erased; and that the "
            "rules and directories that leaves name by a hash are kept, and have it. With "
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
    size_t n_before = 0;
    bool differs;

    command_parse(&argp, argc, argv, &options);
    if (options.config && directory_of(options.config, &directory, &err))
        return command_failed_as(COMMAND_SETTINGS, &err);
    if (source_open(&options, SOURCE_AUDITOR, &source, &err))
        return command_failed(&err);
    check = record_check_new(directory);
    differs = check_record(source, check, &n_before, &err) != FAULT_NONE;
    if (differs && !is_finding(&err))
        return command_failed(&err);
    if (options.json)
        print_json(check, n_before, differs ? &err : NULL);
    else
        print_plain(check, n_before, differs ? &err : NULL);
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
