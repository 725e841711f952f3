/* SPDX-License-Identifier: EUPL-1.2 */
/* outbox_brokers - what the broker says of our exchanges: receipt 1, what it has committed of the
 * recipient's receipts, and the end of what we have ended.
 */
#include "edge/outbox_taking.h"

#include "base/log.h"
#include "edge/outbox_anew.h"
#include "edge/outbox_stage.h"
#include "edge/spool_memory.h"
#include "edge/tasks.h"

/* ---- receipt 1 ---- */

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

/* What an error frame or a roll-back said about it is settled now. */
static enum fault store_words(const struct taking *taking, const struct broker_item *item,
                              struct error *err)
{
    struct spool_value id = spool_blob(taking->row.sent.id.bytes, UUID_SIZE);
    enum fault fault =
        spool_run(taking->spool,
                  "UPDATE outbox SET decided = 1, leaf_index = ?2, code = ?3, rule = ?4,"
                  " reason = ?5, accepted_ms = ?6, attention = 0, acknowledged = 0,"
                  " alarm = CASE WHEN alarm = 'bad_receipt' THEN alarm ELSE '' END"
                  " WHERE id = ?1",
                  SPOOL_VALUES(id, spool_number((int64_t)item->leaf_index), spool_text(item->code),
                               spool_text(item->rule), spool_text(item->reason),
                               spool_number(item->state == STATE_ACCEPTED ? item->time_ms : 0)),
                  err);

    if (!fault)
        fault = spool_run(taking->spool,
                          "UPDATE outbox SET attention = 1 WHERE id = ?1 AND alarm <> ''",
                          SPOOL_VALUES(id), err);
    if (!fault && spool_changed(taking->spool) > 0)
        fault = outbox_row_tell_alarm(taking->party, &taking->row.sent.id, err);
    return fault;
}

static enum fault store_decision(struct taking *taking, const struct broker_item *item,
                                 struct error *err)
{
    const struct uuid *id = &taking->row.sent.id;
    bool accepted = item->state == STATE_ACCEPTED, partial = false;
    enum fault fault = outbox_row_step(taking->party, &taking->row,
                                       accepted ? OUTBOX_ACCEPTED : OUTBOX_REFUSED, err);

    if (!fault)
        fault = store_words(taking, item, err);
    if (!fault)
        fault = store_verdicts(taking, item, &partial, err);
    if (!fault && (!accepted || partial))
        fault = outbox_row_alarm(taking->party, id, accepted ? "partial_permit" : "", err);
    return fault;
}

enum fault outbox_taking_outcome(struct taking *taking, const struct uuid *id, const char *outcome,
                                 struct error *err)
{
    return spool_run(taking->spool,
                     "UPDATE outbox SET outcome = ?3 WHERE id = ?1 AND party = ?2"
                     " AND outcome IN ('', 'not_yet_answered')",
                     SPOOL_VALUES(spool_blob(id->bytes, UUID_SIZE), spool_text(taking->party->name),
                                  spool_text(outcome)),
                     err);
}

/* An order was carried out: what became of each exchange that it reaches. Only what was sent from
 * here, and rests on the consent (or is the exchange) that the order names, is believed. */
static enum fault store_ended(struct taking *taking, const struct broker_item *item,
                              struct error *err)
{
    const struct outbox_row *row = &taking->row;
    enum fault fault = FAULT_NONE;

    for (size_t i = 0; !fault && row->has_target && i < item->n_ended; i++) {
        const struct ended_line *line = &item->ended[i];
        struct spool_value target = spool_blob(row->target.bytes, UUID_SIZE);

        fault = spool_run(
            taking->spool,
            "UPDATE outbox SET ended_by = ?3 WHERE id = ?1 AND party = ?2 AND (id = ?4 OR EXISTS"
            " (SELECT 1 FROM outbox_consent c WHERE c.id = outbox.id AND c.consent = ?4))",
            SPOOL_VALUES(spool_blob(line->id.bytes, UUID_SIZE), spool_text(taking->party->name),
                         spool_blob(row->sent.id.bytes, UUID_SIZE), target),
            err);
        if (!fault && spool_changed(taking->spool) == 0)
            log_event(LOG_LEVEL_ERROR, "ended_unknown", "party=%s", taking->party->name);
        else if (!fault)
            fault =
                outbox_taking_outcome(taking, &line->id, ended_outcome_name(line->outcome), err);
    }
    return fault;
}

/* A refusal may bring the recipient's card in use. It counts if our own directory's root signed it. */
static enum fault keep_new_card(struct taking *taking, struct error *err)
{
    struct directory *directory = taking->party->shared->directory;
    struct bytes text = frame_bytes(taking->receipt->new_card);
    struct card card;
    struct error why = { 0 };

    if (text.size == 0)
        return FAULT_NONE;
    if (card_read(text, &card, NULL) || strcmp(card.party, taking->row.sent.recipient) != 0 ||
        directory_add_card(directory, text, NULL, &why)) {
        log_event(LOG_LEVEL_ERROR, "new_card_refused", "party=%s of=%s", taking->party->name,
                  taking->row.sent.recipient);
        return FAULT_NONE;
    }
    return memory_keep_card(taking->spool, &card, text, err);
}

/* What follows from it. */
static enum fault follow_decision(struct taking *taking, const struct broker_item *item,
                                  struct error *err)
{
    const struct uuid *id = &taking->row.sent.id;
    bool done;
    enum fault fault = FAULT_NONE;

