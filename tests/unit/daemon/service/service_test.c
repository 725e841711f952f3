/* SPDX-License-Identifier: EUPL-1.2 */
/* service_test - what arrives at a notify socket of the test's own. */
#include "service/service.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <criterion/criterion.h>

static int listener = -1;
static char folder[] = "/tmp/service_test_XXXXXX";
static struct sockaddr_un address = { .sun_family = AF_UNIX };

static void set_up(void)
{
    struct timeval limit = { .tv_sec = 10 };

    cr_assert_not_null(mkdtemp(folder));
    snprintf(address.sun_path, sizeof(address.sun_path), "%s/notify", folder);
    listener = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    cr_assert_eq(bind(listener, (struct sockaddr *)&address, sizeof(address)), 0);
    setsockopt(listener, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof(limit));
    setenv("NOTIFY_SOCKET", address.sun_path, 1);
}

static void tear_down(void)
{
    close(listener);
    unlink(address.sun_path);
    rmdir(folder);
}

TestSuite(service, .init = set_up, .fini = tear_down, .timeout = 30);

static const char *heard(void)
{
    static char text[512];
    ssize_t size = recv(listener, text, sizeof(text) - 1, 0);

    text[size < 0 ? 0 : size] = '\0';
    return text;
}

Test(service, says_that_it_is_ready_and_in_what_state)
{
    service_ready("2 parties");
    cr_assert_str_eq(heard(), "READY=1\nSTATUS=2 parties");
}

Test(service, status_is_one_line)
{
    service_status("%d open\nMAINPID=1", 3);
    cr_assert_str_eq(heard(), "STATUS=3 open MAINPID=1");
}

Test(service, says_that_it_stops)
{
    service_stopping();
    cr_assert_str_eq(heard(), "STOPPING=1");
}

Test(service, is_silent_without_a_listener)
{
    unsetenv("NOTIFY_SOCKET");
    service_ready("alone");
    cr_assert_eq(recv(listener, &(char){ 0 }, 1, MSG_DONTWAIT), -1);
}

Test(service, feeds_the_watchdog_while_the_loop_turns)
{
    sd_event *event = NULL;
    struct error err;
    char pid[16];

    snprintf(pid, sizeof(pid), "%d", (int)getpid());
    setenv("WATCHDOG_PID", pid, 1);
    setenv("WATCHDOG_USEC", "100000", 1);
    cr_assert_geq(sd_event_new(&event), 0);
    cr_assert_eq(service_watchdog(event, &err), FAULT_NONE);
    for (int i = 0; i < 20; i++)
        cr_assert_geq(sd_event_run(event, 20000), 0);
    cr_assert_str_eq(heard(), "WATCHDOG=1");
    cr_assert_str_eq(heard(), "WATCHDOG=1");
    sd_event_unref(event);
}

Test(service, has_no_watchdog_unless_asked_for)
{
    sd_event *event = NULL;
    struct error err;

    unsetenv("WATCHDOG_USEC");
    cr_assert_geq(sd_event_new(&event), 0);
    cr_assert_eq(service_watchdog(event, &err), FAULT_NONE);
    sd_event_run(event, 20000);
    cr_assert_eq(recv(listener, &(char){ 0 }, 1, MSG_DONTWAIT), -1);
    sd_event_unref(event);
}

Test(service, ends_its_loop_when_told_to)
{
    static const int told[] = { SIGTERM, SIGINT };

    for (int i = 0; i < 2; i++) {
        sd_event *event = NULL;
        struct error err;

        cr_assert_geq(sd_event_new(&event), 0);
        cr_assert_eq(service_end_on_signals(event, &err), FAULT_NONE);
        raise(told[i]);
        cr_assert_eq(sd_event_loop(event), 0);
        sd_event_unref(event);
    }
}

Test(service, leaves_no_core_and_lets_nobody_look)
{
    struct error err;
    struct rlimit limit;

    cr_assert_eq(service_harden(&err), FAULT_NONE);
    cr_assert_eq(prctl(PR_GET_DUMPABLE), 0);
    cr_assert_eq(getrlimit(RLIMIT_CORE, &limit), 0);
    cr_assert_eq(limit.rlim_cur, 0);
    cr_assert_eq(limit.rlim_max, 0);
}
