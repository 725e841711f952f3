/* SPDX-License-Identifier: EUPL-1.2 */
#include "edge/outbox_order.h"

#include "base/clock.h"
#include "base/fault_point.h"
#include "base/memory.h"
#include "edge/outbox_key.h"
#include "edge/outbox_store.h"

static const char urgency[] = "prompt", purpose[] = "administer";

static const char *const types[] = {
    [ORDER_NONE] = "none",
    [ORDER_CONSENT_GRANT] = "consent_grant",
    [ORDER_CONSENT_WITHDRAWAL] = "consent_withdrawal",
    [ORDER_CONSENT_VOID] = "consent_void",
    [ORDER_TAKE_BACK] = "take_back",
};

const char *outbox_order_type(enum order_kind kind) { return types[kind]; }

/* From here on a receipt may say that it has ended. */
static enum fault mark_ended(struct party_state *party, const struct outbox_order *order,
                             const struct uuid *id, struct error *err)
{
    static const char exchange[] = "UPDATE outbox SET ended_by = ?2 WHERE party = ?1 AND id = ?3";
    static const char under[] = "UPDATE outbox SET ended_by = ?2 WHERE party = ?1 AND stage <= ?4"
                                " AND id IN (SELECT id FROM outbox_consent WHERE consent = ?3)";
    enum order_kind kind = order->header->order;
    struct spool_values values;

    if (!order->target || kind == ORDER_CONSENT_GRANT)
        return FAULT_NONE;
    values =
        SPOOL_VALUES(spool_text(party->name), spool_blob(id->bytes, UUID_SIZE),
                     spool_blob(order->target->bytes, UUID_SIZE), spool_number(OUTBOX_HANDED_OVER));
    values.n = kind == ORDER_TAKE_BACK ? 3 : 4;
    return spool_run(party->shared->spool, kind == ORDER_TAKE_BACK ? exchange : under, values, err);
}

enum fault outbox_order_store(struct party_state *party, const struct outbox_order *order,
                              struct uuid *ret_id, struct error *err)
{
    static const uint8_t nobody[SUBJECT_SIZE];
    int64_t now_ms = clock_wall_ms();
    const struct held_card *bus =
        directory_current_card(party->shared->directory, PARTY_BUS, now_ms);
    struct outbox_entry entry = {
        .source = { .party = party,
                    .recipient_card = bus ? &bus->card : NULL,
                    .type = outbox_order_type(order->header->order),
                    .ground = "",
                    .purpose = purpose,
                    .urgency = urgency,
                    .in_reply_to = order->target,
                    .about = "",
                    .subject = order->subject ? order->subject : nobody,
                    .header = order->header,
                    .id = uuid_new(now_ms),
                    .now_ms = now_ms },
        .recipient = PARTY_BUS,
        .post = order->post,
        .function = "",
        .telephone = "",
        .must_send = true,
    };
    enum fault fault;

    if (!bus)
        return error_set_code(err, FAULT_RETRY, "no_bus_card", "no valid card of the bus is held");
    fault = outbox_store(&entry, err);
    if (!fault)
        fault = mark_ended(party, order, &entry.source.id, err);
    *ret_id = entry.source.id;
    return fault;
}

/* ---- taking back ---- */

static enum fault find_order(struct party_state *party, const struct uuid *target, bool *ret_found,
                             struct uuid *ret_id, struct error *err)
{
    CLEANUP(spool_rows_free) struct spool_rows *rows = NULL;
    enum fault fault = spool_query(
        party->shared->spool,
        "SELECT o.id FROM outbox e JOIN outbox o ON o.id = e.ended_by"
        " WHERE e.id = ?1 AND e.party = ?2 AND o.type = 'take_back' AND o.stage IN (?3, ?4)",
        SPOOL_VALUES(spool_blob(target->bytes, UUID_SIZE), spool_text(party->name),
                     spool_number(OUTBOX_SPOOLED), spool_number(OUTBOX_ACCEPTED)),
        &rows, err);

    if (!fault)
        fault = spool_next(rows, ret_found, err);
    if (!fault && *ret_found)
        (void)spool_copy_bytes(rows, 0, ret_id->bytes, UUID_SIZE);
    return fault;
}

static enum fault check_target(struct party_state *party, const struct uuid *id, struct error *err)
{
    CLEANUP(spool_rows_free) struct spool_rows *rows = NULL;
    bool has = false;
    int64_t stage;
    enum fault fault =
        spool_query(party->shared->spool,
                    "SELECT stage FROM outbox WHERE id = ?1 AND party = ?2 AND recipient <> ?3",
                    SPOOL_VALUES(spool_blob(id->bytes, UUID_SIZE), spool_text(party->name),
                                 spool_text(PARTY_BUS)),
                    &rows, err);

    if (!fault)
        fault = spool_next(rows, &has, err);
    if (fault)
        return fault;
    if (!has)
        return error_set_code(err, FAULT_INPUT, "unknown_exchange", "no such exchange here");
    stage = spool_get_number(rows, 0);
    if (stage != OUTBOX_SPOOLED && stage != OUTBOX_ACCEPTED && stage != OUTBOX_HANDED_OVER)
        return error_set_code(err, FAULT_INPUT, "wrong_state",
                              "only what is under way can be taken back");
    return FAULT_NONE;
}

/* Two orders with the same words about two exchanges are two posts. */
static void name_body(const struct uuid *id, struct bytes body, struct buffer *ret_named)
{
    char text[TEXT_UUID_SIZE];

    uuid_write(id, text);
    buffer_printf(ret_named, "take_back %s\n", text);
    buffer_append_bytes(ret_named, body);
}

static enum fault store_take_back(struct party_state *party, const struct uuid *id,
                                  const struct consent_revocation *why, const char *key,
                                  struct bytes body, struct uuid *ret_id, struct error *err)
{
    CLEANUP(mem_free) struct private_header *header = mem_new(1, sizeof(*header));
    struct outbox_order order = { .header = header, .target = id };
    enum fault fault = outbox_key_keep(party, key, body, &order.post, err);

    header->order = ORDER_TAKE_BACK;
    header->revocation = *why;
    return fault ? fault : outbox_order_store(party, &order, ret_id, err);
}

enum fault outbox_take_back(struct party_state *party, const struct uuid *id,
                            const struct consent_revocation *why, const char *key,
                            struct bytes body, struct uuid *ret_id, bool *ret_repeated,
                            struct error *err)
{
    CLEANUP(buffer_clear) struct buffer named = { 0 };
    CLEANUP(mem_free) struct uuid *ids = NULL;
    struct spool *spool = party->shared->spool;
    size_t n = 0;
    enum fault fault;

    name_body(id, body, &named);
    fault = outbox_key_find(party, key, bytes_of_buffer(&named), ret_repeated, &ids, &n, err);
    if (!fault && *ret_repeated && n > 0)
        *ret_id = ids[0];
    if (!fault && !*ret_repeated)
        fault = find_order(party, id, ret_repeated, ret_id, err);
    if (fault || *ret_repeated)
        return fault;
    fault = check_target(party, id, err);
    if (!fault)
        fault = spool_begin(spool, err);
    if (!fault)
        fault = store_take_back(party, id, why, key, bytes_of_buffer(&named), ret_id, err);
    fault = spool_end(spool, fault, err);
    if (fault)
        return fault;
    (void)FAULT_POINT("outbox_posted");
    party_wake(party);
    return FAULT_NONE;
}
