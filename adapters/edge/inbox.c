/* SPDX-License-Identifier: EUPL-1.2 */
/* inbox - what the case system sees, and its answer: the receipt is stored in the transaction that
 * answers, and then sent until the broker has it.
 */
#include "edge/inbox.h"

#include <stdio.h>

#include "base/clock.h"
#include "base/fault_point.h"
#include "base/memory.h"
#include "edge/alarms.h"
#include "edge/inbox_check.h"
#include "edge/inbox_row.h"
#include "edge/receipts.h"
#include "keys/random.h"

enum {
    LIST_MAX = 500 + 1, /* a page, and whether there is another */
    REGISTERED_BY_MAX = 100
};

static enum fault place_of(struct party_state *party, const struct uuid *id, int64_t *ret_place,
                           struct error *err)
{
    CLEANUP(spool_rows_free) struct spool_rows *rows = NULL;
    bool has = false;
    enum fault fault;

    *ret_place = INT64_MAX;
    if (!id)
        return FAULT_NONE;
    fault = spool_query(
        party->shared->spool, "SELECT place FROM inbox WHERE party = ?1 AND id = ?2 AND waits = 0",
        SPOOL_VALUES(spool_text(party->name), spool_blob(id->bytes, UUID_SIZE)), &rows, err);
    if (!fault)
        fault = spool_next(rows, &has, err);
    if (!fault && !has)
        return error_set_code(err, FAULT_INPUT, "unknown_exchange", "no such exchange here");
    if (!fault)
        *ret_place = spool_get_number(rows, 0);
    return fault;
}

enum fault inbox_list(struct party_state *party, bool open, const struct uuid *before, size_t limit,
                      inbox_each *each, void *arg, struct error *err)
{
    CLEANUP(spool_rows_free) struct spool_rows *rows = NULL;
    int64_t place;
    bool has = true;
    enum fault fault = place_of(party, before, &place, err);

    limit = limit < 1 ? 1 : limit > LIST_MAX ? LIST_MAX : limit;
    if (!fault)
        fault = spool_query(party->shared->spool,
                            "SELECT id FROM inbox WHERE party = ?1 AND place < ?2 AND waits = 0"
                            " AND (?3 = 0 OR state = ?4) ORDER BY place DESC LIMIT ?5",
                            SPOOL_VALUES(spool_text(party->name), spool_number(place),
                                         spool_number(open), spool_number(STATE_HANDED_OVER),
                                         spool_number((int64_t)limit)),
                            &rows, err);
    while (!fault && has) {
        struct inbox_view view;
        struct uuid id;

        fault = spool_next(rows, &has, err);
        if (fault || !has)
            break;
        (void)spool_copy_bytes(rows, 0, id.bytes, UUID_SIZE);
        fault = inbox_row_view(party, &id, &view, err);
        if (!fault)
            each(arg, &view);
    }
    return fault;
}

static enum fault open_row(struct party_state *party, const struct exchange_text *text,
                           struct spool_rows *rows, struct owned_section_body *ret_body,
                           struct error *err)
{
    struct section_descriptor descriptor;
    const struct inbox_sealed sealed = { (uint16_t)spool_get_number(rows, 0), &descriptor,
                                         spool_get_bytes(rows, 2), spool_get_bytes(rows, 3) };
    enum fault fault = section_descriptor_read(spool_get_bytes(rows, 1), &descriptor, err);

    if (!fault)
        fault = inbox_open_section(party, text, &sealed, ret_body, err);
    if (fault != FAULT_INPUT)
        return fault;
    /* It opened when it came. */
    if (!party_can_open(party, text->recipient_card)) {
        alarms_see_closed(&party->no_own_key, &text->id, clock_wall_ms());
        return error_set_code(err, FAULT_RETRY, "no_own_key",
                              "a section opens with no key that is here now");
    }
    alarms_see_closed(&party->content_damaged, &text->id, clock_wall_ms());
    return error_set_code(err, FAULT_INPUT, "content_damaged",
                          "what is stored of a section is damaged: return it as unreadable");
}

