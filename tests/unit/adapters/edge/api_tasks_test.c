/* SPDX-License-Identifier: EUPL-1.2 */
/* What the API says of tasks, and of the notices that name them, with a real spool behind it. The school
 * of the world plays a mediation board, and its police a prosecutor. */
#include "edge/api.h"

#include <criterion/criterion.h>

#include "api_front.h"
#include "consents_play.h"
#include "edge/message_form.h"
#include "edge/outbox_anew.h"
#include "edge/spool.h"
#include "edge/subject.h"
#include "edge/tasks.h"
#include "keys/random.h"

#define PERSON "12841350160"
#define OTHER_PERSON "13841350019"

static char task[TEXT_UUID_SIZE];

static const struct form_field fields[] = {
    { .name = "text", .required = true, .category = "assessment" },
    { 0 },
};
static const struct message_form messages[] = {
    { .type = "disclosure", .path = "messages", .purpose = "sanction", .fields = fields },
    { .type = "referral", .path = "messages", .purpose = "sanction", .fields = fields },
    { 0 },
};
static const struct agency agency = { .program = "test", .messages = messages, .receives = true };

static void see(void *arg, const struct task_view *view)
{
    (void)arg;
    uuid_write(&view->id, task);
}

static void refer_to(const char *national_id, uint8_t ret_subject[SUBJECT_SIZE])
{
    CLEANUP(report_child_clear) struct report_child child = { 0 };
    CLEANUP(form_faults_clear) struct form_faults warnings = { 0 };
    const struct subject_claim claim = { .national_id = national_id, .pointer = "" };
    const struct form_context context = { .country = "NO",
                                          .test_ids = true,
                                          .subject_key = front_subject_key,
                                          .subject_key_number = 1,
                                          .now_ms = clock_wall_ms() };

    subject_fill(&claim, &context, &child, &warnings);
    memcpy(ret_subject, child.subject, SUBJECT_SIZE);
}

/* A task of a consent to a contract of youth follow-up. */
static void set_up(void)
{
    struct uuid consent, order;
    struct error err;

    setup();
    front_open(&world, &agency);
    give_role(WORLD_SCHOOL, "mediation_board");
    give_role(WORLD_POLICE, "prosecutor");
    strcpy(post.header.grant.scope.condition, "youth_follow_up");
    refer_to(PERSON, post.subject);
    consent = enter();
    decide(&consent, STATE_ACCEPTED, "");
    cr_assert_eq(withdraw(&consent, 0, &order, &err), FAULT_NONE);
    decide(&order, STATE_ACCEPTED, "");
    cr_assert_eq(tasks_list(&world.school.party, true, NULL, 2, see, NULL, &err), FAULT_NONE);
}

static void tear_down(void)
{
    front_close(&world);
    teardown();
}

TestSuite(api_tasks, .init = set_up, .fini = tear_down);

static const char *path_to(const char *what)
{
    static char path[120];

    snprintf(path, sizeof(path), "/v1/tasks/%s%s", task, what);
    return path;
}

static void hold_talk(void)
{
    CLEANUP(mem_free) char *body = NULL;
    char day[TEXT_DATE_SIZE];

    text_write_date(text_day_of(clock_wall_ms()), day);
    body = mem_printf("{\"held\":\"%s\",\"official\":\"KO-3\"}", day);
    front_expect("POST", path_to("/talk"), body, 200, "\"state\":\"talk_held\"");
}

static void decide_notify(void)
{
    front_expect(
        "POST", path_to("/decided"),
        "{\"decision\":\"notify\",\"official\":\"KO-3\",\"reason\":\"Oppdiktet.\"}", 200,
        "\"decision\":{\"decision\":\"notify\",\"official\":\"KO-3\",\"reason\":\"Oppdiktet.\"");
}

Test(api_tasks, shows_what_the_law_asks_in_the_language_of_the_country_or_the_caller)
{
    front_expect("GET", path_to(""), NULL, 200,
                 "\"condition\":\"youth_follow_up\",\"condition_text\":\"ungdomsoppf\u00f8lging\"");
    front_expect(
        "GET", path_to(""), NULL, 200,
        "\"steps\":[{\"step\":\"talk\",\"need\":\"required\",\"text\":\"Innkall ungdommen");
    front_expect("GET", path_to(""), NULL, 200,
                 "\"ways\":[{\"to\":\"prosecutor\",\"ground\":\"no.fvl.13b-2\",\"types\":[");
    front_language = "en";
    front_expect("GET", path_to(""), NULL, 200, "Call the young person");
    front_expect("GET", "/v1/tasks", NULL, 200, "\"tasks\":[{\"id\":");
}

