/* SPDX-License-Identifier: EUPL-1.2 */
/* outbox - a report becomes exchanges in one transaction: one of each child and target. */
#include "edge/outbox.h"

#include "base/clock.h"
#include "base/fault_point.h"
#include "base/memory.h"
#include "base/text.h"
#include "edge/outbox_key.h"
#include "edge/outbox_store.h"
#include "edge/outbox_target.h"
#include "edge/party.h"
#include "edge/spool.h"
#include "edge/tasks.h"

/* One report while it is posted. Borrowed. */
struct posting {
    struct party_state *party;
    const struct report *report;
    struct outbox_targets targets;
    int64_t now_ms, post;
};

static enum fault post_one(const struct posting *posting, const struct report_child *child,
                           const struct outbox_target *target, struct uuid *ret_id,
                           struct error *err)
{
    const struct report *report = posting->report;
    struct private_header header;
    struct outbox_entry entry = {
        .source = { .party = posting->party,
                    .recipient_card = target->card,
                    .type = report->type,
                    .ground = target->from->ground,
                    .purpose = target->from->purpose,
                    .urgency = report->urgency,
                    .in_reply_to = report->has_in_reply_to ? &report->in_reply_to : NULL,
                    .correction_of = report->has_correction_of ? &report->correction_of : NULL,
                    .about = child->about,
                    .subject = child->subject,
                    .header = &header,
                    .parts = child->parts,
                    .n_parts = child->n_parts,
                    .id = uuid_new(posting->now_ms),
                    .now_ms = posting->now_ms },
        .has_thread = posting->targets.is_reply,
        .recipient = target->party->name,
        .post = posting->post,
        .function = target->function,
        .telephone = target->telephone,
        .on_call = target->on_call,
        .assessment_salt = target->from->has_decider ? target->from->decider_salt : NULL,
    };
    enum fault fault;

    report_address_header(child, target->from, target->function, &header);
    memcpy(entry.source.thread, posting->targets.thread, THREAD_SIZE);
    *ret_id = entry.source.id;
    fault = outbox_store(&entry, err);
    if (!fault && report->has_task)
        fault = tasks_note_notice(posting->party, &report->task, ret_id, err);
    return fault;
}

static enum fault post_all(struct posting *posting, const char *key, struct bytes body,
                           struct uuid ids[], struct error *err)
{
    const struct report *report = posting->report;
    size_t n = 0;
    enum fault fault = outbox_key_keep(posting->party, key, body, &posting->post, err);

    for (size_t i = 0; !fault && i < report->n_children; i++)
        for (size_t j = 0; !fault && j < posting->targets.n; j++)
            fault =
                post_one(posting, &report->children[i], &posting->targets.all[j], &ids[n++], err);
    return fault;
}

enum fault outbox_post(struct party_state *party, const struct report *report, struct bytes body,
                       const char *idempotency_key, struct uuid **ret_ids, size_t *ret_n,
                       bool *ret_repeated, struct error *err)
{
    CLEANUP(mem_free) struct posting *posting = mem_new(1, sizeof(*posting));
    CLEANUP(mem_free) struct uuid *ids = NULL;
    struct spool *spool = party->shared->spool;
    enum fault fault =
        outbox_key_find(party, idempotency_key, body, ret_repeated, ret_ids, ret_n, err);

    if (fault || *ret_repeated)
        return fault;
    *posting = (struct posting){ .party = party, .report = report, .now_ms = clock_wall_ms() };
    fault = outbox_targets_find(party, report, posting->now_ms, &posting->targets, NULL, err);
    if (fault)
        return fault;
    ids = mem_new(report->n_children * posting->targets.n, sizeof(*ids));
    fault = spool_begin(spool, err);
    if (!fault)
        fault = post_all(posting, idempotency_key, body, ids, err);
    fault = spool_end(spool, fault, err);
    if (fault)
        return fault;
    (void)FAULT_POINT("outbox_posted");
    *ret_ids = TAKE(ids);
    *ret_n = report->n_children * posting->targets.n;
    party_wake(party);
    return FAULT_NONE;
}

enum fault outbox_check_targets(struct party_state *party, const struct report *report,
                                struct form_faults *faults, struct error *err)
{
    CLEANUP(mem_free) struct outbox_targets *targets = mem_new(1, sizeof(*targets));

    return outbox_targets_find(party, report, clock_wall_ms(), targets, faults, err);
}
