/* SPDX-License-Identifier: EUPL-1.2 */
/* The calls as the HTTP server makes them; outbox and inbox are played by the test. */
#include "edge/api.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/memory.h"
#include "edge/json.h"
#include "keys/encode.h"
#include "keys/start.h"
#include "keys/tag.h"
#include "unit/adapters/edge/api_play.h"

#define ORIGIN "samband.example/test"
#define TOKEN_A "invented-token-of-fjell"
#define TOKEN_B "invented-token-of-vik"

static bool can_store(void *arg) { return arg != NULL; }

/* ---- forms of an invented agency ---- */

static enum fault read_plain(struct bytes body, const struct form_context *context,
                             struct report *ret_report, struct form_faults *ret_faults,
                             struct error *err)
{
    cr_expect_str_eq(context->country, "NO");
    cr_expect_str_eq(context->default_ground, "no.opl.24-3");
    cr_expect(context->knows(context->knows_arg, FORM_CATEGORY, "observation"));
    cr_expect(context->knows(context->knows_arg, FORM_URGENCY, "acute"));
    cr_expect(context->knows(context->knows_arg, FORM_FUNCTION, "child_welfare"));
    cr_expect_not(context->knows(context->knows_arg, FORM_CATEGORY, "child_welfare"));
    if (body.size == 0) {
        form_faults_add(ret_faults, "/children", "missing", "is required");
        return form_finish(ret_faults, err);
    }
    for (size_t i = 0; i < body.size; i++)
        report_add_child(ret_report);
    form_faults_add(&ret_report->warnings, "/children/0/fnr", "national_id_form", "words");
    return FAULT_NONE;
}

static const struct form forms[] = {
    { "concerns", "application/json", read_plain },
    { "concerns", "application/vnd.other+json", read_plain },
    { 0 },
};
static const struct agency sends = { .program = "test", .forms = forms };
static const struct agency receives = { .program = "test", .forms = forms, .receives = true };

/* ---- the set-up: a directory with one of the two parties ---- */

static char folder[] = "/tmp/api_test_XXXXXX";
static struct edge_shared shared;
static struct party_state fjell, vik;
static struct party_state *parties[] = { &fjell, &vik };
static struct api api;

static void sign_text(struct sign_secret *secret, struct bytes text, char ret[100])
{
    uint8_t signature[64];

    sign_bytes(secret, TAG_DIRECTORY, ORIGIN, text, signature);
    encode_base64_to(signature, sizeof(signature), ret);
}

static void make_directory(const char *path)
{
    CLEANUP(sign_secret_free) struct sign_secret *secret = sign_secret_new();
    CLEANUP(buffer_clear) struct buffer text = { 0 };
    char areas[1][LIMIT_AREA + 1] = { "1201-02" };
    struct party_function function = { .word = "school",
                                       .hours_text = "always",
                                       .hours.always = true };
    struct party party = { .areas = areas,
                           .n_areas = 1,
                           .functions = &function,
                           .n_functions = 1,
                           .joined_day = 20000,
                           .left_day = INT32_MAX };
    char root[60], signature[100], joined[TEXT_DATE_SIZE];
    FILE *file = fopen(path, "we");

    cr_assert_not_null(file);
    snprintf(party.name, sizeof(party.name), "fjell-school");
    snprintf(party.role, sizeof(party.role), "school");
    snprintf(party.country, sizeof(party.country), "NO");
    sign_public(secret, party.root);
    encode_base64_to(party.root, 32, root);
    directory_entry_write(&party, ORIGIN, &text);
    sign_text(secret, bytes_of_buffer(&text), signature);
    text_write_date(party.joined_day, joined);
    fprintf(file,
            "log: " ORIGIN "\ncoordinator: {party: fjell-school, root: %s}\nparties:\n"
            "  - party: fjell-school\n    role: school\n    country: NO\n"
            "    ownership: public\n    areas: [1201-02]\n    functions: [{function: school}]\n"
            "    root: %s\n    joined: %s\n    signatures: {party: %s, coordinator: %s}\n",
            root, root, joined, signature, signature);
    fclose(file);
}

