/* SPDX-License-Identifier: EUPL-1.2 */
#include "model/directory.h"

#include "area.h"

static const int64_t day_ms = 24LL * 3600 * 1000;

TestSuite(directory, .init = area_start, .fini = area_stop);

Test(directory, knows_members_on_their_days_only)
{
    CLEANUP(directory_free) struct directory *directory = load_area();

    cr_expect_null(directory_party(directory, "fjord-child-welfare", 20453));
    cr_expect_not_null(directory_entry(directory, "fjord-child-welfare"));
    cr_expect_null(directory_entry(directory, "no-such-party"));
    cr_expect_not_null(directory_party(directory, "fjord-child-welfare", 20454));
    cr_expect_not_null(directory_party(directory, "fjord-child-welfare", 20818));
    cr_expect_null(directory_party(directory, "fjord-child-welfare", 20819));
    cr_expect_null(directory_party(directory, "nobody", 20454));
    cr_expect_null(directory_party(directory, PARTY_BUS, 20454));
}

Test(directory, resolves_a_function_only_when_one_party_has_it)
{
    CLEANUP(directory_free) struct directory *directory = load_area();
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
    const char *why, *function, *area, *now;
    bool acute;
    const char *party, *word, *telephone; /* party NULL: no route */
    size_t n;
} routes[] = {
    { "acute, somebody is there", "child_welfare", "1201-02", "2026-03-03T09:00:00.000Z", true,
      "vik-child-welfare", "child_welfare", "+47 55 00 00 03", 1 },
    { "acute, in the evening", "child_welfare", "1201-02", "2026-03-03T18:00:00.000Z", true,
      "vestland-on-call", "child_welfare_on_call", "+47 55 00 00 03", 1 },
    { "acute, on a closed day", "child_welfare", "1201-02", "2026-12-24T09:00:00.000Z", true,
      "vestland-on-call", "child_welfare_on_call", "+47 55 00 00 03", 1 },
    { "not acute, in the evening", "child_welfare", "1201-02", "2026-03-03T18:00:00.000Z", false,
      "vik-child-welfare", "child_welfare", "+47 55 00 00 03", 1 },
    { "to the on-call function itself", "child_welfare_on_call", "1201-02",
      "2026-03-03T09:00:00.000Z", true, "vestland-on-call", "child_welfare_on_call",
      "+47 55 00 00 03", 1 },
    { "acute in the evening, nobody on call in that area", "child_welfare", "1201-04",
      "2026-03-03T18:00:00.000Z", true, "os-child-welfare", "child_welfare", "+47 55 00 00 02", 1 },
    { "without an on-call function", "school", "1201-02", "2026-03-03T18:00:00.000Z", true,
      "fjell-school", "school", "+47 55 00 00 01", 1 },
    { "two have it", "child_welfare", "1201-03", "2026-03-03T09:00:00.000Z", true, NULL, NULL, NULL,
      2 },
    { "nobody has it", "police", "1201-02", "2026-03-03T09:00:00.000Z", true, NULL, NULL, NULL, 0 },
};

Test(directory, routes_what_is_acute_to_who_is_there)
{
    CLEANUP(directory_free) struct directory *directory = load_area();

    for (size_t i = 0; i < ARRAY_SIZE(routes); i++) {
        struct route route = { 0 };
        int64_t now_ms = 0;
        size_t n = 99;
        bool found;

        cr_assert(text_read_time(routes[i].now, &now_ms));
        found = directory_route(directory, routes[i].function, routes[i].area, routes[i].acute,
                                now_ms, &route, &n);
        cr_expect_eq(n, routes[i].n, "%s: %zu", routes[i].why, n);
        cr_assert_eq(found, routes[i].party != NULL, "%s", routes[i].why);
        if (!found)
            continue;
        cr_expect_str_eq(route.party->name, routes[i].party, "%s", routes[i].why);
        cr_expect_str_eq(route.function->word, routes[i].word, "%s", routes[i].why);
        cr_expect_str_eq(route.telephone, routes[i].telephone, "%s", routes[i].why);
        cr_expect_eq(route.on_call, strcmp(routes[i].word, routes[i].function) != 0, "%s",
                     routes[i].why);
    }
}

