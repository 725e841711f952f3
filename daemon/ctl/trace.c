/* SPDX-License-Identifier: EUPL-1.2 */
#include "ctl/trace.h"

#include <inttypes.h>
#include <string.h>

#include "base/memory.h"
#include "base/text.h"
#include "ctl/table.h"
#include "model/directory.h"
#include "model/item.h"

enum { STEPS_MAX = 16 };

struct step {
    uint64_t leaf;
    enum entry_kind kind;
    int64_t time_ms;
    char signer[LIMIT_PARTY + 1];
    uint64_t card;
    char code[LIMIT_WORD + 1], rule[LIMIT_GROUND + 1], forward[LIMIT_PARTY + 1];
    enum item_state said; /* by a recipient's item */
};

struct trace {
    struct uuid id;
    struct exchange_text exchange;
    struct verdict_line verdicts[LIMIT_SECTIONS];
    size_t n_verdicts;
    struct step steps[STEPS_MAX];
    size_t n_steps;
    struct entry entry;
    struct recipient_item item;
};

struct trace *trace_new(const struct uuid *id)
{
    struct trace *trace = mem_new(1, sizeof(*trace));

    trace->id = *id;
    return trace;
}

void trace_free(struct trace *trace) { mem_free(trace); }

size_t trace_n_steps(const struct trace *trace) { return trace->n_steps; }

/* Whose step the leaf is. Leaves of kinds without an exchange have no id. */
static enum fault read_id(struct trace *trace, struct uuid *ret_id, bool *ret_has_id,
                          struct error *err)
{
    CLEANUP(mem_free) struct exchange_text *exchange = mem_new(1, sizeof(*exchange));
    struct end_text end;
    enum fault fault = FAULT_NONE;

    *ret_has_id = true;
    switch (trace->entry.kind) {
    case ENTRY_ACCEPTED:
    case ENTRY_REFUSED:
    case ENTRY_CONSENT:
        fault = exchange_text_read(trace->entry.text, exchange, err);
        if (!fault && uuid_equal(&exchange->id, &trace->id))
            trace->exchange = *exchange;
        *ret_id = exchange->id;
        return fault;
    case ENTRY_HANDED_OVER:
    case ENTRY_REGISTERED:
    case ENTRY_RETURNED:
    case ENTRY_RECALLED:
        fault = recipient_item_read(trace->entry.text, &trace->item, err);
        *ret_id = trace->item.id;
        return fault;
    case ENTRY_WITHDRAWN:
    case ENTRY_TAKEN_BACK:
        fault = end_text_read(trace->entry.text, &end, err);
        if (!fault)
            *ret_id = end.id;
        return fault;
    default:
        *ret_has_id = false;
        return FAULT_NONE;
    }
}

static void keep(struct trace *trace, uint64_t index)
{
    const struct entry *entry = &trace->entry;
    struct step *step = &trace->steps[trace->n_steps++];

    *step = (struct step){
        .leaf = index,
        .kind = entry->kind,
        .time_ms = entry->time_ms,
        .card = entry->signer_card,
    };
    memcpy(step->signer, entry->signer, sizeof(step->signer));
    memcpy(step->code, entry->code, sizeof(step->code));
    memcpy(step->rule, entry->rule, sizeof(step->rule));
    if (entry->kind == ENTRY_RECALLED)
        step->said = trace->item.state;
    if (entry->kind == ENTRY_RETURNED)
        memcpy(step->forward, trace->item.forward, sizeof(step->forward));
    if (entry->n_verdicts > 0) {
        memcpy(trace->verdicts, entry->verdicts, sizeof(trace->verdicts));
        trace->n_verdicts = entry->n_verdicts;
    }
}

enum fault trace_add(struct trace *trace, uint64_t index, struct bytes entry, struct error *err)
{
    struct uuid id = { 0 };
    bool has_id = false;
    enum fault fault = entry_read(entry, &trace->entry, err);

    if (!fault)
        fault = read_id(trace, &id, &has_id, err);
    if (fault)
        return error_prefix(err, "leaf %" PRIu64 ": ", index);
    if (has_id && uuid_equal(&id, &trace->id) && trace->n_steps < STEPS_MAX)
        keep(trace, index);
    return FAULT_NONE;
}

static bool is_order(const struct trace *trace)
{
    return strcmp(trace->exchange.recipient, PARTY_BUS) == 0;
}

/* The caller owns the sentence. */
static char *sentence_of(const struct trace *trace, const struct step *step)
{
    const char *from = trace->exchange.sender, *to = trace->exchange.recipient;

    switch (step->kind) {
    case ENTRY_ACCEPTED:
        if (is_order(trace))
            return mem_printf("%s ordered it; the bus carried it out", from);
        return mem_printf("%s sent it; the bus let it through and keeps it until it is registered",
                          from);
    case ENTRY_REFUSED:
        return mem_printf("%s sent it; the bus refused it and keeps none of its content", from);
    case ENTRY_CONSENT:
        return mem_printf("%s sent it; the bus goes by it from here on", from);
    case ENTRY_HANDED_OVER:
        return mem_printf("%s has opened it and stored it", to);
    case ENTRY_REGISTERED:
        return mem_printf("%s has registered it in its case system; the bus deleted its copy", to);
    case ENTRY_RETURNED:
        if (step->forward[0])
            return mem_printf("%s sent it back and names %s instead", to, step->forward);
        return mem_printf("%s sent it back", to);
    case ENTRY_WITHDRAWN:
        return mem_printf("%s ended a consent that it rests on; the bus deleted its copy", from);
    case ENTRY_TAKEN_BACK:
        return mem_printf("%s took it back; the bus deleted its copy", from);
    case ENTRY_RECALLED:
        if (step->said == STATE_DESTROYED)
            return mem_printf("%s destroyed it unread, as %s had ordered", to, from);
        return mem_printf("%s had it in its case system before %s wanted it back", to, from);
    default:
        return mem_text(entry_kind_name(step->kind));
    }
}