/* Whoever holds the breach talk has to know whom to call. */
Test(api_tasks, shows_who_withdrew)
{
    front_expect("GET", path_to(""), NULL, 200, "\"withdrawal\":{\"id\":\"");
    front_expect("GET", path_to(""), NULL, 200,
                 "\"capacity\":\"youth\",\"form\":\"oral\",\"date\":\"");
    front_expect("GET", path_to(""), NULL, 200,
                 "\"official\":\"rektor-7\"},\"void\":null,\"talk\":null");
}

Test(api_tasks, tells_that_the_consent_was_void)
{
    CLEANUP(mem_free) struct consent_post *end = mem_new(1, sizeof(*end));
    struct error err = { 0 };
    struct uuid id, own, order;
    struct http_answer answer;
    struct task_view view;

    cr_assert(uuid_read(task, &id));
    cr_assert_eq(tasks_get(&world.school.party, &id, &view, &err), FAULT_NONE, "%s", err.text);
    end->header.order = ORDER_CONSENT_VOID;
    end->header.revocation = (struct consent_revocation){ "wrong_person", "UK-5" };
    cr_assert_eq(send(&view.consent, end, NULL, &own, &order, &err), FAULT_NONE, "%s", err.text);
    front_expect("GET", path_to(""), NULL, 200, "\"void\":null");
    decide(&order, STATE_ACCEPTED, "");
    front_expect("GET", path_to(""), NULL, 200, "\"state\":\"void\"");
    front_expect("GET", path_to(""), NULL, 200,
                 "\"reason\":\"wrong_person\",\"official\":\"UK-5\"}");
    answer = front_call("GET", "/v1/alarms", NULL);
    cr_expect_null(strstr((const char *)answer.body.data, "task_open"));
    buffer_clear(&answer.body);
    front_expect("POST", path_to("/decided"),
                 "{\"decision\":\"no_notice\",\"official\":\"KO-3\",\"reason\":\"a\"}", 409,
                 "\"code\":\"task_void\",\"detail\":\"samtykket ble registrert feil");
}

Test(api_tasks, stand_among_the_alarms_until_they_are_decided_and_the_notice_has_gone)
{
    CLEANUP(buffer_clear) struct buffer before = { 0 };
    struct http_answer answer;

    buffer_printf(&before, "\"code\":\"task_open\"");
    front_expect("GET", "/v1/alarms", NULL, 200, (const char *)before.data);
    front_expect("GET", "/v1/alarms", NULL, 200, task);
    hold_talk();
    front_expect("GET", "/v1/alarms", NULL, 200, task);
    decide_notify();
    answer = front_call("GET", "/v1/alarms", NULL);
    cr_expect_null(strstr((const char *)answer.body.data, "task_open"));
    cr_expect_not_null(strstr((const char *)answer.body.data, "\"code\":\"notice_unsent\""));
    cr_expect_not_null(strstr((const char *)answer.body.data, task));
    buffer_clear(&answer.body);
    answer = front_call("GET", "/v1/tasks", NULL);
    cr_expect_not_null(strstr((const char *)answer.body.data, task));
    buffer_clear(&answer.body);
}

static const struct {
    const char *what, *body, *words;
    unsigned status;
} faulty[] = {
    { "/talk", "{\"official\":\"KO-3\"}", "\"pointer\":\"/held\",\"code\":\"missing\"", 422 },
    { "/talk", "{\"held\":\"2999-01-01\",\"official\":\"KO-3\"}", "\"code\":\"held_ahead\"", 422 },
    { "/talk", "{\"held\":\"2020-01-01\",\"official\":\"KO-3\"}", "\"code\":\"held_before\"", 422 },
    { "/talk", "{\"held\":\"i går\",\"official\":\"KO-3\",\"x\":1}", "\"pointer\":\"/x\"", 422 },
    { "/decided", "{\"decision\":\"perhaps\",\"official\":\"KO-3\",\"reason\":\"a\"}",
      "\"pointer\":\"/decision\",\"code\":\"unknown_word\"", 422 },
    { "/decided", "{\"decision\":\"no_notice\",\"official\":\"KO-3\"}",
      "\"pointer\":\"/reason\",\"code\":\"missing\"", 422 },
    { "/decided", "{\"decision\":\"notify\",\"official\":\"KO-3\",\"reason\":\"a\"}",
      "\"code\":\"talk_first\",\"detail\":\"loven krever en bruddsamtale f\u00f8r det bestemmes at "
      "det skal underrettes\",\"errors\":[{\"pointer\":\"/decision\",\"code\":\"talk_first\"",
      409 },
};

