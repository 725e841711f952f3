/* SPDX-License-Identifier: EUPL-1.2 */
#include "review/policy_space.h"

/* A category that no vocabulary can hold: codes are small letters. */
#define UNKNOWN_CATEGORY "?"

static const struct policy_words *from_of(const struct policy_rule *rule) { return &rule->from; }
static const struct policy_words *to_of(const struct policy_rule *rule) { return &rule->to; }
static const struct policy_words *types_of(const struct policy_rule *rule) { return &rule->types; }
static const struct policy_words *purposes_of(const struct policy_rule *rule)
{
    return &rule->purposes;
}
static const struct policy_words *categories_of(const struct policy_rule *rule)
{
    return &rule->categories;
}
static const struct policy_words *excluded_of(const struct policy_rule *rule)
{
    return &rule->excluded;
}
static const struct policy_words *flags_of(const struct policy_rule *rule) { return &rule->flags; }
static const struct policy_words *not_flags_of(const struct policy_rule *rule)
{
    return &rule->not_flags;
}
static const struct policy_words *deciders_of(const struct policy_rule *rule)
{
    return &rule->deciders;
}
static const struct policy_words *reasons_of(const struct policy_rule *rule)
{
    return &rule->reasons;
}
static const struct policy_words *any_reasons_of(const struct policy_rule *rule)
{
    return &rule->any_reasons;
}

void policy_space_clear(struct policy_space *space)
{
    for (size_t i = 0; i < SPACE_FIELDS; i++)
        policy_classes_clear(&space->fields[i]);
    *space = (struct policy_space){ 0 };
}

/* ---- the fields ---- */

static bool needs_agreement(const struct policy_rule *rule) { return rule->needs_agreement; }

static bool needs_decider(const struct policy_rule *rule)
{
    return rule->kind == POLICY_PERMISSION || rule->deciders.n || rule->reasons.n ||
           rule->any_reasons.n;
}

static bool needs_consent(const struct policy_rule *rule)
{
    return rule->kind == POLICY_CONSENT || rule->n_signers;
}

static bool does_any(const struct policy_rule_list *rules,
                     bool (*does)(const struct policy_rule *rule))
{
    for (size_t i = 0; i < rules->n; i++)
        if (does(rules->rules[i]))
            return true;
    return false;
}

static bool asks_sender(const struct policy_rule *rule) { return rule->from_ownership != 0; }
static bool asks_recipient(const struct policy_rule *rule) { return rule->to_ownership != 0; }

static void make_ownerships(bool is_asked, struct policy_classes *classes)
{
    if (!is_asked) {
        policy_classes_add(classes, 2);
        return;
    }
    policy_classes_add(classes, 1)->ownership = POLICY_PUBLIC;
    policy_classes_add(classes, 1)->ownership = POLICY_PRIVATE;
}

static bool goes_without_subject(const struct policy_rule *rule)
{
    return rule->kind >= POLICY_DUTY && rule->kind <= POLICY_CONSENT && !rule->needs_subject &&
           !rule->has_age_limit;
}

static void make_agreements(const struct policy_rule_list *rules, struct policy_classes *classes)
{
    bool is_asked = does_any(rules, needs_agreement);

    policy_classes_add(classes, is_asked ? 1 : 2);
    if (is_asked)
        policy_classes_add(classes, 1)->is_given = true;
}

static void make_deciders(const struct policy_rule_list *rules, const struct policy_words *deciders,
                          struct policy_classes *classes)
{
    bool is_asked = does_any(rules, needs_decider);

    policy_classes_add(classes, is_asked ? 1 : 1 + (double)deciders->n);
    if (is_asked)
        policy_class_words(rules, deciders_of, deciders, classes);
    for (size_t i = 1; i < classes->n; i++)
        classes->all[i].is_given = true;
}

static void make_categories(const struct policy_rule_list *rules,
                            const struct policy_words *categories, struct policy_classes *classes)
{
    policy_words_of *const of[] = { categories_of, excluded_of };

    policy_class_words_of_two(rules, of, categories, classes);
    policy_words_add(&policy_classes_add(classes, 1)->words, UNKNOWN_CATEGORY);
}

static void make_consents(const struct policy_rule_list *rules, struct policy_classes *classes)
{
    size_t n = does_any(rules, needs_consent) ? POLICY_CONSENT_STATES : 1;

    for (size_t i = 0; i < n; i++)
        policy_classes_add(classes, n == 1 ? POLICY_CONSENT_STATES : 1);
}

static enum fault make_sets(const struct policy_universe *universe,
                            const struct policy_rule_list *rules, struct policy_classes fields[],
                            struct error *err)
{
    policy_words_of *const flags[] = { flags_of, not_flags_of };
    policy_words_of *const reasons[] = { reasons_of, any_reasons_of };

    if (!policy_class_sets(rules, flags, 2, &universe->flags, &fields[SPACE_FLAGS]))
        return error_set_code(err, FAULT_INPUT, "too_many_words",
                              "the rules of the ground name more than %d flags",
                              POLICY_SET_WORDS_MAX);
    if (!policy_class_sets(rules, reasons, 2, &universe->reasons, &fields[SPACE_REASONS]))
        return error_set_code(err, FAULT_INPUT, "too_many_words",
                              "the rules of the ground name more than %d reasons",
                              POLICY_SET_WORDS_MAX);
    return FAULT_NONE;
}

