/* SPDX-License-Identifier: EUPL-1.2 */
/* api_play - outbox, inbox and party as a test plays them: what they answer, and what they were
 * asked, stands in `play`. For one test program; definitions, not declarations. */
#ifndef TESTS_API_PLAY_H
#define TESTS_API_PLAY_H

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "edge/api_call.h"
#include "edge/consents.h"
#include "edge/consents_adult.h"
#include "edge/inbox.h"
#include "edge/outbox.h"
#include "edge/outbox_anew.h"
#include "edge/outbox_key.h"
#include "edge/outbox_order.h"
#include "edge/outbox_target.h"
#include "edge/party.h"
#include "edge/tasks.h"

#define ID "01953f2a-7c00-7abc-8def-0123456789ab"
#define OTHER_ID "01953f2a-7c00-7abc-8def-0123456789ac"

static struct {
    enum fault fault;
    const char *code;
    struct party_state *party;
    struct report report;
    char key[81], body[200], a[120], b[120];
    size_t n_posts, limit;
    bool repeated, flag, has_before, linked, has_more; /* a list has one more than is asked for */
    int64_t registered_ms;
} play;

static enum fault answer_as_played(struct error *err)
{
    if (!play.fault)
        return FAULT_NONE;
    return error_set_code(err, play.fault, play.code, "invented words");
}

static struct uuid id_of(const char *text)
{
    struct uuid id;

    cr_assert(uuid_read(text, &id));
    return id;
}

const char *outbox_stage_name(enum outbox_stage stage)
{
    return stage == OUTBOX_SPOOLED ? "spooled" : "registered";
}

enum fault outbox_post(struct party_state *party, const struct report *report, struct bytes body,
                       const char *idempotency_key, struct uuid **ret_ids, size_t *ret_n,
                       bool *ret_repeated, struct error *err)
{
    if (answer_as_played(err))
        return play.fault;
    play.party = party;
    play.n_posts++;
    snprintf(play.key, sizeof(play.key), "%s", idempotency_key);
    snprintf(play.body, sizeof(play.body), "%.*s", (int)body.size, (const char *)body.data);
    *ret_n = report->n_children;
    *ret_ids = mem_new(*ret_n, sizeof(struct uuid));
    for (size_t i = 0; i < *ret_n; i++)
        (*ret_ids)[i] = id_of(i ? OTHER_ID : ID);
    *ret_repeated = play.repeated;
    return FAULT_NONE;
}

enum fault outbox_key_find(struct party_state *party, const char *key, struct bytes body,
                           bool *ret_found, struct uuid **ret_ids, size_t *ret_n, struct error *err)
{
    (void)party, (void)key, (void)body, (void)ret_ids, (void)ret_n, (void)err;
    *ret_found = false;
    return FAULT_NONE;
}

enum fault outbox_check_targets(struct party_state *party, const struct report *report,
                                struct form_faults *faults, struct error *err)
{
    (void)party, (void)report;
    if (!play.fault || strcmp(play.code, "unknown_recipient") != 0)
        return FAULT_NONE;
    form_faults_add(faults, "/to/1", play.code, "invented words");
    return answer_as_played(err);
}

const char *outbox_target_telephone(const struct directory *directory, const struct party *party,
                                    int64_t now_ms)
{
    (void)directory, (void)party, (void)now_ms;
    return "+47 00 00 00 01";
}

const char *outbox_target_contact_officer(const struct party_state *party, const char *school,
                                          bool acute, int64_t now_ms, struct route *ret_route)
{
    (void)party, (void)acute, (void)now_ms;
    ret_route->telephone = "+47 00 00 00 02";
    return strcmp(school, "unknown-school") == 0 ? "unknown_party" : NULL;
}

enum fault outbox_forward(struct party_state *party, const struct uuid *id, struct uuid *ret_id,
                          bool *ret_repeated, struct error *err)
{
    (void)id;
    play.party = party;
    *ret_id = id_of(OTHER_ID);
    *ret_repeated = play.repeated;
    return answer_as_played(err);
}

