/* SPDX-License-Identifier: EUPL-1.2 */
#include "edge/consents_adult.h"

#include "base/memory.h"
#include "edge/hooks.h"
#include "edge/spool.h"

#define DAY_MS INT64_C(86400000)

struct found {
    struct uuid id;
    bool is_told;
};

struct consents_adult {
    struct found *all;
    size_t n;
    bool goes_on; /* the next page is the one before `last`; else the newest */
    struct uuid last;
    struct uuid newest; /* that was seen; zeros for none */
};

void consents_adult_free(struct consents_adult *found)
{
    if (!found)
        return;
    mem_free(found->all);
    mem_free(found);
}

static bool has_young_signature(const struct consent_view *view)
{
    for (size_t i = 0; i < view->n_signatures; i++)
        if (view->signatures[i].capacity == CAPACITY_YOUTH)
            return true;
    return false;
}

bool consents_adult_concerns(const struct consent_view *view, int64_t now_ms, int64_t *ret_since_ms)
{
    int64_t from_ms = (view->adult_day - CONSENTS_ADULT_NOTICE_DAYS) * DAY_MS;

    if (view->state != CONSENT_GRANTED && view->state != CONSENT_INCOMPLETE)
        return false;
    if (!view->adult_day || has_young_signature(view) || now_ms < from_ms)
        return false;
    *ret_since_ms = from_ms > view->created_ms ? from_ms : view->created_ms;
    return true;
}

/* ---- looking ---- */

struct page {
    struct consents_adult *found;
    int64_t now_ms;
    size_t n;
};

static bool is_found(const struct consents_adult *found, const struct uuid *id)
{
    for (size_t i = 0; i < found->n; i++)
        if (uuid_equal(&found->all[i].id, id))
            return true;
    return false;
}

static void see(void *arg, const struct consent_view *view)
{
    struct page *page = arg;
    struct consents_adult *found = page->found;
    int64_t since_ms;

    if (page->n++ == 0 && !found->goes_on)
        found->newest = view->id;
    found->last = view->id;
    if (!consents_adult_concerns(view, page->now_ms, &since_ms) || is_found(found, &view->id))
        return;
    found->all = mem_grow(found->all, found->n + 1, sizeof(*found->all));
    found->all[found->n++] = (struct found){ .id = view->id };
}

static enum fault has_newer(struct party_state *party, bool *ret_has, struct error *err)
{
    CLEANUP(spool_rows_free) struct spool_rows *rows = NULL;
    const struct uuid *newest = &party->consents_adult->newest;

    if (spool_query(party->shared->spool,
                    "SELECT 1 FROM consent WHERE party = ?1 AND id > ?2 LIMIT 1",
                    SPOOL_VALUES(spool_text(party->name), spool_blob(newest->bytes, UUID_SIZE)),
                    &rows, err))
        return FAULT_RETRY;
    return spool_next(rows, ret_has, err);
}

enum fault consents_adult_look(struct party_state *party, int64_t now_ms, struct error *err)
{
    struct page page = { .now_ms = now_ms };
    struct uuid before;
    bool newer = false;
    enum fault fault;

    if (!party->consents_adult)
        party->consents_adult = mem_new(1, sizeof(*party->consents_adult));
    page.found = party->consents_adult;
    fault = has_newer(party, &newer, err);
    if (fault)
        return fault;
    page.found->goes_on = page.found->goes_on && !newer;
    before = page.found->last;
    fault = consents_list(party, page.found->goes_on ? &before : NULL, CONSENTS_ADULT_PAGE, see,
                          &page, err);
    page.found->goes_on = !fault && page.n == CONSENTS_ADULT_PAGE;
    return fault == FAULT_INPUT ? FAULT_NONE : fault; /* the last one seen is kept no longer */
}

/* ---- telling ---- */

/* False with FAULT_NONE: no alarm any more, and it is forgotten. */
static enum fault still_concerns(struct party_state *party, size_t i, int64_t now_ms,
                                 int64_t *ret_since_ms, bool *ret_does, struct error *err)
{
    CLEANUP(mem_free) struct consent_view *view = mem_new(1, sizeof(*view));
    struct consents_adult *found = party->consents_adult;
    struct error gone = { 0 };
    enum fault fault = consents_get(party, &found->all[i].id, view, &gone);

    *ret_does = false;
    if (fault && fault != FAULT_INPUT) {
        if (err)
            *err = gone;
        return fault;
    }
    *ret_does = !fault && consents_adult_concerns(view, now_ms, ret_since_ms);
    if (!*ret_does)
        found->all[i] = found->all[--found->n];
    return FAULT_NONE;
}

enum fault consents_adult_list(struct party_state *party, int64_t now_ms, consents_adult_each *each,
                               void *arg, struct error *err)
{
    size_t i = 0;

    while (party->consents_adult && i < party->consents_adult->n) {
        int64_t since_ms = 0;
        bool does;
        enum fault fault = still_concerns(party, i, now_ms, &since_ms, &does, err);

        if (fault)
            return fault;
        if (does)
            each(arg, &party->consents_adult->all[i++].id, since_ms);
    }
    return FAULT_NONE;
}

static enum fault tell(struct party_state *party, struct found *found, struct error *err)
{
    struct spool *spool = party->shared->spool;
    enum fault fault = spool_begin(spool, err);

    if (!fault)
        fault = hooks_note(party, HOOK_ALARM, &found->id, CONSENTS_ADULT_ALARM, err);
    fault = spool_end(spool, fault, err);
    found->is_told = !fault;
    return fault;
}

enum fault consents_adult_tell(struct party_state *party, int64_t now_ms, struct error *err)
{
    enum fault fault = consents_adult_look(party, now_ms, err);
    size_t i = 0;

    while (!fault && i < party->consents_adult->n) {
        int64_t since_ms = 0;
        bool does;

        fault = still_concerns(party, i, now_ms, &since_ms, &does, err);
        if (fault || !does)
            continue;
        if (!party->consents_adult->all[i].is_told)
            fault = tell(party, &party->consents_adult->all[i], err);
        i++;
    }
    return fault;
}
