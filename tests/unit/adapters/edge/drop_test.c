/* SPDX-License-Identifier: EUPL-1.2 */
/* Files in and out, with the real inbox and outbox behind the calls. */
#include "edge/drop.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "edge/api.h"
#include "edge/drop_file.h"
#include "edge/hooks.h"
#include "edge/json.h"
#include "world.h"

static struct world world;
static struct drops *school_drops, *welfare_drops;
static struct api school_api, welfare_api;
static struct party_state *schools[1], *welfares[1];
static char school_in[140], school_out[140], welfare_in[140], welfare_out[140];

/* A form of an invented agency: as many children as it has bytes. */
static enum fault read_children(struct bytes body, const struct form_context *context,
                                struct report *ret_report, struct form_faults *ret_faults,
                                struct error *err)
{
    (void)context;
    if (body.size > 3) {
        form_faults_add(ret_faults, "/children", "range", "are too many");
        return form_finish(ret_faults, err);
    }
    world_report(ret_report, body.size);
    return FAULT_NONE;
}

static const struct form forms[] = {
    { "concerns", "application/json", read_children },
    { 0 },
};
static const struct agency agency = { .program = "test", .forms = forms, .receives = true };

static bool can_store(void *arg) { return arg != NULL; }

static void make_folders(struct party_state *party, char in[140], char out[140])
{
    snprintf(in, 140, "%s/%s-in", world.folder, party->name);
    snprintf(out, 140, "%s/%s-out", world.folder, party->name);
    cr_assert_eq(mkdir(in, 0700), 0);
    cr_assert_eq(mkdir(out, 0700), 0);
    party->drop_in = in;
    party->drop_out = out;
    party->token = (char *)"an-invented-token";
}

static void open_drops(struct api *api, struct drops **ret_drops)
{
    struct error err = { 0 };

    cr_assert_eq(drops_open(NULL, api, ret_drops, &err), FAULT_NONE, "%s", err.text);
}

static void setup(void)
{
    world_open(&world);
    schools[0] = &world.school.party;
    welfares[0] = &world.welfare.party;
    make_folders(schools[0], school_in, school_out);
    make_folders(welfares[0], welfare_in, welfare_out);
    school_api = (struct api){ &agency, &world.school.shared, schools, 1, can_store, &world };
    welfare_api = (struct api){ &agency, &world.welfare.shared, welfares, 1, can_store, &world };
    open_drops(&school_api, &school_drops);
    open_drops(&welfare_api, &welfare_drops);
}

static void teardown(void)
{
    drops_close(school_drops);
    drops_close(welfare_drops);
    world_close(&world);
}

TestSuite(drop, .init = setup, .fini = teardown);

static void put(const char *folder, const char *name, const char *text)
{
    struct error err = { 0 };

    cr_assert_eq(drop_file_write(folder, name, bytes_of_text(text), &err), FAULT_NONE, "%s",
                 err.text);
}

/* The text of a file, static until the next call; NULL if it is not there. */
static const char *get(const char *folder, const char *name)
{
    static struct buffer text;
    CLEANUP(mem_free) char *path = mem_printf("%s/%s", folder, name);
    struct error err = { 0 };

    buffer_clear(&text);
    if (drop_file_read(path, 1000000, &text, &err))
        return NULL;
    buffer_append_text(&text, "");
    return text.data ? (const char *)text.data : "";
}

static bool is_there(const char *folder, const char *name)
{
    CLEANUP(mem_free) char *path = mem_printf("%s/%s", folder, name);

    return access(path, F_OK) == 0;
}

static size_t n_sent(void)
{
    CLEANUP(spool_rows_free) struct spool_rows *rows = NULL;
    bool has = false;

    cr_assert_eq(spool_query(world.school.shared.spool, "SELECT count(*) FROM outbox",
                             (struct spool_values){ 0 }, &rows, NULL),
                 FAULT_NONE);
    cr_assert_eq(spool_next(rows, &has, NULL), FAULT_NONE);
    return (size_t)spool_get_number(rows, 0);
}

/* ---- in ---- */

