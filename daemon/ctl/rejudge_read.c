/* SPDX-License-Identifier: EUPL-1.2 */
#include "ctl/rejudge_read.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/memory.h"

/* Columns of REJUDGE_COLUMNS. */
enum {
    COLUMN_ID,
    COLUMN_LEAF,
    COLUMN_ENTRY,
    COLUMN_BEFORE,
    COLUMN_PARENT,
    COLUMN_PARENT_LEAF,
    COLUMN_PARENT_SENDER,
    COLUMN_PARENT_RECIPIENT,
};

#define DETAIL                                                                                     \
    "SELECT private_header, private_header_salt, has_subject, "                                    \
    "array_to_string(categories, chr(10)) || "                                                     \
    "CASE cardinality(categories) WHEN 0 THEN '' ELSE chr(10) END "                                \
    "FROM samband.audit_decision WHERE exchange_id = $1::uuid"
#define SECTIONS                                                                                   \
    "SELECT idx, category, descriptor, salt FROM samband.audit_decision_section "                  \
    "WHERE exchange_id = $1::uuid ORDER BY idx"
#define MESSAGES                                                                                   \
    "SELECT entry, private_header, private_header_salt, has_subject, same_subject, leaf_idx, "     \
    "consent "                                                                                     \
    "FROM samband.audit_decision_consent WHERE exchange_id = $1::uuid "                            \
    "AND consent = ANY ($2::uuid[]) AND leaf_idx < $3::bigint ORDER BY leaf_idx"
#define COUNTS                                                                                     \
    "SELECT consent, count(*) FROM samband.audit_consent_exchange "                                \
    "WHERE consent = ANY ($1::uuid[]) AND leaf_idx < $2::bigint GROUP BY consent"

static const char *const names[N_REJUDGED_RESULTS] = {
    [REJUDGED_SAME] = "same",         [REJUDGED_DIFFERS] = "differs",
    [REJUDGED_ERASED] = "erased",     [REJUDGED_MISSING] = "missing",
    [REJUDGED_ORDER] = "order",       [REJUDGED_OUTSIDE] = "outside_mandate",
    [REJUDGED_NOT_KEPT] = "not_kept", [REJUDGED_UNREADABLE] = "unreadable",
    [REJUDGED_DAMAGED] = "damaged",
};

const char *rejudged_result_name(enum rejudged_result result) { return names[result]; }

bool rejudged_is_finding(enum rejudged_result result)
{
    return result == REJUDGED_DIFFERS || result == REJUDGED_MISSING || result == REJUDGED_DAMAGED;
}

void rejudged_clear(struct rejudged *rejudged)
{
    buffer_clear(&rejudged->why);
    past_free(rejudged->past);
    *rejudged = (struct rejudged){ 0 };
}

/* One exchange under way. */
struct work {
    const struct rejudge_place *place;
    const struct answer *rows;
    size_t row;
    uint64_t before; /* what stands before this leaf had been committed */
    char before_text[24];
    struct rejudged *rejudged;
    bool is_ended; /* the result is known */
};

static void end(struct work *work, enum rejudged_result result, const char *why)
{
    work->rejudged->result = result;
    buffer_append_text(&work->rejudged->why, why);
    work->is_ended = true;
}

/* Rows of an exchange, which has its leaf there, are gone: only a leaf can say that they were erased. */
static void end_gone(struct work *work, const struct uuid *id, uint64_t leaf, const char *erased)
{
    CLEANUP(buffer_clear) struct buffer why = { 0 };
    char text[TEXT_UUID_SIZE];

    if (erasures_has(work->place->erasures, id, leaf)) {
        end(work, REJUDGED_ERASED, erased);
        return;
    }
    uuid_write(id, text);
    buffer_printf(&why, "%s: " ERASURES_MISSING, text);
    end(work, REJUDGED_MISSING, (const char *)why.data);
}

