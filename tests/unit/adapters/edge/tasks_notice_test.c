/* SPDX-License-Identifier: EUPL-1.2 */
/* A notice that was decided is work until it has gone, and again when it comes to nothing. */
#include "edge/tasks_notice.h"

#include <criterion/criterion.h>

#include "consents_play.h"
#include "edge/hooks.h"
#include "edge/retention.h"
#include "edge/spool.h"
#include "edge/tasks.h"

#define DAY_MS INT64_C(86400000)

static struct uuid task, consent;

static struct party_state *own(void) { return &world.school.party; }

static void keep(void *arg, const struct task_view *view)
{
    size_t *n = arg;

    task = view->id;
    ++*n;
}

static size_t n_listed(bool open)
{
    struct error err = { 0 };
    size_t n = 0;

    cr_assert_eq(tasks_list(own(), open, NULL, 100, keep, &n, &err), FAULT_NONE, "%s", err.text);
    return n;
}

static void set_up(void)
{
    struct uuid order;
    struct error err = { 0 };

    setup();
    give_role(WORLD_SCHOOL, "social_services");
    strcpy(post.header.grant.scope.condition, "penal_warning"); /* asks for no talk */
    consent = enter();
    decide(&consent, STATE_ACCEPTED, "");
    cr_assert_eq(withdraw(&consent, 0, &order, &err), FAULT_NONE, "%s", err.text);
    decide(&order, STATE_ACCEPTED, "");
    cr_assert_eq(n_listed(true), 1);
    world.school.party.webhook_url = "https://system.example/hook";
}

TestSuite(tasks_notice, .init = set_up, .fini = teardown);

static void decide_to(bool notify)
{
    struct task_decision decision = { notify, "SOC-3", "Oppdiktet." };
    struct error err = { 0 };

    cr_assert_eq(tasks_decide(own(), &task, &decision, &err), FAULT_NONE, "%s", err.text);
}

/* As a condition that nobody knows asks for. */
static void decide_after_a_talk(void)
{
    const struct task_talk talk = { 20500, "SOC-3" };
    struct error err = { 0 };

    cr_assert_eq(tasks_hold_talk(own(), &task, &talk, &err), FAULT_NONE, "%s", err.text);
    decide_to(true);
}

/* How often its system has been told of it since the last time. */
static size_t n_told(void)
{
    struct error err = { 0 };
    struct hook hook;
    bool has = true;
    size_t n = 0;

    while (has) {
        cr_assert_eq(hooks_next(own(), HOOK_WEBHOOK, &hook, &has, &err), FAULT_NONE);
        if (!has)
            break;
        n += strcmp(hook.event, HOOK_ALARM) == 0 && strcmp(hook.state, TASKS_NOTICE_ALARM) == 0;
        cr_assert_eq(hooks_done(own(), &hook, &err), FAULT_NONE);
    }
    return n;
}

/* A message of the party's that names the task, wherever it goes. */
static struct uuid send_notice(void)
{
    CLEANUP(mem_free) struct uuid *ids = NULL;
    struct spool *spool = world.school.shared.spool;
    struct error err = { 0 };
    size_t n = 0;

    ids = world_post(&world, NULL, 1, &n);
    cr_assert_eq(n, 1);
    cr_assert_eq(spool_begin(spool, &err), FAULT_NONE);
    cr_assert_eq(spool_end(spool, tasks_note_notice(own(), &task, &ids[0], &err), &err), FAULT_NONE,
                 "%s", err.text);
    return ids[0];
}

/* By the bus, whole. */
static void refuse(const struct uuid *id)
{
    CLEANUP(frame_free) Samband__V1__Frame *submit = world_submit(&world, id);
    CLEANUP(world_receipt_clear) struct world_receipt receipt = { 0 };
    CLEANUP(mem_free) struct broker_item *item = mem_new(1, sizeof(*item));

    world_decision(&world, submit->submit, 0, item);
    item->state = STATE_REFUSED;
    strcpy(item->code, "reason_missing");
    for (size_t i = 0; i < item->n_verdicts; i++)
        item->verdicts[i].verdict = VERDICT_REFUSE;
    world_sign_broker(&world, item, &receipt);
    (void)world_give(&world, (struct world_receipt *[]){ &receipt }, 1);
    cr_assert_eq(world_view(&world, id)->stage, OUTBOX_REFUSED);
}

static int64_t run_after(int64_t days)
{
    struct error err = { 0 };
    int64_t n;

    cr_assert_eq(
        retention_run(world.school.shared.spool, clock_wall_ms() + days * DAY_MS, &n, &err),
        FAULT_NONE, "%s", err.text);
    return n;
}

