/* SPDX-License-Identifier: EUPL-1.2 */
/* service - what a daemon tells systemd, and how it shuts itself off from its surroundings.
 *
 * Without NOTIFY_SOCKET (started by hand) the telling does nothing.
 */
#ifndef SERVICE_SERVICE_H
#define SERVICE_SERVICE_H

#include <systemd/sd-event.h>

#include "base/error.h"

/* First thing in main(), before any key is read: no core files, and no process of the same user may
 * read our memory or attach. FAULT_BROKEN "harden": the kernel refused. */
MUST_CHECK enum fault service_harden(struct error *err);

/* Sends WATCHDOG=1 from `event` whenever half of WATCHDOG_USEC has passed, for as long as the loop
 * turns; nothing where systemd asked for none. FAULT_BROKEN "watchdog". */
MUST_CHECK enum fault service_watchdog(sd_event *event, struct error *err);

/* The loop ends (sd_event_exit with code 0) on SIGTERM and SIGINT. FAULT_BROKEN "signals". */
MUST_CHECK enum fault service_end_on_signals(sd_event *event, struct error *err);

/* READY=1 with the first status line. Call once everything is open. */
void service_ready(const char *status);

/* One line for `systemctl status`: counts and states only, no personal data. */
void service_status(const char *format, ...) PRINTF_LIKE(1, 2);

/* STOPPING=1. */
void service_stopping(void);

#endif
