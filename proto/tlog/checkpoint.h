/* SPDX-License-Identifier: Apache-2.0 */
/* checkpoint - a log's signed statement of its size and root (C2SP tlog-checkpoint).
 *
 * Exactly three lines: origin, size, base64 of the root. Extension lines are refused: programs in
 * use disagree on whether a cosignature covers them.
 */
#ifndef TLOG_CHECKPOINT_H
#define TLOG_CHECKPOINT_H

#include "base/bytes.h"
#include "base/cleanup.h"
#include "base/error.h"
#include "tlog/note.h"
#include "tlog/tree.h"

/* Plain value. */
struct checkpoint {
    char origin[NOTE_NAME_SIZE];
    struct tree_head head;
};

/* Appends the text, each of the three lines with its LF. */
void checkpoint_write(const struct checkpoint *checkpoint, struct buffer *ret_text);

/* FAULT_INPUT "checkpoint_form": not exactly those lines. `ret_checkpoint` is untouched on
 * failure. Whether size 0 comes with the root of nothing is not asked here. */
MUST_CHECK enum fault checkpoint_read(struct bytes text, struct checkpoint *ret_checkpoint,
                                      struct error *err);

/* Appends a whole note: text, empty line, the log's signature line. Further lines (cosignatures, a
 * second log key's) may be appended to it. */
void checkpoint_sign(const struct checkpoint *checkpoint, const struct sign_secret *secret,
                     const struct note_key *key, struct buffer *ret_note);

/* Who is believed about one log. Borrowed. */
struct checkpoint_trust {
    const char *origin;
    const struct note_key *log_keys; /* type NOTE_ED25519; more than one while a key is rotated */
    size_t n_log_keys;
    const struct note_key *witness_keys; /* type NOTE_COSIGNATURE */
    size_t n_witness_keys;
    size_t quorum; /* witnesses that must have cosigned; 0 asks for the log's signature only */
};

/* What an accepted note says. Plain value. */
struct checkpoint_found {
    struct checkpoint checkpoint;
    size_t n_witnesses;   /* distinct witness keys that verified */
    uint64_t newest_time; /* POSIX seconds of the newest verified cosignature, or 0 */
};

/* False for size 0 with another root than that of nothing. */
bool checkpoint_is_sound(const struct checkpoint *checkpoint);

/* Whether a note that was read carries the log's own signature: at least one log key of `trust`,
 * and none that fails. FAULT_INPUT "note_signature", "note_unsigned". Nothing else is judged. */
MUST_CHECK enum fault checkpoint_check_log(const struct note *note,
                                           const struct checkpoint_trust *trust, struct error *err);

/* Reads a note and accepts it only when its origin is the trusted one, at least one log key has
 * signed, no line of a known key fails, and the quorum is met. FAULT_INPUT "note_form",
 * "checkpoint_form" (also when not sound), "checkpoint_origin", "note_signature", "note_unsigned"
 * (no log key), "checkpoint_quorum". A witness counts once for each public key, whatever its names.
 */
MUST_CHECK enum fault checkpoint_open(struct bytes note, const struct checkpoint_trust *trust,
                                      struct checkpoint_found *ret_found, struct error *err);

#endif