enum fault policy_space_make(const struct policy_universe *universe, const char *ground,
                             const struct policy_rule_list *rules, struct policy_space *ret_space,
                             struct error *err)
{
    CLEANUP(policy_space_clear)
    struct policy_space space = { .ground = ground,
                                  .goes_about_nobody = does_any(rules, goes_without_subject) };
    struct policy_classes *fields = space.fields;
    enum fault fault = make_sets(universe, rules, fields, err);

    if (fault)
        return fault;
    policy_class_countries(rules, &universe->countries, &fields[SPACE_COUNTRIES]);
    policy_class_words(rules, from_of, &universe->roles, &fields[SPACE_FROM]);
    make_ownerships(does_any(rules, asks_sender), &fields[SPACE_FROM_OWNERSHIP]);
    policy_class_words(rules, to_of, &universe->roles, &fields[SPACE_TO]);
    make_ownerships(does_any(rules, asks_recipient), &fields[SPACE_TO_OWNERSHIP]);
    policy_class_words(rules, types_of, &universe->types, &fields[SPACE_TYPE]);
    policy_class_words(rules, purposes_of, &universe->purposes, &fields[SPACE_PURPOSE]);
    policy_class_days(rules, &fields[SPACE_DAY]);
    policy_class_subjects(rules, universe->age_max, &fields[SPACE_SUBJECT]);
    make_categories(rules, &universe->categories, &fields[SPACE_CATEGORY]);
    make_agreements(rules, &fields[SPACE_AGREEMENT]);
    make_deciders(rules, &universe->deciders, &fields[SPACE_DECIDER]);
    make_consents(rules, &fields[SPACE_CONSENT]);
    *ret_space = space;
    space = (struct policy_space){ 0 };
    return FAULT_NONE;
}

double policy_space_points(const struct policy_space *space)
{
    double n = 1;

    for (size_t i = 0; i < SPACE_FIELDS; i++)
        n *= (double)space->fields[i].n;
    return n;
}

double policy_space_combinations(const struct policy_space *space)
{
    double n = 1;

    for (size_t i = 0; i < SPACE_FIELDS; i++) {
        double n_of_field = 0;

        for (size_t j = 0; j < space->fields[i].n; j++)
            n_of_field += space->fields[i].all[j].n;
        n *= n_of_field;
    }
    return n;
}

/* ---- the walk ---- */

const struct policy_class *policy_point_class(const struct policy_point *point,
                                              enum policy_space_field field)
{
    return &point->space->fields[field].all[point->at[field]];
}

static const char *word_at(const struct policy_point *point, enum policy_space_field field)
{
    return policy_point_class(point, field)->words.words[0];
}

static struct policy_list set_at(const struct policy_point *point, enum policy_space_field field)
{
    const struct policy_words *words = &policy_point_class(point, field)->words;

    return (struct policy_list){ (const char *const *)words->words, words->n };
}

/* The first day of the class, so that a limit missed by one is seen. */
static int32_t day_of(const struct policy_class *days)
{
    if (days->day_from != INT32_MIN)
        return days->day_from;
    return days->day_until == POLICY_NO_END ? 0 : days->day_until - 1;
}

static void place_scope(struct policy_point *point)
{
    struct policy_question *question = &point->question;
    const struct policy_class *countries = policy_point_class(point, SPACE_COUNTRIES);
    const struct policy_class *subject = policy_point_class(point, SPACE_SUBJECT);

    question->from.country = countries->words.words[0];
    question->to.country = countries->words.words[1];
    question->from.role = word_at(point, SPACE_FROM);
    question->from.ownership = policy_point_class(point, SPACE_FROM_OWNERSHIP)->ownership;
    question->to.role = word_at(point, SPACE_TO);
    question->to.ownership = policy_point_class(point, SPACE_TO_OWNERSHIP)->ownership;
    question->type = word_at(point, SPACE_TYPE);
    question->purpose = word_at(point, SPACE_PURPOSE);
    question->day = day_of(policy_point_class(point, SPACE_DAY));
    question->flags = set_at(point, SPACE_FLAGS);
    question->has_subject = subject->has_subject;
    question->age = subject->age;
    question->age_years = subject->age_from;
    question->has_age_at_act = subject->has_age_at_act;
    question->age_at_act = subject->act_from;
    point->category = word_at(point, SPACE_CATEGORY);
}

static void place_given(struct policy_point *point)
{
    struct policy_question *question = &point->question;
    const struct policy_class *decider = policy_point_class(point, SPACE_DECIDER);

    question->has_agreement = policy_point_class(point, SPACE_AGREEMENT)->is_given;
    question->decider = decider->is_given ? decider->words.words[0] : NULL;
    question->reasons = set_at(point, SPACE_REASONS);
    question->n_consents =
        policy_consent_state(point->at[SPACE_CONSENT], question, point->consents);
}

void policy_point_start(struct policy_point *point, const struct policy_space *space)
{
    *point = (struct policy_point){ .space = space };
    point->question.ground = space->ground;
    point->question.from.name = "sender";
    point->question.to.name = "recipient";
    point->question.categories = &point->category;
    point->question.n_categories = 1;
    point->question.consents = point->consents;
    place_scope(point);
    place_given(point);
}

bool policy_point_next(struct policy_point *point, enum policy_space_field first,
                       enum policy_space_field end)
{
    bool is_more = false;

    for (size_t field = end; !is_more && field-- > first;) {
        is_more = ++point->at[field] < point->space->fields[field].n;
        if (!is_more)
            point->at[field] = 0;
    }
    if (first < SPACE_SCOPE)
        place_scope(point);
    place_given(point);
    return is_more;
}
