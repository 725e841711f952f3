/* SPDX-License-Identifier: EUPL-1.2 */
/* policy_verify - ground by ground; in each, group by group (what is sent, but for the category); in
 * each, cell by cell (with the category); in each cell, whatever may have been given for it. In a
 * cell the rules that cover it are the same throughout, so which of two asks for more is seen when
 * the cell is done, and whether it asks in vain when its group is.
 */
#include "review/policy_verify.h"

#include <string.h>

#include "base/memory.h"
#include "review/policy_block.h"
#include "review/policy_calendar.h"
#include "review/policy_warrant.h"

/* A ground of the form of one, that no statute has. */
#define GROUND_OF_NOBODY "xx.nobody"

struct walk {
    const struct policy *policy;
    policy_gate *gate;
    struct policy_verification *verification;
    bool *reached; /* of each rule of the policy */
    bool *needed;
    uint64_t *beside; /* which rules of its ground always let pass what the rule does */

    const struct policy_rule *rules; /* of the ground; bits of the masks below are their places */
    size_t n_rules;
    struct policy_point *point;
    uint64_t covering;                         /* rules that cover the cell */
    const struct policy_rule *forbidding;      /* the cell; NULL: none */
    const struct policy_rule *excluding;       /* its category, of the ground; NULL: none */
    uint64_t seen;                             /* rules that let something pass in the cell */
    uint64_t without[POLICY_VERIFY_RULES_MAX]; /* of each, those that somewhere did not */
    uint64_t
        more[POLICY_VERIFY_RULES_MAX]; /* of each, those that ask for less in a cell of the group */
    uint64_t apart[POLICY_VERIFY_RULES_MAX]; /* and those without which it lets a cell pass */
};

#define BIT(i) ((uint64_t)1 << (i))

static size_t place_of(const struct walk *walk, const struct policy_rule *rule)
{
    return (size_t)(rule - walk->policy->rules);
}

static struct policy_findings *findings_of(const struct walk *walk)
{
    return &walk->verification->findings;
}

/* ---- findings ---- */

static void note_at_point(const struct walk *walk, enum policy_flaw flaw,
                          const struct policy_rule *rule, const struct policy_rule *other,
                          const char *what)
{
    struct policy_finding *finding = policy_finding_note(findings_of(walk), flaw, rule, other);
    CLEANUP(mem_free) char *where = NULL;

    if (finding->text)
        return;
    where = policy_point_text(walk->point);
    finding->text = mem_printf("%s%s%s: %s", what, other ? " " : "", other ? other->id : "", where);
}

/* The rule of the ground that the gate names, or NULL. */
static const struct policy_rule *named_rule(const struct walk *walk, const char *id)
{
    for (size_t i = 0; i < walk->n_rules; i++)
        if (walk->rules[i].id == id)
            return &walk->rules[i];
    return NULL;
}

static void note_unwarranted(const struct walk *walk, const struct policy_answer *answer)
{
    const struct policy_rule *rule = named_rule(walk, answer->sections[0].rule);
    const struct policy_question *question = &walk->point->question;
    CLEANUP(mem_free) char *what = NULL;
    const char *lacks = "no rule of the ground is named";

    if (rule)
        lacks = policy_warrant_scope(rule, question, walk->point->category);
    if (rule && !lacks)
        lacks = policy_warrant_given(rule, question, walk->point->category);
    what = mem_printf("passes although %s", lacks ? lacks : "no rule warrants it");
    note_at_point(walk, FLAW_UNWARRANTED, rule, NULL, what);
}

/* ---- blocks ---- */

static const struct policy_rule *blocked_at(const struct policy *policy, size_t i)
{
    return &policy->rules[policy->blocked[i]];
}

static void look_round_blocks(const struct walk *walk, const struct policy_rule *passing)
{
    for (size_t i = 0; i < walk->policy->n_blocked; i++) {
        const struct policy_rule *block = blocked_at(walk->policy, i);

        if (policy_block_is_passed_round(walk->policy, block, &walk->point->question,
                                         walk->point->category))
            note_at_point(walk, FLAW_ROUND_BLOCK, block, passing,
                          "the section that it forbids passes on another ground, by");
    }
}