Test(api_tasks, takes_no_talk_or_decision_that_cannot_be)
{
    for (size_t i = 0; i < ARRAY_SIZE(faulty); i++)
        front_expect("POST", path_to(faulty[i].what), faulty[i].body, faulty[i].status,
                     faulty[i].words);
    front_expect("GET", path_to(""), NULL, 200, "\"state\":\"open\"");
    front_expect("GET", "/v1/tasks/nonsense", NULL, 404, "\"code\":\"unknown_task\"");
}

Test(api_tasks, tells_what_was_done_already_in_the_language_of_the_country)
{
    CLEANUP(mem_free) char *other = NULL;
    char day[TEXT_DATE_SIZE];

    hold_talk();
    text_write_date(text_day_of(clock_wall_ms()), day);
    other = mem_printf("{\"held\":\"%s\",\"official\":\"KO-4\"}", day);
    front_expect("POST", path_to("/talk"), other, 409,
                 "\"detail\":\"en annen samtale er allerede "
                 "registrert\",\"errors\":[{\"pointer\":\"/held\"");
    decide_notify();
    front_expect("POST", path_to("/decided"),
                 "{\"decision\":\"no_notice\",\"official\":\"KO-3\",\"reason\":\"a\"}", 409,
                 "\"code\":\"decided_already\",\"detail\":\"det er allerede avgjort\",\"errors\":[{"
                 "\"pointer\":\"\",\"code\":\"decided_already\"");
    task[strlen(task) - 1] ^= 1;
    front_expect(
        "GET", path_to(""), NULL, 404,
        "\"code\":\"unknown_task\",\"detail\":\"det finnes ingen slik oppgave her\",\"errors\":[{"
        "\"pointer\":\"\"");
    front_expect("GET", "/v1/tasks/nonsense", NULL, 404, "\"errors\":[{\"pointer\":\"\"");
}

/* A notice of the type, on the ground, to the party. */
static char *notice(const char *type, const char *ground, const char *to)
{
    return mem_printf(
        "{\"type\":\"%s\",\"to\":{\"party\":\"%s\"},\"ground\":\"%s\",\"task\":\"%s\","
        "\"subject\":{\"national_id\":\"" PERSON "\",\"name\":\"Oppdiktet\"},"
        "\"content\":{\"text\":\"Oppdiktet.\"}}",
        type, to, ground, task);
}

Test(api_tasks, lets_no_notice_go_that_nobody_has_decided)
{
    CLEANUP(mem_free) char *body = notice("disclosure", "no.fvl.13b-2", WORLD_POLICE);

    front_expect(
        "POST", "/v1/messages", body, 409,
        "\"code\":\"not_decided\",\"detail\":\"ingen har bestemt at det skal underrettes\","
        "\"errors\":[{\"pointer\":\"/task\"");
    front_expect("POST", path_to("/decided"),
                 "{\"decision\":\"no_notice\",\"official\":\"KO-3\",\"reason\":\"Ny avtale.\"}",
                 200, "\"decision\":\"no_notice\"");
    front_expect("POST", "/v1/messages", body, 409, "\"code\":\"not_decided\"");
}

static const struct {
    const char *type, *ground, *to;
} elsewhere[] = {
    { "referral", "no.fvl.13b-2", WORLD_POLICE },
    { "disclosure", "no.fvl.13a-1", WORLD_POLICE },
    { "disclosure", "no.fvl.13b-2", WORLD_WELFARE },
};

Test(api_tasks, knows_the_ways_of_a_notice)
{
    hold_talk();
    decide_notify();
    for (size_t i = 0; i < ARRAY_SIZE(elsewhere); i++) {
        CLEANUP(mem_free)
        char *body = notice(elsewhere[i].type, elsewhere[i].ground, elsewhere[i].to);

        front_expect("POST", "/v1/messages", body, 422,
                     "\"errors\":[{\"pointer\":\"/to\",\"code\":\"not_of_task\"");
    }
}

static const char *const others[] = { "\"" OTHER_PERSON "\"", "null", "\"" OTHER_PERSON "1\"" };

