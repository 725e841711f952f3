/* SPDX-License-Identifier: EUPL-1.2 */
#include "edge/questions.h"

#include <assert.h>
#include <sys/queue.h>

#include "base/log.h"
#include "base/memory.h"
#include "base/text.h"
#include "edge/link.h"
#include "edge/words.h"

enum { USEC_PER_MS = 1000 };

TAILQ_HEAD(asking_queue, asking);

struct questions {
    sd_event *event;
    struct asking_queue all;
    uint32_t wait_ms;
};

struct asking {
    struct questions *questions;
    struct party_state *party;
    struct questions_calls calls;
    sd_event_source *timer;
    struct uuid ids[REPORT_TARGETS];
    bool answered[REPORT_TARGETS];
    size_t n, n_open;
    TAILQ_ENTRY(asking) entry;
};

struct questions *questions_open(sd_event *event)
{
    struct questions *questions = mem_new(1, sizeof(*questions));

    questions->event = sd_event_ref(event);
    questions->wait_ms = QUESTIONS_WAIT_MS;
    TAILQ_INIT(&questions->all);
    return questions;
}

void questions_close(struct questions *questions)
{
    struct asking *asking;

    if (!questions)
        return;
    while ((asking = TAILQ_FIRST(&questions->all)))
        questions_forget(asking);
    sd_event_unref(questions->event);
    mem_free(questions);
}

void questions_set_wait(struct questions *questions, uint32_t wait_ms)
{
    questions->wait_ms = wait_ms;
}

void questions_forget(struct asking *asking)
{
    TAILQ_REMOVE(&asking->questions->all, asking, entry);
    sd_event_source_disable_unref(asking->timer);
    mem_free(asking);
}

/* The asking is gone when `done` is called: it may ask anew. */
static void end(struct asking *asking, const struct error *err, uint32_t wait_ms)
{
    struct questions_calls calls = asking->calls;

    questions_forget(asking);
    calls.done(calls.arg, err, wait_ms);
}

static int on_time(sd_event_source *source, uint64_t now_us, void *arg)
{
    struct asking *asking = arg;
    struct error err;

    (void)source, (void)now_us;
    error_set_code(&err, FAULT_RETRY, "no_answer", WORDS("the bus has not answered in time"));
    log_event(LOG_LEVEL_WARNING, "question_unanswered", "party=%s", asking->party->name);
    end(asking, &err, 0);
    return 0;
}

static size_t n_open_of(const struct questions *questions, const struct party_state *party)
{
    const struct asking *asking;
    size_t n = 0;

    TAILQ_FOREACH(asking, &questions->all, entry)
    {
        if (asking->party == party)
            n += asking->n_open;
    }
    return n;
}

static enum fault unavailable(struct error *err)
{
    return error_set_code(err, FAULT_RETRY, "unavailable",
                          WORDS("the bus cannot be reached: ask again later"));
}

enum fault questions_ask(struct party_state *party, const struct asked_question asked[], size_t n,
                         const struct questions_calls *calls, struct asking **ret_asking,
                         struct error *err)
{
    struct questions *questions = party->shared->questions;
    struct asking *asking;

    assert(n > 0 && n <= REPORT_TARGETS);
    if (!questions || !party_is_linked(party))
        return unavailable(err);
    if (n_open_of(questions, party) + n > QUESTIONS_AT_ONCE)
        return error_set_code(err, FAULT_RETRY, "too_many_questions",
                              WORDS("too many questions: ask again later"));
    for (size_t i = 0; i < n; i++)
        if (!edge_link_send(party->link, bytes_of_buffer(&asked[i].frame)))
            return unavailable(err); /* what went is recorded, and its answer dropped */
    asking = mem_new(1, sizeof(*asking));
    asking->questions = questions;
    asking->party = party;
    asking->calls = *calls;
    asking->n = asking->n_open = n;
    for (size_t i = 0; i < n; i++)
        asking->ids[i] = asked[i].id;
    TAILQ_INSERT_TAIL(&questions->all, asking, entry);
    if (sd_event_add_time_relative(questions->event, &asking->timer, CLOCK_BOOTTIME,
                                   (uint64_t)questions->wait_ms * USEC_PER_MS, USEC_PER_MS, on_time,
                                   asking) < 0) {
        questions_forget(asking);
        return error_set_code(err, FAULT_BROKEN, "loop", "the loop does not take a timer");
    }
    *ret_asking = asking;
    return FAULT_NONE;
}