/* ---- one point ---- */

static void note_refused(const struct walk *walk, const struct policy_answer *answer)
{
    const struct policy_rule *rule;

    if (strcmp(answer->code, "no_sending") == 0) {
        rule = named_rule(walk, answer->rule);
        if (rule && rule->kind == POLICY_NONE)
            walk->reached[place_of(walk, rule)] = true;
    }
    if (strcmp(answer->code, "blocked") != 0)
        return;
    for (size_t i = 0; i < walk->policy->n_blocked; i++) {
        rule = blocked_at(walk->policy, i);
        if (policy_warrant_forbids(rule, &walk->point->question, true))
            walk->reached[place_of(walk, rule)] = true;
    }
}

/* The rules that warrant the point let it pass together. */
static void note_passed(struct walk *walk, uint64_t warranting)
{
    walk->seen |= warranting;
    for (size_t i = 0; i < walk->n_rules; i++) {
        size_t at = place_of(walk, &walk->rules[i]);

        if (!(warranting & BIT(i)))
            continue;
        walk->reached[at] = true;
        walk->beside[at] &= warranting;
        walk->without[i] |= ~warranting;
        if (warranting == BIT(i))
            walk->needed[at] = true;
    }
}

static const struct policy_rule *first_of(const struct walk *walk, uint64_t mask)
{
    for (size_t i = 0; i < walk->n_rules; i++)
        if (mask & BIT(i))
            return &walk->rules[i];
    return NULL;
}

static uint64_t warranting_rules(const struct walk *walk)
{
    uint64_t mask = 0;

    for (size_t i = 0; i < walk->n_rules; i++)
        if ((walk->covering & BIT(i)) &&
            !policy_warrant_given(&walk->rules[i], &walk->point->question, walk->point->category))
            mask |= BIT(i);
    return mask;
}

static void ask(struct walk *walk)
{
    uint64_t warranting = walk->covering ? warranting_rules(walk) : 0;
    struct policy_answer answer;
    bool is_passing;

    walk->gate(walk->policy, &walk->point->question, &answer);
    is_passing = answer.decision == VERDICT_PERMIT && answer.n_sections == 1 &&
                 answer.sections[0].verdict == VERDICT_PERMIT;
    if (!is_passing)
        note_refused(walk, &answer);
    if (is_passing && walk->forbidding)
        note_at_point(walk, FLAW_THROUGH_BLOCK, walk->forbidding,
                      named_rule(walk, answer.sections[0].rule), "it forbids what passes by");
    else if (is_passing && walk->excluding)
        note_at_point(walk, FLAW_THROUGH_BLOCK, walk->excluding,
                      named_rule(walk, answer.sections[0].rule), "it shuts out what passes by");
    else if (is_passing && !warranting)
        note_unwarranted(walk, &answer);
    else if (!is_passing && warranting && walk->excluding)
        note_at_point(walk, FLAW_CONFLICT, walk->excluding, first_of(walk, warranting),
                      "it shuts out what is let pass by");
    else if (!is_passing && warranting && !walk->forbidding)
        note_at_point(walk, FLAW_WITHHELD, first_of(walk, warranting), NULL,
                      "it warrants what does not pass");
    if (is_passing && warranting) {
        note_passed(walk, warranting);
        look_round_blocks(walk, first_of(walk, warranting));
    }
}

/* ---- one cell: what is sent ---- */

static void start_cell(struct walk *walk)
{
    const struct policy_point *point = walk->point;

    walk->covering = walk->seen = 0;
    walk->forbidding = walk->excluding = NULL;
    memset(walk->without, 0, sizeof(walk->without));
    for (size_t i = 0; i < walk->n_rules; i++) {
        const struct policy_rule *rule = &walk->rules[i];

        if (!policy_warrant_scope(rule, &point->question, point->category))
            walk->covering |= BIT(i);
        if (!walk->excluding && policy_warrant_excludes(rule, &point->question, point->category))
            walk->excluding = rule;
    }
    for (size_t i = 0; i < walk->policy->n_blocked && !walk->forbidding; i++)
        if (policy_warrant_forbids(blocked_at(walk->policy, i), &point->question, true))
            walk->forbidding = blocked_at(walk->policy, i);
}

