/* SPDX-License-Identifier: EUPL-1.2 */
#include "edge/consents_adult.h"

#include <criterion/criterion.h>

#include "consents_play.h"
#include "edge/consents_signers.h"
#include "edge/hooks.h"

#define DAY_MS INT64_C(86400000)

static int32_t today;

static void start(void)
{
    setup();
    today = text_day_of(clock_wall_ms());
    world.school.party.webhook_url = "http://127.0.0.1:1/";
}

TestSuite(consents_adult, .init = start, .fini = teardown);

/* The young person's 18th birthday is `days` from now; these have signed: "y", "1", "12", "y12" ... */
static struct uuid enter_at(int32_t days, bool youth_asked, const char *signers)
{
    struct consent_grant *grant = &post.header.grant;
    struct consent_signature one = grant->signatures[0];
    struct uuid consent;

    post.adult_day = today + days;
    post.header.age = 17; /* on the day when it was entered */
    grant->scope.youth = youth_asked;
    grant->n_signatures = strlen(signers);
    for (size_t i = 0; i < grant->n_signatures; i++) {
        grant->signatures[i] = one;
        grant->signatures[i].capacity = signers[i] == 'y' ? CAPACITY_YOUTH : CAPACITY_GUARDIAN;
        grant->signatures[i].guardian = signers[i] == 'y' ? 0 : (uint32_t)(signers[i] - '0');
    }
    consent = enter();
    decide(&consent, STATE_ACCEPTED, "");
    grant->signatures[0] = one;
    grant->n_signatures = 1;
    return consent;
}

static const struct {
    int32_t days;
    bool youth_asked;
    const char *signers;
    enum consent_state want;
    const char *needs; /* likewise */
} states[] = {
    { 1, false, "12", CONSENT_GRANTED, "" },     { 1, false, "1", CONSENT_INCOMPLETE, "2" },
    { 1, false, "y", CONSENT_INCOMPLETE, "12" }, { 1, true, "12", CONSENT_INCOMPLETE, "y" },
    { 1, true, "y", CONSENT_INCOMPLETE, "12" },  { 1, true, "y12", CONSENT_GRANTED, "" },
    { 0, false, "12", CONSENT_INCOMPLETE, "y" }, { 0, true, "12", CONSENT_INCOMPLETE, "y" },
    { 0, true, "y", CONSENT_GRANTED, "" },       { 0, false, "y1", CONSENT_GRANTED, "" },
    { -5, true, "y12", CONSENT_GRANTED, "" },
};

Test(consents_adult, from_the_18th_birthday_the_young_adult_signs_and_nobody_else)
{
    for (size_t i = 0; i < ARRAY_SIZE(states); i++) {
        CLEANUP(mem_free) struct consent_view *view = mem_new(1, sizeof(*view));
        struct consent_signer needs[CONSENT_SIGNATURES];
        struct uuid consent = enter_at(states[i].days, states[i].youth_asked, states[i].signers);
        char text[CONSENT_SIGNATURES + 1] = "";
        size_t n;

        cr_assert_eq(consents_get(&world.school.party, &consent, view, NULL), FAULT_NONE);
        cr_expect_eq(view->state, states[i].want, "case %zu: %s", i,
                     consent_state_name(view->state));
        cr_expect_eq(view->adult_day, today + states[i].days);
        n = consents_signers_needed(view, today, needs);
        for (size_t k = 0; k < n; k++)
            text[k] = needs[k].guardian ? (char)('0' + needs[k].guardian) : 'y';
        cr_expect_str_eq(text, states[i].needs, "case %zu", i);
    }
}

static struct uuid enter_adult(void)
{
    struct uuid consent;

    post.header.age = 18;
    post.adult_day = 0;
    consent = enter();
    decide(&consent, STATE_ACCEPTED, "");
    return consent;
}

