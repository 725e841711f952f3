/* SPDX-License-Identifier: EUPL-1.2 */
/* ask_play - the school of play.h asks; what it has been told. Included once in a test program. */
#ifndef TESTS_BROKER_ASK_PLAY_H
#define TESTS_BROKER_ASK_PLAY_H

#include "broker/asked.h"
#include "fixture_question.h"
#include "play.h"

static void ask_open(void)
{
    play_open();
    fake.settings.questions_per_hour = 10000;
}

static void post(const struct inquiry *inquiry)
{
    CLEANUP(buffer_clear) struct buffer bytes = { 0 };
    struct link_peer peer = fake_peer(SCHOOL);

    fixture_question_bytes(inquiry, &bytes);
    intake_on_frame(broker, FIXTURE_SCHOOL, &peer, bytes_of_buffer(&bytes));
}

/* The newest answer to the school; NULL if there is none. */
static const Samband__V1__QuestionAnswer *answer(void)
{
    const struct fake_sent *last = NULL;

    fake_count(broker->link, SCHOOL, SAMBAND__V1__FRAME__KIND_QUESTION_ANSWER, &last);
    return last ? last->frame->question_answer : NULL;
}

static const Samband__V1__Error *error_told(void)
{
    const struct fake_sent *last = NULL;

    fake_count(broker->link, SCHOOL, SAMBAND__V1__FRAME__KIND_ERROR, &last);
    return last ? last->frame->error : NULL;
}

static __attribute__((unused)) const Samband__V1__QuestionAnswer *ask(const struct inquiry *inquiry)
{
    post(inquiry);
    fake_run(broker->store);
    cr_assert_null(error_told(), "%s", error_told() ? error_told()->text : "");
    cr_assert_not_null(answer());
    return answer();
}

static __attribute__((unused)) const Samband__V1__QuestionAnswer *
ask_about(const struct draft *draft)
{
    struct inquiry inquiry = fixture_inquiry(draft);

    return ask(&inquiry);
}

#endif
