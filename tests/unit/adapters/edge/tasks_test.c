/* SPDX-License-Identifier: EUPL-1.2 */
#include "edge/tasks.h"

#include <criterion/criterion.h>

#include "consents_play.h"
#include "edge/hooks.h"
#include "edge/rebox.h"
#include "edge/retention.h"
#include "edge/spool.h"

#define REASON "KANARIFUGL-vil ikke"
#define DAY_MS INT64_C(86400000)

TestSuite(tasks, .init = setup, .fini = teardown);

static struct party_state *own(void) { return &world.school.party; }

/* A granted consent whose contract is a condition; "" for of nothing. */
static struct uuid enter_on(const char *condition)
{
    struct uuid consent;

    strcpy(post.header.grant.scope.condition, condition);
    consent = enter();
    decide(&consent, STATE_ACCEPTED, "");
    return consent;
}

static struct uuid end_by(const struct uuid *consent, enum order_kind kind)
{
    CLEANUP(mem_free) struct consent_post *end = mem_new(1, sizeof(*end));
    struct uuid own_id, message;
    struct error err = { 0 };

    if (kind == ORDER_CONSENT_WITHDRAWAL) {
        cr_assert_eq(withdraw(consent, 0, &message, &err), FAULT_NONE, "%s", err.text);
        return message;
    }
    end->header.order = ORDER_CONSENT_VOID;
    end->header.revocation = (struct consent_revocation){ "wrong_entry", "rektor-7" };
    cr_assert_eq(send(consent, end, NULL, &own_id, &message, &err), FAULT_NONE, "%s", err.text);
    return message;
}

struct seen {
    struct task_view last;
    size_t n;
};

static void see(void *arg, const struct task_view *view)
{
    struct seen *seen = arg;

    seen->last = *view;
    seen->n++;
}

static struct seen list(bool open)
{
    struct seen seen = { 0 };
    struct error err = { 0 };

    cr_assert_eq(tasks_list(own(), open, NULL, 100, see, &seen, &err), FAULT_NONE, "%s", err.text);
    return seen;
}

/* A task on a consent of that condition. */
static struct task_view arise(const char *condition)
{
    struct uuid consent = enter_on(condition), order = end_by(&consent, ORDER_CONSENT_WITHDRAWAL);
    struct seen seen;

    decide(&order, STATE_ACCEPTED, "");
    seen = list(true);
    cr_assert_eq(seen.n, 1);
    cr_expect(uuid_equal(&seen.last.consent, &consent));
    return seen.last;
}

/* The party's system is told that something needs somebody, after the stage of the order. */
static void expect_told(void)
{
    struct error err = { 0 };
    struct hook hook;
    bool has = true;
    size_t n = 0;

    while (has) {
        cr_assert_eq(hooks_next(own(), HOOK_WEBHOOK, &hook, &has, &err), FAULT_NONE);
        if (!has)
            break;
        n += strcmp(hook.event, HOOK_ALARM) == 0 && strcmp(hook.state, "task_open") == 0;
        cr_assert_eq(hooks_done(own(), &hook, &err), FAULT_NONE);
    }
    cr_expect_eq(n, 1, "told %zu times", n);
}

/* What the bus says of the order, as often as it says it. */
static void make_decision(const struct uuid *order, struct world_receipt *ret_receipt)
{
    CLEANUP(frame_free) Samband__V1__Frame *submit = world_submit(&world, order);
    CLEANUP(mem_free) struct broker_item *item = mem_new(1, sizeof(*item));

    world_decision(&world, submit->submit, 0, item);
    world_sign_broker(&world, item, ret_receipt);
}

Test(tasks, arise_once_when_the_bus_has_accepted_a_withdrawal_and_not_before)
{
    struct uuid consent = enter_on("youth_follow_up"),
                order = end_by(&consent, ORDER_CONSENT_WITHDRAWAL);
    CLEANUP(world_receipt_clear) struct world_receipt receipt = { 0 };
    struct seen seen;

    cr_expect_eq(list(false).n, 0);
    world.school.party.webhook_url = "https://system.example/hook";
    make_decision(&order, &receipt);
    (void)world_give(&world, (struct world_receipt *[]){ &receipt }, 1);
    seen = list(true);
    cr_assert_eq(seen.n, 1);
    cr_expect(uuid_equal(&seen.last.consent, &consent));
    cr_expect_str_eq(seen.last.condition, "youth_follow_up");
    cr_expect_eq(seen.last.state, TASK_OPEN);
    cr_expect_gt(seen.last.since_ms, 0);
    expect_told();
    world_reopen(&world.school);
    (void)world_give(&world, (struct world_receipt *[]){ &receipt }, 1);
    cr_expect_eq(list(false).n, 1);
}

