/* SPDX-License-Identifier: EUPL-1.2 */
#include "broker/asked.h"

#include "base/clock.h"
#include "base/fault_point.h"
#include "base/log.h"
#include "broker/answer.h"

enum {
    HOUR_UNIT_MS = 3600, /* an hour has a thousand of them, as a second has milliseconds */
    A_TENTH = 10,
    SOON_MS = 1000,
};

bool asked_id(const Samband__V1__Question *message, struct uuid *ret_id)
{
    struct question_text text;

    if (question_text_read(frame_bytes(message->text), &text, NULL))
        return false;
    *ret_id = text.id;
    return true;
}

void asked_refuse(struct broker *broker, const struct link_peer *peer,
                  const Samband__V1__Question *message, const struct error *err, uint32_t wait_ms)
{
    CLEANUP(buffer_clear) struct buffer bytes = { 0 };
    struct uuid id;
    bool has_id = asked_id(message, &id);

    log_event(LOG_LEVEL_INFO, "not_taken", "id=%s code=%s", has_id ? answer_id(&id).text : "-",
              err->code);
    frame_write_error(has_id ? &id : NULL, err->code, err->text, NULL, wait_ms ? wait_ms : SOON_MS,
                      &bytes);
    link_send(broker->link, peer, bytes_of_buffer(&bytes));
}

/* A rate of so many in a second of a clock that counts thousandths of an hour. */
static bool may_ask(struct broker *broker, struct member *member, uint32_t *ret_wait_ms)
{
    uint32_t rate = broker->settings->questions_per_hour, burst = rate / A_TENTH;
    int64_t now = clock_boot_ms() / HOUR_UNIT_MS;

    *ret_wait_ms = SOON_MS;
    if (member->n_asking >= ASKED_AT_ONCE)
        return false;
    if (bucket_take(&member->questions, rate, burst, now))
        return true;
    *ret_wait_ms = bucket_wait_ms(&member->questions, rate, burst, now) * HOUR_UNIT_MS;
    return false;
}

bool asked_receive(struct broker *broker, struct member *member, const struct link_peer *peer,
                   Samband__V1__Frame *frame)
{
    CLEANUP(asking_free) struct asking *asking = NULL;
    const struct asking_place place = { member->name, broker->directory, clock_wall_ms() };
    bool has_id = false;
    uint32_t wait_ms;
    struct uuid id;
    struct error err;
    struct work *work;

    if (!may_ask(broker, member, &wait_ms)) {
        error_set_code(&err, FAULT_RETRY, "too_many_questions",
                       "this party asks more than it may: later");
        asked_refuse(broker, peer, frame->question, &err, wait_ms);
        return false;
    }
    if (asking_read(frame, &place, &asking, &id, &has_id, &err)) {
        broker_answer_error(broker, peer, has_id ? &id : NULL, &err, NULL);
        return false;
    }
    work = work_new(WORK_ASKING, member);
    work->peer = *peer;
    work->id = id;
    work->asking = TAKE(asking);
    member->n_asking++;
    batch_add(broker->batch, work);
    return true;
}

void asked_decide(struct broker *broker, struct work *work, struct outcome_place *place)
{
    struct decision_context context = outcome_context(broker, place);
    struct change change;

    asking_decide(work->asking, &context);
    change = asking_change(work->asking);
    work_add_change(work, &change);
    (void)FAULT_POINT("question_decided");
}

void asked_committed(struct broker *broker, struct work *work)
{
    const struct asking *asking = work->asking;

    (void)FAULT_POINT("question_committed");
    if (work->member->n_asking > 0)
        work->member->n_asking--;
    log_event(LOG_LEVEL_INFO, "checked", "id=%s from=%s to=%s decision=%s rule=%s",
              answer_id(&work->id).text, asking->text.sender, asking->text.recipient,
              verdict_name(asking->answer.decision), asking->answer.rule);
    broker_send(broker, work->member, bytes_of_buffer(&asking->reply));
}