static void set_up(void)
{
    CLEANUP(mem_free) char *path = NULL;
    struct error err;

    cr_assert_eq(keys_start(&err), FAULT_NONE);
    cr_assert_not_null(mkdtemp(folder));
    path = mem_printf("%s/directory.yaml", folder);
    make_directory(path);
    cr_assert_eq(
        directory_load(path, &(struct reading){ .faults = stderr }, &shared.directory, &err),
        FAULT_NONE, "%s", err.text);
    unlink(path);
    rmdir(folder);
    cr_assert_eq(vocabulary_load("config/policy/vocabulary.yaml", stderr, &shared.vocabulary, &err),
                 FAULT_NONE);
    snprintf(fjell.name, sizeof(fjell.name), "fjell-school");
    snprintf(fjell.default_ground, sizeof(fjell.default_ground), "no.opl.24-3");
    snprintf(vik.name, sizeof(vik.name), "vik-school");
    fjell.token = (char *)TOKEN_A;
    vik.token = (char *)TOKEN_B;
    api = (struct api){ &receives, &shared, parties, 2, can_store, &api };
}

static void tear_down(void)
{
    directory_free(shared.directory);
    vocabulary_free(shared.vocabulary);
}

/* ---- calling ---- */

struct request {
    const char *method, *path, *token, *type, *key, *body;
};

static struct http_answer call(struct request given)
{
    struct http_calls calls = api_calls(&api);
    struct http_answer answer = { 0 };
    char path[200], authorization[100], *query;
    struct http_request request = { .method = given.method,
                                    .path = path,
                                    .content_type = given.type,
                                    .idempotency_key = given.key,
                                    .body = bytes_of_text(given.body ? given.body : "") };

    snprintf(path, sizeof(path), "%s", given.path);
    snprintf(authorization, sizeof(authorization), "Bearer %s", given.token ? given.token : "");
    request.authorization = given.token ? authorization : NULL;
    query = strchr(path, '?');
    if (query)
        *query++ = '\0';
    for (char *save = NULL, *pair = query ? strtok_r(query, "&", &save) : NULL; pair;
         pair = strtok_r(NULL, "&", &save)) {
        char *equals = strchr(pair, '=');

        if (equals)
            *equals = '\0';
        request.query[request.n_query].name = pair;
        request.query[request.n_query++].value = equals ? equals + 1 : "";
    }
    if (!calls.begin(calls.arg, &request, &answer))
        calls.handle(calls.arg, &request, &answer);
    cr_expect(json_is_valid(bytes_of_buffer(&answer.body)), "%s: %s", given.path,
              (char *)answer.body.data);
    return answer;
}

#define OUTBOX "/v1/outbox/" ID
#define INBOX "/v1/inbox/" ID
#define JSON "application/json"

