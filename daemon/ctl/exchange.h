/* SPDX-License-Identifier: EUPL-1.2 */
/* exchange - the commands that look at exchanges. */
#ifndef CTL_EXCHANGE_H
#define CTL_EXCHANGE_H

#include "base/uuid.h"
#include "ctl/command.h"
#include "ctl/source.h"

command_run exchange_list, exchange_show, exchange_trace, exchange_rejudge;

/* Options and argument of the commands about one exchange. */
struct exchange_options {
    struct source_options source;
    struct uuid id;
    bool has_id;
    char text[TEXT_UUID_SIZE];
};

/* Parses "ID" and the source's options; ends with COMMAND_USAGE for anything else. */
void exchange_parse(int argc, char *argv[], const char *doc, struct exchange_options *ret_options);

/* Prints that there is no such exchange, and returns the exit code. */
int exchange_unknown(const struct exchange_options *options);

#endif
