/* SPDX-License-Identifier: EUPL-1.2 */
/* That the reduction to classes loses nothing: every value of every field of a small policy is asked,
 * in every company, and answers as the point that stands for it. */
#include "review/policy_space.h"

#include <criterion/criterion.h>
#include <string.h>

#include "base/memory.h"
#include "unit/daemon/core/policy_help.h"

enum { FIRST_DAY = 0, LAST_DAY = 5, ASKED_CONSENTS = 2 };

static struct policy_universe universe_of_all(void)
{
    struct policy_universe universe = { .age_max = 2 };

    add_words(&universe.countries, "NO SE DK");
    add_words(&universe.roles, "school police leisure");
    add_words(&universe.types, "correction disclosure");
    add_words(&universe.purposes, "protect_child");
    add_words(&universe.categories, "identity observation");
    add_words(&universe.flags, "unverified");
    add_words(&universe.deciders, "principal nurse");
    add_words(&universe.reasons, "necessary");
    return universe;
}

static struct policy_rule rule_of(const char *id, enum policy_kind kind, const char *from,
                                  const char *categories)
{
    struct policy_rule rule = {
        .id = mem_text(id),
        .ground = mem_text("no.test.1"),
        .country = "NO",
        .kind = kind,
        .in_force_from = 2,
        .in_force_to = 4,
    };

    add_words(&rule.from, from);
    add_words(&rule.to, "police");
    add_words(&rule.types, "correction");
    add_words(&rule.purposes, "protect_child");
    add_words(&rule.categories, categories);
    return rule;
}

/* A duty of private bodies with an age at the act and a flag, a permission, and a block. */
static struct policy *policy_of_all(void)
{
    struct policy *policy = policy_new();
    struct policy_rule rules[] = {
        rule_of("no-a", POLICY_DUTY, "school", "identity"),
        rule_of("no-b", POLICY_PERMISSION, "school police", "identity observation"),
        rule_of("no-c", POLICY_BLOCKED, "police", ""),
    };

    rules[0].has_age_limit = rules[0].age_at_act = rules[0].unknown_age = true;
    rules[0].age_from = 1;
    rules[0].age_under = 2;
    add_words(&rules[0].flags, "unverified");
    rules[1].needs_subject = rules[1].needs_agreement = true;
    rules[1].in_force_from = 3;
    rules[1].in_force_to = POLICY_NO_END;
    rules[0].from_ownership = POLICY_PRIVATE;
    rules[1].to_ownership = POLICY_PUBLIC;
    add_words(&rules[1].deciders, "principal");
    add_words(&rules[1].reasons, "necessary");
    rules[2].to_abroad = true;
    for (size_t i = 0; i < ARRAY_SIZE(rules); i++)
        policy_add(policy, &rules[i]);
    add_words(&policy->categories, "identity observation");
    return policy;
}

static struct policy_space space_of(const struct policy *policy,
                                    const struct policy_universe *universe)
{
    CLEANUP(policy_rule_list_clear) struct policy_rule_list list = { 0 };
    struct policy_space space = { 0 };
    struct error err = { 0 };

    for (size_t i = 0; i < policy->n_rules; i++)
        policy_rule_list_add(&list, &policy->rules[i]);
    cr_assert_eq(policy_space_make(universe, "no.test.1", &list, &space, &err), FAULT_NONE);
    return space;
}

/* ---- a space in which each value is a class of its own, made without looking at rules ---- */

static void add_each(struct policy_classes *classes, const struct policy_words *words)
{
    for (size_t i = 0; i < words->n; i++)
        policy_words_add(&policy_classes_add(classes, 1)->words, words->words[i]);
}

static void add_pairs(struct policy_classes *classes, const struct policy_words *words)
{
    for (size_t i = 0; i < words->n; i++) {
        for (size_t j = 0; j < words->n; j++) {
            struct policy_class *pair = policy_classes_add(classes, 1);

            policy_words_add(&pair->words, words->words[i]);
            policy_words_add(&pair->words, words->words[j]);
        }
    }
}

/* Nothing, or the one word. */
static void add_either(struct policy_classes *classes, const struct policy_words *words)
{
    policy_classes_add(classes, 1);
    policy_words_add(&policy_classes_add(classes, 1)->words, words->words[0]);
}

