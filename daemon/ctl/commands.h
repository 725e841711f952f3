/* SPDX-License-Identifier: EUPL-1.2 */
/* commands - every command of sambandctl, one room each. */
#ifndef CTL_COMMANDS_H
#define CTL_COMMANDS_H

#include "ctl/command.h"

command_run command_keygen, command_card, command_directory, command_agreement, command_policy,
    command_db, command_check, command_status, command_exchange, command_consent, command_queue,
    command_log;

#endif
