/* SPDX-License-Identifier: EUPL-1.2 */
/* The calls on what was received, with the real inbox and outbox behind them. */
#include "edge/api.h"

#include <criterion/criterion.h>
#include <jansson.h>
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "edge/inbox.h"
#include "world.h"

#define JSON "application/json"
#define FORM "application/vnd.example+json"

static struct world world;
static struct api api;
static struct party_state *parties[1];
static const char *post_key; /* of the next calls, or NULL */
static struct uuid id;
static uint8_t subject_key[32];
static bool fits;

static bool write_form(const struct view_source *source, struct json_out *out)
{
    cr_expect_eq(source->n_sections, 2);
    cr_expect_str_eq(source->sender, WORLD_SCHOOL);
    cr_expect_str_eq(source->area, "1201-02");
    json_enter_object(out, NULL);
    json_put_text(out, "category", source->sections[0].category);
    json_leave_object(out);
    return fits;
}

static const struct form_view views[] = {
    { "application/vnd.other+json", "feedback", write_form },
    { FORM, "concern_notification", write_form },
    { 0 },
};
static const struct form_field fields[] = {
    { .name = "text", .kind = FIELD_TEXT, .required = true, .category = "case_status" },
    { 0 },
};
static const struct message_form messages[] = {
    { .type = "feedback",
      .path = "messages",
      .ground_no = "no.bvl.13-3",
      .purpose = "protect_child",
      .subject = FORM_SUBJECT_OPTIONAL,
      .answers = true,
      .fields = fields },
    { .type = "status_update",
      .path = "messages",
      .ground_no = "no.fvl.13b-2",
      .purpose = "protect_child",
      .subject = FORM_SUBJECT_REQUIRED,
      .fields = fields },
    { .type = "correction",
      .path = "messages",
      .purpose = "protect_child",
      .subject = FORM_SUBJECT_NONE,
      .role = "police",
      .to_role = "school",
      .corrects = true,
      .states_unverified = true,
      .fields = fields },
    { 0 },
};
static const struct form reports[] = { { "concerns", JSON, NULL },
                                       { "concerns", FORM, NULL },
                                       { 0 } };
static const struct agency agency = {
    .program = "test", .forms = reports, .messages = messages, .views = views, .receives = true
};
static const struct agency silent = { .program = "test", .receives = true };

static bool can_store(void *arg) { return arg != NULL; }

/* A report of the school that has reached the welfare service. */
static void setup(void)
{
    CLEANUP(mem_free) struct uuid *ids = NULL;
    size_t n = 0;

    world_open(&world);
    fits = true;
    post_key = NULL;
    world.welfare.party.token = (char *)"an-invented-token";
    world.welfare.shared.subject_key = subject_key;
    world.welfare.shared.subject_key_number = 1;
    world.welfare.shared.test_ids = true;
    parties[0] = &world.welfare.party;
    api = (struct api){ &agency, &world.welfare.shared, parties, 1, can_store, &world };
    ids = world_post(&world, NULL, 1, &n);
    id = ids[0];
    world_bring(&world, &id, OUTBOX_HANDED_OVER);
}

static void teardown(void) { world_close(&world); }

TestSuite(api_inbox, .init = setup, .fini = teardown);

/* The status; the body as JSON is the caller's. */
static unsigned call(const char *method, const char *end, const char *accept, const char *body,
                     json_t **ret_body)
{
    struct http_answer answer = { 0 };
    char path[120], text[TEXT_UUID_SIZE];
    struct http_request request = { .method = method,
                                    .path = path,
                                    .accept = accept,
                                    .content_type = JSON,
                                    .idempotency_key = post_key,
                                    .body = bytes_of_text(body ? body : "") };

    uuid_write(&id, text);
    snprintf(path, sizeof(path), "/v1/inbox/%s%s", text, end);
    api_serve(&api, parties[0], &request, &answer);
    *ret_body =
        json_loadb((const char *)answer.body.data, answer.body.size, JSON_REJECT_DUPLICATES, NULL);
    cr_assert_not_null(*ret_body, "%s", (const char *)answer.body.data);
    buffer_clear(&answer.body);
    return answer.status;
}

static const char *word(const json_t *body, const char *key)
{
    const char *value = json_string_value(json_object_get(body, key));

    return value ? value : "";
}

