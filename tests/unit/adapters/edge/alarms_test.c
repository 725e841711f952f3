/* SPDX-License-Identifier: EUPL-1.2 */
#include "edge/alarms.h"

#include <criterion/criterion.h>

#include "base/clock.h"
#include "edge/hooks.h"
#include "edge/member.h"
#include "world.h"

#define DAY_MS INT64_C(86400000)

static struct world world;
static struct party_state *party = &world.school.party;

static void setup(void)
{
    world_open(&world);
    party->webhook_url = "http://127.0.0.1:1/";
}
static void teardown(void) { world_close(&world); }
TestSuite(alarms, .init = setup, .fini = teardown);

static const struct alarm *find(const struct alarm alarms[], size_t n, const char *code)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(alarms[i].code, code) == 0)
            return &alarms[i];
    return NULL;
}

/* Codes of what the system is told, "" when there is no more; the exchange, if wanted. */
static const char *told(struct uuid *ret_exchange)
{
    static struct hook hook;
    bool has = false;

    cr_assert_eq(hooks_next(party, HOOK_WEBHOOK, &hook, &has, NULL), FAULT_NONE);
    if (!has)
        return "";
    cr_assert_eq(hooks_done(party, &hook, NULL), FAULT_NONE);
    cr_expect_str_eq(hook.event, HOOK_ALARM);
    if (ret_exchange)
        *ret_exchange = hook.id;
    return hook.state;
}

static void tell(int64_t now_ms)
{
    struct error err = { 0 };

    cr_assert_eq(alarms_tell(party, now_ms, &err), FAULT_NONE, "%s", err.text);
}

Test(alarms, a_card_is_told_of_from_14_days_before_until_it_is_gone)
{
    int64_t now_ms = clock_wall_ms();
    const struct held_card *card = party_card(party, now_ms);
    struct alarm alarms[PARTY_ALARMS];
    const struct alarm *alarm;
    int64_t until_ms;
    size_t n;

    cr_assert_not_null(card);
    until_ms = card->card.until_ms;
    n = alarms_now(party, until_ms - 14 * DAY_MS, alarms);
    cr_expect_null(find(alarms, n, "card_runs_out"));
    n = alarms_now(party, until_ms - 14 * DAY_MS + 1, alarms);
    alarm = find(alarms, n, "card_runs_out");
    cr_assert_not_null(alarm);
    cr_expect_eq(alarm->until_ms, until_ms);
    cr_expect_eq(alarm->at_ms, until_ms - 14 * DAY_MS);
    cr_expect_null(find(alarms, n, "no_own_card"));
    n = alarms_now(party, until_ms + DAY_MS, alarms);
    cr_expect_null(find(alarms, n, "card_runs_out"));
    cr_assert_not_null(find(alarms, n, "no_own_card"));
    cr_expect_eq(find(alarms, n, "no_own_card")->at_ms, until_ms + DAY_MS);
    n = alarms_now(party, until_ms + 2 * DAY_MS, alarms);
    cr_expect_eq(find(alarms, n, "no_own_card")->at_ms, until_ms + DAY_MS, "since when it lasts");
}

Test(alarms, each_is_told_once_and_again_when_it_comes_back)
{
    int64_t now_ms = clock_wall_ms();
    struct uuid none = { 0 }, exchange = uuid_new(now_ms), got;

    party->order_refused_ms = now_ms;
    party->order_refused = exchange;
    tell(now_ms);
    cr_expect_str_eq(told(&got), "link_down");
    cr_expect(uuid_equal(&got, &none));
    cr_expect_str_eq(told(&got), "order_refused");
    cr_expect(uuid_equal(&got, &exchange));
    cr_expect_str_empty(told(NULL));
    tell(now_ms + 60000);
    cr_expect_str_empty(told(NULL), "once");
    party->order_refused_ms = now_ms + 60000;
    tell(now_ms + 120000);
    cr_expect_str_eq(told(NULL), "order_refused");
    cr_expect_str_empty(told(NULL));
}

Test(alarms, a_spool_that_cannot_be_written_is_told_of_until_it_can)
{
    int64_t now_ms = clock_wall_ms();
    struct alarm alarms[PARTY_ALARMS];

    alarms_see_spool(party->shared, false, now_ms);
    alarms_see_spool(party->shared, false, now_ms + 60000);
    cr_assert_not_null(find(alarms, alarms_now(party, now_ms, alarms), "spool_not_writable"));
    cr_expect_eq(find(alarms, alarms_now(party, now_ms, alarms), "spool_not_writable")->at_ms,
                 now_ms, "since when it lasts");
    alarms_see_spool(party->shared, true, now_ms);
    cr_expect_null(find(alarms, alarms_now(party, now_ms, alarms), "spool_not_writable"));
}

Test(alarms, of_a_dormant_party_that_it_is_one_and_neither_its_link_nor_its_card)
{
    int64_t now_ms = clock_wall_ms(), gone_ms = now_ms + 400 * DAY_MS;
    struct alarm alarms[PARTY_ALARMS];
    size_t n;

    world_member(&world.school, 18262, (int32_t)(now_ms / DAY_MS));
    member_see(party, now_ms);
    n = alarms_now(party, gone_ms, alarms);
    cr_assert_eq(n, 1);
    cr_expect_str_eq(alarms[0].code, "no_member");
    cr_expect_eq(alarms[0].at_ms, now_ms / DAY_MS * DAY_MS);
    tell(now_ms);
    cr_expect_str_eq(told(NULL), "no_member");
    cr_expect_str_empty(told(NULL));
    world_member(&world.school, 18262, INT32_MAX);
    member_see(party, now_ms);
    cr_expect_null(find(alarms, alarms_now(party, now_ms, alarms), "no_member"));
}

Test(alarms, an_alarm_that_could_not_be_noted_is_told_later)
{
    int64_t now_ms = clock_wall_ms();

    cr_assert_eq(spool_run(party->shared->spool,
                           "CREATE TRIGGER t BEFORE INSERT ON hook BEGIN"
                           " SELECT RAISE(ABORT, 'x'); END",
                           (struct spool_values){ 0 }, NULL),
                 FAULT_NONE);
    cr_expect_neq(alarms_tell(party, now_ms, NULL), FAULT_NONE);
    cr_assert_eq(
        spool_run(party->shared->spool, "DROP TRIGGER t", (struct spool_values){ 0 }, NULL),
        FAULT_NONE);
    tell(now_ms);
    cr_expect_str_eq(told(NULL), "link_down");
}
