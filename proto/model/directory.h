/* SPDX-License-Identifier: Apache-2.0 */
/* directory - the parties of an area, and the cards of their keys.
 *
 * The directory file is YAML:
 *
 *   log: samband.example/vestland
 *   coordinator: {party: vestland-coordinator, root: <base64>}
 *   parties:
 *     - party: fjell-school
 *       role: school
 *       country: NO
 *       ownership: public            # public or private
 *       areas: [1201-02]
 *       functions:                   # what it can be addressed as, in its areas
 *         - function: child_welfare
 *           hours: "mon-fri 08:00-15:30"     # model/hours.h; left out: always
 *           closed: [2026-12-25]             # days on which nobody is there; left out: none
 *           on_call: child_welfare_on_call   # optional: who has it outside these hours, in the same
 *                                            # area, of this party or another one
 *           telephone: "+47 55 00 00 00"     # optional; with an on-call function, wanted
 *       supervisor: no-supervisor    # optional party
 *       contact_officer: dal-police  # optional; of a school: the police party whose function
 *                                    # contact_officer is the school's contact with the police
 *       root: <base64>
 *       joined: 2026-01-01
 *       left: 2027-01-01             # optional; first day no longer a member
 *       signatures: {party: <base64>, coordinator: <base64>}
 *
 * Both signatures cover the entry's text, tag samband/v1/directory:
 *
 *   samband-directory-entry/1
 *   log <origin>
 *   party <party>
 *   role <word>
 *   country <NO | SE>
 *   ownership <public | private>
 *   areas <area,area,...>            as listed
 *   function <word>                  each, as listed, with the four lines below
 *   hours <always | plain>
 *   closed <none | date,date,...>
 *   on_call <none | word>
 *   telephone <none | digits, + and spaces>
 *   supervisor <party | none>
 *   contact_officer <party>          only where one is named
 *   root <base64>
 *   joined <date>
 *   left <date | none>
 *
 * An entry whose signatures do not verify is a fault of the file, and so is a root key that another
 * party has, or the coordinator under another name, also of one that has left. A directory is a file that each
 * agency holds itself; nothing on a link can change it.
 */
#ifndef MODEL_DIRECTORY_H
#define MODEL_DIRECTORY_H

#include <stdbool.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/error.h"
#include "keys/digest.h"
#include "model/card.h"
#include "model/hours.h"
#include "model/limits.h"
#include "model/words.h"

enum {
    DIRECTORY_AREAS = 128, /* a police region has some fifty municipalities, some in parts */
    DIRECTORY_FUNCTIONS = 16,
    DIRECTORY_CLOSED = 32,
    DIRECTORY_TELEPHONE = 32
};

#define PARTY_BUS "bus" /* the broker; its card is signed by the coordinator */
#define PARTY_LOG "log" /* the signer of checkpoints; likewise */

/* The function that the police have for a school: it is addressed for the school, not in an area. */
#define FUNCTION_CONTACT_OFFICER "contact_officer"
#define ROLE_SCHOOL "school"
#define ROLE_POLICE "police"

/* What a party can be addressed as. */
struct party_function {
    char word[LIMIT_WORD + 1];
    char hours_text[HOURS_TEXT + 1]; /* "always" or as written */
    struct hours hours;
    int32_t closed[DIRECTORY_CLOSED]; /* local days since 1970 */
    size_t n_closed;
    char on_call[LIMIT_WORD + 1];            /* "" if none */
    char telephone[DIRECTORY_TELEPHONE + 1]; /* "" if none */
};

struct party {
    char name[LIMIT_PARTY + 1];
    char role[LIMIT_WORD + 1];
    char country[2 + 1]; /* "NO", "SE" */
    bool is_private;
    char (*areas)[LIMIT_AREA + 1]; /* as many as it has: most have one, and a directory is long */
    size_t n_areas;
    struct party_function *functions;
    size_t n_functions;
    char supervisor[LIMIT_PARTY + 1];
    char contact_officer[LIMIT_PARTY + 1]; /* the police party that has it; "" if none is named */
    uint8_t root[CARD_KEY_SIZE];
    int32_t joined_day, left_day; /* days since 1970; left_day INT32_MAX if none */
    uint8_t party_signature[64], coordinator_signature[64];
};

struct directory;

/* Reads and verifies the file, and with a vocabulary the words in it: roles, the country of each, and
 * functions. All faults go to those of `reading` (may be NULL) as file:line:column: what; `err` has the
 * first. FAULT_INPUT, code "directory". */
MUST_CHECK enum fault directory_load(const char *path, const struct reading *reading,
                                     struct directory **ret_directory, struct error *err);
/* The same for bytes in memory; `name` stands for the file. */
MUST_CHECK enum fault directory_read(const char *name, struct bytes bytes,
                                     const struct reading *reading,
                                     struct directory **ret_directory, struct error *err);
