/* SPDX-License-Identifier: EUPL-1.2 */
#include "ctl/consent.h"

#include "ctl/commands.h"

int command_consent(int argc, char *argv[])
{
    static const struct command commands[] = {
        { "list", "list consents by holder and state", consent_list },
        { "show", "show one consent; to auditors, its messages too", consent_show },
        { NULL, NULL, NULL },
    };

    return command_run_group(commands, argc, argv);
}
