/* SPDX-License-Identifier: EUPL-1.2 */
/* fixture - a small area in memory and in a temporary folder: parties, cards, rules, and what an
 * adapter would send, correct in every part, for tests to break.
 *
 *   fjell-school        school, NO, card 1
 *   vik-child-welfare   child_welfare, NO, card 1
 *   sjo-school          school, SE, card 1
 *   dal-child-welfare   child_welfare, NO, no card
 */
#ifndef TESTS_BROKER_FIXTURE_H
#define TESTS_BROKER_FIXTURE_H

#include "broker/handling.h"
#include "broker/submission.h"
#include "keys/seal.h"

#define FIXTURE_ORIGIN "samband.example/vestland"
#define FIXTURE_SCHOOL "fjell-school"
#define FIXTURE_WELFARE "vik-child-welfare"
#define FIXTURE_SWEDISH "sjo-school"
#define FIXTURE_KEYLESS "dal-child-welfare"

struct fixture {
    char folder[64];
    int64_t now_ms; /* wall time: rooms that read the clock see the same day */
    struct directory *directory;
    struct vocabulary *vocabulary;
    struct policy *policy;
    char policy_hash[POLICY_HASH_TEXT_SIZE];
    uint8_t index_key[32];
    struct sign_secret *bus, *school, *welfare, *swedish; /* their cards' `sign` */
    struct signer signer;                                 /* of the bus */
};

void fixture_open(struct fixture *ret_fixture);
void fixture_close(struct fixture *fixture);

/* Writes <folder>/directory.yaml anew; `left` (may be NULL) is no member any more. */
void fixture_write_directory(const struct fixture *fixture, const char *left);

/* Writes an agreement of fjell-school and vik-child-welfare into the folder, for one purpose. */
void fixture_agree(const char *folder, const char *purpose);
void fixture_agree_until(const char *folder, const char *purpose, const char *until);

/* A card signed by the root key of `party`, whose keys stand for `serial`. */
void fixture_card(const struct fixture *fixture, const char *party, uint64_t serial,
                  int64_t from_ms, struct buffer *ret_text);
/* The same, but with the CURVE key of the first card of `other`. */
void fixture_card_copied(const struct fixture *fixture, const char *party, uint64_t serial,
                         const char *other, struct buffer *ret_text);
/* As the first, held by the directory. */
struct held_card *fixture_hold(struct fixture *fixture, const char *party, uint64_t serial,
                               int64_t from_ms);

enum { DRAFT_SECTIONS = 4 };

/* A submit before it is sealed and signed. */
struct draft {
    struct exchange_text text; /* digests are filled by fixture_submit() */
    struct private_header header;
    const char *categories[DRAFT_SECTIONS];
    size_t n_sections;
    const struct sign_secret *signer;
    uint64_t number;   /* of the sequence */
    uint64_t size_off; /* added to the size in each descriptor */
    uint32_t scheme;
};

/* fjell-school tells vik-child-welfare of concern: three sections, all of them within the duty. */
struct draft fixture_draft(const struct fixture *fixture);

#define FIXTURE_CONSENT_GROUND "no.test.consent"

/* Adds a rule: by the consent of a young person of 15 to 17, what fixture_draft() holds may pass. */
void fixture_allow_by_consent(struct fixture *fixture);

/* fjell-school orders something of the bus, about what it sent or holds (`target` may be NULL). */
struct draft fixture_order(const struct fixture *fixture, enum order_kind kind,
                           const struct uuid *target);

/* It enters the consent of a young person of 16, with one guardian, to what fixture_draft() holds. */
struct draft fixture_grant(const struct fixture *fixture);

/* fixture_draft(), of a young person of 16, on the ground of that rule and this consent. */
struct draft fixture_resting_on(const struct fixture *fixture, const struct uuid *consent);

/* The frame as the broker reads it; frame_free(). Each part may be spoilt in place. */
Samband__V1__Frame *fixture_submit(const struct fixture *fixture, const struct draft *draft);
/* Its bytes on the link. */
void fixture_submit_bytes(const struct fixture *fixture, const struct draft *draft,
                          struct buffer *ret_bytes);

/* A submission that was read; asserted. */
struct submission *fixture_read(const struct fixture *fixture, const struct draft *draft);

struct decision_context fixture_context(const struct fixture *fixture, uint64_t leaf_index);

/* What the database would say of a decided submission. Points into it; `items` holds the bytes. */
void fixture_known(const struct submission *submission, struct known_exchange *ret_known);

/* A recipient's item for a decided submission that opens all that was permitted. */
struct recipient_item fixture_item(const struct fixture *fixture,
                                   const struct submission *submission, enum item_state state);

/* A Receipts frame with the item, first of a signed list of two; frame_free(). */
Samband__V1__Frame *fixture_receipts(const struct fixture *fixture,
                                     const struct recipient_item *item,
                                     const struct sign_secret *signer, struct bytes sealed);

/* The frame on the link again, packed. */
struct buffer fixture_pack(const Samband__V1__Frame *frame);

bool fixture_proves(const uint8_t key[CARD_KEY_SIZE], const struct stored_receipt *receipt);

#endif
