/* SPDX-License-Identifier: EUPL-1.2 */
#include "edge/alarms.h"

#include "edge/consents_adult.h"
#include "edge/hooks.h"
#include "edge/spool.h"

#define CARD_WARNING_MS (14 * INT64_C(86400000))

enum { LINK_PATIENCE_MS = 60000 };

enum kind {
    SPOOL_NOT_WRITABLE = 0, /* first: nothing else can be noted then */
    LINK_DOWN,
    NO_OWN_CARD,
    CARD_RUNS_OUT,
    ORDER_REFUSED,
    CONTENT_DAMAGED,
    NO_OWN_KEY,
    NO_MEMBER, /* and then neither of link nor card */
    N_KINDS
};
_Static_assert((int)N_KINDS == (int)PARTY_ALARMS, "a place for each in the party");

static const char *const codes[N_KINDS] = {
    [SPOOL_NOT_WRITABLE] = "spool_not_writable",
    [LINK_DOWN] = "link_down",
    [NO_OWN_CARD] = "no_own_card",
    [CARD_RUNS_OUT] = "card_runs_out",
    [ORDER_REFUSED] = "order_refused",
    [CONTENT_DAMAGED] = "content_damaged",
    [NO_OWN_KEY] = "no_own_key",
    [NO_MEMBER] = "no_member",
};

void alarms_see_spool(struct edge_shared *shared, bool can_be_written, int64_t now_ms)
{
    if (can_be_written)
        shared->spool_fails_since_ms = 0;
    else if (shared->spool_fails_since_ms == 0)
        shared->spool_fails_since_ms = now_ms;
}

void alarms_see_closed(struct party_trouble *trouble, const struct uuid *exchange, int64_t now_ms)
{
    if (trouble->at_ms == 0)
        *trouble = (struct party_trouble){ now_ms, *exchange };
}

/* Until its content has gone: returned, or registered from another copy. */
static bool find_closed(struct party_state *party, struct party_trouble *trouble,
                        struct alarm *alarm)
{
    CLEANUP(spool_rows_free) struct spool_rows *rows = NULL;
    bool has = true;

    if (trouble->at_ms == 0)
        return false;
    if (!spool_query(
            party->shared->spool,
            "SELECT 1 FROM inbox_section WHERE party = ?1 AND id = ?2 LIMIT 1",
            SPOOL_VALUES(spool_text(party->name), spool_blob(trouble->exchange.bytes, UUID_SIZE)),
            &rows, NULL) &&
        !spool_next(rows, &has, NULL) && !has) {
        trouble->at_ms = 0;
        return false;
    }
    alarm->at_ms = trouble->at_ms;
    alarm->has_exchange = true;
    alarm->exchange = trouble->exchange;
    return true;
}

static bool find_card_alarm(struct party_state *party, enum kind kind, int64_t now_ms,
                            struct alarm *alarm)
{
    const struct held_card *card = party_card(party, now_ms);

    if (party->dormant_since_ms)
        return false;
    if (card)
        party->no_card_since_ms = 0;
    else if (party->no_card_since_ms == 0)
        party->no_card_since_ms = now_ms;
    if (kind == NO_OWN_CARD) {
        alarm->at_ms = party->no_card_since_ms;
        return !card;
    }
    if (!card || card->card.until_ms - now_ms >= CARD_WARNING_MS)
        return false;
    alarm->at_ms = card->card.until_ms - CARD_WARNING_MS;
    alarm->until_ms = card->card.until_ms;
    return true;
}

static bool find(struct party_state *party, enum kind kind, int64_t now_ms, struct alarm *alarm)
{
    int64_t down_ms;

    *alarm = (struct alarm){ .code = codes[kind] };
    switch (kind) {
    case SPOOL_NOT_WRITABLE:
        alarm->at_ms = party->shared->spool_fails_since_ms;
        return alarm->at_ms != 0;
    case CONTENT_DAMAGED:
        return find_closed(party, &party->content_damaged, alarm);
    case NO_OWN_KEY:
        return find_closed(party, &party->no_own_key, alarm);
    case LINK_DOWN:
        down_ms = party_down_since_ms(party);
        alarm->at_ms = down_ms ? down_ms : now_ms;
        return !party_is_linked(party) && !party->dormant_since_ms;
    case NO_MEMBER:
        alarm->at_ms = party->dormant_since_ms;
        return party->dormant_since_ms != 0;
    case ORDER_REFUSED:
        alarm->at_ms = party->order_refused_ms;
        alarm->has_exchange = true;
        alarm->exchange = party->order_refused;
        return party->order_refused_ms != 0;
    default:
        return find_card_alarm(party, kind, now_ms, alarm);
    }
}

size_t alarms_now(struct party_state *party, int64_t now_ms, struct alarm ret_alarms[PARTY_ALARMS])
{
    size_t n = 0;

    for (int kind = 0; kind < N_KINDS; kind++)
        n += find(party, (enum kind)kind, now_ms, &ret_alarms[n]) ? 1 : 0;
    return n;
}

static bool is_new(struct party_state *party, enum kind kind, int64_t now_ms, struct alarm *alarm)
{
    if (!find(party, kind, now_ms, alarm)) {
        party->alarms_told_ms[kind] = 0;
        return false;
    }
    if (kind == LINK_DOWN && now_ms - alarm->at_ms < LINK_PATIENCE_MS)
        return false;
    return party->alarms_told_ms[kind] != alarm->at_ms;
}

static enum fault note(struct party_state *party, const struct alarm *alarm, struct error *err)
{
    struct spool *spool = party->shared->spool;
    enum fault fault = spool_begin(spool, err);

    if (!fault)
        fault = hooks_note(party, HOOK_ALARM, &alarm->exchange, alarm->code, err);
    return spool_end(spool, fault, err);
}

enum fault alarms_tell(struct party_state *party, int64_t now_ms, struct error *err)
{
    enum fault fault = FAULT_NONE;

    for (int kind = 0; !fault && kind < N_KINDS; kind++) {
        struct alarm alarm;

        if (!is_new(party, (enum kind)kind, now_ms, &alarm))
            continue;
        fault = note(party, &alarm, err);
        if (!fault)
            party->alarms_told_ms[kind] = alarm.at_ms;
    }
    if (!fault)
        fault = consents_adult_tell(party, now_ms, err);
    return fault;
}
