/* SPDX-License-Identifier: Apache-2.0 */
#include "model/entry.h"

#include <assert.h>
#include <string.h>

#include "base/text.h"
#include "model/lines.h"
#include "model/verdict.h"

#define HEAD "samband-entry/1"
#define END_HEAD "samband-end/1"
#define LOAD_HEAD "samband-load/1"
#define ERASED_HEAD "samband-erased/1"
#define START_HEAD "samband-start/1"

enum signature_need {
    SIGNATURE_MAY = 0,
    SIGNATURE_MUST,
    SIGNATURE_NEVER, /* what signs it stands inside the text, or is the record itself */
};

/* Which lines each kind has. */
static const struct {
    const char *name;
    bool decision; /* policy, rule, decision */
    bool verdicts, code, list;
    enum signature_need signature;
} kinds[N_ENTRY_KINDS] = {
    [ENTRY_ACCEPTED] = { .name = "accepted",
                         .decision = true,
                         .verdicts = true,
                         .signature = SIGNATURE_MUST },
    [ENTRY_REFUSED] = { .name = "refused",
                        .decision = true,
                        .verdicts = true,
                        .code = true,
                        .signature = SIGNATURE_MUST },
    [ENTRY_HANDED_OVER] = { .name = "handed_over", .list = true, .signature = SIGNATURE_MUST },
    [ENTRY_REGISTERED] = { .name = "registered", .list = true, .signature = SIGNATURE_MUST },
    [ENTRY_RETURNED] = { .name = "returned",
                         .code = true,
                         .list = true,
                         .signature = SIGNATURE_MUST },
    [ENTRY_WITHDRAWN] = { .name = "withdrawn", .signature = SIGNATURE_NEVER },
    [ENTRY_TAKEN_BACK] = { .name = "taken_back", .signature = SIGNATURE_NEVER },
    [ENTRY_ERASED] = { .name = "erased" },
    [ENTRY_CONSENT] = { .name = "consent", .decision = true, .signature = SIGNATURE_MUST },
    [ENTRY_POLICY] = { .name = "policy", .signature = SIGNATURE_NEVER },
    [ENTRY_DIRECTORY] = { .name = "directory", .signature = SIGNATURE_NEVER },
    [ENTRY_AGREEMENT] = { .name = "agreement", .signature = SIGNATURE_NEVER },
    [ENTRY_KEY] = { .name = "key", .signature = SIGNATURE_NEVER },
    [ENTRY_CHECKED] = { .name = "checked",
                        .decision = true,
                        .code = true,
                        .signature = SIGNATURE_MUST },
    [ENTRY_READ] = { .name = "read" },
    [ENTRY_ALARM] = { .name = "alarm" },
    [ENTRY_CARRIED] = { .name = "carried" },
    [ENTRY_RECONCILED] = { .name = "reconciled" },
    [ENTRY_OPERATOR] = { .name = "operator" },
    [ENTRY_VOID] = { .name = "void" },
    [ENTRY_START] = { .name = "start", .signature = SIGNATURE_NEVER },
    [ENTRY_RECALLED] = { .name = "recalled", .list = true, .signature = SIGNATURE_MUST },
};

const char *entry_kind_name(enum entry_kind kind)
{
    assert(kind > ENTRY_UNKNOWN && kind < N_ENTRY_KINDS);
    return kinds[kind].name;
}

static void write_list(const struct entry *entry, struct buffer *text)
{
    buffer_printf(text, "list %llu %llu\n", (unsigned long long)entry->list_n,
                  (unsigned long long)entry->list_index);
    for (size_t i = 0; i < entry->n_path; i++)
        lines_write_digest(text, "path", &entry->path[i]);
}

static void write_signature(const struct entry *entry, struct buffer *text)
{
    buffer_printf(text, "sig %s %llu", entry->signer, (unsigned long long)entry->signer_card);
    lines_write_base64(text, "", entry->signature, sizeof(entry->signature));
}

/* Lines of other kinds must be empty, so that nothing is lost silently. */
static void assert_fits(const struct entry *entry)
{
    enum entry_kind kind = entry->kind;

    assert(kind > ENTRY_UNKNOWN && kind < N_ENTRY_KINDS);
    assert(kinds[kind].decision || (!entry->policy[0] && !entry->rule[0] && !entry->permitted));
    assert(kinds[kind].verdicts || entry->n_verdicts == 0);
    assert(kinds[kind].code || !entry->code[0]);
    assert(kinds[kind].list || (entry->n_path == 0 && entry->list_n == 0));
    assert(entry->n_verdicts <= LIMIT_SECTIONS && entry->n_path <= ARRAY_SIZE(entry->path));
}

