/* SPDX-License-Identifier: EUPL-1.2 */
/* outbox_target - to whom a report goes, by our own directory: each target's party, the function that
 * has it at this hour and the telephone there, and what the report refers to. Nothing here writes.
 */
#ifndef EDGE_OUTBOX_TARGET_H
#define EDGE_OUTBOX_TARGET_H

#include "edge/party.h"
#include "edge/report.h"

/* Borrows from report and directory. */
struct outbox_target {
    const struct report_target *from;
    const struct party *party;
    const struct card *card; /* NULL: it has no valid one, nothing can be sealed to it */
    const char *function;    /* as which it is addressed now; "" for the party itself */
    const char *telephone;   /* with an acute report: where somebody answers now; else "" */
    bool on_call;            /* nobody is there: it goes to the on-call function */
};

struct outbox_targets {
    struct outbox_target all[REPORT_TARGETS];
    size_t n;
    bool is_reply; /* to, or a correction of, something: then it stays in that thread */
    uint8_t thread[THREAD_SIZE];
    char other[LIMIT_PARTY + 1]; /* with whom that was exchanged */
};

/* Resolves every target. FAULT_INPUT with the first fault; all of them, each with its pointer, to
 * `faults` (may be NULL):
 *   unknown_recipient, ambiguous_recipient   nobody else, or more than one, is that
 *   unknown_party                            a contact officer is wanted for what is no school
 *   no_contact_officer                       that school has named none
 *   repeated_recipient                       one party twice, for the same ground and purpose
 *   unknown_reference                        in_reply_to is no exchange received or sent here,
 *                                            correction_of none that was sent, task none of ours
 *   not_decided                              the task is one on which nobody has decided a notice
 *   not_of_task                              its notices do not go on this ground, as this type, to
 *                                            this recipient, or it is about somebody else
 *   other_party                              a reply or correction goes to the other side of what it
 *                                            refers to, and to nobody else
 * FAULT_RETRY "spool". */
MUST_CHECK enum fault outbox_targets_find(struct party_state *party, const struct report *report,
                                          int64_t now_ms, struct outbox_targets *ret_targets,
                                          struct form_faults *faults, struct error *err);

/* Where a report for the contact officer of a school goes now; `school` is its name, "" for the party's
 * own. NULL if it goes somewhere, else the code of the fault as above (static). */
const char *outbox_target_contact_officer(const struct party_state *party, const char *school,
                                          bool acute, int64_t now_ms, struct route *ret_route);

/* Where somebody answers now for a party that is addressed by its name; "" if no function of it has a
 * telephone. */
const char *outbox_target_telephone(const struct directory *directory, const struct party *party,
                                    int64_t now_ms);

#endif