static enum fault open_sections(struct party_state *party, const struct uuid *id,
                                inbox_each_section *each, void *arg, struct error *err)
{
    CLEANUP(spool_rows_free) struct spool_rows *rows = NULL;
    CLEANUP(mem_free) struct exchange_text *text = mem_new(1, sizeof(*text));
    struct digest hash;
    bool has = true;
    enum fault fault = inbox_row_text(party, id, text, &hash, err);

    if (!fault)
        fault = spool_query(party->shared->spool,
                            "SELECT place, descriptor, sealed_key, ciphertext FROM inbox_section"
                            " WHERE party = ?1 AND id = ?2 ORDER BY place",
                            SPOOL_VALUES(spool_text(party->name), spool_blob(id->bytes, UUID_SIZE)),
                            &rows, err);
    while (!fault && has) {
        CLEANUP(owned_section_body_clear) struct owned_section_body body = { 0 };

        fault = spool_next(rows, &has, err);
        if (fault || !has)
            break;
        fault = open_row(party, text, rows, &body, err);
        if (!fault)
            each(arg, &body);
    }
    if (!fault && uuid_equal(id, &party->no_own_key.exchange))
        party->no_own_key.at_ms = 0; /* its key is here again */
    return fault;
}

enum fault inbox_fetched(struct party_state *party, struct inbox_view *view, struct error *err)
{
    struct spool *spool = party->shared->spool;
    enum fault fault;

    if (view->fetched_ms || !view->content_held)
        return FAULT_NONE;
    view->fetched_ms = clock_wall_ms();
    fault = spool_begin(spool, err);
    if (!fault)
        fault =
            spool_run(spool, "UPDATE inbox SET fetched_ms = ?3 WHERE party = ?1 AND id = ?2",
                      SPOOL_VALUES(spool_text(party->name), spool_blob(view->id.bytes, UUID_SIZE),
                                   spool_number(view->fetched_ms)),
                      err);
    fault = spool_end(spool, fault, err);
    (void)FAULT_POINT("inbox_fetched");
    return fault;
}

enum fault inbox_get(struct party_state *party, const struct uuid *id, struct inbox_view *ret_view,
                     inbox_each_section *each, void *arg, struct error *err)
{
    struct inbox_view view;
    enum fault fault = inbox_row_view(party, id, &view, err);

    if (!fault && each && view.content_held)
        fault = open_sections(party, id, each, arg, err);
    if (!fault)
        *ret_view = view;
    return fault;
}

/* ---- answers ---- */

/* One answer while it is given. Borrowed. */
struct answering {
    struct party_state *party;
    struct inbox_view view;
    struct recipient_item item;
    struct buffer sealed; /* the reference, to the sender */
    struct buffer box;    /* the reference, to ourselves */
    struct buffer registered_by;
    uint8_t salt[SALT_SIZE]; /* of the reference */
};

static void answering_free(struct answering *answering)
{
    buffer_clear(&answering->sealed);
    buffer_clear(&answering->box);
    buffer_clear(&answering->registered_by);
    mem_free(answering);
}
DEFINE_CLEANUP(struct answering *, answering_free)

static enum fault start_item(struct answering *answering, enum item_kind kind,
                             enum item_state state, struct error *err)
{
    CLEANUP(mem_free) struct exchange_text *text = mem_new(1, sizeof(*text));
    struct recipient_item *item = &answering->item;
    enum fault fault;

    item->kind = kind;
    item->state = state;
    item->id = answering->view.id;
    fault = inbox_row_text(answering->party, &item->id, text, &item->exchange, err);
    if (!fault)
        fault = inbox_row_opened(answering->party, &item->id, item, err);
    return fault;
}