/* The asking of this party that waits for an answer to `id`; NULL if there is none. */
static struct asking *find(const struct party_state *party, const struct uuid *id, size_t *ret_i)
{
    struct asking *asking;

    if (!party->shared->questions)
        return NULL;
    TAILQ_FOREACH(asking, &party->shared->questions->all, entry)
    {
        for (size_t i = 0; asking->party == party && i < asking->n; i++) {
            *ret_i = i;
            if (!asking->answered[i] && uuid_equal(&asking->ids[i], id))
                return asking;
        }
    }
    return NULL;
}

void questions_take(struct party_state *party, const Samband__V1__QuestionAnswer *answer)
{
    struct asking *asking = NULL;
    struct error err;
    struct uuid id;
    size_t i = 0;

    if (uuid_of_bytes(frame_bytes(answer->id), &id))
        asking = find(party, &id, &i);
    if (!asking)
        return; /* too late */
    if (!asking->calls.answer(asking->calls.arg, i, answer)) {
        error_set_code(&err, FAULT_INPUT, "bad_answer",
                       WORDS("the bus answers something else than was asked"));
        log_event(LOG_LEVEL_ERROR, "answer_refused", "party=%s", party->name);
        end(asking, &err, 0);
        return;
    }
    asking->answered[i] = true;
    if (--asking->n_open == 0)
        end(asking, NULL, 0);
}

/* What the bus has not taken. The codes that say "later" are those of README.md of the wire. */
static void error_of(const Samband__V1__Error *error, struct error *ret_err)
{
    static const char *const later[] = { "busy",         "unavailable", "not_stored",
                                         "unknown_card", "rolled_back", "not_welcome" };
    const char *words = WORDS("the bus does not take the question");

    for (size_t i = 0; i < ARRAY_SIZE(later); i++) {
        if (strcmp(later[i], error->code) == 0) {
            (void)unavailable(ret_err);
            return;
        }
    }
    if (strcmp(error->code, "too_many_questions") == 0)
        words = WORDS("too many questions: ask again later");
    else if (strcmp(error->code, "stale_question") == 0)
        words = WORDS("the clock here and that of the bus are more than ten minutes apart");
    error_set_code(ret_err, FAULT_INPUT, error->code, "%s", words);
}

/* Each end may change the list; none adds to it: whoever waited is answered, and asks in another turn. */
static void end_all(struct party_state *party, const struct error *err, uint32_t wait_ms)
{
    struct questions *questions = party->shared->questions;
    struct asking *asking, *next;

    for (asking = questions ? TAILQ_FIRST(&questions->all) : NULL; asking; asking = next) {
        next = TAILQ_NEXT(asking, entry);
        if (asking->party == party)
            end(asking, err, wait_ms);
    }
}

bool questions_take_error(struct party_state *party, const struct uuid *id,
                          const Samband__V1__Error *error)
{
    size_t i = 0;
    struct asking *asking = find(party, id, &i);
    struct error err;

    if (!asking)
        return false;
    log_event(LOG_LEVEL_WARNING, "question_not_taken", "party=%s code=%s", party->name,
              error->code);
    error_of(error, &err);
    end(asking, &err, error->retry_after_ms);
    return true;
}

void questions_take_nameless_error(struct party_state *party, const Samband__V1__Error *error)
{
    struct error err;

    error_of(error, &err);
    end_all(party, &err, error->retry_after_ms);
}

void questions_lose(struct party_state *party)
{
    struct error err;

    (void)unavailable(&err);
    end_all(party, &err, 0);
}
