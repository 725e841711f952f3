/* SPDX-License-Identifier: EUPL-1.2 */
/* command - what the commands of sambandctl share: exit codes, groups, failing in one line. */
#ifndef CTL_COMMAND_H
#define CTL_COMMAND_H

#include <argp.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/error.h"

/* Beyond "fine" and "a finding" these are those of sysexits.h. */
enum command_exit {
    COMMAND_FINE = 0,
    COMMAND_FINDING = 1,      /* the command worked, and what it looked at is not as it should be */
    COMMAND_USAGE = 64,       /* unknown command or option, missing option */
    COMMAND_DATA = 65,        /* a file or an id that was named is wrong or not there */
    COMMAND_UNAVAILABLE = 69, /* the database cannot be reached or does not answer */
    COMMAND_SETTINGS = 78,    /* settings, keys, directory, policy or schema of an installation */
};

/* argv[0] is the whole name ("sambandctl card make"), as messages show it. Returns an exit code;
 * may end the process with COMMAND_USAGE, or with 0 for --help, as argp_parse(3) does. */
typedef int command_run(int argc, char *argv[]);

struct command {
    const char *name;
    const char *what; /* one line for --help */
    command_run *run;
};

/* Runs the command that argv[1] names; argv[0] is the group's own name. `--help` lists them; an option
 * in its place is a missing command. A row of NULLs follows the last. */
int command_run_group(const struct command commands[], int argc, char *argv[]);

/* The code (struct error) of faults that lie in the installation, not in what was asked. */
#define COMMAND_SETTINGS_CODE "settings"

/* Prints "sambandctl: <text>" on standard error and returns the exit code that fits the fault:
 * COMMAND_SETTINGS for that code, else COMMAND_DATA for what we were given, and
 * COMMAND_UNAVAILABLE for what may pass or is broken. */
int command_failed(const struct error *err);

/* The same with an exit code of the caller's choice, and in the caller's own words. */
int command_failed_as(int code, const struct error *err);
int command_fail(int code, const char *format, ...) PRINTF_LIKE(2, 3);

/* The word that fits the number: 1 party, 2 parties. */
const char *command_word(uint64_t n, const char *one, const char *many);

/* Parses with argp(3), options and arguments in any order. */
void command_parse(const struct argp *argp, int argc, char *argv[], void *options);

/* For parsers: end with COMMAND_USAGE and the option's name unless the value is good. */
void command_require(const struct argp_state *state, const void *value, const char *option);
uint64_t command_number(const struct argp_state *state, const char *option, const char *text,
                        uint64_t min, uint64_t max);
/* A date (its first instant, UTC) or an RFC 3339 time. */
int64_t command_time(const struct argp_state *state, const char *option, const char *text);

/* The rules behind the two above. */
bool command_read_number(const char *text, uint64_t min, uint64_t max, uint64_t *ret_number);
bool command_read_time(const char *text, int64_t *ret_ms);

#endif