/* Boxes the reference twice: for the sender, if it has a card now, and for ourselves. */
static enum fault seal_reference(struct answering *answering, const char *reference,
                                 struct error *err)
{
    CLEANUP(buffer_clear) struct buffer plain = { 0 };
    struct recipient_item *item = &answering->item;
    const struct held_card *card = directory_current_card(answering->party->shared->directory,
                                                          answering->view.sender, clock_wall_ms());

    keys_random(answering->salt, SALT_SIZE);
    buffer_append(&plain, answering->salt, SALT_SIZE);
    buffer_append_text(&plain, reference);
    item->has_reference = true;
    item->reference = item_reference_digest(&item->id, answering->salt, bytes_of_text(reference));
    if (card && seal_box(card->card.seal, bytes_of_buffer(&plain), &answering->sealed, NULL) ==
                    FAULT_NONE) {
        item->has_sealed = true;
        item->sealed = digest_of(bytes_of_buffer(&answering->sealed));
        item->sealed_to = card->card.serial;
    }
    return party_box(answering->party, bytes_of_buffer(&plain), &answering->box, err);
}

static enum fault seal_official(struct answering *answering, const char *registered_by,
                                struct error *err)
{
    if (!registered_by[0])
        return FAULT_NONE;
    return party_box(answering->party, bytes_of_text(registered_by), &answering->registered_by,
                     err);
}

static struct spool_value box_value(const struct buffer *box)
{
    return box->size ? spool_bytes(bytes_of_buffer(box)) : spool_null();
}

static enum fault store_answer(struct answering *answering, struct error *err)
{
    struct party_state *party = answering->party;
    const struct recipient_item *item = &answering->item;
    enum fault fault = spool_run(
        party->shared->spool,
        "UPDATE inbox SET state = ?3, reference = ?4, registered_by = ?5, return_code = ?6,"
        " forward = ?7, reference_salt = ?8 WHERE party = ?1 AND id = ?2",
        SPOOL_VALUES(spool_text(party->name), spool_blob(item->id.bytes, UUID_SIZE),
                     spool_number(item->state), box_value(&answering->box),
                     box_value(&answering->registered_by), spool_text(item->code),
                     spool_text(item->forward),
                     item->has_reference ? spool_blob(answering->salt, SALT_SIZE) : spool_null()),
        err);

    if (!fault)
        fault = inbox_row_sign(party, &answering->item, bytes_of_buffer(&answering->sealed), err);
    return fault;
}

static enum fault finish(struct answering *answering, struct inbox_view *ret_view,
                         struct error *err)
{
    struct party_state *party = answering->party;
    enum fault fault = spool_begin(party->shared->spool, err);

    if (!fault)
        fault = store_answer(answering, err);
    fault = spool_end(party->shared->spool, fault, err);
    if (fault)
        return fault;
    (void)FAULT_POINT("inbox_registered");
    party_wake(party);
    return inbox_row_view(party, &answering->view.id, ret_view, err);
}

static enum fault wrong_state(enum item_state state, struct error *err)
{
    return error_set_code(err, FAULT_INPUT, "wrong_state", "the exchange is %s already",
                          item_state_name(state));
}

/* The digest tells also when the box no longer opens, since our key is another now. */
static enum fault check_repeated(const struct answering *answering, const char *reference,
                                 struct error *err)
{
    CLEANUP(spool_rows_free) struct spool_rows *rows = NULL;
    struct party_state *party = answering->party;
    struct recipient_item item;
    struct digest digest;
    uint8_t salt[SALT_SIZE];
    bool has = false;
    enum fault fault = spool_query(
        party->shared->spool,
        "SELECT i.reference_salt, r.item FROM inbox i JOIN receipt r ON r.party = i.party"
        " AND r.id = i.id AND r.ours = 1 AND r.kind = ?3 WHERE i.party = ?1 AND i.id = ?2",
        SPOOL_VALUES(spool_text(party->name), spool_blob(answering->view.id.bytes, UUID_SIZE),
                     spool_number(ITEM_REGISTRATION)),
        &rows, err);

