/* SPDX-License-Identifier: EUPL-1.2 */
#include "edge/consent_form.h"

#include <stdio.h>

#include "base/memory.h"
#include "base/text.h"
#include "edge/form_part.h"
#include "edge/form_subject.h"
#include "edge/subject.h"
#include "edge/words.h"

enum {
    DATE_BYTES = 10,
    PERIOD_DAYS_MAX = 3 * 365 + 1, /* three years hold one leap day at most */
};

static struct json_node required(struct json_node object, const char *key)
{
    return json_field(object, key, JSON_REQUIRED);
}

static void copy(const char *text, char *ret, size_t size)
{
    snprintf(ret, size, "%s", text ? text : "");
}

/* Days since 1970; 0 when absent or faulty. */
static int32_t read_date(struct json_node node)
{
    const char *text = json_text(node, DATE_BYTES, DATE_BYTES);
    int32_t day = 0;

    if (text && (!text_read_date(text, &day) || day < 0))
        json_fault(node, "format", "is a date: YYYY-MM-DD");
    return day < 0 ? 0 : day;
}

/* ---- scope ---- */

static bool stands_before(const char *list, size_t size, size_t n, const char *word)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(list + i * size, word) == 0)
            return true;
    return false;
}

/* Adds to a list of texts of `size` bytes each. */
static void add_word(struct json_node node, const char *word, char *list, size_t size, size_t *n)
{
    if (!word)
        return;
    if (stands_before(list, size, *n, word)) {
        json_fault(node, "repeated", "stands twice");
        return;
    }
    copy(word, list + *n * size, size);
    ++*n;
}

static void read_recipients(struct json_node list, const struct form_context *context,
                            struct consent_scope *scope)
{
    for (size_t i = 0, n = json_list(list, 1, CONSENT_RECIPIENTS); i < n; i++) {
        struct json_node node = json_item(list, i);
        const char *party = json_token(node, LIMIT_PARTY);

        if (party && context->role_of && !context->role_of(context->role_of_arg, party))
            json_fault(node, "unknown_recipient", "no party of this name is a member today");
        add_word(node, party, scope->recipients[0], sizeof(scope->recipients[0]),
                 &scope->n_recipients);
    }
}

/* On the bus the holder is whoever sends the grant; who names another one believes something else. */
static void check_holder(struct json_node node, const struct form_context *context)
{
    const char *holder = json_token(node, LIMIT_PARTY);

    if (holder && context->party && strcmp(holder, context->party) != 0)
        json_fault(node, "other_holder", "a consent is held by the agency that enters it");
}

static void read_words(struct json_node root, const struct form_context *context,
                       struct consent_scope *scope)
{
    struct json_node purposes = required(root, "purposes");
    struct json_node categories = required(root, "categories");

    for (size_t i = 0, n = json_list(purposes, 1, CONSENT_PURPOSES); i < n; i++)
        add_word(json_item(purposes, i),
                 form_word_read(json_item(purposes, i), context, FORM_PURPOSE), scope->purposes[0],
                 sizeof(scope->purposes[0]), &scope->n_purposes);
    for (size_t i = 0, n = json_list(categories, 1, CONSENT_CATEGORIES); i < n; i++)
        add_word(json_item(categories, i),
                 form_word_read(json_item(categories, i), context, FORM_CATEGORY),
                 scope->categories[0], sizeof(scope->categories[0]), &scope->n_categories);
}

static void read_period(struct json_node root, struct consent_scope *scope)
{
    struct json_node until = required(root, "valid_until");
    int64_t days;

    scope->valid_from = read_date(required(root, "valid_from"));
    scope->valid_until = read_date(until);
    days = (int64_t)scope->valid_until - scope->valid_from;
    if (scope->valid_from && scope->valid_until && (days < 1 || days > PERIOD_DAYS_MAX))
        json_fault(until, "bad_period", "comes after valid_from, by three years at most");
}