static void end_cell(struct walk *walk)
{
    for (size_t i = 0; i < walk->n_rules; i++) {
        if (!(walk->seen & BIT(i)))
            continue;
        walk->apart[i] |= walk->without[i];
        for (size_t j = 0; j < walk->n_rules; j++)
            if ((walk->seen & BIT(j)) && !(walk->without[i] & BIT(j)) &&
                ((walk->without[j] & BIT(i)) ||
                 (i < j && walk->rules[i].kind != walk->rules[j].kind)))
                walk->more[i] |= BIT(j);
    }
}

/* ---- one group: the cells of all categories ---- */

static void note_conflict(struct walk *walk, const struct policy_rule *rule,
                          const struct policy_rule *other)
{
    do {
        if (policy_words_has(&rule->categories, walk->point->category) &&
            policy_words_has(&other->categories, walk->point->category))
            note_at_point(walk, FLAW_CONFLICT, rule, other,
                          "what it asks for is asked in vain, since the same passes by");
    } while (policy_point_next(walk->point, SPACE_CATEGORY, SPACE_SCOPE));
}

/* A rule that asks for more may cover what one of its kind lets pass for less, if by that it lets more
 * pass: an exchange then rests on one rule, and the record does not show which section asked for
 * it. Otherwise what it asks for is asked in vain; and two kinds for one thing contradict each other. */
static void end_group(struct walk *walk)
{
    for (size_t i = 0; i < walk->n_rules; i++)
        for (size_t j = 0; walk->more[i] && j < walk->n_rules; j++)
            if ((walk->more[i] & BIT(j)) &&
                (!(walk->apart[i] & BIT(j)) || walk->rules[i].kind != walk->rules[j].kind))
                note_conflict(walk, &walk->rules[i], &walk->rules[j]);
    memset(walk->more, 0, sizeof(walk->more));
    memset(walk->apart, 0, sizeof(walk->apart));
}

/* ---- one ground ---- */

static void walk_cell(struct walk *walk)
{
    start_cell(walk);
    do
        ask(walk);
    while (policy_point_next(walk->point, SPACE_SCOPE, SPACE_FIELDS));
    end_cell(walk);
}

static void walk_space(struct walk *walk, const struct policy_space *space)
{
    policy_point_start(walk->point, space);
    do {
        do
            walk_cell(walk);
        while (policy_point_next(walk->point, SPACE_CATEGORY, SPACE_SCOPE));
        end_group(walk);
    } while (policy_point_next(walk->point, 0, SPACE_CATEGORY));
    walk->verification->n_points += policy_space_points(space);
    walk->verification->n_combinations += policy_space_combinations(space);
}

/* Those of the ground, those that block, and those of grounds that a block lists. */
static void collect_rules(const struct walk *walk, struct policy_rule_list *list)
{
    const struct policy *policy = walk->policy;

    for (size_t i = 0; i < walk->n_rules; i++)
        policy_rule_list_add(list, &walk->rules[i]);
    for (size_t i = 0; i < policy->n_blocked; i++) {
        const struct policy_rule *block = blocked_at(policy, i);

        policy_rule_list_add(list, block);
        for (size_t j = 0; policy_block_is_listing(block) && j < policy->n_rules; j++)
            if (policy_words_has(&block->grounds, policy->rules[j].ground))
                policy_rule_list_add(list, &policy->rules[j]);
    }
}

