/* SPDX-License-Identifier: EUPL-1.2 */
#include "fixture.h"

#include <stdio.h>
#include <stdlib.h>

#include <criterion/criterion.h>

#include "base/clock.h"
#include "base/memory.h"
#include "keys/encode.h"
#include "keys/random.h"
#include "keys/start.h"
#include "keys/tag.h"
#include "settings/policy_file.h"

static const int64_t day_ms = INT64_C(86400000);

/* Each party's keys follow from one byte; the coordinator's root is 9. */
static const struct {
    const char *name, *role, *country;
    uint8_t byte;
    bool has_card;
} parties[] = {
    { FIXTURE_SCHOOL, "school", "NO", 1, true },
    { FIXTURE_WELFARE, "child_welfare", "NO", 2, true },
    { FIXTURE_SWEDISH, "school", "SE", 3, true },
    { FIXTURE_KEYLESS, "child_welfare", "NO", 4, false },
    { PARTY_BUS, "", "", 9, true },
    { PARTY_LOG, "", "", 9, true },
};

enum { N_MEMBERS = 4, COORDINATOR = 9 };

static struct sign_secret *secret_of(uint8_t byte)
{
    uint8_t seed[SIGN_SEED_SIZE];

    memset(seed, byte, sizeof(seed));
    return sign_secret_of_seed(seed);
}

static uint8_t byte_of(const char *party)
{
    for (size_t i = 0; i < ARRAY_SIZE(parties); i++) {
        if (strcmp(parties[i].name, party) == 0)
            return parties[i].byte;
    }
    cr_assert(false, "no such party: %s", party);
    return 0;
}

/* The key that a party's cards name for its signatures. */
static struct sign_secret *signer_of(const char *party)
{
    return secret_of((uint8_t)(byte_of(party) + 16));
}

static struct seal_secret *seal_of(const char *party)
{
    uint8_t key[SEAL_KEY_SIZE];

    memset(key, byte_of(party) + 32, sizeof(key));
    return seal_secret_of_bytes(key);
}

static void sign_entry(uint8_t byte, const struct buffer *text,
                       char ret_text[ENCODE_BASE64_SIZE(64)])
{
    CLEANUP(sign_secret_free) struct sign_secret *root = secret_of(byte);
    uint8_t signature[SIGN_SIGNATURE_SIZE];

    sign_bytes(root, TAG_DIRECTORY, FIXTURE_ORIGIN, bytes_of_buffer(text), signature);
    encode_base64_to(signature, sizeof(signature), ret_text);
}

static void public_of(uint8_t byte, uint8_t ret_key[SIGN_PUBLIC_SIZE])
{
    CLEANUP(sign_secret_free) struct sign_secret *secret = secret_of(byte);

    sign_public(secret, ret_key);
}

/* Left on 1970-01-02, if it did. */
static void write_party(FILE *file, size_t i, bool has_left)
{
    char areas[1][LIMIT_AREA + 1] = { "1201-02" };
    struct party_function function = { .hours_text = "always" };
    struct party party = { .areas = areas,
                           .n_areas = 1,
                           .functions = &function,
                           .n_functions = 1,
                           .joined_day = 0,
                           .left_day = has_left ? 1 : INT32_MAX };
    char key[ENCODE_BASE64_SIZE(32)], own[ENCODE_BASE64_SIZE(64)], other[ENCODE_BASE64_SIZE(64)];
    CLEANUP(buffer_clear) struct buffer text = { 0 };

    strcpy(party.name, parties[i].name);
    strcpy(party.role, parties[i].role);
    strcpy(party.country, parties[i].country);
    strcpy(function.word, parties[i].role);
    public_of(parties[i].byte, party.root);
    encode_base64_to(party.root, sizeof(party.root), key);
    directory_entry_write(&party, FIXTURE_ORIGIN, &text);
    sign_entry(parties[i].byte, &text, own);
    sign_entry(COORDINATOR, &text, other);
    fprintf(file,
            "  - party: %s\n    role: %s\n    country: %s\n    ownership: public\n"
            "    areas: [1201-02]\n    functions:\n      - function: %s\n    root: %s\n"
            "    joined: 1970-01-01\n%s"
            "    signatures: {party: %s, coordinator: %s}\n",
            party.name, party.role, party.country, party.role, key,
            has_left ? "    left: 1970-01-02\n" : "", own, other);
}

void fixture_write_directory(const struct fixture *fixture, const char *left)
{
    CLEANUP(mem_free) char *path = mem_printf("%s/directory.yaml", fixture->folder);
    char key[ENCODE_BASE64_SIZE(32)];
    uint8_t root[SIGN_PUBLIC_SIZE];
    FILE *file = fopen(path, "we");

    cr_assert_not_null(file);
    public_of(COORDINATOR, root);
    encode_base64_to(root, sizeof(root), key);
    fprintf(file,
            "log: " FIXTURE_ORIGIN "\ncoordinator: {party: vestland-coordinator, root: %s}\n"
            "parties:\n",
            key);
    for (size_t i = 0; i < N_MEMBERS; i++)
        write_party(file, i, left && strcmp(parties[i].name, left) == 0);
    cr_assert_eq(fclose(file), 0);
}

static void load_directory(struct fixture *fixture)
{
    CLEANUP(mem_free) char *path = mem_printf("%s/directory.yaml", fixture->folder);
    struct error err = { 0 };

    fixture_write_directory(fixture, NULL);
    cr_assert_eq(
        directory_load(path, &(struct reading){ .faults = stderr }, &fixture->directory, &err),
        FAULT_NONE, "%s", err.text);
}

