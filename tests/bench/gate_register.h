/* SPDX-License-Identifier: EUPL-1.2 */
/* gate_register - a register full of invented consents, and those that rows of the tables name.
 *
 * Functions stand in this header because a bench is one .c file.
 */
#ifndef BENCH_GATE_REGISTER_H
#define BENCH_GATE_REGISTER_H

#include "core/consent.h"
#include "integration/tools/probe_options.h"

enum { REGISTER_HOLDERS = 16 };

/* All about one subject: which one it is, the broker looks up before. */
static const uint8_t register_subject[CONSENT_SUBJECT_SIZE] = { 1, 2, 3 };

struct consent_register {
    struct consents *consents;
    uint64_t n;
    struct {
        const char *name;
        struct uuid *ids;
        size_t n;
    } holders[REGISTER_HOLDERS];
    size_t n_holders;
};

/* Ids in no order, as those of many parties over years are (a splitmix64 of the number). */
static inline struct uuid register_id(uint64_t number)
{
    struct uuid id;

    for (size_t half = 0; half < 2; half++) {
        uint64_t x = (2 * number + half + 1) * 0x9e3779b97f4a7c15;

        x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9;
        x = (x ^ x >> 27) * 0x94d049bb133111eb;
        x ^= x >> 31;
        memcpy(id.bytes + 8 * half, &x, 8);
    }
    return id;
}

static inline struct consent_message register_message(const struct uuid *id, const char *holder)
{
    return (struct consent_message){
        .id = *id,
        .sender = holder,
        .has_subject = true,
        .subject = register_subject,
    };
}

static inline void register_remember(struct consent_register *held, const char *holder,
                                     const struct uuid *id)
{
    size_t i = 0;

    while (i < held->n_holders && strcmp(held->holders[i].name, holder) != 0)
        i++;
    if (i == REGISTER_HOLDERS)
        stop(EXIT_DATA, "more than %d holders", REGISTER_HOLDERS);
    if (i == held->n_holders)
        held->holders[held->n_holders++].name = holder;
    held->holders[i].ids =
        mem_grow(held->holders[i].ids, held->holders[i].n + 1, sizeof(struct uuid));
    held->holders[i].ids[held->holders[i].n++] = *id;
}

static inline void register_sign(struct consent_grant *grant, bool is_youth, unsigned int guardians)
{
    if (is_youth)
        grant->signatures[grant->n_signatures++].capacity = CAPACITY_YOUTH;
    for (unsigned int i = 1; i <= guardians && grant->n_signatures < CONSENT_SIGNATURES; i++) {
        grant->signatures[grant->n_signatures].capacity = CAPACITY_GUARDIAN;
        grant->signatures[grant->n_signatures++].guardian = i;
    }
}

/* For agencies that no row names: it is whole and in force, and covers none of their exchanges. */
static inline void register_add_other(struct consent_register *held, const char *holder)
{
    static const char *const categories[] = { "identity",      "observation", "health", "measure",
                                              "social_record", "family",      "contact" };
    struct consent_grant *grant = mem_new(1, sizeof(*grant));
    struct uuid id = register_id(held->n++);
    struct consent_message message = register_message(&id, holder);

    grant->has_scope = true;
    grant->scope.n_recipients = 1 + held->n % 4;
    for (size_t i = 0; i < grant->scope.n_recipients; i++)
        snprintf(grant->scope.recipients[i], sizeof(grant->scope.recipients[i]), "agency-%03llu",
                 (unsigned long long)((held->n + i) % 400));
    grant->scope.n_purposes = 2;
    snprintf(grant->scope.purposes[0], sizeof(grant->scope.purposes[0]), "support_youth");
    snprintf(grant->scope.purposes[1], sizeof(grant->scope.purposes[1]), "prevent_crime");
    grant->scope.n_categories = ARRAY_SIZE(categories);
    for (size_t i = 0; i < ARRAY_SIZE(categories); i++)
        snprintf(grant->scope.categories[i], sizeof(grant->scope.categories[i]), "%s",
                 categories[i]);
    grant->scope.valid_until = POLICY_NEVER;
    grant->scope.guardians = 2;
    register_sign(grant, true, 2);
    message.grant = grant;
    consents_apply(held->consents, &message);
    register_remember(held, holder, &id);
    mem_free(grant);
}

static inline void register_words(const struct policy_list *words, void *ret, size_t size,
                                  size_t max, size_t *ret_n)
{
    *ret_n = 0;
    for (size_t i = 0; i < words->n && i < max; i++)
        snprintf((char *)ret + size * (*ret_n)++, size, "%s", words->words[i]);
}

/* The consent of a row, under an id of its own. */
static inline struct uuid register_add(struct consent_register *held,
                                       const struct policy_consent *consent)
{
    struct consent_grant *grant = mem_new(1, sizeof(*grant));
    struct consent_withdrawal withdrawal = { .capacity = CAPACITY_YOUTH };
    struct consent_revocation voiding = { 0 };
    struct uuid id = register_id(held->n++);
    struct consent_message message = register_message(&id, consent->holder);

    grant->has_scope = true;
    register_words(&consent->recipients, grant->scope.recipients, LIMIT_PARTY + 1,
                   CONSENT_RECIPIENTS, &grant->scope.n_recipients);
    register_words(&consent->purposes, grant->scope.purposes, LIMIT_WORD + 1, CONSENT_PURPOSES,
                   &grant->scope.n_purposes);
    register_words(&consent->categories, grant->scope.categories, LIMIT_WORD + 1,
                   CONSENT_CATEGORIES, &grant->scope.n_categories);
    grant->scope.valid_from = consent->valid_from;
    grant->scope.valid_until = consent->valid_until;
    grant->scope.youth = consent->youth_required;
    grant->scope.guardians = consent->guardians_required;
    if (grant->scope.guardians < consent->guardians_signed)
        grant->scope.guardians = consent->guardians_signed;
    register_sign(grant, consent->youth_signed, consent->guardians_signed);
    message.grant = grant;
    consents_apply(held->consents, &message);
    mem_free(grant);

    message = register_message(&id, consent->holder);
    message.has_target = true;
    message.target = id;
    message.day = withdrawal.day = consent->withdrawn_day;
    message.withdrawal = &withdrawal;
    if (consent->withdrawn_day != POLICY_NEVER)
        consents_apply(held->consents, &message);
    message.withdrawal = NULL;
    message.voiding = &voiding;
    message.day = consent->voided_day;
    if (consent->voided_day != POLICY_NEVER)
        consents_apply(held->consents, &message);
    return id;
}

static inline void register_close(struct consent_register *held)
{
    for (size_t i = 0; i < held->n_holders; i++)
        mem_free(held->holders[i].ids);
    consents_free(held->consents);
}

#endif
