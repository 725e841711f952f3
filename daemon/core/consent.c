/* SPDX-License-Identifier: EUPL-1.2 */
/* consent - the register, and what a message may do to it.
 *
 * Consents are never removed, so the table only grows: open addressing by id and holder, at most
 * half full. Two parties may use one id, since neither sees the other's.
 */
#include "core/consent.h"

#include <assert.h>
#include <string.h>

#include "base/memory.h"
#include "core/consent_pack.h"

enum {
    FIRST_PLACES = 64,      /* a power of two */
    CACHE_LINE = 64,        /* bytes */
    DAYS_AHEAD = 1,         /* days are counted in UTC here, and by the local calendar there */
    DAYS_MAX = 3 * 365 + 1, /* three years hold one leap day at most */
};

/* The hash stands beside, so that a look-up passes others without reading them. */
struct place {
    uint64_t hash;
    struct consent *consent; /* NULL: free */
};

struct consents {
    struct place *places;
    size_t n_places;
    struct consent_quota quota; /* counts those held */
};

struct consents *consents_new(void)
{
    struct consents *consents = mem_new(1, sizeof(*consents));

    consents->n_places = FIRST_PLACES;
    consents->places = mem_new(FIRST_PLACES, sizeof(*consents->places));
    return consents;
}

void consents_free(struct consents *consents)
{
    if (!consents)
        return;
    for (size_t i = 0; i < consents->n_places; i++)
        mem_free(consents->places[i].consent);
    mem_free(consents->places);
    consent_quota_clear(&consents->quota);
    mem_free(consents);
}

size_t consents_size(const struct consents *consents) { return consents->quota.n_held; }

/* FNV-1a (64 bits). */
static uint64_t hash_bytes(uint64_t hash, const void *data, size_t size)
{
    const uint8_t *bytes = data;

    for (size_t i = 0; i < size; i++)
        hash = (hash ^ bytes[i]) * 0x100000001b3;
    return hash;
}

static uint64_t hash_of(const struct uuid *id, const char *holder)
{
    uint64_t hash =
        hash_bytes(hash_bytes(0xcbf29ce484222325, id->bytes, UUID_SIZE), holder, strlen(holder));

    return hash ^ hash >> 32;
}

static bool is_at(const struct place *place, uint64_t hash, const struct uuid *id,
                  const char *holder)
{
    return place->hash == hash && uuid_equal(&place->consent->id, id) &&
           strcmp(place->consent->holder, holder) == 0;
}

/* Where the consent stands, or the free place where it would. */
static struct place *place_of(const struct consents *consents, uint64_t hash, const struct uuid *id,
                              const char *holder)
{
    size_t at = hash & (consents->n_places - 1);

    while (consents->places[at].consent && !is_at(&consents->places[at], hash, id, holder))
        at = (at + 1) & (consents->n_places - 1);
    return &consents->places[at];
}

/* The first that has the hash: most probably the one. NULL where none has. */
static const struct consent *first_of_hash(const struct consents *consents, uint64_t hash)
{
    size_t at = hash & (consents->n_places - 1);

    while (consents->places[at].consent && consents->places[at].hash != hash)
        at = (at + 1) & (consents->n_places - 1);
    return consents->places[at].consent;
}

static struct consent *find(const struct consents *consents, const struct uuid *id,
                            const char *holder)
{
    return place_of(consents, hash_of(id, holder), id, holder)->consent;
}

const struct consent *consents_find(const struct consents *consents, const struct uuid *id,
                                    const char *holder)
{
    return find(consents, id, holder);
}

void consents_prefetch(const struct consents *consents, const struct uuid ids[], size_t n,
                       const char *holder)
{
    size_t mask = consents->n_places - 1;

    for (size_t i = 0; i < n; i++)
        __builtin_prefetch(&consents->places[hash_of(&ids[i], holder) & mask]);
    for (size_t i = 0; i < n; i++) {
        const char *consent = (const char *)first_of_hash(consents, hash_of(&ids[i], holder));

        for (size_t at = 0; consent && at < sizeof(struct consent); at += CACHE_LINE)
            __builtin_prefetch(consent + at);
    }
}

