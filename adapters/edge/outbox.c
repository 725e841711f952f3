/* SPDX-License-Identifier: EUPL-1.2 */
/* outbox - a report becomes exchanges in one transaction: number, text, signature, frame, body.
 *
 * A number is given and used in the same transaction, so numbers have no gaps; the frame is stored
 * whole, so that after a crash the same bytes go out again.
 */
#include "edge/outbox.h"

#include <stdio.h>

#include "base/clock.h"
#include "base/fault_point.h"
#include "base/memory.h"
#include "edge/outbox_seal.h"
#include "edge/outbox_stage.h"
#include "edge/party.h"
#include "edge/spool_memory.h"
#include "keys/random.h"

/* One report while it is posted. Borrowed. */
struct posting {
    struct party_state *party;
    struct spool *spool;
    const struct report *report;
    struct bytes body;
    const char *key; /* NULL for none */
    const struct party *recipient;
    const struct card *own_card, *recipient_card; /* recipient_card NULL: not to be sent */
    int64_t now_ms, post;
};

/* A body can be short: its plain hash would let somebody guess it. */
static struct digest body_digest(const uint8_t salt[SALT_SIZE], struct bytes body)
{
    struct digest_stream stream;

    digest_start(&stream);
    digest_add(&stream, bytes_of(salt, SALT_SIZE));
    digest_add(&stream, body);
    return digest_end(&stream);
}

static enum fault read_ids(const struct posting *posting, int64_t post, struct uuid **ret_ids,
                           size_t *ret_n, struct error *err)
{
    CLEANUP(spool_rows_free) struct spool_rows *rows = NULL;
    CLEANUP(mem_free) struct uuid *ids = NULL;
    size_t n = 0;
    bool has = true;
    enum fault fault =
        spool_query(posting->spool, "SELECT id FROM outbox WHERE post = ?1 ORDER BY place",
                    SPOOL_VALUES(spool_number(post)), &rows, err);

    while (!fault && has) {
        fault = spool_next(rows, &has, err);
        if (!fault && has) {
            ids = mem_grow(ids, n + 1, sizeof(*ids));
            (void)spool_copy_bytes(rows, 0, ids[n++].bytes, UUID_SIZE);
        }
    }
    if (fault)
        return fault;
    *ret_ids = TAKE(ids);
    *ret_n = n;
    return FAULT_NONE;
}

/* The same key again: the same ids if it came with the same body. */
static enum fault find_repeated(const struct posting *posting, struct uuid **ret_ids, size_t *ret_n,
                                bool *ret_repeated, struct error *err)
{
    CLEANUP(spool_rows_free) struct spool_rows *rows = NULL;
    uint8_t salt[SALT_SIZE];
    struct digest held, got;
    bool has = false;
    enum fault fault;

    *ret_repeated = false;
    if (!posting->key)
        return FAULT_NONE;
    fault = spool_query(posting->spool,
                        "SELECT place, salt, digest FROM post"
                        " WHERE party = ?1 AND idempotency_key = ?2",
                        SPOOL_VALUES(spool_text(posting->party->name), spool_text(posting->key)),
                        &rows, err);
    if (!fault)
        fault = spool_next(rows, &has, err);
    if (fault || !has)
        return fault;
    (void)spool_copy_bytes(rows, 1, salt, sizeof(salt));
    (void)spool_copy_bytes(rows, 2, held.bytes, sizeof(held.bytes));
    got = body_digest(salt, posting->body);
    if (!digest_equal(&held, &got))
        return error_set_code(err, FAULT_INPUT, "idempotency_conflict",
                              "this idempotency key came with another body before");
    *ret_repeated = true;
    return read_ids(posting, spool_get_number(rows, 0), ret_ids, ret_n, err);
}

static enum fault resolve(struct posting *posting, struct error *err)
{
    const struct directory *directory = posting->party->shared->directory;
    const struct report *report = posting->report;
    const struct held_card *own, *theirs;
    size_t n = 0;

