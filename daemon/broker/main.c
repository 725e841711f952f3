/* SPDX-License-Identifier: EUPL-1.2 */
/* sambandd - the broker daemon. */
#include <argp.h>
#include <signal.h>
#include <stdlib.h>
#include <sysexits.h>

#include "base/log.h"
#include "broker/broker.h"
#include "keys/start.h"
#include "service/service.h"

const char *argp_program_version = "sambandd 0.1.0";

struct options {
    const char *config;
    bool check;
};

static const struct argp_option option_list[] = {
    { "config", 'c', "FILE", 0, "Settings (default /etc/samband/sambandd.yaml)", 0 },
    { "check", 'k', NULL, 0, "Check settings, keys, cards, rules and database; change nothing", 0 },
    { 0 },
};

static error_t read_option(int key, char *argument, struct argp_state *state)
{
    struct options *options = state->input;

    switch (key) {
    case 'c':
        options->config = argument;
        return 0;
    case 'k':
        options->check = true;
        return 0;
    case ARGP_KEY_ARG:
        argp_error(state, "no argument is expected: %s", argument);
        return EINVAL;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static int exit_code_of(enum fault fault)
{
    switch (fault) {
    case FAULT_NONE:
        return EXIT_SUCCESS;
    case FAULT_INPUT:
        return EX_CONFIG;
    case FAULT_RETRY:
        return EX_UNAVAILABLE;
    case FAULT_BROKEN:
        break;
    }
    return EX_SOFTWARE;
}

static int end_with(enum fault fault, const struct error *err)
{
    if (fault)
        log_event(LOG_LEVEL_ERROR, "cannot_run", "code=%s %s", err->code, err->text);
    return exit_code_of(fault);
}

int main(int argc, char **argv)
{
    const struct argp argp = { option_list,
                               read_option,
                               NULL,
                               "The broker of Samband. Routes exchanges between agencies as far as "
                               "statute or consent allows, and records each one.",
                               NULL,
                               NULL,
                               NULL };
    struct options options = { .config = "/etc/samband/sambandd.yaml" };
    CLEANUP(settings_free) struct settings *settings = NULL;
    CLEANUP(broker_close) struct broker *broker = NULL;
    struct error err;
    enum fault fault;

    argp_err_exit_status = EX_USAGE;
    argp_parse(&argp, argc, argv, 0, NULL, &options);
    signal(SIGPIPE, SIG_IGN);

    fault = service_harden(&err);
    if (!fault)
        fault = keys_start(&err);
    if (!fault)
        fault = settings_load(options.config, stderr, &settings, &err);
    if (fault)
        return end_with(fault, &err);
    if (options.check) {
        fault = broker_check(settings, stderr, &err);
        if (!fault)
            puts("ok");
        return end_with(fault, &err);
    }
    fault = broker_open(settings, stderr, &broker, &err);
    if (!fault)
        fault = broker_run(broker, &err);
    return end_with(fault, &err);
}