Test(directory, knows_the_functions_of_a_party)
{
    CLEANUP(directory_free) struct directory *directory = load_area();
    const struct party *party = directory_party(directory, "vik-child-welfare", 20500);
    const struct party_function *function = party_function(party, "child_welfare");

    cr_assert_not_null(function);
    cr_expect_null(party_function(party, "child_welfare_on_call"));
    /* 2026-12-24 is local: it begins at 23:00 UTC the day before and ends at 23:00 UTC. */
    cr_expect(party_function_is_open(function, 20810 * day_ms + 9 * 3600 * 1000));
    cr_expect(!party_function_is_open(function, 20811 * day_ms + 9 * 3600 * 1000));
    cr_expect(!party_function_is_open(function, 20810 * day_ms + 20 * 3600 * 1000));
}

static void make_card(const char *party, uint64_t serial, uint8_t root, struct buffer *ret_text)
{
    CLEANUP(sign_secret_free) struct sign_secret *secret = root_of(root);
    struct card card = {
        .origin = ORIGIN, .serial = serial, .from_ms = 20500 * day_ms, .until_ms = 20550 * day_ms
    };

    strcpy(card.party, party);
    memset(card.curve, root, sizeof(card.curve));
    memset(card.sign, 16 + root, sizeof(card.sign));
    memset(card.seal, 32 + root, sizeof(card.seal));
    memset(card.witness, 48 + root, sizeof(card.witness));
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
    CLEANUP(directory_free) struct directory *directory = load_area();
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
    CLEANUP(directory_free) struct directory *directory = load_area();
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
    CLEANUP(directory_free) struct directory *directory = load_area();
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

/* Fits until a byte is put into one of its keys. */
static struct card card_of(const char *party, uint64_t serial, uint8_t keys)
{
    struct card card = {
        .origin = ORIGIN, .serial = serial, .from_ms = 20500 * day_ms, .until_ms = 20550 * day_ms
    };

    strcpy(card.party, party);
    memset(card.curve, keys, sizeof(card.curve));
    memset(card.sign, keys + 1, sizeof(card.sign));
    memset(card.seal, keys + 2, sizeof(card.seal));
    memset(card.witness, keys + 3, sizeof(card.witness));
    return card;
}

static enum fault add(struct directory *directory, const struct card *card, uint8_t root,
                      struct error *err)
{
    CLEANUP(sign_secret_free) struct sign_secret *secret = root_of(root);
    CLEANUP(buffer_clear) struct buffer text = { 0 };

    card_write(card, secret, &text);
    return directory_add_card(directory, bytes_of_buffer(&text), NULL, err);
}

static const struct {
    const char *word;
    size_t offset; /* of the key in the card */
} keys[] = {
    { "curve", offsetof(struct card, curve) },
    { "sign", offsetof(struct card, sign) },
    { "seal", offsetof(struct card, seal) },
    { "witness", offsetof(struct card, witness) },
};

Test(directory, takes_no_card_with_a_key_of_another_party)
{
    CLEANUP(directory_free) struct directory *directory = load_area();
    struct card renewed = card_of("fjell-school", 2, 60), past = card_of("fjell-school", 1, 50);
    struct error err;

    past.from_ms = 0; /* has run out long ago */
    past.until_ms = day_ms;
    cr_assert_eq(add(directory, &past, 1, NULL), FAULT_NONE);
    cr_assert_eq(add(directory, &renewed, 1, NULL), FAULT_NONE);
    for (uint8_t byte = 50; byte < 64; byte = byte == 53 ? 60 : byte + 1) {
        for (size_t k = 0; k < ARRAY_SIZE(keys); k++) {
            struct card copy = card_of("vik-child-welfare", 1, 100);
            CLEANUP(mem_free)
            char *key = mem_printf("its %s key stands in card %d of fjell-school", keys[k].word,
                                   byte < 60 ? 1 : 2);

            memset((char *)&copy + keys[k].offset, byte, CARD_KEY_SIZE);
            cr_expect_eq(add(directory, &copy, 2, &err), FAULT_INPUT);
            cr_expect_str_eq(err.code, "key_of_another_party");
            cr_expect(strstr(err.text, "card 1 of vik-child-welfare: ") && strstr(err.text, key),
                      "%s", err.text);
        }
    }
    cr_expect_eq(directory_n_cards(directory), 2);
    renewed = card_of("fjell-school", 3, 50);
    cr_expect_eq(add(directory, &renewed, 1, NULL), FAULT_NONE, "its own keys again");
}

Test(directory, takes_the_cards_of_the_coordinator_whoever_has_copied_their_keys)
{
    CLEANUP(directory_free) struct directory *directory = load_area();
    struct card copy = card_of("fjell-school", 1, 50), bus = card_of(PARTY_BUS, 1, 50),
                log = card_of(PARTY_LOG, 1, 60);

    cr_assert_eq(add(directory, &copy, 1, NULL), FAULT_NONE);
    cr_expect_eq(add(directory, &bus, COORDINATOR, NULL), FAULT_NONE);
    cr_expect_eq(add(directory, &log, COORDINATOR, NULL), FAULT_NONE);
    copy = card_of("fjell-school", 2, 60);
    cr_expect_eq(add(directory, &copy, 1, NULL), FAULT_INPUT);
}

Test(directory, keeps_the_first_holder_of_a_key_whatever_the_record_holds)
{
    CLEANUP(directory_free) struct directory *directory = load_area();
    CLEANUP(sign_secret_free) struct sign_secret *secret = root_of(2);
    CLEANUP(buffer_clear) struct buffer text = { 0 };
    struct card owner = card_of("fjell-school", 1, 50), copy = card_of("vik-child-welfare", 1, 50);

    cr_assert_eq(add(directory, &owner, 1, NULL), FAULT_NONE);
    card_write(&copy, secret, &text);
    cr_expect_eq(directory_add_past_card(directory, bytes_of_buffer(&text), NULL), FAULT_NONE);
    cr_expect_not_null(directory_card(directory, "vik-child-welfare", 1));
    cr_expect_str_eq(directory_card_of_key(directory, owner.curve)->card.party, "fjell-school");
    owner.serial = 2;
    cr_expect_eq(add(directory, &owner, 1, NULL), FAULT_NONE);
    memset(owner.curve, 99, sizeof(owner.curve));
    cr_expect_null(directory_card_of_key(directory, owner.curve));
}

Test(directory, held_cards_stay_in_place)
{
    CLEANUP(directory_free) struct directory *directory = load_area();
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

/* The CURVE key of another root's card, in a card signed with `root`. */
static void replace_key(struct buffer *text, uint8_t root, uint8_t other)
{
    CLEANUP(sign_secret_free) struct sign_secret *secret = root_of(root);
    struct card card;

    cr_assert_eq(card_read(bytes_of_buffer(text), &card, NULL), FAULT_NONE);
    memset(card.curve, other, sizeof(card.curve));
    buffer_reset(text);
    card_write(&card, secret, text);
}

Test(directory, reads_the_cards_of_a_folder)
{
    CLEANUP(directory_free) struct directory *directory = load_area();
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

    make_card("dal-child-welfare", 1, 4, &text);
    replace_key(&text, 4, 2);
    snprintf(name, sizeof(name), "%s/c.card", folder);
    write_file(name, bytes_of_buffer(&text));
    cr_expect_eq(directory_add_card_folder(directory, folder, &err), FAULT_INPUT);
    cr_expect_str_eq(err.code, "key_of_another_party");
    cr_expect(strstr(err.text, "c.card: card 1 of dal-child-welfare") &&
                  strstr(err.text, "of vik-child-welfare"),
              "%s", err.text);
    write_file(name, bytes_of_text("samband-card/1\n"));
    cr_expect_eq(directory_add_card_folder(directory, folder, &err), FAULT_INPUT);
    cr_expect(strstr(err.text, "c.card"), "%s", err.text);
    cr_expect_eq(directory_add_card_folder(directory, "/nonexistent", &err), FAULT_INPUT);
}