static int64_t fetched_ms(void)
{
    struct inbox_view view = { 0 };

    cr_assert_eq(inbox_get(parties[0], &id, &view, NULL, NULL, NULL), FAULT_NONE);
    return view.fetched_ms;
}

Test(api_inbox, shows_an_exchange_whole)
{
    static const char *const keys[] = {
        "id",       "state",   "from",          "type",        "function",
        "consents", "flags",   "decider",       "in_reply_to", "supersedes",
        "ended_by", "fetched", "correction_of", "sections",    "forward"
    };
    json_t *body;

    cr_assert_eq(call("GET", "", NULL, NULL, &body), 200);
    for (size_t i = 0; i < ARRAY_SIZE(keys); i++)
        cr_expect_not_null(json_object_get(body, keys[i]), "%s", keys[i]);
    cr_expect_eq(json_array_size(json_object_get(body, "sections")), 2);
    cr_expect_str_eq(word(body, "function"), "child_welfare");
    json_decref(body);
}

Test(api_inbox, marks_as_fetched_what_it_shows)
{
    json_t *body;

    cr_assert_eq(call("HEAD", "", NULL, NULL, &body), 200);
    json_decref(body);
    cr_expect_eq(fetched_ms(), 0);
    cr_assert_eq(call("GET", "", NULL, NULL, &body), 200);
    json_decref(body);
    world_reopen(&world.welfare);
    cr_expect_gt(fetched_ms(), 0);
}

Test(api_inbox, shows_no_content_that_it_could_not_mark)
{
    json_t *body;

    cr_assert_eq(spool_run(world.welfare.shared.spool,
                           "CREATE TRIGGER t BEFORE UPDATE OF fetched_ms ON inbox BEGIN"
                           " SELECT RAISE(ABORT, 'x'); END",
                           (struct spool_values){ 0 }, NULL),
                 FAULT_NONE);
    cr_expect_geq(call("GET", "", NULL, NULL, &body), 500);
    cr_expect_null(json_object_get(body, "sections"));
    json_decref(body);
}

/* clang-format off */
static const struct {
    const char *accept;
    bool fits;
    unsigned status;
    const char *key; /* that the body has */
} wanted[] = {
    { NULL, true, 200, "sections" },
    { "*/*", true, 200, "sections" },
    { JSON, true, 200, "sections" },
    { FORM, true, 200, "category" },
    { FORM ", */*;q=0.5", true, 200, "category" },
    { FORM ";q=0.5, " JSON, true, 200, "sections" },
    { FORM ", " JSON ";q=0.5", false, 200, "sections" },
    { FORM, false, 406, "detail" },
    { "application/vnd.other+json", true, 406, "detail" },
    { "text/html", true, 406, "detail" },
};
/* clang-format on */

Test(api_inbox, gives_the_form_that_is_wanted_if_the_message_fits_it)
{
    for (size_t i = 0; i < ARRAY_SIZE(wanted); i++) {
        json_t *body;

        fits = wanted[i].fits;
        cr_expect_eq(call("GET", "", wanted[i].accept, NULL, &body), wanted[i].status, "%zu", i);
        cr_expect_not_null(json_object_get(body, wanted[i].key), "%zu", i);
        json_decref(body);
    }
}

Test(api_inbox, counts_nothing_as_fetched_that_it_did_not_give)
{
    json_t *body;

    cr_assert_eq(call("GET", "", "text/html", NULL, &body), 406);
    cr_expect_not_null(strstr(word(body, "detail"), JSON ", " FORM), "%s", word(body, "detail"));
    cr_expect_eq(fetched_ms(), 0);
    json_decref(body);
}

/* ---- answers ---- */

static struct outbox_view sent(const json_t *body)
{
    const json_t *exchange = json_array_get(json_object_get(body, "exchanges"), 0);
    struct outbox_view view = { 0 };
    struct uuid sent_id;
    struct error err = { 0 };

    cr_assert(uuid_read(word(exchange, "id"), &sent_id), "%s", json_dumps(body, 0));
    cr_assert_eq(outbox_get(parties[0], &sent_id, &view, &err), FAULT_NONE, "%s", err.text);
    return view;
}