static void read_condition(struct json_node node, const struct form_context *context,
                           struct consent_scope *scope)
{
    const char *word = form_word_read(node, context, FORM_CONDITION);
    const struct condition *condition = word ? conditions_find(context->conditions, word) : NULL;

    if (!word)
        return;
    if (!condition || !context->role ||
        !condition_is_followed_up_by(condition, context->role, context->country))
        json_fault(node, "not_followed_up", "is not followed up by an agency of this kind");
    copy(word, scope->condition, sizeof(scope->condition));
}

static void read_required(struct json_node node, const struct private_header *header,
                          struct consent_scope *scope)
{
    struct json_node guardians = required(node, "guardians");

    scope->youth = json_flag(required(node, "youth"), false);
    scope->guardians = (uint32_t)json_number(guardians, CONSENT_GUARDIANS);
    if (json_present(guardians) && scope->guardians == 0 && header->has_age &&
        header->age < ADULT_YEARS)
        json_fault(guardians, "too_few_guardians", "below 18 there is at least one guardian");
    json_end(node);
}

/* ---- who signs ---- */

/* What a signature and a withdrawal both say. */
static void read_signer(struct json_node node, const struct form_context *context,
                        struct consent_signature *ret)
{
    struct json_node capacity = required(node, "capacity"), form = required(node, "form");
    struct json_node date = required(node, "date");
    struct json_node guardian = json_field(node, "guardian", JSON_OPTIONAL);
    const char *capacity_word = json_token(capacity, CONTENT_WORD);
    const char *form_word = json_token(form, CONTENT_WORD);
    const struct form_faults *faults = json_faults_of(node);
    size_t n_before;

    if (capacity_word && !capacity_read(capacity_word, &ret->capacity))
        json_fault(capacity, "unknown_word", "is youth or guardian");
    if (form_word && !consent_form_read(form_word, &ret->form))
        json_fault(form, "unknown_word", "is written or oral");
    n_before = faults->n;
    ret->guardian = (uint32_t)json_number(guardian, CONSENT_GUARDIANS);
    if (ret->capacity == CAPACITY_GUARDIAN && ret->guardian == 0 && faults->n == n_before)
        json_fault(json_present(guardian) ? guardian : capacity, "range",
                   "a guardian has a number from 1");
    if (ret->capacity == CAPACITY_YOUTH && json_present(guardian))
        json_fault(guardian, "not_allowed", "the young person has no number");
    ret->day = read_date(date);
    if (ret->day > text_day_of(context->now_ms) + 1) /* the local day may be ahead of UTC */
        json_fault(date, "signed_ahead", "is a day to come");
    copy(form_line_read(required(node, "official"), CONSENT_OFFICIAL), ret->official,
         sizeof(ret->official));
}

static void read_signature(struct json_node node, const struct form_context *context,
                           struct consent_post *post)
{
    struct consent_grant *grant = &post->header.grant;
    struct consent_signature *signature = &grant->signatures[grant->n_signatures];
    struct json_node evidence = json_field(node, "evidence", JSON_OPTIONAL);

    read_signer(node, context, signature);
    copy(json_text(evidence, 1, CONSENT_EVIDENCE_TEXT), post->evidence[grant->n_signatures],
         sizeof(post->evidence[0]));
    for (size_t i = 0; i < grant->n_signatures; i++)
        if (signature->capacity && grant->signatures[i].capacity == signature->capacity &&
            grant->signatures[i].guardian == signature->guardian)
            json_fault(node, "signed_already", "is of somebody who stands before");
    if (grant->has_scope && signature->guardian > grant->scope.guardians)
        json_fault(json_field(node, "guardian", JSON_OPTIONAL), "unknown_guardian",
                   "is of a guardian that required does not count");
    json_end(node);
    grant->n_signatures++;
}

static void read_signatures(struct json_node root, const struct form_context *context,
                            struct consent_post *post)
{
    struct json_node list = required(root, "signatures");

    for (size_t i = 0, n = json_list(list, 1, CONSENT_SIGNATURES); i < n; i++)
        read_signature(json_item(list, i), context, post);
}

/* ---- the bodies ---- */

