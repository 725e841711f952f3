/* SPDX-License-Identifier: EUPL-1.2 */
/* asking - from a frame to a checked question, and the leaf that says it was asked.
 *
 * What the gate says of it is asking_reply's; the leaf holds the question's text and the decision,
 * and so neither identity, age nor category: these are in salted digests.
 */
#include "broker/asking.h"

#include <stdio.h>

#include "base/memory.h"
#include "broker/asking_reply.h"
#include "keys/random.h"
#include "keys/tag.h"
#include "model/entry.h"

void asking_free(struct asking *asking)
{
    if (!asking)
        return;
    frame_free(asking->frame);
    buffer_clear(&asking->entry);
    buffer_clear(&asking->reply);
    mem_free(asking);
}

static enum fault check_asker(const struct asking *asking, const struct asking_place *place,
                              struct error *err)
{
    const int64_t allowed_ms = ASKING_MINUTES * INT64_C(60000);
    const struct question_text *text = &asking->text;
    const struct held_card *card;

    if (strcmp(text->origin, directory_origin(place->directory)) != 0)
        return error_set_code(err, FAULT_INPUT, "wrong_log", "text, log: this bus serves %s",
                              directory_origin(place->directory));
    if (strcmp(text->sender, place->party) != 0)
        return error_set_code(err, FAULT_INPUT, "wrong_party",
                              "text, from: this link belongs to %s", place->party);
    if (text->created_ms < place->now_ms - allowed_ms ||
        text->created_ms > place->now_ms + allowed_ms)
        return error_set_code(err, FAULT_INPUT, "stale_question",
                              "text, created: more than %d minutes from now", ASKING_MINUTES);
    card = directory_card(place->directory, place->party, text->sender_card);
    if (!card || !card->in_record || !card_covers(&card->card, place->now_ms))
        return error_set_code(err, FAULT_INPUT, "unknown_card",
                              "text, from: no card in the record with this serial covers now");
    if (!sign_verify(card->card.sign, TAG_QUESTION, text->origin,
                     frame_bytes(asking->message->text), asking->message->signature.data))
        return error_set_code(err, FAULT_INPUT, "bad_signature",
                              "signature: not by the card that the text names, over this text");
    return FAULT_NONE;
}

static enum fault bad_digest(struct error *err, const char *field)
{
    return error_set_code(err, FAULT_INPUT, "bad_digest",
                          "%s: not what the text's digest stands for", field);
}

/* The lengths of salts were checked by frame_read(). */
static bool fits(const struct asking *asking, const char *tag, ProtobufCBinaryData salt,
                 ProtobufCBinaryData bytes, const struct digest *want)
{
    struct digest got = digest_salted(tag, &asking->text.id, 0, salt.data, frame_bytes(bytes));

    return digest_equal(&got, want);
}

static bool subject_fits(const struct asking *asking)
{
    const Samband__V1__Question *message = asking->message;

    if (!asking->text.has_subject)
        return message->subject.len == 0;
    return message->subject.len == SUBJECT_SIZE && fits(asking, TAG_SUBJECT, message->subject_salt,
                                                        message->subject, &asking->text.subject);
}

static bool categories_fit(const struct asking *asking)
{
    const Samband__V1__Question *message = asking->message;
    struct digest got =
        question_categories_digest(&asking->text.id, message->categories_salt.data,
                                   (const char *const *)message->categories, message->n_categories);

    return digest_equal(&got, &asking->text.categories);
}

static enum fault check_beside(struct asking *asking, struct error *err)
{
    const Samband__V1__Question *message = asking->message;

    if (!fits(asking, TAG_PRIVATE, message->private_header_salt, message->private_header,
              &asking->text.private_header))
        return bad_digest(err, "private_header");
    if (!subject_fits(asking))
        return bad_digest(err, "subject");
    if (!categories_fit(asking))
        return bad_digest(err, "categories");
    if (private_header_read(frame_bytes(message->private_header), &asking->header, err)) {
        if (err)
            snprintf(err->code, sizeof(err->code), "bad_content");
        return FAULT_INPUT;
    }
    if (asking->header.order != ORDER_NONE)
        return error_set_code(err, FAULT_INPUT, "bad_content",
                              "private_header: a question orders nothing");
    return FAULT_NONE;
}

enum fault asking_read(Samband__V1__Frame *frame, const struct asking_place *place,
                       struct asking **ret_asking, struct uuid *ret_id, bool *ret_has_id,
                       struct error *err)
{
    CLEANUP(asking_free) struct asking *asking = mem_new(1, sizeof(*asking));
    enum fault fault;

    asking->message = frame->question;
    fault = question_text_read(frame_bytes(frame->question->text), &asking->text, err);
    if (fault)
        return fault;
    *ret_id = asking->text.id;
    *ret_has_id = true;

    fault = check_asker(asking, place, err);
    if (!fault)
        fault = check_beside(asking, err);
    if (fault)
        return fault;
    asking->frame = frame;
    *ret_asking = TAKE(asking);
    return FAULT_NONE;
}

static void write_entry(struct asking *asking, const struct decision_context *context)
{
    CLEANUP(mem_free) struct entry *entry = mem_new(1, sizeof(*entry));

    entry->kind = ENTRY_CHECKED;
    entry->time_ms = context->time_ms;
    keys_random(entry->nonce, sizeof(entry->nonce));
    snprintf(entry->policy, sizeof(entry->policy), "%s", context->policy_hash);
    snprintf(entry->rule, sizeof(entry->rule), "%s", asking->answer.rule);
    entry->permitted = asking->answer.decision == VERDICT_PERMIT;
    if (!entry->permitted)
        snprintf(entry->code, sizeof(entry->code), "%s", asking->answer.code);
    entry->has_signature = true;
    snprintf(entry->signer, sizeof(entry->signer), "%s", asking->text.sender);
    entry->signer_card = asking->text.sender_card;
    memcpy(entry->signature, asking->message->signature.data, sizeof(entry->signature));
    entry->text = frame_bytes(asking->message->text);

    buffer_reset(&asking->entry);
    entry_write(entry, &asking->entry);
}

void asking_decide(struct asking *asking, const struct decision_context *context)
{
    asking->time_ms = context->time_ms;
    asking_reply_make(asking, context);
    write_entry(asking, context);
}

struct change asking_change(const struct asking *asking)
{
    return (struct change){
        .kind = CHANGE_NOTED,
        .entry = bytes_of_buffer(&asking->entry),
        .entry_kind = entry_kind_name(ENTRY_CHECKED),
        .time_ms = asking->time_ms,
    };
}
