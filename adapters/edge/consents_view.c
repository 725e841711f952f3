/* SPDX-License-Identifier: EUPL-1.2 */
/* consents_view - what a party is shown of its consents, computed from the messages each time. */
#include "edge/consents_row.h"

#include "base/clock.h"
#include "base/memory.h"
#include "base/text.h"
#include "edge/consents_signers.h"
#include "edge/outbox_stage.h"
#include "edge/spool.h"

enum { LIST_MAX = 500 + 1 }; /* a page, and whether there is another */

static const char *const state_names[] = {
    [CONSENT_INCOMPLETE] = "incomplete", [CONSENT_GRANTED] = "granted",
    [CONSENT_WITHDRAWN] = "withdrawn",   [CONSENT_VOID] = "void",
    [CONSENT_EXPIRED] = "expired",       [CONSENT_REFUSED] = "refused",
    [CONSENT_UNREADABLE] = "unreadable",
};

const char *consent_state_name(enum consent_state state) { return state_names[state]; }

static bool counts(enum outbox_stage stage)
{
    return stage != OUTBOX_REFUSED && stage != OUTBOX_NOT_SENT;
}

/* What the messages add up to. */
struct sum {
    bool first_refused, withdrawn, voided;
};

static void add_grant(const struct consent_post *post, enum outbox_stage stage,
                      struct consent_view *view)
{
    const struct consent_grant *grant = &post->header.grant;

    if (grant->has_scope) {
        view->has_scope = true;
        view->scope = grant->scope;
        view->adult_day = post->adult_day;
        view->adult_when_entered = post->header.has_age && post->header.age >= ADULT_YEARS;
    }
    for (size_t i = 0; i < grant->n_signatures && view->n_signatures < CONSENT_SIGNATURES; i++) {
        size_t at = view->n_signatures;

        if (!counts(stage))
            return;
        view->signatures[at] = grant->signatures[i];
        memcpy(view->evidence[at], post->evidence[i], sizeof(view->evidence[at]));
        view->stages[at] = stage;
        view->n_signatures++;
    }
}

static void add_message(const struct party_state *party, struct spool_rows *rows,
                        struct consent_view *view, struct sum *sum)
{
    CLEANUP(mem_free) struct consent_post *post = mem_new(1, sizeof(*post));
    enum outbox_stage stage = (enum outbox_stage)spool_get_number(rows, 2);
    const char *kind = spool_get_text(rows, 0);

    if (strcmp(kind, "withdrawal") == 0)
        sum->withdrawn = sum->withdrawn || counts(stage);
    else if (strcmp(kind, "void") == 0)
        sum->voided = sum->voided || counts(stage);
    else if (consents_row_open(party, spool_get_bytes(rows, 1), post))
        add_grant(post, stage, view);
    else if (counts(stage))
        view->has_all_signatures = false;
    if (spool_get_number(rows, 3) != 0)
        sum->first_refused = !counts(stage);
}

static enum consent_state state_of(const struct consent_view *view, const struct sum *sum)
{
    int32_t today = text_day_of(clock_wall_ms());

    if (sum->voided)
        return CONSENT_VOID;
    if (sum->withdrawn)
        return CONSENT_WITHDRAWN;
    if (sum->first_refused)
        return CONSENT_REFUSED;
    if (!view->has_scope)
        return CONSENT_UNREADABLE;
    if (today >= view->scope.valid_until)
        return CONSENT_EXPIRED;
    if (!view->has_all_signatures)
        return CONSENT_UNREADABLE;
    return consents_signers_complete(view, today) ? CONSENT_GRANTED : CONSENT_INCOMPLETE;
}

static enum fault add_messages(struct party_state *party, struct consent_view *view,
                               struct error *err)
{
    CLEANUP(spool_rows_free) struct spool_rows *rows = NULL;
    struct sum sum = { 0 };
    bool has = true;
    enum fault fault =
        spool_query(party->shared->spool,
                    "SELECT m.kind, m.content, o.stage, m.id = m.consent FROM consent_message m"
                    " JOIN outbox o ON o.id = m.id WHERE m.consent = ?1 ORDER BY m.place",
                    SPOOL_VALUES(spool_blob(view->id.bytes, UUID_SIZE)), &rows, err);

    while (!fault && has) {
        fault = spool_next(rows, &has, err);
        if (!fault && has)
            add_message(party, rows, view, &sum);
    }
    if (!fault)
        view->state = state_of(view, &sum);
    return fault;
}

enum fault consents_get(struct party_state *party, const struct uuid *id,
                        struct consent_view *ret_view, struct error *err)
{
    CLEANUP(mem_free) struct consent_view *view = mem_new(1, sizeof(*view));
    CLEANUP(spool_rows_free) struct spool_rows *rows = NULL;
    bool has = false;
    enum fault fault = consents_row_find(party, id, &view->id, err);

