/* SPDX-License-Identifier: EUPL-1.2 */
#include "edge/outbox_key.h"

#include "base/memory.h"
#include "edge/words.h"
#include "keys/random.h"

static const char *key_of(const char *key) { return key && key[0] ? key : NULL; }

/* A body can be short: its plain hash would let somebody guess it. */
static struct digest body_digest(const uint8_t salt[SALT_SIZE], struct bytes body)
{
    struct digest_stream stream;

    digest_start(&stream);
    digest_add(&stream, bytes_of(salt, SALT_SIZE));
    digest_add(&stream, body);
    return digest_end(&stream);
}

/* What was sent anew since is no part of the post. */
static enum fault read_ids(struct spool *spool, int64_t post, struct uuid **ret_ids, size_t *ret_n,
                           struct error *err)
{
    CLEANUP(spool_rows_free) struct spool_rows *rows = NULL;
    CLEANUP(mem_free) struct uuid *ids = NULL;
    size_t n = 0;
    bool has = true;
    enum fault fault = spool_query(spool,
                                   "SELECT id FROM outbox WHERE post = ?1 AND supersedes IS NULL"
                                   " ORDER BY place",
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

enum fault outbox_key_find(struct party_state *party, const char *key, struct bytes body,
                           bool *ret_found, struct uuid **ret_ids, size_t *ret_n, struct error *err)
{
    CLEANUP(spool_rows_free) struct spool_rows *rows = NULL;
    uint8_t salt[SALT_SIZE];
    struct digest held, got;
    bool has = false;
    enum fault fault;

    *ret_found = false;
    if (!key_of(key))
        return FAULT_NONE;
    fault = spool_query(party->shared->spool,
                        "SELECT place, salt, digest FROM post"
                        " WHERE party = ?1 AND idempotency_key = ?2",
                        SPOOL_VALUES(spool_text(party->name), spool_text(key)), &rows, err);
    if (!fault)
        fault = spool_next(rows, &has, err);
    if (fault || !has)
        return fault;
    (void)spool_copy_bytes(rows, 1, salt, sizeof(salt));
    (void)spool_copy_bytes(rows, 2, held.bytes, sizeof(held.bytes));
    got = body_digest(salt, body);
    if (!digest_equal(&held, &got))
        return error_set_code(err, FAULT_INPUT, "idempotency_conflict",
                              WORDS("this idempotency key came with another body before"));
    *ret_found = true;
    return read_ids(party->shared->spool, spool_get_number(rows, 0), ret_ids, ret_n, err);
}

enum fault outbox_key_keep(struct party_state *party, const char *key, struct bytes body,
                           int64_t *ret_post, struct error *err)
{
    CLEANUP(buffer_clear) struct buffer sealed = { 0 };
    uint8_t salt[SALT_SIZE];
    struct digest digest;
    enum fault fault = party_box(party, body, &sealed, err);

    if (fault)
        return fault;
    keys_random(salt, sizeof(salt));
    digest = body_digest(salt, body);
    fault = spool_run(party->shared->spool,
                      "INSERT INTO post (party, idempotency_key, salt, digest, body)"
                      " VALUES (?1, ?2, ?3, ?4, ?5)",
                      SPOOL_VALUES(spool_text(party->name), spool_text(key_of(key)),
                                   spool_blob(salt, sizeof(salt)),
                                   spool_blob(digest.bytes, DIGEST_SIZE),
                                   spool_bytes(bytes_of_buffer(&sealed))),
                      err);
    *ret_post = spool_inserted(party->shared->spool);
    return fault;
}
