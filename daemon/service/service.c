/* SPDX-License-Identifier: EUPL-1.2 */
/* service - sd_notify(3) and prctl(2). */
#include "service/service.h"

#include <errno.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>

#include <systemd/sd-daemon.h>

enum { STATUS_SIZE = 256 };

enum fault service_harden(struct error *err)
{
    const struct rlimit none = { 0, 0 };

    if (prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0)
        return error_set_code(err, FAULT_BROKEN, "harden", "cannot make the process undumpable: %s",
                              strerror(errno));
    if (setrlimit(RLIMIT_CORE, &none) != 0)
        return error_set_code(err, FAULT_BROKEN, "harden", "cannot forbid core files: %s",
                              strerror(errno));
    return FAULT_NONE;
}

enum fault service_watchdog(sd_event *event, struct error *err)
{
    int r = sd_event_set_watchdog(event, 1);

    if (r < 0)
        return error_set_code(err, FAULT_BROKEN, "watchdog", "cannot feed the watchdog: %s",
                              strerror(-r));
    return FAULT_NONE;
}

enum fault service_end_on_signals(sd_event *event, struct error *err)
{
    sigset_t signals;
    int r;

    sigemptyset(&signals);
    sigaddset(&signals, SIGTERM);
    sigaddset(&signals, SIGINT);
    /* Blocked, as sd-event wants them; it reads them from a descriptor. */
    r = -pthread_sigmask(SIG_BLOCK, &signals, NULL);
    if (r >= 0)
        r = sd_event_add_signal(event, NULL, SIGTERM, NULL, NULL);
    if (r >= 0)
        r = sd_event_add_signal(event, NULL, SIGINT, NULL, NULL);
    if (r < 0)
        return error_set_code(err, FAULT_BROKEN, "signals", "cannot wait for signals: %s",
                              strerror(-r));
    return FAULT_NONE;
}

/* A newline would start another variable. */
static void make_one_line(char *text)
{
    for (; *text; text++)
        if (*text == '\n' || *text == '\r')
            *text = ' ';
}

void service_ready(const char *status)
{
    char line[STATUS_SIZE];

    snprintf(line, sizeof(line), "%s", status);
    make_one_line(line);
    (void)sd_notifyf(0, "READY=1\nSTATUS=%s", line);
}

void service_status(const char *format, ...)
{
    char line[STATUS_SIZE];
    va_list args;

    va_start(args, format);
    vsnprintf(line, sizeof(line), format, args);
    va_end(args);
    make_one_line(line);
    (void)sd_notifyf(0, "STATUS=%s", line);
}

void service_stopping(void) { (void)sd_notify(0, "STOPPING=1"); }
