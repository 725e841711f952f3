/* SPDX-License-Identifier: EUPL-1.2 */
#include "world.h"

#include <criterion/criterion.h>
#include <dirent.h>

#include "base/clock.h"
#include "edge/consents_adult.h"
#include "edge/outbox_way.h"
#include "keys/encode.h"
#include "keys/random.h"
#include "keys/start.h"
#include "keys/tag.h"

#define DAY_MS INT64_C(86400000)

/* ---- the area ---- */

static void sign_entry(const struct sign_secret *secret, const char *origin,
                       const struct buffer *text, char ret_text[ENCODE_BASE64_SIZE(64)])
{
    uint8_t signature[SIGN_SIGNATURE_SIZE];

    sign_bytes(secret, TAG_DIRECTORY, origin, bytes_of_buffer(text), signature);
    encode_base64_to(signature, sizeof(signature), ret_text);
}

enum { JOINED = 18262 }; /* 2020-01-01 */

struct entry {
    const char *name, *role;
    const struct sign_secret *root;
    const char *contact_officer; /* NULL for none */
};

static void add_party(const struct world *world, const char *origin, const struct entry *entry,
                      struct buffer *yaml)
{
    CLEANUP(buffer_clear) struct buffer text = { 0 };
    char key[ENCODE_BASE64_SIZE(32)], own[ENCODE_BASE64_SIZE(64)], other[ENCODE_BASE64_SIZE(64)];
    char areas[1][LIMIT_AREA + 1] = { "1201-02" };
    struct party_function functions[2] = { { .hours_text = "always", .hours.always = true } };
    struct party party = { .country = "NO",
                           .areas = areas,
                           .n_areas = 1,
                           .functions = functions,
                           .n_functions = 1,
                           .joined_day = JOINED,
                           .left_day = INT32_MAX };
    char joined[TEXT_DATE_SIZE], left[TEXT_DATE_SIZE] = "";

    if (strcmp(entry->name, WORLD_SCHOOL) == 0 && world->school_joined_day)
        party.joined_day = world->school_joined_day;
    if (strcmp(entry->name, WORLD_SCHOOL) == 0 && world->school_left_day)
        party.left_day = world->school_left_day;
    text_write_date(party.joined_day, joined);
    if (party.left_day != INT32_MAX)
        text_write_date(party.left_day, left);

    strcpy(party.name, entry->name);
    strcpy(party.role, entry->role);
    strcpy(functions[0].word, entry->role);
    if (strcmp(entry->role, ROLE_POLICE) == 0) {
        functions[1] = functions[0];
        strcpy(functions[party.n_functions++].word, FUNCTION_CONTACT_OFFICER);
    }
    if (entry->contact_officer)
        strcpy(party.contact_officer, entry->contact_officer);
    sign_public(entry->root, party.root);
    encode_base64_to(party.root, sizeof(party.root), key);
    directory_entry_write(&party, origin, &text);
    sign_entry(entry->root, origin, &text, own);
    sign_entry(world->coordinator, origin, &text, other);
    buffer_printf(yaml,
                  "  - party: %s\n    role: %s\n    country: NO\n    ownership: public\n"
                  "    areas: [1201-02]\n    functions: [{function: %s}%s]\n%s%s%s    root: %s\n"
                  "    joined: %s\n%s%s%s    signatures: {party: %s, coordinator: %s}\n",
                  entry->name, entry->role, entry->role,
                  party.n_functions > 1 ? ", {function: " FUNCTION_CONTACT_OFFICER "}" : "",
                  party.contact_officer[0] ? "    contact_officer: " : "", party.contact_officer,
                  party.contact_officer[0] ? "\n" : "", key, joined, left[0] ? "    left: " : "",
                  left, left[0] ? "\n" : "", own, other);
}

void world_member(struct world_side *side, int32_t joined_day, int32_t left_day)
{
    struct party *entry = (struct party *)directory_entry(side->shared.directory, side->party.name);

    cr_assert_not_null(entry);
    entry->joined_day = joined_day;
    entry->left_day = left_day;
}

