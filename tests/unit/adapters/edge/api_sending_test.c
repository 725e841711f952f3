/* SPDX-License-Identifier: EUPL-1.2 */
/* What the API says of sending, with a real spool behind it: several recipients, telephones, taking
 * back, forwarding, consents, alarms. */
#include "edge/api.h"

#include <criterion/criterion.h>

#include "api_front.h"
#include "base/clock.h"
#include "base/text.h"
#include "edge/outbox_way.h"

#define PERSON "12841350160" /* of the official test numbers */

static struct world world;
static bool time_has_passed; /* no form reads any more */

static enum fault read_report(struct bytes body, const struct form_context *context,
                              struct report *ret_report, struct form_faults *ret_faults,
                              struct error *err)
{
    cr_expect_str_eq(context->language, "nb");
    cr_expect_str_eq(context->role, "school");
    cr_expect_str_eq(context->role_of(context->role_of_arg, "dal-police"), "police");
    if (time_has_passed || memmem(body.data, body.size, "faulty", 6)) {
        form_faults_add(ret_faults, "/x", "missing", "is required");
        return form_finish(ret_faults, err);
    }
    world_report(ret_report, 2);
    if (memmem(body.data, body.size, "police", 6)) {
        ret_report->targets[1] = ret_report->targets[0];
        strcpy(ret_report->targets[1].function, "police");
        strcpy(ret_report->targets[1].pointer, "/to/1");
        ret_report->n_targets = 2;
    }
    if (memmem(body.data, body.size, "nowhere", 7))
        strcpy(ret_report->targets[0].function, "health");
    return FAULT_NONE;
}

static const struct form forms[] = { { "concerns", "application/json", read_report }, { 0 } };
static const struct agency agency = { .program = "test", .forms = forms, .receives = true };

static void setup(void)
{
    world_open(&world);
    time_has_passed = false;
    front_open(&world, &agency);
}

static void teardown(void)
{
    front_close(&world);
    world_close(&world);
}

TestSuite(api_sending, .init = setup, .fini = teardown);

static char *path_of(const char *format, const struct uuid *id)
{
    static char path[100];
    char text[TEXT_UUID_SIZE];

    uuid_write(id, text);
    snprintf(path, sizeof(path), format, text);
    return path;
}

/* ---- telephones ---- */

/* The welfare service and the police answer the telephone. */
static void give_telephones(void)
{
    struct directory *directory = world.school.shared.directory;

    for (size_t i = 0; i < directory_size(directory); i++) {
        struct party *party = (struct party *)(uintptr_t)directory_at(directory, i);

        snprintf(party->functions[0].telephone, sizeof(party->functions[0].telephone),
                 "+47 00 00 00 0%u", (unsigned)i % 10);
    }
}

Test(api_sending, says_of_each_child_and_recipient_where_it_goes)
{
    give_telephones();
    front_expect("POST", "/v1/concerns", "{\"to\":\"police\"}", 202,
                 "\"about\":\"/children/0\",\"to\":\"dal-police\",\"stage\":\"not_sent\","
                 "\"telephone\":\"+47 00 00 00 02\",\"on_call\":false}");
    front_expect("GET", "/v1/outbox", NULL, 200, "\"telephone\":\"+47 00 00 00 01\"");
}

Test(api_sending, gives_the_telephone_also_when_it_takes_nothing)
{
    static const char *const bodies[] = {
        "{\"faulty\":1,\"urgency\":\"acute\",\"to\":{\"function\":\"child_welfare\","
        "\"area\":\"1201-02\"}}",
        "{\"faulty\":1,\"urgency\":\"acute\",\"to\":[{\"x\":1},{\"party\":\"vik-child-welfare\"}]}",
    };
    static const char *const telephones[] = {
        "\"telephone\":[{\"to\":\"/to\",\"telephone\":\"+47 00 00 00 01\"}]}",
        "\"telephone\":[{\"to\":\"/to/1\",\"telephone\":\"+47 00 00 00 01\"}]}",
    };

    give_telephones();
    for (size_t i = 0; i < ARRAY_SIZE(bodies); i++)
        front_expect("POST", "/v1/concerns", bodies[i], 422, telephones[i]);
    front_expect("POST", "/v1/concerns", "{\"to\":\"police nowhere\"}", 422,
                 "\"errors\":[{\"pointer\":\"/to\",\"code\":\"unknown_recipient\"");
    front_expect("POST", "/v1/concerns", "{\"to\":\"police nowhere\"}", 422,
                 "\"telephone\":[{\"to\":\"/to/1\",\"telephone\":\"+47 00 00 00 02\"}]}");
}