    if (item->state == STATE_REFUSED && strcmp(item->code, "new_card") == 0) {
        fault = keep_new_card(taking, err);
        return fault ? fault : outbox_anew_one(taking->party, id, &done, err);
    }
    if (item->state != STATE_ACCEPTED || !receipts_is_order(&taking->row.sent))
        return FAULT_NONE;
    fault = store_ended(taking, item, err);
    if (!fault)
        fault = tasks_arise(taking->party, id, item->time_ms, err);
    if (!fault)
        fault = tasks_end(taking->party, id, err);
    return fault ? fault : outbox_row_let_go(taking->party, id, err);
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
        return outbox_taking_contradicts(err);
    fault =
        outbox_row_keep(taking->party, &item->id, item->kind, item->state, taking->receipt, err);
    if (!fault)
        fault = store_decision(taking, item, err);
    if (!fault)
        fault = follow_decision(taking, item, err);
    return fault;
}

/* ---- confirmations ---- */

static enum fault store_end(struct taking *taking, const struct broker_item *item,
                            struct error *err)
{
    enum outbox_stage to = item->state == STATE_WITHDRAWN ? OUTBOX_WITHDRAWN : OUTBOX_TAKEN_BACK;
    enum outbox_stage stage = taking->row.stage;
    bool ended = stage == OUTBOX_WITHDRAWN || stage == OUTBOX_TAKEN_BACK;
    enum fault fault;

    if (!ended && !outbox_stage_may_step(stage, to))
        return outbox_taking_contradicts(err);
    fault =
        outbox_row_keep(taking->party, &item->id, item->kind, item->state, taking->receipt, err);
    if (!fault && !ended)
        fault = outbox_row_step(taking->party, &taking->row, to, err);
    if (!fault)
        fault = outbox_taking_outcome(taking, &item->id, item->code, err);
    if (!fault)
        fault = outbox_row_let_go(taking->party, &item->id, err);
    return fault;
}

/* The exchange has ended by an order of ours: nobody else can end it. */
static enum fault take_end(struct taking *taking, const struct broker_item *item, struct error *err)
{
    enum outbox_held held = OUTBOX_HELD_OTHER;
    enum ended_outcome outcome;
    enum fault fault;

    if (!taking->row.has_ended_by)
        return error_set_code(err, FAULT_INPUT, "not_ordered",
                              "confirmation: ended, and nobody here has ordered that");
    if (!ended_outcome_read(item->code, &outcome) ||
        (outcome != ENDED_DESTROYED_QUEUED && outcome != ENDED_NOT_YET_ANSWERED))
        return error_set_code(err, FAULT_INPUT, "bad_receipt",
                              "confirmation: ended, with an outcome that cannot be");
    if (!taking->row.sent.decided) { /* receipt 1 first; this one comes again */
        log_event(LOG_LEVEL_NOTICE, "receipt_early", "party=%s state=%s", taking->party->name,
                  item_state_name(item->state));
        return FAULT_NONE;
    }
    fault = outbox_row_held(taking->party, &item->id, item->kind, item->state,
                            frame_bytes(taking->receipt->item), &held, err);
    if (!fault && held == OUTBOX_HELD_OTHER)
        return outbox_taking_contradicts(err);
    if (!fault && held == OUTBOX_HELD_NOT)
        fault = store_end(taking, item, err);
    taking->acknowledge = !fault;
    taking->state = item->state;
    return fault;
}

/* What of the recipient's is confirmed by a state, and what that tells. */
static const struct {
    enum item_kind kind;
    const char *statement; /* NULL: nothing more */
} confirmed[N_STATES] = {
    [STATE_HANDED_OVER] = { ITEM_HAND_OVER, "UPDATE outbox SET handed_over_ms = ?2 WHERE id = ?1" },
    [STATE_REGISTERED] = { ITEM_REGISTRATION,
                           "UPDATE outbox SET registered_ms = ?2 WHERE id = ?1" },
    [STATE_RETURNED] = { ITEM_RETURN, NULL },
    [STATE_DESTROYED] = { ITEM_RECALL, NULL },
    [STATE_FETCHED] = { ITEM_RECALL, NULL },
};

/* The broker says that it has committed a receipt of the recipient: when, and where. */
static enum fault take_committed(struct taking *taking, const struct broker_item *item,
                                 struct error *err)
{
    const char *statement = confirmed[item->state].statement;
    enum outbox_held held, theirs;
    enum fault fault = outbox_row_held(taking->party, &item->id, item->kind, item->state,
                                       frame_bytes(taking->receipt->item), &held, err);

    if (!fault)
        fault = outbox_row_held(taking->party, &item->id, confirmed[item->state].kind, item->state,
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
    if (!fault && statement)
        fault = spool_run(
            taking->spool, statement,
            SPOOL_VALUES(spool_blob(item->id.bytes, UUID_SIZE), spool_number(item->time_ms)), err);
    return fault;
}

static enum fault take_confirmation(struct taking *taking, const struct broker_item *item,
                                    struct error *err)
{
    bool end = item->state == STATE_WITHDRAWN || item->state == STATE_TAKEN_BACK;

    if (!digest_equal(&item->exchange, &taking->row.sent.text_hash) ||
        (!end && confirmed[item->state].kind == ITEM_UNKNOWN))
        return error_set_code(err, FAULT_INPUT, "bad_receipt",
                              "confirmation: of another text, or of a state that is unknown here");
    return end ? take_end(taking, item, err) : take_committed(taking, item, err);
}

enum fault outbox_take_brokers(struct taking *taking, bool has, struct error *err)
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