    if (!fault)
        fault = spool_query(party->shared->spool,
                            "SELECT created_ms, condition FROM consent WHERE id = ?1",
                            SPOOL_VALUES(spool_blob(view->id.bytes, UUID_SIZE)), &rows, err);
    if (!fault)
        fault = spool_next(rows, &has, err);
    if (fault)
        return fault;
    view->created_ms = spool_get_number(rows, 0);
    SPOOL_COPY_TEXT(rows, 1, view->condition);
    view->has_all_signatures = true;
    fault = add_messages(party, view, err);
    if (!fault)
        *ret_view = *view;
    return fault;
}

enum fault consents_list(struct party_state *party, const struct uuid *before, size_t limit,
                         consents_each *each, void *arg, struct error *err)
{
    CLEANUP(spool_rows_free) struct spool_rows *rows = NULL;
    CLEANUP(mem_free) struct consent_view *view = mem_new(1, sizeof(*view));
    struct uuid last;
    bool has = true;
    enum fault fault = before ? consents_row_find(party, before, &last, err) : FAULT_NONE;

    limit = limit < 1 ? 1 : limit > LIST_MAX ? LIST_MAX : limit;
    if (!fault) /* ids begin with the time */
        fault = spool_query(party->shared->spool,
                            "SELECT id FROM consent WHERE party = ?1 AND (?2 IS NULL OR id < ?2)"
                            " ORDER BY id DESC LIMIT ?3",
                            SPOOL_VALUES(spool_text(party->name),
                                         before ? spool_blob(last.bytes, UUID_SIZE) : spool_null(),
                                         spool_number((int64_t)limit)),
                            &rows, err);
    while (!fault && has) {
        struct uuid id;

        fault = spool_next(rows, &has, err);
        if (fault || !has)
            break;
        (void)spool_copy_bytes(rows, 0, id.bytes, UUID_SIZE);
        fault = consents_get(party, &id, view, err);
        if (!fault)
            each(arg, view);
    }
    return fault;
}

/* Signatures are shown with the consent. */
static bool says_why(const struct party_state *party, const char *kind, struct bytes box,
                     struct consent_post *ret_said)
{
    memset(ret_said, 0, sizeof(*ret_said));
    return box.size > 0 && (strcmp(kind, "withdrawal") == 0 || strcmp(kind, "void") == 0) &&
           consents_row_open(party, box, ret_said);
}

enum fault consents_lines(struct party_state *party, const char *sql, const struct uuid *id,
                          consents_each_line *each, void *arg, struct error *err)
{
    CLEANUP(spool_rows_free) struct spool_rows *rows = NULL;
    CLEANUP(mem_free) struct consent_post *said = mem_new(1, sizeof(*said));
    bool has = true;
    enum fault fault = spool_query(
        party->shared->spool, sql,
        SPOOL_VALUES(spool_blob(id->bytes, UUID_SIZE), spool_text(party->name)), &rows, err);

    while (!fault && has) {
        struct consent_line line;

        fault = spool_next(rows, &has, err);
        if (fault || !has)
            break;
        (void)spool_copy_bytes(rows, 0, line.id.bytes, UUID_SIZE);
        line.kind = spool_get_text(rows, 1);
        line.to = spool_get_text(rows, 2);
        line.stage = (enum outbox_stage)spool_get_number(rows, 3);
        line.code = spool_get_text(rows, 4);
        line.outcome = spool_get_text(rows, 5);
        line.created_ms = spool_get_number(rows, 6);
        line.said = says_why(party, line.kind, spool_get_bytes(rows, 7), said) ? said : NULL;
        each(arg, &line);
    }
    return fault;
}

static enum fault each_line(struct party_state *party, const char *sql, const struct uuid *id,
                            consents_each_line *each, void *arg, struct error *err)
{
    struct uuid own;
    enum fault fault = consents_row_find(party, id, &own, err);

    return fault ? fault : consents_lines(party, sql, &own, each, arg, err);
}

enum fault consents_messages(struct party_state *party, const struct uuid *id,
                             consents_each_line *each, void *arg, struct error *err)
{
    return each_line(party,
                     "SELECT o.id, m.kind, o.recipient, o.stage, o.code, '', o.created_ms,"
                     " m.content"
                     " FROM consent_message m JOIN outbox o ON o.id = m.id"
                     " WHERE m.consent = ?1 AND o.party = ?2 ORDER BY m.place",
                     id, each, arg, err);
}

enum fault consents_exchanges(struct party_state *party, const struct uuid *id,
                              consents_each_line *each, void *arg, struct error *err)
{
    return each_line(party,
                     "SELECT o.id, o.type, o.recipient, o.stage, o.code, o.outcome, o.created_ms,"
                     " NULL"
                     " FROM outbox_consent c JOIN outbox o ON o.id = c.id"
                     " WHERE c.consent = ?1 AND o.party = ?2 ORDER BY o.place",
                     id, each, arg, err);
}
