/* SPDX-License-Identifier: EUPL-1.2 */
/* The calls of a party that is no member, on a real spool. */
#include "edge/api.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/text.h"
#include "world.h"

#define ID "01953f2a-7c00-7abc-8def-0123456789ab"
#define JSON "application/json"

static enum fault read_canary(struct bytes body, const struct form_context *context,
                              struct report *ret_report, struct form_faults *ret_faults,
                              struct error *err)
{
    (void)body, (void)context, (void)ret_faults, (void)err;
    world_report(ret_report, 1);
    return FAULT_NONE;
}

static const struct form forms[] = { { "concerns", JSON, read_canary }, { 0 } };
static const struct agency agency = { .program = "test", .forms = forms, .receives = true };

static struct world world;
static struct party_state *party = &world.school.party;
static struct api api;

static bool can_store(void *arg) { return arg != NULL; }

static void setup(void)
{
    world_open(&world);
    api = (struct api){ &agency, &world.school.shared, &party, 1, can_store, &api };
}
static void teardown(void) { world_close(&world); }

TestSuite(api_member, .init = setup, .fini = teardown);

static void leave(void) { world_member(&world.school, 18262, text_day_of(clock_wall_ms())); }

/* The status; `ret_body` is static. */
static unsigned call(const char *method, const char *path, const char *key, const char *body,
                     const char *language, const char **ret_body)
{
    static char text[2000];
    const struct http_request request = { .method = method,
                                          .path = path,
                                          .content_type = JSON,
                                          .idempotency_key = key,
                                          .accept_language = language,
                                          .body = bytes_of_text(body) };
    struct http_answer answer = { 0 };

    api_serve(&api, party, &request, &answer);
    snprintf(text, sizeof(text), "%.*s", (int)answer.body.size, (const char *)answer.body.data);
    buffer_clear(&answer.body);
    *ret_body = text;
    return answer.status;
}

static void expect_no_member(const char *path, const char *body, const char *words)
{
    const char *answer;

    cr_expect_eq(call("POST", path, NULL, body, NULL, &answer), 409, "%s: %s", path, answer);
    cr_expect_not_null(strstr(answer, "\"code\":\"no_member\""), "%s: %s", path, answer);
    cr_expect_not_null(strstr(answer, words), "%s: %s", path, answer);
}

Test(api_member, whatever_would_go_to_the_bus_is_refused_for_one_that_has_left)
{
    static const char *const paths[] = {
        "/v1/concerns",
        "/v1/check",
        "/v1/outbox/" ID "/withdrawal",
        "/v1/outbox/" ID "/forwarded",
        "/v1/consents",
        "/v1/consents/" ID "/signatures",
        "/v1/consents/" ID "/withdrawal",
        "/v1/consents/" ID "/void",
        "/v1/inbox/" ID "/registered",
        "/v1/inbox/" ID "/returned",
    };

    leave();
    for (size_t i = 0; i < ARRAY_SIZE(paths); i++)
        expect_no_member(paths[i], "{}", "virksomheten har forlatt området");
}

Test(api_member, the_refusal_is_said_in_the_language_that_is_wanted)
{
    const char *answer;

    leave();
    cr_expect_eq(call("POST", "/v1/concerns", NULL, "{}", "sv", &answer), 409);
    cr_expect_not_null(strstr(answer, "verksamheten har lämnat området"), "%s", answer);
    cr_expect_eq(call("POST", "/v1/concerns", NULL, "{}", "en", &answer), 409);
    cr_expect_not_null(strstr(answer, "has left the area"), "%s", answer);
    world_member(&world.school, text_day_of(clock_wall_ms()) + 1, INT32_MAX);
    expect_no_member("/v1/concerns", "{}", "er ennå ikke medlem i området");
    strcpy(party->name, "no-such-school");
    cr_expect_eq(call("POST", "/v1/concerns", NULL, "{}", NULL, &answer), 409);
    cr_expect_not_null(strstr(answer, "the directory here does not have this party"), "%s", answer);
}

Test(api_member, an_acute_refusal_names_the_telephone)
{
    struct party *welfare = (struct party *)directory_entry(api.shared->directory, WORLD_WELFARE);

    strcpy(welfare->functions[0].telephone, "+47 00 00 00 01");
    leave();
    expect_no_member("/v1/concerns",
                     "{\"urgency\":\"acute\",\"to\":{\"party\":\"" WORLD_WELFARE "\"}}",
                     "+47 00 00 00 01");
}

Test(api_member, what_was_stored_before_is_answered_again_by_its_key)
{
    const char *answer;

    cr_assert_eq(call("POST", "/v1/concerns", "key-1", "{}", NULL, &answer), 202, "%s", answer);
    leave();
    cr_expect_eq(call("POST", "/v1/concerns", "key-1", "{}", NULL, &answer), 202, "%s", answer);
    cr_expect_not_null(strstr(answer, "\"repeated\":true"), "%s", answer);
    cr_expect_eq(call("POST", "/v1/concerns", "key-1", "{ }", NULL, &answer), 409);
    cr_expect_not_null(strstr(answer, "idempotency_conflict"), "%s", answer);
    cr_expect_eq(call("POST", "/v1/concerns", "key-2", "{}", NULL, &answer), 409);
    cr_expect_not_null(strstr(answer, "no_member"), "%s", answer);
}

Test(api_member, what_it_has_can_be_read_and_seen_to)
{
    static const char *const paths[] = { "/v1/outbox", "/v1/inbox", "/v1/consents", "/v1/tasks",
                                         "/v1/forms" };
    const char *answer;

    cr_assert_eq(call("POST", "/v1/concerns", "key-1", "{}", NULL, &answer), 202, "%s", answer);
    leave();
    for (size_t i = 0; i < ARRAY_SIZE(paths); i++)
        cr_expect_eq(call("GET", paths[i], NULL, "", NULL, &answer), 200, "%s: %s", paths[i],
                     answer);
    call("GET", "/v1/outbox", NULL, "", NULL, &answer);
    cr_expect_not_null(strstr(answer, "\"stage\":\"spooled\""), "%s", answer);
    cr_expect_eq(call("POST", "/v1/outbox/" ID "/acknowledged", NULL, "", NULL, &answer), 404);
    cr_expect_eq(call("POST", "/v1/tasks/" ID "/talk", NULL, "{}", NULL, &answer), 404);
}

Test(api_member, nobody_waits_for_the_link_of_one_that_is_none)
{
    const char *answer;

    cr_expect_eq(call("GET", "/readyz", NULL, "", NULL, &answer), 503);
    cr_expect_not_null(strstr(answer, "\"member\":true,\"linked\":false"), "%s", answer);
    leave();
    cr_expect_eq(call("GET", "/readyz", NULL, "", NULL, &answer), 200);
    cr_expect_not_null(strstr(answer, "\"member\":false,\"linked\":false"), "%s", answer);
}
