/* SPDX-License-Identifier: EUPL-1.2 */
/* What the API says of signatures, withdrawals and voids, with a real spool behind it. */
#include "edge/api.h"

#include <criterion/criterion.h>

#include "consents_play.h"
#include "edge/json.h"

#define TOKEN "invented-token-of-the-school"

static struct api api;
static struct party_state *parties[1];
static uint8_t subject_key[32];
static const char *language; /* that is asked for, or NULL */

static const struct agency agency = { .program = "test", .receives = true };

static bool can_store(void *arg) { return arg != NULL; }

static void set_up(void)
{
    setup();
    language = NULL;
    world.school.party.token = (char *)(uintptr_t)TOKEN;
    world.school.shared.test_ids = true;
    world.school.shared.subject_key = subject_key;
    world.school.shared.subject_key_number = 1;
    parties[0] = &world.school.party;
    api = (struct api){ &agency, &world.school.shared, parties, 1, can_store, &api };
}

static void tear_down(void)
{
    world.school.party.token = NULL;
    teardown();
}

TestSuite(api_consents, .init = set_up, .fini = tear_down);

/* The answer's body is the caller's: buffer_clear(). */
static struct http_answer call(const char *method, const char *path, const char *body)
{
    struct http_calls calls = api_calls(&api);
    struct http_answer answer = { 0 };
    struct http_request request = { .method = method,
                                    .path = path,
                                    .authorization = "Bearer " TOKEN,
                                    .content_type = "application/json",
                                    .accept_language = language,
                                    .body = bytes_of_text(body ? body : "") };

    if (!calls.begin(calls.arg, &request, &answer))
        calls.handle(calls.arg, &request, &answer);
    return answer;
}

static void expect(const char *method, const char *path, const char *body, unsigned status,
                   const char *words)
{
    struct http_answer answer = call(method, path, body);
    const char *got = answer.body.data ? (const char *)answer.body.data : "";

    cr_expect_eq(answer.status, status, "%s %s: %u %s", method, path, answer.status, got);
    cr_expect_not_null(strstr(got, words), "%s %s: %s", method, path, got);
    cr_expect(json_is_valid(bytes_of_buffer(&answer.body)), "%s", got);
    buffer_clear(&answer.body);
}

static const char *path_to(const struct uuid *consent, const char *what)
{
    static char path[120];
    char text[TEXT_UUID_SIZE];

    uuid_write(consent, text);
    snprintf(path, sizeof(path), "/v1/consents/%s%s", text, what);
    return path;
}

#define SIGNER(capacity)                                                                           \
    "{\"capacity\":" capacity ",\"form\":\"oral\",\"date\":\"2026-01-01\",\"official\":\"KL-7\"}"
#define YOUTH SIGNER("\"youth\"")
#define GUARDIAN(n) SIGNER("\"guardian\",\"guardian\":" #n)
#define SIGNATURES(list) "{\"signatures\":[" list "]}"

static const struct {
    const char *what, *body;
    unsigned status;
    const char *words;
} refused[] = {
    { "/signatures", SIGNATURES(GUARDIAN(1) "," YOUTH), 409,
      "\"code\":\"signed_already\",\"detail\":\"har allerede skrevet under\",\"errors\":[{"
      "\"pointer\":\"/signatures/1/capacity\",\"code\":\"signed_already\"" },
    { "/signatures", SIGNATURES(GUARDIAN(2)), 409,
      "\"pointer\":\"/signatures/0/guardian\",\"code\":\"signed_already\"" },
    { "/signatures", SIGNATURES(GUARDIAN(3) "," YOUTH), 422,
      "\"errors\":[{\"pointer\":\"/signatures/0/guardian\",\"code\":\"unknown_guardian\","
      "\"detail\":\"samtykket gjelder ikke s\u00e5 mange foresatte\"},"
      "{\"pointer\":\"/signatures/1/capacity\"" },
    { "/withdrawal", GUARDIAN(3), 422,
      "\"detail\":\"samtykket gjelder ikke s\u00e5 mange foresatte\",\"errors\":[{"
      "\"pointer\":\"/guardian\",\"code\":\"unknown_guardian\"" },
    { "/withdrawal", GUARDIAN(1), 409,
      "\"errors\":[{\"pointer\":\"/guardian\",\"code\":\"not_signed\",\"detail\":\"har ikke "
      "skrevet "
      "under" },
    { "/withdrawal", GUARDIAN(9), 422,
      "\"errors\":[{\"pointer\":\"/guardian\",\"code\":\"range\",\"detail\":\"ligger ikke "
      "mellom 0 og 8\"}]" },
    { "/withdrawal", GUARDIAN(0), 422,
      "\"pointer\":\"/guardian\",\"code\":\"range\",\"detail\":\"en foresatt har et nummer" },
};