void world_write_directory(const struct world *world, const char *origin, const char *left_out)
{
    bool has_police = !left_out || strcmp(left_out, WORLD_POLICE) != 0;
    const struct entry entries[] = {
        { WORLD_SCHOOL, "school", world->school_root, has_police ? WORLD_POLICE : NULL },
        { WORLD_WELFARE, "child_welfare", world->welfare_root, NULL },
        { WORLD_POLICE, "police", world->stranger_root, NULL },
    };
    CLEANUP(buffer_clear) struct buffer yaml = { 0 };
    CLEANUP(mem_free) char *path = mem_printf("%s/directory.yaml", world->folder);
    CLEANUP(fclose) FILE *file = NULL;
    uint8_t key[32];
    char key_text[ENCODE_BASE64_SIZE(32)];

    sign_public(world->coordinator, key);
    encode_base64_to(key, sizeof(key), key_text);
    buffer_printf(&yaml,
                  "log: %s\ncoordinator: {party: vestland-coordinator, root: %s}\n"
                  "parties:\n",
                  origin, key_text);
    for (size_t i = 0; i < ARRAY_SIZE(entries); i++)
        if (!left_out || strcmp(entries[i].name, left_out) != 0)
            add_party(world, origin, &entries[i], &yaml);
    file = fopen(path, "we");
    cr_assert_not_null(file);
    cr_assert_eq(fwrite(yaml.data, 1, yaml.size, file), yaml.size);
}

static void make_card(const char *party, const struct sign_secret *root,
                      const struct sign_secret *sign, const struct seal_secret *seal,
                      const uint8_t *curve, struct buffer *ret_text)
{
    struct card card = { .origin = WORLD_ORIGIN, .serial = 1 };

    strcpy(card.party, party);
    card.from_ms = clock_wall_ms() - DAY_MS;
    card.until_ms = clock_wall_ms() + 30 * DAY_MS;
    sign_public(sign, card.sign);
    sign_public(sign, card.witness);
    if (seal)
        seal_public(seal, card.seal);
    if (curve)
        memcpy(card.curve, curve, sizeof(card.curve));
    card_write(&card, root, ret_text);
}

static void open_side(struct world *world, struct world_side *side, const char *name)
{
    CLEANUP(mem_free) char *path = mem_printf("%s/directory.yaml", world->folder);
    struct error err = { 0 };

    snprintf(side->spool_folder, sizeof(side->spool_folder), "%s/%s", world->folder, name);
    cr_assert_eq(
        directory_load(path, &(struct reading){ .faults = stderr }, &side->shared.directory, &err),
        FAULT_NONE, "%s", err.text);
    cr_assert_eq(
        vocabulary_load("config/policy/vocabulary.yaml", stderr, &side->shared.vocabulary, &err),
        FAULT_NONE, "%s", err.text);
    cr_assert_eq(conditions_load("config/policy/vocabulary.yaml", side->shared.vocabulary, stderr,
                                 &side->shared.conditions, &err),
                 FAULT_NONE, "%s", err.text);
    cr_assert_eq(spool_open(side->spool_folder, &side->shared.spool, &err), FAULT_NONE, "%s",
                 err.text);
    side->shared.receives = true;
    side->party.shared = &side->shared;
    snprintf(side->party.name, sizeof(side->party.name), "%s", name);
}

static void hold(struct world_side *side, const struct buffer *card)
{
    struct error err = { 0 };

    cr_assert_eq(directory_add_card(side->shared.directory, bytes_of_buffer(card), NULL, &err),
                 FAULT_NONE, "%s", err.text);
}

void world_renew_card(struct world *world, struct world_side *school)
{
    struct card card;

    cr_assert_eq(card_read(bytes_of_buffer(&school->card), &card, NULL), FAULT_NONE);
    card.serial++;
    buffer_reset(&school->card);
    card_write(&card, world->school_root, &school->card);
    hold(school, &school->card);
}

