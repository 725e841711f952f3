/* SPDX-License-Identifier: EUPL-1.2 */
/* inbox_recall - who orders it, is it about this exchange, and has the case system had it: then the
 * content goes, or not, and what was found is signed. One transaction.
 */
#include "edge/inbox_recall.h"

#include "base/clock.h"
#include "base/fault_point.h"
#include "base/log.h"
#include "base/memory.h"
#include "edge/hooks.h"
#include "edge/inbox_row.h"
#include "edge/inbox_way.h"
#include "edge/spool_memory.h"
#include "keys/tag.h"

/* One order while it is taken. Borrows from the message and the directory. */
struct recall {
    const Samband__V1__Recall *message;
    struct uuid id; /* of the exchange that is to go */
    struct exchange_text order;
    const struct held_card *card; /* of who ordered it */
    bool known, answered;         /* the exchange is here; our answer has been signed */
    struct digest exchange;       /* H(its text) */
    bool shown, fetched, held;
    enum item_state state;
    char sender[LIMIT_PARTY + 1];
    struct private_header header;
    bool has_header;
};

static enum fault refused(struct error *err, const char *what)
{
    return error_set_code(err, FAULT_INPUT, "order_refused", "recall, %s", what);
}

/* An alarm: somebody wants content destroyed and shows no right to it. */
static void remember_refusal(struct party_state *party, const struct uuid *id, const char *why)
{
    char text[TEXT_UUID_SIZE];

    uuid_write(id, text);
    party->order_refused_ms = clock_wall_ms();
    party->order_refused = *id;
    log_event(LOG_LEVEL_ERROR, "order_refused", "party=%s id=%s why=\"%s\"", party->name, text,
              why);
}

/* ---- the order itself ---- */

static bool is_take_back(const struct exchange_text *order)
{
    return strcmp(order->type, "take_back") == 0;
}

static bool is_order(const struct exchange_text *order)
{
    return strcmp(order->recipient, PARTY_BUS) == 0 && order->has_in_reply_to &&
           (is_take_back(order) || strcmp(order->type, "consent_withdrawal") == 0 ||
            strcmp(order->type, "consent_void") == 0);
}

static enum item_state end_of(const struct exchange_text *order)
{
    return is_take_back(order) ? STATE_TAKEN_BACK : STATE_WITHDRAWN;
}

static enum fault read_order(const struct party_state *party, struct recall *recall,
                             struct error *err)
{
    const Samband__V1__Recall *message = recall->message;
    struct directory *directory = party->shared->directory;
    struct bytes text = frame_bytes(message->text), card_text = frame_bytes(message->sender_card);
    struct exchange_text *order = &recall->order;
    struct card card;

    if (exchange_text_read(text, order, NULL) || strcmp(order->origin, directory_origin(directory)))
        return refused(err, "text: no exchange text of this log");
    if (!is_order(order))
        return refused(err, "text: orders nothing destroyed");
    if (card_read(card_text, &card, NULL) || strcmp(card.party, order->sender) != 0 ||
        card.serial != order->sender_card || !card_covers(&card, order->created_ms) ||
        directory_add_card(directory, card_text, NULL, NULL))
        return refused(err, "sender_card: not the one that the text names, signed by its root");
    if (message->signature.len != SIGN_SIGNATURE_SIZE ||
        !sign_verify(card.sign, TAG_EXCHANGE, order->origin, text, message->signature.data))
        return refused(err, "signature: not the sender's, over this text");
    recall->card = directory_card(directory, order->sender, order->sender_card);
    return FAULT_NONE;
}

/* Is it this sender's order, about this exchange or a consent that it rests on? */
static bool fits(const struct exchange_text *order, const struct uuid *id, const char *sender,
                 const struct private_header *header)
{
    bool is_named = false;

    if (strcmp(order->sender, sender) != 0)
        return false;
    if (is_take_back(order))
        return uuid_equal(&order->in_reply_to, id);
    for (size_t i = 0; i < header->n_consents; i++)
        is_named = is_named || uuid_equal(&header->consents[i], &order->in_reply_to);
    return is_named;
}

/* ---- the exchange ---- */

static enum fault read_answered(struct party_state *party, struct recall *recall, struct error *err)
{
    CLEANUP(spool_rows_free) struct spool_rows *rows = NULL;

    enum fault fault =
        spool_query(party->shared->spool,
                    "SELECT 1 FROM receipt WHERE party = ?1 AND id = ?2 AND kind = ?3 AND ours = 1",
                    SPOOL_VALUES(spool_text(party->name), spool_blob(recall->id.bytes, UUID_SIZE),
                                 spool_number(ITEM_RECALL)),
                    &rows, err);

    return fault ? fault : spool_next(rows, &recall->answered, err);
}