enum fault outbox_take_back(struct party_state *party, const struct uuid *id,
                            const struct consent_revocation *why, const char *key,
                            struct bytes body, struct uuid *ret_id, bool *ret_repeated,
                            struct error *err)
{
    (void)id, (void)key, (void)body;
    play.party = party;
    snprintf(play.a, sizeof(play.a), "%s", why->reason);
    snprintf(play.b, sizeof(play.b), "%s", why->official);
    *ret_id = id_of(OTHER_ID);
    *ret_repeated = play.repeated;
    return answer_as_played(err);
}

const struct held_card *party_card(const struct party_state *party, int64_t now_ms)
{
    (void)party, (void)now_ms;
    return NULL;
}

int64_t party_down_since_ms(const struct party_state *party)
{
    (void)party;
    return play.linked ? 0 : 1772356364000;
}

/* api_check_test.c plays this one against a bus. */
void api_check(struct api_call *call)
{
    play.party = call->party;
    problem_answer(call->answer, 503, "unavailable", "there is no bus in this test", NULL);
}

static struct outbox_view view_of(const struct uuid *id)
{
    struct outbox_view view = { .id = *id,
                                .stage = play.registered_ms ? OUTBOX_REGISTERED : OUTBOX_SPOOLED,
                                .waiting_at = play.registered_ms ? "" : "the broker",
                                .created_ms = 1772356364120,
                                .stage_since_ms = 1772356364120,
                                .registered_ms = play.registered_ms,
                                .n_sections = 1 };

    snprintf(view.about, sizeof(view.about), "/children/0");
    snprintf(view.recipient, sizeof(view.recipient), "bergenhus-child-welfare");
    snprintf(view.sections[0].category, sizeof(view.sections[0].category), "observation");
    if (play.registered_ms) {
        view.decided = true;
        view.leaf_index = 7;
        view.sections[0].verdict = VERDICT_PERMIT;
        snprintf(view.sections[0].rule, sizeof(view.sections[0].rule), "no-school-concern");
        snprintf(view.rule, sizeof(view.rule), "no-school-concern");
        snprintf(view.case_reference, sizeof(view.case_reference), "2026/17");
    }
    return view;
}

enum fault outbox_get(struct party_state *party, const struct uuid *id,
                      struct outbox_view *ret_view, struct error *err)
{
    play.party = party;
    if (answer_as_played(err))
        return play.fault;
    *ret_view = view_of(id);
    return FAULT_NONE;
}

enum fault outbox_list(struct party_state *party, bool attention, const struct uuid *before,
                       size_t limit, outbox_each *each, void *arg, struct error *err)
{
    struct uuid id = id_of(ID);
    struct outbox_view view = view_of(&id);

    play.party = party;
    play.flag = attention;
    play.has_before = before != NULL;
    play.limit = limit;
    if (answer_as_played(err))
        return play.fault;
    for (size_t i = 0; i < (play.has_more ? limit : 1); i++)
        each(arg, &view);
    return FAULT_NONE;
}

enum fault outbox_acknowledge(struct party_state *party, const struct uuid *id, struct error *err)
{
    (void)id;
    play.party = party;
    return answer_as_played(err);
}

enum fault outbox_receipts(struct party_state *party, const struct uuid *id,
                           outbox_each_receipt *each, void *arg, struct error *err)
{
    (void)party, (void)id, (void)err;
    if (play.registered_ms)
        each(arg, ITEM_DECISION, bytes_of_text("samband-broker-item/1\nkind decision\n"));
    return FAULT_NONE;
}

/* ---- consents: what was posted stands in `play` ---- */

static struct consent_post posted;

