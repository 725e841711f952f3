/* SPDX-License-Identifier: EUPL-1.2 */
/* questions - what has been asked of the bus, and is not answered yet.
 *
 * Nothing of it is stored. What is not answered in time, or was under way when the link went down, is
 * answered nowhere: whoever asked may ask again. An answer that comes too late is dropped.
 */
#ifndef EDGE_QUESTIONS_H
#define EDGE_QUESTIONS_H

#include <systemd/sd-event.h>

#include "edge/party.h"
#include "edge/report.h"
#include "wire/frame.h"

enum {
    QUESTIONS_AT_ONCE = 32,    /* of one party; the bus takes no more */
    QUESTIONS_WAIT_MS = 10000, /* for all answers to one asking */
};

struct questions;

/* One asking: up to REPORT_TARGETS questions that are answered together. */
struct asking;

/* One question, as it goes out. */
struct asked_question {
    struct uuid id;
    struct buffer frame;
};

struct questions_calls {
    /* The answer to question `i`; borrowed. False: it does not fit what was asked. */
    bool (*answer)(void *arg, size_t i, const Samband__V1__QuestionAnswer *answer);
    /* Once, at the end: `err` is NULL if all were answered, else why not: the code of the bus's error
     * frame, "unavailable" (the link went down), "no_answer" (in time) or "bad_answer". `wait_ms`: to
     * be asked again after that; 0 if it says nothing. The asking is gone. */
    void (*done)(void *arg, const struct error *err, uint32_t wait_ms);
    void *arg;
};

/* The event loop is referenced. */
struct questions *questions_open(sd_event *event);

/* Accepts NULL. What is still asked is forgotten. */
void questions_close(struct questions *questions);

/* For tests: waits less long. */
void questions_set_wait(struct questions *questions, uint32_t wait_ms);

/* Sends all of them. FAULT_RETRY "unavailable": the link is down; "too_many_questions": QUESTIONS_AT_ONCE
 * would be passed. Then nothing is asked, and nobody called. `calls` is copied. The asking is not the
 * caller's: it is valid until `done` was called, or questions_forget(). */
MUST_CHECK enum fault questions_ask(struct party_state *party, const struct asked_question asked[],
                                    size_t n, const struct questions_calls *calls,
                                    struct asking **ret_asking, struct error *err);

/* Nobody waits for it any more. */
void questions_forget(struct asking *asking);

/* ---- for the link ---- */

/* What the bus says to a party. */
void questions_take(struct party_state *party, const Samband__V1__QuestionAnswer *answer);

/* An error of the bus about `id`. False: that is no question of this party's. */
bool questions_take_error(struct party_state *party, const struct uuid *id,
                          const Samband__V1__Error *error);

/* An error of the bus that names nothing, or after which it takes nothing: any question of this party may
 * be what it is about, so all of them end with it. That loses an answer at most, never a decision. */
void questions_take_nameless_error(struct party_state *party, const Samband__V1__Error *error);

/* The party's link is down. */
void questions_lose(struct party_state *party);

#endif
