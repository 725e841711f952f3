/* SPDX-License-Identifier: EUPL-1.2 */
/* consent - the commands that look at consents: whose they are, whether they have ended, how much
 * rests on them. What a consent says stands in no view, and is not shown.
 */
#ifndef CTL_CONSENT_H
#define CTL_CONSENT_H

#include "ctl/command.h"

command_run consent_list, consent_show;

#endif
