/* SPDX-License-Identifier: EUPL-1.2 */
/* outbox_forward - to the right recipient. */
#include "base/clock.h"
#include "base/memory.h"
#include "base/text.h"
#include "edge/outbox_anew.h"
#include "edge/outbox_old.h"
#include "edge/outbox_target.h"
#include "edge/spool.h"

static enum fault check_forward(struct party_state *party, const struct outbox_old *old,
                                const struct party **ret_to, struct error *err)
{
    if (old->stage != OUTBOX_RETURNED || strcmp(old->code, "wrong_area") != 0 || !old->forward[0])
        return error_set_code(err, FAULT_INPUT, "wrong_state",
                              "only what was returned with the right recipient can be forwarded");
    if (!old->has_draft)
        return error_set_code(err, FAULT_INPUT, "content_gone",
                              "the content was deleted here when the return was acknowledged");
    *ret_to = directory_party(party->shared->directory, old->forward, text_day_of(clock_wall_ms()));
    if (!*ret_to || strcmp(old->forward, party->name) == 0)
        return error_set_code(err, FAULT_INPUT, "unknown_party",
                              "the right recipient is no other member of the directory today");
    return FAULT_NONE;
}

static enum fault forward(struct party_state *party, struct outbox_old *old, struct uuid *ret_id,
                          struct error *err)
{
    const struct directory *directory = party->shared->directory;
    int64_t now_ms = clock_wall_ms();
    const struct held_card *held = directory_current_card(directory, old->forward, now_ms);
    struct outbox_aim aim = { .recipient = old->forward,
                              .card = held ? &held->card : NULL,
                              .function = "",
                              .telephone = "" };
    const struct party *to = NULL;
    enum fault fault = check_forward(party, old, &to, err);

    if (fault)
        return fault;
    if (party_function(to, old->function))
        aim.function = old->function;
    if (strcmp(old->urgency, "acute") == 0)
        aim.telephone = outbox_target_telephone(directory, to, now_ms);
    return outbox_old_send(party, old, &aim, ret_id, err);
}

enum fault outbox_forward(struct party_state *party, const struct uuid *id, struct uuid *ret_id,
                          bool *ret_repeated, struct error *err)
{
    CLEANUP(outbox_old_free) struct outbox_old *old = mem_new(1, sizeof(*old));
    CLEANUP(buffer_clear) struct buffer box = { 0 };
    enum fault fault = outbox_old_read(party, id, old, &box, err);

    if (fault)
        return fault;
    *ret_repeated = old->has_superseded_by;
    if (old->has_superseded_by) {
        *ret_id = old->superseded_by;
        return FAULT_NONE;
    }
    if (old->has_draft)
        fault = outbox_draft_read(party, bytes_of_buffer(&box), &old->draft, err);
    if (!fault)
        fault = spool_begin(party->shared->spool, err);
    if (!fault)
        fault = forward(party, old, ret_id, err);
    fault = spool_end(party->shared->spool, fault, err);
    if (fault)
        return fault;
    outbox_old_tell(party, "forwarded", id, ret_id);
    party_wake(party);
    return FAULT_NONE;
}
