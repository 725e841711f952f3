/* SPDX-License-Identifier: EUPL-1.2 */
#include "review/policy_diff.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "review/policy_warrant.h"

/* One of the two policies, on one ground. */
struct side {
    const struct policy *policy;
    const struct policy_rule *rules; /* of the ground */
    size_t n_rules;
    bool *covers; /* the cell: each rule */
    bool *passes; /* something in the cell: each rule */
};

struct comparison {
    struct side before, after;
    const struct policy_universe *universe;
    struct policy_diff *diff;
};

bool policy_mask_has(const struct policy_mask *mask, size_t i)
{
    return mask->bits[i / 64] >> (i % 64) & 1;
}

static void mask_set(struct policy_mask *mask, size_t i)
{
    mask->bits[i / 64] |= UINT64_C(1) << (i % 64);
}

void policy_diff_clear(struct policy_diff *diff)
{
    for (size_t i = 0; i < diff->n_spaces; i++) {
        policy_space_clear(diff->spaces[i]);
        mem_free(diff->spaces[i]);
    }
    for (size_t i = 0; i < diff->n_sets; i++)
        policy_terms_set_clear(&diff->sets[i]);
    mem_free(diff->changes);
    mem_free(diff->spaces);
    mem_free(diff->sets);
    *diff = (struct policy_diff){ 0 };
}

/* ---- one cell ---- */

/* Whether any rule of the side covers what is sent. */
static bool start_side(struct side *side, const struct policy_point *point)
{
    bool is_covered = false;

    for (size_t i = 0; i < side->n_rules; i++) {
        side->covers[i] = !policy_warrant_scope(&side->rules[i], &point->question, point->category);
        side->passes[i] = false;
        is_covered = is_covered || side->covers[i];
    }
    return is_covered;
}

/* Whether the point passes; and notes by which rules. */
static bool ask_side(struct side *side, const struct policy_point *point)
{
    struct policy_answer answer;

    policy_decide(side->policy, &point->question, &answer);
    if (answer.decision != VERDICT_PERMIT)
        return false;
    for (size_t i = 0; i < side->n_rules; i++)
        if (side->covers[i] && !side->passes[i])
            side->passes[i] =
                !policy_warrant_given(&side->rules[i], &point->question, point->category);
    return true;
}

/* The place of the terms on which the cell passes. */
static size_t set_of(const struct side *side, const struct policy_point *point,
                     struct policy_diff *diff)
{
    struct policy_terms_set set = { 0 };

    for (size_t i = 0; i < side->n_rules; i++)
        if (side->passes[i])
            policy_terms_add(&set, &side->rules[i], &point->question);
    for (size_t i = 0; i < diff->n_sets; i++) {
        if (policy_terms_set_equal(&diff->sets[i], &set)) {
            policy_terms_set_clear(&set);
            return i;
        }
    }
    diff->sets = mem_grow(diff->sets, diff->n_sets + 1, sizeof(*diff->sets));
    diff->sets[diff->n_sets] = set;
    return diff->n_sets++;
}

static void add_change(const struct comparison *comparison, const struct policy_point *point)
{
    struct policy_diff *diff = comparison->diff;
    struct policy_change change = {
        .space = diff->n_spaces - 1,
        .before = set_of(&comparison->before, point, diff),
        .after = set_of(&comparison->after, point, diff),
    };

    if (change.after == 0)
        change.before = 0;
    for (size_t i = 0; i < SPACE_SCOPE; i++)
        mask_set(&change.classes[i], point->at[i]);
    diff->changes = mem_grow(diff->changes, diff->n_changes + 1, sizeof(*diff->changes));
    diff->changes[diff->n_changes++] = change;
}

static void compare_cell(struct comparison *comparison, struct policy_point *point)
{
    bool is_covered = start_side(&comparison->before, point), is_changed = false;

    is_covered = start_side(&comparison->after, point) || is_covered;
    if (!is_covered)
        return;
    do {
        bool passed = ask_side(&comparison->before, point);

        is_changed = (ask_side(&comparison->after, point) != passed) || is_changed;
    } while (policy_point_next(point, SPACE_SCOPE, SPACE_FIELDS));
    if (is_changed)
        add_change(comparison, point);
}

/* ---- merging ---- */

/* Fields in the order in which boxes grow. */
static const enum policy_space_field growing[] = {
    SPACE_CATEGORY,       SPACE_SUBJECT, SPACE_TYPE,      SPACE_PURPOSE,
    SPACE_FLAGS,          SPACE_TO,      SPACE_FROM,      SPACE_TO_OWNERSHIP,
    SPACE_FROM_OWNERSHIP, SPACE_DAY,     SPACE_COUNTRIES,
};

/* Those that differ in the growing field alone stand together. */
static int by_all_but(const void *a, const void *b, void *argument)
{
    const struct policy_change *one = a, *two = b;
    enum policy_space_field but = *(const enum policy_space_field *)argument;

    if (one->before != two->before)
        return one->before < two->before ? -1 : 1;
    if (one->after != two->after)
        return one->after < two->after ? -1 : 1;
    for (size_t i = 0; i < SPACE_SCOPE; i++) {
        int order =
            i == but ? 0 : memcmp(&one->classes[i], &two->classes[i], sizeof(one->classes[i]));

        if (order)
            return order;
    }
    return 0;
}

