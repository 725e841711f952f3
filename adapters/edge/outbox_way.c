/* SPDX-License-Identifier: EUPL-1.2 */
/* outbox_way - each receipt is held against what we sent, then stored with what follows from it.
 *
 * Receipt 1 decides what may be opened, so it comes first: a receipt of the recipient that comes
 * before it is left for the broker to send again. Acknowledgements leave only after the commit.
 */
#include "edge/outbox_way.h"

#include <stdio.h>

#include "base/fault_point.h"
#include "base/log.h"
#include "edge/outbox_anew.h"
#include "edge/outbox_stage.h"
#include "edge/outbox_taking.h"
#include "edge/spool_memory.h"

enum fault outbox_taking_contradicts(struct error *err)
{
    return error_set_code(err, FAULT_INPUT, "contradiction",
                          "receipt: says other than one that is held already");
}

/* Receipt 2 may come after receipt 3, a return or an end: it is kept, and the stage stays. */
static bool comes_late(enum outbox_stage stage)
{
    return stage == OUTBOX_REGISTERED || stage == OUTBOX_RETURNED || stage == OUTBOX_WITHDRAWN ||
           stage == OUTBOX_TAKEN_BACK;
}

static enum fault store_recipients(struct taking *taking, const struct recipient_item *item,
                                   bool complete, struct error *err)
{
    static const char *const statements[N_STATES] = {
        [STATE_HANDED_OVER] = "UPDATE outbox SET handed_over_ms = ?2 WHERE id = ?1",
        [STATE_REGISTERED] = "UPDATE outbox SET registered_ms = ?2 WHERE id = ?1",
        [STATE_RETURNED] = "UPDATE outbox SET code = ?3, forward = ?4 WHERE id = ?1 AND ?2 > 0",
    };
    enum outbox_stage to = item->state == STATE_HANDED_OVER  ? OUTBOX_HANDED_OVER
                           : item->state == STATE_REGISTERED ? OUTBOX_REGISTERED
                                                             : OUTBOX_RETURNED;
    struct spool_values values =
        SPOOL_VALUES(spool_blob(item->id.bytes, UUID_SIZE), spool_number(item->time_ms),
                     spool_text(item->code), spool_text(item->forward));
    bool steps = outbox_stage_may_step(taking->row.stage, to), done;
    enum fault fault;

    if (!steps && !(item->state == STATE_HANDED_OVER && comes_late(taking->row.stage)))
        return outbox_taking_contradicts(err);
    values.n = item->state == STATE_RETURNED ? 4 : 2;
    fault =
        outbox_row_keep(taking->party, &item->id, item->kind, item->state, taking->receipt, err);
    if (!fault && steps)
        fault = outbox_row_step(taking->party, &taking->row, to, err);
    if (!fault)
        fault = spool_run(taking->spool, statements[item->state], values, err);
    if (!fault && item->state == STATE_RETURNED)
        fault = outbox_row_alarm(taking->party, &item->id, "", err);
    else if (!fault && !complete)
        fault = outbox_row_alarm(taking->party, &item->id, "section_missing", err);
    if (!fault && strcmp(item->code, "no_key") == 0) /* its receipt may have brought a newer card */
        fault = outbox_anew_one(taking->party, &item->id, &done, err);
    if (!fault)
        fault = outbox_row_let_go(taking->party, &item->id, err);
    return fault;
}

/* Whether the order that the recipient names is one of ours, and reaches this exchange. */
static enum fault find_order(const struct taking *taking, const struct recipient_item *item,
                             bool *ret_is_take_back, struct error *err)
{
    CLEANUP(spool_rows_free) struct spool_rows *rows = NULL;
    bool has = false;
    enum fault fault = spool_query(
        taking->spool,
        "SELECT o.type = 'take_back' FROM outbox o WHERE o.id = ?1 AND o.party = ?2"
        " AND o.recipient = ?3 AND ((o.type = 'take_back' AND o.in_reply_to = ?4)"
        " OR (o.type IN ('consent_withdrawal', 'consent_void') AND EXISTS (SELECT 1"
        " FROM outbox_consent c WHERE c.id = ?4 AND c.consent = o.in_reply_to)))",
        SPOOL_VALUES(spool_blob(item->order.bytes, UUID_SIZE), spool_text(taking->party->name),
                     spool_text(PARTY_BUS), spool_blob(item->id.bytes, UUID_SIZE)),
        &rows, err);

    if (!fault)
        fault = spool_next(rows, &has, err);
    if (fault)
        return fault;
    if (!has)
        return error_set_code(err, FAULT_INPUT, "not_ordered",
                              "receipt: answers an order that was not given here");
    *ret_is_take_back = spool_get_number(rows, 0) != 0;
    return FAULT_NONE;
}

/* The recipient's answer to our order: destroyed, or fetched before. */
static enum fault store_recall(struct taking *taking, const struct recipient_item *item,
                               struct error *err)
{
    bool destroyed = item->state == STATE_DESTROYED, is_take_back = false;
    enum outbox_stage stage = taking->row.stage, to;
    /* What came back unopened, before the order was read there, is with nobody either. */
    bool ended =
        stage == OUTBOX_WITHDRAWN || stage == OUTBOX_TAKEN_BACK || stage == OUTBOX_RETURNED;
    enum fault fault = find_order(taking, item, &is_take_back, err);

