/* SPDX-License-Identifier: EUPL-1.2 */
#include "edge/reload.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/text.h"
#include "keys/encode.h"
#include "keys/tag.h"
#include "world.h"

static struct world world;
static struct adapter adapter;
static struct settings settings;
static struct party_state *parties[1];

/* What the last reload said. */
static char *said;
static struct error err;

static void run(const char *format, const char *one, const char *other)
{
    CLEANUP(mem_free) char *command = mem_printf(format, one, other);

    cr_assert_eq(system(command), 0, "%s", command);
}

static void write_file(const char *folder, const char *name, struct bytes bytes)
{
    CLEANUP(mem_free) char *path = mem_printf("%s/%s", folder, name);
    CLEANUP(fclose) FILE *file = fopen(path, "we");

    cr_assert_not_null(file);
    cr_assert_eq(fwrite(bytes.data, 1, bytes.size, file), bytes.size);
}

/* The school's adapter, with its files in the world's folder. */
static void set_up(void)
{
    world_open(&world);
    settings.directory = mem_printf("%s/directory.yaml", world.folder);
    settings.vocabulary = mem_printf("%s/vocabulary.yaml", world.folder);
    settings.cards = mem_printf("%s/cards", world.folder);
    settings.agreements = mem_printf("%s/agreements", world.folder);
    run("mkdir %s %s", settings.cards, settings.agreements);
    run("cp %s %s", "config/policy/vocabulary.yaml", settings.vocabulary);
    run("cp %s %s", "config/policy/conditions.yaml", world.folder);
    write_file(settings.cards, "bus.card", bytes_of_buffer(&world.bus_card));
    write_file(settings.cards, "school.card", bytes_of_buffer(&world.school.card));
    cr_assert_eq(agreements_load(settings.agreements, world.school.shared.directory, NULL,
                                 &world.school.shared.agreements, &err),
                 FAULT_NONE);
    adapter.settings = &settings;
    adapter.shared = world.school.shared;
    adapter.parties = parties;
    adapter.n_parties = 1;
    parties[0] = &world.school.party;
    parties[0]->shared = &adapter.shared;
}

static void tear_down(void)
{
    agreements_free(adapter.shared.agreements);
    adapter.shared.agreements = NULL;
    world.school.shared = adapter.shared;
    world_close(&world);
    mem_free(settings.directory);
    mem_free(settings.vocabulary);
    mem_free(settings.cards);
    mem_free(settings.agreements);
    free(said);
}

TestSuite(reload, .init = set_up, .fini = tear_down);

static enum fault reload(void)
{
    size_t size = 0;
    enum fault fault;
    FILE *faults;

    free(said);
    said = NULL;
    faults = open_memstream(&said, &size);
    fault = adapter_reload(&adapter, faults, &err);
    fclose(faults);
    return fault;
}

static size_t n_lines(void)
{
    size_t n = 0;

    for (const char *at = said; (at = strchr(at, '\n')); at++)
        n++;
    return n;
}

/* The next reload must not change anything, and say these words in so many lines. */
static void expect_refused(const char *words, size_t n_wanted)
{
    const struct edge_shared before = adapter.shared;

    cr_expect_eq(reload(), FAULT_INPUT, "%s", words);
    cr_expect_str_eq(err.code, "reload");
    cr_expect_not_null(strstr(said, words), "wanted \"%s\", said \"%s\"", words, said);
    cr_expect_eq(n_lines(), n_wanted, "%s: \"%s\"", words, said);
    cr_expect_eq(adapter.shared.directory, before.directory, "%s", words);
    cr_expect_eq(adapter.shared.vocabulary, before.vocabulary, "%s", words);
    cr_expect_eq(adapter.shared.agreements, before.agreements, "%s", words);
}

/* An agreement of school and welfare service, for a purpose. */
static void write_agreement_until(const char *purpose, const char *until,
                                  const struct sign_secret *other)
{
    CLEANUP(mem_free) struct agreement *agreement = mem_new(1, sizeof(*agreement));
    CLEANUP(buffer_clear) struct buffer text = { 0 }, yaml = { 0 };
    const struct sign_secret *secrets[] = { world.school_root, other };

    strcpy(agreement->origin, WORLD_ORIGIN);
    strcpy(agreement->name, "test-2026");
    strcpy(agreement->purposes[0], purpose);
    agreement->n_purposes = 1;
    strcpy(agreement->parties[0], WORLD_SCHOOL);
    strcpy(agreement->parties[1], WORLD_WELFARE);
    agreement->n_parties = 2;
    agreement->from_day = 18262; /* 2020-01-01 */
    cr_assert(text_read_date(until, &agreement->until_day));
    agreement_write(agreement, &text);
    buffer_printf(&yaml,
                  "agreement: test-2026\nlog: " WORLD_ORIGIN "\npurposes: [%s]\n"
                  "from: 2020-01-01\nuntil: %s\nparties:\n",
                  purpose, until);
    for (size_t i = 0; i < 2; i++) {
        char signature[ENCODE_BASE64_SIZE(64)];

        sign_bytes(secrets[i], TAG_DIRECTORY, WORLD_ORIGIN, bytes_of_buffer(&text),
                   agreement->signatures[i]);
        encode_base64_to(agreement->signatures[i], 64, signature);
        buffer_printf(&yaml, "  - {party: %s, signature: %s}\n", agreement->parties[i], signature);
    }
    write_file(settings.agreements, "test.yaml", bytes_of_buffer(&yaml));
}