Test(api_inbox, answers_its_sender_in_its_thread)
{
    struct outbox_view view;
    char id_text[TEXT_UUID_SIZE];
    json_t *body;

    cr_expect_eq(call("POST", "/answers", NULL,
                      "{\"type\":\"feedback\",\"content\":{\"text\":\"Oppdiktet svar\"}}", &body),
                 202, "%s", json_dumps(body, 0));
    view = sent(body);
    cr_expect_str_eq(view.recipient, WORLD_SCHOOL);
    cr_expect_str_eq(view.type, "feedback");
    cr_expect(view.has_in_reply_to);
    cr_expect(uuid_equal(&view.in_reply_to, &id));
    cr_expect_eq(fetched_ms(), 0, "an answer shows nothing");
    json_decref(body);
    cr_assert_eq(call("GET", "", NULL, NULL, &body), 200);
    uuid_write(&view.id, id_text);
    cr_assert_eq(json_array_size(json_object_get(body, "answers")), 1);
    cr_expect_str_eq(json_string_value(json_array_get(json_object_get(body, "answers"), 0)),
                     id_text);
    json_decref(body);
}

/* The same words under the same key about something else are no repetition: that answer would be lost. */
Test(api_inbox, an_answer_to_another_exchange_is_another_post)
{
    static const char answer[] = "{\"type\":\"feedback\",\"content\":{\"text\":\"Oppdiktet\"}}";
    CLEANUP(mem_free) struct uuid *others = NULL;
    json_t *body;
    size_t n = 0;

    post_key = "feedback";
    cr_expect_eq(call("POST", "/answers", NULL, answer, &body), 202);
    json_decref(body);
    cr_expect_eq(call("POST", "/answers", NULL, answer, &body), 202);
    cr_expect(json_is_true(json_object_get(body, "repeated")));
    json_decref(body);
    others = world_post(&world, NULL, 1, &n);
    id = others[0];
    world_bring(&world, &id, OUTBOX_HANDED_OVER);
    cr_expect_eq(call("POST", "/answers", NULL, answer, &body), 409);
    cr_expect_str_eq(word(body, "code"), "idempotency_conflict");
    json_decref(body);
}

/* The registration has been confirmed: nothing here knows whom it was about. */
static void forget_content(void)
{
    CLEANUP(frame_free) Samband__V1__Frame *submit = world_submit(&world, &id);
    struct inbox_view view = { 0 };

    cr_assert_eq(inbox_register(parties[0], &id, "2026/17", NULL, &view, NULL), FAULT_NONE);
    world_confirm(&world, submit->submit, STATE_REGISTERED);
    cr_assert_eq(inbox_get(parties[0], &id, &view, NULL, NULL, NULL), FAULT_NONE);
    cr_assert_not(view.content_held);
}

/* A child with a protected identity must not become one without. */
Test(api_inbox, says_neither_yes_nor_no_of_what_has_gone)
{
    static const char *const keys[] = {
        "subject", "notifier_protected", "feedback_requested", "do_not_inform", "decider", "flags",
        "consents"
    };
    json_t *body;

    forget_content();
    cr_assert_eq(call("GET", "", NULL, NULL, &body), 200);
    for (size_t i = 0; i < ARRAY_SIZE(keys); i++)
        cr_expect(json_is_null(json_object_get(body, keys[i])), "%s", keys[i]);
    json_decref(body);
}

Test(api_inbox, answers_about_nobody_only_where_that_may_be)
{
    static const char update[] = "{\"type\":\"status_update\",\"content\":{\"text\":\"x\"}}";
    const json_t *fault;
    json_t *body;

    post_key = "first";
    cr_expect_eq(call("POST", "/answers", NULL, update, &body), 202, "the subject is the parent's");
    json_decref(body);
    forget_content();
    cr_expect_eq(call("POST", "/answers", NULL, update, &body), 202, "the same post again");
    json_decref(body);
    post_key = "second";
    cr_expect_eq(call("POST", "/answers", NULL, update, &body), 422);
    fault = json_array_get(json_object_get(body, "errors"), 0);
    cr_expect_str_eq(word(fault, "pointer"), "/subject");
    cr_expect_str_eq(word(fault, "code"), "missing");
    cr_expect_str_eq(word(body, "detail"), "skjemaet har én feil");
    json_decref(body);
    cr_expect_eq(call("POST", "/answers", NULL,
                      "{\"type\":\"status_update\",\"subject\":{\"national_id\":\"12841350160\"},"
                      "\"content\":{\"text\":\"x\"}}",
                      &body),
                 202, "%s", json_dumps(body, 0));
    json_decref(body);
}