enum fault consents_post(struct party_state *party, const struct uuid *consent,
                         struct consent_post *post, const char *key, struct bytes body,
                         struct uuid *ret_consent, struct uuid *ret_message, bool *ret_repeated,
                         struct error *err)
{
    (void)key, (void)body;
    if (answer_as_played(err))
        return play.fault;
    play.party = party;
    play.n_posts++;
    posted = *post;
    *ret_consent = consent ? *consent : id_of(ID);
    *ret_message = id_of(consent ? OTHER_ID : ID);
    *ret_repeated = play.repeated;
    return FAULT_NONE;
}

enum fault consents_objections(struct party_state *party, const struct uuid *consent,
                               const struct consent_post *post, struct form_faults *faults,
                               struct error *err)
{
    (void)party, (void)consent, (void)post, (void)faults;
    return answer_as_played(err);
}

const char *consent_state_name(enum consent_state state)
{
    return state == CONSENT_GRANTED ? "granted" : "incomplete";
}

enum fault consents_get(struct party_state *party, const struct uuid *id,
                        struct consent_view *ret_view, struct error *err)
{
    if (answer_as_played(err))
        return play.fault;
    play.party = party;
    *ret_view = (struct consent_view){ .id = *id, .state = CONSENT_GRANTED, .n_signatures = 1 };
    ret_view->has_scope = ret_view->has_all_signatures = true;
    ret_view->scope = posted.header.grant.scope;
    ret_view->signatures[0] = posted.header.grant.signatures[0];
    ret_view->adult_day = posted.adult_day;
    snprintf(ret_view->evidence[0], sizeof(ret_view->evidence[0]), "%s", posted.evidence[0]);
    return FAULT_NONE;
}

enum fault consents_list(struct party_state *party, const struct uuid *before, size_t limit,
                         consents_each *each, void *arg, struct error *err)
{
    struct consent_view view;
    struct uuid id = id_of(ID);

    (void)before;
    play.limit = limit;
    if (consents_get(party, &id, &view, err))
        return play.fault;
    each(arg, &view);
    return FAULT_NONE;
}

enum fault consents_adult_look(struct party_state *party, int64_t now_ms, struct error *err)
{
    (void)party, (void)now_ms, (void)err;
    return FAULT_NONE;
}

enum fault consents_adult_tell(struct party_state *party, int64_t now_ms, struct error *err)
{
    return consents_adult_look(party, now_ms, err);
}

void consents_adult_free(struct consents_adult *found) { (void)found; }

enum fault consents_adult_list(struct party_state *party, int64_t now_ms, consents_adult_each *each,
                               void *arg, struct error *err)
{
    (void)party, (void)now_ms, (void)each, (void)arg, (void)err;
    return FAULT_NONE;
}

enum fault consents_messages(struct party_state *party, const struct uuid *id,
                             consents_each_line *each, void *arg, struct error *err)
{
    const struct consent_line line = { *id, "grant", "bus",         OUTBOX_SPOOLED,
                                       "",  "",      1772356364120, NULL };

    (void)party, (void)err;
    each(arg, &line);
    return FAULT_NONE;
}

enum fault consents_exchanges(struct party_state *party, const struct uuid *id,
                              consents_each_line *each, void *arg, struct error *err)
{
    const struct consent_line line = { *id, "disclosure",       "vik-school",  OUTBOX_SPOOLED,
                                       "",  "destroyed_queued", 1772356364120, NULL };

    (void)party, (void)err;
    each(arg, &line);
    return FAULT_NONE;
}

const char *task_state_name(enum task_state state)
{
    return state == TASK_DECIDED ? "decided" : "open";
}

enum fault tasks_get(struct party_state *party, const struct uuid *id, struct task_view *ret_view,
                     struct error *err)
{
    (void)party, (void)id, (void)ret_view;
    return error_set_code(err, FAULT_INPUT, "unknown_task", "no such task here");
}

enum fault tasks_list(struct party_state *party, bool open, const struct uuid *before, size_t limit,
                      tasks_each *each, void *arg, struct error *err)
{
    (void)party, (void)open, (void)before, (void)limit, (void)each, (void)arg, (void)err;
    return FAULT_NONE;
}