Test(drop, takes_a_file_as_a_call_and_answers_with_a_file)
{
    struct stat status;
    CLEANUP(mem_free) char *path = mem_printf("%s/answers/concerns.first.json", school_out);
    const char *answer;

    put(school_in, "concerns.first.json", "12");
    drops_look(school_drops);
    answer = get(school_out, "answers/concerns.first.json");
    cr_assert_not_null(answer);
    cr_expect_not_null(strstr(answer, "{\"status\":202,\"body\":{\"exchanges\":["), "%s", answer);
    cr_expect(json_is_valid(bytes_of_text(answer)));
    cr_expect_not(is_there(school_in, "concerns.first.json"));
    cr_expect_eq(n_sent(), 2);
    cr_assert_eq(stat(path, &status), 0);
    cr_expect_eq(status.st_mode & 0777, 0600);
}

Test(drop, takes_the_same_file_once)
{
    CLEANUP(mem_free) char *first = NULL;

    put(school_in, "concerns.a.json", "1");
    drops_look(school_drops);
    first = mem_text(get(school_out, "answers/concerns.a.json"));
    put(school_in, "concerns.a.json", "1"); /* as if it had not gone before a crash */
    world_reopen(&world.school);
    drops_look(school_drops);
    cr_expect_eq(n_sent(), 1);
    cr_expect_not_null(strstr(get(school_out, "answers/concerns.a.json"), "\"repeated\":true"));
    cr_expect_eq(strncmp(first, get(school_out, "answers/concerns.a.json"), 80), 0);
    put(school_in, "concerns.b.json", "1");
    put(school_in, "concerns.a.json", "2");
    drops_look(school_drops);
    cr_expect_eq(n_sent(), 3, "another name or another content is another report");
}

static const char *const unfinished[] = { ".concerns.a.json", "concerns.a.json.tmp",
                                          "concerns.a.json.part" };

Test(drop, does_not_look_at_files_that_are_still_written)
{
    for (size_t i = 0; i < ARRAY_SIZE(unfinished); i++)
        put(school_in, unfinished[i], "1");
    drops_look(school_drops);
    cr_expect_eq(n_sent(), 0);
    for (size_t i = 0; i < ARRAY_SIZE(unfinished); i++)
        cr_expect(is_there(school_in, unfinished[i]), "%s", unfinished[i]);
}

static const struct {
    const char *name, *text, *status;
} rejected[] = {
    { "concerns.a.json", "1234", "{\"status\":422,\"body\":{\"type\":\"about:blank\"" },
    { "concerns-fiks.a.json", "1", "{\"status\":415," },
    { "concerns.json", "1", "{\"status\":404," },
    { "concerns.a.xml", "1", "{\"status\":404," },
    { "concern.a.json", "1", "{\"status\":404," },
    { "concerns2.a.json", "1", "{\"status\":404," },
    { "README", "words", "{\"status\":404," },
    { "registered.17.json", "{}", "{\"status\":404," },
    { "registered.01953f2a-7c00-7abc-8def-0123456789ab.json", "{\"case_reference\":\"1\"}",
      "{\"status\":404," },
    { "acknowledged.01953f2a-7c00-7abc-8def-0123456789ab.json", "", "{\"status\":404," },
};

Test(drop, keeps_what_it_does_not_take_beside_its_answer)
{
    CLEANUP(mem_free) char *folder = mem_printf("%s/rejected", school_in);

    for (size_t i = 0; i < ARRAY_SIZE(rejected); i++) {
        CLEANUP(mem_free) char *answer = mem_printf("answers/%s", rejected[i].name);
        CLEANUP(mem_free) char *beside = mem_printf("%s.answer", rejected[i].name);
        const char *text;

        put(school_in, rejected[i].name, rejected[i].text);
        drops_look(school_drops);
        cr_expect_not(is_there(school_in, rejected[i].name), "%s", rejected[i].name);
        text = get(folder, rejected[i].name);
        cr_expect(text && strcmp(text, rejected[i].text) == 0, "%s", rejected[i].name);
        text = get(folder, beside);
        cr_expect(text && strncmp(text, rejected[i].status, strlen(rejected[i].status)) == 0,
                  "%s: %s", rejected[i].name, text);
        text = get(school_out, answer);
        cr_expect(text && strncmp(text, rejected[i].status, strlen(rejected[i].status)) == 0);
    }
    cr_expect_eq(n_sent(), 0);
}

