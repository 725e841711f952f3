/* SPDX-License-Identifier: EUPL-1.2 */
#include "edge/spool_memory.h"

#include "keys/random.h"

void memory_view_clear(struct memory_view *view) { buffer_clear(&view->newest); }

static enum fault add_incarnation(struct spool *spool, const char *party,
                                  const uint8_t incarnation[INCARNATION_SIZE], struct error *err)
{
    return spool_run(spool, "INSERT INTO incarnation (party, incarnation) VALUES (?1, ?2)",
                     SPOOL_VALUES(spool_text(party), spool_blob(incarnation, INCARNATION_SIZE)),
                     err);
}

/* Inside a transaction. */
static enum fault ensure(struct spool *spool, const char *party, struct error *err)
{
    uint8_t incarnation[INCARNATION_SIZE];
    enum fault fault;

    keys_random(incarnation, sizeof(incarnation));
    fault = spool_run(spool,
                      "INSERT INTO memory (party, incarnation, number, takeover)"
                      " VALUES (?1, ?2, 0, 0) ON CONFLICT DO NOTHING",
                      SPOOL_VALUES(spool_text(party), spool_blob(incarnation, sizeof(incarnation))),
                      err);
    if (fault || spool_changed(spool) == 0)
        return fault;
    return add_incarnation(spool, party, incarnation, err);
}

static enum fault ensure_alone(struct spool *spool, const char *party, struct error *err)
{
    enum fault fault = spool_begin(spool, err);

    if (!fault)
        fault = ensure(spool, party, err);
    return spool_end(spool, fault, err);
}

static enum fault read_incarnations(struct spool *spool, const char *party,
                                    struct memory_view *view, struct error *err)
{
    CLEANUP(spool_rows_free) struct spool_rows *rows = NULL;
    bool has = true;
    enum fault fault =
        spool_query(spool,
                    "SELECT incarnation FROM incarnation WHERE party = ?1"
                    " ORDER BY place DESC LIMIT ?2",
                    SPOOL_VALUES(spool_text(party), spool_number(MEMORY_INCARNATIONS)), &rows, err);

    while (!fault && has) {
        fault = spool_next(rows, &has, err);
        if (!fault && has)
            (void)spool_copy_bytes(rows, 0, view->incarnations[view->n_incarnations++],
                                   INCARNATION_SIZE);
    }
    return fault;
}

enum fault memory_read(struct spool *spool, const char *party, struct memory_view *ret_view,
                       struct error *err)
{
    CLEANUP(spool_rows_free) struct spool_rows *rows = NULL;
    struct memory_view view = { 0 };
    bool has = false;
    enum fault fault = ensure_alone(spool, party, err);

    if (!fault)
        fault = spool_query(spool, "SELECT number, takeover, newest FROM memory WHERE party = ?1",
                            SPOOL_VALUES(spool_text(party)), &rows, err);
    if (!fault)
        fault = spool_next(rows, &has, err);
    if (!fault)
        fault = read_incarnations(spool, party, &view, err);
    if (fault)
        return fault;
    view.number = (uint64_t)spool_get_number(rows, 0);
    view.takeover = (uint64_t)spool_get_number(rows, 1);
    buffer_append_bytes(&view.newest, spool_get_bytes(rows, 2));
    *ret_view = view;
    return FAULT_NONE;
}

enum fault memory_next_seq(struct spool *spool, const char *party, uint8_t ret_seq[SEQ_SIZE],
                           struct error *err)
{
    CLEANUP(spool_rows_free) struct spool_rows *rows = NULL;
    bool has = false;
    uint64_t number;
    enum fault fault = ensure(spool, party, err);

    if (!fault)
        fault = spool_query(spool,
                            "UPDATE memory SET number = number + 1 WHERE party = ?1"
                            " RETURNING incarnation, number",
                            SPOOL_VALUES(spool_text(party)), &rows, err);
    if (!fault)
        fault = spool_next(rows, &has, err);
    if (fault)
        return fault;
    (void)spool_copy_bytes(rows, 0, ret_seq, INCARNATION_SIZE);
    number = (uint64_t)spool_get_number(rows, 1);
    for (int i = 0; i < 8; i++)
        ret_seq[INCARNATION_SIZE + i] = (uint8_t)(number >> (56 - 8 * i));
    return spool_next(rows, &has, err);
}