static void make_room(struct consents *consents)
{
    struct place *old = consents->places;
    size_t n_old = consents->n_places;

    if (2 * (consents->quota.n_held + 1) <= n_old)
        return;
    consents->n_places = 2 * n_old;
    consents->places = mem_new(consents->n_places, sizeof(*consents->places));
    for (size_t i = 0; i < n_old; i++)
        if (old[i].consent)
            *place_of(consents, old[i].hash, &old[i].consent->id, old[i].consent->holder) = old[i];
    mem_free(old);
}

/* ---- what stands in the way of a message ---- */

static bool has_ended(const struct consent *consent)
{
    return consent->withdrawn_day != POLICY_NEVER || consent->voided_day != POLICY_NEVER;
}

/* Where the subject of the consent is erased, nothing can be sent under it any more. */
static bool is_other_subject(const struct consent *consent, const struct consent_message *message)
{
    return message->has_subject && consent->has_subject &&
           memcmp(consent->subject, message->subject, CONSENT_SUBJECT_SIZE) != 0;
}

static bool is_ahead(int32_t day, const struct consent_message *message)
{
    return day > message->day && day - message->day > DAYS_AHEAD;
}

static bool is_guardian(uint32_t guardian, uint32_t n_counted)
{
    return guardian >= 1 && guardian <= n_counted && guardian <= CONSENT_GUARDIANS;
}

/* The signers of a grant as a set: bit 0 the young person, bit n guardian n. */
static uint32_t signer_bit(enum capacity capacity, uint32_t guardian)
{
    return capacity == CAPACITY_YOUTH ? 1u : 1u << guardian;
}

static const char *signatures_objection(const struct consent_message *message, uint32_t n_counted,
                                        uint32_t signed_before)
{
    const struct consent_grant *grant = message->grant;

    for (size_t i = 0; i < grant->n_signatures; i++) {
        const struct consent_signature *signature = &grant->signatures[i];
        uint32_t bit;

        if (signature->capacity != CAPACITY_YOUTH && !is_guardian(signature->guardian, n_counted))
            return "unknown_guardian";
        bit = signer_bit(signature->capacity, signature->guardian);
        if (signed_before & bit)
            return "signed_already";
        signed_before |= bit;
        if (is_ahead(signature->day, message))
            return "signed_ahead";
    }
    return NULL;
}

static uint32_t signers_of(const struct consent *consent)
{
    return consent->guardians_signed | consent->youth_signed;
}

static bool is_bad_period(const struct consent_scope *scope)
{
    int64_t days = (int64_t)scope->valid_until - scope->valid_from;

    return days < 1 || days > DAYS_MAX;
}

static const char *new_objection(const struct consents *consents,
                                 const struct consent_message *message)
{
    const struct consent_scope *scope = &message->grant->scope;
    const char *code;

    if (!message->grant->has_scope)
        return "consent_without_target";
    if (!message->has_subject)
        return "no_subject";
    if (message->has_age && message->age < ADULT_YEARS && scope->guardians == 0)
        return "too_few_guardians";
    code = signatures_objection(message, scope->guardians, 0);
    if (code)
        return code;
    if (find(consents, &message->id, message->sender))
        return "signed_already";
    if (is_bad_period(scope))
        return "bad_period";
    return consent_quota_is_full(&consents->quota, message->sender) ? "quota" : NULL;
}

static const char *withdrawal_objection(const struct consent *consent,
                                        const struct consent_message *message)
{
    const struct consent_withdrawal *withdrawal = message->withdrawal;
    bool is_youth = withdrawal->capacity == CAPACITY_YOUTH;

    if (has_ended(consent))
        return "consent_ended";
    if (is_other_subject(consent, message))
        return "other_subject";
    if (!is_youth && !is_guardian(withdrawal->guardian, consent->guardians))
        return "unknown_guardian";
    if (is_ahead(withdrawal->day, message))
        return "signed_ahead";
    return is_youth && !consent->youth && !consent->youth_signed ? "not_a_signer" : NULL;
}