static const struct {
    const char *name, *condition;
    enum order_kind order;
    enum item_state state;
} none[] = {
    { "no condition", "", ORDER_CONSENT_WITHDRAWAL, STATE_ACCEPTED },
    { "a wrong entry", "youth_follow_up", ORDER_CONSENT_VOID, STATE_ACCEPTED },
    { "refused", "youth_follow_up", ORDER_CONSENT_WITHDRAWAL, STATE_REFUSED },
};

Test(tasks, arise_of_nothing_else)
{
    for (size_t i = 0; i < ARRAY_SIZE(none); i++) {
        struct uuid consent = enter_on(none[i].condition), order = end_by(&consent, none[i].order);

        decide(&order, none[i].state, none[i].state == STATE_REFUSED ? "consent_ended" : "");
        cr_expect_eq(list(false).n, 0, "%s", none[i].name);
    }
}

/* The consent's last day was yesterday, and the bus accepts today. */
static size_t n_withdrawn_after_the_end(int32_t days_ago)
{
    int32_t today = text_day_of(clock_wall_ms());
    struct uuid consent, message;
    struct error err = { 0 };

    post.header.grant.scope.valid_from = today - 30;
    post.header.grant.scope.valid_until = today;
    consent = enter_on("youth_follow_up");
    cr_assert_eq(withdraw_by(&consent, 0, today - days_ago, &message, &err), FAULT_NONE, "%s",
                 err.text);
    decide(&message, STATE_ACCEPTED, "");
    cr_expect_eq(state_of(&consent), CONSENT_WITHDRAWN);
    return list(false).n;
}

Test(tasks, arise_of_no_withdrawal_after_the_period)
{
    cr_expect_eq(n_withdrawn_after_the_end(0), 0);
}

Test(tasks, arise_of_a_withdrawal_within_the_period_that_was_entered_later)
{
    cr_expect_eq(n_withdrawn_after_the_end(1), 1);
}

Test(tasks, arise_although_no_key_opens_the_consent)
{
    struct uuid consent = enter_on("youth_follow_up"), order;

    world_new_seal(&world, &world.school);
    world_lose_old_seal(&world.school);
    order = end_by(&consent, ORDER_CONSENT_WITHDRAWAL);
    decide(&order, STATE_ACCEPTED, "");
    cr_expect_eq(list(true).n, 1);
}

/* As a wrong entry. */
static void make_void(const struct uuid *consent)
{
    struct uuid order = end_by(consent, ORDER_CONSENT_VOID);

    decide(&order, STATE_ACCEPTED, "");
}

static const struct task_talk talk = { 20500, "KO-3" };
static const struct task_decision notify = { true, "KO-3", REASON };
static const struct task_decision no_notice = { false, "KO-3", REASON };

static void expect_code(enum fault fault, const struct error *err, const char *code)
{
    cr_expect_eq(fault, FAULT_INPUT);
    cr_expect_str_eq(err->code, code);
}

Test(tasks, want_the_talk_before_a_notice_where_the_law_does)
{
    struct task_view task = arise("youth_follow_up");
    struct error err = { 0 };

    expect_code(tasks_decide(own(), &task.id, &notify, &err), &err, "talk_first");
    cr_assert_eq(tasks_hold_talk(own(), &task.id, &talk, &err), FAULT_NONE, "%s", err.text);
    cr_assert_eq(tasks_get(own(), &task.id, &task, &err), FAULT_NONE);
    cr_expect_eq(task.state, TASK_TALK_HELD);
    cr_expect_eq(task.talk.day, 20500);
    cr_expect_str_eq(task.talk.official, "KO-3");
    cr_assert_eq(tasks_decide(own(), &task.id, &notify, &err), FAULT_NONE, "%s", err.text);
    cr_assert_eq(tasks_get(own(), &task.id, &task, &err), FAULT_NONE);
    cr_expect_eq(task.state, TASK_DECIDED);
    cr_expect(task.notify);
    cr_expect_str_eq(task.decision.official, "KO-3");
    cr_expect_str_eq(task.decision.reason, REASON);
    cr_expect_eq(list(false).n, 1);
}

