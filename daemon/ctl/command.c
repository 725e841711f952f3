/* SPDX-License-Identifier: EUPL-1.2 */
#include "ctl/command.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "base/text.h"

static void print_group(const struct command commands[], const char *name)
{
    printf("Usage: %s COMMAND [OPTION...]\n\n", name);
    for (const struct command *command = commands; command->name; command++)
        printf("  %-12s %s\n", command->name, command->what);
    printf("\n`%s COMMAND --help` shows the options of a command.\n", name);
    printf("Exit status: 0 fine, 1 a finding, 64 usage, 65 data, 69 database unavailable, "
           "78 configuration.\n");
}

/* "queue" of "sambandctl queue": what is said starts with the program's name already. */
static const char *own_name(const char *name)
{
    static const char program[] = "sambandctl ";

    return strncmp(name, program, sizeof(program) - 1) == 0 ? name + sizeof(program) - 1 : name;
}

int command_run_group(const struct command commands[], int argc, char *argv[])
{
    if (argc < 2)
        return command_fail(COMMAND_USAGE, "%s wants a command; `%s --help` lists them",
                            own_name(argv[0]), argv[0]);
    if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-?") == 0 ||
        strcmp(argv[1], "help") == 0) {
        print_group(commands, argv[0]);
        return COMMAND_FINE;
    }
    for (const struct command *command = commands; command->name; command++) {
        if (strcmp(command->name, argv[1]) == 0) {
            CLEANUP(mem_free) char *name = mem_printf("%s %s", argv[0], argv[1]);
            char *given = argv[1];
            int code;

            argv[1] = name;
            code = command->run(argc - 1, argv + 1);
            argv[1] = given;
            return code;
        }
    }
    if (argv[1][0] == '-')
        return command_fail(COMMAND_USAGE, "%s wants a command; `%s --help` lists them",
                            own_name(argv[0]), argv[0]);
    return command_fail(COMMAND_USAGE, "%s has no command %s; `%s --help` lists them",
                        own_name(argv[0]), text_is_token(argv[1], 40) ? argv[1] : "of that name",
                        argv[0]);
}

int command_failed_as(int code, const struct error *err)
{
    fprintf(stderr, "sambandctl: %s\n", err->text);
    return code;
}

int command_failed(const struct error *err)
{
    if (strcmp(err->code, COMMAND_SETTINGS_CODE) == 0)
        return command_failed_as(COMMAND_SETTINGS, err);
    return command_failed_as(err->fault == FAULT_INPUT ? COMMAND_DATA : COMMAND_UNAVAILABLE, err);
}

int command_fail(int code, const char *format, ...)
{
    CLEANUP(mem_free) char *text = NULL;
    va_list arguments;

    va_start(arguments, format);
    if (vasprintf(&text, format, arguments) < 0)
        text = NULL;
    va_end(arguments);
    fprintf(stderr, "sambandctl: %s\n", text ? text : "out of memory");
    return code;
}

const char *command_word(uint64_t n, const char *one, const char *many)
{
    return n == 1 ? one : many;
}

void command_parse(const struct argp *argp, int argc, char *argv[], void *options)
{
    /* Ends the process on a fault, so there is no other outcome to look at. */
    argp_parse(argp, argc, argv, 0, NULL, options);
}

void command_require(const struct argp_state *state, const void *value, const char *option)
{
    if (!value)
        argp_error(state, "%s is required", option);
}

bool command_read_number(const char *text, uint64_t min, uint64_t max, uint64_t *ret_number)
{
    uint64_t number;

    if (!text_read_decimal(text, &number) || number < min || number > max)
        return false;
    *ret_number = number;
    return true;
}

bool command_read_time(const char *text, int64_t *ret_ms)
{
    int32_t day;

    if (text_read_date(text, &day)) {
        *ret_ms = (int64_t)day * 24 * 60 * 60 * 1000;
        return true;
    }
    return text_read_time_loose(text, ret_ms);
}

uint64_t command_number(const struct argp_state *state, const char *option, const char *text,
                        uint64_t min, uint64_t max)
{
    uint64_t number = min;

    if (!command_read_number(text, min, max, &number))
        argp_error(state, "%s: a number from %llu to %llu is wanted", option,
                   (unsigned long long)min, (unsigned long long)max);
    return number;
}

int64_t command_time(const struct argp_state *state, const char *option, const char *text)
{
    int64_t ms = 0;

    if (!command_read_time(text, &ms))
        argp_error(state, "%s: a date (2026-03-01) or a time (2026-03-01T09:12:44Z) is wanted",
                   option);
    return ms;
}