enum fault memory_new_incarnation(struct spool *spool, const char *party, struct error *err)
{
    uint8_t incarnation[INCARNATION_SIZE];
    enum fault fault = ensure(spool, party, err);

    keys_random(incarnation, sizeof(incarnation));
    if (!fault)
        fault = spool_run(
            spool, "UPDATE memory SET incarnation = ?2, number = 0 WHERE party = ?1",
            SPOOL_VALUES(spool_text(party), spool_blob(incarnation, sizeof(incarnation))), err);
    if (!fault)
        fault = add_incarnation(spool, party, incarnation, err);
    return fault;
}

enum fault memory_see_takeover(struct spool *spool, const char *party, uint64_t takeover,
                               struct error *err)
{
    enum fault fault = ensure(spool, party, err);

    if (!fault)
        fault =
            spool_run(spool, "UPDATE memory SET takeover = ?2 WHERE party = ?1 AND takeover <= ?2",
                      SPOOL_VALUES(spool_text(party), spool_number((int64_t)takeover)), err);
    if (!fault && spool_changed(spool) == 0)
        return error_set_code(err, FAULT_INPUT, "old_takeover",
                              "takeover: a later broker than this one has spoken already");
    return fault;
}

enum fault memory_see_leaf(struct spool *spool, const char *party, uint64_t leaf_index,
                           const Samband__V1__Receipt *receipt, struct error *err)
{
    CLEANUP(buffer_clear) struct buffer packed = { 0 };
    enum fault fault = ensure(spool, party, err);

    memory_pack_receipt(receipt, &packed);
    if (!fault)
        fault = spool_run(spool,
                          "UPDATE memory SET newest_leaf = ?2, newest = ?3"
                          " WHERE party = ?1 AND (newest_leaf IS NULL OR newest_leaf < ?2)",
                          SPOOL_VALUES(spool_text(party), spool_number((int64_t)leaf_index),
                                       spool_bytes(bytes_of_buffer(&packed))),
                          err);
    return fault;
}

enum fault memory_keep_card(struct spool *spool, const struct card *card, struct bytes text,
                            struct error *err)
{
    return spool_run(spool,
                     "INSERT INTO card (party, serial, text) VALUES (?1, ?2, ?3)"
                     " ON CONFLICT DO NOTHING",
                     SPOOL_VALUES(spool_text(card->party), spool_number((int64_t)card->serial),
                                  spool_bytes(text)),
                     err);
}

enum fault memory_load_cards(struct spool *spool, struct directory *directory,
                             size_t *ret_n_left_out, struct error *err)
{
    CLEANUP(spool_rows_free) struct spool_rows *rows = NULL;
    size_t n_left_out = 0;
    bool has = true;
    enum fault fault = spool_query(spool, "SELECT text FROM card ORDER BY party, serial",
                                   (struct spool_values){ 0 }, &rows, err);

    while (!fault && has) {
        fault = spool_next(rows, &has, err);
        if (!fault && has && directory_add_card(directory, spool_get_bytes(rows, 0), NULL, NULL))
            n_left_out++;
    }
    if (!fault)
        *ret_n_left_out = n_left_out;
    return fault;
}

void memory_pack_receipt(const Samband__V1__Receipt *receipt, struct buffer *ret_bytes)
{
    size_t size = samband__v1__receipt__get_packed_size(receipt);

    samband__v1__receipt__pack(receipt, buffer_extend(ret_bytes, size));
}

Samband__V1__Receipt *memory_unpack_receipt(struct bytes packed)
{
    if (packed.size == 0)
        return NULL;
    return samband__v1__receipt__unpack(NULL, packed.size, packed.data);
}
