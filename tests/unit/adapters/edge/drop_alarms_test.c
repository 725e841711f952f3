/* SPDX-License-Identifier: EUPL-1.2 */
#include "edge/drop_alarms.h"

#include <criterion/criterion.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "edge/api.h"
#include "edge/drop_file.h"
#include "edge/outbox_way.h"
#include "world.h"

static struct world world;
static struct party_state *parties[1];
static struct drop_alarms alarms;
static struct api api;
static char *path;

static const struct form forms[] = { { 0 } };
static const struct agency agency = { .program = "test", .forms = forms };

static bool can_store(void *arg) { return arg != NULL; }

static void setup(void)
{
    world_open(&world);
    parties[0] = &world.school.party;
    api = (struct api){ &agency, &world.school.shared, parties, 1, can_store, &world };
    path = mem_printf("%s/" DROP_ALARMS_NAME, world.folder);
}

static void teardown(void)
{
    drop_alarms_clear(&alarms);
    mem_free(path);
    world_close(&world);
}

TestSuite(drop_alarms, .init = setup, .fini = teardown);

static void look(void)
{
    struct error err = { 0 };

    cr_assert_eq(drop_alarms_look(&alarms, &api, parties[0], world.folder, &err), FAULT_NONE, "%s",
                 err.text);
}

static const char *text(void)
{
    static struct buffer bytes;

    buffer_clear(&bytes);
    cr_assert_eq(drop_file_read(path, 100000, &bytes, NULL), FAULT_NONE);
    buffer_append_byte(&bytes, 0);
    return (const char *)bytes.data;
}

static ino_t place(void)
{
    struct stat status;

    cr_assert_eq(stat(path, &status), 0);
    return status.st_ino;
}

/* Something overdue. */
static void warn(void)
{
    size_t n = 0;

    mem_free(world_post(&world, NULL, 1, &n));
    cr_assert_eq(spool_run(world.school.shared.spool, "UPDATE outbox SET deadline_ms = 1",
                           (struct spool_values){ 0 }, NULL),
                 FAULT_NONE);
}

Test(drop_alarms, say_what_the_api_says_whenever_it_says_something_else)
{
    struct http_request request = { .method = "GET", .path = "/v1/alarms" };
    CLEANUP(buffer_clear) struct buffer body = { 0 };
    struct http_answer answer = { 0 };
    ino_t before;

    look();
    cr_expect_not_null(strstr(text(), "\"code\":\"link_down\""), "%s", text());
    warn();
    look();
    cr_expect_null(strstr(text(), "overdue"), "not each second");
    alarms.next_ms = 0;
    look();
    cr_expect_not_null(strstr(text(), "\"code\":\"overdue\""), "%s", text());
    api_serve(&api, parties[0], &request, &answer);
    body = answer.body;
    cr_expect(bytes_equal(bytes_of_buffer(&body), bytes_of_text(text())));
    before = place();
    alarms.next_ms = 0;
    look();
    cr_expect_eq(place(), before, "nothing new: the same file");
}

Test(drop_alarms, are_there_again_when_somebody_has_deleted_them)
{
    look();
    cr_assert_eq(unlink(path), 0);
    alarms.next_ms = 0;
    look();
    cr_expect_eq(access(path, F_OK), 0);
}

Test(drop_alarms, look_again_soon)
{
    look();
    cr_expect_gt(alarms.next_ms, clock_boot_ms());
    cr_expect_leq(alarms.next_ms, clock_boot_ms() + 60000);
}