void world_new_seal(struct world *world, struct world_side *side)
{
    const struct sign_secret *root =
        side == &world->school ? world->school_root : world->welfare_root;
    struct card card;

    seal_secret_free(side->party.seal_old);
    consents_adult_free(side->party.consents_adult);
    side->party.seal_old = side->party.seal;
    side->party.seal = seal_secret_new();
    cr_assert_eq(card_read(bytes_of_buffer(&side->card), &card, NULL), FAULT_NONE);
    card.serial++;
    seal_public(side->party.seal, card.seal);
    buffer_reset(&side->card);
    card_write(&card, root, &side->card);
    hold(side, &side->card);
}

void world_lose_old_seal(struct world_side *side)
{
    seal_secret_free(side->party.seal_old);
    side->party.seal_old = NULL;
}

/* CURVE keys are X25519 keys. */
static void make_curve(uint8_t secret[32], uint8_t ret_public[32])
{
    CLEANUP(seal_secret_free) struct seal_secret *key = NULL;

    keys_random(secret, 32);
    key = seal_secret_of_bytes(secret);
    seal_public(key, ret_public);
}

void world_open(struct world *world)
{
    struct error err = { 0 };

    memset(world, 0, sizeof(*world));
    cr_assert_eq(keys_start(&err), FAULT_NONE);
    strcpy(world->folder, "/tmp/samband-edge-XXXXXX");
    cr_assert_not_null(mkdtemp(world->folder));
    world->coordinator = sign_secret_new();
    world->bus_sign = sign_secret_new();
    world->welfare_root = sign_secret_new();
    world->stranger_root = sign_secret_new();
    world->school.party.sign = sign_secret_new();
    world->school.party.seal = seal_secret_new();
    world->welfare.party.sign = sign_secret_new();
    world->welfare.party.seal = seal_secret_new();
    world->next_leaf = 7;
    world->school.party.curve_secret = mem_new(1, 32);
    world->welfare.party.curve_secret = mem_new(1, 32);
    make_curve(world->school.party.curve_secret, world->school.party.curve_public);
    make_curve(world->welfare.party.curve_secret, world->welfare.party.curve_public);
    make_curve(world->bus_curve_secret, world->bus_curve_public);
    world->school_root = sign_secret_new();
    world_write_directory(world, WORLD_ORIGIN, NULL);
    make_card(PARTY_BUS, world->coordinator, world->bus_sign, NULL, world->bus_curve_public,
              &world->bus_card);
    make_card(WORLD_SCHOOL, world->school_root, world->school.party.sign, world->school.party.seal,
              world->school.party.curve_public, &world->school.card);
    make_card(WORLD_WELFARE, world->welfare_root, world->welfare.party.sign,
              world->welfare.party.seal, world->welfare.party.curve_public, &world->welfare.card);
    open_side(world, &world->school, WORLD_SCHOOL);
    open_side(world, &world->welfare, WORLD_WELFARE);
    hold(&world->school, &world->school.card);
    hold(&world->school, &world->welfare.card);
    hold(&world->school, &world->bus_card);
    hold(&world->welfare, &world->welfare.card);
    hold(&world->welfare, &world->school.card);
    hold(&world->welfare, &world->bus_card);
}

static void close_side(struct world_side *side)
{
    spool_close(side->shared.spool);
    directory_free(side->shared.directory);
    conditions_free(side->shared.conditions);
    vocabulary_free(side->shared.vocabulary);
    sign_secret_free(side->party.sign);
    seal_secret_free(side->party.seal);
    seal_secret_free(side->party.seal_old);
    mem_free(side->party.curve_secret);
    buffer_clear(&side->card);
}

void world_close(struct world *world)
{
    CLEANUP(mem_free) char *command = mem_printf("rm -r %s", world->folder);

    close_side(&world->school);
    close_side(&world->welfare);
    sign_secret_free(world->coordinator);
    sign_secret_free(world->bus_sign);
    sign_secret_free(world->school_root);
    sign_secret_free(world->welfare_root);
    sign_secret_free(world->stranger_root);
    buffer_clear(&world->bus_card);
    cr_assert_eq(system(command), 0);
}