/* What is wrong with the record is a result; what is wrong with the database a fault. */
static enum fault judge_fault(struct work *work, enum fault fault, struct error *err)
{
    bool is_late = work->rejudged->leaf >= basis_kept_since(work->place->basis);

    if (!fault)
        return FAULT_NONE;
    if (strcmp(err->code, "damaged") == 0 || strcmp(err->code, "kept_differs") == 0)
        end(work, REJUDGED_DAMAGED, err->text);
    else if (strcmp(err->code, "unreadable") == 0)
        end(work, REJUDGED_UNREADABLE, err->text);
    else if (strcmp(err->code, "not_kept") == 0)
        end(work, is_late ? REJUDGED_DAMAGED : REJUDGED_NOT_KEPT, err->text);
    return work->is_ended ? FAULT_NONE : fault;
}

static enum fault read_leaf(struct work *work, struct error *err)
{
    CLEANUP(buffer_clear) struct buffer entry = { 0 };
    struct rejudged *rejudged = work->rejudged;
    struct uuid id;

    rejudged->past = past_new();
    rejudged->leaf = (uint64_t)answer_number(work->rows, work->row, COLUMN_LEAF);
    answer_bytes(work->rows, work->row, COLUMN_ENTRY, &entry);
    if (!uuid_read(answer_text(work->rows, work->row, COLUMN_ID), &id) ||
        !answer_text(work->rows, work->row, COLUMN_BEFORE)[0])
        return error_set_code(err, FAULT_INPUT, "damaged", "no batch holds the leaf");
    work->before = (uint64_t)answer_number(work->rows, work->row, COLUMN_BEFORE);
    snprintf(work->before_text, sizeof(work->before_text), "%s",
             answer_text(work->rows, work->row, COLUMN_BEFORE));
    return past_read_leaf(rejudged->past, &id, bytes_of_buffer(&entry), err);
}

static enum fault read_section(struct work *work, const struct answer *rows, size_t row,
                               struct error *err)
{
    CLEANUP(buffer_clear) struct buffer descriptor = { 0 };
    CLEANUP(buffer_clear) struct buffer salt = { 0 };
    struct category_row category = {
        (uint64_t)answer_number(rows, row, 0), answer_text(rows, row, 1), { 0 }, { 0 }
    };

    answer_bytes(rows, row, 2, &descriptor);
    answer_bytes(rows, row, 3, &salt);
    category.descriptor = bytes_of_buffer(&descriptor);
    category.salt = bytes_of_buffer(&salt);
    if (!category_is_bound(&category)) {
        work->rejudged->has_unbound = true;
        if (work->rejudged->leaf >= basis_kept_since(work->place->basis))
            return error_set_code(err, FAULT_INPUT, "damaged",
                                  "the category of section %" PRIu64 ": its descriptor is gone",
                                  category.index);
    }
    return past_check_category(work->rejudged->past, &category, err);
}

/* Without a mandate there are none. */
static enum fault read_sections(struct work *work, struct error *err)
{
    CLEANUP(answer_free) struct answer *rows = NULL;
    const char *params[] = { answer_text(work->rows, work->row, COLUMN_ID) };
    enum fault fault = source_query(work->place->source, SECTIONS, params, 1, &rows, err);

    for (size_t i = 0; !fault && i < answer_n(rows); i++)
        fault = read_section(work, rows, i, err);
    return fault;
}

static enum fault read_detail(struct work *work, struct error *err)
{
    CLEANUP(answer_free) struct answer *rows = NULL;
    CLEANUP(buffer_clear) struct buffer header = { 0 };
    CLEANUP(buffer_clear) struct buffer salt = { 0 };
    const char *params[] = { answer_text(work->rows, work->row, COLUMN_ID) };
    struct past_detail detail;
    bool gone = false;
    enum fault fault = source_query(work->place->source, DETAIL, params, 1, &rows, err);

