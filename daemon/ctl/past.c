/* SPDX-License-Identifier: EUPL-1.2 */
#include "ctl/past.h"

#include <string.h>

#include "base/memory.h"
#include "core/consent_recorded.h"
#include "keys/tag.h"
#include "wire/content.h"

struct past {
    struct buffer bytes; /* of the leaf */
    struct entry entry;
    struct exchange_text text;
    struct private_header header;
    char words[LIMIT_SECTIONS][CONTENT_WORD + 1];
    const char *categories[LIMIT_SECTIONS];
    struct consents *consents;
    struct agreements *agreements; /* NULL: none is held */
    bool has_reference;            /* one of its parties' own */
};

/* Of what a consent is about only this is known: the subject of the exchange, or another one. */
static const uint8_t same_subject[CONSENT_SUBJECT_SIZE] = { 1 };
static const uint8_t other_subject[CONSENT_SUBJECT_SIZE] = { 2 };

struct past *past_new(void)
{
    struct past *past = mem_new(1, sizeof(*past));

    past->consents = consents_new();
    return past;
}

void past_free(struct past *past)
{
    if (!past)
        return;
    buffer_clear(&past->bytes);
    consents_free(past->consents);
    agreements_free(past->agreements);
    mem_free(past);
}

static enum fault damaged(struct error *err, const char *what, const char *why)
{
    return error_set_code(err, FAULT_INPUT, "damaged", "%s: %.300s", what, why);
}

static bool is_decision(enum entry_kind kind)
{
    return kind == ENTRY_ACCEPTED || kind == ENTRY_REFUSED || kind == ENTRY_CONSENT;
}

enum fault past_read_leaf(struct past *past, const struct uuid *id, struct bytes entry,
                          struct error *err)
{
    struct error unread = { 0 };

    buffer_append_bytes(&past->bytes, entry);
    if (entry_read(bytes_of_buffer(&past->bytes), &past->entry, &unread))
        return damaged(err, "the leaf of the decision", unread.text);
    if (!is_decision(past->entry.kind))
        return damaged(err, "the leaf of the decision", "holds no decision on an exchange");
    if (exchange_text_read(past->entry.text, &past->text, &unread))
        return damaged(err, "the leaf of the decision", unread.text);
    if (!uuid_equal(&past->text.id, id))
        return damaged(err, "the leaf of the decision", "is another exchange's");
    if (past->entry.n_verdicts != past->text.n_sections && !past_is_order(past))
        return damaged(err, "the leaf of the decision", "has not one verdict for each section");
    return FAULT_NONE;
}

const struct entry *past_entry(const struct past *past) { return &past->entry; }

const struct exchange_text *past_text(const struct past *past) { return &past->text; }

bool past_is_order(const struct past *past) { return strcmp(past->text.recipient, PARTY_BUS) == 0; }

enum fault past_check_category(const struct past *past, const struct category_row *row,
                               struct error *err)
{
    const char *why = category_check(&past->text, row);

    if (!why)
        return FAULT_NONE;
    return error_set_code(err, FAULT_INPUT, "damaged", "the category of section %llu: %s",
                          (unsigned long long)row->index, why);
}

/* That one is missing is no damage: it may have been erased. */
static enum fault check_subject(const struct exchange_text *text, bool has_subject,
                                const char *what, struct error *err)
{
    if (!has_subject || text->has_subject)
        return FAULT_NONE;
    return damaged(err, what, "has a subject, and its text names none");
}

enum fault past_check_subject(const struct past *past, bool has_subject, struct error *err)
{
    return check_subject(&past->text, has_subject, "the exchange", err);
}

/* The private header of an exchange or of a message about a consent. */
static enum fault read_header(const struct exchange_text *text, struct bytes bytes,
                              struct bytes salt, struct private_header *ret_header,
                              struct error *err)
{
    struct error unread = { 0 };
    struct digest digest;

    if (salt.size != SALT_SIZE)
        return damaged(err, "the private header", "has no salt");
    digest = digest_salted(TAG_PRIVATE, &text->id, 0, salt.data, bytes);
    if (!digest_equal(&digest, &text->private_header))
        return damaged(err, "the private header", "is not what its sender signed");
    if (private_header_read(bytes, ret_header, &unread))
        return damaged(err, "the private header", unread.text);
    return FAULT_NONE;
}

/* False unless there is one for each section. */
static bool read_categories(struct past *past, const char *at)
{
    size_t n = 0;

    for (const char *end; *at && (end = strchr(at, '\n')); at = end + 1) {
        size_t size = (size_t)(end - at);

        if (n == LIMIT_SECTIONS || size == 0 || size > CONTENT_WORD)
            return false;
        memcpy(past->words[n], at, size);
        past->words[n][size] = '\0';
        past->categories[n] = past->words[n];
        n++;
    }
    return !*at && n == past->text.n_sections;
}