static size_t grow(struct policy_change *changes, size_t n, enum policy_space_field field)
{
    size_t kept = 0;

    qsort_r(changes, n, sizeof(*changes), by_all_but, &field);
    for (size_t i = 0; i < n; i++) {
        if (kept && by_all_but(&changes[kept - 1], &changes[i], &field) == 0) {
            for (size_t j = 0; j < ARRAY_SIZE(changes->classes->bits); j++)
                changes[kept - 1].classes[field].bits[j] |= changes[i].classes[field].bits[j];
            continue;
        }
        changes[kept++] = changes[i];
    }
    return kept;
}

static size_t first_class(const struct policy_mask *mask)
{
    size_t i = 0;

    while (i + 1 < POLICY_DIFF_CLASSES_MAX && !policy_mask_has(mask, i))
        i++;
    return i;
}

/* As the fields stand in the space; what the sets are called says nothing. */
static int by_place(const void *a, const void *b)
{
    const struct policy_change *one = a, *two = b;

    for (size_t i = 0; i < SPACE_SCOPE; i++) {
        size_t first = first_class(&one->classes[i]), second = first_class(&two->classes[i]);

        if (first != second)
            return first < second ? -1 : 1;
    }
    return memcmp(one->classes, two->classes, sizeof(one->classes));
}

/* Until no box grows any more: one that grew in one field may have met another in a field before. */
static size_t merge(struct policy_change *changes, size_t n)
{
    size_t before;

    do {
        before = n;
        for (size_t i = 0; n > 1 && i < ARRAY_SIZE(growing); i++)
            n = grow(changes, n, growing[i]);
    } while (n < before);
    if (n > 1)
        qsort(changes, n, sizeof(*changes), by_place);
    return n;
}

/* ---- one ground ---- */

static void collect(const struct side *side, struct policy_rule_list *list)
{
    for (size_t i = 0; i < side->n_rules; i++)
        policy_rule_list_add(list, &side->rules[i]);
    for (size_t i = 0; i < side->policy->n_blocked; i++)
        policy_rule_list_add(list, &side->policy->rules[side->policy->blocked[i]]);
}

static enum fault make_space(const struct comparison *comparison, const char *ground,
                             struct policy_space *ret_space, struct error *err)
{
    CLEANUP(policy_rule_list_clear) struct policy_rule_list list = { 0 };
    enum fault fault;

    collect(&comparison->before, &list);
    collect(&comparison->after, &list);
    fault = policy_space_make(comparison->universe, ground, &list, ret_space, err);
    for (size_t i = 0; !fault && i < SPACE_SCOPE; i++)
        if (ret_space->fields[i].n > POLICY_DIFF_CLASSES_MAX)
            return error_set_code(err, FAULT_INPUT, "too_many_classes",
                                  "%s: its rules tell more than %d values of a field apart", ground,
                                  POLICY_DIFF_CLASSES_MAX);
    return fault;
}

static void open_side(struct side *side, const char *ground)
{
    side->rules = policy_of_ground(side->policy, ground, &side->n_rules);
    side->covers = mem_grow(side->covers, side->n_rules + 1, sizeof(*side->covers));
    side->passes = mem_grow(side->passes, side->n_rules + 1, sizeof(*side->passes));
}

static enum fault compare_ground(struct comparison *comparison, const char *ground,
                                 struct error *err)
{
    struct policy_diff *diff = comparison->diff;
    struct policy_space *space = mem_new(1, sizeof(*space));
    size_t first = diff->n_changes;
    struct policy_point point;
    enum fault fault;

    diff->spaces = mem_grow(diff->spaces, diff->n_spaces + 1, sizeof(*diff->spaces));
    diff->spaces[diff->n_spaces++] = space;
    open_side(&comparison->before, ground);
    open_side(&comparison->after, ground);
    fault = make_space(comparison, ground, space, err);
    if (fault)
        return fault;
    policy_point_start(&point, space);
    do
        compare_cell(comparison, &point);
    while (policy_point_next(&point, 0, SPACE_SCOPE));
    if (diff->n_changes > first)
        diff->n_changes = first + merge(&diff->changes[first], diff->n_changes - first);
    return FAULT_NONE;
}

/* Grounds of both, in order, each once. */
static enum fault compare_grounds(struct comparison *comparison, struct error *err)
{
    const struct policy *before = comparison->before.policy, *after = comparison->after.policy;
    size_t i = 0, j = 0;

    while (i < before->n_rules || j < after->n_rules) {
        const char *old = i < before->n_rules ? before->rules[i].ground : NULL;
        const char *new = j < after->n_rules ? after->rules[j].ground : NULL;
        int order = !old ? 1 : !new ? -1 : strcmp(old, new);
        enum fault fault = compare_ground(comparison, order <= 0 ? old : new, err);

        if (fault)
            return fault;
        i += comparison->before.n_rules;
        j += comparison->after.n_rules;
    }
    return FAULT_NONE;
}

enum fault policy_diff_make(const struct policy *before, const struct policy *after,
                            const struct policy_universe *universe, struct policy_diff *ret_diff,
                            struct error *err)
{
    CLEANUP(policy_diff_clear) struct policy_diff diff = { 0 };
    struct comparison comparison = {
        .before = { .policy = before },
        .after = { .policy = after },
        .universe = universe,
        .diff = &diff,
    };
    enum fault fault;

    diff.sets = mem_new(1, sizeof(*diff.sets));
    diff.n_sets = 1;
    fault = compare_grounds(&comparison, err);
    mem_free(comparison.before.covers);
    mem_free(comparison.before.passes);
    mem_free(comparison.after.covers);
    mem_free(comparison.after.passes);
    if (fault)
        return fault;
    *ret_diff = diff;
    diff = (struct policy_diff){ 0 };
    return FAULT_NONE;
}