    if (fault)
        return fault;
    to = is_take_back ? OUTBOX_TAKEN_BACK : OUTBOX_WITHDRAWN;
    if (destroyed && !ended && !outbox_stage_may_step(stage, to))
        return outbox_taking_contradicts(err);
    fault =
        outbox_row_keep(taking->party, &item->id, item->kind, item->state, taking->receipt, err);
    if (!fault && destroyed && !ended)
        fault = outbox_row_step(taking->party, &taking->row, to, err);
    if (!fault)
        fault = outbox_taking_outcome(
            taking, &item->id,
            ended_outcome_name(destroyed ? ENDED_DESTROYED_UNREAD : ENDED_ALREADY_FETCHED), err);
    if (!fault)
        fault = outbox_row_let_go(taking->party, &item->id, err);
    return fault;
}

/* With a key that we no longer have, the reference stays closed, and the registration counts. */
static enum fault check_reference(const struct taking *taking, const struct recipient_item *item,
                                  struct error *err)
{
    char reference[LIMIT_REFERENCE + 1];

    if (!item->has_sealed || !party_can_open(taking->party, item->sealed_to))
        return FAULT_NONE;
    return receipts_open_reference(party_seal(taking->party, item->sealed_to), item,
                                   frame_bytes(taking->receipt->sealed_reference), reference, err);
}

static enum fault take_recipients(struct taking *taking, bool has, struct error *err)
{
    const struct held_card *card;
    struct recipient_item item;
    enum outbox_held held = OUTBOX_HELD_OTHER;
    bool complete = false;
    enum fault fault = receipts_read_recipient(taking->party->shared->directory, taking->receipt,
                                               &item, &card, err);

    if (fault || !has)
        return fault;
    if (!taking->row.sent.decided) {
        log_event(LOG_LEVEL_NOTICE, "receipt_early", "party=%s state=%s", taking->party->name,
                  item_state_name(item.state));
        return FAULT_NONE;
    }
    fault = receipts_fit_recipient(&item, &taking->row.sent, &complete, err);
    if (!fault)
        fault = check_reference(taking, &item, err);
    if (!fault)
        fault = memory_keep_card(taking->spool, &card->card, bytes_of_buffer(&card->text), err);
    if (!fault)
        fault = outbox_row_held(taking->party, &item.id, item.kind, item.state,
                                frame_bytes(taking->receipt->item), &held, err);
    if (fault)
        return fault;
    /* What was destroyed or fetched once is so for every order that comes after. */
    if (held == OUTBOX_HELD_OTHER && item.kind != ITEM_RECALL)
        return outbox_taking_contradicts(err);
    if (held == OUTBOX_HELD_NOT)
        fault = item.kind == ITEM_RECALL ? store_recall(taking, &item, err)
                                         : store_recipients(taking, &item, complete, err);
    taking->acknowledge = !fault;
    taking->state = item.state;
    return fault;
}

/* Which exchange the item claims to be about; nothing is believed yet. */
static bool claimed_id(const Samband__V1__Receipt *receipt, struct uuid *ret_id)
{
    struct recipient_item theirs;
    struct broker_item brokers;

    if (receipts_is_brokers(receipt)) {
        if (broker_item_read(frame_bytes(receipt->item), &brokers, NULL))
            return false;
        *ret_id = brokers.id;
        return true;
    }
    if (recipient_item_read(frame_bytes(receipt->item), &theirs, NULL))
        return false;
    *ret_id = theirs.id;
    return true;
}

static enum fault take_one(struct taking *taking, struct error *err)
{
    char id_text[TEXT_UUID_SIZE] = "none";
    struct error why = { 0 };
    struct uuid id;
    bool has = false;
    enum fault fault = FAULT_NONE;

    if (claimed_id(taking->receipt, &id)) {
        uuid_write(&id, id_text);
        fault = outbox_row_read(taking->party, &id, &taking->row, &has, err);
        if (fault)
            return fault;
    }
    fault = receipts_is_brokers(taking->receipt) ? outbox_take_brokers(taking, has, &why)
                                                 : take_recipients(taking, has, &why);
    if (!fault && !has)
        log_event(LOG_LEVEL_NOTICE, "receipt_unknown", "party=%s id=%s", taking->party->name,
                  id_text);
    if (fault != FAULT_INPUT) {
        if (fault)
            (void)error_set_code(err, fault, why.code, "%s", why.text);
        return fault;
    }
    log_event(LOG_LEVEL_ERROR, "receipt_refused", "party=%s id=%s code=%s why=\"%s\"",
              taking->party->name, id_text, why.code, why.text);
    return has ? outbox_row_alarm(taking->party, &id, why.code, err) : FAULT_NONE;
}

enum fault outbox_way_take(struct party_state *party, const Samband__V1__Receipts *receipts,
                           struct outbox_acknowledgement ret_acknowledgements[], size_t *ret_n,
                           struct error *err)
{
    struct spool *spool = party->shared->spool;
    size_t n = 0;
    enum fault fault = spool_begin(spool, err);

    for (size_t i = 0; !fault && i < receipts->n_receipts && i < WIRE_RECEIPTS; i++) {
        struct taking taking = { .party = party, .spool = spool, .receipt = receipts->receipts[i] };

        fault = take_one(&taking, err);
        if (!fault && taking.acknowledge)
            ret_acknowledgements[n++] =
                (struct outbox_acknowledgement){ taking.row.sent.id, taking.state };
    }
    fault = spool_end(spool, fault, err);
    if (fault)
        return fault;
    (void)FAULT_POINT("receipt_stored");
    *ret_n = n;
    return FAULT_NONE;
}
