/* SPDX-License-Identifier: EUPL-1.2 */
/* policy_draw - invented rules and exchanges, drawn from a seed: the same for the same seed. */
#ifndef UNIT_DAEMON_CORE_POLICY_DRAW_H
#define UNIT_DAEMON_CORE_POLICY_DRAW_H

#include "core/policy.h"

enum { DRAWN_RULES = 6, DRAWN_CONSENTS = 3, DRAWN_SECTIONS = 4 };

/* One exchange with what it carries; it must stay where it is. */
struct drawn_world {
    uint32_t rules_seed;
    struct policy_question question;
    struct policy_consent consents[DRAWN_CONSENTS];
    const char *sections[DRAWN_SECTIONS], *reasons[3], *flags[2];
};

/* 0 to n - 1, the next in the row that draw_world() or draw_policy() began. */
uint32_t draw(uint32_t n);

void draw_world(uint32_t seed, struct drawn_world *world);

/* The rules of a world, of two grounds, added in the order of `shift` (a step through them that meets
 * each once). */
struct policy *draw_policy(const struct drawn_world *world, size_t shift);

/* One more rule. */
struct policy_rule draw_rule(char letter);

#endif
