/* SPDX-License-Identifier: EUPL-1.2 */
/* policy_commands - the commands of `sambandctl policy`, one room each. */
#ifndef CTL_POLICY_COMMANDS_H
#define CTL_POLICY_COMMANDS_H

#include "ctl/command.h"

command_run policy_check;
command_run policy_test;
command_run policy_explain;

#endif