static void add_subjects(struct policy_classes *classes, unsigned int age_max)
{
    policy_classes_add(classes, 1);
    for (enum policy_age age = POLICY_AGE_MISSING; age <= POLICY_AGE_UNBORN; age++) {
        if (age == POLICY_AGE_KNOWN)
            continue;
        *policy_classes_add(classes, 1) =
            (struct policy_class){ .n = 1, .has_subject = true, .age = age };
    }
    for (unsigned int years = 0; years <= age_max; years++)
        for (unsigned int act = 0; act <= age_max + 1; act++)
            *policy_classes_add(classes, 1) = (struct policy_class){
                .n = 1,
                .has_subject = true,
                .age = POLICY_AGE_KNOWN,
                .age_from = years,
                .age_under = years + 1,
                .has_age_at_act = act <= age_max,
                .act_from = act,
                .act_under = act + 1,
            };
}

static void add_ownerships(struct policy_classes *classes)
{
    policy_classes_add(classes, 1)->ownership = POLICY_PUBLIC;
    policy_classes_add(classes, 1)->ownership = POLICY_PRIVATE;
}

static struct policy_space all_values(const struct policy_universe *universe)
{
    struct policy_space space = { .ground = "no.test.1" };
    struct policy_classes *fields = space.fields;

    add_pairs(&fields[SPACE_COUNTRIES], &universe->countries);
    add_each(&fields[SPACE_FROM], &universe->roles);
    add_ownerships(&fields[SPACE_FROM_OWNERSHIP]);
    add_each(&fields[SPACE_TO], &universe->roles);
    add_ownerships(&fields[SPACE_TO_OWNERSHIP]);
    add_each(&fields[SPACE_TYPE], &universe->types);
    add_each(&fields[SPACE_PURPOSE], &universe->purposes);
    for (int32_t day = FIRST_DAY; day <= LAST_DAY; day++)
        *policy_classes_add(&fields[SPACE_DAY], 1) =
            (struct policy_class){ .n = 1, .day_from = day, .day_until = day + 1 };
    add_either(&fields[SPACE_FLAGS], &universe->flags);
    add_subjects(&fields[SPACE_SUBJECT], universe->age_max);
    add_each(&fields[SPACE_CATEGORY], &universe->categories);
    policy_words_add(&policy_classes_add(&fields[SPACE_CATEGORY], 1)->words, "?");
    policy_classes_add(&fields[SPACE_AGREEMENT], 1);
    policy_classes_add(&fields[SPACE_AGREEMENT], 1)->is_given = true;
    policy_classes_add(&fields[SPACE_DECIDER], 1);
    add_each(&fields[SPACE_DECIDER], &universe->deciders);
    for (size_t i = 1; i < fields[SPACE_DECIDER].n; i++)
        fields[SPACE_DECIDER].all[i].is_given = true;
    add_either(&fields[SPACE_REASONS], &universe->reasons);
    for (size_t i = 0; i < ASKED_CONSENTS; i++)
        policy_classes_add(&fields[SPACE_CONSENT], 1);
    return space;
}

/* ---- which class a value is of ---- */

static bool is_country_of(const struct policy_class *value, const struct policy_class *class)
{
    char *const *pair = value->words.words, *const *shown = class->words.words;
    bool is_from_other = strcmp(pair[0], "NO") != 0, is_to_other = strcmp(pair[1], "NO") != 0;

    return is_from_other == (strcmp(shown[0], "NO") != 0) &&
           is_to_other == (strcmp(shown[1], "NO") != 0) &&
           (strcmp(pair[0], pair[1]) == 0) == (strcmp(shown[0], shown[1]) == 0);
}

static bool is_subject_of(const struct policy_class *value, const struct policy_class *class)
{
    if (value->has_subject != class->has_subject || value->age != class->age)
        return false;
    if (value->age != POLICY_AGE_KNOWN)
        return true;
    if (value->age_from < class->age_from || value->age_from >= class->age_under ||
        value->has_age_at_act != class->has_age_at_act)
        return false;
    return !value->has_age_at_act ||
           (value->act_from >= class->act_from && value->act_from < class->act_under);
}

