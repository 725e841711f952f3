/* SPDX-License-Identifier: EUPL-1.2 */
/* consents - a message is judged by what is known of the consent here (edge/consents_check.h), hashed,
 * and stored with its order in one transaction.
 */
#include "edge/consents_row.h"

#include "base/clock.h"
#include "base/fault_point.h"
#include "base/memory.h"
#include "base/text.h"
#include "edge/consents_check.h"
#include "edge/outbox_key.h"
#include "edge/outbox_order.h"
#include "keys/random.h"

/* ---- storing ---- */

static const char *kind_name(enum order_kind order)
{
    return order == ORDER_CONSENT_GRANT        ? "grant"
           : order == ORDER_CONSENT_WITHDRAWAL ? "withdrawal"
                                               : "void";
}

/* Only a hash with a fresh salt goes out of what stands behind a signature. */
static void hash_evidence(struct consent_post *post, struct consent_salts *ret_salts)
{
    struct consent_grant *grant = &post->header.grant;

    for (size_t i = 0; i < grant->n_signatures; i++) {
        struct digest_stream stream;
        struct digest digest;

        keys_random(ret_salts->all[i], SALT_SIZE);
        grant->signatures[i].has_evidence = post->evidence[i][0] != '\0';
        if (!grant->signatures[i].has_evidence)
            continue;
        digest_start(&stream);
        digest_add(&stream, bytes_of(ret_salts->all[i], SALT_SIZE));
        digest_add(&stream, bytes_of_text(post->evidence[i]));
        digest = digest_end(&stream);
        memcpy(grant->signatures[i].evidence, digest.bytes, CONSENT_EVIDENCE);
    }
}

static enum fault store_rows(struct party_state *party, const struct consent_post *post,
                             const struct uuid *consent, const struct uuid *message,
                             const struct buffer *box, struct error *err)
{
    struct spool *spool = party->shared->spool;
    struct spool_value id = spool_blob(message->bytes, UUID_SIZE);
    enum fault fault = FAULT_NONE;

    if (!consent)
        fault = spool_run(
            spool, "INSERT INTO consent (id, party, created_ms, condition) VALUES (?1, ?2, ?3, ?4)",
            SPOOL_VALUES(id, spool_text(party->name), spool_number(clock_wall_ms()),
                         spool_text(post->header.grant.scope.condition)),
            err);
    if (!fault)
        fault = spool_run(
            spool,
            "INSERT INTO consent_message (id, consent, kind, content) VALUES (?1, ?2, ?3, ?4)",
            SPOOL_VALUES(id, consent ? spool_blob(consent->bytes, UUID_SIZE) : id,
                         spool_text(kind_name(post->header.order)),
                         spool_bytes(bytes_of_buffer(box))),
            err);
    return fault;
}

static enum fault store(struct party_state *party, const struct uuid *consent,
                        struct consent_post *post, const char *key, struct bytes body,
                        struct uuid *ret_message, struct error *err)
{
    CLEANUP(buffer_clear) struct buffer box = { 0 };
    struct outbox_order order = { .header = &post->header,
                                  .subject = post->has_subject ? post->subject : NULL,
                                  .target = consent };
    struct consent_salts salts;
    enum fault fault;

    if (post->header.order == ORDER_CONSENT_GRANT)
        hash_evidence(post, &salts);
    fault = consents_row_close(party, post, &salts, &box, err);
    if (!fault)
        fault = outbox_key_keep(party, key, body, &order.post, err);
    if (!fault)
        fault = outbox_order_store(party, &order, ret_message, err);
    if (!fault)
        fault = store_rows(party, post, consent, ret_message, &box, err);
    return fault;
}

/* The same words about two consents are two posts. */
static void name_body(const struct uuid *consent, enum order_kind order, struct bytes body,
                      struct buffer *ret_named)
{
    char text[TEXT_UUID_SIZE] = "new";

    if (consent)
        uuid_write(consent, text);
    buffer_printf(ret_named, "%s %s\n", outbox_order_type(order), text);
    buffer_append_bytes(ret_named, body);
}

static enum fault post_new(struct party_state *party, const struct uuid *consent,
                           struct consent_post *post, const char *key, struct bytes body,
                           struct uuid *ret_message, struct error *err)
{
    struct spool *spool = party->shared->spool;
    enum fault fault = spool_begin(spool, err);

