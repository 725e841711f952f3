/* SPDX-License-Identifier: EUPL-1.2 */
#include "model/directory.h"

#include <criterion/criterion.h>

#include "canonical.h"
#include "keys/encode.h"
#include "keys/start.h"
#include "keys/tag.h"

#define ORIGIN "samband.example/vestland"

static const int64_t day_ms = 24LL * 3600 * 1000;

/* A folder of the test's own, and what stands in its directory file. */
static char folder[64], path[80];
static struct buffer yaml;

static struct sign_secret *root_of(uint8_t byte)
{
    uint8_t seed[SIGN_SEED_SIZE];

    memset(seed, byte, sizeof(seed));
    return sign_secret_of_seed(seed);
}

/* Root keys are told apart by a byte; 9 is the coordinator's. */
enum { COORDINATOR = 9 };

static void key_text(uint8_t byte, char ret_text[ENCODE_BASE64_SIZE(32)])
{
    CLEANUP(sign_secret_free) struct sign_secret *root = root_of(byte);
    uint8_t key[SIGN_PUBLIC_SIZE];

    sign_public(root, key);
    encode_base64_to(key, sizeof(key), ret_text);
}

static void sign_text(uint8_t byte, const struct buffer *text,
                      char ret_text[ENCODE_BASE64_SIZE(64)])
{
    CLEANUP(sign_secret_free) struct sign_secret *root = root_of(byte);
    uint8_t signature[SIGN_SIGNATURE_SIZE];

    sign_bytes(root, TAG_DIRECTORY, ORIGIN, bytes_of_buffer(text), signature);
    encode_base64_to(signature, sizeof(signature), ret_text);
}

static void add_party(const char *name, const char *function, const char *area, uint8_t root)
{
    CLEANUP(sign_secret_free) struct sign_secret *secret = root_of(root);
    CLEANUP(buffer_clear) struct buffer text = { 0 };
    char key[ENCODE_BASE64_SIZE(32)], own[ENCODE_BASE64_SIZE(64)], other[ENCODE_BASE64_SIZE(64)];
    struct party party = { .country = "NO",
                           .n_areas = 1,
                           .n_functions = 1,
                           .joined_day = 20454,
                           .left_day = INT32_MAX,
                           .role = "school",
                           .on_call = "+47 55 00 00 00",
                           .supervisor = "no-supervisor" };

    strcpy(party.name, name);
    strcpy(party.areas[0], area);
    strcpy(party.functions[0], function);
    sign_public(secret, party.root);
    if (root == 3) /* the one that leaves */
        party.left_day = 20819;
    directory_entry_write(&party, ORIGIN, &text);
    key_text(root, key);
    sign_text(root, &text, own);
    sign_text(COORDINATOR, &text, other);
    buffer_printf(&yaml,
                  "  - party: %s\n    role: school\n    country: NO\n    ownership: public\n"
                  "    areas: [%s]\n    functions: [%s]\n    on_call: \"+47 55 00 00 00\"\n"
                  "    supervisor: no-supervisor\n    root: %s\n    joined: 2026-01-01\n%s"
                  "    signatures: {party: %s, coordinator: %s}\n",
                  name, area, function, key, root == 3 ? "    left: 2027-01-01\n" : "", own, other);
}

static void setup(void)
{
    char key[ENCODE_BASE64_SIZE(32)];
    struct error err;

    cr_assert_eq(keys_start(&err), FAULT_NONE);
    strcpy(folder, "/tmp/samband-directory-XXXXXX");
    cr_assert_not_null(mkdtemp(folder));
    snprintf(path, sizeof(path), "%s/directory.yaml", folder);
    key_text(COORDINATOR, key);
    buffer_printf(&yaml,
                  "log: " ORIGIN "\ncoordinator: {party: vestland-coordinator, root: %s}\n"
                  "parties:\n",
                  key);
    add_party("fjell-school", "school", "1201-02", 1);
    add_party("vik-child-welfare", "child_welfare", "1201-02", 2);
    add_party("fjord-child-welfare", "child_welfare", "1201-03", 3);
    add_party("dal-child-welfare", "child_welfare", "1201-03", 4);
}

static void write_file(const char *name, struct bytes bytes)
{
    FILE *file = fopen(name, "we");

    cr_assert_not_null(file);
    cr_assert_eq(fwrite(bytes.data, 1, bytes.size, file), bytes.size);
    cr_assert_eq(fclose(file), 0);
}