static bool is_of(const struct policy_class *value, const struct policy_class *class,
                  enum policy_space_field field)
{
    switch (field) {
    case SPACE_COUNTRIES:
        return is_country_of(value, class);
    case SPACE_FROM_OWNERSHIP:
    case SPACE_TO_OWNERSHIP:
        return class->ownership == 0 || class->ownership == value->ownership;
    case SPACE_DAY:
        return value->day_from >= class->day_from && value->day_from < class->day_until;
    case SPACE_SUBJECT:
        return is_subject_of(value, class);
    case SPACE_AGREEMENT:
        return value->is_given == class->is_given;
    case SPACE_FLAGS:
    case SPACE_REASONS:
        return value->words.n == class->words.n;
    case SPACE_CONSENT:
        return true;
    default:
        return value->words.n == 0 ? class->words.n == 0
                                   : policy_words_has(&class->words, value->words.words[0]);
    }
}

/* The only class of the field that the value is of. */
static size_t class_of(const struct policy_class *value, const struct policy_classes *classes,
                       enum policy_space_field field)
{
    size_t found = classes->n;

    for (size_t i = 0; i < classes->n; i++) {
        if (!is_of(value, &classes->all[i], field))
            continue;
        cr_assert_eq(found, classes->n, "a value of field %d is in two classes", field);
        found = i;
    }
    cr_assert_lt(found, classes->n, "a value of field %d is in no class", field);
    return found;
}

/* ---- the proof ---- */

struct said {
    const char *code, *rule;
};

static struct said ask(const struct policy *policy, const struct policy_question *question)
{
    struct policy_answer answer;

    policy_decide(policy, question, &answer);
    return (struct said){ answer.code, answer.sections[0].rule };
}

/* A section beside another one passes, by the same rule, exactly if it passes alone. */
static void expect_alike_in_company(const struct policy *policy, const struct policy_point *point,
                                    struct said alone)
{
    struct policy_question question = point->question;
    const char *two[] = { point->category, NULL };

    question.categories = two;
    question.n_categories = 2;
    for (size_t i = 0; two[0][0] != '?' && i < policy->categories.n; i++) {
        struct policy_answer answer;
        bool is_permitted = strcmp(alone.code, "permit") == 0;

        two[1] = policy->categories.words[i];
        policy_decide(policy, &question, &answer);
        cr_assert_eq(answer.sections[0].verdict == VERDICT_PERMIT, is_permitted);
        cr_assert(!is_permitted || answer.sections[0].rule == alone.rule);
    }
}

static struct said *answers_of(const struct policy *policy, const struct policy_space *space)
{
    struct said *said = mem_new((size_t)policy_space_points(space), sizeof(*said));
    struct policy_point point;
    size_t n = 0;

    policy_point_start(&point, space);
    do {
        said[n] = ask(policy, &point.question);
        expect_alike_in_company(policy, &point, said[n]);
        n++;
    } while (policy_point_next(&point, 0, SPACE_FIELDS));
    cr_expect_eq(n, (size_t)policy_space_points(space));
    return said;
}

Test(policy_space, every_value_answers_as_the_point_that_stands_for_it)
{
    CLEANUP(policy_universe_clear) struct policy_universe universe = universe_of_all();
    CLEANUP(policy_free) struct policy *policy = policy_of_all();
    CLEANUP(policy_space_clear) struct policy_space space = space_of(policy, &universe);
    CLEANUP(policy_space_clear) struct policy_space all = all_values(&universe);
    CLEANUP(mem_free) struct said *said = answers_of(policy, &space);
    size_t classes[SPACE_FIELDS][32], n_permitted = 0;
    double n_open_days = LAST_DAY - FIRST_DAY + 1 - 4, n = 0;
    struct policy_point point;

    for (enum policy_space_field field = 0; field < SPACE_FIELDS; field++)
        for (size_t i = 0; i < all.fields[field].n; i++)
            classes[field][i] = class_of(&all.fields[field].all[i], &space.fields[field], field);
    policy_point_start(&point, &all);
    do {
        struct said got = ask(policy, &point.question);
        size_t at = 0;

        for (enum policy_space_field field = 0; field < SPACE_FIELDS; field++)
            at = at * space.fields[field].n + classes[field][point.at[field]];
        cr_assert(got.code == said[at].code && got.rule == said[at].rule, "%s, not %s", got.code,
                  said[at].code);
        n_permitted += strcmp(got.code, "permit") == 0;
        n++;
    } while (policy_point_next(&point, 0, SPACE_FIELDS));
    cr_expect_gt(n_permitted, 0);
    cr_expect_lt(policy_space_points(&space), n / 4);
    /* Of days and consents not all are asked here that it counts, or more. */
    cr_expect_eq(policy_space_combinations(&space) / 4 * (4 + n_open_days) / POLICY_CONSENT_STATES *
                     ASKED_CONSENTS,
                 n);
}

