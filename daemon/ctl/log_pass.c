/* SPDX-License-Identifier: EUPL-1.2 */
#include "ctl/log_pass.h"

#include <string.h>

#include "base/memory.h"
#include "ctl/cursor.h"
#include "ctl/detail_check.h"
#include "ctl/kept.h"
#include "ctl/kept_check.h"
#include "ctl/rows_check.h"

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
    "recipient_card, (SELECT d.has_subject FROM samband.audit_decision d "                         \
    "WHERE d.exchange_id = x.id), " SOURCE_MS("created") ", " SOURCE_MS(                           \
        "not_after") ", " SOURCE_MS("received") " FROM samband.audit_exchange x ORDER BY leaf_idx"
/* Only what this user's mandates cover. */
#define OPEN_SECTIONS                                                                              \
    "DECLARE sections NO SCROLL CURSOR FOR SELECT leaf_idx, idx, category, descriptor, salt "      \
    "FROM samband.audit_decision_section ORDER BY leaf_idx, idx"
#define HEAD "SELECT size, root, " SOURCE_MS("last_time") " FROM samband.audit_log"
/* In a database that was made before auditors were let read it, only the owner may. */
#define MAY_READ_FRONTIER "SELECT has_column_privilege('samband.log_head', 'frontier', 'SELECT')"
#define FRONTIER "SELECT frontier FROM samband.log_head"

/* One pass over the record: leaves, and beside them the batches and rows that repeat them. */
struct pass {
    struct record_check *check; /* borrowed */
    struct rows_check *rows;
    struct kept_check *kept;
    uint64_t kept_since;
    struct log_counts counts;
    struct cursor leaves, batches, exchanges, sections;
};

static void pass_clear(struct pass *pass)
{
    rows_check_free(pass->rows);
    kept_check_free(pass->kept);
    cursor_clear(&pass->leaves);
    cursor_clear(&pass->batches);
    cursor_clear(&pass->exchanges);
    cursor_clear(&pass->sections);
}
DEFINE_CLEAR(struct pass, pass_clear)

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

static enum fault check_category(struct pass *pass, struct error *err)
{
    const struct cursor *sections = &pass->sections;
    CLEANUP(buffer_clear) struct buffer descriptor = { 0 };
    CLEANUP(buffer_clear) struct buffer salt = { 0 };
    uint64_t leaf = (uint64_t)answer_number(sections->rows, sections->at, 0);
    struct category_row row = { .index = (uint64_t)answer_number(sections->rows, sections->at, 1),
                                .category = answer_text(sections->rows, sections->at, 2) };

    answer_bytes(sections->rows, sections->at, 3, &descriptor);
    answer_bytes(sections->rows, sections->at, 4, &salt);
    row.descriptor = bytes_of_buffer(&descriptor);
    row.salt = bytes_of_buffer(&salt);
    pass->counts.n_categories += category_is_bound(&row);
    return rows_check_category(pass->rows, &row, leaf >= pass->kept_since, err);
}

/* The categories of the exchange whose leaf is the last that was checked. */
static enum fault check_categories(struct pass *pass, uint64_t index, struct error *err)
{
    struct cursor *sections = &pass->sections;
    bool has_row;
    enum fault fault = cursor_look(sections, &has_row, err);

    while (!fault && has_row && (uint64_t)answer_number(sections->rows, sections->at, 0) <= index) {
        fault = check_category(pass, err);
        sections->at++;
        if (!fault)
            fault = cursor_look(sections, &has_row, err);
    }
    return fault;
}

static enum fault check_row(struct pass *pass, uint64_t index, struct bytes entry,
                            struct error *err)
{
    struct exchange_row row;
    bool has_row, used;
    enum fault fault = row_look(&pass->exchanges, &row, &has_row, err);

    if (!fault)
        fault = rows_check_leaf(pass->rows, index, entry, has_row ? &row : NULL, &used, err);
    if (fault || !used)
        return fault;
    pass->exchanges.at++;
    return check_categories(pass, index, err);
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
    static const char *const statements[] = { OPEN_LEAVES, OPEN_BATCHES, OPEN_EXCHANGES,
                                              OPEN_SECTIONS };
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
    enum fault fault = kept_verify(source, on_kept, &found, err);

    if (!fault)
        fault = found.fault;
    return fault ? fault
                 : kept_check_end(pass->kept, pass->kept_since, &pass->counts.n_before_kept, err);
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

enum fault log_pass(struct source *source, struct record_check *check,
                    struct log_counts *ret_counts, struct error *err)
{
    CLEANUP(pass_clear)
    struct pass pass = {
        .check = check,
        .rows = rows_check_new(),
        .kept = kept_check_new(),
        .leaves = { .source = source, .fetch = "FETCH " CHUNK " FROM leaves" },
        .batches = { .source = source, .fetch = "FETCH " CHUNK " FROM batches" },
        .exchanges = { .source = source, .fetch = "FETCH " CHUNK " FROM exchanges" },
        .sections = { .source = source, .fetch = "FETCH " CHUNK " FROM sections" },
    };
    bool has_row;
    enum fault fault = open_cursors(source, err);

    if (!fault)
        fault = kept_since(source, &pass.kept_since, err);
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
    *ret_counts = pass.counts;
    return fault;
}