void world_reopen(struct world_side *side)
{
    struct error err = { 0 };

    spool_close(side->shared.spool);
    side->shared.spool = NULL;
    cr_assert_eq(spool_open(side->spool_folder, &side->shared.spool, &err), FAULT_NONE, "%s",
                 err.text);
}

bool world_holds(const char *folder, struct bytes bytes)
{
    DIR *dir = opendir(folder);
    struct dirent *entry;
    bool found = false;
    size_t n_read = 0;

    cr_assert_not_null(dir);
    while ((entry = readdir(dir))) {
        CLEANUP(mem_free) char *path = mem_printf("%s/%s", folder, entry->d_name);
        CLEANUP(buffer_clear) struct buffer all = { 0 };
        CLEANUP(fclose) FILE *file = entry->d_name[0] == '.' ? NULL : fopen(path, "re");
        uint8_t chunk[4096];
        size_t got;

        while (file && (got = fread(chunk, 1, sizeof(chunk), file)) > 0)
            buffer_append(&all, chunk, got);
        n_read += all.size;
        found = found || (all.size && memmem(all.data, all.size, bytes.data, bytes.size));
    }
    closedir(dir);
    cr_assert_gt(n_read, 10000);
    return found;
}

/* ---- what the school posts ---- */

void world_report(struct report *ret_report, size_t n_children)
{
    struct report_target *target = &ret_report->targets[ret_report->n_targets++];

    strcpy(target->function, "child_welfare");
    strcpy(target->area, "1201-02");
    strcpy(target->ground, "no.bvl.13-2");
    strcpy(target->purpose, "protect_child");
    strcpy(target->pointer, "/to");
    strcpy(ret_report->type, "concern_notification");
    strcpy(ret_report->urgency, "acute");
    for (size_t i = 0; i < n_children; i++) {
        struct report_child *child = report_add_child(ret_report);
        static const char *const categories[] = { "identity", "observation" };

        snprintf(child->about, sizeof(child->about), "/children/%zu", i);
        memset(child->subject, (int)i + 1, sizeof(child->subject));
        child->header.has_age = true;
        child->header.age = 9;
        child->header.certainty = CERTAINTY_CERTAIN;
        for (size_t j = 0; j < ARRAY_SIZE(categories); j++) {
            struct report_part *part = report_add_part(child, categories[j], j == 1);

            strcpy(part->media_type, "application/json");
            buffer_printf(&part->content, "{\"text\":\"" WORLD_CANARY " %zu %zu\"}", i, j);
        }
    }
}

struct uuid *world_post(struct world *world, const char *key, size_t n_children, size_t *ret_n)
{
    CLEANUP(report_clear) struct report report = { 0 };
    struct uuid *ids = NULL;
    bool repeated = false;
    struct error err = { 0 };

    world_report(&report, n_children);
    cr_assert_eq(outbox_post(&world->school.party, &report,
                             bytes_of_text("{\"body\":\"" WORLD_CANARY "\"}"), key, &ids, ret_n,
                             &repeated, &err),
                 FAULT_NONE, "%s", err.text);
    return ids;
}

Samband__V1__Frame *world_submit(struct world *world, const struct uuid *id)
{
    CLEANUP(buffer_clear) struct buffer bytes = { 0 };
    Samband__V1__Frame *frame = NULL;
    struct error err = { 0 };

    cr_assert_eq(outbox_way_frame(&world->school.party, id, &bytes, &err), FAULT_NONE, "%s",
                 err.text);
    cr_assert_eq(frame_read(bytes_of_buffer(&bytes), &frame, &err), FAULT_NONE, "%s", err.text);
    cr_assert_eq(frame->kind_case, SAMBAND__V1__FRAME__KIND_SUBMIT);
    return frame;
}
