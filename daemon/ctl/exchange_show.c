/* SPDX-License-Identifier: EUPL-1.2 */
/* exchange_show - one exchange as it stands: fields, verdicts, receipts. */
#include <stdio.h>

#include "ctl/exchange.h"
#include "base/json_out.h"
#include "ctl/table.h"

#define EXCHANGE                                                                                   \
    "SELECT id, sender, recipient, type, state, ground, purpose, urgency, rule, code, agreement, " \
    "encode(thread, 'hex'), in_reply_to, correction_of, supersedes, " SOURCE_MS(                   \
        "created") ", " SOURCE_MS("received") ", " SOURCE_MS("not_after") ", leaf_idx "            \
                                                                          "FROM "                  \
                                                                          "samband.operator_"      \
                                                                          "exchange WHERE id = "   \
                                                                          "$1::uuid"
#define VERDICTS                                                                                   \
    "SELECT idx, encode(digest, 'base64'), verdict, rule FROM samband.operator_verdict "           \
    "WHERE exchange_id = $1::uuid ORDER BY idx"
#define RECEIPTS                                                                                   \
    "SELECT kind, state, signer, signer_card FROM samband.operator_receipt "                       \
    "WHERE exchange_id = $1::uuid ORDER BY array_position(ARRAY['decision', 'delivery', "          \
    "'hand_over', 'registration', 'return', 'recall', 'confirmation'], kind), state"

/* In the order of the statement. */
static const char *const texts[] = {
    "id",   "from", "to",        "type",   "state",       "ground",        "purpose",    "urgency",
    "rule", "code", "agreement", "thread", "in_reply_to", "correction_of", "supersedes",
};
static const char *const times[] = { "created", "received", "not_after" };

enum { COLUMN_TIMES = ARRAY_SIZE(texts), COLUMN_LEAF = COLUMN_TIMES + ARRAY_SIZE(times) };

struct found {
    struct answer *exchange, *verdicts, *receipts;
};

static void found_clear(struct found *found)
{
    answer_free(found->exchange);
    answer_free(found->verdicts);
    answer_free(found->receipts);
}
DEFINE_CLEAR(struct found, found_clear)

static void print_json(const struct found *found)
{
    CLEANUP(json_out_clear) struct json_out json = { 0 };

    json_enter_object(&json, NULL);
    for (size_t i = 0; i < ARRAY_SIZE(texts); i++)
        json_put_text_or_null(&json, texts[i], answer_text(found->exchange, 0, i));
    for (size_t i = 0; i < ARRAY_SIZE(times); i++)
        json_put_time(&json, times[i], answer_number(found->exchange, 0, COLUMN_TIMES + i));
    json_put_number(&json, "leaf", (uint64_t)answer_number(found->exchange, 0, COLUMN_LEAF));
    json_enter_list(&json, "sections");
    for (size_t i = 0; i < answer_n(found->verdicts); i++) {
        json_enter_object(&json, NULL);
        json_put_number(&json, "index", (uint64_t)answer_number(found->verdicts, i, 0));
        json_put_text(&json, "section", answer_text(found->verdicts, i, 1));
        json_put_text(&json, "verdict", answer_text(found->verdicts, i, 2));
        json_put_text_or_null(&json, "rule", answer_text(found->verdicts, i, 3));
        json_leave_object(&json);
    }
    json_leave_list(&json);
    json_enter_list(&json, "receipts");
    for (size_t i = 0; i < answer_n(found->receipts); i++) {
        json_enter_object(&json, NULL);
        json_put_text(&json, "kind", answer_text(found->receipts, i, 0));
        json_put_text(&json, "state", answer_text(found->receipts, i, 1));
        json_put_text(&json, "signed_by", answer_text(found->receipts, i, 2));
        json_put_number(&json, "card", (uint64_t)answer_number(found->receipts, i, 3));
        json_leave_object(&json);
    }
    json_leave_list(&json);
    json_leave_object(&json);
    json_out_flush(&json, stdout);
}

static void print_rows(const struct answer *rows, const char *const headings[], size_t n)
{
    CLEANUP(table_clear) struct table table;

    table_init(&table, headings, n);
    for (size_t i = 0; i < answer_n(rows); i++) {
        for (size_t j = 0; j < n; j++)
            table_add(&table, answer_text(rows, i, j));
    }
    putchar('\n');
    table_print(&table, stdout);
}

static void print_plain(const struct found *found)
{
    static const char *const fields[] = { "field", "value" };
    static const char *const verdicts[] = { "section", "digest", "verdict", "rule" };
    static const char *const receipts[] = { "receipt", "state", "signed by", "card" };
    CLEANUP(table_clear) struct table table;

    table_init(&table, fields, ARRAY_SIZE(fields));
    for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
        if (answer_text(found->exchange, 0, i)[0]) {
            table_add(&table, texts[i]);
            table_add(&table, answer_text(found->exchange, 0, i));
        }
    }
    for (size_t i = 0; i < ARRAY_SIZE(times); i++) {
        table_add(&table, times[i]);
        table_add_time(&table, answer_number(found->exchange, 0, COLUMN_TIMES + i));
    }
    table_add(&table, "leaf");
    table_add(&table, answer_text(found->exchange, 0, COLUMN_LEAF));
    table_print(&table, stdout);
    print_rows(found->verdicts, verdicts, ARRAY_SIZE(verdicts));
    print_rows(found->receipts, receipts, ARRAY_SIZE(receipts));
}

int exchange_show(int argc, char *argv[])
{
    CLEANUP(source_close) struct source *source = NULL;
    CLEANUP(found_clear) struct found found = { 0 };
    struct exchange_options options;
    struct error err;

    exchange_parse(argc, argv, "Shows one exchange as it stands.", &options);
    const char *params[] = { options.text };

    if (source_open(&options.source, SOURCE_OPERATOR, &source, &err) ||
        source_query(source, EXCHANGE, params, 1, &found.exchange, &err) ||
        source_query(source, VERDICTS, params, 1, &found.verdicts, &err) ||
        source_query(source, RECEIPTS, params, 1, &found.receipts, &err))
        return command_failed(&err);
    if (answer_n(found.exchange) == 0)
        return exchange_unknown(&options);
    if (options.source.json)
        print_json(&found);
    else
        print_plain(&found);
    return COMMAND_FINE;
}
