/* SPDX-License-Identifier: EUPL-1.2 */
/* What the API says of signatures, withdrawals and voids, with a real spool behind it. */
#include "edge/api.h"

#include <criterion/criterion.h>

#include "api_front.h"
#include "consents_play.h"

static const struct agency agency = { .program = "test", .receives = true };

static void set_up(void)
{
    setup();
    front_open(&world, &agency);
}

static void tear_down(void)
{
    front_close(&world);
    teardown();
}

TestSuite(api_consents, .init = set_up, .fini = tear_down);

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
        front_expect("POST", path_to(&consent, refused[i].what), refused[i].body, refused[i].status,
                     refused[i].words);
    front_language = "sv";
    front_expect("POST", path_to(&consent, "/withdrawal"), GUARDIAN(3), 422,
                 "s\u00e5 m\u00e5nga v\u00e5rdnadshavare");
}

Test(api_consents, tells_that_it_is_unknown_or_has_ended)
{
    struct uuid consent = enter(), other = consent;
    static const char unknown[] =
        "\"code\":\"unknown_consent\",\"detail\":\"det finnes ikke noe slikt samtykke her\","
        "\"errors\":[{\"pointer\":\"\",\"code\":\"unknown_consent\"";

    other.bytes[15] ^= 1;
    front_expect("POST", path_to(&other, "/withdrawal"), YOUTH, 404, unknown);
    front_expect("POST", path_to(&other, "/signatures"), SIGNATURES(YOUTH), 404, unknown);
    front_expect("GET", path_to(&other, ""), NULL, 404, unknown);
    front_expect("GET", "/v1/consents/none", NULL, 404, unknown);
    front_expect("POST", path_to(&consent, "/withdrawal"), YOUTH, 202, "\"consent\":\"");
    front_expect(
        "POST", path_to(&consent, "/withdrawal"), YOUTH, 409,
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

        front_language = all[i].language;
        front_expect("POST", path_to(&consent, "/withdrawal"), GUARDIAN(2), 422, words);
    }
    front_expect("POST", path_to(&consent, "/signatures"), SIGNATURES(GUARDIAN(2)), 422,
                 "\"pointer\":\"/signatures/0/capacity\",\"code\":\"not_a_signer\"");
    front_expect("GET", path_to(&consent, ""), NULL, 200, "\"state\":\"incomplete\"");
    front_expect("POST", path_to(&consent, "/withdrawal"), YOUTH, 202, "\"consent\":\"");
}

#define VOID "{\"reason\":\"wrong_person\",\"official\":\"KL-8\"}"

Test(api_consents, show_who_withdrew_and_why_an_entry_was_void)
{
    struct uuid consent = enter(), message;
    struct error err = { 0 };

    cr_assert_eq(sign(&consent, 2, &message, &err), FAULT_NONE, "%s", err.text);
    front_expect("POST", path_to(&consent, "/withdrawal"), GUARDIAN(2), 202, "\"consent\":\"");
    front_expect("GET", path_to(&consent, ""), NULL, 200,
                 "\"kind\":\"withdrawal\",\"stage\":\"spooled\"");
    front_expect(
        "GET", path_to(&consent, ""), NULL, 200,
        "Z\",\"capacity\":\"guardian\",\"guardian\":2,\"form\":\"oral\",\"date\":\"2026-01-01\","
        "\"official\":\"KL-7\"}");
    front_expect("POST", path_to(&consent, "/void"), VOID, 202, "\"consent\":\"");
    front_expect("GET", path_to(&consent, ""), NULL, 200,
                 "Z\",\"reason\":\"wrong_person\",\"official\":\"KL-8\"}],\"exchanges\":[]");
}

Test(api_consents, show_that_they_cannot_read_who_withdrew)
{
    struct uuid consent = enter();

    front_expect("POST", path_to(&consent, "/withdrawal"), YOUTH, 202, "\"consent\":\"");
    front_expect("GET", path_to(&consent, ""), NULL, 200,
                 "Z\",\"capacity\":\"youth\",\"form\":\"oral\"");
    world_new_seal(&world, &world.school);
    world_lose_old_seal(&world.school);
    front_expect("GET", path_to(&consent, ""), NULL, 200,
                 "Z\",\"capacity\":null,\"form\":null,\"date\":null,\"official\":null}");
}