static void teardown(void)
{
    CLEANUP(mem_free) char *command = mem_printf("rm -r %s", folder);

    buffer_clear(&yaml);
    cr_assert_eq(system(command), 0);
}

TestSuite(directory, .init = setup, .fini = teardown);

static struct directory *load(void)
{
    struct directory *directory = NULL;
    struct error err = { 0 };

    write_file(path, bytes_of_buffer(&yaml));
    cr_assert_eq(directory_load(path, NULL, &directory, &err), FAULT_NONE, "%s", err.text);
    return directory;
}

Test(directory, is_read_in_the_order_of_the_file)
{
    CLEANUP(directory_free) struct directory *directory = load();
    const struct party *party;

    cr_assert_eq(directory_size(directory), 4);
    cr_expect_str_eq(directory_origin(directory), ORIGIN);
    cr_expect_str_eq(directory_coordinator(directory), "vestland-coordinator");
    cr_expect_eq(strlen(directory_hash(directory)), 71);
    party = directory_at(directory, 1);
    cr_expect_str_eq(party->name, "vik-child-welfare");
    cr_expect_str_eq(party->role, "school");
    cr_expect_str_eq(party->country, "NO");
    cr_expect_str_eq(party->on_call, "+47 55 00 00 00");
    cr_expect_str_eq(party->supervisor, "no-supervisor");
    cr_expect(!party->is_private);
    cr_expect_eq(party->left_day, INT32_MAX);
}

Test(directory, knows_members_on_their_days_only)
{
    CLEANUP(directory_free) struct directory *directory = load();

    cr_expect_null(directory_party(directory, "fjord-child-welfare", 20453));
    cr_expect_not_null(directory_party(directory, "fjord-child-welfare", 20454));
    cr_expect_not_null(directory_party(directory, "fjord-child-welfare", 20818));
    cr_expect_null(directory_party(directory, "fjord-child-welfare", 20819));
    cr_expect_null(directory_party(directory, "nobody", 20454));
    cr_expect_null(directory_party(directory, PARTY_BUS, 20454));
}

Test(directory, resolves_a_function_only_when_one_party_has_it)
{
    CLEANUP(directory_free) struct directory *directory = load();
    const struct party *party;
    size_t n;

    party = directory_resolve(directory, "child_welfare", "1201-02", 20500, &n);
    cr_assert_not_null(party);
    cr_expect_str_eq(party->name, "vik-child-welfare");
    cr_expect_eq(n, 1);
    cr_expect_null(directory_resolve(directory, "child_welfare", "1201-03", 20500, &n));
    cr_expect_eq(n, 2);
    party = directory_resolve(directory, "child_welfare", "1201-03", 20900, &n);
    cr_assert_not_null(party, "one of the two has left");
    cr_expect_str_eq(party->name, "dal-child-welfare");
    cr_expect_null(directory_resolve(directory, "police", "1201-02", 20500, &n));
    cr_expect_eq(n, 0);
}

static const struct {
    const char *old, *new, *fault;
} wrong[] = {
    { "role: school", "role: police", "not the signature of the party's root key" },
    { "role: school", "role: police", "not the signature of the coordinator's root key" },
    { "on_call: \"+47 55", "on_call: \"+47 56", "not the signature of the party's" },
    { "party: fjell-school", "party: bus", "the name bus is reserved" },
    { "party: fjell-school", "party: log", "the name log is reserved" },
    { "party: fjell-school", "party: vik-child-welfare", "is listed twice" },
    { "areas: [1201-02]", "areas: [1201-02, 1201-02]", "1201-02 is listed twice" },
    { "country: NO", "country: DK", "NO, SE" },
    { "on_call: \"+47", "on_call: \"ring", "telephone" },
    { "joined: 2026-01-01", "joined: 2026-02-30", ":" },
    { "left: 2027-01-01", "left: 2026-01-01", "left is not after joined" },
    { "ownership: public", "owner: public", "owner" },
    { "log: samband", "log: sam+band", "origin" },
    { "root: ", "root: AAAA", "32 bytes in base64" },
};

Test(directory, says_what_is_wrong_and_where)
{
    for (size_t i = 0; i < ARRAY_SIZE(wrong); i++) {
        CLEANUP(buffer_clear) struct buffer changed = { 0 };
        CLEANUP(mem_free) char *text = NULL;
        struct directory *directory = NULL;
        struct error err = { 0 };
        size_t size;
        FILE *faults = open_memstream(&text, &size);

        replaced(bytes_of_buffer(&yaml), wrong[i].old, wrong[i].new, &changed);
        write_file(path, bytes_of_buffer(&changed));
        cr_expect_eq(directory_load(path, faults, &directory, &err), FAULT_INPUT, "%s",
                     wrong[i].new);
        fclose(faults);
        cr_expect_str_eq(err.code, "directory");
        cr_expect_null(directory);
        cr_expect(strstr(text, wrong[i].fault), "%s: %s", wrong[i].new, text);
        cr_expect(strncmp(text, path, strlen(path)) == 0 && text[strlen(path)] == ':', "%s", text);
    }
}