/* clang-format off */
static const struct {
    const char *name;
    struct request request;
    unsigned status;
    const char *code;
} refusals[] = {
    { "no such path",       { "GET", "/v1/nothing", TOKEN_A, 0, 0, 0 }, 404, "unknown_path" },
    { "the top",            { "GET", "/", TOKEN_A, 0, 0, 0 }, 404, "unknown_path" },
    { "a slash too many",   { "GET", "/v1/outbox/", TOKEN_A, 0, 0, 0 }, 404, "unknown_path" },
    { "more behind an id",  { "GET", OUTBOX "/more", TOKEN_A, 0, 0, 0 }, 404, "unknown_path" },
    { "no uuid",            { "GET", "/v1/outbox/17", TOKEN_A, 0, 0, 0 }, 404, "unknown_exchange" },
    { "wrong method",       { "DELETE", OUTBOX, TOKEN_A, 0, 0, 0 }, 405, "unknown_method" },
    { "POST of a list",     { "POST", "/v1/outbox", TOKEN_A, 0, 0, 0 }, 405, "unknown_method" },
    { "GET of a form",      { "GET", "/v1/concerns", TOKEN_A, 0, 0, 0 }, 405, "unknown_method" },
    { "no token",           { "GET", "/v1/outbox", 0, 0, 0, 0 }, 401, "unknown_token" },
    { "empty token",        { "GET", "/v1/outbox", "", 0, 0, 0 }, 401, "unknown_token" },
    { "wrong token",        { "GET", "/v1/outbox", "invented-token-of-fjelk", 0, 0, 0 }, 401, "unknown_token" },
    { "a token's start",    { "GET", "/v1/outbox", "invented-token-of-fjel", 0, 0, 0 }, 401, "unknown_token" },
    { "a token and more",   { "GET", "/v1/outbox", TOKEN_A "l", 0, 0, 0 }, 401, "unknown_token" },
    { "no media type",      { "POST", "/v1/concerns", TOKEN_A, 0, 0, "x" }, 415, "unknown_media_type" },
    { "other media type",   { "POST", "/v1/concerns", TOKEN_A, "text/json", 0, "x" }, 415, "unknown_media_type" },
    { "a longer one",       { "POST", "/v1/concerns", TOKEN_A, "application/jsonx", 0, "x" }, 415, "unknown_media_type" },
    { "form to a register", { "POST", INBOX "/registered", TOKEN_A, "text/plain", 0, "{}" }, 415, "unknown_media_type" },
    { "unknown parameter",  { "GET", "/v1/outbox?colour=red", TOKEN_A, 0, 0, 0 }, 400, "unknown_parameter" },
    { "of the other list",  { "GET", "/v1/outbox?open=true", TOKEN_A, 0, 0, 0 }, 400, "unknown_parameter" },
    { "one too many",       { "GET", OUTBOX "?limit=1", TOKEN_A, 0, 0, 0 }, 400, "unknown_parameter" },
    { "twice",              { "GET", "/v1/outbox?limit=1&limit=1", TOKEN_A, 0, 0, 0 }, 400, "unknown_parameter" },
    { "limit 0",            { "GET", "/v1/outbox?limit=0", TOKEN_A, 0, 0, 0 }, 400, "bad_parameter" },
    { "limit 501",          { "GET", "/v1/outbox?limit=501", TOKEN_A, 0, 0, 0 }, 400, "bad_parameter" },
    { "before no id",       { "GET", "/v1/inbox?before=1", TOKEN_A, 0, 0, 0 }, 400, "bad_parameter" },
    { "attention maybe",    { "GET", "/v1/outbox?attention=maybe", TOKEN_A, 0, 0, 0 }, 400, "bad_parameter" },
    { "an empty key",       { "POST", "/v1/concerns", TOKEN_A, JSON, "", "x" }, 400, "bad_idempotency_key" },
    { "a key with a space", { "POST", "/v1/concerns", TOKEN_A, JSON, "a b", "x" }, 400, "bad_idempotency_key" },
    { "a key of 81",        { "POST", "/v1/concerns", TOKEN_A, JSON, "123456789012345678901234567890123456789012345678901234567890123456789012345678901", "x" }, 400, "bad_idempotency_key" },
    { "a faulty form",      { "POST", "/v1/concerns", TOKEN_A, JSON, 0, "" }, 422, "form" },
    { "no member today",    { "POST", "/v1/concerns", TOKEN_B, JSON, 0, "x" }, 409, "no_member" },
    { "no reference",       { "POST", INBOX "/registered", TOKEN_A, JSON, 0, "{}" }, 422, "form" },
    { "a field too many",   { "POST", INBOX "/registered", TOKEN_A, JSON, 0, "{\"case_reference\":\"1\",\"x\":1}" }, 422, "form" },
    { "no JSON",            { "POST", INBOX "/registered", TOKEN_A, JSON, 0, "case 7" }, 400, "malformed" },
    { "no code",            { "POST", INBOX "/returned", TOKEN_A, JSON, 0, "{\"forward\":\"x\"}" }, 422, "form" },
};
/* clang-format on */