static void write_agreement(const char *purpose, const struct sign_secret *other)
{
    write_agreement_until(purpose, "2030-01-01", other);
}

static const struct agreement *covering(const char *purpose)
{
    return agreements_covering(adapter.shared.agreements, WORLD_SCHOOL, WORLD_WELFARE, purpose,
                               20000);
}

static bool holds_card_of(const char *party)
{
    return directory_current_card(adapter.shared.directory, party, clock_wall_ms()) != NULL;
}

Test(reload, takes_every_part_at_once)
{
    CLEANUP(mem_free) char *hash = mem_text(directory_hash(adapter.shared.directory));

    world_write_directory(&world, WORLD_ORIGIN, WORLD_POLICE);
    write_agreement("youth_follow_up", world.welfare_root);
    run("sed -i '0,/^  youth_follow_up:.*/s//&\\n  test_purpose: {sv: prov, nb: prov, en: test}/' "
        "%s%s",
        settings.vocabulary, "");
    cr_assert_eq(reload(), FAULT_NONE, "%s", said);
    cr_expect_str_eq(said, "");
    cr_expect_str_neq(directory_hash(adapter.shared.directory), hash);
    cr_expect_null(directory_party(adapter.shared.directory, WORLD_POLICE, 20000));
    cr_expect_not_null(covering("youth_follow_up"));
    cr_expect(vocabulary_has(adapter.shared.vocabulary, VOCABULARY_PURPOSE, "test_purpose"));
}

Test(reload, drops_an_agreement_that_has_gone)
{
    write_agreement("youth_follow_up", world.welfare_root);
    cr_assert_eq(reload(), FAULT_NONE, "%s", said);
    cr_expect_not_null(covering("youth_follow_up"));
    run("rm %s/test.yaml%s", settings.agreements, "");
    cr_assert_eq(reload(), FAULT_NONE, "%s", said);
    cr_expect_null(covering("youth_follow_up"));
}

Test(reload, keeps_cards_that_lie_in_no_folder)
{
    cr_assert(holds_card_of(WORLD_WELFARE));
    cr_assert_eq(reload(), FAULT_NONE, "%s", said);
    cr_expect(holds_card_of(WORLD_WELFARE));
    cr_expect(holds_card_of(WORLD_SCHOOL));
    cr_expect(holds_card_of(PARTY_BUS));
}

Test(reload, reads_new_cards_of_the_folder)
{
    struct card card;
    CLEANUP(buffer_clear) struct buffer text = { 0 };

    cr_assert_eq(card_read(bytes_of_buffer(&world.welfare.card), &card, NULL), FAULT_NONE);
    card.serial = 7;
    card_write(&card, world.welfare_root, &text);
    write_file(settings.cards, "welfare-7.card", bytes_of_buffer(&text));
    cr_assert_eq(reload(), FAULT_NONE, "%s", said);
    cr_expect_eq(directory_current_card(adapter.shared.directory, WORLD_WELFARE, clock_wall_ms())
                     ->card.serial,
                 7);
}

Test(reload, keeps_no_card_of_a_party_that_has_gone_or_has_another_root)
{
    struct sign_secret *first = world.welfare_root;

    world.welfare_root = sign_secret_new();
    world_write_directory(&world, WORLD_ORIGIN, NULL);
    sign_secret_free(first);
    cr_assert_eq(reload(), FAULT_NONE, "%s", said);
    cr_expect_not(holds_card_of(WORLD_WELFARE));
    cr_expect(holds_card_of(WORLD_SCHOOL));

    world_write_directory(&world, WORLD_ORIGIN, WORLD_WELFARE);
    cr_assert_eq(reload(), FAULT_NONE, "%s", said);
    cr_expect_not(holds_card_of(WORLD_WELFARE));
}

Test(reload, of_a_faulty_directory_changes_nothing)
{
    run("sed -i 's/areas: .1201-02./areas: [1201-03]/' %s%s", settings.directory, "");
    expect_refused("directory.yaml:13:", 6); /* both signatures of each of three */
    world_write_directory(&world, WORLD_ORIGIN, NULL);
    run("echo 'nonsense: 1' >>%s%s", settings.directory, "");
    expect_refused("nonsense", 1);
    run("rm %s%s", settings.directory, "");
    expect_refused("directory.yaml", 1);
}