/* A header may be empty, where an exchange is about nobody; its salt never is. */
enum fault past_read_detail(struct past *past, const struct past_detail *detail, bool *ret_gone,
                            struct error *err)
{
    *ret_gone = detail->salt.size == 0 || !read_categories(past, detail->categories) ||
                (past->text.has_subject && !detail->has_subject);
    if (*ret_gone)
        return FAULT_NONE;
    return read_header(&past->text, detail->header, detail->salt, &past->header, err);
}

const char *past_category(const struct past *past, size_t i)
{
    return i < LIMIT_SECTIONS && past->categories[i] ? past->categories[i] : "";
}

size_t past_consents(const struct past *past, const struct uuid **ret_consents)
{
    *ret_consents = past->header.consents;
    return past->header.n_consents;
}

static enum fault read_texts(const struct past_message *message, struct entry *entry,
                             struct exchange_text *text, struct error *err)
{
    struct error unread = { 0 };

    if (entry_read(message->entry, entry, &unread) ||
        exchange_text_read(entry->text, text, &unread))
        return damaged(err, "a message about a consent", unread.text);
    return FAULT_NONE;
}

/* Signatures and ends may name nobody: whom they are about is the consent's to say. */
static bool is_message_gone(const struct past_message *message, const struct exchange_text *text)
{
    return message->salt.size == 0 || (text->has_subject && !message->has_subject);
}

static const uint8_t *subject_of(const struct past_message *message)
{
    if (!message->has_subject)
        return NULL;
    return message->same_subject ? same_subject : other_subject;
}

enum fault past_add_message(struct past *past, const struct past_message *message,
                            struct uuid *ret_id, bool *ret_gone, struct error *err)
{
    CLEANUP(mem_free) struct entry *entry = mem_new(1, sizeof(*entry));
    CLEANUP(mem_free) struct exchange_text *text = mem_new(1, sizeof(*text));
    struct private_header header;
    struct consent_recorded recorded = { .text = text, .header = &header };
    struct consent_message read;
    enum fault fault = read_texts(message, entry, text, err);

    if (!fault)
        fault = check_subject(text, message->has_subject, "a message about a consent", err);
    *ret_gone = !fault && is_message_gone(message, text);
    if (!fault)
        *ret_id = text->id;
    if (fault || *ret_gone)
        return fault;
    fault = read_header(text, message->header, message->salt, &header, err);
    if (fault)
        return fault;
    recorded.subject = subject_of(message);
    recorded.time_ms = entry->time_ms;
    if (consent_recorded_read(&recorded, &read))
        consents_apply(past->consents, &read);
    return FAULT_NONE;
}

void past_count(struct past *past, const struct uuid *consent, uint64_t n)
{
    for (uint64_t i = 0; i < n && i < CONSENT_EXCHANGES; i++)
        consents_count_exchange(past->consents, consent, past->text.sender);
}

void past_set_reference(struct past *past, const struct uuid *id, const char *sender,
                        const char *recipient)
{
    struct uuid reference;

    past->has_reference = gate_reference(&past->text, &reference) && uuid_equal(&reference, id) &&
                          gate_may_refer_to(&past->text, sender, recipient);
}

enum fault past_read_agreement(struct past *past, struct bytes text, struct error *err)
{
    struct error unread = { 0 };

    past_drop_agreement(past);
    if (agreements_read_text(text, &past->agreements, &unread))
        return damaged(err, "the agreement", unread.text);
    return FAULT_NONE;
}

void past_drop_agreement(struct past *past)
{
    agreements_free(past->agreements);
    past->agreements = NULL;
}

bool past_has_agreement(const struct past *past) { return past->agreements != NULL; }

static struct gate_exchange exchange_of(const struct past *past)
{
    struct gate_exchange exchange = gate_exchange_of_text(&past->text);

    exchange.header = &past->header;
    exchange.categories = past->categories;
    exchange.subject = past->text.has_subject ? same_subject : NULL;
    return exchange;
}

static struct gate_basis basis_of(const struct past *past, const struct directory *directory)
{
    struct uuid reference;

    return (struct gate_basis){
        .directory = directory,
        .consents = past->consents,
        .agreements = past->agreements,
        .time_ms = past->entry.time_ms,
        .unknown_reference = gate_reference(&past->text, &reference) && !past->has_reference,
    };
}

void past_decide(const struct past *past, const struct policy *policy,
                 const struct directory *directory, struct gate_decision *ret_decision)
{
    const struct gate_exchange exchange = exchange_of(past);
    const struct gate_basis basis = basis_of(past, directory);

    gate_decide(policy, &exchange, &basis, ret_decision);
}

bool past_question(const struct past *past, const struct directory *directory,
                   struct gate_question *ret_question)
{
    const struct gate_exchange exchange = exchange_of(past);
    const struct gate_basis basis = basis_of(past, directory);
    int32_t day = text_day_of(basis.time_ms);
    const struct party *from = directory_party(directory, past->text.sender, day);
    const struct party *to = directory_party(directory, past->text.recipient, day);

    if (!from || !to)
        return false;
    gate_question_make(&exchange, &basis, from, to, ret_question);
    return true;
}
