/* SPDX-License-Identifier: Apache-2.0 */
#include "model/exchange_text.h"

#include <assert.h>

#include "base/text.h"
#include "model/lines.h"

#define HEAD "samband-exchange/1"

static void write_reference(struct buffer *text, const char *field, bool has,
                            const struct uuid *uuid)
{
    if (has)
        lines_write_uuid(text, field, uuid);
}

static void write_party(struct buffer *text, const char *field, const char *party, uint64_t card)
{
    buffer_printf(text, "%s %s card %llu\n", field, party, (unsigned long long)card);
}

static void write_head(const struct exchange_text *exchange, struct buffer *text)
{
    char thread[2 * THREAD_SIZE + 1];

    text_write_hex(exchange->thread, sizeof(exchange->thread), thread);
    buffer_append_text(text, HEAD "\n");
    lines_write(text, "log", exchange->origin);
    lines_write_uuid(text, "id", &exchange->id);
    lines_write(text, "thread", thread);
    write_reference(text, "in_reply_to", exchange->has_in_reply_to, &exchange->in_reply_to);
    write_reference(text, "correction_of", exchange->has_correction_of, &exchange->correction_of);
    write_reference(text, "supersedes", exchange->has_supersedes, &exchange->supersedes);
    lines_write(text, "type", exchange->type);
    write_party(text, "from", exchange->sender, exchange->sender_card);
    write_party(text, "to", exchange->recipient, exchange->recipient_card);
}

void exchange_text_write(const struct exchange_text *exchange, struct buffer *ret_text)
{
    struct exchange_text read;
    size_t start = ret_text->size;
    enum fault fault;

    assert(exchange->n_sections <= LIMIT_SECTIONS);
    write_head(exchange, ret_text);
    lines_write(ret_text, "agreement", exchange->agreement);
    lines_write(ret_text, "ground", exchange->ground);
    lines_write(ret_text, "purpose", exchange->purpose);
    lines_write(ret_text, "urgency", exchange->urgency);
    lines_write_time(ret_text, "created", exchange->created_ms);
    lines_write_time(ret_text, "not_after", exchange->not_after_ms);
    lines_write_digest(ret_text, "seq", &exchange->seq);
    lines_write_digest(ret_text, "subject", exchange->has_subject ? &exchange->subject : NULL);
    lines_write_digest(ret_text, "private", &exchange->private_header);
    for (size_t i = 0; i < exchange->n_sections; i++)
        lines_write_digest(ret_text, "section", &exchange->sections[i]);

    fault =
        exchange_text_read(bytes_of(ret_text->data + start, ret_text->size - start), &read, NULL);
    assert(fault == FAULT_NONE);
}

static void read_reference(struct lines *lines, const char *field, bool *ret_has,
                           struct uuid *ret_uuid)
{
    if (!lines_has(lines, field))
        return;
    lines_field(lines, field);
    lines_uuid(lines, ret_uuid);
    *ret_has = true;
}

static void read_party(struct lines *lines, const char *field, char *ret_party, uint64_t *ret_card)
{
    lines_field(lines, field);
    lines_token(lines, ret_party, LIMIT_PARTY);
    lines_fixed(lines, "card");
    lines_decimal(lines, 1, ret_card);
}

static void read_token(struct lines *lines, const char *field, char *ret_text, size_t max)
{
    lines_field(lines, field);
    lines_token(lines, ret_text, max);
}

static void read_who(struct lines *lines, struct exchange_text *exchange)
{
    lines_field(lines, "log");
    lines_origin(lines, exchange->origin);
    lines_field(lines, "id");
    lines_uuid(lines, &exchange->id);
    lines_field(lines, "thread");
    lines_hex(lines, exchange->thread, sizeof(exchange->thread));
    read_reference(lines, "in_reply_to", &exchange->has_in_reply_to, &exchange->in_reply_to);
    read_reference(lines, "correction_of", &exchange->has_correction_of, &exchange->correction_of);
    read_reference(lines, "supersedes", &exchange->has_supersedes, &exchange->supersedes);
    read_token(lines, "type", exchange->type, LIMIT_WORD);
    read_party(lines, "from", exchange->sender, &exchange->sender_card);
    read_party(lines, "to", exchange->recipient, &exchange->recipient_card);
}

static void read_why(struct lines *lines, struct exchange_text *exchange)
{
    lines_field(lines, "agreement");
    if (lines_none(lines))
        text_put(exchange->agreement, sizeof(exchange->agreement), "none");
    else
        lines_hash(lines, exchange->agreement);
    read_token(lines, "ground", exchange->ground, LIMIT_GROUND);
    read_token(lines, "purpose", exchange->purpose, LIMIT_WORD);
    read_token(lines, "urgency", exchange->urgency, LIMIT_WORD);
    lines_field(lines, "created");
    lines_time(lines, &exchange->created_ms);
    lines_field(lines, "not_after");
    lines_time(lines, &exchange->not_after_ms);
    if (exchange->not_after_ms < exchange->created_ms)
        lines_fault(lines, "before `created`");
}

static void read_digests(struct lines *lines, struct exchange_text *exchange)
{
    lines_field(lines, "seq");
    lines_digest(lines, &exchange->seq);
    lines_field(lines, "subject");
    exchange->has_subject = !lines_none(lines);
    if (exchange->has_subject)
        lines_digest(lines, &exchange->subject);
    lines_field(lines, "private");
    lines_digest(lines, &exchange->private_header);
    while (exchange->n_sections < LIMIT_SECTIONS && lines_has(lines, "section")) {
        lines_field(lines, "section");
        lines_digest(lines, &exchange->sections[exchange->n_sections++]);
    }
}

enum fault exchange_text_read(struct bytes text, struct exchange_text *ret_exchange,
                              struct error *err)
{
    struct exchange_text exchange = { 0 };
    struct lines lines;
    enum fault fault;

    if (text.size > LIMIT_TEXT_BYTES)
        return error_set_code(err, FAULT_INPUT, "not_canonical",
                              "exchange text: more than %d bytes", LIMIT_TEXT_BYTES);
    lines_start(&lines, text, HEAD, err);
    read_who(&lines, &exchange);
    read_why(&lines, &exchange);
    read_digests(&lines, &exchange);
    fault = lines_end(&lines);
    if (fault)
        return fault;

    *ret_exchange = exchange;
    return FAULT_NONE;
}

struct digest exchange_text_hash(struct bytes text) { return digest_of(text); }