Test(consents_adult, who_was_18_when_it_was_entered_signs_alone)
{
    CLEANUP(mem_free) struct consent_view *view = mem_new(1, sizeof(*view));
    struct uuid consent = enter_adult();

    cr_assert_eq(consents_get(&world.school.party, &consent, view, NULL), FAULT_NONE);
    cr_expect_eq(view->state, CONSENT_GRANTED, "whatever guardians it counts");
    cr_expect(consents_signers_adult(view, today));
    cr_expect_not(consents_adult_concerns(view, clock_wall_ms(), &(int64_t){ 0 }));
}

/* ---- the alarm ---- */

struct list {
    size_t n;
    struct uuid last;
    int64_t since_ms;
};

static void add(void *arg, const struct uuid *consent, int64_t since_ms)
{
    struct list *list = arg;

    list->n++;
    list->last = *consent;
    list->since_ms = since_ms;
}

static struct list look(int64_t now_ms)
{
    struct list list = { 0 };
    struct error err = { 0 };

    cr_assert_eq(consents_adult_look(&world.school.party, now_ms, &err), FAULT_NONE, "%s",
                 err.text);
    cr_assert_eq(consents_adult_list(&world.school.party, now_ms, add, &list, &err), FAULT_NONE,
                 "%s", err.text);
    return list;
}

Test(consents_adult, tells_30_days_ahead_of_one_that_the_young_person_has_not_signed)
{
    int64_t now_ms = clock_wall_ms();
    struct uuid consent = enter_at(45, false, "12");
    struct list list = look(now_ms);

    cr_expect_eq(list.n, 0, "45 days ahead");
    cr_expect_eq(look((today + 15) * DAY_MS - 1).n, 0);
    list = look((today + 15) * DAY_MS);
    cr_assert_eq(list.n, 1, "30 days ahead");
    cr_expect(uuid_equal(&list.last, &consent));
    cr_expect_eq(list.since_ms, (today + 15) * DAY_MS);
    cr_expect_eq(look((today + 60) * DAY_MS).n, 1, "until something is done");
}

static const struct {
    const char *name;
    int32_t days;
    const char *signers;
    size_t want;
} concerned[] = {
    { "soon, and the youth has signed", 10, "y12", 0 },        { "soon", 10, "12", 1 },
    { "soon, and a guardian is missing besides", 10, "1", 1 }, { "today", 0, "12", 1 },
    { "today, and the youth has signed", 0, "y", 0 },          { "later", 31, "12", 0 },
};

Test(consents_adult, concerns_those_that_would_stop)
{
    for (size_t i = 0; i < ARRAY_SIZE(concerned); i++) {
        size_t before = look(clock_wall_ms()).n;

        (void)enter_at(concerned[i].days, false, concerned[i].signers);
        cr_expect_eq(look(clock_wall_ms()).n - before, concerned[i].want, "%s", concerned[i].name);
    }
}

Test(consents_adult, falls_silent_when_the_youth_has_signed_or_it_has_ended)
{
    struct uuid first = enter_at(10, false, "12"), second = enter_at(10, false, "12"), message;
    struct error err = { 0 };

    cr_assert_eq(look(clock_wall_ms()).n, 2);
    cr_assert_eq(sign(&first, 0, &message, &err), FAULT_NONE, "%s", err.text);
    cr_expect_eq(look(clock_wall_ms()).n, 1);
    cr_assert_eq(withdraw(&second, 1, &message, &err), FAULT_NONE, "%s", err.text);
    cr_expect_eq(look(clock_wall_ms()).n, 0);
}

/* Codes of what the system is told, "" when there is no more. */
static const char *told(struct uuid *ret_id)
{
    static struct hook hook;
    bool has = false;

    do {
        cr_assert_eq(hooks_next(&world.school.party, HOOK_WEBHOOK, &hook, &has, NULL), FAULT_NONE);
        if (!has)
            return "";
        cr_assert_eq(hooks_done(&world.school.party, &hook, NULL), FAULT_NONE);
    } while (strcmp(hook.event, HOOK_ALARM) != 0);
    *ret_id = hook.id;
    return hook.state;
}