void entry_write(const struct entry *entry, struct buffer *ret_bytes)
{
    struct entry read;
    size_t start = ret_bytes->size;
    enum fault fault;

    assert_fits(entry);
    buffer_append_text(ret_bytes, HEAD "\n");
    lines_write(ret_bytes, "kind", kinds[entry->kind].name);
    lines_write_time(ret_bytes, "time", entry->time_ms);
    lines_write_base64(ret_bytes, "nonce", entry->nonce, sizeof(entry->nonce));
    if (kinds[entry->kind].decision) {
        lines_write(ret_bytes, "policy", entry->policy);
        lines_write(ret_bytes, "rule", entry->rule);
        lines_write(ret_bytes, "decision", entry->permitted ? "permit" : "refuse");
    }
    if (kinds[entry->kind].code)
        lines_write(ret_bytes, "code", entry->code);
    verdict_write_lines(entry->verdicts, entry->n_verdicts, ret_bytes);
    if (kinds[entry->kind].list)
        write_list(entry, ret_bytes);
    if (entry->has_signature)
        write_signature(entry, ret_bytes);
    lines_write_decimal(ret_bytes, "text", entry->text.size);
    buffer_append_bytes(ret_bytes, entry->text);

    fault = entry_read(bytes_of(ret_bytes->data + start, ret_bytes->size - start), &read, NULL);
    assert(fault == FAULT_NONE);
}

static void read_kind(struct lines *lines, struct entry *entry)
{
    const char *names[N_ENTRY_KINDS];
    size_t choice = ENTRY_VOID;

    for (size_t i = 0; i < N_ENTRY_KINDS; i++)
        names[i] = kinds[i].name;
    lines_field(lines, "kind");
    lines_choice(lines, names, N_ENTRY_KINDS, &choice);
    entry->kind = (enum entry_kind)choice;
}

/* What was only asked may have been answered either way. */
static bool may_decide(enum entry_kind kind, bool permitted)
{
    return kind == ENTRY_CHECKED || permitted == (kind != ENTRY_REFUSED);
}

static void read_code(struct lines *lines, struct entry *entry)
{
    lines_field(lines, "code");
    if (!lines_none(lines))
        lines_token(lines, entry->code, LIMIT_WORD);
    if (entry->kind == ENTRY_CHECKED && entry->permitted == (entry->code[0] != '\0'))
        lines_fault(lines, "goes with refuse, and only with it");
}

static void read_decision(struct lines *lines, struct entry *entry)
{
    static const char *const decisions[] = { "refuse", "permit" };
    size_t choice = 0;

    lines_field(lines, "policy");
    lines_hash(lines, entry->policy);
    lines_field(lines, "rule");
    if (!lines_none(lines))
        lines_token(lines, entry->rule, LIMIT_GROUND);
    lines_field(lines, "decision");
    lines_choice(lines, decisions, ARRAY_SIZE(decisions), &choice);
    entry->permitted = choice == 1;
    if (!may_decide(entry->kind, entry->permitted))
        lines_fault(lines, "accepted and consent are permit, refused is refuse");
}

static void read_list(struct lines *lines, struct entry *entry)
{
    lines_field(lines, "list");
    lines_decimal(lines, 1, &entry->list_n);
    lines_decimal(lines, 0, &entry->list_index);
    if (entry->list_index >= entry->list_n || entry->list_n > UINT32_MAX)
        lines_fault(lines, "no place in a list of that size");
    while (entry->n_path < ARRAY_SIZE(entry->path) && lines_has(lines, "path")) {
        lines_field(lines, "path");
        lines_digest(lines, &entry->path[entry->n_path++]);
    }
}

static void read_signature(struct lines *lines, struct entry *entry)
{
    enum signature_need need = kinds[entry->kind].signature;

    entry->has_signature =
        need == SIGNATURE_MUST || (need == SIGNATURE_MAY && lines_has(lines, "sig"));
    if (!entry->has_signature)
        return;
    lines_field(lines, "sig");
    lines_token(lines, entry->signer, LIMIT_PARTY);
    lines_decimal(lines, 1, &entry->signer_card);
    lines_base64(lines, entry->signature, sizeof(entry->signature));
}

static void read_text(struct lines *lines, struct bytes *ret_text)
{
    uint64_t size = 0;

    lines_field(lines, "text");
    lines_decimal(lines, 0, &size);
    lines_tail(lines, size, ret_text);
    if (!text_is_utf8(*ret_text))
        lines_fault(lines, "not UTF-8");
}

enum fault entry_read(struct bytes bytes, struct entry *ret_entry, struct error *err)
{
    struct entry entry = { 0 };
    struct lines lines;
    enum fault fault;

    if (bytes.size > LIMIT_ENTRY_BYTES)
        return error_set_code(err, FAULT_INPUT, "not_canonical", "entry: more than %d bytes",
                              LIMIT_ENTRY_BYTES);
    lines_start(&lines, bytes, HEAD, err);
    read_kind(&lines, &entry);
    lines_field(&lines, "time");
    lines_time(&lines, &entry.time_ms);
    lines_field(&lines, "nonce");
    lines_base64(&lines, entry.nonce, sizeof(entry.nonce));
    if (kinds[entry.kind].decision)
        read_decision(&lines, &entry);
    if (kinds[entry.kind].code)
        read_code(&lines, &entry);
    if (kinds[entry.kind].verdicts)
        verdict_read_lines(&lines, entry.verdicts, &entry.n_verdicts);
    if (kinds[entry.kind].list)
        read_list(&lines, &entry);
    read_signature(&lines, &entry);
    read_text(&lines, &entry.text);
    fault = lines_end(&lines);
    if (fault)
        return fault;

