/* SPDX-License-Identifier: EUPL-1.2 */
#include "edge/rebox.h"

#include "base/memory.h"
#include "edge/spool.h"

/* Where boxes lie. Each is read by itself: a draft can have megabytes. */
static const struct {
    const char *places;       /* ?1 party */
    const char *read, *write; /* ?1 place; ?2 box */
} kinds[] = {
    { "SELECT m.place FROM consent_message m JOIN consent c ON c.id = m.consent"
      " WHERE c.party = ?1 AND m.content IS NOT NULL",
      "SELECT content FROM consent_message WHERE place = ?1",
      "UPDATE consent_message SET content = ?2 WHERE place = ?1" },
    { "SELECT place FROM outbox WHERE party = ?1 AND draft IS NOT NULL",
      "SELECT draft FROM outbox WHERE place = ?1",
      "UPDATE outbox SET draft = ?2 WHERE place = ?1" },
    { "SELECT place FROM inbox WHERE party = ?1 AND reference IS NOT NULL",
      "SELECT reference FROM inbox WHERE place = ?1",
      "UPDATE inbox SET reference = ?2 WHERE place = ?1" },
    { "SELECT place FROM inbox WHERE party = ?1 AND registered_by IS NOT NULL",
      "SELECT registered_by FROM inbox WHERE place = ?1",
      "UPDATE inbox SET registered_by = ?2 WHERE place = ?1" },
    { "SELECT place FROM task WHERE party = ?1 AND talk IS NOT NULL",
      "SELECT talk FROM task WHERE place = ?1", "UPDATE task SET talk = ?2 WHERE place = ?1" },
    { "SELECT place FROM task WHERE party = ?1 AND decision IS NOT NULL",
      "SELECT decision FROM task WHERE place = ?1",
      "UPDATE task SET decision = ?2 WHERE place = ?1" },
};

struct reboxing {
    struct party_state *party;
    size_t n_done, n_closed;
};

static enum fault read_box(struct spool *spool, const char *sql, int64_t place,
                           struct buffer *ret_box, struct error *err)
{
    CLEANUP(spool_rows_free) struct spool_rows *rows = NULL;
    bool has = false;
    enum fault fault = spool_query(spool, sql, SPOOL_VALUES(spool_number(place)), &rows, err);

    if (!fault)
        fault = spool_next(rows, &has, err);
    if (!fault && has)
        buffer_append_bytes(ret_box, spool_get_bytes(rows, 0));
    return fault;
}

static enum fault rebox(struct reboxing *reboxing, size_t kind, int64_t place, struct error *err)
{
    CLEANUP(buffer_clear) struct buffer old = { 0 };
    CLEANUP(buffer_clear) struct buffer plain = { 0 };
    CLEANUP(buffer_clear) struct buffer new = { 0 };
    const struct party_state *party = reboxing->party;
    struct spool *spool = party->shared->spool;
    enum fault fault = read_box(spool, kinds[kind].read, place, &old, err);

    if (fault || seal_open(party->seal, bytes_of_buffer(&old), &plain, NULL) == FAULT_NONE)
        return fault;
    if (party_open_box(party, bytes_of_buffer(&old), &plain, NULL)) {
        reboxing->n_closed++;
        return FAULT_NONE;
    }
    fault = party_box(party, bytes_of_buffer(&plain), &new, err);
    if (!fault)
        fault =
            spool_run(spool, kinds[kind].write,
                      SPOOL_VALUES(spool_number(place), spool_bytes(bytes_of_buffer(&new))), err);
    reboxing->n_done += !fault;
    return fault;
}

static enum fault list_places(const struct party_state *party, const char *sql,
                              int64_t **ret_places, size_t *ret_n, struct error *err)
{
    CLEANUP(spool_rows_free) struct spool_rows *rows = NULL;
    CLEANUP(mem_free) int64_t *places = NULL;
    size_t n = 0;
    bool has = true;
    enum fault fault =
        spool_query(party->shared->spool, sql, SPOOL_VALUES(spool_text(party->name)), &rows, err);

    while (!fault && has) {
        fault = spool_next(rows, &has, err);
        if (!fault && has) {
            places = mem_grow(places, n + 1, sizeof(*places));
            places[n++] = spool_get_number(rows, 0);
        }
    }
    if (fault)
        return fault;
    *ret_places = TAKE(places);
    *ret_n = n;
    return FAULT_NONE;
}

static enum fault rebox_kind(struct reboxing *reboxing, size_t kind, struct error *err)
{
    CLEANUP(mem_free) int64_t *places = NULL;
    size_t n = 0;
    enum fault fault = list_places(reboxing->party, kinds[kind].places, &places, &n, err);

    for (size_t i = 0; !fault && i < n; i++)
        fault = rebox(reboxing, kind, places[i], err);
    return fault;
}

enum fault rebox_run(struct party_state *party, size_t *ret_n_done, size_t *ret_n_closed,
                     struct error *err)
{
    struct reboxing reboxing = { .party = party };
    enum fault fault;

    *ret_n_done = *ret_n_closed = 0;
    if (!party->seal_old)
        return FAULT_NONE;
    fault = spool_begin(party->shared->spool, err);
    for (size_t i = 0; !fault && i < ARRAY_SIZE(kinds); i++)
        fault = rebox_kind(&reboxing, i, err);
    fault = spool_end(party->shared->spool, fault, err);
    if (fault)
        return fault;
    *ret_n_done = reboxing.n_done;
    *ret_n_closed = reboxing.n_closed;
    return FAULT_NONE;
}
