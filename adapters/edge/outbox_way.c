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
#include "edge/outbox_row.h"
#include "edge/outbox_stage.h"
#include "edge/spool_memory.h"

/* One receipt while it is taken. */
struct taking {
    struct party_state *party;
    struct spool *spool;
    const Samband__V1__Receipt *receipt;
    struct outbox_row row;
    bool acknowledge;
    enum item_state state;
};

static enum fault contradiction(struct error *err)
{
    return error_set_code(err, FAULT_INPUT, "contradiction",
                          "receipt: says other than one that is held already");
}

static enum fault store_verdicts(const struct taking *taking, const struct broker_item *item,
                                 bool *ret_partial, struct error *err)
{
    enum fault fault = FAULT_NONE;

    *ret_partial = false;
    for (size_t i = 0; !fault && i < item->n_verdicts; i++) {
        const struct verdict_line *line = &item->verdicts[i];

        *ret_partial = *ret_partial || line->verdict != VERDICT_PERMIT;
        fault = spool_run(taking->spool,
                          "UPDATE outbox_section SET verdict = ?3, rule = ?4"
                          " WHERE id = ?1 AND digest = ?2",
                          SPOOL_VALUES(spool_blob(taking->row.sent.id.bytes, UUID_SIZE),
                                       spool_blob(line->section.bytes, DIGEST_SIZE),
                                       spool_number(line->verdict), spool_text(line->rule)),
                          err);
    }
    return fault;
}

static enum fault store_decision(struct taking *taking, const struct broker_item *item,
                                 struct error *err)
{
    const struct uuid *id = &taking->row.sent.id;
    bool accepted = item->state == STATE_ACCEPTED, partial = false;
    enum fault fault = outbox_row_step(taking->party, &taking->row,
                                       accepted ? OUTBOX_ACCEPTED : OUTBOX_REFUSED, err);

    /* What an error frame or a roll-back said about it is settled now. */
    if (!fault)
        fault = spool_run(
            taking->spool,
            "UPDATE outbox SET decided = 1, leaf_index = ?2, code = ?3, rule = ?4,"
            " reason = ?5, accepted_ms = ?6, attention = 0, acknowledged = 0,"
            " alarm = CASE WHEN alarm = 'bad_receipt' THEN alarm ELSE '' END"
            " WHERE id = ?1",
            SPOOL_VALUES(spool_blob(id->bytes, UUID_SIZE), spool_number((int64_t)item->leaf_index),
                         spool_text(item->code), spool_text(item->rule), spool_text(item->reason),
                         spool_number(accepted ? item->time_ms : 0)),
            err);
    if (!fault)
        fault = spool_run(taking->spool,
                          "UPDATE outbox SET attention = 1 WHERE id = ?1 AND alarm <> ''",
                          SPOOL_VALUES(spool_blob(id->bytes, UUID_SIZE)), err);
    if (!fault)
        fault = store_verdicts(taking, item, &partial, err);
    if (!fault && (!accepted || partial))
        fault = outbox_row_alarm(taking->party, id, accepted ? "partial_permit" : "", err);
    return fault;
}

static enum fault take_decision(struct taking *taking, const struct broker_item *item,
                                struct error *err)
{
    enum outbox_stage to = item->state == STATE_ACCEPTED ? OUTBOX_ACCEPTED : OUTBOX_REFUSED;
    enum outbox_held held = OUTBOX_HELD_OTHER;
    enum fault fault = receipts_fit_decision(item, &taking->row.sent, err);

    if (!fault)
        fault = outbox_row_held(taking->party, &item->id, item->kind, item->state,
                                frame_bytes(taking->receipt->item), &held, err);
    if (fault || held == OUTBOX_HELD_SAME)
        return fault;
    if (held == OUTBOX_HELD_OTHER || !outbox_stage_may_step(taking->row.stage, to))
        return contradiction(err);
    fault =
        outbox_row_keep(taking->party, &item->id, item->kind, item->state, taking->receipt, err);
    if (!fault)
        fault = store_decision(taking, item, err);
    return fault;
}

