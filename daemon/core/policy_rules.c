/* SPDX-License-Identifier: EUPL-1.2 */
#include "core/policy_rules.h"

#include <stdio.h>
#include <string.h>

#include "base/memory.h"

void policy_words_add(struct policy_words *list, const char *word)
{
    list->words = mem_grow(list->words, list->n + 1, sizeof(*list->words));
    list->words[list->n++] = mem_text(word);
}

bool policy_words_has(const struct policy_words *list, const char *word)
{
    for (size_t i = 0; word && i < list->n; i++)
        if (strcmp(list->words[i], word) == 0)
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
    mem_free(rule->id);
    mem_free(rule->ground);
    mem_free(rule->citation);
    words_clear(&rule->from);
    words_clear(&rule->to);
    words_clear(&rule->types);
    words_clear(&rule->purposes);
    words_clear(&rule->categories);
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
    words_clear(&policy->categories);
    mem_free(policy);
}

void policy_add(struct policy *policy, struct policy_rule *rule)
{
    policy->rules = mem_grow(policy->rules, policy->n_rules + 1, sizeof(*policy->rules));
    policy->rules[policy->n_rules++] = *rule;
    *rule = (struct policy_rule){ 0 };
}

const struct policy_rule *policy_find(const struct policy *policy, const char *id)
{
    for (size_t i = 0; id && i < policy->n_rules; i++)
        if (strcmp(policy->rules[i].id, id) == 0)
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
