/* SPDX-License-Identifier: EUPL-1.2 */
/* policy_place - a folder of rules of a test's own, checked against the shipped vocabulary. */
#ifndef UNIT_DAEMON_SETTINGS_POLICY_PLACE_H
#define UNIT_DAEMON_SETTINGS_POLICY_PLACE_H

#include "settings/policy_file.h"

/* A rule that loads, without the key `rules`; its %s are id, kind, and lines to add (from line 19 of a
 * file that policy_place_write_rule() writes). */
extern const char policy_rule_form[];

struct policy_place {
    char path[40];
    struct vocabulary *vocabulary;
    struct policy *policy; /* of the last load, if it had no fault */
    char *printed;         /* by it */
    struct error err;
};

void policy_place_init(struct policy_place *place);
void policy_place_clear(struct policy_place *place);

DEFINE_CLEAR(struct policy_place, policy_place_clear)

/* A file of one folder. */
void policy_place_write(const struct policy_place *place, const char *folder, const char *name,
                        const char *text);

/* A file of the folder `no` with the one rule of the form. */
void policy_place_write_rule(const struct policy_place *place, const char *name, const char *id,
                             const char *kind, const char *more);

enum fault policy_place_load(struct policy_place *place);

/* Expects these words among the faults that the load printed. */
void policy_place_expect(const struct policy_place *place, const char *want);

#endif