Test(api_inbox, gives_the_telephone_to_an_acute_answer_that_it_does_not_take)
{
    struct directory *directory = world.welfare.shared.directory;
    struct party *school =
        (struct party *)directory_party(directory, WORLD_SCHOOL, text_day_of(clock_wall_ms()));
    json_t *body;

    cr_assert(school && school->n_functions > 0);
    strcpy(school->functions[0].telephone, "+47 00 00 00 03");
    cr_expect_eq(call("POST", "/answers", NULL,
                      "{\"type\":\"status_update\",\"urgency\":\"acute\",\"content\":{}}", &body),
                 422);
    cr_expect_str_eq(word(json_array_get(json_object_get(body, "telephone"), 0), "telephone"),
                     "+47 00 00 00 03");
    json_decref(body);
}

/* ---- what may be posted ---- */

Test(api_inbox, tells_forms_of_one_type_apart_and_names_the_others)
{
    struct http_request request = { .method = "GET", .path = "/v1/forms" };
    struct http_answer answer = { 0 };
    json_t *body, *form, *report;

    api_serve(&api, parties[0], &request, &answer);
    cr_assert_eq(answer.status, 200);
    body = json_loadb((const char *)answer.body.data, answer.body.size, 0, NULL);
    buffer_clear(&answer.body);
    cr_assert_eq(json_array_size(json_object_get(body, "forms")), 3);
    form = json_array_get(json_object_get(body, "forms"), 0);
    cr_expect(json_is_null(json_object_get(form, "role")));
    cr_expect(json_is_null(json_object_get(form, "to_role")));
    cr_expect(json_is_false(json_object_get(form, "corrects")));
    cr_expect(json_is_false(json_object_get(form, "unverified_required")));
    form = json_array_get(json_object_get(body, "forms"), 2);
    cr_expect_str_eq(word(form, "role"), "police");
    cr_expect_str_eq(word(form, "to_role"), "school");
    cr_expect(json_is_true(json_object_get(form, "corrects")));
    cr_expect(json_is_true(json_object_get(form, "unverified_required")));
    cr_assert_eq(json_array_size(json_object_get(body, "reports")), 2);
    report = json_array_get(json_object_get(body, "reports"), 1);
    cr_expect_str_eq(word(report, "path"), "concerns");
    cr_expect_str_eq(word(report, "media_type"), FORM);
    json_decref(body);
}

static const struct {
    const char *body;
    unsigned status;
} bad_answers[] = {
    { "{\"type\":\"feedback\",\"content\":{}}", 422 },
    { "{\"type\":\"feedback\",\"to\":{\"party\":\"dal-police\"},\"content\":{\"text\":\"x\"}}",
      422 },
    { "{\"type\":\"outcome\",\"content\":{\"text\":\"x\"}}", 422 },
    { "{\"type\":", 400 },
    { "", 400 },
};

Test(api_inbox, sends_no_answer_that_is_none)
{
    for (size_t i = 0; i < ARRAY_SIZE(bad_answers); i++) {
        json_t *body;

        cr_expect_eq(call("POST", "/answers", NULL, bad_answers[i].body, &body),
                     bad_answers[i].status, "%s: %s", bad_answers[i].body, json_dumps(body, 0));
        json_decref(body);
    }
}

Test(api_inbox, answers_nothing_that_it_does_not_have_or_has_no_form_for)
{
    json_t *body;

    api.agency = &silent;
    cr_expect_eq(call("POST", "/answers", NULL, "{}", &body), 404);
    json_decref(body);
    api.agency = &agency;
    id = uuid_new(clock_wall_ms());
    cr_expect_eq(call("POST", "/answers", NULL,
                      "{\"type\":\"feedback\",\"content\":{\"text\":\"x\"}}", &body),
                 404);
    cr_expect_str_eq(word(body, "code"), "unknown_exchange");
    json_decref(body);
}