static enum fault read_exchange(struct party_state *party, struct recall *recall, struct error *err)
{
    CLEANUP(spool_rows_free) struct spool_rows *rows = NULL;
    enum fault fault = spool_query(
        party->shared->spool,
        "SELECT text, sender, private_header, state, held, waits, fetched_ms, EXISTS (SELECT 1"
        " FROM receipt r WHERE r.party = ?1 AND r.id = ?2 AND r.kind = ?3 AND r.ours = 1)"
        " FROM inbox WHERE party = ?1 AND id = ?2",
        SPOOL_VALUES(spool_text(party->name), spool_blob(recall->id.bytes, UUID_SIZE),
                     spool_number(ITEM_HAND_OVER)),
        &rows, err);

    if (!fault)
        fault = spool_next(rows, &recall->known, err);
    if (fault || !recall->known)
        return fault;
    recall->exchange = exchange_text_hash(spool_get_bytes(rows, 0));
    SPOOL_COPY_TEXT(rows, 1, recall->sender);
    recall->has_header =
        !spool_get_is_null(rows, 2) &&
        private_header_read(spool_get_bytes(rows, 2), &recall->header, NULL) == FAULT_NONE;
    recall->state = (enum item_state)spool_get_number(rows, 3);
    recall->held = spool_get_number(rows, 4) != 0;
    recall->shown = spool_get_number(rows, 5) == 0;
    /* What was returned by hand had been looked at; what we returned unopened had not. */
    recall->fetched = spool_get_number(rows, 6) != 0 || recall->state == STATE_REGISTERED ||
                      (recall->state == STATE_RETURNED && spool_get_number(rows, 7) != 0);
    return FAULT_NONE;
}

/* Once the content has gone, and the header with it, only the sender can still be compared; an order
 * can do no more harm then. */
static enum fault check_order(const struct recall *recall, struct error *err)
{
    if (!recall->known)
        return FAULT_NONE; /* held against the exchange when it comes */
    if (!recall->has_header && !is_take_back(&recall->order) && !recall->held &&
        strcmp(recall->order.sender, recall->sender) == 0)
        return FAULT_NONE;
    if (!fits(&recall->order, &recall->id, recall->sender, &recall->header))
        return refused(err, "text: not about this exchange, or not its sender's");
    return FAULT_NONE;
}

/* ---- what becomes of it ---- */

enum fault inbox_recall_destroy(struct party_state *party, const struct uuid *id, struct error *err)
{
    struct spool *spool = party->shared->spool;
    struct spool_values values =
        SPOOL_VALUES(spool_text(party->name), spool_blob(id->bytes, UUID_SIZE));
    enum fault fault =
        spool_run(spool, "DELETE FROM inbox_section WHERE party = ?1 AND id = ?2", values, err);

    if (!fault)
        fault = spool_run(spool,
                          "UPDATE inbox SET held = 0, private_header = NULL"
                          " WHERE party = ?1 AND id = ?2",
                          values, err);
    return fault;
}

static enum fault end_exchange(struct party_state *party, const struct recall *recall,
                               struct error *err)
{
    bool stays = recall->fetched || recall->state == STATE_RETURNED;
    enum item_state state = stays ? recall->state : end_of(&recall->order);
    enum fault fault =
        spool_run(party->shared->spool,
                  "UPDATE inbox SET state = ?3, ended_by = ?4 WHERE party = ?1 AND id = ?2",
                  SPOOL_VALUES(spool_text(party->name), spool_blob(recall->id.bytes, UUID_SIZE),
                               spool_number(state), spool_blob(recall->order.id.bytes, UUID_SIZE)),
                  err);

    if (!fault && !recall->fetched)
        fault = inbox_recall_destroy(party, &recall->id, err);
    if (!fault && recall->shown)
        fault = hooks_note(party, HOOK_INBOX, &recall->id, item_state_name(end_of(&recall->order)),
                           err);
    return fault;
}

static enum fault keep_for_later(struct party_state *party, const struct recall *recall,
                                 struct error *err)
{
    return spool_run(party->shared->spool,
                     "INSERT INTO recalled (party, id, order_id, text) VALUES (?1, ?2, ?3, ?4)"
                     " ON CONFLICT DO NOTHING",
                     SPOOL_VALUES(spool_text(party->name), spool_blob(recall->id.bytes, UUID_SIZE),
                                  spool_blob(recall->order.id.bytes, UUID_SIZE),
                                  spool_bytes(frame_bytes(recall->message->text))),
                     err);
}

static enum fault sign_answer(struct party_state *party, const struct recall *recall,
                              struct error *err)
{
    CLEANUP(mem_free) struct recipient_item *item = mem_new(1, sizeof(*item));

