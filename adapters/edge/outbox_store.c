/* SPDX-License-Identifier: EUPL-1.2 */
#include "edge/outbox_store.h"

#include <string.h>

#include "base/text.h"
#include "edge/member.h"
#include "edge/outbox_draft.h"
#include "edge/outbox_row.h"
#include "edge/outbox_stage.h"
#include "edge/spool_memory.h"
#include "keys/random.h"

static struct spool_value id_value(const struct uuid *id)
{
    return id ? spool_blob(id->bytes, UUID_SIZE) : spool_null();
}

/* The thread of an earlier exchange on the same subject with the same party, or a fresh one. */
static enum fault choose_thread(struct outbox_entry *entry, struct error *err)
{
    CLEANUP(spool_rows_free) struct spool_rows *rows = NULL;
    struct outbox_source *source = &entry->source;
    bool has = false;
    enum fault fault;

    if (entry->has_thread)
        return FAULT_NONE;
    keys_random(source->thread, THREAD_SIZE);
    if (!outbox_seal_has_subject(source->subject))
        return FAULT_NONE;
    fault = spool_query(source->party->shared->spool,
                        "SELECT thread FROM outbox WHERE party = ?1 AND recipient = ?2"
                        " AND subject = ?3 ORDER BY place DESC LIMIT 1",
                        SPOOL_VALUES(spool_text(source->party->name), spool_text(entry->recipient),
                                     spool_blob(source->subject, SUBJECT_SIZE)),
                        &rows, err);
    if (!fault)
        fault = spool_next(rows, &has, err);
    if (!fault && has)
        (void)spool_copy_bytes(rows, 0, source->thread, THREAD_SIZE);
    return fault;
}

/* The bus is no party to agreements. */
static const char *choose_agreement(const struct outbox_entry *entry)
{
    const struct outbox_source *source = &entry->source;
    const struct agreement *agreement;

    if (strcmp(entry->recipient, PARTY_BUS) == 0)
        return "none";
    agreement = agreements_covering(source->party->shared->agreements, source->party->name,
                                    entry->recipient, source->purpose, text_day_of(source->now_ms));
    return agreement ? agreement->hash : "none";
}

static enum fault run_plain(struct spool *spool, const char *sql, struct error *err)
{
    return spool_run(spool, sql, (struct spool_values){ 0 }, err);
}

/* Numbers and seals; what fails gives its number back. */
static enum fault seal(struct outbox_entry *entry, struct outbox_exchange *made, struct error *err)
{
    struct outbox_source *source = &entry->source;
    struct spool *spool = source->party->shared->spool;
    struct error undo = { 0 };
    enum fault fault = run_plain(spool, "SAVEPOINT numbered", err);

    if (fault)
        return fault;
    fault = memory_next_seq(spool, source->party->name, source->seq, err);
    if (!fault)
        fault = outbox_seal(source, made, err);
    if (fault && run_plain(spool, "ROLLBACK TO numbered", &undo))
        return fault; /* the whole transaction has gone */
    if (run_plain(spool, "RELEASE numbered", &undo) && !fault)
        return error_set_code(err, undo.fault, undo.code, "%s", undo.text);
    return fault;
}

static enum fault seal_if_possible(struct outbox_entry *entry, struct outbox_exchange *made,
                                   struct error *err)
{
    struct error why = { 0 };
    enum fault fault;

    if (!entry->source.recipient_card)
        return FAULT_NONE;
    fault = seal(entry, made, &why);
    /* A card without a usable key is no key: the report is kept all the same. */
    if (fault == FAULT_INPUT && strcmp(why.code, "no_key") == 0 && !entry->must_send) {
        entry->source.recipient_card = NULL;
        return FAULT_NONE;
    }
    return fault ? error_set_code(err, fault, why.code, "%s", why.text) : FAULT_NONE;
}