Test(api_consents, tells_of_each_refusal_where_it_is_and_in_the_language_of_the_country)
{
    struct uuid consent = enter(), message;
    struct error err = { 0 };

    cr_assert_eq(sign(&consent, 2, &message, &err), FAULT_NONE, "%s", err.text);
    for (size_t i = 0; i < ARRAY_SIZE(refused); i++)
        expect("POST", path_to(&consent, refused[i].what), refused[i].body, refused[i].status,
               refused[i].words);
    language = "sv";
    expect("POST", path_to(&consent, "/withdrawal"), GUARDIAN(3), 422,
           "s\u00e5 m\u00e5nga v\u00e5rdnadshavare");
}

Test(api_consents, tells_that_it_is_unknown_or_has_ended)
{
    struct uuid consent = enter(), other = consent;
    static const char unknown[] =
        "\"code\":\"unknown_consent\",\"detail\":\"det finnes ikke noe slikt samtykke her\","
        "\"errors\":[{\"pointer\":\"\",\"code\":\"unknown_consent\"";

    other.bytes[15] ^= 1;
    expect("POST", path_to(&other, "/withdrawal"), YOUTH, 404, unknown);
    expect("POST", path_to(&other, "/signatures"), SIGNATURES(YOUTH), 404, unknown);
    expect("GET", path_to(&other, ""), NULL, 404, unknown);
    expect("GET", "/v1/consents/none", NULL, 404, unknown);
    expect("POST", path_to(&consent, "/withdrawal"), YOUTH, 202, "\"consent\":\"");
    expect("POST", path_to(&consent, "/withdrawal"), YOUTH, 409,
           "\"detail\":\"samtykket er allerede trukket tilbake\",\"errors\":[{\"pointer\":\"\","
           "\"code\":\"consent_ended\"");
}

Test(api_consents, say_who_decides_from_the_18th_birthday_on)
{
    static const struct {
        const char *language, *detail;
    } all[] = {
        { NULL, "den unge er 18 \u00e5r og bestemmer alene" },
        { "sv", "den unge \u00e4r 18 \u00e5r och best\u00e4mmer ensam" },
        { "en", "the young person is 18 and alone decides" },
    };
    struct uuid consent;

    post.adult_day = text_day_of(clock_wall_ms());
    consent = enter();
    for (size_t i = 0; i < ARRAY_SIZE(all); i++) {
        CLEANUP(mem_free)
        char *words = mem_printf("\"errors\":[{\"pointer\":\"/capacity\",\"code\":\"not_a_signer\","
                                 "\"detail\":\"%s\"}]",
                                 all[i].detail);

        language = all[i].language;
        expect("POST", path_to(&consent, "/withdrawal"), GUARDIAN(2), 422, words);
    }
    expect("POST", path_to(&consent, "/signatures"), SIGNATURES(GUARDIAN(2)), 422,
           "\"pointer\":\"/signatures/0/capacity\",\"code\":\"not_a_signer\"");
    expect("GET", path_to(&consent, ""), NULL, 200, "\"state\":\"incomplete\"");
    expect("POST", path_to(&consent, "/withdrawal"), YOUTH, 202, "\"consent\":\"");
}

#define VOID "{\"reason\":\"wrong_person\",\"official\":\"KL-8\"}"

Test(api_consents, show_who_withdrew_and_why_an_entry_was_void)
{
    struct uuid consent = enter(), message;
    struct error err = { 0 };

    cr_assert_eq(sign(&consent, 2, &message, &err), FAULT_NONE, "%s", err.text);
    expect("POST", path_to(&consent, "/withdrawal"), GUARDIAN(2), 202, "\"consent\":\"");
    expect("GET", path_to(&consent, ""), NULL, 200,
           "\"kind\":\"withdrawal\",\"stage\":\"spooled\"");
    expect("GET", path_to(&consent, ""), NULL, 200,
           "Z\",\"capacity\":\"guardian\",\"guardian\":2,\"form\":\"oral\",\"date\":\"2026-01-01\","
           "\"official\":\"KL-7\"}");
    expect("POST", path_to(&consent, "/void"), VOID, 202, "\"consent\":\"");
    expect("GET", path_to(&consent, ""), NULL, 200,
           "Z\",\"reason\":\"wrong_person\",\"official\":\"KL-8\"}],\"exchanges\":[]");
}

Test(api_consents, show_that_they_cannot_read_who_withdrew)
{
    struct uuid consent = enter();

    expect("POST", path_to(&consent, "/withdrawal"), YOUTH, 202, "\"consent\":\"");
    expect("GET", path_to(&consent, ""), NULL, 200, "Z\",\"capacity\":\"youth\",\"form\":\"oral\"");
    world_new_seal(&world, &world.school);
    world_lose_old_seal(&world.school);
    expect("GET", path_to(&consent, ""), NULL, 200,
           "Z\",\"capacity\":null,\"form\":null,\"date\":null,\"official\":null}");
}