Test(tasks, need_no_talk_where_there_is_no_notice_or_it_is_only_customary)
{
    struct task_view strict = arise("youth_follow_up"), other;
    struct error err = { 0 };

    cr_expect_eq(tasks_decide(own(), &strict.id, &no_notice, &err), FAULT_NONE, "%s", err.text);
    other = arise("penal_warning");
    cr_expect_eq(tasks_decide(own(), &other.id, &notify, &err), FAULT_NONE, "%s", err.text);
}

Test(tasks, are_decided_once_and_the_same_again_is_no_fault)
{
    struct task_view task = arise("youth_follow_up");
    struct task_talk later = { 20501, "KO-3" };
    struct error err = { 0 };

    cr_assert_eq(tasks_hold_talk(own(), &task.id, &talk, &err), FAULT_NONE);
    cr_expect_eq(tasks_hold_talk(own(), &task.id, &talk, &err), FAULT_NONE);
    expect_code(tasks_hold_talk(own(), &task.id, &later, &err), &err, "talk_already");
    cr_assert_eq(tasks_decide(own(), &task.id, &no_notice, &err), FAULT_NONE);
    cr_expect_eq(tasks_decide(own(), &task.id, &no_notice, &err), FAULT_NONE);
    expect_code(tasks_decide(own(), &task.id, &notify, &err), &err, "decided_already");
    expect_code(tasks_hold_talk(own(), &task.id, &later, &err), &err, "decided_already");
}

Test(tasks, of_a_condition_that_is_known_no_more_want_the_talk)
{
    struct task_view task = arise("penal_warning");
    const struct notice_way way = { "social_services", "prosecutor", "se.sol.15-5",
                                    "status_update" };
    struct error err = { 0 };

    cr_expect(tasks_has_way(own(), &task, &way));
    conditions_free(world.school.shared.conditions);
    world.school.shared.conditions = NULL;
    cr_expect_not(tasks_has_way(own(), &task, &way));
    expect_code(tasks_decide(own(), &task.id, &notify, &err), &err, "talk_first");
}

Test(tasks, end_with_a_consent_that_was_entered_wrongly)
{
    struct task_view task = arise("youth_follow_up");
    struct uuid order = end_by(&task.consent, ORDER_CONSENT_VOID);
    struct error err = { 0 };

    cr_expect_eq(list(true).n, 1, "the bus has not said so yet");
    decide(&order, STATE_ACCEPTED, "");
    cr_expect_eq(list(true).n, 0);
    cr_assert_eq(tasks_get(own(), &task.id, &task, &err), FAULT_NONE);
    cr_expect_eq(task.state, TASK_VOID);
    expect_code(tasks_hold_talk(own(), &task.id, &talk, &err), &err, "task_void");
    expect_code(tasks_decide(own(), &task.id, &no_notice, &err), &err, "task_void");
    cr_assert_eq(retention_run(world.school.shared.spool,
                               clock_wall_ms() + (3 * 366 + 401) * DAY_MS, &(int64_t){ 0 }, &err),
                 FAULT_NONE);
    cr_expect_eq(list(false).n, 0);
}

Test(tasks, that_were_decided_end_too_unless_the_notice_has_gone)
{
    struct task_view unsent, told;
    struct error err = { 0 };

    give_role(WORLD_SCHOOL, "mediation_board");
    unsent = arise("conditional_waiver");
    cr_assert_eq(tasks_decide(own(), &unsent.id, &notify, &err), FAULT_NONE, "%s", err.text);
    make_void(&unsent.consent);
    cr_assert_eq(tasks_get(own(), &unsent.id, &unsent, &err), FAULT_NONE);
    cr_expect_eq(unsent.state, TASK_VOID);
    cr_expect_not(unsent.notice_unsent);
    cr_expect_str_eq(unsent.decision.reason, REASON, "who decided what is still told");
    cr_expect_eq(list(true).n, 0);

    told = arise("conditional_waiver");
    cr_assert_eq(tasks_decide(own(), &told.id, &no_notice, &err), FAULT_NONE, "%s", err.text);
    make_void(&told.consent);
    cr_assert_eq(tasks_get(own(), &told.id, &told, &err), FAULT_NONE);
    cr_expect_eq(told.state, TASK_DECIDED);
}