/* What is waited for after the last step; NULL if nothing is. The caller owns the sentence. */
static char *waiting_of(const struct trace *trace)
{
    const struct step *step = &trace->steps[trace->n_steps - 1];

    /* What had been fetched before it was recalled waits for what it waited for before. */
    while (step > trace->steps && step->kind == ENTRY_RECALLED && step->said == STATE_FETCHED)
        step--;
    switch (step->kind) {
    case ENTRY_ACCEPTED:
        if (is_order(trace))
            return NULL;
        return mem_printf("waits until %s has it", trace->exchange.recipient);
    case ENTRY_HANDED_OVER:
        return mem_printf("waits until %s has registered it", trace->exchange.recipient);
    default:
        return NULL;
    }
}

static void print_steps(const struct trace *trace, FILE *out)
{
    static const char *const headings[] = { "time (UTC)", "leaf", "step",    "signed by",
                                            "code",       "rule", "in words" };
    CLEANUP(table_clear) struct table table;

    table_init(&table, headings, ARRAY_SIZE(headings));
    for (size_t i = 0; i < trace->n_steps; i++) {
        const struct step *step = &trace->steps[i];
        CLEANUP(mem_free) char *sentence = sentence_of(trace, step);

        table_add_time(&table, step->time_ms);
        table_printf(&table, "%" PRIu64, step->leaf);
        table_add(&table, entry_kind_name(step->kind));
        if (step->signer[0])
            table_printf(&table, "%s (card %" PRIu64 ")", step->signer, step->card);
        else
            table_add(&table, NULL);
        table_add(&table, step->code);
        table_add(&table, step->rule);
        table_add(&table, sentence);
    }
    table_print(&table, out);
}

void trace_print_plain(const struct trace *trace, FILE *out)
{
    static const char *const headings[] = { "section", "verdict", "rule" };
    CLEANUP(mem_free) char *waiting = trace->n_steps > 0 ? waiting_of(trace) : NULL;
    CLEANUP(table_clear) struct table table;
    char id[TEXT_UUID_SIZE], digest[DIGEST_BASE64_SIZE];

    uuid_write(&trace->id, id);
    fprintf(out, "%s: %s from %s to %s, ground %s, %s\n\n", id, trace->exchange.type,
            trace->exchange.sender, trace->exchange.recipient, trace->exchange.ground,
            trace->exchange.urgency);
    print_steps(trace, out);
    if (waiting)
        fprintf(out, "%s\n", waiting);
    if (trace->n_verdicts == 0)
        return;

    table_init(&table, headings, ARRAY_SIZE(headings));
    for (size_t i = 0; i < trace->n_verdicts; i++) {
        digest_write_base64(&trace->verdicts[i].section, digest);
        table_add(&table, digest);
        table_add(&table, verdict_name(trace->verdicts[i].verdict));
        table_add(&table, trace->verdicts[i].rule);
    }
    fputc('\n', out);
    table_print(&table, out);
}

static void print_json_step(const struct trace *trace, const struct step *step,
                            struct json_out *json)
{
    CLEANUP(mem_free) char *sentence = sentence_of(trace, step);

    json_enter_object(json, NULL);
    json_put_time(json, "time", step->time_ms);
    json_put_number(json, "leaf", step->leaf);
    json_put_text(json, "kind", entry_kind_name(step->kind));
    json_put_text_or_null(json, "signed_by", step->signer);
    if (step->signer[0])
        json_put_number(json, "card", step->card);
    else
        json_put_text_or_null(json, "card", NULL);
    json_put_text_or_null(json, "code", step->code);
    json_put_text_or_null(json, "rule", step->rule);
    json_put_text_or_null(json, "forward", step->forward);
    json_put_text(json, "words", sentence);
    json_leave_object(json);
}

void trace_print_json(const struct trace *trace, struct json_out *json)
{
    CLEANUP(mem_free) char *waiting = trace->n_steps > 0 ? waiting_of(trace) : NULL;
    char id[TEXT_UUID_SIZE], digest[DIGEST_BASE64_SIZE];

    uuid_write(&trace->id, id);
    json_enter_object(json, NULL);
    json_put_text(json, "id", id);
    json_put_text(json, "from", trace->exchange.sender);
    json_put_text(json, "to", trace->exchange.recipient);
    json_put_text(json, "type", trace->exchange.type);
    json_put_text(json, "ground", trace->exchange.ground);
    json_put_text(json, "urgency", trace->exchange.urgency);
    json_enter_list(json, "steps");
    for (size_t i = 0; i < trace->n_steps; i++)
        print_json_step(trace, &trace->steps[i], json);
    json_leave_list(json);
    json_enter_list(json, "sections");
    for (size_t i = 0; i < trace->n_verdicts; i++) {
        digest_write_base64(&trace->verdicts[i].section, digest);
        json_enter_object(json, NULL);
        json_put_text(json, "section", digest);
        json_put_text(json, "verdict", verdict_name(trace->verdicts[i].verdict));
        json_put_text_or_null(json, "rule", trace->verdicts[i].rule);
        json_leave_object(json);
    }
    json_leave_list(json);
    json_put_text(json, "waiting", waiting);
    json_leave_object(json);
}
