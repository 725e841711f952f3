/* SPDX-License-Identifier: EUPL-1.2 */
#include "settings/scenario_row.h"

#include <string.h>

#include "base/memory.h"
#include "settings/policy_rule_file.h"

enum {
    NAME_MAX_SIZE = 100,
    WHY_MAX = 400,
    GUARDIANS_MAX = 10,
    WORDS_MAX = 64,
};

static struct yaml_node required(struct yaml_node mapping, const char *key)
{
    return yaml_field(mapping, key, YAML_REQUIRED);
}

static struct yaml_node optional(struct yaml_node mapping, const char *key)
{
    return yaml_field(mapping, key, YAML_OPTIONAL);
}

/* What a variation does not say stands in its row. */
static struct yaml_node field(const struct scenario_source *source, const char *key,
                              enum yaml_presence presence)
{
    struct yaml_node own = { 0 };

    if (yaml_present(source->variation))
        own = optional(source->variation, key);
    return yaml_present(own) ? own : yaml_field(source->row, key, presence);
}

static bool is_text(struct yaml_node node, const char *text)
{
    return strcmp(yaml_quote(node), text) == 0;
}

/* `none`, for a variation of a row that has it; `null`, as programs write it. */
static bool is_none(struct yaml_node node)
{
    return !yaml_present(node) || is_text(node, "none") || is_text(node, "null");
}

/* The words of a list; the array belongs to the caller, NULL where it is empty. */
static const char **read_words(struct yaml_node list, const struct vocabulary *vocabulary,
                               enum vocabulary_kind kind, struct policy_list *ret_list)
{
    size_t n = yaml_list(list, 0, WORDS_MAX);
    const char **words = n ? mem_new(n, sizeof(*words)) : NULL;

    for (size_t i = 0; i < n; i++)
        words[i] = policy_rule_word(yaml_item(list, i), vocabulary, kind);
    *ret_list = (struct policy_list){ words, n };
    return words;
}

/* A party goes by its role. */
static struct policy_party read_party(struct yaml_node node, const struct vocabulary *vocabulary)
{
    struct policy_party party;

    party.role = policy_rule_word(required(node, "role"), vocabulary, VOCABULARY_ROLE);
    party.name = party.role;
    party.country = policy_rule_word(required(node, "country"), vocabulary, VOCABULARY_COUNTRY);
    party.ownership = policy_rule_ownership(yaml_field(node, "ownership", YAML_OPTIONAL));
    yaml_end(node);
    return party;
}

/* An empty ground is a row's own matter, as is one that no rule has; its form is not. */
static const char *read_ground(struct yaml_node node)
{
    const char *ground = yaml_text(node, 0, POLICY_ID_MAX);

    if (ground && *ground && !policy_is_ground(ground))
        yaml_fault(node, "a ground is written as country.statute.place, like no.bvl.13-2");
    return ground;
}

static void read_age(struct yaml_node node, struct policy_question *question)
{
    question->has_subject = !is_none(node);
    if (!question->has_subject)
        return;
    question->age = POLICY_AGE_KNOWN;
    if (is_text(node, "unknown"))
        question->age = POLICY_AGE_UNKNOWN;
    else if (is_text(node, "unborn"))
        question->age = POLICY_AGE_UNBORN;
    else
        question->age_years =
            (unsigned int)yaml_integer(node, 0, SCENARIO_AGE_MAX, SCENARIO_AGE_MAX);
}

static void read_age_at_act(struct yaml_node node, struct policy_question *question)
{
    question->has_age_at_act = !is_none(node);
    if (question->has_age_at_act)
        question->age_at_act =
            (unsigned int)yaml_integer(node, 0, SCENARIO_AGE_MAX, SCENARIO_AGE_MAX);
    if (question->has_age_at_act && !question->has_subject)
        yaml_fault(node, "age_at_act needs age beside it");
}

