/* SPDX-License-Identifier: EUPL-1.2 */
/* consents_play - a school that enters consents, with more signatures and ends. */
#ifndef CONSENTS_PLAY_H
#define CONSENTS_PLAY_H

#include "edge/consents.h"

#include <criterion/criterion.h>

#include "base/clock.h"
#include "base/text.h"
#include "edge/outbox_way.h"
#include "world.h"

#define EVIDENCE "KANARIFUGL-bevis-i-mappe-12"

static struct world world;
static struct consent_post post;

/* A consent that the young person and two guardians must sign; the young person has. */
static inline void setup(void)
{
    struct consent_grant *grant = &post.header.grant;
    int32_t today = text_day_of(clock_wall_ms());

    world_open(&world);
    memset(&post, 0, sizeof(post));
    post.header.order = ORDER_CONSENT_GRANT;
    post.header.has_age = true;
    post.header.age = 16;
    post.header.certainty = CERTAINTY_CERTAIN;
    post.has_subject = true;
    memset(post.subject, 1, sizeof(post.subject));
    grant->has_scope = true;
    grant->scope.n_recipients = grant->scope.n_purposes = grant->scope.n_categories = 1;
    strcpy(grant->scope.recipients[0], WORLD_WELFARE);
    strcpy(grant->scope.purposes[0], "mediation");
    strcpy(grant->scope.categories[0], "contact");
    grant->scope.valid_from = today;
    grant->scope.valid_until = today + 100;
    grant->scope.youth = true;
    grant->scope.guardians = 2;
    grant->n_signatures = 1;
    grant->signatures[0] = (struct consent_signature){
        .capacity = CAPACITY_YOUTH, .form = CONSENT_WRITTEN, .day = today, .official = "rektor-7"
    };
    strcpy(post.evidence[0], EVIDENCE);
}

/* What the directory says of a party. */
static inline void give_role(const char *name, const char *role)
{
    const struct party *party =
        directory_party(world.school.shared.directory, name, text_day_of(clock_wall_ms()));

    strcpy(((struct party *)(uintptr_t)party)->role, role);
}

static inline void teardown(void) { world_close(&world); }

static inline enum fault send(const struct uuid *consent, struct consent_post *what,
                              const char *key, struct uuid *ret_consent, struct uuid *ret_message,
                              struct error *err)
{
    bool repeated;

    return consents_post(&world.school.party, consent, what, key, bytes_of_text("{}"), ret_consent,
                         ret_message, &repeated, err);
}

static inline struct uuid enter(void)
{
    struct uuid consent, message;
    struct error err = { 0 };

    cr_assert_eq(send(NULL, &post, NULL, &consent, &message, &err), FAULT_NONE, "%s", err.text);
    cr_assert(uuid_equal(&consent, &message));
    return consent;
}

static inline enum fault sign(const struct uuid *consent, uint32_t guardian,
                              struct uuid *ret_message, struct error *err)
{
    CLEANUP(mem_free) struct consent_post *more = mem_copy(&post, sizeof(post));
    struct uuid own;

    more->has_subject = false;
    more->header.has_age = false;
    more->header.certainty = CERTAINTY_NONE;
    more->header.grant.has_scope = false;
    more->header.grant.signatures[0].capacity = guardian ? CAPACITY_GUARDIAN : CAPACITY_YOUTH;
    more->header.grant.signatures[0].guardian = guardian;
    return send(consent, more, NULL, &own, ret_message, err);
}

/* By the young person where `guardian` is 0. */
static inline enum fault withdraw_by(const struct uuid *consent, uint32_t guardian, int32_t day,
                                     struct uuid *ret_message, struct error *err)
{
    CLEANUP(mem_free) struct consent_post *end = mem_new(1, sizeof(*end));
    struct uuid own;

    end->header.order = ORDER_CONSENT_WITHDRAWAL;
    end->header.withdrawal =
        (struct consent_withdrawal){ guardian ? CAPACITY_GUARDIAN : CAPACITY_YOUTH, guardian,
                                     CONSENT_ORAL, day, "rektor-7" };
    return send(consent, end, NULL, &own, ret_message, err);
}

static inline enum fault withdraw(const struct uuid *consent, uint32_t guardian,
                                  struct uuid *ret_message, struct error *err)
{
    return withdraw_by(consent, guardian, text_day_of(clock_wall_ms()), ret_message, err);
}

static inline void decide(const struct uuid *message, enum item_state state, const char *code)
{
    CLEANUP(frame_free) Samband__V1__Frame *submit = world_submit(&world, message);
    CLEANUP(world_receipt_clear) struct world_receipt receipt = { 0 };
    CLEANUP(mem_free) struct broker_item *item = mem_new(1, sizeof(*item));

    world_decision(&world, submit->submit, 0, item);
    item->state = state;
    strcpy(item->code, code);
    world_sign_broker(&world, item, &receipt);
    receipt.message.new_card = frame_data(bytes_of_buffer(&world.bus_card));
    (void)world_give(&world, (struct world_receipt *[]){ &receipt }, 1);
}

static inline enum consent_state state_of(const struct uuid *consent)
{
    CLEANUP(mem_free) struct consent_view *view = mem_new(1, sizeof(*view));
    struct error err = { 0 };

    cr_assert_eq(consents_get(&world.school.party, consent, view, &err), FAULT_NONE, "%s",
                 err.text);
    return view->state;
}

#endif
