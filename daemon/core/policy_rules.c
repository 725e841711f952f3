/* SPDX-License-Identifier: EUPL-1.2 */
#include "core/policy_rules.h"

#include <stdio.h>
#include <string.h>

#include "base/memory.h"

const char *policy_kind_name(enum policy_kind kind)
{
    static const char *const names[] = {
        [POLICY_DUTY] = "duty",       [POLICY_PERMISSION] = "permission",
        [POLICY_CONSENT] = "consent", [POLICY_BLOCKED] = "blocked",
        [POLICY_NONE] = "none",
    };

    return (size_t)kind < ARRAY_SIZE(names) && names[kind] ? names[kind] : "unknown";
}

void policy_words_add(struct policy_words *list, const char *word)
{
    list->words = mem_grow(list->words, list->n + 1, sizeof(*list->words));
    list->words[list->n++] = mem_text(word);
}

bool policy_words_has(const struct policy_words *list, const char *word)
{
    for (size_t i = 0; word && i < list->n; i++)
        if (list->words[i][0] == word[0] && strcmp(list->words[i], word) == 0)
            return true;
    return false;
}

static void words_clear(struct policy_words *list)
{
    for (size_t i = 0; i < list->n; i++)
        mem_free(list->words[i]);
    mem_free(list->words);
    *list = (struct policy_words){ 0 };
}

void policy_rule_clear(struct policy_rule *rule)
{
    struct policy_words *const lists[] = {
        &rule->from,       &rule->to,      &rule->types,       &rule->purposes,
        &rule->categories, &rule->grounds, &rule->flags,       &rule->not_flags,
        &rule->deciders,   &rule->reasons, &rule->any_reasons,
    };

    mem_free(rule->id);
    mem_free(rule->ground);
    mem_free(rule->citation);
    for (size_t i = 0; i < ARRAY_SIZE(lists); i++)
        words_clear(lists[i]);
    for (size_t i = 0; i < LANGUAGES; i++) {
        mem_free(rule->summary[i]);
        mem_free(rule->refusal[i]);
    }
    *rule = (struct policy_rule){ 0 };
}

struct policy *policy_new(void) { return mem_new(1, sizeof(struct policy)); }

void policy_free(struct policy *policy)
{
    if (!policy)
        return;
    for (size_t i = 0; i < policy->n_rules; i++)
        policy_rule_clear(&policy->rules[i]);
    mem_free(policy->rules);
    mem_free(policy->blocked);
    words_clear(&policy->categories);
    mem_free(policy);
}

/* A text that is missing comes first. */
static int by_text(const char *a, const char *b) { return strcmp(a ? a : "", b ? b : ""); }

static int by_ground_and_id(const struct policy_rule *a, const struct policy_rule *b)
{
    int order = by_text(a->ground, b->ground);

    return order ? order : by_text(a->id, b->id);
}

static void find_blocked(struct policy *policy)
{
    policy->blocked = mem_grow(policy->blocked, policy->n_rules, sizeof(*policy->blocked));
    policy->n_blocked = 0;
    for (size_t i = 0; i < policy->n_rules; i++)
        if (policy->rules[i].kind == POLICY_BLOCKED)
            policy->blocked[policy->n_blocked++] = i;
}

void policy_add(struct policy *policy, struct policy_rule *rule)
{
    size_t at = policy->n_rules;

    policy->rules = mem_grow(policy->rules, policy->n_rules + 1, sizeof(*policy->rules));
    while (at > 0 && by_ground_and_id(rule, &policy->rules[at - 1]) < 0)
        at--;
    memmove(&policy->rules[at + 1], &policy->rules[at],
            (policy->n_rules - at) * sizeof(*policy->rules));
    policy->rules[at] = *rule;
    policy->n_rules++;
    *rule = (struct policy_rule){ 0 };
    find_blocked(policy);
}

const struct policy_rule *policy_of_ground(const struct policy *policy, const char *ground,
                                           size_t *ret_n)
{
    size_t low = 0, high = policy->n_rules, n = 0;

    *ret_n = 0;
    if (!ground)
        return NULL;
    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (by_text(policy->rules[middle].ground, ground) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    while (low + n < policy->n_rules && by_text(policy->rules[low + n].ground, ground) == 0)
        n++;
    *ret_n = n;
    return n ? &policy->rules[low] : NULL;
}

const struct policy_rule *policy_find(const struct policy *policy, const char *id)
{
    for (size_t i = 0; id && i < policy->n_rules; i++)
        if (policy->rules[i].id && strcmp(policy->rules[i].id, id) == 0)
            return &policy->rules[i];
    return NULL;
}

void policy_hash_text(const struct policy *policy, char ret_text[POLICY_HASH_TEXT_SIZE])
{
    char *at = ret_text + snprintf(ret_text, POLICY_HASH_TEXT_SIZE, "sha256:");

    for (size_t i = 0; i < POLICY_HASH_SIZE; i++)
        at += snprintf(at, 3, "%02x", policy->hash[i]);
}

bool policy_is_ground(const char *text)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyz";
    const char *at = text + 2;

    if (strlen(text) > POLICY_ID_MAX || strspn(text, letters) != 2 || *at != '.')
        return false;
    while (*at == '.') {
        size_t n = strspn(at + 1, "abcdefghijklmnopqrstuvwxyz0123456789-");

        if (n == 0)
            return false;
        at += 1 + n;
    }
    return *at == '\0';
}
