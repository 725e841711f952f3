/* SPDX-License-Identifier: EUPL-1.2 */
#include "ctl/detail_check.h"

#include "base/memory.h"
#include "model/entry.h"
#include "model/exchange_text.h"

#define OPEN                                                                                       \
    "DECLARE details NO SCROLL CURSOR FOR SELECT d.leaf_idx, d.has_header, d.has_subject, "        \
    "d.n_categories, l.entry FROM samband.audit_detail_row d JOIN samband.audit_leaf l "           \
    "ON l.idx = d.leaf_idx ORDER BY d.leaf_idx"
#define FETCH "FETCH 1000 FROM details"

/* One read exchange: large, not for the stack. */
struct decided {
    struct entry entry;
    struct exchange_text text;
};

static bool is_whole(const struct detail_row *row, const struct exchange_text *text)
{
    return row->has_header && row->n_categories == text->n_sections &&
           (row->has_subject || !text->has_subject);
}

enum fault detail_check_row(const struct detail_row *row, struct bytes entry,
                            struct erasures *erasures, struct error *err)
{
    CLEANUP(mem_free) struct decided *decided = mem_new(1, sizeof(*decided));
    enum fault fault = entry_read(entry, &decided->entry, err);
    char id[TEXT_UUID_SIZE];

    if (!fault)
        fault = exchange_text_read(decided->entry.text, &decided->text, err);
    if (fault)
        return fault;
    if (is_whole(row, &decided->text) || erasures_has(erasures, &decided->text.id, row->leaf))
        return FAULT_NONE;
    uuid_write(&decided->text.id, id);
    return error_set_code(err, FAULT_INPUT, "rows_differ",
                          "exchange %s: missing: " ERASURES_MISSING, id);
}

static enum fault check_answer(const struct answer *rows, struct erasures *erasures,
                               struct error *err)
{
    enum fault fault = FAULT_NONE;

    for (size_t i = 0; !fault && i < answer_n(rows); i++) {
        CLEANUP(buffer_clear) struct buffer entry = { 0 };
        const struct detail_row row = {
            .leaf = (uint64_t)answer_number(rows, i, 0),
            .has_header = answer_boolean(rows, i, 1),
            .has_subject = answer_boolean(rows, i, 2),
            .n_categories = (uint64_t)answer_number(rows, i, 3),
        };

        answer_bytes(rows, i, 4, &entry);
        fault = detail_check_row(&row, bytes_of_buffer(&entry), erasures, err);
    }
    return fault;
}

enum fault detail_check(struct source *source, struct error *err)
{
    CLEANUP(erasures_free) struct erasures *erasures = NULL;
    enum fault fault = erasures_read(source, &erasures, err);

    if (!fault)
        fault = source_query(source, OPEN, NULL, 0, NULL, err);
    while (!fault) {
        CLEANUP(answer_free) struct answer *rows = NULL;

        fault = source_query(source, FETCH, NULL, 0, &rows, err);
        if (fault || answer_n(rows) == 0)
            break;
        fault = check_answer(rows, erasures, err);
    }
    return fault;
}
