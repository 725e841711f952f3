/* SPDX-License-Identifier: EUPL-1.2 */
/* inbox_confirm - what the broker has committed of what we signed, and what may go here then. */
#include "edge/inbox_way.h"

#include "base/log.h"
#include "edge/inbox_row.h"
#include "edge/receipts.h"
#include "edge/spool_memory.h"

static enum fault destroy_content(struct party_state *party, const struct uuid *id,
                                  struct error *err)
{
    struct spool *spool = party->shared->spool;
    enum fault fault =
        spool_run(spool, "DELETE FROM inbox_section WHERE party = ?1 AND id = ?2",
                  SPOOL_VALUES(spool_text(party->name), spool_blob(id->bytes, UUID_SIZE)), err);

    if (!fault)
        fault =
            spool_run(spool,
                      "UPDATE inbox SET held = 0, private_header = NULL"
                      " WHERE party = ?1 AND id = ?2",
                      SPOOL_VALUES(spool_text(party->name), spool_blob(id->bytes, UUID_SIZE)), err);
    return fault;
}

/* The broker orders the content destroyed: it was withdrawn or taken back before it was ours. */
static enum fault withdraw(struct party_state *party, const struct broker_item *item,
                           struct error *err)
{
    struct spool *spool = party->shared->spool;
    enum fault fault =
        spool_run(spool,
                  "UPDATE inbox SET state = ?3 WHERE party = ?1 AND id = ?2"
                  " AND state = ?4 AND waits = 1",
                  SPOOL_VALUES(spool_text(party->name), spool_blob(item->id.bytes, UUID_SIZE),
                               spool_number(item->state), spool_number(STATE_HANDED_OVER)),
                  err);

    if (fault)
        return fault;
    if (spool_changed(spool) == 0)
        return error_set_code(err, FAULT_INPUT, "wrong_state",
                              "confirm: orders content destroyed that was shown already");
    fault = destroy_content(party, &item->id, err);
    if (!fault)
        fault = spool_run(
            spool,
            "UPDATE receipt SET confirmed = 1 WHERE party = ?1 AND id = ?2"
            " AND ours = 1",
            SPOOL_VALUES(spool_text(party->name), spool_blob(item->id.bytes, UUID_SIZE)), err);
    return fault;
}

/* Whatever is confirmed was preceded by our hand-over. */
static enum fault confirm_ours(struct party_state *party, const struct broker_item *item,
                               struct error *err)
{
    struct spool *spool = party->shared->spool;
    struct spool_values values =
        SPOOL_VALUES(spool_text(party->name), spool_blob(item->id.bytes, UUID_SIZE),
                     spool_number(item->state), spool_number(STATE_HANDED_OVER));
    enum fault fault = spool_run(spool,
                                 "UPDATE receipt SET confirmed = 1 WHERE party = ?1 AND id = ?2"
                                 " AND ours = 1 AND state IN (?3, ?4) AND EXISTS"
                                 " (SELECT 1 FROM receipt WHERE party = ?1 AND id = ?2"
                                 " AND ours = 1 AND state = ?3)",
                                 values, err);

    if (fault)
        return fault;
    if (spool_changed(spool) == 0)
        return error_set_code(err, FAULT_INPUT, "wrong_state",
                              "confirm: of a receipt that was not signed here");
    values.n = 2;
    fault =
        spool_run(spool, "UPDATE inbox SET waits = 0 WHERE party = ?1 AND id = ?2", values, err);
    if (!fault && item->state != STATE_HANDED_OVER)
        fault = destroy_content(party, &item->id, err);
    return fault;
}

static enum fault keep_confirmation(struct party_state *party, const struct broker_item *item,
                                    const Samband__V1__Receipt *receipt, struct error *err)
{
    CLEANUP(buffer_clear) struct buffer packed = { 0 };

    memory_pack_receipt(receipt, &packed);
    return spool_run(party->shared->spool,
                     "INSERT INTO receipt (party, id, kind, state, ours, item, receipt)"
                     " VALUES (?1, ?2, ?3, ?4, 0, ?5, ?6) ON CONFLICT DO NOTHING",
                     SPOOL_VALUES(spool_text(party->name), spool_blob(item->id.bytes, UUID_SIZE),
                                  spool_number(item->kind), spool_number(item->state),
                                  spool_bytes(frame_bytes(receipt->item)),
                                  spool_bytes(bytes_of_buffer(&packed))),
                     err);
}

static enum fault take_confirmation(struct party_state *party, const Samband__V1__Receipt *receipt,
                                    struct error *err)
{
    const struct held_card *card;
    struct broker_item item;
    struct exchange_text text;
    struct digest hash;
    enum fault fault = receipts_read_broker(party->shared->directory, receipt, &item, &card, err);

    if (!fault)
        fault = inbox_row_text(party, &item.id, &text, &hash, err);
    if (!fault && (item.kind != ITEM_CONFIRMATION || !digest_equal(&hash, &item.exchange)))
        fault = error_set_code(err, FAULT_INPUT, "bad_receipt",
                               "confirm: not of a text that is held here");
    if (!fault)
        fault = item.state == STATE_WITHDRAWN || item.state == STATE_TAKEN_BACK
                    ? withdraw(party, &item, err)
                    : confirm_ours(party, &item, err);
    if (!fault)
        fault = keep_confirmation(party, &item, receipt, err);
    if (!fault)
        fault =
            memory_keep_card(party->shared->spool, &card->card, bytes_of_buffer(&card->text), err);
    if (!fault)
        fault = memory_see_leaf(party->shared->spool, party->name, item.leaf_index, receipt, err);
    return fault;
}

enum fault inbox_way_confirm(struct party_state *party, const Samband__V1__Confirm *message,
                             struct error *err)
{
    struct spool *spool = party->shared->spool;
    enum fault fault = spool_begin(spool, err);

    if (!fault)
        fault = memory_see_takeover(spool, party->name, message->takeover, err);
    for (size_t i = 0; !fault && i < message->n_receipts; i++) {
        struct error why = { 0 };

        fault = take_confirmation(party, message->receipts[i], &why);
        if (fault == FAULT_INPUT) {
            log_event(LOG_LEVEL_ERROR, "confirmation_refused", "party=%s code=%s why=\"%s\"",
                      party->name, why.code, why.text);
            fault = FAULT_NONE;
        } else if (fault) {
            (void)error_set_code(err, why.fault, why.code, "%s", why.text);
        }
    }
    return spool_end(spool, fault, err);
}
