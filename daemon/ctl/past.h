/* SPDX-License-Identifier: EUPL-1.2 */
/* past - one exchange as it stood before the gate, put together again from the record.
 *
 * The leaf has the text and the answer; rows beside it have what can be erased: the private header, the
 * categories, whose subject a consent is about. What a signed text has a digest of is compared with it.
 * No I/O: whoever reads the database hands over bytes.
 *
 * What is read must be what was committed before the batch of the exchange's leaf: a batch is decided on
 * what stood in the record before it.
 */
#ifndef CTL_PAST_H
#define CTL_PAST_H

#include "base/cleanup.h"
#include "base/error.h"
#include "core/gate.h"
#include "ctl/category_check.h"
#include "model/entry.h"

struct past;

struct past *past_new(void);
/* Accepts NULL. */
void past_free(struct past *past);
DEFINE_CLEANUP(struct past *, past_free)

/* The leaf of the decision. FAULT_INPUT "damaged": it does not read, or is another exchange's. The bytes
 * are copied. */
MUST_CHECK enum fault past_read_leaf(struct past *past, const struct uuid *id, struct bytes entry,
                                     struct error *err);
/* Of that leaf; borrowed. */
const struct entry *past_entry(const struct past *past);
const struct exchange_text *past_text(const struct past *past);
bool past_is_order(const struct past *past); /* to the bus: no rule was asked */

/* Before past_read_detail(): whether the row of a category, or that there is a row of a subject, agrees with
 * the text. FAULT_INPUT "damaged". */
MUST_CHECK enum fault past_check_category(const struct past *past, const struct category_row *row,
                                          struct error *err);
MUST_CHECK enum fault past_check_subject(const struct past *past, bool has_subject,
                                         struct error *err);

/* What stands beside the leaf. */
struct past_detail {
    struct bytes header, salt; /* empty: gone */
    bool has_subject;
    const char *categories; /* of the sections, in their order, each ended by LF */
};
/* *ret_gone: something of it is not there, so that nothing can be decided again; whether it was erased
 * stands in the record. FAULT_INPUT "damaged": the
 * header is not what the sender signed. */
MUST_CHECK enum fault past_read_detail(struct past *past, const struct past_detail *detail,
                                       bool *ret_gone, struct error *err);
/* The category of a section; "" where it is not known. */
const char *past_category(const struct past *past, size_t i);

/* The consents that the header names; borrowed. */
size_t past_consents(const struct past *past, const struct uuid **ret_consents);

/* A message about one of them, by the exchange's sender; in the order of the record. */
struct past_message {
    struct bytes entry, header, salt;
    bool has_subject, same_subject;
};
/* As past_read_detail(). *ret_id: whose message it is. */
MUST_CHECK enum fault past_add_message(struct past *past, const struct past_message *message,
                                       struct uuid *ret_id, bool *ret_gone, struct error *err);
/* So many exchanges rested on one of them. */
void past_count(struct past *past, const struct uuid *consent, uint64_t n);

/* The exchange that it refers to was there, between these two. */
void past_set_reference(struct past *past, const struct uuid *id, const char *sender,
                        const char *recipient);

/* The agreement that the text names, as its leaf has it. FAULT_INPUT "damaged". */
MUST_CHECK enum fault past_read_agreement(struct past *past, struct bytes text, struct error *err);
/* As if the broker had held none. */
void past_drop_agreement(struct past *past);
bool past_has_agreement(const struct past *past);

/* The gate's answer. `ret_decision` borrows from the policy. */
void past_decide(const struct past *past, const struct policy *policy,
                 const struct directory *directory, struct gate_decision *ret_decision);
/* What the rules are asked; false if the gate refuses before that, for whatever rules. `ret_question`
 * borrows from `past` and the directory. */
bool past_question(const struct past *past, const struct directory *directory,
                   struct gate_question *ret_question);

#endif