/* A table may ask about what no sender could send; whoever wants an explanation has slipped. */
static void check_ages(struct yaml_node at_act, const struct policy_question *question)
{
    if (question->has_age_at_act && question->has_subject && question->age == POLICY_AGE_KNOWN &&
        question->age_at_act > question->age_years)
        yaml_fault(at_act, "is more than the age");
}

static void read_categories(struct yaml_node list, const struct vocabulary *vocabulary,
                            struct scenario_row *row)
{
    size_t n = yaml_list(list, 0, POLICY_SECTIONS_MAX);

    for (size_t i = 0; i < n; i++)
        row->categories[i] = policy_rule_word(yaml_item(list, i), vocabulary, VOCABULARY_CATEGORY);
    row->question.categories = row->categories;
    row->question.n_categories = n;
}

static void read_flags(struct yaml_node list, const struct vocabulary *vocabulary,
                       struct scenario_row *row)
{
    struct policy_list *flags = &row->question.flags;

    row->flags = read_words(list, vocabulary, VOCABULARY_FLAG, flags);
    for (size_t i = 0; i < flags->n; i++)
        if (flags->words[i] && strcmp(flags->words[i], "whole_or_nothing") == 0)
            row->question.whole_or_nothing = true;
}

/* Not held against the vocabulary: see scenario_row_strange_reason(). */
static void read_reasons(struct yaml_node list, struct scenario_row *row)
{
    size_t n = yaml_list(list, 0, WORDS_MAX);

    row->reasons_node = list;
    row->reasons = n ? mem_new(n, sizeof(*row->reasons)) : NULL;
    for (size_t i = 0; i < n; i++)
        row->reasons[i] = yaml_token(yaml_item(list, i), VOCABULARY_CODE_MAX);
    row->question.reasons = (struct policy_list){ row->reasons, n };
}

static void read_decider(struct yaml_node node, const struct vocabulary *vocabulary,
                         struct scenario_row *row)
{
    if (is_none(node))
        return;
    row->question.decider =
        policy_rule_word(required(node, "role"), vocabulary, VOCABULARY_DECIDER);
    read_reasons(optional(node, "reasons"), row);
    yaml_end(node);
}

static void read_signers(struct yaml_node node, bool *ret_youth, unsigned int *ret_guardians)
{
    *ret_youth = yaml_boolean(optional(node, "youth"), false);
    *ret_guardians = (unsigned int)yaml_integer(optional(node, "guardians"), 0, GUARDIANS_MAX, 0);
    yaml_end(node);
}

static void read_consent(struct yaml_node node, const struct vocabulary *vocabulary,
                         struct scenario_consent *words, struct policy_consent *ret)
{
    struct yaml_node until = required(node, "valid_until");

    ret->holder = policy_rule_word(required(node, "held_by"), vocabulary, VOCABULARY_ROLE);
    ret->from = policy_rule_word(required(node, "from"), vocabulary, VOCABULARY_ROLE);
    words->recipient = policy_rule_word(required(node, "to"), vocabulary, VOCABULARY_ROLE);
    words->purpose = policy_rule_word(required(node, "purpose"), vocabulary, VOCABULARY_PURPOSE);
    words->categories =
        read_words(required(node, "categories"), vocabulary, VOCABULARY_CATEGORY, &ret->categories);
    ret->recipients = (struct policy_list){ &words->recipient, 1 };
    ret->purposes = (struct policy_list){ &words->purpose, 1 };
    ret->valid_from = yaml_date(required(node, "valid_from"), 0);
    ret->valid_until = yaml_date(until, 0);
    if (ret->valid_from && ret->valid_until && ret->valid_until <= ret->valid_from)
        yaml_fault(until, "valid_until is the first day not covered and must follow valid_from");
    read_signers(required(node, "required"), &ret->youth_required, &ret->guardians_required);
    read_signers(required(node, "signed"), &ret->youth_signed, &ret->guardians_signed);
    ret->withdrawn_day = yaml_date(optional(node, "withdrawn"), POLICY_NEVER);
    ret->voided_day = yaml_date(optional(node, "voided"), POLICY_NEVER);
    yaml_end(node);
}