    if (!fault)
        fault = spool_next(rows, &has, err);
    if (fault)
        return fault;
    if (has && spool_copy_bytes(rows, 0, salt, sizeof(salt)) &&
        !recipient_item_read(spool_get_bytes(rows, 1), &item, NULL)) {
        digest = item_reference_digest(&item.id, salt, bytes_of_text(reference));
        if (item.has_reference && digest_equal(&digest, &item.reference))
            return FAULT_NONE;
    }
    return error_set_code(err, FAULT_INPUT, "reference_conflict",
                          "registered already, under another reference");
}

enum fault inbox_register(struct party_state *party, const struct uuid *id,
                          const char *case_reference, const char *registered_by,
                          struct inbox_view *ret_view, struct error *err)
{
    CLEANUP(answering_free) struct answering *answering = mem_new(1, sizeof(*answering));
    enum fault fault;

    answering->party = party;
    registered_by = registered_by ? registered_by : "";
    if (!receipts_is_reference(case_reference, LIMIT_REFERENCE) ||
        (registered_by[0] && !receipts_is_reference(registered_by, REGISTERED_BY_MAX)))
        return error_set_code(err, FAULT_INPUT, "bad_reference",
                              "case reference and official are 1 to %d bytes of plain text",
                              LIMIT_REFERENCE);
    fault = inbox_row_view(party, id, &answering->view, err);
    if (fault)
        return fault;
    if (answering->view.state == STATE_REGISTERED) {
        fault = check_repeated(answering, case_reference, err);
        if (!fault)
            *ret_view = answering->view;
        return fault;
    }
    if (answering->view.state != STATE_HANDED_OVER)
        return wrong_state(answering->view.state, err);
    fault = start_item(answering, ITEM_REGISTRATION, STATE_REGISTERED, err);
    if (!fault)
        fault = seal_reference(answering, case_reference, err);
    if (!fault)
        fault = seal_official(answering, registered_by, err);
    return fault ? fault : finish(answering, ret_view, err);
}

static enum fault check_return(const struct party_state *party, const char *code,
                               const char *forward, struct error *err)
{
    if (!code || !text_is_token(code, LIMIT_WORD) ||
        !vocabulary_has(party->shared->vocabulary, VOCABULARY_RETURN, code))
        return error_set_code(err, FAULT_INPUT, "bad_code", "not a code for returns");
    if (!forward[0])
        return FAULT_NONE;
    if (strcmp(code, "wrong_area") != 0)
        return error_set_code(err, FAULT_INPUT, "bad_code",
                              "only wrong_area names another recipient");
    if (!directory_party(party->shared->directory, forward, text_day_of(clock_wall_ms())))
        return error_set_code(err, FAULT_INPUT, "unknown_party",
                              "the right recipient is not in the directory");
    return FAULT_NONE;
}

enum fault inbox_return(struct party_state *party, const struct uuid *id, const char *code,
                        const char *forward, struct inbox_view *ret_view, struct error *err)
{
    CLEANUP(answering_free) struct answering *answering = mem_new(1, sizeof(*answering));
    enum fault fault;

    answering->party = party;
    forward = forward ? forward : "";
    fault = check_return(party, code, forward, err);
    if (!fault)
        fault = inbox_row_view(party, id, &answering->view, err);
    if (fault)
        return fault;
    if (answering->view.state == STATE_RETURNED && strcmp(answering->view.return_code, code) == 0 &&
        strcmp(answering->view.forward, forward) == 0) {
        *ret_view = answering->view;
        return FAULT_NONE;
    }
    if (answering->view.state != STATE_HANDED_OVER)
        return wrong_state(answering->view.state, err);
    fault = start_item(answering, ITEM_RETURN, STATE_RETURNED, err);
    snprintf(answering->item.code, sizeof(answering->item.code), "%s", code);
    snprintf(answering->item.forward, sizeof(answering->item.forward), "%s", forward);
    return fault ? fault : finish(answering, ret_view, err);
}