Test(api, refuses_with_a_status_and_a_stable_code, .init = set_up, .fini = tear_down)
{
    for (size_t i = 0; i < ARRAY_SIZE(refusals); i++) {
        struct http_answer answer = call(refusals[i].request);
        CLEANUP(mem_free) char *code = mem_printf("\"code\":\"%s\"", refusals[i].code);

        cr_expect_eq(answer.status, refusals[i].status, "%s: %u", refusals[i].name, answer.status);
        cr_expect_str_eq(answer.media_type, "application/problem+json");
        cr_expect_not_null(strstr((char *)answer.body.data, code), "%s: %s", refusals[i].name,
                           (char *)answer.body.data);
        cr_expect_eq(answer.challenge, answer.status == 401);
        cr_expect_eq(answer.allow[0] != '\0', answer.status == 405, "%s", refusals[i].name);
        cr_expect_eq(answer.accept[0] != '\0', answer.status == 415, "%s", refusals[i].name);
        buffer_clear(&answer.body);
    }
    cr_expect_eq(play.n_posts, 0);
}

Test(api, lists_methods_and_media_types_that_would_do, .init = set_up, .fini = tear_down)
{
    struct http_answer method = call((struct request){ "PUT", "/v1/outbox", TOKEN_A, 0, 0, 0 });
    struct http_answer type =
        call((struct request){ "POST", "/v1/concerns", TOKEN_A, "text/xml", 0, "x" });

    cr_expect_str_eq(method.allow, "GET, HEAD");
    cr_expect_str_eq(type.accept, "application/json, application/vnd.other+json");
    buffer_clear(&method.body);
    buffer_clear(&type.body);
}

Test(api, stores_a_report_and_then_answers, .init = set_up, .fini = tear_down)
{
    struct http_answer answer = call((struct request){
        "POST", "/v1/concerns", TOKEN_A, "Application/JSON; charset=utf-8", "key-1", "x" });

    cr_expect_eq(answer.status, 202);
    cr_expect_str_eq(answer.location, OUTBOX);
    cr_expect_str_eq((char *)answer.body.data,
                     "{\"exchanges\":[{\"id\":\"" ID "\",\"about\":\"/children/0\","
                     "\"to\":\"bergenhus-child-welfare\",\"stage\":\"spooled\"}],"
                     "\"repeated\":false,\"warnings\":[{\"pointer\":\"/children/0/fnr\","
                     "\"code\":\"national_id_form\",\"detail\":\"words\"}]}");
    cr_expect_eq(play.party, &fjell);
    cr_expect_str_eq(play.key, "key-1");
    cr_expect_str_eq(play.body, "x");
    buffer_clear(&answer.body);

    play.repeated = true;
    answer = call(
        (struct request){ "POST", "/v1/concerns", TOKEN_A, "application/vnd.other+json", 0, "xy" });
    cr_expect_eq(answer.status, 202);
    cr_expect_str_eq(answer.location, "", "no one place for two exchanges");
    cr_expect_not_null(strstr((char *)answer.body.data, "\"repeated\":true"));
    cr_expect_str_eq(play.key, "");
    buffer_clear(&answer.body);
}

/* clang-format off */
static const struct {
    enum fault fault;
    const char *code;
    unsigned status;
} faults[] = {
    { FAULT_INPUT, "idempotency_conflict", 409 }, { FAULT_INPUT, "unknown_recipient", 422 },
    { FAULT_INPUT, "ambiguous_recipient", 422 },  { FAULT_RETRY, "spool", 503 },
    { FAULT_BROKEN, "spool_corrupt", 500 },       { FAULT_INPUT, "unknown_exchange", 404 },
    { FAULT_INPUT, "reference_conflict", 409 },   { FAULT_INPUT, "wrong_state", 409 },
    { FAULT_INPUT, "bad_reference", 422 },        { FAULT_INPUT, "nothing_to_acknowledge", 409 },
};
/* clang-format on */

