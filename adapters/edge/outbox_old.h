/* SPDX-License-Identifier: EUPL-1.2 */
/* outbox_old - an exchange that did not arrive, and how its content goes out once more in its place.
 * Private to outbox_anew.c and outbox_forward.c.
 */
#ifndef EDGE_OUTBOX_OLD_H
#define EDGE_OUTBOX_OLD_H

#include "edge/outbox.h"
#include "edge/outbox_draft.h"
#include "edge/party.h"

struct outbox_old {
    struct uuid id;
    enum outbox_stage stage;
    int64_t post, n_anew;
    char recipient[LIMIT_PARTY + 1], about[REPORT_POINTER + 1];
    char type[LIMIT_WORD + 1], ground[LIMIT_GROUND + 1], purpose[LIMIT_WORD + 1],
        urgency[LIMIT_WORD + 1];
    char function[LIMIT_WORD + 1], telephone[DIRECTORY_TELEPHONE + 1];
    char code[LIMIT_WORD + 1], forward[LIMIT_PARTY + 1];
    bool on_call, has_in_reply_to, has_correction_of, has_superseded_by, has_draft, has_salt;
    struct uuid in_reply_to, correction_of, superseded_by;
    uint8_t subject[SUBJECT_SIZE], thread[THREAD_SIZE], salt[SALT_SIZE];
    uint64_t serial; /* of the recipient's card that it was sealed to; 0 if it was not */
    struct outbox_draft draft;
};

void outbox_old_free(struct outbox_old *old); /* accepts NULL */
DEFINE_CLEANUP(struct outbox_old *, outbox_old_free)

/* FAULT_INPUT "unknown_exchange". The draft stays closed: `has_draft` tells whether there is one, and
 * its box is appended. */
MUST_CHECK enum fault outbox_old_read(struct party_state *party, const struct uuid *id,
                                      struct outbox_old *ret_old, struct buffer *ret_box,
                                      struct error *err);

/* Where the new exchange goes. */
struct outbox_aim {
    const char *recipient;
    const struct card *card;
    bool same_party;
    const char *function, *telephone;
    bool on_call, must_send;
};

/* Inside a transaction, with the draft opened: stores the new exchange, and marks the old one as
 * superseded. Faults of outbox_store(); nothing was changed then. */
MUST_CHECK enum fault outbox_old_send(struct party_state *party, struct outbox_old *old,
                                      const struct outbox_aim *aim, struct uuid *ret_id,
                                      struct error *err);

/* Logs it. */
void outbox_old_tell(const struct party_state *party, const char *event, const struct uuid *from,
                     const struct uuid *to);

#endif