Test(api_sending, gives_the_telephone_of_the_contact_officer_of_a_school)
{
    static const char body[] =
        "{\"faulty\":1,\"urgency\":\"acute\",\"to\":[{\"function\":\"contact_officer\"},"
        "{\"function\":\"contact_officer\",\"for\":\"nobody\"},"
        "{\"function\":\"contact_officer\",\"for\":\"" WORLD_SCHOOL "\"}]}";
    const struct party *police =
        directory_party(world.school.shared.directory, WORLD_POLICE, text_day_of(clock_wall_ms()));

    cr_assert_str_eq(police->functions[1].word, FUNCTION_CONTACT_OFFICER);
    strcpy(((struct party *)(uintptr_t)police)->functions[1].telephone, "02800");
    front_expect("POST", "/v1/concerns", body, 422,
                 "\"telephone\":[{\"to\":\"/to/0\",\"telephone\":\"02800\"},"
                 "{\"to\":\"/to/2\",\"telephone\":\"02800\"}]}");
}

Test(api_sending, says_nothing_of_telephones_when_nothing_is_acute)
{
    struct http_answer answer;

    give_telephones();
    answer =
        front_call("POST", "/v1/concerns",
                   "{\"faulty\":1,\"urgency\":\"normal\",\"to\":{\"function\":\"child_welfare\","
                   "\"area\":\"1201-02\"}}");
    cr_expect_null(strstr((const char *)answer.body.data, "telephone"));
    buffer_clear(&answer.body);
}

/* An answer that was lost is asked for again, when a meeting lies in the past or a party has left. */
Test(api_sending, repeats_its_answer_also_when_the_form_reads_no_more)
{
    front_key = "report-17";
    front_expect("POST", "/v1/concerns", "{\"a\":1}", 202, "\"repeated\":false");
    time_has_passed = true;
    front_expect("POST", "/v1/concerns", "{\"a\":1}", 202, "\"repeated\":true");
    front_expect("POST", "/v1/concerns", "{\"a\":2}", 422, "\"pointer\":\"/x\"");
    front_key = "report-18";
    front_expect("POST", "/v1/concerns", "{\"a\":1}", 422, "\"pointer\":\"/x\"");
    front_key = NULL;
    front_expect("POST", "/v1/concerns", "{\"a\":1}", 422, "\"pointer\":\"/x\"");
}

/* ---- what is done with an exchange ---- */

Test(api_sending, takes_back_what_is_under_way)
{
    size_t n = 0;
    CLEANUP(mem_free) struct uuid *ids = world_post(&world, NULL, 1, &n);
    const char *reason = vocabulary_code(world.school.shared.vocabulary, VOCABULARY_TAKE_BACK, 0);
    CLEANUP(mem_free)
    char *body = mem_printf("{\"reason\":\"%s\",\"official\":\"rektor-7\"}", reason);

    front_expect("POST", path_of("/v1/outbox/%s/withdrawal", &ids[0]), "{\"reason\":\"nonsense\"}",
                 422, "\"/reason\",\"code\":\"unknown_word\"");
    front_expect("POST", path_of("/v1/outbox/%s/withdrawal", &ids[0]), "{}", 422,
                 "\"/official\",\"code\":\"missing\"");
    front_expect("POST", path_of("/v1/outbox/%s/withdrawal", &ids[0]), body, 202,
                 "\"to\":\"bus\",\"stage\":\"spooled\"");
    front_expect("POST", path_of("/v1/outbox/%s/withdrawal", &ids[0]), body, 202,
                 "\"repeated\":true");
    front_expect("POST", path_of("/v1/outbox/%s/forwarded", &ids[0]), NULL, 409, "\"wrong_state\"");
    world_bring(&world, &ids[0], OUTBOX_REGISTERED);
    ids[0].bytes[15] ^= 1;
    front_expect("POST", path_of("/v1/outbox/%s/withdrawal", &ids[0]), body, 404,
                 "unknown_exchange");
}

/* ---- consents ---- */

#define SUBJECT "\"subject\":{\"national_id\":\"" PERSON "\"}"
#define SCOPE                                                                                      \
    "\"recipients\":[\"vik-child-welfare\"],\"purposes\":[\"protect_child\"],"                     \
    "\"categories\":[\"contact\"],\"valid_from\":\"2026-01-01\",\"valid_until\":\"2028-01-01\""
#define REQUIRED "\"required\":{\"youth\":true,\"guardians\":2}"
#define YOUTH                                                                                      \
    "{\"capacity\":\"youth\",\"form\":\"written\",\"date\":\"2026-01-01\","                        \
    "\"official\":\"rektor-7\",\"evidence\":\"mappe 12\"}"
#define GUARDIAN(n)                                                                                \
    "{\"capacity\":\"guardian\",\"guardian\":" #n ",\"form\":\"oral\",\"date\":\"2026-01-01\","    \
    "\"official\":\"rektor-7\"}"