Test(directory, reports_all_faults_at_once)
{
    CLEANUP(buffer_clear) struct buffer one = { 0 }, two = { 0 };
    CLEANUP(mem_free) char *text = NULL;
    struct directory *directory;
    size_t size;
    FILE *faults = open_memstream(&text, &size);
    struct error err;

    replaced(bytes_of_buffer(&yaml), "country: NO", "country: DK", &one);
    replaced(bytes_of_buffer(&one), "party: vik-child-welfare", "party: log", &two);
    write_file(path, bytes_of_buffer(&two));
    cr_expect_eq(directory_load(path, faults, &directory, &err), FAULT_INPUT);
    fclose(faults);
    cr_expect(strstr(text, "NO, SE") && strstr(text, "reserved"), "%s", text);
}

Test(directory, that_cannot_be_read_is_a_fault)
{
    struct directory *directory;
    struct error err;

    cr_expect_eq(directory_load("/nonexistent/directory.yaml", NULL, &directory, &err),
                 FAULT_INPUT);
    cr_expect_str_eq(err.code, "directory");
    write_file(path, bytes_of_text("log: [\n"));
    cr_expect_eq(directory_load(path, NULL, &directory, &err), FAULT_INPUT);
    cr_expect_str_eq(err.code, "directory");
}

static void make_card(const char *party, uint64_t serial, uint8_t root, struct buffer *ret_text)
{
    CLEANUP(sign_secret_free) struct sign_secret *secret = root_of(root);
    struct card card = {
        .origin = ORIGIN, .serial = serial, .from_ms = 20500 * day_ms, .until_ms = 20550 * day_ms
    };

    strcpy(card.party, party);
    buffer_reset(ret_text);
    card_write(&card, secret, ret_text);
}

static const struct {
    const char *party;
    uint64_t serial;
    uint8_t root;
    enum fault want;
} cards[] = {
    { "fjell-school", 2, 1, FAULT_NONE },
    { "fjell-school", 1, 1, FAULT_NONE }, /* old receipts verify with it */
    { PARTY_BUS, 1, COORDINATOR, FAULT_NONE },
    { PARTY_LOG, 1, COORDINATOR, FAULT_NONE },
    { "fjell-school", 3, 2, FAULT_INPUT }, /* signed by another party */
    { "fjell-school", 3, COORDINATOR, FAULT_INPUT },
    { PARTY_BUS, 2, 1, FAULT_INPUT },
    { "nobody", 1, 1, FAULT_INPUT },
};

Test(directory, keeps_only_cards_of_the_right_root)
{
    CLEANUP(directory_free) struct directory *directory = load();
    CLEANUP(buffer_clear) struct buffer text = { 0 };
    bool is_new;

    for (size_t i = 0; i < ARRAY_SIZE(cards); i++) {
        struct error err = { 0 };

        make_card(cards[i].party, cards[i].serial, cards[i].root, &text);
        cr_expect_eq(directory_add_card(directory, bytes_of_buffer(&text), &is_new, &err),
                     cards[i].want, "card %zu: %s", i, err.text);
        if (cards[i].want)
            cr_expect_str_eq(err.code, "card");
        else
            cr_expect(is_new);
    }
    cr_expect_eq(directory_n_cards(directory), 4);
    cr_expect_eq(directory_card_at(directory, 1)->card.serial, 1);
    cr_expect_not_null(directory_card(directory, "fjell-school", 1));
    cr_expect_null(directory_card(directory, "fjell-school", 3));
}

Test(directory, current_card_is_the_highest_serial_while_it_lasts)
{
    CLEANUP(directory_free) struct directory *directory = load();
    CLEANUP(buffer_clear) struct buffer text = { 0 };
    const struct held_card *held;

    for (uint64_t serial = 9; serial >= 3; serial -= 2) {
        make_card("fjell-school", serial, 1, &text);
        cr_assert_eq(directory_add_card(directory, bytes_of_buffer(&text), NULL, NULL), FAULT_NONE);
    }
    held = directory_current_card(directory, "fjell-school", 20500 * day_ms);
    cr_assert_not_null(held);
    cr_expect_eq(held->card.serial, 9);
    cr_expect_null(directory_current_card(directory, "fjell-school", 20550 * day_ms));
    cr_expect_null(directory_current_card(directory, "fjell-school", 20499 * day_ms));
    cr_expect_null(directory_current_card(directory, "vik-child-welfare", 20500 * day_ms));
}

