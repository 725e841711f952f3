/* SPDX-License-Identifier: EUPL-1.2 */
#include "edge/hooks.h"

#include <stdio.h>

#include "base/clock.h"
#include "edge/spool.h"

enum { BACK_OFF_MS = 1000, BACK_OFF_MAX_MS = 60 * 60 * 1000 };

static const char *way_name(enum hook_way way) { return way == HOOK_FILE ? "file" : "webhook"; }

static enum fault add(const struct party_state *party, enum hook_way way, const struct hook *hook,
                      struct error *err)
{
    return spool_run(party->shared->spool,
                     "INSERT INTO hook (party, way, event, id, state, at_ms, next_ms)"
                     " VALUES (?1, ?2, ?3, ?4, ?5, ?6, 0)",
                     SPOOL_VALUES(spool_text(party->name), spool_text(way_name(way)),
                                  spool_text(hook->event), spool_blob(hook->id.bytes, UUID_SIZE),
                                  spool_text(hook->state), spool_number(hook->at_ms)),
                     err);
}

enum fault hooks_note(const struct party_state *party, const char *event, const struct uuid *id,
                      const char *state, struct error *err)
{
    struct hook hook = { .id = *id, .at_ms = clock_wall_ms() };
    enum fault fault = FAULT_NONE;

    snprintf(hook.event, sizeof(hook.event), "%s", event);
    snprintf(hook.state, sizeof(hook.state), "%s", state);
    if (party->webhook_url)
        fault = add(party, HOOK_WEBHOOK, &hook, err);
    if (!fault && party->drop_out)
        fault = add(party, HOOK_FILE, &hook, err);
    return fault;
}

enum fault hooks_forget_alarms(struct party_state *party, const struct uuid *id, struct error *err)
{
    return spool_run(party->shared->spool,
                     "DELETE FROM hook WHERE party = ?1 AND id = ?2 AND event = '" HOOK_ALARM "'",
                     SPOOL_VALUES(spool_text(party->name), spool_blob(id->bytes, UUID_SIZE)), err);
}

enum fault hooks_next(struct party_state *party, enum hook_way way, struct hook *ret_hook,
                      bool *ret_has, struct error *err)
{
    CLEANUP(spool_rows_free) struct spool_rows *rows = NULL;
    enum fault fault =
        spool_query(party->shared->spool,
                    "SELECT place, event, id, state, at_ms, attempts, next_ms FROM hook"
                    " WHERE party = ?1 AND way = ?2 ORDER BY place LIMIT 1",
                    SPOOL_VALUES(spool_text(party->name), spool_text(way_name(way))), &rows, err);

    if (!fault)
        fault = spool_next(rows, ret_has, err);
    if (fault || !*ret_has)
        return fault;
    ret_hook->place = spool_get_number(rows, 0);
    SPOOL_COPY_TEXT(rows, 1, ret_hook->event);
    (void)spool_copy_bytes(rows, 2, ret_hook->id.bytes, UUID_SIZE);
    SPOOL_COPY_TEXT(rows, 3, ret_hook->state);
    ret_hook->at_ms = spool_get_number(rows, 4);
    ret_hook->attempts = (uint32_t)spool_get_number(rows, 5);
    ret_hook->next_ms = spool_get_number(rows, 6);
    return FAULT_NONE;
}

static enum fault run_alone(struct spool *spool, const char *sql, struct spool_values values,
                            struct error *err)
{
    enum fault fault = spool_begin(spool, err);

    if (!fault)
        fault = spool_run(spool, sql, values, err);
    return spool_end(spool, fault, err);
}

enum fault hooks_done(struct party_state *party, const struct hook *hook, struct error *err)
{
    return run_alone(party->shared->spool, "DELETE FROM hook WHERE place = ?1 AND party = ?2",
                     SPOOL_VALUES(spool_number(hook->place), spool_text(party->name)), err);
}

static int64_t back_off_ms(uint32_t attempts)
{
    int64_t wait_ms = BACK_OFF_MS;

    while (attempts-- > 0 && wait_ms < BACK_OFF_MAX_MS)
        wait_ms *= 2;
    return wait_ms < BACK_OFF_MAX_MS ? wait_ms : BACK_OFF_MAX_MS;
}

enum fault hooks_failed(struct party_state *party, const struct hook *hook, int64_t now_ms,
                        struct error *err)
{
    return run_alone(
        party->shared->spool,
        "UPDATE hook SET attempts = attempts + 1, next_ms = ?2 WHERE place = ?1",
        SPOOL_VALUES(spool_number(hook->place), spool_number(now_ms + back_off_ms(hook->attempts))),
        err);
}
