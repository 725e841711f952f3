/* SPDX-License-Identifier: Apache-2.0 */
/* entry - a leaf of the record, as canonical text; hashed as stored.
 *
 *   samband-entry/1
 *   kind <kind>
 *   time <time>                      never decreases from leaf to leaf
 *   nonce <base64, 16 bytes>
 *   policy sha256:<64 hex>           accepted, refused, consent, checked
 *   rule <rule>                      accepted, refused, consent, checked
 *   decision <permit | refuse>       accepted, refused, consent, checked
 *   code <code | none>               refused, returned; checked: none if permitted, and only then
 *   verdict <digest> <verdict> <rule>   accepted, refused: one line a section
 *   list <n> <index>                 handed_over, registered, returned, recalled: place in the signed list
 *   path <digest>                    0 to 32 lines, leaf side first
 *   sig <party> <serial> <base64, 64 bytes>   who signed what `text` holds: always in accepted,
 *                                refused, consent, checked and with a list, never in withdrawn, taken_back,
 *                                policy, directory, agreement, key and start
 *   text <size in bytes>             LF, and then exactly so many bytes: the end of the entry
 *
 * `text` is the exchange text (accepted, refused, consent), the recipient's item (handed_over, registered,
 * returned, recalled), the card with its own signature line (key), the start text (start), the end
 * text (withdrawn, taken_back), the question text (checked), the load text (policy, directory), the agreement's text (agreement),
 * the erased text (erased), or
 * words of the kind's own. Lines that a kind does not have are left out. `consent` is an accepted consent_grant,
 * consent_withdrawal or consent_void; `accepted`, one to the bus, an accepted take_back.
 *
 * The end text, of an exchange that its sender ended before it was handed over:
 *
 *   samband-end/1
 *   id <uuid>
 *   exchange <digest>                H(exchange text)
 *   order <uuid>                     the withdrawal, void or take-back that ended it
 *
 * The load text:
 *
 *   samband-load/1
 *   hash sha256:<64 hex>             of what the broker works with from here on
 *
 * The erased text, of an exchange, message about a consent or other order:
 *
 *   samband-erased/1
 *   id <uuid>                        whose private header, categories or subject were erased
 *
 * The start text:
 *
 *   samband-start/1
 *   log <origin>
 *   takeover <counter>
 *   software <name and version>
 *   policy sha256:<64 hex>
 *   directory sha256:<64 hex>
 *   coordinator <party> <base64, 32 bytes>     its root key
 *   log_card <size in bytes>                   LF, and then the log's card; 0 after the first start
 */
#ifndef MODEL_ENTRY_H
#define MODEL_ENTRY_H

#include <stdbool.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/error.h"
#include "keys/digest.h"
#include "model/item.h"
#include "model/limits.h"
#include "model/lines.h"

enum entry_kind {
    ENTRY_UNKNOWN = 0,
    ENTRY_ACCEPTED,
    ENTRY_REFUSED,
    ENTRY_HANDED_OVER,
    ENTRY_REGISTERED,
    ENTRY_WITHDRAWN,
    ENTRY_TAKEN_BACK,
    ENTRY_RETURNED,
    ENTRY_ERASED,
    ENTRY_CONSENT,
    ENTRY_POLICY,
    ENTRY_DIRECTORY,
    ENTRY_AGREEMENT,
    ENTRY_KEY,
    ENTRY_CHECKED,
    ENTRY_READ,
    ENTRY_ALARM,
    ENTRY_CARRIED,
    ENTRY_RECONCILED,
    ENTRY_OPERATOR,
    ENTRY_VOID,
    ENTRY_START,
    ENTRY_RECALLED,
    N_ENTRY_KINDS,
};

const char *entry_kind_name(enum entry_kind kind);

struct entry {
    enum entry_kind kind;
    int64_t time_ms;
    uint8_t nonce[NONCE_SIZE];
    char policy[72 + 1]; /* "sha256:..."; "" where the kind has none */
    char rule[LIMIT_GROUND + 1];
    bool permitted; /* decision */
    char code[LIMIT_WORD + 1];
    struct verdict_line verdicts[LIMIT_SECTIONS];
    size_t n_verdicts;
    uint64_t list_n, list_index;
    struct digest path[32];
    size_t n_path;
    bool has_signature;
    char signer[LIMIT_PARTY + 1];
    uint64_t signer_card;
    uint8_t signature[64];
    struct bytes text; /* borrowed: by a writer from its caller, by a reader from the entry */
};

/* Appends the entry's bytes. Fields must fit the kind (asserted). */
void entry_write(const struct entry *entry, struct buffer *ret_bytes);

/* Strict; FAULT_INPUT with code "not_canonical". `ret_entry->text` points into `bytes`. */
MUST_CHECK enum fault entry_read(struct bytes bytes, struct entry *ret_entry, struct error *err);

struct end_text {
    struct uuid id, order;
    struct digest exchange;
};

void end_text_write(const struct end_text *end, struct buffer *ret_text);
MUST_CHECK enum fault end_text_read(struct bytes text, struct end_text *ret_end, struct error *err);

/* `hash` is "sha256:...". */
void load_text_write(const char *hash, struct buffer *ret_text);
MUST_CHECK enum fault load_text_read(struct bytes text, char ret_hash[LINES_HASH_SIZE],
                                     struct error *err);

/* The exchange of which what identified it has been erased. */
void erased_text_write(const struct uuid *id, struct buffer *ret_text);
MUST_CHECK enum fault erased_text_read(struct bytes text, struct uuid *ret_id, struct error *err);

struct start_text {
    char origin[LIMIT_ORIGIN + 1];
    uint64_t takeover;
    char software[64];
    char policy[72 + 1], directory[72 + 1]; /* "sha256:..." */
    char coordinator[LIMIT_PARTY + 1];
    uint8_t coordinator_root[32];
    struct bytes log_card; /* borrowed; empty after the first start */
};

void start_text_write(const struct start_text *start, struct buffer *ret_text);
MUST_CHECK enum fault start_text_read(struct bytes text, struct start_text *ret_start,
                                      struct error *err);

#endif