    posting->recipient = directory_resolve(directory, report->function, report->area,
                                           text_day_of(posting->now_ms), &n);
    if (n > 1)
        return error_set_code(err, FAULT_INPUT, "ambiguous_recipient",
                              "more than one party has this function in this area");
    if (!posting->recipient || strcmp(posting->recipient->name, posting->party->name) == 0)
        return error_set_code(err, FAULT_INPUT, "unknown_recipient",
                              "no other party has this function in this area");
    own = party_card(posting->party, posting->now_ms);
    if (!own)
        return error_set_code(err, FAULT_RETRY, "no_own_card",
                              "%s has no valid key card of its own", posting->party->name);
    posting->own_card = &own->card;
    theirs = directory_current_card(directory, posting->recipient->name, posting->now_ms);
    posting->recipient_card = theirs ? &theirs->card : NULL;
    return FAULT_NONE;
}

static enum fault store_post(struct posting *posting, struct error *err)
{
    CLEANUP(buffer_clear) struct buffer sealed = { 0 };
    uint8_t own[SEAL_KEY_SIZE], salt[SALT_SIZE];
    struct digest digest;
    enum fault fault;

    seal_public(posting->party->seal, own);
    fault = seal_box(own, posting->body, &sealed, err);
    if (fault)
        return fault;
    keys_random(salt, sizeof(salt));
    digest = body_digest(salt, posting->body);
    fault = spool_run(posting->spool,
                      "INSERT INTO post (party, idempotency_key, salt, digest, body)"
                      " VALUES (?1, ?2, ?3, ?4, ?5)",
                      SPOOL_VALUES(spool_text(posting->party->name), spool_text(posting->key),
                                   spool_blob(salt, sizeof(salt)),
                                   spool_blob(digest.bytes, DIGEST_SIZE),
                                   spool_bytes(bytes_of_buffer(&sealed))),
                      err);
    posting->post = spool_inserted(posting->spool);
    return fault;
}

/* The thread of an earlier exchange on the same subject with the same party, or a fresh one. */
static enum fault choose_thread(const struct posting *posting, const struct report_child *child,
                                uint8_t ret_thread[THREAD_SIZE], struct error *err)
{
    CLEANUP(spool_rows_free) struct spool_rows *rows = NULL;
    bool has = false;
    enum fault fault;

    keys_random(ret_thread, THREAD_SIZE);
    if (!outbox_seal_has_subject(child))
        return FAULT_NONE;
    fault = spool_query(posting->spool,
                        "SELECT thread FROM outbox WHERE party = ?1 AND recipient = ?2"
                        " AND subject = ?3 ORDER BY place DESC LIMIT 1",
                        SPOOL_VALUES(spool_text(posting->party->name),
                                     spool_text(posting->recipient->name),
                                     spool_blob(child->subject, SUBJECT_SIZE)),
                        &rows, err);
    if (!fault)
        fault = spool_next(rows, &has, err);
    if (!fault && has)
        (void)spool_copy_bytes(rows, 0, ret_thread, THREAD_SIZE);
    return fault;
}

static enum fault store_exchange(const struct posting *posting, const struct outbox_order *order,
                                 const struct outbox_exchange *made, struct error *err)
{
    const struct report_child *child = order->child;
    const struct report *report = posting->report;
    bool sent = made->frame.size > 0;
    enum outbox_stage stage = sent ? OUTBOX_SPOOLED : OUTBOX_NOT_SENT;
    int64_t limit_ms = outbox_stage_limit_ms(stage, report->urgency);
    struct spool_value deadline =
        limit_ms ? spool_number(posting->now_ms + limit_ms) : spool_null();

    return spool_run(
        posting->spool,
        "INSERT INTO outbox (id, party, post, recipient, about, type, ground, urgency, subject,"
        " thread, text, submit, held, stage, created_ms, stage_since_ms, deadline_ms, warn_at_ms,"
        " code, attention)"
        " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, 1, ?13, ?14, ?14, ?15, ?15,"
        " ?16, ?17)",
        SPOOL_VALUES(spool_blob(order->id.bytes, UUID_SIZE), spool_text(posting->party->name),
                     spool_number(posting->post), spool_text(posting->recipient->name),
                     spool_text(child->about), spool_text(report->type),
                     spool_text(report->ground[0] ? report->ground : "none"),
                     spool_text(report->urgency),
                     outbox_seal_has_subject(child) ? spool_blob(child->subject, SUBJECT_SIZE)
                                                    : spool_null(),
                     spool_blob(order->thread, THREAD_SIZE),
                     sent ? spool_bytes(bytes_of_buffer(&made->text)) : spool_null(),
                     sent ? spool_bytes(bytes_of_buffer(&made->frame)) : spool_null(),
                     spool_number(stage), spool_number(posting->now_ms), deadline,
                     spool_text(sent ? "" : "no_key"), spool_number(!sent)),
        err);
}

