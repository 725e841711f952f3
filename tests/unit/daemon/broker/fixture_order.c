/* SPDX-License-Identifier: EUPL-1.2 */
/* fixture_order - what is sent to the bus itself, and what rests on a consent. */
#include "fixture.h"

#include <stdio.h>

#include <criterion/criterion.h>

#include "base/memory.h"
#include "base/text.h"

static void add_words(struct policy_words *list, const char *const words[], size_t n)
{
    for (size_t i = 0; i < n; i++)
        policy_words_add(list, words[i]);
}

void fixture_allow_by_consent(struct fixture *fixture)
{
    static const char *const categories[] = { "identity", "observation", "health" };
    struct policy_rule rule = {
        .id = mem_text("test-consent"),
        .ground = mem_text(FIXTURE_CONSENT_GROUND),
        .citation = mem_text("An invented act, section 1"),
        .country = "NO",
        .kind = POLICY_CONSENT,
        .certainty = POLICY_DEDUCED,
        .in_force_to = POLICY_NO_END,
        .needs_subject = true,
        .signers = { { .age_from = 15, .age_under = 18, .youth = true } },
        .n_signers = 1,
    };

    add_words(&rule.from, (const char *[]){ "school" }, 1);
    add_words(&rule.to, (const char *[]){ "child_welfare" }, 1);
    add_words(&rule.types, (const char *[]){ "concern_notification" }, 1);
    add_words(&rule.purposes, (const char *[]){ "protect_child" }, 1);
    add_words(&rule.categories, categories, ARRAY_SIZE(categories));
    policy_add(fixture->policy, &rule);
}

struct draft fixture_order(const struct fixture *fixture, enum order_kind kind,
                           const struct uuid *target)
{
    static const char *const types[] = { "", "consent_grant", "consent_withdrawal", "consent_void",
                                         "take_back" };
    struct draft draft = fixture_draft(fixture);
    int32_t today = text_day_of(fixture->now_ms);

    draft.n_sections = 0;
    snprintf(draft.text.type, sizeof(draft.text.type), "%s", types[kind]);
    strcpy(draft.text.recipient, PARTY_BUS);
    strcpy(draft.text.ground, "none");
    strcpy(draft.text.purpose, "administer");
    draft.header = (struct private_header){
        .has_age = true, .age = 16, .certainty = CERTAINTY_CERTAIN, .order = kind
    };
    if (target) {
        draft.text.has_in_reply_to = true;
        draft.text.in_reply_to = *target;
    }
    if (kind == ORDER_CONSENT_WITHDRAWAL) {
        draft.header.withdrawal = (struct consent_withdrawal){ .capacity = CAPACITY_YOUTH,
                                                               .form = CONSENT_ORAL,
                                                               .day = today };
        strcpy(draft.header.withdrawal.official, "official-7");
    } else if (kind != ORDER_CONSENT_GRANT) {
        strcpy(draft.header.revocation.reason, "entered_wrongly");
        strcpy(draft.header.revocation.official, "official-7");
    }
    return draft;
}

struct draft fixture_grant(const struct fixture *fixture)
{
    struct draft draft = fixture_order(fixture, ORDER_CONSENT_GRANT, NULL);
    struct consent_grant *grant = &draft.header.grant;
    int32_t today = text_day_of(fixture->now_ms);

    *grant = (struct consent_grant){
        .has_scope = true,
        .scope = { .recipients = { FIXTURE_WELFARE },
                   .purposes = { "protect_child" },
                   .categories = { "health", "identity", "observation" },
                   .n_recipients = 1,
                   .n_purposes = 1,
                   .n_categories = 3,
                   .valid_from = today,
                   .valid_until = today + 100,
                   .youth = true,
                   .guardians = 1 },
        .signatures = { { .capacity = CAPACITY_YOUTH, .form = CONSENT_WRITTEN, .day = today } },
        .n_signatures = 1,
    };
    strcpy(grant->signatures[0].official, "official-7");
    return draft;
}

struct draft fixture_resting_on(const struct fixture *fixture, const struct uuid *consent)
{
    struct draft draft = fixture_draft(fixture);

    strcpy(draft.text.ground, FIXTURE_CONSENT_GROUND);
    draft.header.age = 16;
    draft.header.consents[0] = *consent;
    draft.header.n_consents = 1;
    return draft;
}
