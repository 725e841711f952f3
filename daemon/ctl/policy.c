/* SPDX-License-Identifier: EUPL-1.2 */
/* policy - what can be asked about the rules. Needs neither broker nor database. */
#include "ctl/commands.h"
#include "ctl/policy_commands.h"

int command_policy(int argc, char *argv[])
{
    static const struct command commands[] = {
        { "check", "read every rule, show every fault", policy_check },
        { "test", "test the rules against a table", policy_test },
        { "explain", "ask the rules for one exchange: why, and what it needs", policy_explain },
        { NULL, NULL, NULL },
    };

    return command_run_group(commands, argc, argv);
}