Test(drop, puts_a_file_aside_whose_answer_could_not_bear_its_name)
{
    char name[220];

    memset(name, 'a', sizeof(name));
    memcpy(name, "concerns.", 9);
    memcpy(name + 205, ".json", 6);
    put(school_in, name, "1");
    drops_look(school_drops);
    cr_expect_not(is_there(school_in, name));
    cr_expect_eq(n_sent(), 0);
}

Test(drop, answers_a_file_that_is_too_large)
{
    CLEANUP(mem_free) char *text = mem_new(HTTP_BODY_MAX + 2, 1);

    memset(text, '1', HTTP_BODY_MAX + 1);
    put(school_in, "concerns.a.json", text);
    drops_look(school_drops);
    cr_expect_eq(strncmp(get(school_out, "answers/concerns.a.json"), "{\"status\":413,", 14), 0);
}

Test(drop, follows_no_link_and_takes_no_folder)
{
    CLEANUP(mem_free) char *link = mem_printf("%s/concerns.a.json", school_in);
    CLEANUP(mem_free) char *folder = mem_printf("%s/concerns.b.json", school_in);

    put(world.folder, "elsewhere", "1");
    cr_assert_eq(symlink("../elsewhere", link), 0);
    cr_assert_eq(mkdir(folder, 0700), 0);
    drops_look(school_drops);
    cr_expect_eq(n_sent(), 0);
}

Test(drop, lets_a_file_wait_while_nothing_can_be_stored)
{
    put(school_in, "concerns.a.json", "1");
    seal_secret_free(world.school.party.seal); /* its card holds another key: no_own_card */
    world.school.party.seal = seal_secret_new();
    drops_look(school_drops);
    cr_expect(is_there(school_in, "concerns.a.json"));
    cr_expect_not(is_there(school_out, "answers/concerns.a.json"));
}

/* What no file may do: a folder has the name that its answer wants. */
static void spoil_answer(const char *name)
{
    CLEANUP(mem_free) char *path = mem_printf("%s/answers/%s", school_out, name);

    cr_assert_eq(mkdir(path, 0700), 0);
}

Test(drop, goes_on_with_the_rest_of_the_folder)
{
    spoil_answer("concerns.a.json");
    put(school_in, "concerns.a.json", "1");
    put(school_in, "concerns.b.json", "1");
    drops_look(school_drops);
    cr_expect(is_there(school_in, "concerns.a.json"), "it waits");
    cr_expect_not(is_there(school_in, "concerns.b.json"));
    put(school_in, "concerns.c.json", "1");
    drops_look(school_drops);
    cr_expect_not(is_there(school_in, "concerns.c.json"));
    cr_expect_eq(n_sent(), 3);
}

Test(drop, goes_on_past_more_of_them_than_it_takes_at_once)
{
    char name[40];

    for (int i = 0; i < 60; i++) {
        snprintf(name, sizeof(name), "concerns.%02d.json", i);
        spoil_answer(name);
        put(school_in, name, "1");
    }
    put(school_in, "concerns.z.json", "1");
    drops_look(school_drops);
    drops_look(school_drops);
    cr_expect(is_there(school_in, "concerns.00.json"));
    cr_expect_not(is_there(school_in, "concerns.z.json"));
}

Test(drop, takes_it_once_it_can, .timeout = 60)
{
    CLEANUP(mem_free) char *path = mem_printf("%s/answers/concerns.a.json", school_out);

    spoil_answer("concerns.a.json");
    put(school_in, "concerns.a.json", "1");
    drops_look(school_drops);
    cr_assert_eq(rmdir(path), 0);
    drops_look(school_drops);
    cr_expect(is_there(school_in, "concerns.a.json"), "not at once");
    for (int i = 0; i < 80 && is_there(school_in, "concerns.a.json"); i++) {
        usleep(100000);
        drops_look(school_drops);
    }
    cr_expect_not(is_there(school_in, "concerns.a.json"));
    cr_expect_eq(n_sent(), 1);
}