static enum fault store_row(const struct outbox_entry *entry, const struct outbox_exchange *made,
                            const struct buffer *draft, struct error *err)
{
    const struct outbox_source *source = &entry->source;
    bool sent = made->frame.size > 0;
    enum outbox_stage stage = sent ? OUTBOX_SPOOLED : OUTBOX_NOT_SENT;
    int64_t limit_ms = outbox_stage_limit_ms(stage, source->urgency);
    struct spool_value deadline = limit_ms ? spool_number(source->now_ms + limit_ms) : spool_null();

    return spool_run(
        source->party->shared->spool,
        "INSERT INTO outbox (id, party, post, recipient, about, type, ground, urgency, subject,"
        " thread, text, submit, held, stage, created_ms, stage_since_ms, deadline_ms, warn_at_ms,"
        " code, attention, draft, purpose, function, telephone, on_call, in_reply_to,"
        " correction_of, supersedes, n_anew, assessment_salt)"
        " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, 1, ?13, ?14, ?14, ?15, ?15,"
        " ?16, ?17, ?18, ?19, ?20, ?21, ?22, ?23, ?24, ?25, ?26, ?27)",
        SPOOL_VALUES(
            id_value(&source->id), spool_text(source->party->name), spool_number(entry->post),
            spool_text(entry->recipient), spool_text(source->about), spool_text(source->type),
            spool_text(source->ground[0] ? source->ground : "none"), spool_text(source->urgency),
            outbox_seal_has_subject(source->subject) ? spool_blob(source->subject, SUBJECT_SIZE)
                                                     : spool_null(),
            spool_blob(source->thread, THREAD_SIZE),
            sent ? spool_bytes(bytes_of_buffer(&made->text)) : spool_null(),
            sent ? spool_bytes(bytes_of_buffer(&made->frame)) : spool_null(), spool_number(stage),
            spool_number(source->now_ms), deadline, spool_text(sent ? "" : "no_key"),
            spool_number(!sent), spool_bytes(bytes_of_buffer(draft)), spool_text(source->purpose),
            spool_text(entry->function), spool_text(entry->telephone), spool_number(entry->on_call),
            id_value(source->in_reply_to), id_value(source->correction_of),
            id_value(entry->predecessor), spool_number(entry->n_anew),
            entry->assessment_salt ? spool_blob(entry->assessment_salt, SALT_SIZE) : spool_null()),
        err);
}

static enum fault store_sections(const struct outbox_source *source,
                                 const struct outbox_exchange *made, struct error *err)
{
    enum fault fault = FAULT_NONE;

    for (size_t i = 0; !fault && i < source->n_parts; i++)
        fault = spool_run(source->party->shared->spool,
                          "INSERT INTO outbox_section (id, place, category, digest)"
                          " VALUES (?1, ?2, ?3, ?4)",
                          SPOOL_VALUES(id_value(&source->id), spool_number((int64_t)i),
                                       spool_text(source->parts[i].category),
                                       spool_blob(made->sections[i].bytes, DIGEST_SIZE)),
                          err);
    return fault;
}

static enum fault store_consents(const struct outbox_source *source, struct error *err)
{
    enum fault fault = FAULT_NONE;

    for (size_t i = 0; !fault && i < source->header->n_consents; i++)
        fault = spool_run(
            source->party->shared->spool,
            "INSERT INTO outbox_consent (id, consent) VALUES (?1, ?2) ON CONFLICT DO NOTHING",
            SPOOL_VALUES(id_value(&source->id), id_value(&source->header->consents[i])), err);
    return fault;
}

enum fault outbox_store(struct outbox_entry *entry, struct error *err)
{
    CLEANUP(outbox_exchange_clear) struct outbox_exchange made = { 0 };
    CLEANUP(buffer_clear) struct buffer draft = { 0 };
    struct outbox_source *source = &entry->source;
    const struct held_card *own = party_card(source->party, source->now_ms);
    enum fault fault;

    if (!member_is_now(source->party))
        return error_set_code(err, FAULT_INPUT, "no_member", "%s is no member of the area today",
                              source->party->name);
    if (!own)
        return error_set_code(err, FAULT_RETRY, "no_own_card",
                              "%s has no valid key card of its own", source->party->name);
    if (source->n_parts > LIMIT_SECTIONS)
        return error_set_code(err, FAULT_INPUT, "too_large", "%s: more than %d sections",
                              source->about, LIMIT_SECTIONS);
    source->own_card = &own->card;
    source->agreement = choose_agreement(entry);
    fault = choose_thread(entry, err);
    if (!fault)
        fault = seal_if_possible(entry, &made, err);
    if (!fault)
        fault = outbox_draft_write(source->party, source->header, source->parts, source->n_parts,
                                   &draft, err);
    if (!fault)
        fault = store_row(entry, &made, &draft, err);
    if (!fault)
        fault = store_sections(source, &made, err);
    if (!fault)
        fault = store_consents(source, err);
    if (!fault && made.frame.size == 0)
        fault = outbox_row_tell_alarm(source->party, &source->id, err);
    return fault;
}