Test(directory, other_bytes_under_a_held_serial_are_a_conflict)
{
    CLEANUP(directory_free) struct directory *directory = load();
    CLEANUP(buffer_clear) struct buffer text = { 0 };
    CLEANUP(sign_secret_free) struct sign_secret *secret = root_of(1);
    struct card card = {
        .origin = ORIGIN, .party = "fjell-school", .serial = 1, .until_ms = 5 * day_ms
    };
    bool is_new = true;
    struct error err;

    make_card("fjell-school", 1, 1, &text);
    cr_assert_eq(directory_add_card(directory, bytes_of_buffer(&text), NULL, NULL), FAULT_NONE);
    cr_assert_eq(directory_add_card(directory, bytes_of_buffer(&text), &is_new, NULL), FAULT_NONE);
    cr_expect(!is_new);
    buffer_reset(&text);
    card_write(&card, secret, &text);
    cr_expect_eq(directory_add_card(directory, bytes_of_buffer(&text), NULL, &err), FAULT_INPUT);
    cr_expect_str_eq(err.code, "card_conflict");
    cr_expect_eq(directory_n_cards(directory), 1);
}

Test(directory, held_cards_stay_in_place)
{
    CLEANUP(directory_free) struct directory *directory = load();
    CLEANUP(buffer_clear) struct buffer text = { 0 };
    const struct held_card *first;

    make_card("fjell-school", 500, 1, &text);
    cr_assert_eq(directory_add_card(directory, bytes_of_buffer(&text), NULL, NULL), FAULT_NONE);
    first = directory_card(directory, "fjell-school", 500);
    for (uint64_t serial = 1; serial < 100; serial++) {
        make_card("fjell-school", serial, 1, &text);
        cr_assert_eq(directory_add_card(directory, bytes_of_buffer(&text), NULL, NULL), FAULT_NONE);
    }
    cr_expect_eq(directory_card(directory, "fjell-school", 500), first);
    for (uint64_t serial = 1; serial < 100; serial++)
        cr_expect_not_null(directory_card(directory, "fjell-school", serial));
}

Test(directory, reads_the_cards_of_a_folder)
{
    CLEANUP(directory_free) struct directory *directory = load();
    CLEANUP(buffer_clear) struct buffer text = { 0 };
    char name[128];
    struct error err;

    make_card("fjell-school", 2, 1, &text);
    snprintf(name, sizeof(name), "%s/b.card", folder);
    write_file(name, bytes_of_buffer(&text));
    make_card("vik-child-welfare", 1, 2, &text);
    snprintf(name, sizeof(name), "%s/a.card", folder);
    write_file(name, bytes_of_buffer(&text));
    cr_assert_eq(directory_add_card_folder(directory, folder, &err), FAULT_NONE, "%s", err.text);
    cr_assert_eq(directory_n_cards(directory), 2);
    cr_expect_str_eq(directory_card_at(directory, 0)->card.party, "vik-child-welfare");

    snprintf(name, sizeof(name), "%s/c.card", folder);
    write_file(name, bytes_of_text("samband-card/1\n"));
    cr_expect_eq(directory_add_card_folder(directory, folder, &err), FAULT_INPUT);
    cr_expect(strstr(err.text, "c.card"), "%s", err.text);
    cr_expect_eq(directory_add_card_folder(directory, "/nonexistent", &err), FAULT_INPUT);
}

Test(directory, entry_text_names_what_is_absent)
{
    CLEANUP(buffer_clear) struct buffer text = { 0 };
    struct party party = { .name = "fylke",
                           .role = "coordinator",
                           .country = "NO",
                           .is_private = true,
                           .left_day = INT32_MAX };

    directory_entry_write(&party, ORIGIN, &text);
    cr_expect_str_eq((char *)text.data,
                     "samband-directory-entry/1\nlog " ORIGIN "\nparty fylke\nrole coordinator\n"
                     "country NO\nownership private\nareas none\nfunctions none\non_call none\n"
                     "supervisor none\nroot AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n"
                     "joined 1970-01-01\nleft none\n");
}