/* The order in which the bus's answers come is not that of the orders. */
Test(tasks, do_not_arise_once_the_void_was_accepted)
{
    struct uuid consent = enter_on("youth_follow_up"),
                withdrawal = end_by(&consent, ORDER_CONSENT_WITHDRAWAL);

    make_void(&consent);
    decide(&withdrawal, STATE_ACCEPTED, "");
    cr_expect_eq(list(false).n, 0);
}

Test(tasks, are_nobody_elses)
{
    struct task_view task = arise("youth_follow_up");
    struct error err = { 0 };

    strcpy(world.school.party.name, WORLD_POLICE);
    expect_code(tasks_get(own(), &task.id, &task, &err), &err, "unknown_task");
    expect_code(tasks_hold_talk(own(), &task.id, &talk, &err), &err, "unknown_task");
    expect_code(tasks_decide(own(), &task.id, &no_notice, &err), &err, "unknown_task");
    cr_expect_eq(list(false).n, 0);
    strcpy(world.school.party.name, WORLD_SCHOOL);
}

Test(tasks, keep_who_and_why_in_boxes_that_a_new_key_opens)
{
    struct task_view task = arise("youth_follow_up");
    struct error err = { 0 };
    size_t n_done = 0, n_closed = 0;

    cr_assert_eq(tasks_hold_talk(own(), &task.id, &talk, &err), FAULT_NONE);
    cr_assert_eq(tasks_decide(own(), &task.id, &notify, &err), FAULT_NONE);
    cr_expect_not(world_holds(world.school.spool_folder, bytes_of_text(REASON)));
    world_new_seal(&world, &world.school);
    cr_assert_eq(rebox_run(own(), &n_done, &n_closed, &err), FAULT_NONE, "%s", err.text);
    cr_expect_eq(n_closed, 0);
    world_lose_old_seal(&world.school);
    cr_assert_eq(tasks_get(own(), &task.id, &task, &err), FAULT_NONE);
    cr_expect_str_eq(task.talk.official, "KO-3");
    cr_expect_str_eq(task.decision.reason, REASON);
}

/* Three years, and 400 days, from when the consent was entered. */
Test(tasks, go_with_their_consents_but_not_before_they_are_decided)
{
    struct task_view task = arise("youth_follow_up");
    int64_t after_ms = clock_wall_ms() + (3 * 366 + 401) * DAY_MS, n;
    struct error err = { 0 };

    cr_assert_eq(retention_run(world.school.shared.spool, after_ms, &n, &err), FAULT_NONE);
    cr_expect_eq(list(false).n, 1);
    cr_assert_eq(tasks_decide(own(), &task.id, &no_notice, &err), FAULT_NONE);
    cr_assert_eq(retention_run(world.school.shared.spool, after_ms, &n, &err), FAULT_NONE, "%s",
                 err.text);
    cr_expect_eq(list(false).n, 0);
}

/* The subject of `post` is of key 0x01010101. */
static const struct {
    const char *name;
    uint8_t first, last;
    bool is_about;
} subjects[] = {
    { "the same", 1, 1, true },
    { "somebody else, under the same key", 1, 2, false },
    { "nobody knows, under another key", 2, 2, true },
    { "somebody without a number", 0, 2, false },
};

Test(tasks, are_about_the_person_of_the_consent)
{
    struct task_view task = arise("youth_follow_up");

    for (size_t i = 0; i < ARRAY_SIZE(subjects); i++) {
        uint8_t subject[SUBJECT_SIZE];
        struct error err = { 0 };
        bool is = false;

        memset(subject, 1, sizeof(subject));
        memset(subject, subjects[i].first, 4);
        subject[SUBJECT_SIZE - 1] = subjects[i].last;
        cr_assert_eq(tasks_is_about(own(), &task, subject, &is, &err), FAULT_NONE, "%s", err.text);
        cr_expect_eq(is, subjects[i].is_about, "%s", subjects[i].name);
    }
}