static enum fault store_sections(const struct posting *posting, const struct outbox_order *order,
                                 const struct outbox_exchange *made, struct error *err)
{
    enum fault fault = FAULT_NONE;

    for (size_t i = 0; !fault && i < order->child->n_parts; i++)
        fault =
            spool_run(posting->spool,
                      "INSERT INTO outbox_section (id, place, category, digest)"
                      " VALUES (?1, ?2, ?3, ?4)",
                      SPOOL_VALUES(spool_blob(order->id.bytes, UUID_SIZE), spool_number((int64_t)i),
                                   spool_text(order->child->parts[i].category),
                                   spool_blob(made->sections[i].bytes, DIGEST_SIZE)),
                      err);
    return fault;
}

static enum fault post_child(const struct posting *posting, const struct report_child *child,
                             struct uuid *ret_id, struct error *err)
{
    CLEANUP(outbox_exchange_clear) struct outbox_exchange made = { 0 };
    struct outbox_order order = {
        .party = posting->party,
        .own_card = posting->own_card,
        .recipient_card = posting->recipient_card,
        .report = posting->report,
        .child = child,
        .id = uuid_new(posting->now_ms),
        .now_ms = posting->now_ms,
    };
    enum fault fault;

    if (child->n_parts > LIMIT_SECTIONS)
        return error_set_code(err, FAULT_INPUT, "too_large", "%s: more than %d sections",
                              child->about, LIMIT_SECTIONS);
    fault = choose_thread(posting, child, order.thread, err);
    if (!fault && posting->recipient_card) {
        fault = memory_next_seq(posting->spool, posting->party->name, order.seq, err);
        if (!fault)
            fault = outbox_seal(&order, &made, err);
    }
    if (!fault)
        fault = store_exchange(posting, &order, &made, err);
    if (!fault)
        fault = store_sections(posting, &order, &made, err);
    *ret_id = order.id;
    return fault;
}

static enum fault post_children(struct posting *posting, struct uuid ids[], struct error *err)
{
    enum fault fault = store_post(posting, err);

    for (size_t i = 0; !fault && i < posting->report->n_children; i++)
        fault = post_child(posting, &posting->report->children[i], &ids[i], err);
    return fault;
}

static enum fault post_new(struct posting *posting, struct uuid **ret_ids, size_t *ret_n,
                           struct error *err)
{
    CLEANUP(mem_free) struct uuid *ids = mem_new(posting->report->n_children, sizeof(*ids));
    enum fault fault = resolve(posting, err);

    if (fault)
        return fault;
    fault = spool_begin(posting->spool, err);
    if (!fault)
        fault = post_children(posting, ids, err);
    /* A card without a usable key is no key: the report is kept all the same. */
    if (fault == FAULT_INPUT && posting->recipient_card && err &&
        strcmp(err->code, "no_key") == 0) {
        fault = spool_end(posting->spool, fault, err);
        posting->recipient_card = NULL;
        fault = spool_begin(posting->spool, err);
        if (!fault)
            fault = post_children(posting, ids, err);
    }
    fault = spool_end(posting->spool, fault, err);
    if (fault)
        return fault;
    (void)FAULT_POINT("outbox_posted");
    *ret_ids = TAKE(ids);
    *ret_n = posting->report->n_children;
    party_wake(posting->party);
    return FAULT_NONE;
}

enum fault outbox_post(struct party_state *party, const struct report *report, struct bytes body,
                       const char *idempotency_key, struct uuid **ret_ids, size_t *ret_n,
                       bool *ret_repeated, struct error *err)
{
    struct posting posting = {
        .party = party,
        .spool = party->shared->spool,
        .report = report,
        .body = body,
        .key = idempotency_key && idempotency_key[0] ? idempotency_key : NULL,
        .now_ms = clock_wall_ms(),
    };
    struct error own_error = { 0 };
    enum fault fault;

    if (!err)
        err = &own_error;
    fault = find_repeated(&posting, ret_ids, ret_n, ret_repeated, err);
    if (fault || *ret_repeated)
        return fault;
    return post_new(&posting, ret_ids, ret_n, err);
}