Test(drop, gives_files_out_while_it_can_take_none)
{
    struct uuid id = uuid_new(1);
    char text[TEXT_UUID_SIZE], name[60];

    school_api.spool_arg = NULL;
    spoil_answer("concerns.a.json");
    put(school_in, "concerns.a.json", "1");
    drops_look(school_drops);
    {
        size_t n = 0;
        CLEANUP(mem_free) struct uuid *ids = world_post(&world, NULL, 1, &n);

        id = ids[0];
        world_bring(&world, &id, OUTBOX_ACCEPTED);
    }
    uuid_write(&id, text);
    snprintf(name, sizeof(name), "outbox/%s.json", text);
    drops_look(school_drops);
    cr_expect(is_there(school_out, name));
}

/* ---- out ---- */

static struct uuid bring(enum outbox_stage stage)
{
    size_t n = 0;
    CLEANUP(mem_free) struct uuid *ids = world_post(&world, NULL, 1, &n);

    world_bring(&world, &ids[0], stage);
    return ids[0];
}

static int64_t fetched_ms(const struct uuid *id)
{
    struct inbox_view view = { 0 };

    cr_assert_eq(inbox_get(&world.welfare.party, id, &view, NULL, NULL, NULL), FAULT_NONE);
    return view.fetched_ms;
}

Test(drop, gives_what_was_received_as_a_file_and_counts_it_as_fetched)
{
    struct uuid id = bring(OUTBOX_HANDED_OVER);
    char text[TEXT_UUID_SIZE], name[60], path[240];
    const char *file;

    uuid_write(&id, text);
    snprintf(name, sizeof(name), "inbox/%s.json", text);
    snprintf(path, sizeof(path), "%s/%s", welfare_out, name);
    cr_expect_eq(fetched_ms(&id), 0);
    drops_look(welfare_drops);
    file = get(welfare_out, name);
    cr_assert_not_null(file);
    cr_expect(json_is_valid(bytes_of_text(file)));
    cr_expect_not_null(strstr(file, WORLD_CANARY));
    cr_expect_not_null(strstr(file, text));
    cr_expect_gt(fetched_ms(&id), 0);
    cr_assert_eq(unlink(path), 0);
    drops_look(welfare_drops);
    cr_expect_null(get(welfare_out, name), "once");
}

Test(drop, gives_no_file_of_what_it_could_not_mark)
{
    struct uuid id = bring(OUTBOX_HANDED_OVER);
    char text[TEXT_UUID_SIZE], name[60];

    uuid_write(&id, text);
    snprintf(name, sizeof(name), "inbox/%s.json", text);
    cr_assert_eq(spool_run(world.welfare.shared.spool,
                           "CREATE TRIGGER t BEFORE UPDATE OF fetched_ms ON inbox BEGIN"
                           " SELECT RAISE(ABORT, 'x'); END",
                           (struct spool_values){ 0 }, NULL),
                 FAULT_NONE);
    drops_look(welfare_drops);
    cr_expect_null(get(welfare_out, name));
    cr_expect_eq(fetched_ms(&id), 0);
}

Test(drop, gives_each_stage_of_what_was_sent)
{
    struct uuid id = bring(OUTBOX_ACCEPTED);
    char text[TEXT_UUID_SIZE], name[60];

    uuid_write(&id, text);
    snprintf(name, sizeof(name), "outbox/%s.json", text);
    drops_look(school_drops);
    cr_assert_not_null(get(school_out, name));
    cr_expect_not_null(strstr(get(school_out, name), "\"stage\":\"accepted\""));
}

Test(drop, registers_by_a_file)
{
    struct uuid id = bring(OUTBOX_HANDED_OVER);
    char text[TEXT_UUID_SIZE], name[80];
    struct inbox_view view = { 0 };

    uuid_write(&id, text);
    snprintf(name, sizeof(name), "registered.%s.by-hand.json", text);
    put(welfare_in, name, "{\"case_reference\":\"2026/17\"}");
    drops_look(welfare_drops);
    cr_expect_not(is_there(welfare_in, name));
    cr_assert_eq(inbox_get(&world.welfare.party, &id, &view, NULL, NULL, NULL), FAULT_NONE);
    cr_expect_str_eq(view.case_reference, "2026/17");
}

Test(drop, wants_folders_that_it_can_use)
{
    struct drops *drops = NULL;
    struct error err = { 0 };

    world.school.party.drop_out = "/proc/none";
    cr_expect_eq(drops_open(NULL, &school_api, &drops, &err), FAULT_INPUT);
    cr_expect_str_eq(err.code, "drop_folder");
}
