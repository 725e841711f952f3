/* SPDX-License-Identifier: EUPL-1.2 */
/* guard - a test whose code calls exit(0) has not passed.
 *
 * Criterion takes a test process that ends with status 0 for a test that passed, whether or not
 * its assertions were reached. The linker sends exit(), _exit() and _Exit() of the code under test
 * here (--wrap). Another status is left alone: a test may expect it (.exit_code), as is what a
 * child of the test does.
 */
#include <stdlib.h>
#include <unistd.h>

void __real_exit(int status) __attribute__((noreturn));
void __real__exit(int status) __attribute__((noreturn));
void __wrap_exit(int status) __attribute__((noreturn));
void __wrap__exit(int status) __attribute__((noreturn));
void __wrap__Exit(int status) __attribute__((noreturn));

static pid_t test_process;

__attribute__((constructor)) static void remember_process(void) { test_process = getpid(); }

static void refuse_success(int status)
{
    static const char words[] = "guard: the code under test called exit(0)\n";

    if (status != 0 || getpid() != test_process)
        return;
    if (write(STDERR_FILENO, words, sizeof(words) - 1) < 0)
        abort();
    abort();
}

void __wrap_exit(int status)
{
    refuse_success(status);
    __real_exit(status);
}

void __wrap__exit(int status)
{
    refuse_success(status);
    __real__exit(status);
}

void __wrap__Exit(int status)
{
    refuse_success(status);
    __real__exit(status);
}