    if (fault)
        return fault;
    if (answer_n(rows) == 0) {
        end(work, REJUDGED_OUTSIDE, "this user of the database has no mandate for it");
        return FAULT_NONE;
    }
    answer_bytes(rows, 0, 0, &header);
    answer_bytes(rows, 0, 1, &salt);
    detail = (struct past_detail){
        .header = bytes_of_buffer(&header),
        .salt = bytes_of_buffer(&salt),
        .has_subject = answer_boolean(rows, 0, 2),
        .categories = answer_text(rows, 0, 3),
    };
    fault = past_check_subject(work->rejudged->past, detail.has_subject, err);
    if (fault)
        return fault;
    fault = past_read_detail(work->rejudged->past, &detail, &gone, err);
    if (!fault && gone)
        end_gone(work, &past_text(work->rejudged->past)->id, work->rejudged->leaf,
                 "what it was decided on has been erased");
    return fault;
}

static void write_ids(const struct uuid ids[], size_t n, struct buffer *ret_text)
{
    char id[TEXT_UUID_SIZE];

    buffer_append_byte(ret_text, '{');
    for (size_t i = 0; i < n; i++) {
        uuid_write(&ids[i], id);
        buffer_printf(ret_text, "%s%s", i ? "," : "", id);
    }
    buffer_append_byte(ret_text, '}');
}

static enum fault read_message(struct work *work, const struct answer *rows, size_t row,
                               struct error *err)
{
    CLEANUP(buffer_clear) struct buffer entry = { 0 };
    CLEANUP(buffer_clear) struct buffer header = { 0 };
    CLEANUP(buffer_clear) struct buffer salt = { 0 };
    struct past_message message;
    struct uuid id;
    bool gone = false;
    enum fault fault;

    answer_bytes(rows, row, 0, &entry);
    answer_bytes(rows, row, 1, &header);
    answer_bytes(rows, row, 2, &salt);
    if (entry.size == 0) {
        if (!uuid_read(answer_text(rows, row, 6), &id))
            return error_set_code(err, FAULT_INPUT, "damaged", "a message is of no consent");
        end_gone(work, &id, (uint64_t)answer_number(rows, row, 5),
                 "whom a consent that it names is about has been erased");
        return FAULT_NONE;
    }
    message = (struct past_message){
        .entry = bytes_of_buffer(&entry),
        .header = bytes_of_buffer(&header),
        .salt = bytes_of_buffer(&salt),
        .has_subject = answer_boolean(rows, row, 3),
        .same_subject = answer_boolean(rows, row, 4),
    };
    fault = past_add_message(work->rejudged->past, &message, &id, &gone, err);
    if (!fault && gone)
        end_gone(work, &id, (uint64_t)answer_number(rows, row, 5),
                 "a message about a consent that it names has been erased");
    return fault;
}

static enum fault read_messages(struct work *work, const char *ids, struct error *err)
{
    CLEANUP(answer_free) struct answer *rows = NULL;
    const char *params[] = { answer_text(work->rows, work->row, COLUMN_ID), ids,
                             work->before_text };
    enum fault fault = source_query(work->place->source, MESSAGES, params, 3, &rows, err);

    for (size_t i = 0; !fault && !work->is_ended && i < answer_n(rows); i++)
        fault = read_message(work, rows, i, err);
    return fault;
}

static enum fault read_counts(struct work *work, const char *ids, struct error *err)
{
    CLEANUP(answer_free) struct answer *rows = NULL;
    const char *params[] = { ids, work->before_text };
    enum fault fault = source_query(work->place->source, COUNTS, params, 2, &rows, err);
    struct uuid consent;

    for (size_t i = 0; !fault && i < answer_n(rows); i++) {
        if (uuid_read(answer_text(rows, i, 0), &consent))
            past_count(work->rejudged->past, &consent, (uint64_t)answer_number(rows, i, 1));
    }
    return fault;
}

static enum fault read_consents(struct work *work, struct error *err)
{
    CLEANUP(buffer_clear) struct buffer ids = { 0 };
    const struct uuid *consents;
    size_t n = past_consents(work->rejudged->past, &consents);
    enum fault fault;

