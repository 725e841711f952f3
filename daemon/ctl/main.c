/* SPDX-License-Identifier: EUPL-1.2 */
/* sambandctl - the operator's and the auditor's tool. */
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>

#include "ctl/commands.h"
#include "keys/start.h"

/* argp(3) shows it for --version and -V of every command. */
const char *argp_program_version = "sambandctl 0.1.0";

static const struct command commands[] = {
    { "status", "how the bus is doing: parties, exchanges, queue, record", command_status },
    { "check", "settings, keys, directory, cards, policy, database", command_check },
    { "exchange", "list, show or trace exchanges, or decide them again", command_exchange },
    { "consent", "list or show consents: whose, ended or not", command_consent },
    { "queue", "list what waits, where and since when", command_queue },
    { "log", "verify the record", command_log },
    { "keygen", "make the keys of a party, of the area, or a token", command_keygen },
    { "card", "make, show or verify a key card", command_card },
    { "directory", "make an entry of the directory, or verify one", command_directory },
    { "agreement", "draft, sign or verify agreements between parties", command_agreement },
    { "policy", "check, test, ask, compare or print the rules", command_policy },
    { "db", "bring the database to the schema of this version", command_db },
    { NULL, NULL, NULL },
};

int main(int argc, char *argv[])
{
    char name[] = "sambandctl";
    struct error err;
    int code;

    /* Some commands hold secret keys: no core file, no debugger of another user. */
    prctl(PR_SET_DUMPABLE, 0);
    if (keys_start(&err))
        return command_failed(&err);
    if (argc > 0)
        argv[0] = name;
    if (argc > 1 && (strcmp(argv[1], "--version") == 0 || strcmp(argv[1], "-V") == 0))
        code = printf("%s\n", argp_program_version) < 0 ? COMMAND_UNAVAILABLE : COMMAND_FINE;
    else
        code = command_run_group(commands, argc, argv);
    if (fflush(stdout) != 0 || ferror(stdout))
        return command_fail(COMMAND_UNAVAILABLE, "the output could not be written");
    return code;
}
