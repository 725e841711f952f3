/* SPDX-License-Identifier: EUPL-1.2 */
#include "unit/daemon/core/policy_draw.h"

#include "base/memory.h"
#include "unit/daemon/core/policy_help.h"

static const char *const categories[] = { "identity", "observation", "health", "measure" };
static const char *const reasons[] = { "necessary", "proportionate", "pregnant" };
static const char *const parties[] = { "fjord-school", "fjord-service", "fjord-police" };
static const char *const roles[] = { "school", "child_welfare", "police" };
static const char *const flags[] = { "unverified", "child_heard" };

static uint32_t drawn;

/* A linear congruential generator; the low bits are the poor ones. */
uint32_t draw(uint32_t n)
{
    drawn = drawn * 1664525u + 1013904223u;
    return (drawn >> 12) % n;
}

static bool likely(void) { return draw(4) != 0; }

static void draw_words(struct policy_words *list, const char *const words[], size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (likely())
            policy_words_add(list, words[i]);
}

static void draw_signers(struct policy_rule *rule)
{
    rule->signers[0] = (struct policy_signers){ 0, 15, draw(2), likely() };
    rule->signers[1] = (struct policy_signers){ 15, 18, likely(), likely() };
    rule->signers[2] = (struct policy_signers){ 18, POLICY_AGE_NO_LIMIT, likely(), false };
    rule->n_signers = 1 + draw(3);
}

/* One that the rule itself does not let pass, in some rules. */
static void draw_excluded(struct policy_rule *rule)
{
    const char *category = categories[draw(DRAWN_SECTIONS)];

    if (draw(4) == 0 && !policy_words_has(&rule->categories, category))
        policy_words_add(&rule->excluded, category);
}

struct policy_rule draw_rule(char letter)
{
    char id[] = { 'n', 'o', '-', letter, '\0' };
    struct policy_rule rule = {
        .id = mem_text(id),
        .ground = mem_text(draw(3) ? "no.test.1" : "no.test.2"),
        .country = "NO",
        .kind = POLICY_DUTY + draw(3),
        .in_force_from = (int32_t)draw(3),
        .in_force_to = (int32_t)(2 + draw(10)),
        .needs_subject = draw(2),
        .has_age_limit = draw(3) == 0,
        .age_from = draw(10),
        .age_under = 12 + draw(10),
        .unknown_age = draw(2),
    };

    draw_words(&rule.from, roles, 3);
    draw_words(&rule.to, roles, 3);
    policy_words_add(&rule.types, "correction");
    policy_words_add(&rule.purposes, "protect_child");
    draw_words(&rule.categories, categories, DRAWN_SECTIONS);
    rule.needs_agreement = rule.kind != POLICY_DUTY && likely();
    if (rule.kind == POLICY_PERMISSION || draw(6) == 0) {
        policy_words_add(&rule.deciders, "principal");
        draw_words(draw(3) ? &rule.reasons : &rule.any_reasons, reasons, 3);
    }
    if (rule.kind == POLICY_CONSENT || (rule.kind == POLICY_PERMISSION && draw(4) == 0))
        draw_signers(&rule);
    if (draw(6) == 0)
        draw_words(draw(2) ? &rule.flags : &rule.not_flags, flags, 2);
    draw_excluded(&rule);
    rule.from_ownership = draw(8) ? 0 : POLICY_PUBLIC + draw(2);
    rule.to_ownership = draw(8) ? 0 : POLICY_PUBLIC + draw(2);
    return rule;
}

static size_t draw_list(const char *ret_list[], const char *const words[], size_t n)
{
    size_t n_drawn = 0;

    for (size_t i = 0; i < n; i++)
        if (likely())
            ret_list[n_drawn++] = words[i];
    return n_drawn;
}

static void draw_consent(struct policy_consent *ret)
{
    static const char *const purposes[] = { "protect_child" };

    *ret = (struct policy_consent){
        .holder = parties[likely() ? 0 : 1],
        .from = parties[likely() ? 0 : 2],
        .recipients = { parties, 1 + draw(3) },
        .purposes = { purposes, likely() },
        .categories = { categories + draw(2), 1 + draw(3) },
        .valid_from = (int32_t)draw(4),
        .valid_until = (int32_t)(3 + draw(8)),
        .withdrawn_day = likely() ? POLICY_NEVER : (int32_t)draw(8),
        .voided_day = likely() ? POLICY_NEVER : (int32_t)draw(8),
        .youth_required = draw(2),
        .guardians_required = draw(3),
        .youth_signed = likely(),
        .guardians_signed = draw(3),
    };
}

void draw_world(uint32_t seed, struct drawn_world *world)
{
    struct policy_question *question = &world->question;

    drawn = seed * 2654435761u;
    *world = (struct drawn_world){ .rules_seed = draw(1u << 20) };
    for (size_t i = 0; i < DRAWN_CONSENTS; i++)
        draw_consent(&world->consents[i]);
    *question = (struct policy_question){
        .ground = likely() ? "no.test.1" : "no.test.2",
        .type = "correction",
        .purpose = "protect_child",
        .from = { .name = parties[0], .role = roles[0], .country = "NO" },
        .to = { .name = parties[1], .role = roles[1], .country = likely() ? "NO" : "SE" },
        .day = (int32_t)draw(8),
        .has_subject = likely(),
        .age = likely() ? POLICY_AGE_KNOWN : draw(4),
        .age_years = 10 + draw(12),
        .categories = world->sections,
        .n_categories = draw_list(world->sections, categories, DRAWN_SECTIONS),
        .flags = { world->flags, draw_list(world->flags, flags, 2) },
        .decider = likely() ? "principal" : NULL,
        .reasons = { world->reasons, draw_list(world->reasons, reasons, 3) },
        .has_agreement = likely(),
        .consents = world->consents,
        .n_consents = draw(DRAWN_CONSENTS + 1),
        .whole_or_nothing = draw(8) == 0,
    };
}

struct policy *draw_policy(const struct drawn_world *world, size_t shift)
{
    struct policy *policy = policy_new();
    struct policy_rule rules[DRAWN_RULES];

    drawn = world->rules_seed;
    for (size_t i = 0; i < DRAWN_RULES; i++)
        rules[i] = draw_rule((char)('a' + i));
    add_words(&policy->categories, "identity observation health measure");
    for (size_t i = 0; i < DRAWN_RULES; i++)
        policy_add(policy, &rules[shift % 2 ? DRAWN_RULES - 1 - (i + shift) % DRAWN_RULES
                                            : (i + shift) % DRAWN_RULES]);
    return policy;
}