/* The broker says that it has committed a receipt of the recipient: when, and where. */
static enum fault take_confirmation(struct taking *taking, const struct broker_item *item,
                                    struct error *err)
{
    static const char *const statements[N_STATES] = {
        [STATE_HANDED_OVER] = "UPDATE outbox SET handed_over_ms = ?2 WHERE id = ?1",
        [STATE_REGISTERED] = "UPDATE outbox SET registered_ms = ?2 WHERE id = ?1",
        [STATE_RETURNED] =
            "UPDATE outbox SET stage_since_ms = stage_since_ms WHERE id = ?1 AND ?2 > 0",
    };
    enum item_kind kind = item->state == STATE_HANDED_OVER  ? ITEM_HAND_OVER
                          : item->state == STATE_REGISTERED ? ITEM_REGISTRATION
                                                            : ITEM_RETURN;
    enum outbox_held held, theirs;
    enum fault fault;

    if (!digest_equal(&item->exchange, &taking->row.sent.text_hash) || !statements[item->state])
        return error_set_code(err, FAULT_INPUT, "bad_receipt",
                              "confirmation: of another text, or of a state that is unknown here");
    fault = outbox_row_held(taking->party, &item->id, item->kind, item->state,
                            frame_bytes(taking->receipt->item), &held, err);
    if (!fault)
        fault = outbox_row_held(taking->party, &item->id, kind, item->state,
                                frame_bytes(taking->receipt->item), &theirs, err);
    if (fault || held != OUTBOX_HELD_NOT)
        return fault;
    if (theirs == OUTBOX_HELD_NOT) { /* it is the recipient's receipt that counts */
        log_event(LOG_LEVEL_WARNING, "confirmation_without_receipt", "party=%s state=%s",
                  taking->party->name, item_state_name(item->state));
        return FAULT_NONE;
    }
    fault =
        outbox_row_keep(taking->party, &item->id, item->kind, item->state, taking->receipt, err);
    if (!fault)
        fault = spool_run(
            taking->spool, statements[item->state],
            SPOOL_VALUES(spool_blob(item->id.bytes, UUID_SIZE), spool_number(item->time_ms)), err);
    return fault;
}

static enum fault take_brokers(struct taking *taking, bool has, struct error *err)
{
    const struct held_card *card;
    struct broker_item item;
    enum fault fault =
        receipts_read_broker(taking->party->shared->directory, taking->receipt, &item, &card, err);

    if (!fault)
        fault = memory_keep_card(taking->spool, &card->card, bytes_of_buffer(&card->text), err);
    if (!fault)
        fault = memory_see_leaf(taking->spool, taking->party->name, item.leaf_index,
                                taking->receipt, err);
    if (fault || !has)
        return fault;
    switch (item.kind) {
    case ITEM_DECISION:
        return take_decision(taking, &item, err);
    case ITEM_CONFIRMATION:
        return take_confirmation(taking, &item, err);
    default:
        return error_set_code(err, FAULT_INPUT, "bad_receipt", "receipt: of no kind for a sender");
    }
}

/* Receipt 2 may come after receipt 3 or a return: it is kept, and the stage stays. */
static bool comes_late(enum outbox_stage stage)
{
    return stage == OUTBOX_REGISTERED || stage == OUTBOX_RETURNED;
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
    bool steps = outbox_stage_may_step(taking->row.stage, to);
    enum fault fault;

    if (!steps && !(item->state == STATE_HANDED_OVER && comes_late(taking->row.stage)))
        return contradiction(err);
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
    return receipts_open_reference(taking->party->seal, item,
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
    if (held == OUTBOX_HELD_OTHER)
        return contradiction(err);
    if (held == OUTBOX_HELD_NOT)
        fault = store_recipients(taking, &item, complete, err);
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
    fault = receipts_is_brokers(taking->receipt) ? take_brokers(taking, has, &why)
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