enum fault tasks_hold_talk(struct party_state *party, const struct uuid *id,
                           const struct task_talk *talk, struct error *err)
{
    (void)talk;
    return tasks_get(party, id, NULL, err);
}

enum fault tasks_decide(struct party_state *party, const struct uuid *id,
                        const struct task_decision *decision, struct error *err)
{
    (void)decision;
    return tasks_get(party, id, NULL, err);
}

enum fault tasks_notices(struct party_state *party, const struct uuid *id, consents_each_line *each,
                         void *arg, struct error *err)
{
    (void)party, (void)id, (void)each, (void)arg, (void)err;
    return FAULT_NONE;
}

static struct inbox_view received(const struct uuid *id)
{
    struct inbox_view view = { .id = *id, .state = STATE_HANDED_OVER, .content_held = true };

    view.header = (struct private_header){
        .has_age = true, .age = 12, .certainty = CERTAINTY_CERTAIN, .subject_informed = ANSWER_NO
    };
    snprintf(view.sender, sizeof(view.sender), "fjell-school");
    return view;
}

enum fault inbox_list(struct party_state *party, bool open, const struct uuid *before, size_t limit,
                      inbox_each *each, void *arg, struct error *err)
{
    struct uuid id = id_of(ID);
    struct inbox_view view = received(&id);

    (void)before, (void)err;
    play.party = party;
    play.flag = open;
    play.limit = limit;
    each(arg, &view);
    return FAULT_NONE;
}

enum fault inbox_get(struct party_state *party, const struct uuid *id, struct inbox_view *ret_view,
                     inbox_each_section *each, void *arg, struct error *err)
{
    struct owned_section_body json = { "observation", "application/json", true, { 0 } };
    struct owned_section_body bytes = { "health", "application/pdf", false, { 0 } };
    struct owned_section_body broken = { "family", "application/json", false, { 0 } };

    play.party = party;
    if (answer_as_played(err))
        return play.fault;
    buffer_append_text(&json.content, "{\"text\":\"ø\"}");
    buffer_append(&bytes.content, "\0\1\2", 3);
    buffer_append_text(&broken.content, "{\"text\"");
    each(arg, &json);
    each(arg, &bytes);
    each(arg, &broken);
    buffer_clear(&json.content);
    buffer_clear(&bytes.content);
    buffer_clear(&broken.content);
    *ret_view = received(id);
    return FAULT_NONE;
}

enum fault inbox_fetched(struct party_state *party, struct inbox_view *view, struct error *err)
{
    (void)party, (void)view;
    return answer_as_played(err);
}

enum fault inbox_answers(struct party_state *party, const struct uuid *id, inbox_each_answer *each,
                         void *arg, struct error *err)
{
    (void)party, (void)id, (void)err;
    each(arg, &(struct uuid){ { 1 } });
    return FAULT_NONE;
}

static enum fault take_pair(struct party_state *party, const struct uuid *id, const char *a,
                            const char *b, struct inbox_view *ret_view, struct error *err)
{
    play.party = party;
    snprintf(play.a, sizeof(play.a), "%s", a);
    snprintf(play.b, sizeof(play.b), "%s", b);
    if (answer_as_played(err))
        return play.fault;
    *ret_view = received(id);
    return FAULT_NONE;
}

enum fault inbox_register(struct party_state *party, const struct uuid *id,
                          const char *case_reference, const char *registered_by,
                          struct inbox_view *ret_view, struct error *err)
{
    return take_pair(party, id, case_reference, registered_by, ret_view, err);
}

enum fault inbox_return(struct party_state *party, const struct uuid *id, const char *code,
                        const char *forward, struct inbox_view *ret_view, struct error *err)
{
    return take_pair(party, id, code, forward, ret_view, err);
}

bool party_is_linked(const struct party_state *party)
{
    return play.linked || strcmp(party->name, "vik-school") == 0;
}

#endif