Test(api_tasks, let_no_notice_go_about_anybody_else)
{
    hold_talk();
    decide_notify();
    for (size_t i = 0; i < ARRAY_SIZE(others); i++) {
        CLEANUP(mem_free)
        char *body = mem_printf("{\"type\":\"disclosure\",\"to\":{\"party\":\"" WORLD_POLICE
                                "\"},\"ground\":\"no.fvl.13b-2\",\"task\":\"%s\",\"subject\":{"
                                "\"national_id\":%s,\"name\":\"En annen\"},\"content\":{\"text\":"
                                "\"Oppdiktet.\"}}",
                                task, others[i]);

        front_expect(
            "POST", "/v1/messages", body, 422,
            "\"errors\":[{\"pointer\":\"/subject\",\"code\":\"not_of_task\",\"detail\":\"er "
            "ikke den "
            "personen som samtykket er trukket tilbake for\"}]");
    }
    front_expect("GET", path_to(""), NULL, 200, "\"notices\":[]");
    front_expect("GET", "/v1/alarms", NULL, 200, "\"code\":\"notice_unsent\"");
}

Test(api_tasks, shows_the_notice_and_its_stage)
{
    CLEANUP(mem_free) char *body = notice("disclosure", "no.fvl.13b-2", WORLD_POLICE);

    hold_talk();
    decide_notify();
    front_expect("GET", path_to(""), NULL, 200, "\"notices\":[]");
    front_expect("POST", "/v1/messages", body, 202, "\"to\":\"" WORLD_POLICE "\"");
    front_expect("GET", path_to(""), NULL, 200,
                 "\"type\":\"disclosure\",\"to\":\"" WORLD_POLICE "\",\"stage\":\"not_sent\"");
}

/* Until now there was no key to seal it to. */
static void give_police_a_card(void)
{
    CLEANUP(buffer_clear) struct buffer text = { 0 };
    CLEANUP(seal_secret_free) struct seal_secret *seal = seal_secret_new();
    struct card card = { .origin = WORLD_ORIGIN, .party = WORLD_POLICE, .serial = 1 };

    card.from_ms = clock_wall_ms() - 1000;
    card.until_ms = clock_wall_ms() + 1000000;
    keys_random(card.sign, sizeof(card.sign));
    keys_random(card.curve, sizeof(card.curve));
    keys_random(card.witness, sizeof(card.witness));
    seal_public(seal, card.seal);
    card_write(&card, world.stranger_root, &text);
    cr_assert_eq(
        directory_add_card(world.school.shared.directory, bytes_of_buffer(&text), NULL, NULL),
        FAULT_NONE);
}

Test(api_tasks, warns_of_a_second_notice)
{
    CLEANUP(mem_free) char *body = notice("disclosure", "no.fvl.13b-2", WORLD_POLICE);

    give_police_a_card();
    hold_talk();
    decide_notify();
    front_expect("POST", "/v1/messages", body, 202, "\"warnings\":[]");
    front_expect("POST", "/v1/messages", body, 202,
                 "\"warnings\":[{\"pointer\":\"/task\",\"code\":\"notice_sent\",\"detail\":\"en "
                 "underretning i "
                 "denne oppgaven er allerede sendt\"}]");
}

Test(api_tasks, shows_a_notice_that_was_sent_anew_as_the_new_one)
{
    CLEANUP(mem_free) char *body = notice("disclosure", "no.fvl.13b-2", WORLD_POLICE);
    struct http_answer answer;
    struct error err;
    size_t n = 0;

    hold_talk();
    decide_notify();
    front_expect("POST", "/v1/messages", body, 202, "\"stage\":\"not_sent\"");
    front_expect("GET", "/v1/alarms", NULL, 200, "\"code\":\"notice_unsent\"");
    give_police_a_card();
    cr_assert_eq(outbox_anew_run(&world.school.party, &n, &err), FAULT_NONE);
    cr_expect_eq(n, 1);
    front_expect("GET", path_to(""), NULL, 200, "\"stage\":\"spooled\"");
    answer = front_call("GET", path_to(""), NULL);
    cr_expect_null(strstr((const char *)answer.body.data, "not_sent"));
    buffer_clear(&answer.body);
    answer = front_call("GET", "/v1/alarms", NULL);
    cr_expect_null(strstr((const char *)answer.body.data, "notice_unsent"));
    buffer_clear(&answer.body);
}

Test(api_tasks, are_known_to_their_own_party_alone)
{
    CLEANUP(mem_free) char *body = notice("disclosure", "no.fvl.13b-2", WORLD_POLICE);

    strcpy(world.school.party.name, WORLD_WELFARE);
    front_expect("GET", path_to(""), NULL, 404, "\"code\":\"unknown_task\"");
    front_expect("POST", "/v1/messages", body, 422,
                 "\"pointer\":\"/task\",\"code\":\"unknown_reference\"");
    strcpy(world.school.party.name, WORLD_SCHOOL);
}