Test(consents_adult, tells_the_system_of_each_once)
{
    struct uuid first = enter_at(10, false, "12"), got;
    struct error err = { 0 };

    for (int i = 0; i < 2; i++)
        cr_assert_eq(consents_adult_tell(&world.school.party, clock_wall_ms(), &err), FAULT_NONE);
    cr_expect_str_eq(told(&got), CONSENTS_ADULT_ALARM);
    cr_expect(uuid_equal(&got, &first));
    cr_expect_str_empty(told(&got));
    (void)enter_at(10, false, "12");
    cr_assert_eq(consents_adult_tell(&world.school.party, clock_wall_ms(), &err), FAULT_NONE);
    cr_expect_str_eq(told(&got), CONSENTS_ADULT_ALARM);
    cr_expect_str_empty(told(&got));
}

Test(consents_adult, opens_a_page_at_a_time_and_comes_to_all_of_them)
{
    (void)enter_at(10, false, "12");
    post.adult_day = 0;
    for (int i = 0; i < CONSENTS_ADULT_PAGE; i++)
        (void)enter();
    cr_expect_eq(look(clock_wall_ms()).n, 0, "it stands on the second page");
    cr_expect_eq(look(clock_wall_ms()).n, 1);
    cr_expect_eq(look(clock_wall_ms()).n, 1, "and is remembered on the first");
    (void)enter_at(10, false, "12");
    cr_expect_eq(look(clock_wall_ms()).n, 2, "a new one is seen at once");
}

Test(consents_adult, survives_what_it_remembers_being_gone)
{
    (void)enter_at(10, false, "12");
    cr_assert_eq(look(clock_wall_ms()).n, 1);
    cr_assert_eq(spool_begin(world.school.shared.spool, NULL), FAULT_NONE);
    for (int i = 0; i < 2; i++)
        cr_assert_eq(
            spool_run(world.school.shared.spool,
                      i ? "DELETE FROM consent WHERE ?1" : "DELETE FROM consent_message WHERE ?1",
                      SPOOL_VALUES(spool_number(1)), NULL),
            FAULT_NONE);
    cr_assert_eq(spool_end(world.school.shared.spool, FAULT_NONE, NULL), FAULT_NONE);
    cr_expect_eq(look(clock_wall_ms()).n, 0);
}

static const struct {
    const char *name;
    int32_t days;
    bool is_adult_when_entered, withdrawal;
    uint32_t guardian;
    const char *code; /* "": it is taken */
} said[] = {
    { "a guardian, the day before", 1, false, true, 1, "" },
    { "a guardian, on the day", 0, false, true, 1, "not_a_signer" },
    { "a guardian, a year later", -365, false, true, 2, "not_a_signer" },
    { "a guardian of an adult", 0, true, true, 1, "not_a_signer" },
    { "a guardian signs, the day before", 1, false, false, 2, "" },
    { "a guardian signs, on the day", 0, false, false, 2, "not_a_signer" },
};

Test(consents_adult, guardians_neither_sign_nor_withdraw_from_that_day_on)
{
    for (size_t i = 0; i < ARRAY_SIZE(said); i++) {
        struct error err = { 0 };
        struct uuid consent, message;
        enum fault fault;

        consent = said[i].is_adult_when_entered
                      ? enter_adult()
                      : enter_at(said[i].days, true, said[i].withdrawal ? "y12" : "y1");
        fault = said[i].withdrawal ? withdraw(&consent, said[i].guardian, &message, &err)
                                   : sign(&consent, said[i].guardian, &message, &err);
        cr_expect_eq(fault, said[i].code[0] ? FAULT_INPUT : FAULT_NONE, "%s", said[i].name);
        cr_expect_str_eq(err.code, said[i].code, "%s", said[i].name);
        if (said[i].code[0])
            cr_expect_neq(state_of(&consent), CONSENT_WITHDRAWN, "%s", said[i].name);
    }
}