/* ---- consents ---- */

/* One of each: held, given, for whom, what for, of what, when, asked of whom, signed by whom. */
static struct policy_consent consent_of(unsigned int number, const struct policy_question *question,
                                        bool *ret_lacks)
{
    static const char *const others[] = { "-" };
    unsigned int time = number / 32 % 5, signatures = number / 160;
    struct policy_consent consent = {
        .holder = number & 1 ? "-" : question->from.name,
        .from = number & 2 ? "-" : question->from.name,
        .recipients = { number & 4 ? others : &question->to.name, 1 },
        .purposes = { number & 8 ? others : &question->purpose, 1 },
        .categories = { number & 16 ? others : question->categories, 1 },
        .valid_from = question->day + (time == 1),
        .valid_until = question->day + (time == 1 ? 2 : time != 2),
        .withdrawn_day = time == 3 ? question->day : POLICY_NEVER,
        .voided_day = time == 4 ? question->day : POLICY_NEVER,
        .youth_required = signatures & 1,
        .youth_signed = signatures & 2,
        .guardians_required = signatures / 4 % 3,
        .guardians_signed = signatures / 12,
    };

    *ret_lacks = number % 160 != 0;
    return consent;
}

/* What the state of the same signatures says, in which nothing else lacks. */
static bool does_state_pass(const struct policy *policy, struct policy_question question,
                            const struct policy_consent *consent)
{
    unsigned int least = consent->guardians_required > 1 ? consent->guardians_required : 1;
    bool is_whole = consent->guardians_signed >= least;
    struct policy_consent consents[POLICY_CONSENT_STATE_MAX];

    for (size_t i = 1; i <= POLICY_CONSENT_SIGNED; i++) {
        question.n_consents = policy_consent_state(i, &question, consents);
        question.consents = consents;
        least = consents[0].guardians_required > 1 ? consents[0].guardians_required : 1;
        if (consents[0].youth_required == consent->youth_required &&
            consents[0].youth_signed == consent->youth_signed &&
            (consents[0].guardians_signed >= least) == is_whole)
            return strcmp(ask(policy, &question).code, "permit") == 0;
    }
    cr_assert(false, "no state is like the consent");
    return false;
}

Test(policy_space, every_consent_answers_as_a_state_of_consents)
{
    static const char *const category = "identity";
    CLEANUP(policy_free) struct policy *policy = invented_policy_of(invented_consent_rule("no-c"));
    struct policy_question question = invented_question();
    size_t n_permitted = 0;

    give_assent(&question, NULL);
    question.categories = &category;
    question.n_categories = 1;
    for (question.age_years = 13; question.age_years < 20; question.age_years++) {
        for (unsigned int number = 0; number < 160 * 36; number++) {
            bool lacks, is_permitted;
            struct policy_consent consent = consent_of(number, &question, &lacks);

            question.consents = &consent;
            question.n_consents = 1;
            is_permitted = strcmp(ask(policy, &question).code, "permit") == 0;
            cr_assert_eq(is_permitted, !lacks && does_state_pass(policy, question, &consent),
                         "age %u, consent %u", question.age_years, number);
            n_permitted += is_permitted;
        }
    }
    cr_expect_gt(n_permitted, 0);
}

/* ---- limits ---- */

Test(policy_space, more_reasons_than_can_be_gone_through_are_a_fault)
{
    CLEANUP(policy_free) struct policy *policy = policy_of_all();
    CLEANUP(policy_universe_clear) struct policy_universe universe = universe_of_all();
    CLEANUP(policy_rule_list_clear) struct policy_rule_list list = { 0 };
    CLEANUP(policy_space_clear) struct policy_space space = { 0 };
    struct error err = { 0 };

    for (char last = 'a'; last < 'a' + POLICY_SET_WORDS_MAX; last++) {
        char word[] = { 'w', last, '\0' };

        policy_words_add(&universe.reasons, word);
        policy_words_add(&policy->rules[1].reasons, word);
    }
    policy_rule_list_add(&list, &policy->rules[1]);
    cr_expect_eq(policy_space_make(&universe, "no.test.1", &list, &space, &err), FAULT_INPUT);
    cr_expect_str_eq(err.code, "too_many_words");
}