void directory_free(struct directory *directory);
DEFINE_CLEANUP(struct directory *, directory_free)

const char *directory_origin(const struct directory *directory);
const char *directory_coordinator(const struct directory *directory);
const uint8_t *directory_coordinator_root(const struct directory *directory); /* 32 bytes */
const char *directory_hash(const struct directory *directory); /* "sha256:..." of the file */

/* The bytes of the file, borrowed. */
struct bytes directory_source(const struct directory *directory);

size_t directory_size(const struct directory *directory);
const struct party *directory_at(const struct directory *directory, size_t i);

/* Its entry, whether it is a member today or not. Borrowed; NULL if there is none. */
const struct party *directory_entry(const struct directory *directory, const char *name);

/* Borrowed; NULL if there is no such party, or it is no member on `day`. */
const struct party *directory_party(const struct directory *directory, const char *name,
                                    int32_t day);

/* The one party that has `function` in `area` on `day`; NULL and *ret_n = 0 or > 1 otherwise. */
const struct party *directory_resolve(const struct directory *directory, const char *function,
                                      const char *area, int32_t day, size_t *ret_n);

/* A function of a party; NULL if it has none such. */
const struct party_function *party_function(const struct party *party, const char *function);

/* Is somebody there at that moment? */
bool party_function_is_open(const struct party_function *function, int64_t now_ms);

/* Where a message goes. */
struct route {
    const struct party *party;
    const struct party_function *function;
    const char
        *telephone; /* that answers now: of the on-call function or the function; "" if none */
    bool on_call;   /* it goes to the on-call function, since nobody is there */
};

/* The party that has `function` in `area`; an acute message outside its hours goes to the on-call
 * function it names, if that one resolves. `telephone` is the on-call function's wherever there is one. False with *ret_n = 0 or
 * > 1 as in directory_resolve(). */
bool directory_route(const struct directory *directory, const char *function, const char *area,
                     bool acute, int64_t now_ms, struct route *ret_route, size_t *ret_n);

/* Where a message for a school's contact officer goes: to that function of the police that the school's
 * entry names. An acute message outside its hours goes to its on-call function, which is sought in the
 * school's areas in the order of its entry. False if the school names none, or none that is a member
 * now. */
bool directory_contact_officer(const struct directory *directory, const struct party *school,
                               bool acute, int64_t now_ms, struct route *ret_route);

/* The text that both signatures of an entry cover. */
void directory_entry_write(const struct party *party, const char *origin, struct buffer *ret_text);

/* --- cards held for the parties of the directory, `bus` and `log` --- */

/* Verifies a card against the directory's root of its party and keeps it. A lower serial than one
 * held is kept too (old receipts verify with it) but is not current. The text is copied.
 * FAULT_INPUT, code "card". `ret_is_new` (may be NULL): false if that serial was already held;
 * other bytes under a serial already held are a fault, code "card_conflict". A key is one party's for
 * ever: a new card with a key that another party's card was the first to hold, as whichever of its
 * keys and whatever its period, is a fault, code "key_of_another_party" (but not a card of `bus` or
 * `log`). */
MUST_CHECK enum fault directory_add_card(struct directory *directory, struct bytes text,
                                         bool *ret_is_new, struct error *err);

/* The same for a card that stands in the record: its keys were judged when it came there. The first
 * card with a key still has it. */
MUST_CHECK enum fault directory_add_past_card(struct directory *directory, struct bytes text,
                                              struct error *err);

/* Adds every *.card file of a folder, in order of name. */
MUST_CHECK enum fault directory_add_card_folder(struct directory *directory, const char *path,
                                                struct error *err);

/* Lets go of every card held, and gives them to the caller: to add them again in another order. */
struct held_cards;
struct held_cards *directory_take_cards(struct directory *directory);

struct held_card {
    struct card card;
    struct buffer text; /* as is */
    bool in_record;     /* set by the broker once the key leaf that holds it is committed */
};

/* The highest serial, if it covers `now_ms`; NULL otherwise. Stays valid and in place as long as the directory. */
const struct held_card *directory_current_card(const struct directory *directory, const char *party,
                                               int64_t now_ms);
/* Any serial held, whatever its period. */
struct held_card *directory_card(const struct directory *directory, const char *party,
                                 uint64_t serial);

/* The first card that was added with `key`, whatever its period: its party is the one that has the key.
 * NULL if none holds it. */
const struct held_card *directory_card_of_key(const struct directory *directory,
                                              const uint8_t key[CARD_KEY_SIZE]);

/* Every card held, in order of addition. */
size_t directory_n_cards(const struct directory *directory);
struct held_card *directory_card_at(const struct directory *directory, size_t i);

#endif