    if (n == 0)
        return FAULT_NONE;
    write_ids(consents, n, &ids);
    fault = read_messages(work, (const char *)ids.data, err);
    return fault || work->is_ended ? fault : read_counts(work, (const char *)ids.data, err);
}

static void read_reference(struct work *work)
{
    struct uuid parent;

    if (!uuid_read(answer_text(work->rows, work->row, COLUMN_PARENT), &parent) ||
        (uint64_t)answer_number(work->rows, work->row, COLUMN_PARENT_LEAF) >= work->before)
        return;
    past_set_reference(work->rejudged->past, &parent,
                       answer_text(work->rows, work->row, COLUMN_PARENT_SENDER),
                       answer_text(work->rows, work->row, COLUMN_PARENT_RECIPIENT));
}

static enum fault read_agreement(struct work *work, struct error *err)
{
    struct past *past = work->rejudged->past;
    struct bytes text =
        basis_agreement(work->place->basis, past_text(past)->agreement, work->before);

    return text.size > 0 ? past_read_agreement(past, text, err) : FAULT_NONE;
}

static enum fault read_all(struct work *work, struct error *err)
{
    enum fault fault = read_leaf(work, err);

    if (!fault && past_is_order(work->rejudged->past))
        end(work, REJUDGED_ORDER, "an order to the bus: no rule is asked about it");
    if (!fault && !work->is_ended)
        fault = read_sections(work, err);
    if (!fault && !work->is_ended)
        fault = read_detail(work, err);
    if (!fault && !work->is_ended)
        fault = read_consents(work, err);
    if (!fault && !work->is_ended)
        fault = read_agreement(work, err);
    if (!fault && !work->is_ended)
        read_reference(work);
    return fault;
}

/* What is decided against what the record says. */
static bool decide(struct work *work, const struct policy *policy)
{
    struct rejudged *rejudged = work->rejudged;
    struct judgement recorded, repeated;

    past_decide(rejudged->past, policy, rejudged->directory, &rejudged->repeated);
    judgement_of_entry(past_entry(rejudged->past), &recorded);
    judgement_of_answer(&rejudged->repeated.answer, &repeated);
    buffer_reset(&rejudged->why);
    judgement_differences(&recorded, &repeated, &rejudged->why);
    rejudged->result = rejudged->why.size > 0 ? REJUDGED_DIFFERS : REJUDGED_SAME;
    return rejudged->result == REJUDGED_SAME;
}

/* A broker that lets go of an agreement (its file has gone) leaves no leaf of it. */
static void decide_without_agreement(struct work *work, const struct policy *policy)
{
    struct past *past = work->rejudged->past;

    if (strcmp(past_entry(past)->code, "no_agreement") != 0 || !past_has_agreement(past))
        return;
    past_drop_agreement(past);
    work->rejudged->dropped_agreement = true;
    (void)decide(work, policy);
}

static enum fault judge(struct work *work, struct error *err)
{
    struct rejudged *rejudged = work->rejudged;
    const struct policy *policy = NULL;
    enum fault fault = basis_directory(work->place->basis, work->before, &rejudged->directory, err);

    if (!fault)
        fault = basis_policy(work->place->basis, past_entry(rejudged->past)->policy, rejudged->leaf,
                             &policy, err);
    if (fault)
        return fault;
    if (!decide(work, policy))
        decide_without_agreement(work, policy);
    rejudged->has_under = work->place->policy != NULL;
    if (rejudged->has_under)
        past_decide(rejudged->past, work->place->policy, rejudged->directory, &rejudged->under);
    return FAULT_NONE;
}

enum fault rejudge_row(const struct rejudge_place *place, const struct answer *rows, size_t row,
                       struct rejudged *ret_rejudged, struct error *err)
{
    struct work work = { .place = place, .rows = rows, .row = row, .rejudged = ret_rejudged };
    enum fault fault = judge_fault(&work, read_all(&work, err), err);

    if (fault || work.is_ended)
        return fault;
    return judge_fault(&work, judge(&work, err), err);
}