    *ret_entry = entry;
    return FAULT_NONE;
}

void end_text_write(const struct end_text *end, struct buffer *ret_text)
{
    buffer_append_text(ret_text, END_HEAD "\n");
    lines_write_uuid(ret_text, "id", &end->id);
    lines_write_digest(ret_text, "exchange", &end->exchange);
    lines_write_uuid(ret_text, "order", &end->order);
}

enum fault end_text_read(struct bytes text, struct end_text *ret_end, struct error *err)
{
    struct end_text end = { 0 };
    struct lines lines;
    enum fault fault;

    lines_start(&lines, text, END_HEAD, err);
    lines_field(&lines, "id");
    lines_uuid(&lines, &end.id);
    lines_field(&lines, "exchange");
    lines_digest(&lines, &end.exchange);
    lines_field(&lines, "order");
    lines_uuid(&lines, &end.order);
    fault = lines_end(&lines);
    if (fault)
        return fault;

    *ret_end = end;
    return FAULT_NONE;
}

void load_text_write(const char *hash, struct buffer *ret_text)
{
    assert(lines_is_hash(hash));
    buffer_append_text(ret_text, LOAD_HEAD "\n");
    lines_write(ret_text, "hash", hash);
}

enum fault load_text_read(struct bytes text, char ret_hash[LINES_HASH_SIZE], struct error *err)
{
    char hash[LINES_HASH_SIZE] = "";
    struct lines lines;
    enum fault fault;

    lines_start(&lines, text, LOAD_HEAD, err);
    lines_field(&lines, "hash");
    lines_hash(&lines, hash);
    fault = lines_end(&lines);
    if (fault)
        return fault;

    memcpy(ret_hash, hash, sizeof(hash));
    return FAULT_NONE;
}

void erased_text_write(const struct uuid *id, struct buffer *ret_text)
{
    buffer_append_text(ret_text, ERASED_HEAD "\n");
    lines_write_uuid(ret_text, "id", id);
}

enum fault erased_text_read(struct bytes text, struct uuid *ret_id, struct error *err)
{
    struct uuid id = { 0 };
    struct lines lines;
    enum fault fault;

    lines_start(&lines, text, ERASED_HEAD, err);
    lines_field(&lines, "id");
    lines_uuid(&lines, &id);
    fault = lines_end(&lines);
    if (fault)
        return fault;

    *ret_id = id;
    return FAULT_NONE;
}

void start_text_write(const struct start_text *start, struct buffer *ret_text)
{
    struct start_text read;
    size_t at = ret_text->size;
    enum fault fault;

    buffer_append_text(ret_text, START_HEAD "\n");
    lines_write(ret_text, "log", start->origin);
    lines_write_decimal(ret_text, "takeover", start->takeover);
    lines_write(ret_text, "software", start->software);
    lines_write(ret_text, "policy", start->policy);
    lines_write(ret_text, "directory", start->directory);
    buffer_printf(ret_text, "coordinator %s", start->coordinator);
    lines_write_base64(ret_text, "", start->coordinator_root, sizeof(start->coordinator_root));
    lines_write_decimal(ret_text, "log_card", start->log_card.size);
    buffer_append_bytes(ret_text, start->log_card);

    fault = start_text_read(bytes_of(ret_text->data + at, ret_text->size - at), &read, NULL);
    assert(fault == FAULT_NONE);
}

enum fault start_text_read(struct bytes text, struct start_text *ret_start, struct error *err)
{
    struct start_text start = { 0 };
    struct lines lines;
    uint64_t size = 0;
    enum fault fault;

    lines_start(&lines, text, START_HEAD, err);
    lines_field(&lines, "log");
    lines_origin(&lines, start.origin);
    lines_field(&lines, "takeover");
    lines_decimal(&lines, 0, &start.takeover);
    lines_field(&lines, "software");
    lines_plain(&lines, start.software, sizeof(start.software) - 1);
    lines_field(&lines, "policy");
    lines_hash(&lines, start.policy);
    lines_field(&lines, "directory");
    lines_hash(&lines, start.directory);
    lines_field(&lines, "coordinator");
    lines_token(&lines, start.coordinator, LIMIT_PARTY);
    lines_base64(&lines, start.coordinator_root, sizeof(start.coordinator_root));
    lines_field(&lines, "log_card");
    lines_decimal(&lines, 0, &size);
    if (size > LIMIT_CARD_BYTES)
        lines_fault(&lines, "larger than a card can be");
    lines_tail(&lines, size, &start.log_card);
    fault = lines_end(&lines);
    if (fault)
        return fault;

    *ret_start = start;
    return FAULT_NONE;
}