void fixture_card(const struct fixture *fixture, const char *party, uint64_t serial,
                  int64_t from_ms, struct buffer *ret_text)
{
    CLEANUP(sign_secret_free) struct sign_secret *root = secret_of(byte_of(party));
    CLEANUP(sign_secret_free) struct sign_secret *sign = signer_of(party);
    CLEANUP(seal_secret_free) struct seal_secret *seal = seal_of(party);
    struct card card = { .serial = serial, .from_ms = from_ms, .until_ms = from_ms + 60 * day_ms };

    (void)fixture;
    strcpy(card.origin, FIXTURE_ORIGIN);
    strcpy(card.party, party);
    memset(card.curve, 16 * byte_of(party) + (int)serial, sizeof(card.curve));
    memset(card.witness, byte_of(party) + 64, sizeof(card.witness));
    sign_public(sign, card.sign);
    seal_public(seal, card.seal);
    card_write(&card, root, ret_text);
}

void fixture_card_copied(const struct fixture *fixture, const char *party, uint64_t serial,
                         const char *other, struct buffer *ret_text)
{
    CLEANUP(sign_secret_free) struct sign_secret *root = secret_of(byte_of(party));
    CLEANUP(buffer_clear) struct buffer text = { 0 };
    struct card card, copied;

    fixture_card(fixture, party, serial, fixture->now_ms - day_ms, &text);
    cr_assert_eq(card_read(bytes_of_buffer(&text), &card, NULL), FAULT_NONE);
    buffer_reset(&text);
    fixture_card(fixture, other, 1, fixture->now_ms - day_ms, &text);
    cr_assert_eq(card_read(bytes_of_buffer(&text), &copied, NULL), FAULT_NONE);
    memcpy(card.curve, copied.curve, sizeof(card.curve));
    card_write(&card, root, ret_text);
}

struct held_card *fixture_hold(struct fixture *fixture, const char *party, uint64_t serial,
                               int64_t from_ms)
{
    CLEANUP(buffer_clear) struct buffer text = { 0 };
    struct error err = { 0 };

    fixture_card(fixture, party, serial, from_ms, &text);
    cr_assert_eq(directory_add_card(fixture->directory, bytes_of_buffer(&text), NULL, &err),
                 FAULT_NONE, "%s", err.text);
    return directory_card(fixture->directory, party, serial);
}

void fixture_open(struct fixture *ret_fixture)
{
    struct fixture *fixture = ret_fixture;
    struct error err = { 0 };

    *fixture = (struct fixture){ .now_ms = clock_wall_ms() };
    cr_assert_eq(keys_start(&err), FAULT_NONE);
    strcpy(fixture->folder, "/tmp/samband-broker-XXXXXX");
    cr_assert_not_null(mkdtemp(fixture->folder));
    load_directory(fixture);
    for (size_t i = 0; i < ARRAY_SIZE(parties); i++) {
        if (parties[i].has_card)
            fixture_hold(fixture, parties[i].name, 1, fixture->now_ms - day_ms)->in_record = true;
    }
    cr_assert_eq(
        policy_load_all("config/policy", stderr, &fixture->vocabulary, &fixture->policy, &err),
        FAULT_NONE, "%s", err.text);
    policy_hash_text(fixture->policy, fixture->policy_hash);
    memset(fixture->index_key, 7, sizeof(fixture->index_key));
    fixture->bus = signer_of(PARTY_BUS);
    fixture->school = signer_of(FIXTURE_SCHOOL);
    fixture->welfare = signer_of(FIXTURE_WELFARE);
    fixture->swedish = signer_of(FIXTURE_SWEDISH);
    fixture->signer =
        (struct signer){ fixture->bus, FIXTURE_ORIGIN,
                         directory_current_card(fixture->directory, PARTY_BUS, fixture->now_ms) };
}

void fixture_close(struct fixture *fixture)
{
    CLEANUP(mem_free) char *command = mem_printf("rm -r %s", fixture->folder);

    cr_assert_eq(system(command), 0);
    directory_free(fixture->directory);
    vocabulary_free(fixture->vocabulary);
    policy_free(fixture->policy);
    sign_secret_free(fixture->bus);
    sign_secret_free(fixture->school);
    sign_secret_free(fixture->welfare);
    sign_secret_free(fixture->swedish);
}

struct decision_context fixture_context(const struct fixture *fixture, uint64_t leaf_index)
{
    return (struct decision_context){
        .policy = fixture->policy,
        .policy_hash = fixture->policy_hash,
        .vocabulary = fixture->vocabulary,
        .directory = fixture->directory,
        .signer = &fixture->signer,
        .index_key = fixture->index_key,
        .leaf_index = leaf_index,
        .time_ms = fixture->now_ms,
    };
}

struct draft fixture_draft(const struct fixture *fixture)
{
    struct draft draft = {
        .text = { .id = uuid_new(fixture->now_ms),
                  .origin = FIXTURE_ORIGIN,
                  .type = "concern_notification",
                  .sender = FIXTURE_SCHOOL,
                  .recipient = FIXTURE_WELFARE,
                  .sender_card = 1,
                  .recipient_card = 1,
                  .agreement = "none",
                  .ground = "no.bvl.13-2",
                  .purpose = "protect_child",
                  .urgency = "acute",
                  .created_ms = fixture->now_ms,
                  .not_after_ms = fixture->now_ms + 7 * day_ms,
                  .has_subject = true },
        .header = { .has_age = true, .age = 12, .certainty = CERTAINTY_CERTAIN },
        .categories = { "identity", "observation", "health" },
        .n_sections = 3,
        .signer = fixture->school,
        .number = 1,
        .scheme = 1,
    };

    keys_random(draft.text.thread, sizeof(draft.text.thread));
    return draft;
}