static bool is_random(const uint8_t subject[SUBJECT_SIZE])
{
    return subject[0] == 0 && subject[1] == 0 && subject[2] == 0 && subject[3] == 0;
}

/* A number that is none is the fault, not that there is no number. */
static bool blame_number(struct json_node subject, const struct form_faults *warnings)
{
    for (size_t i = 0; i < warnings->n; i++) {
        const char *words = subject_fault_words(warnings->all[i].code);

        if (!words)
            continue;
        json_fault(json_field(subject, "national_id", JSON_OPTIONAL), warnings->all[i].code,
                   "%s; a consent needs a sound number", words_in(warnings->language, words));
        return true;
    }
    return false;
}

/* Without a reference that others come to as well, nothing would ever be covered. */
static void read_subject(struct json_node node, const struct form_context *context,
                         struct consent_post *post)
{
    CLEANUP(report_child_clear) struct report_child child = { 0 };
    CLEANUP(form_faults_clear) struct form_faults warnings = { .language = context->language };

    if (!json_has_fields(node)) {
        if (json_present(node))
            json_fault(node, "type", "is no object");
        return;
    }
    form_subject_read(node, context, false, &child, &warnings);
    json_end(node);
    if (is_random(child.subject) && !blame_number(node, &warnings))
        json_fault(node, "unknown_person", "a consent needs the national id of the person");
    memcpy(post->subject, child.subject, SUBJECT_SIZE);
    post->has_subject = true;
    post->header.has_age = child.header.has_age;
    post->header.age = child.header.age;
    post->header.certainty = child.header.certainty;
    post->adult_day = child.adult_day;
}

void consent_form_read_grant(struct json_node root, const struct form_context *context,
                             struct consent_post *ret)
{
    struct consent_scope *scope = &ret->header.grant.scope;

    ret->header.order = ORDER_CONSENT_GRANT;
    ret->header.grant.has_scope = true;
    read_subject(required(root, "subject"), context, ret);
    check_holder(json_field(root, "holder", JSON_OPTIONAL), context);
    read_recipients(required(root, "recipients"), context, scope);
    read_words(root, context, scope);
    read_period(root, scope);
    if (ret->adult_day >= scope->valid_until) /* nobody will ask for it: it is not kept */
        ret->adult_day = 0;
    read_required(required(root, "required"), &ret->header, scope);
    read_condition(json_field(root, "condition", JSON_OPTIONAL), context, scope);
    read_signatures(root, context, ret);
    json_end(root);
}

void consent_form_read_signatures(struct json_node root, const struct form_context *context,
                                  struct consent_post *ret)
{
    ret->header.order = ORDER_CONSENT_GRANT;
    read_signatures(root, context, ret);
    json_end(root);
}

void consent_form_read_withdrawal(struct json_node root, const struct form_context *context,
                                  struct consent_post *ret)
{
    struct consent_withdrawal *withdrawal = &ret->header.withdrawal;
    struct consent_signature signer = { 0 };

    ret->header.order = ORDER_CONSENT_WITHDRAWAL;
    read_signer(root, context, &signer);
    withdrawal->capacity = signer.capacity;
    withdrawal->guardian = signer.guardian;
    withdrawal->form = signer.form;
    withdrawal->day = signer.day;
    memcpy(withdrawal->official, signer.official, sizeof(withdrawal->official));
    json_end(root);
}

void consent_form_read_revocation(struct json_node root, const struct form_context *context,
                                  enum form_word kind, struct consent_revocation *ret)
{
    copy(form_word_read(required(root, "reason"), context, kind), ret->reason, sizeof(ret->reason));
    copy(form_line_read(required(root, "official"), CONSENT_OFFICIAL), ret->official,
         sizeof(ret->official));
    json_end(root);
}

void consent_form_read_void(struct json_node root, const struct form_context *context,
                            struct consent_post *ret)
{
    ret->header.order = ORDER_CONSENT_VOID;
    consent_form_read_revocation(root, context, FORM_VOID, &ret->header.revocation);
}