static const char *further_objection(const struct consent *consent,
                                     const struct consent_message *message)
{
    if (has_ended(consent))
        return "consent_ended";
    if (message->grant->has_scope)
        return "consent_without_target";
    if (is_other_subject(consent, message))
        return "other_subject";
    return signatures_objection(message, consent->guardians, signers_of(consent));
}

static const char *void_objection(const struct consent *consent,
                                  const struct consent_message *message)
{
    if (consent->voided_day != POLICY_NEVER)
        return "consent_ended";
    return is_other_subject(consent, message) ? "other_subject" : NULL;
}

const char *consents_objection(const struct consents *consents,
                               const struct consent_message *message)
{
    const struct consent *consent =
        message->has_target ? find(consents, &message->target, message->sender) : NULL;

    assert(!!message->grant + !!message->withdrawal + !!message->voiding == 1);
    if (message->grant && !message->has_target)
        return new_objection(consents, message);
    if (!consent)
        return "unknown_consent";
    if (message->grant)
        return further_objection(consent, message);
    if (message->withdrawal)
        return withdrawal_objection(consent, message);
    return void_objection(consent, message);
}

/* ---- what a message does ---- */

/* A message of the record is not judged again: what does not fit (a guardian beyond those counted,
 * a consent that is not there) changes nothing, and so permits nothing. */

static void add_signatures(struct consent *consent, const struct consent_grant *grant)
{
    for (size_t i = 0; i < grant->n_signatures; i++) {
        const struct consent_signature *signature = &grant->signatures[i];

        if (signature->capacity == CAPACITY_YOUTH)
            consent->youth_signed = true;
        else if (is_guardian(signature->guardian, consent->guardians))
            consent->guardians_signed |= signer_bit(signature->capacity, signature->guardian);
    }
}

static struct consent *make(const struct consent_message *message)
{
    const struct consent_scope *scope = &message->grant->scope;
    struct consent *consent = consent_pack(scope);

    consent->id = message->id;
    consent->has_subject = message->has_subject;
    consent->valid_from = scope->valid_from;
    consent->valid_until = scope->valid_until;
    consent->youth = scope->youth;
    consent->guardians = scope->guardians;
    consent->withdrawn_day = consent->voided_day = POLICY_NEVER;
    text_put(consent->holder, sizeof(consent->holder), message->sender);
    if (message->has_subject)
        memcpy(consent->subject, message->subject, CONSENT_SUBJECT_SIZE);
    add_signatures(consent, message->grant);
    return consent;
}

static void hold(struct consents *consents, const struct consent_message *message)
{
    struct consent *consent;
    uint64_t hash;

    if (!message->grant->has_scope || find(consents, &message->id, message->sender))
        return;
    consent = make(message);
    make_room(consents);
    hash = hash_of(&consent->id, consent->holder);
    *place_of(consents, hash, &consent->id, consent->holder) = (struct place){ hash, consent };
    consent_quota_count(&consents->quota, consent->holder);
}

static void end_on(int32_t *ret_day, int32_t day)
{
    if (day < *ret_day)
        *ret_day = day;
}

void consents_apply(struct consents *consents, const struct consent_message *message)
{
    struct consent *consent =
        message->has_target ? find(consents, &message->target, message->sender) : NULL;

    if (message->grant && !message->has_target)
        hold(consents, message);
    else if (!consent)
        return;
    else if (message->grant)
        add_signatures(consent, message->grant);
    else if (message->withdrawal)
        end_on(&consent->withdrawn_day,
               message->withdrawal->day < message->day ? message->withdrawal->day : message->day);
    else if (message->voiding)
        end_on(&consent->voided_day, message->day);
}

void consents_count_exchange(struct consents *consents, const struct uuid *id, const char *holder)
{
    struct consent *consent = find(consents, id, holder);

    if (consent && consent->n_exchanges < CONSENT_EXCHANGES)
        consent->n_exchanges++;
}
