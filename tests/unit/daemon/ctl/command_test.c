/* SPDX-License-Identifier: EUPL-1.2 */
#include <criterion/criterion.h>
#include <criterion/redirect.h>
#include <string.h>

#include "ctl/command.h"

static const struct {
    const char *text;
    uint64_t min, max;
    bool want;
} numbers[] = {
    { "1", 1, 90, true },   { "90", 1, 90, true },  { "0", 1, 90, false },  { "91", 1, 90, false },
    { "07", 1, 90, false }, { "", 0, 90, false },   { "-1", 0, 90, false }, { "9 ", 0, 90, false },
    { "+1", 0, 90, false }, { "0x1", 0, 9, false },
};

Test(command, reads_numbers_in_one_spelling_and_range)
{
    for (size_t i = 0; i < ARRAY_SIZE(numbers); i++) {
        uint64_t number = 4711;
        bool got = command_read_number(numbers[i].text, numbers[i].min, numbers[i].max, &number);

        cr_expect_eq(got, numbers[i].want, "\"%s\"", numbers[i].text);
        cr_expect(got || number == 4711, "\"%s\" touched the result", numbers[i].text);
    }
}

static const struct {
    const char *text;
    bool want;
    int64_t ms;
} times[] = {
    { "2026-03-01", true, 1772323200000 },
    { "2026-03-01T09:12:44Z", true, 1772356364000 },
    { "2026-03-01T10:12:44.120+01:00", true, 1772356364120 },
    { "2026-02-29", false, 0 },
    { "yesterday", false, 0 },
    { "", false, 0 },
};

Test(command, reads_dates_and_times)
{
    for (size_t i = 0; i < ARRAY_SIZE(times); i++) {
        int64_t ms = 0;

        cr_expect_eq(command_read_time(times[i].text, &ms), times[i].want, "%s", times[i].text);
        cr_expect_eq(ms, times[i].ms, "%s: got %lld", times[i].text, (long long)ms);
    }
}

static int show(int argc, char *argv[])
{
    cr_expect_eq(argc, 2);
    cr_expect_str_eq(argv[0], "sambandctl show");
    cr_expect_str_eq(argv[1], "it");
    return 7;
}

static const struct command commands[] = { { "show", "shows it", show }, { NULL, NULL, NULL } };

Test(command, runs_the_one_that_is_named)
{
    char name[] = "sambandctl", first[] = "show", second[] = "it";
    char *arguments[] = { name, first, second, NULL };

    cr_expect_eq(command_run_group(commands, 3, arguments), 7);
}

Test(command, answers_an_unknown_or_missing_one_with_usage, .init = cr_redirect_stderr)
{
    char name[] = "sambandctl", first[] = "shew";
    char *arguments[] = { name, first, NULL };

    cr_expect_eq(command_run_group(commands, 2, arguments), COMMAND_USAGE);
    cr_expect_eq(command_run_group(commands, 1, arguments), COMMAND_USAGE);
}

Test(command, says_which_group_wants_a_command, .init = cr_redirect_stderr)
{
    char name[] = "sambandctl queue", option[] = "--config", wrong[] = "lost";
    char *arguments[] = { name, option, NULL };

    cr_expect_eq(command_run_group(commands, 2, arguments), COMMAND_USAGE);
    cr_expect_eq(command_run_group(commands, 1, arguments), COMMAND_USAGE);
    arguments[1] = wrong;
    cr_expect_eq(command_run_group(commands, 2, arguments), COMMAND_USAGE);
    fflush(stderr);
    cr_assert_stderr_eq_str(
        "sambandctl: queue wants a command; `sambandctl queue --help` lists them\n"
        "sambandctl: queue wants a command; `sambandctl queue --help` lists them\n"
        "sambandctl: queue has no command lost; `sambandctl queue --help` lists them\n");
}

Test(command, one_is_not_several)
{
    cr_expect_str_eq(command_word(1, "party", "parties"), "party");
    cr_expect_str_eq(command_word(0, "party", "parties"), "parties");
    cr_expect_str_eq(command_word(2, "party", "parties"), "parties");
}

Test(command, says_a_fault_in_one_line_with_the_code_that_fits, .init = cr_redirect_stderr)
{
    struct error err;

    (void)error_set_code(&err, FAULT_INPUT, "cannot_open", "a.card: is not there");
    cr_expect_eq(command_failed(&err), COMMAND_DATA);
    (void)error_set_code(&err, FAULT_RETRY, "database_unavailable", "no database");
    cr_expect_eq(command_failed(&err), COMMAND_UNAVAILABLE);
    (void)error_set_code(&err, FAULT_BROKEN, "broken", "broken");
    cr_expect_eq(command_failed_as(COMMAND_SETTINGS, &err), COMMAND_SETTINGS);
    fflush(stderr);
    cr_assert_stderr_eq_str("sambandctl: a.card: is not there\nsambandctl: no database\n"
                            "sambandctl: broken\n");
}