    item->kind = ITEM_RECALL;
    item->state = recall->fetched ? STATE_FETCHED : STATE_DESTROYED;
    item->id = recall->id;
    item->order = recall->order.id;
    item->exchange = recall->exchange;
    if (!recall->known)
        memcpy(item->exchange.bytes, recall->message->exchange.data, DIGEST_SIZE);
    return inbox_row_sign(party, item, (struct bytes){ 0 }, err);
}

static enum fault obey(struct party_state *party, const struct recall *recall, struct error *err)
{
    enum fault fault = memory_keep_card(party->shared->spool, &recall->card->card,
                                        bytes_of_buffer(&recall->card->text), err);

    if (!fault)
        fault =
            recall->known ? end_exchange(party, recall, err) : keep_for_later(party, recall, err);
    (void)FAULT_POINT("inbox_recall_destroyed");
    if (!fault)
        fault = sign_answer(party, recall, err);
    (void)FAULT_POINT("inbox_recall_signed");
    return fault;
}

static enum fault take(struct party_state *party, struct recall *recall, struct error *err)
{
    enum fault fault =
        memory_see_takeover(party->shared->spool, party->name, recall->message->takeover, err);

    if (!fault)
        fault = read_order(party, recall, err);
    if (!fault)
        fault = read_answered(party, recall, err);
    if (!fault && recall->answered)
        return FAULT_NONE;
    if (!fault)
        fault = read_exchange(party, recall, err);
    if (!fault)
        fault = check_order(recall, err);
    if (!fault && !recall->known && recall->message->exchange.len != DIGEST_SIZE)
        fault = refused(err, "exchange: 32 bytes wanted");
    return fault ? fault : obey(party, recall, err);
}

static void log_recall(const struct party_state *party, const struct recall *recall)
{
    char id[TEXT_UUID_SIZE], order[TEXT_UUID_SIZE];

    uuid_write(&recall->id, id);
    uuid_write(&recall->order.id, order);
    log_event(LOG_LEVEL_NOTICE, "recalled", "party=%s id=%s order=%s type=%s answer=%s known=%d",
              party->name, id, order, recall->order.type,
              item_state_name(recall->fetched ? STATE_FETCHED : STATE_DESTROYED), recall->known);
}

enum fault inbox_recall_take(struct party_state *party, const Samband__V1__Recall *message,
                             bool *ret_is_new, struct buffer *ret_frame, struct error *err)
{
    CLEANUP(mem_free) struct recall *recall = mem_new(1, sizeof(*recall));
    struct error own_error = { 0 };
    enum fault fault;

    if (!err)
        err = &own_error;
    recall->message = message;
    if (!uuid_of_bytes(frame_bytes(message->id), &recall->id))
        return refused(err, "id: no id of an exchange");
    fault = spool_begin(party->shared->spool, err);
    if (!fault)
        fault = take(party, recall, err);
    fault = spool_end(party->shared->spool, fault, err);
    if (fault == FAULT_INPUT && strcmp(err->code, "order_refused") == 0)
        remember_refusal(party, &recall->id, err->text);
    if (fault)
        return fault;
    (void)FAULT_POINT("inbox_recall_stored");
    *ret_is_new = !recall->answered;
    if (!recall->answered)
        log_recall(party, recall);
    return inbox_way_repeat(party, &recall->id, ret_frame, err);
}

/* ---- a delivery that comes after its recall ---- */

static enum fault forget_order(struct party_state *party, const struct uuid *id, struct error *err)
{
    return spool_run(party->shared->spool, "DELETE FROM recalled WHERE party = ?1 AND id = ?2",
                     SPOOL_VALUES(spool_text(party->name), spool_blob(id->bytes, UUID_SIZE)), err);
}

enum fault inbox_recall_before(struct party_state *party, const struct delivery *delivery,
                               enum item_state *ret_state, struct uuid *ret_order,
                               struct error *err)
{
    CLEANUP(spool_rows_free) struct spool_rows *rows = NULL;
    CLEANUP(mem_free) struct exchange_text *order = mem_new(1, sizeof(*order));
    const struct uuid *id = &delivery->text.id;
    bool has = false;
    enum fault fault = spool_query(
        party->shared->spool, "SELECT text FROM recalled WHERE party = ?1 AND id = ?2",
        SPOOL_VALUES(spool_text(party->name), spool_blob(id->bytes, UUID_SIZE)), &rows, err);

    *ret_state = STATE_NONE;
    if (!fault)
        fault = spool_next(rows, &has, err);
    if (fault || !has)
        return fault;
    if (exchange_text_read(spool_get_bytes(rows, 0), order, NULL) == FAULT_NONE &&
        fits(order, id, delivery->text.sender, &delivery->header)) {
        *ret_state = end_of(order);
        *ret_order = order->id;
    } else {
        remember_refusal(party, id, "the order that came before it is not about it");
    }
    spool_rows_free(TAKE(rows));
    return forget_order(party, id, err);
}
