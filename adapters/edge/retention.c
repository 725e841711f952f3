/* SPDX-License-Identifier: EUPL-1.2 */
#include "edge/retention.h"

#include "edge/outbox.h"
#include "edge/tasks.h"
#include "edge/tasks_notice.h"
#include "model/item.h"

#define DAY_MS INT64_C(86400000)

/* ?1 ended before, ?2 how many, ?3 … the closed stages, ?9 an order that was carried out. Messages
 * about a consent stay as long as the consent. */
#define ENDED_SENT                                                                                 \
    "outbox WHERE stage_since_ms < ?1 AND held = 0"                                                \
    " AND (stage IN (?3, ?4, ?5, ?6, ?7, ?8) OR (stage = ?9 AND recipient = 'bus'))"               \
    " AND (attention = 0 OR acknowledged = 1)"                                                     \
    " AND id NOT IN (SELECT id FROM consent_message) ORDER BY place LIMIT ?2"

_Static_assert(TASK_DECIDED == 2 && TASK_VOID == 3, "OLD_CONSENT says so");

/* A consent lasts three years at most. */
#define CONSENT_YEARS_MS (3 * INT64_C(366) * DAY_MS)

/* ?1 entered before. What somebody has still to decide, or to send, is not forgotten. */
#define OLD_CONSENT                                                                                \
    "consent WHERE created_ms < ?1"                                                                \
    " AND NOT EXISTS (SELECT 1 FROM task WHERE task.consent = consent.id"                          \
    " AND (task.state NOT IN (2, 3) OR " TASKS_NOTICE_UNSENT "))"                                  \
    " AND NOT EXISTS (SELECT 1 FROM outbox_consent x WHERE x.consent = consent.id)"

/* ?1 came before, ?2 how many, ?3 handed over. */
#define ENDED_RECEIVED                                                                             \
    "inbox WHERE received_ms < ?1 AND held = 0 AND state <> ?3 AND NOT EXISTS"                     \
    " (SELECT 1 FROM receipt r WHERE r.party = inbox.party AND r.id = inbox.id AND r.ours = 1"     \
    " AND r.confirmed = 0) ORDER BY place LIMIT ?2"

/* The exchanges themselves go last: until then each statement finds the same ones. */
static const char *const sent_statements[] = {
    "UPDATE task SET noticed = 1 WHERE id IN (SELECT task FROM"
    " (SELECT task, stage FROM " ENDED_SENT ") WHERE stage = ?3)",
    "DELETE FROM receipt WHERE (party, id) IN (SELECT party, id FROM " ENDED_SENT ")",
    "DELETE FROM outbox_section WHERE id IN (SELECT id FROM " ENDED_SENT ")",
    "DELETE FROM outbox_consent WHERE id IN (SELECT id FROM " ENDED_SENT ")",
    "DELETE FROM outbox WHERE place IN (SELECT place FROM " ENDED_SENT ")",
};

static const char *const received_statements[] = {
    "DELETE FROM receipt WHERE (party, id) IN (SELECT party, id FROM " ENDED_RECEIVED ")",
    "DELETE FROM inbox WHERE place IN (SELECT place FROM " ENDED_RECEIVED ")",
};

/* Its messages go the way of every exchange from then on. */
static enum fault forget_consents(struct spool *spool, int64_t before_ms, struct error *err)
{
    struct spool_values values = SPOOL_VALUES(spool_number(before_ms - CONSENT_YEARS_MS));
    enum fault fault = spool_run(
        spool, "DELETE FROM consent_message WHERE consent IN (SELECT id FROM " OLD_CONSENT ")",
        values, err);

    if (!fault)
        fault =
            spool_run(spool, "DELETE FROM task WHERE consent IN (SELECT id FROM " OLD_CONSENT ")",
                      values, err);
    return fault ? fault : spool_run(spool, "DELETE FROM " OLD_CONSENT, values, err);
}

static enum fault forget_sent(struct spool *spool, int64_t before_ms, int64_t *ret_n,
                              struct error *err)
{
    struct spool_values values = SPOOL_VALUES(
        spool_number(before_ms), spool_number(RETENTION_BATCH), spool_number(OUTBOX_REGISTERED),
        spool_number(OUTBOX_REFUSED), spool_number(OUTBOX_RETURNED), spool_number(OUTBOX_NOT_SENT),
        spool_number(OUTBOX_WITHDRAWN), spool_number(OUTBOX_TAKEN_BACK),
        spool_number(OUTBOX_ACCEPTED));
    enum fault fault = FAULT_NONE;

    for (size_t i = 0; !fault && i < ARRAY_SIZE(sent_statements); i++)
        fault = spool_run(spool, sent_statements[i], values, err);
    if (fault)
        return fault;
    *ret_n = spool_changed(spool);
    if (*ret_n == 0)
        return FAULT_NONE;
    return spool_run(spool,
                     "DELETE FROM post WHERE NOT EXISTS"
                     " (SELECT 1 FROM outbox WHERE outbox.post = post.place)",
                     (struct spool_values){ 0 }, err);
}

/* Orders on exchanges that never came; an id begins with its time (RFC 9562). */
static enum fault forget_recalled(struct spool *spool, int64_t before_ms, struct error *err)
{
    uint8_t before[UUID_SIZE] = { 0 };

    for (int i = 0; i < 6; i++)
        before[i] = (uint8_t)(before_ms >> (40 - 8 * i));
    return spool_run(spool, "DELETE FROM recalled WHERE id < ?1",
                     SPOOL_VALUES(spool_blob(before, sizeof(before))), err);
}

static enum fault forget_received(struct spool *spool, int64_t before_ms, int64_t *ret_n,
                                  struct error *err)
{
    struct spool_values values = SPOOL_VALUES(
        spool_number(before_ms), spool_number(RETENTION_BATCH), spool_number(STATE_HANDED_OVER));
    enum fault fault = FAULT_NONE;

    for (size_t i = 0; !fault && i < ARRAY_SIZE(received_statements); i++)
        fault = spool_run(spool, received_statements[i], values, err);
    if (!fault)
        *ret_n = spool_changed(spool);
    return fault;
}

enum fault retention_run(struct spool *spool, int64_t now_ms, int64_t *ret_n, struct error *err)
{
    int64_t before_ms = now_ms - RETENTION_DAYS * DAY_MS, n_sent = 0, n_received = 0;
    enum fault fault = spool_begin(spool, err);

    if (!fault)
        fault = forget_consents(spool, before_ms, err);
    if (!fault)
        fault = forget_sent(spool, before_ms, &n_sent, err);
    if (!fault)
        fault = forget_received(spool, before_ms, &n_received, err);
    if (!fault)
        fault = forget_recalled(spool, before_ms, err);
    fault = spool_end(spool, fault, err);
    if (!fault)
        *ret_n = n_sent + n_received;
    return fault;
}