void scenario_row_make_consents(struct scenario_row *row, size_t n)
{
    row->consents = mem_new(n, sizeof(*row->consents));
    row->consent_words = mem_new(n, sizeof(*row->consent_words));
    row->n_consents = n;
    row->question.consents = row->consents;
    row->question.n_consents = n;
}

void scenario_row_read_consent(struct yaml_node node, const struct vocabulary *vocabulary, size_t i,
                               struct scenario_row *row)
{
    read_consent(node, vocabulary, &row->consent_words[i], &row->consents[i]);
}

static void read_consents(struct yaml_node list, const struct vocabulary *vocabulary,
                          struct scenario_row *row)
{
    size_t n = yaml_list(list, 0, SCENARIO_CONSENTS_MAX);

    if (n == 0)
        return;
    scenario_row_make_consents(row, n);
    for (size_t i = 0; i < n; i++)
        scenario_row_read_consent(yaml_item(list, i), vocabulary, i, row);
}

static void mark_dropped(struct yaml_node item, const char *category, struct scenario_row *row)
{
    bool found = false;

    for (size_t i = 0; i < row->question.n_categories; i++) {
        if (!row->categories[i] || strcmp(row->categories[i], category) != 0)
            continue;
        row->is_dropped[i] = true;
        found = true;
    }
    if (!found)
        yaml_fault(item, "%s is dropped but not among the categories", category);
}

/* What a row drops is dropped in those of its variations that permit, too, unless they say. */
static void read_expectation(const struct scenario_source *source,
                             const struct vocabulary *vocabulary, struct scenario_row *row)
{
    static const char *const answers[] = { "refuse", "permit" };
    struct yaml_node own = yaml_present(source->variation) ? source->variation : source->row;
    struct yaml_node dropped = field(source, "dropped", YAML_OPTIONAL);
    size_t n = yaml_list(dropped, 0, POLICY_SECTIONS_MAX);

    row->is_permit_wanted = yaml_choice(required(own, "expect"), answers, 2, 0) == 1;
    if (!row->is_permit_wanted && yaml_list(optional(own, "dropped"), 0, POLICY_SECTIONS_MAX))
        yaml_fault(dropped, "dropped goes with expect: permit");
    for (size_t i = 0; row->is_permit_wanted && i < n; i++) {
        struct yaml_node item = yaml_item(dropped, i);
        const char *category = policy_rule_word(item, vocabulary, VOCABULARY_CATEGORY);

        if (category)
            mark_dropped(item, category, row);
    }
}

/* In a row between braces a comma ends an unquoted text: of `why: a duty, whatever secrecy says`
 * YAML makes a second key without a value. What follows `why`, has no value and is no word that
 * could be a field is the rest of that sentence, and says nothing to the gate. */
static void read_why(struct yaml_node row)
{
    bool is_behind_why = false;
    struct yaml_node key;

    yaml_text(optional(row, "why"), 0, WHY_MAX);
    for (size_t i = 0; key = yaml_key(row, i), yaml_present(key); i++) {
        const char *words = yaml_text(key, 0, WHY_MAX);
        struct yaml_node value = yaml_value(row, i);
        bool is_empty = yaml_is_empty(value);

        if (words && is_behind_why && is_empty && strchr(words, ' '))
            (void)optional(row, words);
        is_behind_why |= is_text(key, "why");
    }
}

