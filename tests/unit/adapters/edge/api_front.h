/* SPDX-License-Identifier: EUPL-1.2 */
/* api_front - the API of the world's school, with the real spool behind it. For one test program;
 * definitions, not declarations. */
#ifndef TESTS_API_FRONT_H
#define TESTS_API_FRONT_H

#include <criterion/criterion.h>

#include "edge/api.h"
#include "edge/json.h"
#include "world.h"

#define FRONT_TOKEN "invented-token-of-the-school"

static struct api front_api;
static struct party_state *front_parties[1];
static uint8_t front_subject_key[32];
static const char *front_language; /* that the next calls ask for, or NULL */
static const char *front_key;      /* of the next calls, or NULL */

static bool front_can_store(void *arg) { return arg != NULL; }

/* The world is open. */
static void front_open(struct world *world, const struct agency *agency)
{
    front_language = front_key = NULL;
    world->school.party.token = (char *)(uintptr_t)FRONT_TOKEN;
    world->school.shared.test_ids = true;
    world->school.shared.subject_key = front_subject_key;
    world->school.shared.subject_key_number = 1;
    front_parties[0] = &world->school.party;
    front_api = (struct api){ agency, &world->school.shared, front_parties,
                              1,      front_can_store,       &front_api };
}

/* Before the world is closed. */
static void front_close(struct world *world) { world->school.party.token = NULL; }

/* The answer's body is the caller's: buffer_clear(). */
static struct http_answer front_call(const char *method, const char *path, const char *body)
{
    struct http_calls calls = api_calls(&front_api);
    struct http_answer answer = { 0 };
    struct http_request request = { .method = method,
                                    .path = path,
                                    .authorization = "Bearer " FRONT_TOKEN,
                                    .content_type = "application/json",
                                    .accept_language = front_language,
                                    .idempotency_key = front_key,
                                    .body = bytes_of_text(body ? body : "") };

    if (!calls.begin(calls.arg, &request, &answer))
        calls.handle(calls.arg, &request, &answer);
    return answer;
}

static void front_expect(const char *method, const char *path, const char *body, unsigned status,
                         const char *words)
{
    struct http_answer answer = front_call(method, path, body);
    const char *got = answer.body.data ? (const char *)answer.body.data : "";

    cr_expect_eq(answer.status, status, "%s %s: %u %s", method, path, answer.status, got);
    cr_expect_not_null(strstr(got, words), "%s %s: %s", method, path, got);
    cr_expect(json_is_valid(bytes_of_buffer(&answer.body)), "%s", got);
    buffer_clear(&answer.body);
}

#endif