static enum fault walk_ground(struct walk *walk, const struct policy_universe *universe,
                              const char *ground, struct error *err)
{
    CLEANUP(policy_rule_list_clear) struct policy_rule_list list = { 0 };
    CLEANUP(policy_space_clear) struct policy_space space = { 0 };
    enum fault fault;

    walk->rules = policy_of_ground(walk->policy, ground, &walk->n_rules);
    if (walk->n_rules > POLICY_VERIFY_RULES_MAX)
        return error_set_code(err, FAULT_INPUT, "too_many_rules", "%s has more than %d rules",
                              ground, POLICY_VERIFY_RULES_MAX);
    collect_rules(walk, &list);
    fault = policy_space_make(universe, ground, &list, &space, err);
    if (fault)
        return fault;
    walk_space(walk, &space);
    return FAULT_NONE;
}

static enum fault walk_grounds(struct walk *walk, const struct policy_universe *universe,
                               struct error *err)
{
    const struct policy *policy = walk->policy;
    enum fault fault = walk_ground(walk, universe, NULL, err);

    if (!fault)
        fault = walk_ground(walk, universe, GROUND_OF_NOBODY, err);
    for (size_t i = 0; !fault && i < policy->n_rules; i += walk->n_rules)
        fault = walk_ground(walk, universe, policy->rules[i].ground, err);
    return fault;
}

/* ---- the whole ---- */

static void note_unneeded(const struct walk *walk, size_t at)
{
    const struct policy_rule *rule = &walk->policy->rules[at], *rules;
    struct policy_findings *findings = findings_of(walk);
    const struct policy_rule *other = NULL;
    size_t n;

    rules = policy_of_ground(walk->policy, rule->ground, &n);
    for (size_t i = 0; i < n && !other; i++)
        if ((walk->beside[at] & BIT(i)) && &rules[i] != rule)
            other = &rules[i];
    policy_finding_note(findings, FLAW_UNNEEDED, rule, other)->text =
        mem_printf("whatever it lets pass, %s too", other ? other->id : "others of its ground");
}

static void look_at_rules(const struct walk *walk)
{
    for (size_t i = 0; i < walk->policy->n_rules; i++) {
        const struct policy_rule *rule = &walk->policy->rules[i];
        bool is_sending = rule->kind != POLICY_BLOCKED && rule->kind != POLICY_NONE;

        if (!walk->reached[i] && !policy_finding_has(findings_of(walk), FLAW_NONE_BESIDE, rule))
            policy_finding_note(findings_of(walk), FLAW_UNREACHED, rule, NULL)->text =
                mem_text(is_sending ? "it is never reached: no section passes by it"
                                    : "it is never reached: no exchange is refused by it");
        else if (is_sending && !walk->needed[i] &&
                 !policy_finding_has(findings_of(walk), FLAW_CONFLICT, rule))
            note_unneeded(walk, i);
    }
}

void policy_verification_clear(struct policy_verification *verification)
{
    policy_findings_clear(&verification->findings);
}

enum fault policy_verify(const struct policy *policy, const struct policy_universe *universe,
                         policy_gate *gate, struct policy_verification *ret_verification,
                         struct error *err)
{
    CLEANUP(policy_verification_clear) struct policy_verification verification = { 0 };
    CLEANUP(mem_free) bool *reached = mem_new(policy->n_rules, sizeof(*reached));
    CLEANUP(mem_free) bool *needed = mem_new(policy->n_rules, sizeof(*needed));
    CLEANUP(mem_free) uint64_t *beside = mem_new(policy->n_rules, sizeof(*beside));
    struct policy_point point;
    struct walk walk = { .policy = policy,
                         .gate = gate,
                         .verification = &verification,
                         .reached = reached,
                         .needed = needed,
                         .beside = beside,
                         .point = &point };
    enum fault fault;

    memset(beside, 0xff, policy->n_rules * sizeof(*beside));
    fault = walk_grounds(&walk, universe, err);
    if (fault)
        return fault;
    policy_calendar_check(policy, &verification.findings);
    look_at_rules(&walk);
    policy_findings_sort(&verification.findings);
    *ret_verification = verification;
    verification = (struct policy_verification){ 0 };
    return FAULT_NONE;
}
