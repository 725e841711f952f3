/* SPDX-License-Identifier: EUPL-1.2 */
/* area - a folder of the test's own with a directory file of invented parties, each entry signed. */
#ifndef TESTS_AREA_H
#define TESTS_AREA_H

#include <criterion/criterion.h>

#include "base/text.h"
#include "canonical.h"
#include "keys/encode.h"
#include "keys/start.h"
#include "keys/tag.h"
#include "model/directory.h"

#define ORIGIN "samband.example/vestland"

/* Root keys are told apart by a byte; 9 is the coordinator's. */
enum { COORDINATOR = 9 };

static char folder[64], path[80];
static struct buffer yaml; /* what stands in the directory file */

static inline struct sign_secret *root_of(uint8_t byte)
{
    uint8_t seed[SIGN_SEED_SIZE];

    memset(seed, byte, sizeof(seed));
    return sign_secret_of_seed(seed);
}

static inline void key_text(uint8_t byte, char ret_text[ENCODE_BASE64_SIZE(32)])
{
    CLEANUP(sign_secret_free) struct sign_secret *root = root_of(byte);
    uint8_t key[SIGN_PUBLIC_SIZE];

    sign_public(root, key);
    encode_base64_to(key, sizeof(key), ret_text);
}

static inline void sign_text(uint8_t byte, const struct buffer *text,
                             char ret_text[ENCODE_BASE64_SIZE(64)])
{
    CLEANUP(sign_secret_free) struct sign_secret *root = root_of(byte);
    uint8_t signature[SIGN_SIGNATURE_SIZE];

    sign_bytes(root, TAG_DIRECTORY, ORIGIN, bytes_of_buffer(text), signature);
    encode_base64_to(signature, sizeof(signature), ret_text);
}

static inline void put_function(const struct party_function *function, struct buffer *text)
{
    buffer_printf(text, "      - function: %s\n        hours: \"%s\"\n", function->word,
                  function->hours_text);
    if (function->n_closed)
        buffer_append_text(text, "        closed: [2026-12-24, 2026-12-25]\n");
    if (function->on_call[0])
        buffer_printf(text, "        on_call: %s\n", function->on_call);
    if (function->telephone[0])
        buffer_printf(text, "        telephone: \"%s\"\n", function->telephone);
}

/* Adds one party of role school, with one function, and signs it. */
static inline void add_party(const char *name, const struct party_function *function,
                             const char *area, uint8_t root)
{
    CLEANUP(sign_secret_free) struct sign_secret *secret = root_of(root);
    CLEANUP(mem_free) struct party *party = mem_new(1, sizeof(*party));
    CLEANUP(buffer_clear) struct buffer text = { 0 };
    char key[ENCODE_BASE64_SIZE(32)], own[ENCODE_BASE64_SIZE(64)], other[ENCODE_BASE64_SIZE(64)];
    char areas[1][LIMIT_AREA + 1] = { "" };
    struct party_function functions[] = { *function };

    text_put(areas[0], sizeof(areas[0]), area);
    *party = (struct party){ .role = "school",
                             .country = "NO",
                             .supervisor = "no-supervisor",
                             .areas = areas,
                             .n_areas = 1,
                             .functions = functions,
                             .n_functions = 1,
                             .joined_day = 20454,
                             .left_day = root == 3 ? 20819 : INT32_MAX }; /* 3 is one that leaves */
    text_put(party->name, sizeof(party->name), name);
    sign_public(secret, party->root);
    directory_entry_write(party, ORIGIN, &text);
    key_text(root, key);
    sign_text(root, &text, own);
    sign_text(COORDINATOR, &text, other);
    buffer_printf(&yaml,
                  "  - party: %s\n    role: school\n    country: NO\n    ownership: public\n"
                  "    areas: [%s]\n    functions:\n",
                  name, area);
    put_function(function, &yaml);
    buffer_printf(&yaml,
                  "    supervisor: no-supervisor\n    root: %s\n    joined: 2026-01-01\n%s"
                  "    signatures: {party: %s, coordinator: %s}\n",
                  key, root == 3 ? "    left: 2027-01-01\n" : "", own, other);
}

static inline void write_file(const char *name, struct bytes bytes)
{
    FILE *file = fopen(name, "we");

    cr_assert_not_null(file);
    cr_assert_eq(fwrite(bytes.data, 1, bytes.size, file), bytes.size);
    cr_assert_eq(fclose(file), 0);
}

/* Schools in 1201-02 and -04, one of which leaves on 2027-01-01; child welfare in 1201-02, on call
 * there beyond its hours, and twice in 1201-03; in 1201-04 with an on-call function that nobody has. */
static inline void area_start(void)
{
    static const struct party_function functions[] = {
        { .word = "school", .hours_text = "always", .telephone = "+47 55 00 00 01" },
        { .word = "child_welfare",
          .hours_text = "mon-fri 08:00-15:30",
          .closed = { 20811, 20812 }, /* 2026-12-24, -25 */
          .n_closed = 2,
          .on_call = "child_welfare_on_call",
          .telephone = "+47 55 00 00 02" },
        { .word = "child_welfare_on_call", .hours_text = "always", .telephone = "+47 55 00 00 03" },
    };
    char key[ENCODE_BASE64_SIZE(32)];
    struct error err;

    cr_assert_eq(keys_start(&err), FAULT_NONE);
    strcpy(folder, "/tmp/samband-area-XXXXXX");
    cr_assert_not_null(mkdtemp(folder));
    snprintf(path, sizeof(path), "%s/directory.yaml", folder);
    key_text(COORDINATOR, key);
    buffer_printf(&yaml,
                  "log: " ORIGIN "\ncoordinator: {party: vestland-coordinator, root: %s}\n"
                  "parties:\n",
                  key);
    add_party("fjell-school", &functions[0], "1201-02", 1);
    add_party("vik-child-welfare", &functions[1], "1201-02", 2);
    add_party("fjord-child-welfare", &functions[1], "1201-03", 3);
    add_party("dal-child-welfare", &functions[1], "1201-03", 4);
    add_party("vestland-on-call", &functions[2], "1201-02", 5);
    add_party("os-child-welfare", &functions[1], "1201-04", 6);
}

static inline void area_stop(void)
{
    CLEANUP(mem_free) char *command = mem_printf("rm -r %s", folder);

    buffer_clear(&yaml);
    cr_assert_eq(system(command), 0);
}

static inline struct directory *load_area(void)
{
    struct directory *directory = NULL;
    struct error err = { 0 };

    write_file(path, bytes_of_buffer(&yaml));
    cr_assert_eq(directory_load(path, NULL, &directory, &err), FAULT_NONE, "%s", err.text);
    return directory;
}

#endif