Test(reload, of_the_directory_of_another_log_changes_nothing)
{
    world_write_directory(&world, "samband.example/elsewhere", NULL);
    run("rm %s/*%s", settings.cards, ""); /* they are of the log that was */
    expect_refused("is of another log", 2);
}

Test(reload, of_a_faulty_vocabulary_changes_nothing)
{
    run("echo 'nonsense: {}' >>%s%s", settings.vocabulary, "");
    expect_refused("vocabulary.yaml:", 1);
}

Test(reload, of_faulty_conditions_changes_nothing)
{
    run("echo 'nonsense: {}' >>%s/conditions.yaml%s", world.folder, "");
    expect_refused("conditions.yaml:", 1);
}

Test(reload, of_a_faulty_agreement_changes_nothing)
{
    write_agreement("youth_follow_up", world.stranger_root);
    expect_refused("test.yaml:8:", 1);
}

Test(reload, of_words_that_the_vocabulary_lacks_changes_nothing)
{
    run("sed -i '0,/role: child_welfare/s//role: wizard/' %s%s", settings.directory, "");
    expect_refused(":11: wizard is not a role of the vocabulary", 1);
    world_write_directory(&world, WORLD_ORIGIN, NULL);
    write_agreement("shoe", world.welfare_root);
    expect_refused("test.yaml:3:12: shoe is not a purpose of the vocabulary", 1);
}

Test(reload, takes_a_word_that_came_into_the_vocabulary_with_it)
{
    write_agreement("shoe", world.welfare_root);
    run("sed -i '0,/^  youth_follow_up:.*/s//&\\n  shoe: {sv: sko, nb: sko, en: shoe}/' %s%s",
        settings.vocabulary, "");
    cr_expect_eq(reload(), FAULT_NONE, "%s", said);
}

Test(reload, is_not_stopped_by_an_agreement_that_has_run_out)
{
    write_agreement_until("youth_follow_up", "2026-01-02", world.welfare_root);
    cr_expect_eq(reload(), FAULT_NONE, "%s", said);
    cr_expect_null(agreements_covering(adapter.shared.agreements, WORLD_SCHOOL, WORLD_WELFARE,
                                       "youth_follow_up", text_day_of(clock_wall_ms())));
}

Test(reload, of_a_faulty_card_changes_nothing)
{
    write_file(settings.cards, "other.card", bytes_of_text("no card"));
    expect_refused("other.card", 1);
}

Test(reload, wants_its_own_parties_in_the_directory)
{
    run("rm %s/school.card%s", settings.cards, "");
    world_write_directory(&world, WORLD_ORIGIN, WORLD_SCHOOL);
    expect_refused(WORLD_SCHOOL ": is not in the directory", 1);
}

Test(reload, goes_on_for_the_others_when_a_party_of_its_own_has_left)
{
    int32_t today = text_day_of(clock_wall_ms());

    run("rm %s/school.card%s", settings.cards, ""); /* nobody asks a dormant party for one */
    world.school_left_day = today;
    world_write_directory(&world, WORLD_ORIGIN, NULL);
    cr_assert_eq(reload(), FAULT_NONE, "%s", said);
    cr_expect_eq(parties[0]->dormant_since_ms, today * INT64_C(86400000));

    world.school_left_day = 0;
    world.school_joined_day = today + 1;
    world_write_directory(&world, WORLD_ORIGIN, NULL);
    cr_assert_eq(reload(), FAULT_NONE, "%s", said);
    cr_expect_neq(parties[0]->dormant_since_ms, 0);

    world.school_joined_day = today;
    world_write_directory(&world, WORLD_ORIGIN, NULL);
    cr_assert_eq(reload(), FAULT_NONE, "%s", said);
    cr_expect_eq(parties[0]->dormant_since_ms, 0);
}

Test(reload, wants_a_card_for_the_keys_of_its_own_parties)
{
    struct sign_secret *first = world.school_root;

    run("rm %s/school.card%s", settings.cards, "");
    world.school_root = sign_secret_new();
    world_write_directory(&world, WORLD_ORIGIN, NULL);
    sign_secret_free(first);
    expect_refused(WORLD_SCHOOL ": has no card", 1);
}

Test(reload, tells_the_faults_of_all_files_at_once)
{
    run("echo 'nonsense: 1' >>%s && echo 'nonsense: {}' >>%s", settings.directory,
        settings.vocabulary);
    expect_refused("vocabulary.yaml:", 2);
    cr_expect_not_null(strstr(said, "directory.yaml:"), "%s", said);

    world_write_directory(&world, WORLD_ORIGIN, NULL);
    write_agreement("youth_follow_up", world.stranger_root);
    write_file(settings.cards, "other.card", bytes_of_text("no card"));
    expect_refused("test.yaml:", 3);
    cr_expect_not_null(strstr(said, "other.card"), "%s", said);
}
