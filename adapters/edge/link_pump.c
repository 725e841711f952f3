/* SPDX-License-Identifier: EUPL-1.2 */
/* link_pump - what stands in the spool goes out, a window at a time: the oldest submits and the
 * oldest receipts that have no answer. Each is sent, and sent again when its answer is late. What
 * has been answered is no longer in the window.
 */
#include "edge/link_parts.h"

#include "base/clock.h"
#include "base/log.h"
#include "edge/inbox_way.h"
#include "edge/outbox_way.h"

static struct link_errand *errand_of(struct edge_link *link, const struct uuid *id, int64_t place)
{
    struct link_errand *errand;

    for (size_t i = 0; i < link->n_errands; i++) {
        errand = &link->errands[i];
        if (errand->place == place && (place || uuid_equal(&errand->id, id)))
            return errand;
    }
    if (link->n_errands == ARRAY_SIZE(link->errands))
        return NULL;
    errand = &link->errands[link->n_errands++];
    *errand = (struct link_errand){ .id = *id, .place = place };
    return errand;
}

void link_put_off(struct edge_link *link, const struct uuid *id, int64_t wait_ms)
{
    for (size_t i = 0; i < link->n_errands; i++) {
        struct link_errand *errand = &link->errands[i];

        if (!uuid_equal(&errand->id, id))
            continue;
        errand->aside = wait_ms == 0;
        errand->due_ms = clock_boot_ms() + (wait_ms ? wait_ms : LINK_TROUBLE_MS);
    }
}

/* Forgets what is no longer in the window, so that there is room for what is. */
static void forget(struct edge_link *link, const struct link_errand waiting[], size_t n)
{
    size_t n_kept = 0;

    for (size_t i = 0; i < link->n_errands; i++) {
        struct link_errand *errand = &link->errands[i];
        bool found = false;

        for (size_t j = 0; j < n && !found; j++)
            found = waiting[j].place == errand->place && uuid_equal(&waiting[j].id, &errand->id);
        if (found)
            link->errands[n_kept++] = *errand;
    }
    link->n_errands = n_kept;
}

static enum fault read_window(struct edge_link *link, struct link_errand ret_waiting[],
                              size_t *ret_n, struct error *err)
{
    struct inbox_waiting receipts[LINK_WINDOW];
    struct uuid submits[LINK_WINDOW];
    size_t n_submits = 0, n_receipts = 0, n = 0;
    enum fault fault = inbox_way_waiting(link->party, LINK_WINDOW, receipts, &n_receipts, err);

    if (!fault)
        fault = outbox_way_waiting(link->party, LINK_WINDOW, submits, &n_submits, err);
    if (fault)
        return fault;
    for (size_t i = 0; i < n_receipts; i++)
        ret_waiting[n++] = (struct link_errand){ .id = receipts[i].id, .place = receipts[i].place };
    for (size_t i = 0; i < n_submits; i++)
        ret_waiting[n++] = (struct link_errand){ .id = submits[i] };
    *ret_n = n;
    return FAULT_NONE;
}

static enum fault run_errand(struct edge_link *link, struct link_errand *errand, int64_t now_ms,
                             struct error *err)
{
    CLEANUP(buffer_clear) struct buffer frame = { 0 };
    enum fault fault = errand->place ? inbox_way_frame(link->party, errand->place, &frame, err)
                                     : outbox_way_frame(link->party, &errand->id, &frame, err);

    if (fault)
        return fault;
    errand->due_ms = now_ms + LINK_ANSWER_MS;
    errand->aside = false;
    if (frame.size > 0)
        (void)link_send(link, bytes_of_buffer(&frame));
    return FAULT_NONE;
}

/* Submits that the broker has and has not answered. */
static size_t count_under_way(const struct edge_link *link, int64_t now_ms)
{
    size_t n = 0;

    for (size_t i = 0; i < link->n_errands; i++) {
        const struct link_errand *errand = &link->errands[i];

        n += errand->place == 0 && !errand->aside && errand->due_ms > now_ms;
    }
    return n;
}

int64_t link_pump(struct edge_link *link, int64_t now_ms)
{
    struct link_errand waiting[2 * LINK_WINDOW];
    int64_t next_ms = INT64_MAX;
    struct error err = { 0 };
    size_t n = 0, n_under_way;
    enum fault fault = read_window(link, waiting, &n, &err);

    if (!fault)
        forget(link, waiting, n);
    n_under_way = count_under_way(link, now_ms);
    for (size_t i = 0; !fault && i < n && link->state == LINK_UP; i++) {
        struct link_errand *errand = errand_of(link, &waiting[i].id, waiting[i].place);

        if (!errand)
            break;
        if (errand->due_ms <= now_ms) {
            if (!errand->place && n_under_way >= link->credit)
                continue; /* an answer makes room, and wakes */
            n_under_way += errand->place == 0;
            fault = run_errand(link, errand, now_ms, &err);
        }
        if (errand->due_ms < next_ms)
            next_ms = errand->due_ms;
    }
    if (!fault)
        return next_ms;
    log_event(LOG_LEVEL_ERROR, "spool_unreadable", "party=%s code=%s why=\"%s\"", link->party->name,
              err.code, err.text);
    return now_ms + LINK_ANSWER_MS;
}