Test(api, never_says_202_for_what_was_not_stored, .init = set_up, .fini = tear_down)
{
    for (size_t i = 0; i < ARRAY_SIZE(faults); i++) {
        struct http_answer answer;

        play.fault = faults[i].fault;
        play.code = faults[i].code;
        answer = call((struct request){ "POST", "/v1/concerns", TOKEN_A, JSON, 0, "x" });
        cr_expect_eq(answer.status, faults[i].status, "%s: %u", faults[i].code, answer.status);
        cr_expect_eq(answer.retry_later, answer.status == 503);
        cr_expect_eq(strstr((char *)answer.body.data, "invented words") != NULL,
                     answer.status != 500);
        buffer_clear(&answer.body);
    }
}

Test(api, shows_an_exchange_with_its_receipts, .init = set_up, .fini = tear_down)
{
    struct http_answer answer;

    play.registered_ms = 1772356364120;
    answer = call((struct request){ "GET", OUTBOX, TOKEN_B, 0, 0, 0 });
    cr_expect_eq(answer.status, 200);
    cr_expect_eq(play.party, &vik, "the token says which party speaks");
    cr_expect_not_null(strstr((char *)answer.body.data, "\"case_reference\":\"2026/17\""));
    cr_expect_not_null(
        strstr((char *)answer.body.data,
               "\"receipts\":{\"accepted\":null,\"handed_over\":null,"
               "\"registered\":\"2026-03-01T09:12:44.120Z\"},"
               "\"decision\":{\"leaf_index\":7,\"rule\":\"no-school-concern\",\"reason\":null},"
               "\"sections\":[{\"category\":\"observation\",\"verdict\":\"permit\","
               "\"rule\":\"no-school-concern\"}],"
               "\"items\":[{\"kind\":\"decision\",\"text\":\"samband-broker-item/1\\nkind "
               "decision\\n\"}]"));
    buffer_clear(&answer.body);

    play.registered_ms = 0;
    answer = call((struct request){ "HEAD", OUTBOX, TOKEN_A, 0, 0, 0 });
    cr_expect_eq(answer.status, 200);
    cr_expect_not_null(strstr((char *)answer.body.data, "\"waiting_at\":\"the broker\""));
    cr_expect_not_null(strstr((char *)answer.body.data, "\"verdict\":null"),
                       "no verdict before there is one");
    buffer_clear(&answer.body);
}

Test(api, lists_pages, .init = set_up, .fini = tear_down)
{
    struct http_answer answer = call((struct request){
        "GET", "/v1/outbox?attention=true&limit=1&before=" OTHER_ID, TOKEN_A, 0, 0, 0 });

    cr_expect(play.flag && play.has_before);
    cr_expect_eq(play.limit, 2, "one more, to see whether there is another page");
    cr_expect_not_null(strstr((char *)answer.body.data, "\"next\":null"), "it is just full");
    buffer_clear(&answer.body);
    play.has_more = true;
    answer = call((struct request){ "GET", "/v1/outbox?limit=1", TOKEN_A, 0, 0, 0 });
    cr_expect_not_null(strstr((char *)answer.body.data, "}],\"next\":\"" ID "\""));
    cr_expect_null(strstr((char *)answer.body.data, "},{"), "the one more is not shown");
    buffer_clear(&answer.body);
    play.has_more = false;
    answer = call((struct request){ "GET", "/v1/outbox", TOKEN_A, 0, 0, 0 });
    cr_expect(!play.flag && !play.has_before);
    cr_expect_eq(play.limit, 101);
    cr_expect_not_null(strstr((char *)answer.body.data, "\"next\":null"));
    buffer_clear(&answer.body);
    answer = call((struct request){ "GET", "/v1/inbox?open=true", TOKEN_A, 0, 0, 0 });
    cr_expect(play.flag);
    cr_expect_not_null(strstr((char *)answer.body.data, "\"from\":\"fjell-school\""));
    buffer_clear(&answer.body);
}

