/* SPDX-License-Identifier: EUPL-1.2 */
#include "edge/alarms.h"

#include "edge/hooks.h"
#include "edge/spool.h"

#define CARD_WARNING_MS (14 * INT64_C(86400000))

enum { LINK_PATIENCE_MS = 60000 };

enum kind { LINK_DOWN = 0, NO_OWN_CARD, CARD_RUNS_OUT, ORDER_REFUSED, N_KINDS };
_Static_assert((int)N_KINDS == (int)PARTY_ALARMS, "a place for each in the party");

static const char *const codes[N_KINDS] = {
    [LINK_DOWN] = "link_down",
    [NO_OWN_CARD] = "no_own_card",
    [CARD_RUNS_OUT] = "card_runs_out",
    [ORDER_REFUSED] = "order_refused",
};

static bool find_card_alarm(struct party_state *party, enum kind kind, int64_t now_ms,
                            struct alarm *alarm)
{
    const struct held_card *card = party_card(party, now_ms);

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
    case LINK_DOWN:
        down_ms = party_down_since_ms(party);
        alarm->at_ms = down_ms ? down_ms : now_ms;
        return !party_is_linked(party);
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
    return fault;
}