#define CONSENT(subject, scope, required, signatures)                                              \
    "{" subject "," scope "," required ",\"signatures\":[" signatures "]}"

static const struct {
    const char *body, *words;
} faulty[] = {
    { "{}", "\"/subject\",\"code\":\"missing\"" },
    { CONSENT("\"subject\":{}", SCOPE, REQUIRED, YOUTH),
      "\"/subject\",\"code\":\"unknown_person\"" },
    { CONSENT("\"subject\":{\"national_id\":\"12841350161\"}", SCOPE, REQUIRED, YOUTH),
      "\"/subject/national_id\",\"code\":\"national_id_control_digit\",\"detail\":\"har et "
      "kontrollsiffer som ikke stemmer; et samtykke krever et riktig nummer\"" },
    { CONSENT(SUBJECT, SCOPE, "\"required\":{\"youth\":true,\"guardians\":0}", YOUTH),
      "\"/required/guardians\",\"code\":\"too_few_guardians\"" },
    { CONSENT(SUBJECT, SCOPE, REQUIRED, YOUTH "," YOUTH),
      "\"/signatures/1\",\"code\":\"signed_already\"" },
    { CONSENT(SUBJECT, SCOPE, REQUIRED, GUARDIAN(3)),
      "\"/signatures/0/guardian\",\"code\":\"unknown_guardian\"" },
    { CONSENT(SUBJECT, SCOPE, REQUIRED, GUARDIAN(0)),
      "\"/signatures/0/guardian\",\"code\":\"range\"" },
    { CONSENT(SUBJECT,
              "\"recipients\":[\"nobody-at-all\"],\"purposes\":[\"x\"],\"categories\":[\"contact\","
              "\"contact\"],\"valid_from\":\"2026-01-01\",\"valid_until\":\"2030-01-01\"",
              REQUIRED, YOUTH),
      "\"/recipients/0\",\"code\":\"unknown_recipient\"" },
    { CONSENT(SUBJECT,
              "\"recipients\":[\"nobody-at-all\"],\"purposes\":[\"x\"],\"categories\":[\"contact\","
              "\"contact\"],\"valid_from\":\"2026-01-01\",\"valid_until\":\"2030-01-01\"",
              REQUIRED, YOUTH),
      "\"/valid_until\",\"code\":\"bad_period\"" },
    { CONSENT(SUBJECT, SCOPE, REQUIRED,
              "{\"capacity\":\"youth\",\"form\":\"written\",\"date\":\"2999-01-01\","
              "\"official\":\"rektor-7\"}"),
      "\"/signatures/0/date\",\"code\":\"signed_ahead\"" },
    { CONSENT(SUBJECT, SCOPE, REQUIRED, "{\"capacity\":\"teacher\"}"),
      "\"/signatures/0/capacity\",\"code\":\"unknown_word\"" },
    { CONSENT(SUBJECT ",\"holder\":\"vik-child-welfare\"", SCOPE, REQUIRED, YOUTH),
      "\"/holder\",\"code\":\"other_holder\"" },
    { CONSENT(SUBJECT, SCOPE, REQUIRED, "{\"form\":\"oral\",\"date\":\"2026-01-01\"}"),
      "\"/signatures/0/capacity\",\"code\":\"missing\"" },
    { CONSENT(SUBJECT, SCOPE, REQUIRED, "{\"capacity\":\"guardian\",\"form\":\"oral\"}"),
      "\"/signatures/0/capacity\",\"code\":\"range\"" },
    { CONSENT(SUBJECT,
              "\"recipients\":[\"vik-child-welfare\"],\"purposes\":[\"protect_child\"],"
              "\"categories\":[\"Hemmelig\"],\"valid_from\":\"2026-01-01\",\"valid_until\":\"2026-"
              "01-01\"",
              REQUIRED, YOUTH),
      "\"/categories/0\",\"code\":\"" },
    { CONSENT(
          SUBJECT,
          "\"recipients\":[\"vik-child-welfare\"],\"purposes\":[\"protect_child\"],"
          "\"categories\":[\"shoe\"],\"valid_from\":\"2026-01-01\",\"valid_until\":\"2027-01-01\"",
          REQUIRED, YOUTH),
      "\"/categories/0\",\"code\":\"unknown_word\"" },
    { CONSENT(SUBJECT, SCOPE, REQUIRED, YOUTH) "x", "malformed" },
};

Test(api_sending, tells_every_fault_of_a_consent_at_its_place)
{
    for (size_t i = 0; i < ARRAY_SIZE(faulty); i++)
        front_expect("POST", "/v1/consents", faulty[i].body, i + 1 < ARRAY_SIZE(faulty) ? 422 : 400,
                     faulty[i].words);
    front_expect("GET", "/v1/consents", NULL, 200, "{\"consents\":[],\"next\":null}");
}