Test(api, shows_content_as_json_or_base64, .init = set_up, .fini = tear_down)
{
    struct http_answer answer = call((struct request){ "GET", INBOX, TOKEN_A, 0, 0, 0 });

    cr_expect_eq(answer.status, 200);
    cr_expect_not_null(
        strstr((char *)answer.body.data,
               "\"sections\":[{\"category\":\"observation\",\"media_type\":\"application/json\","
               "\"shared\":true,\"content\":{\"text\":\"ø\"}},"
               "{\"category\":\"health\",\"media_type\":\"application/pdf\",\"shared\":false,"
               "\"content_base64\":\"AAEC\"},"
               "{\"category\":\"family\",\"media_type\":\"application/json\",\"shared\":false,"
               "\"content_base64\":\"eyJ0ZXh0Ig==\"}]"));
    cr_expect_not_null(strstr((char *)answer.body.data, "\"age\":12,\"certainty\":\"certain\""));
    cr_expect_not_null(strstr((char *)answer.body.data, "\"informed\":false"));
    buffer_clear(&answer.body);
}

Test(api, registers_and_returns, .init = set_up, .fini = tear_down)
{
    struct http_answer answer =
        call((struct request){ "POST", INBOX "/registered", TOKEN_A, JSON, 0,
                               "{\"case_reference\":\"2026/17\",\"registered_by\":\"A. Prøve\"}" });

    cr_expect_eq(answer.status, 200);
    cr_expect_str_eq(play.a, "2026/17");
    cr_expect_str_eq(play.b, "A. Prøve");
    buffer_clear(&answer.body);
    answer = call((struct request){ "POST", INBOX "/returned", TOKEN_A, JSON, 0,
                                    "{\"code\":\"wrong_area\",\"forward\":\"x\"}" });
    cr_expect_eq(answer.status, 200);
    cr_expect_str_eq(play.a, "wrong_area");
    cr_expect_str_eq(play.b, "x");
    buffer_clear(&answer.body);
    answer = call((struct request){ "POST", OUTBOX "/acknowledged", TOKEN_A, 0, 0, 0 });
    cr_expect_eq(answer.status, 200);
    buffer_clear(&answer.body);
}

Test(api, has_no_inbox_where_nothing_is_received, .init = set_up, .fini = tear_down)
{
    struct http_answer answer;

    api.agency = &sends;
    answer = call((struct request){ "GET", INBOX, TOKEN_A, 0, 0, 0 });
    cr_expect_eq(answer.status, 404);
    buffer_clear(&answer.body);
}

Test(api, tells_without_a_token_whether_it_lives_and_is_ready, .init = set_up, .fini = tear_down)
{
    struct http_answer answer = call((struct request){ "GET", "/healthz", 0, 0, 0, 0 });

    cr_expect_eq(answer.status, 200);
    buffer_clear(&answer.body);
    answer = call((struct request){ "GET", "/readyz", 0, 0, 0, 0 });
    cr_expect_eq(answer.status, 503);
    cr_expect_not_null(strstr((char *)answer.body.data,
                              "{\"party\":\"fjell-school\",\"member\":true,\"linked\":false}"));
    buffer_clear(&answer.body);
    play.linked = true;
    answer = call((struct request){ "GET", "/readyz", 0, 0, 0, 0 });
    cr_expect_eq(answer.status, 200);
    buffer_clear(&answer.body);
    api.spool_arg = NULL;
    answer = call((struct request){ "GET", "/readyz", 0, 0, 0, 0 });
    cr_expect_eq(answer.status, 503);
    buffer_clear(&answer.body);
}