    if (!fault)
        fault = store(party, consent, post, key, body, ret_message, err);
    fault = spool_end(spool, fault, err);
    if (fault)
        return fault;
    (void)FAULT_POINT("outbox_posted");
    party_wake(party);
    return FAULT_NONE;
}

static enum fault find_own(struct party_state *party, const struct uuid *id,
                           const struct consent_post *post, struct uuid *ret_id, struct error *err)
{
    CLEANUP(form_faults_clear) struct form_faults faults = { 0 };
    CLEANUP(mem_free) struct consent_view *view = mem_new(1, sizeof(*view));
    enum fault fault = consents_get(party, id, view, err);

    if (fault)
        return fault;
    *ret_id = view->id;
    consents_check(view, &post->header, text_day_of(clock_wall_ms()), &faults);
    if (faults.n > 0)
        return error_set_code(err, FAULT_INPUT, faults.all[0].code, "%s", faults.all[0].detail);
    return FAULT_NONE;
}

enum fault consents_objections(struct party_state *party, const struct uuid *consent,
                               const struct consent_post *post, struct form_faults *faults,
                               struct error *err)
{
    CLEANUP(mem_free) struct consent_view *view = mem_new(1, sizeof(*view));
    enum fault fault = consents_get(party, consent, view, err);

    if (!fault)
        consents_check(view, &post->header, text_day_of(clock_wall_ms()), faults);
    return fault;
}

/* A repeated first message may have been sent anew since, and is then known by another id. */
static enum fault answer_repeated(struct party_state *party, const struct uuid *consent,
                                  const struct uuid *message, struct uuid *ret_consent,
                                  struct error *err)
{
    return consents_row_find(party, consent ? consent : message, ret_consent, err);
}

enum fault consents_post(struct party_state *party, const struct uuid *consent,
                         struct consent_post *post, const char *key, struct bytes body,
                         struct uuid *ret_consent, struct uuid *ret_message, bool *ret_repeated,
                         struct error *err)
{
    CLEANUP(buffer_clear) struct buffer named = { 0 };
    CLEANUP(mem_free) struct uuid *ids = NULL;
    struct uuid own = { 0 };
    size_t n = 0;
    enum fault fault;

    name_body(consent, post->header.order, body, &named);
    fault = outbox_key_find(party, key, bytes_of_buffer(&named), ret_repeated, &ids, &n, err);
    if (!fault && *ret_repeated && n > 0) {
        *ret_message = ids[0];
        return answer_repeated(party, consent, ret_message, ret_consent, err);
    }
    if (!fault && consent)
        fault = find_own(party, consent, post, &own, err);
    if (!fault)
        fault = post_new(party, consent ? &own : NULL, post, key, bytes_of_buffer(&named),
                         ret_message, err);
    if (!fault)
        *ret_consent = consent ? own : *ret_message;
    return fault;
}

/* ---- under another id ---- */

enum fault consents_may_rename(struct party_state *party, const struct uuid *message, bool *ret_may,
                               struct error *err)
{
    CLEANUP(spool_rows_free) struct spool_rows *rows = NULL;
    bool has = false;
    enum fault fault =
        spool_query(party->shared->spool,
                    "SELECT 1 FROM consent_message WHERE consent = ?1 AND id <> ?1 LIMIT 1",
                    SPOOL_VALUES(spool_blob(message->bytes, UUID_SIZE)), &rows, err);

    if (!fault)
        fault = spool_next(rows, &has, err);
    *ret_may = !has;
    return fault;
}

enum fault consents_rename(struct party_state *party, const struct uuid *from,
                           const struct uuid *to, struct error *err)
{
    static const char *const statements[] = {
        "UPDATE consent_message SET id = ?2 WHERE id = ?1",
        ("INSERT INTO consent (id, party, created_ms, condition)"
         " SELECT ?2, party, created_ms, condition FROM consent WHERE id = ?1"),
        "UPDATE consent_message SET consent = ?2 WHERE consent = ?1",
        "DELETE FROM consent WHERE id = ?1 AND ?2 IS NOT NULL",
    };
    enum fault fault = FAULT_NONE;

    for (size_t i = 0; !fault && i < ARRAY_SIZE(statements); i++)
        fault = spool_run(
            party->shared->spool, statements[i],
            SPOOL_VALUES(spool_blob(from->bytes, UUID_SIZE), spool_blob(to->bytes, UUID_SIZE)),
            err);
    return fault;
}