Test(api_sending, takes_the_holder_that_it_is)
{
    front_expect("POST", "/v1/consents",
                 CONSENT(SUBJECT ",\"holder\":\"" WORLD_SCHOOL "\"", SCOPE, REQUIRED, YOUTH), 202,
                 "\"consent\":\"");
}

static struct uuid enter_consent(void)
{
    struct http_answer answer = front_call(
        "POST", "/v1/consents", CONSENT(SUBJECT, SCOPE, REQUIRED, YOUTH "," GUARDIAN(1)));
    struct uuid id;
    const char *at;
    char text[TEXT_UUID_SIZE];

    cr_assert_eq(answer.status, 202, "%s", (const char *)answer.body.data);
    at = strstr((const char *)answer.body.data, "\"consent\":\"");
    cr_assert_not_null(at);
    snprintf(text, sizeof(text), "%.36s", at + strlen("\"consent\":\""));
    cr_assert(uuid_read(text, &id));
    cr_expect(strstr(answer.location, text));
    buffer_clear(&answer.body);
    return id;
}

Test(api_sending, shows_null_and_nothing_wrong_of_a_consent_that_it_cannot_read)
{
    struct uuid id = enter_consent();

    world_new_seal(&world, &world.school);
    world_lose_old_seal(&world.school);
    front_expect("GET", path_of("/v1/consents/%s", &id), NULL, 200, "\"state\":\"unreadable\"");
    front_expect("GET", path_of("/v1/consents/%s", &id), NULL, 200,
                 "\"recipients\":null,\"purposes\":null,\"categories\":null,\"valid_from\":null,"
                 "\"valid_until\":null,\"required\":null,\"signatures\":null");
    front_expect("POST", path_of("/v1/consents/%s/withdrawal", &id), GUARDIAN(2), 202,
                 "\"consent\":\"");
    front_expect("GET", path_of("/v1/consents/%s", &id), NULL, 200, "\"state\":\"withdrawn\"");
}

Test(api_sending, enters_signs_withdraws_and_shows_a_consent)
{
    struct uuid id = enter_consent();

    front_expect("GET", path_of("/v1/consents/%s", &id), NULL, 200, "\"state\":\"incomplete\"");
    front_expect("GET", path_of("/v1/consents/%s", &id), NULL, 200, "\"evidence\":\"mappe 12\"");
    front_expect(
        "GET", path_of("/v1/consents/%s", &id), NULL, 200,
        "\"needs\":[{\"capacity\":\"guardian\",\"guardian\":2}],\"young_adult_from\":null");
    front_expect("POST", path_of("/v1/consents/%s/signatures", &id),
                 "{\"signatures\":[" GUARDIAN(1) "]}", 409, "signed_already");
    front_expect("POST", path_of("/v1/consents/%s/signatures", &id),
                 "{\"signatures\":[" GUARDIAN(2) "]}", 202, "\"to\":\"bus\"");
    front_expect("POST", path_of("/v1/consents/%s/withdrawal", &id), GUARDIAN(2), 202,
                 "\"consent\":\"");
    front_expect("POST", path_of("/v1/consents/%s/withdrawal", &id), GUARDIAN(1), 409,
                 "consent_ended");
    front_expect("GET", "/v1/consents", NULL, 200, "\"state\":\"withdrawn\"");
    front_expect("GET", path_of("/v1/consents/%s", &id), NULL, 200,
                 "\"kind\":\"withdrawal\",\"stage\":\"spooled\"");
    front_expect("GET", path_of("/v1/consents/%s", &id), NULL, 200, "\"exchanges\":[]");
    id.bytes[15] ^= 1;
    front_expect("GET", path_of("/v1/consents/%s", &id), NULL, 404, "unknown_consent");
    front_expect("GET", "/v1/consents/none", NULL, 404, "unknown_consent");
}

/* ---- alarms ---- */

Test(api_sending, lists_whatever_needs_somebody_newest_first)
{
    struct http_answer answer;
    const char *link, *order, *text;

    world.school.party.order_refused_ms = clock_wall_ms() - 1000;
    world.school.party.order_refused = uuid_new(clock_wall_ms());
    front_expect("POST", "/v1/concerns", "{\"to\":\"police\"}", 202, "not_sent");
    answer = front_call("GET", "/v1/alarms", NULL);
    text = (const char *)answer.body.data;
    cr_assert_eq(answer.status, 200);
    cr_expect_not_null(strstr(text, "\"code\":\"not_sent\""), "%s", text);
    order = strstr(text, "\"code\":\"order_refused\"");
    link = strstr(text, "\"code\":\"link_down\"");
    cr_assert(order && link, "%s", text);
    cr_expect_gt(link, order, "the link has been down for longer");
    cr_expect_null(strstr(text, "card_runs_out"));
    buffer_clear(&answer.body);
}