Test(tasks_notice, is_work_until_it_is_sent)
{
    struct task_view view;
    struct error err;

    decide_to(true);
    cr_expect_eq(n_told(), 1);
    decide_to(true);
    cr_expect_eq(n_told(), 0, "once");
    cr_expect_eq(n_listed(true), 1);
    cr_assert_eq(tasks_get(own(), &task, &view, &err), FAULT_NONE);
    cr_expect(view.notice_unsent);
    send_notice();
    cr_expect_eq(n_listed(true), 0);
    cr_assert_eq(tasks_get(own(), &task, &view, &err), FAULT_NONE);
    cr_expect(!view.notice_unsent);
    cr_expect_eq(n_listed(false), 1);
}

Test(tasks_notice, is_none_where_it_was_decided_against)
{
    decide_to(false);
    cr_expect_eq(n_told(), 0);
    cr_expect_eq(n_listed(true), 0);
}

Test(tasks_notice, is_work_again_when_all_that_were_sent_have_failed)
{
    struct uuid one, other;

    decide_to(true);
    one = send_notice();
    other = send_notice();
    (void)n_told();
    refuse(&one);
    cr_expect_eq(n_told(), 0, "the other is on its way");
    cr_expect_eq(n_listed(true), 0);
    refuse(&other);
    cr_expect_eq(n_told(), 1);
    cr_expect_eq(n_listed(true), 1);
    world_reopen(&world.school);
    cr_expect_eq(n_listed(true), 1);
}

/* Of a police, for one: the prosecutor is told within its own district. */
Test(tasks_notice, is_none_over_the_bus_where_there_is_no_way)
{
    struct task_view view;
    struct error err;

    give_role(WORLD_SCHOOL, "police");
    decide_to(true);
    cr_expect_eq(n_told(), 0);
    cr_expect_eq(n_listed(true), 0, "the decision ends the task");
    cr_assert_eq(tasks_get(own(), &task, &view, &err), FAULT_NONE);
    cr_expect_eq(view.state, TASK_DECIDED);
    cr_expect(view.notify);
    cr_expect_not(view.notice_unsent);
    run_after(3 * 366 + 401);
    cr_expect_eq(n_listed(false), 0, "and it is kept no longer than its consent");
}

Test(tasks_notice, may_go_where_its_ways_are_not_known_today)
{
    conditions_free(world.school.shared.conditions);
    world.school.shared.conditions = NULL;
    decide_after_a_talk();
    cr_expect_eq(n_told(), 1);
    cr_expect_eq(n_listed(true), 1);
}

Test(tasks_notice, that_failed_is_not_sent_again_once_the_consent_was_void)
{
    CLEANUP(mem_free) struct consent_post *end = mem_new(1, sizeof(*end));
    struct uuid notice, own_id, order;
    struct error err = { 0 };

    decide_to(true);
    notice = send_notice();
    end->header.order = ORDER_CONSENT_VOID;
    end->header.revocation = (struct consent_revocation){ "wrong_person", "SOC-3" };
    cr_assert_eq(send(&consent, end, NULL, &own_id, &order, &err), FAULT_NONE, "%s", err.text);
    decide(&order, STATE_ACCEPTED, "");
    (void)n_told();
    refuse(&notice);
    cr_expect_eq(n_told(), 0);
    cr_expect_eq(n_listed(true), 0);
}

static const enum outbox_stage failed[] = { OUTBOX_REFUSED, OUTBOX_RETURNED, OUTBOX_NOT_SENT,
                                            OUTBOX_WITHDRAWN, OUTBOX_TAKEN_BACK };

Test(tasks_notice, has_gone_in_every_other_stage)
{
    struct uuid id;

    decide_to(true);
    id = send_notice();
    for (int stage = 0; stage < N_OUTBOX_STAGES; stage++) {
        bool is_failed = false;
        struct error err;

        for (size_t i = 0; i < ARRAY_SIZE(failed); i++)
            is_failed = is_failed || (int)failed[i] == stage;
        cr_assert_eq(
            spool_run(world.school.shared.spool, "UPDATE outbox SET stage = ?1 WHERE id = ?2",
                      SPOOL_VALUES(spool_number(stage), spool_blob(id.bytes, UUID_SIZE)), &err),
            FAULT_NONE);
        cr_expect_eq(n_listed(true), is_failed ? 1 : 0, "%s",
                     outbox_stage_name((enum outbox_stage)stage));
    }
}

/* Three years, and 400 days, from when the consent was entered. */
Test(tasks_notice, keeps_its_task_until_it_has_gone)
{
    decide_to(true);
    run_after(3 * 366 + 401);
    cr_expect_eq(n_listed(true), 1, "nobody has sent it");
}

/* The message goes after 400 days, long before the task. */
Test(tasks_notice, has_gone_although_the_message_is_kept_no_longer)
{
    struct uuid id;

    decide_to(true);
    id = send_notice();
    world_bring(&world, &id, OUTBOX_REGISTERED);
    cr_expect_eq(run_after(401), 1);
    cr_expect_eq(n_listed(true), 0);
    cr_expect_eq(n_listed(false), 1);
    run_after(3 * 366 + 401);
    cr_expect_eq(n_listed(false), 0);
}