/* A variation is called after its row. */
static void read_name(const struct scenario_source *source, struct scenario_row *row)
{
    const char *of_row = yaml_text(required(source->row, "name"), 1, NAME_MAX_SIZE);
    const char *own;

    row->name = of_row;
    row->name_node = optional(source->row, "name");
    if (!yaml_present(source->variation))
        return;
    row->name_node = required(source->variation, "name");
    own = yaml_text(row->name_node, 1, NAME_MAX_SIZE);
    row->joined_name = mem_printf("%s-%s", of_row ? of_row : "", own ? own : "");
    row->name = row->joined_name;
}

/* All but day and ground. */
static void read_question(const struct scenario_source *source, const struct vocabulary *vocabulary,
                          struct scenario_row *row)
{
    struct policy_question *question = &row->question;

    question->from = read_party(field(source, "from", YAML_REQUIRED), vocabulary);
    question->to = read_party(field(source, "to", YAML_REQUIRED), vocabulary);
    question->type =
        policy_rule_word(field(source, "type", YAML_REQUIRED), vocabulary, VOCABULARY_TYPE);
    question->purpose =
        policy_rule_word(field(source, "purpose", YAML_REQUIRED), vocabulary, VOCABULARY_PURPOSE);
    read_age(field(source, "age", YAML_OPTIONAL), question);
    read_age_at_act(field(source, "age_at_act", YAML_OPTIONAL), question);
    read_categories(field(source, "categories", YAML_REQUIRED), vocabulary, row);
    read_decider(field(source, "decided_by", YAML_OPTIONAL), vocabulary, row);
    question->has_agreement = yaml_boolean(field(source, "agreement", YAML_OPTIONAL), true);
    read_consents(field(source, "consents", YAML_OPTIONAL), vocabulary, row);
    read_flags(field(source, "flags", YAML_OPTIONAL), vocabulary, row);
}

void scenario_row_read(const struct scenario_source *source, const struct vocabulary *vocabulary,
                       struct scenario_row *ret_row)
{
    struct yaml_node own = yaml_present(source->variation) ? source->variation : source->row;

    read_name(source, ret_row);
    ret_row->question.day = yaml_date(field(source, "at", YAML_REQUIRED), 0);
    ret_row->question.ground = read_ground(field(source, "ground", YAML_REQUIRED));
    read_question(source, vocabulary, ret_row);
    read_expectation(source, vocabulary, ret_row);
    read_why(own);
    yaml_end(own);
}

void scenario_row_read_exchange(struct yaml_node node, const struct vocabulary *vocabulary,
                                int32_t today, struct scenario_row *ret_row)
{
    const struct scenario_source source = { .row = node };
    struct yaml_node ground = optional(node, "ground"), strange;
    const char *named;

    ret_row->question.day = yaml_date(optional(node, "at"), today);
    named = yaml_present(ground) ? read_ground(ground) : NULL;
    ret_row->question.ground = named && *named ? named : NULL;
    read_question(&source, vocabulary, ret_row);
    check_ages(optional(node, "age_at_act"), &ret_row->question);
    for (size_t i = 0; scenario_row_strange_reason(ret_row, vocabulary, &i, &strange); i++)
        yaml_fault(strange, SCENARIO_NO_REASON, yaml_quote(strange));
    yaml_end(node);
}

bool scenario_row_strange_reason(const struct scenario_row *row,
                                 const struct vocabulary *vocabulary, size_t *i,
                                 struct yaml_node *ret_node)
{
    for (; *i < row->question.reasons.n; ++*i) {
        const char *word = row->reasons[*i];

        if (!word || vocabulary_has(vocabulary, VOCABULARY_REASON, word))
            continue;
        *ret_node = yaml_item(row->reasons_node, *i);
        return true;
    }
    return false;
}

void scenario_row_clear(struct scenario_row *row)
{
    for (size_t i = 0; i < row->n_consents; i++)
        mem_free(row->consent_words[i].categories);
    mem_free(row->consents);
    mem_free(row->consent_words);
    mem_free(row->flags);
    mem_free(row->reasons);
    mem_free(row->joined_name);
    *row = (struct scenario_row){ 0 };
}
