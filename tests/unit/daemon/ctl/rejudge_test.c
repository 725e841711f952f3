/* SPDX-License-Identifier: EUPL-1.2 */
#include "ctl/rejudge.h"

#include <criterion/criterion.h>
#include <string.h>

#include "base/memory.h"

/* A permit in part, as the leaf and as the gate tell it. */
static struct judgement invented(void)
{
    return (struct judgement){
        .permitted = true,
        .rule = "a",
        .code = "",
        .verdicts = { VERDICT_PERMIT, VERDICT_LEAVE_OUT },
        .rules = { "a", "b" },
        .n_sections = 2,
    };
}

static void permit_less(struct judgement *to) { to->verdicts[0] = VERDICT_LEAVE_OUT; }
static void permit_more(struct judgement *to) { to->verdicts[1] = VERDICT_PERMIT; }
static void by_another(struct judgement *to) { to->rules[1] = "c"; }
static void on_another(struct judgement *to) { to->rule = "c"; }
static void refuse(struct judgement *to)
{
    to->permitted = false;
    to->code = "age_outside";
}
static void refuse_without_a_word(struct judgement *to) { to->permitted = false; }
static void lose_a_section(struct judgement *to) { to->n_sections = 1; }

static const struct {
    void (*change)(struct judgement *to);
    const char *want;
} cases[] = {
    { permit_less, "section 0: permit (a) became leave_out (a)" },
    { permit_more, "section 1: leave_out (b) became permit (b)" },
    { by_another, "section 1: leave_out (b) became leave_out (c)" },
    { on_another, "the whole: permit (a) became permit (c)" },
    { refuse, "the whole: permit (a) became refuse (a, age_outside)" },
    { refuse_without_a_word, "the whole: permit (a) became refuse (a)" },
    { lose_a_section, "2 sections became 1" },
};

Test(rejudge, says_exactly_what_differs)
{
    struct judgement from = invented(), same = invented();
    CLEANUP(buffer_clear) struct buffer none = { 0 };

    judgement_differences(&from, &same, &none);
    cr_expect_eq(none.size, 0);
    cr_expect(judgement_equal(&from, &same));
    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        CLEANUP(buffer_clear) struct buffer text = { 0 };
        struct judgement to = invented();

        cases[i].change(&to);
        cr_expect(!judgement_equal(&from, &to), "%zu", i);
        judgement_differences(&from, &to, &text);
        cr_expect_str_eq((const char *)text.data, cases[i].want);
    }
}

Test(rejudge, parts_several_differences)
{
    CLEANUP(buffer_clear) struct buffer text = { 0 };
    struct judgement from = invented(), to = invented();

    refuse(&to);
    permit_less(&to);
    judgement_differences(&from, &to, &text);
    cr_expect_not_null(strstr((const char *)text.data, "; section 0: "));
}

Test(rejudge, a_refusal_is_told_alike_by_leaf_and_gate)
{
    CLEANUP(mem_free) struct entry *entry = mem_new(1, sizeof(*entry));
    struct policy_answer answer = {
        .decision = VERDICT_REFUSE,
        .rule = "a",
        .code = "no_consent",
        .sections = { { .verdict = VERDICT_REFUSE, .rule = "a" } },
        .n_sections = 1,
    };
    struct judgement recorded, again;

    strcpy(entry->rule, "a");
    strcpy(entry->code, "no_consent");
    entry->n_verdicts = 1;
    entry->verdicts[0].verdict = VERDICT_REFUSE;
    strcpy(entry->verdicts[0].rule, "a");
    judgement_of_entry(entry, &recorded);
    judgement_of_answer(&answer, &again);
    cr_expect(judgement_equal(&recorded, &again));
    answer.decision = VERDICT_PERMIT;
    answer.code = "permit";
    judgement_of_answer(&answer, &again);
    cr_expect_str_eq(again.code, "");
    cr_expect(!judgement_equal(&recorded, &again));
}
