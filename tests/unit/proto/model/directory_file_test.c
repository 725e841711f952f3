/* SPDX-License-Identifier: EUPL-1.2 */
#include "model/directory_file.h"

#include "area.h"

TestSuite(directory_file, .init = area_start, .fini = area_stop);

Test(directory_file, is_read_in_the_order_of_the_file)
{
    CLEANUP(directory_free) struct directory *directory = load_area();
    const struct party *party;

    cr_assert_eq(directory_size(directory), 6);
    cr_expect_str_eq(directory_origin(directory), ORIGIN);
    cr_expect_str_eq(directory_coordinator(directory), "vestland-coordinator");
    cr_expect_eq(strlen(directory_hash(directory)), 71);
    party = directory_at(directory, 1);
    cr_expect_str_eq(party->name, "vik-child-welfare");
    cr_expect_str_eq(party->role, "school");
    cr_expect_str_eq(party->country, "NO");
    cr_expect_str_eq(party->supervisor, "no-supervisor");
    cr_expect(!party->is_private);
    cr_expect_eq(party->left_day, INT32_MAX);
    cr_assert_eq(party->n_functions, 1);
    cr_expect_str_eq(party->functions[0].word, "child_welfare");
    cr_expect_str_eq(party->functions[0].hours_text, "mon-fri 08:00-15:30");
    cr_expect_eq(party->functions[0].hours.n_ranges, 1);
    cr_expect_eq(party->functions[0].n_closed, 2);
    cr_expect_eq(party->functions[0].closed[1], 20812);
    cr_expect_str_eq(party->functions[0].on_call, "child_welfare_on_call");
    cr_expect_str_eq(party->functions[0].telephone, "+47 55 00 00 02");
}

static const struct {
    const char *old, *new, *fault;
} wrong[] = {
    { "role: school", "role: police", "not the signature of the party's root key" },
    { "role: school", "role: police", "not the signature of the coordinator's root key" },
    { "telephone: \"+47 55", "telephone: \"+47 56", "not the signature of the party's" },
    { "08:00-15:30", "08:00-15:00", "not the signature of the party's" },
    { ", 2026-12-25]", "]", "not the signature of the party's" },
    { "        on_call: child_welfare_on_call\n", "", "not the signature of the party's" },
    { "party: fjell-school", "party: bus", "the name bus is reserved" },
    { "party: fjell-school", "party: log", "the name log is reserved" },
    { "party: fjell-school", "party: vik-child-welfare", "is listed twice" },
    { "areas: [1201-02]", "areas: [1201-02, 1201-02]", "1201-02 is listed twice" },
    { "areas: [1201-02]", "areas: [none]", "none is reserved" },
    { "country: NO", "country: DK", "NO, SE" },
    { "function: school", "function: none", "none is reserved" },
    { "      - function: school", "      - function: school\n      - function: school",
      "the function school is listed twice" },
    { "- function: school", "- function: School", "1 to 48" },
    { "function: child_welfare\n", "functions: child_welfare\n", "functions" },
    { "hours: \"mon-fri 08", "hours: \"mon-fri 8", "hours as" },
    { "hours: \"always\"", "hours: always, mon", "hours as" },
    { "2026-12-25]", "2026-12-24]", "the day is listed twice" },
    { "2026-12-25]", "1969-12-31]", "before 1970" },
    { "2026-12-25]", "2026-12-32]", ":" },
    { "on_call: child_welfare_on_call", "on_call: child_welfare",
      "child_welfare cannot be on call for itself" },
    { "on_call: child_welfare_on_call", "on_call: \"+47 55 00 00 00\"", "1 to 48" },
    { "telephone: \"+47", "telephone: \"ring", "telephone number" },
    { "telephone: \"+47 55 00 00 01\"", "telephone: \"+ +\"", "telephone number" },
    { "telephone: \"+47", "on_call: \"+47", "1 to 48" },
    { "    supervisor:", "    on_call: \"1\"\n    supervisor:", "unknown key on_call" },
    { "joined: 2026-01-01", "joined: 2026-02-30", ":" },
    { "left: 2027-01-01", "left: 2026-01-01", "left is not after joined" },
    { "ownership: public", "owner: public", "owner" },
    { "log: samband", "log: sam+band", "origin" },
    { "root: ", "root: AAAA", "32 bytes in base64" },
};

Test(directory_file, says_what_is_wrong_and_where)
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
        cr_expect_eq(directory_load(path, &(struct reading){ .faults = faults }, &directory, &err),
                     FAULT_INPUT, "%s", wrong[i].new);
        fclose(faults);
        cr_expect_str_eq(err.code, "directory");
        cr_expect_null(directory);
        cr_expect(strstr(text, wrong[i].fault), "%s: %s", wrong[i].new, text);
        cr_expect(strncmp(text, path, strlen(path)) == 0 && text[strlen(path)] == ':', "%s", text);
    }
}

/* At the last key `root` of the file. */
static void expect_fault_of_root(const char *what)
{
    CLEANUP(mem_free) char *source = mem_printf("%.*s", (int)yaml.size, (const char *)yaml.data);
    CLEANUP(mem_free) char *text = NULL, *wanted = NULL;
    struct directory *directory = NULL;
    int line = 0, line_of_root = 0;
    size_t size;
    FILE *faults = open_memstream(&text, &size);

    for (const char *at = source; at; at = strchr(at + 1, '\n')) {
        line++;
        if (strncmp(at, "\n    root: ", 11) == 0)
            line_of_root = line;
    }
    wanted = mem_printf("directory.yaml:%d:11: %s\n", line_of_root, what);
    write_file(path, bytes_of_buffer(&yaml));
    cr_expect_eq(directory_load(path, &(struct reading){ .faults = faults }, &directory, NULL),
                 FAULT_INPUT);
    fclose(faults);
    cr_expect(strstr(text, wanted), "%s, not: %s", wanted, text);
}

Test(directory_file, has_no_root_key_twice)
{
    static const struct party_function function = { .word = "police", .hours_text = "always" };

    add_party("fjell-twin", &function, "1201-09", 1);
    expect_fault_of_root("fjell-twin: its root key is that of fjell-school");
    add_party("fjord-again", &function, "1201-09", 3); /* of one that leaves */
    expect_fault_of_root("fjord-again: its root key is that of fjord-child-welfare");
    add_party("other-coordinator", &function, "1201-09", COORDINATOR);
    expect_fault_of_root("other-coordinator: its root key is that of vestland-coordinator");
}

Test(directory_file, may_have_the_coordinator_as_a_party)
{
    CLEANUP(directory_free) struct directory *directory = NULL;
    static const struct party_function function = { .word = "police", .hours_text = "always" };

    add_party("vestland-coordinator", &function, "1201-09", COORDINATOR);
    directory = load_area();
    cr_expect_eq(directory_size(directory), 7);
}

Test(directory_file, reports_all_faults_at_once)
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
    cr_expect_eq(directory_load(path, &(struct reading){ .faults = faults }, &directory, &err),
                 FAULT_INPUT);
    fclose(faults);
    cr_expect(strstr(text, "NO, SE") && strstr(text, "reserved"), "%s", text);
}

static const struct {
    const char *old, *new, *fault;
} unknown[] = {
    { "role: school", "role: wizard", ":5:11: wizard is not a role of the vocabulary" },
    { "role: school", "role: mediation", ":5:11: there is no mediation in NO" },
    { "role: school", "role: 12841350160", ":5:11: the value is not a role of the vocabulary" },
    { "function: school", "function: shoe", ":10:19: shoe is not a function of the vocabulary" },
    { "on_call: child_welfare_on_call", "on_call: shoe",
      ": shoe is not a function of the vocabulary" },
};

Test(directory_file, words_that_the_vocabulary_lacks_are_faults_at_their_place)
{
    CLEANUP(vocabulary_free) struct vocabulary *vocabulary = NULL;
    struct error err = { 0 };

    cr_assert_eq(vocabulary_load("config/policy/vocabulary.yaml", stderr, &vocabulary, &err),
                 FAULT_NONE);
    for (size_t i = 0; i < ARRAY_SIZE(unknown); i++) {
        CLEANUP(buffer_clear) struct buffer changed = { 0 };
        CLEANUP(directory_free) struct directory *directory = NULL;

        replaced(bytes_of_buffer(&yaml), unknown[i].old, unknown[i].new, &changed);
        write_file(path, bytes_of_buffer(&changed));
        cr_expect_eq(
            directory_load(path, &(struct reading){ .vocabulary = vocabulary }, &directory, &err),
            FAULT_INPUT, "%s", unknown[i].new);
        cr_expect(strstr(err.text, unknown[i].fault), "%s: %s", unknown[i].new, err.text);
    }
}

static void load_with_areas(int n, char **ret_faults)
{
    CLEANUP(buffer_clear) struct buffer list = { 0 }, changed = { 0 };
    struct directory *directory;
    size_t size;
    FILE *faults = open_memstream(ret_faults, &size);

    for (int i = 0; i < n; i++)
        buffer_printf(&list, "%s%04d-%02d", i ? ", " : "areas: [", 4600 + i / 3, i % 3);
    buffer_append_text(&list, "]");
    replaced(bytes_of_buffer(&yaml), "areas: [1201-02]", (char *)list.data, &changed);
    write_file(path, bytes_of_buffer(&changed));
    cr_expect_eq(directory_load(path, &(struct reading){ .faults = faults }, &directory, NULL),
                 FAULT_INPUT);
    fclose(faults);
}

/* A police region or a mediation board has some fifty municipalities, each perhaps in parts. */
Test(directory_file, a_party_serves_up_to_128_areas)
{
    CLEANUP(mem_free) char *most = NULL, *more = NULL;

    load_with_areas(128, &most);
    cr_expect(strstr(most, "not the signature") && !strstr(most, "in the list"), "%s", most);
    load_with_areas(129, &more);
    cr_expect(strstr(more, "wants at most 128 in the list, not 129"), "%s", more);
}

Test(directory_file, that_cannot_be_read_is_a_fault)
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

Test(directory_file, its_bytes_are_the_directory_again)
{
    CLEANUP(directory_free) struct directory *directory = NULL, *again = NULL;
    struct error err = { 0 };

    write_file(path, bytes_of_buffer(&yaml));
    cr_assert_eq(directory_load(path, NULL, &directory, &err), FAULT_NONE, "%s", err.text);
    cr_expect(bytes_equal(directory_source(directory), bytes_of_buffer(&yaml)));
    cr_assert_eq(directory_read("kept", directory_source(directory), NULL, &again, &err),
                 FAULT_NONE, "%s", err.text);
    cr_expect_str_eq(directory_hash(again), directory_hash(directory));
    cr_expect_eq(directory_size(again), directory_size(directory));
    cr_expect_eq(directory_read("kept", bytes_of_text("log: [\n"), NULL, &again, &err),
                 FAULT_INPUT);
    cr_expect_str_eq(err.code, "directory");
    cr_expect_eq(strncmp(err.text, "kept:", 5), 0, "%s", err.text);
}

Test(directory_file, holds_always_where_no_hours_stand)
{
    CLEANUP(buffer_clear) struct buffer changed = { 0 };
    CLEANUP(directory_free) struct directory *directory = NULL;
    struct error err = { 0 };

    replaced(bytes_of_buffer(&yaml), "        hours: \"always\"\n", "", &changed);
    write_file(path, bytes_of_buffer(&changed));
    cr_assert_eq(directory_load(path, NULL, &directory, &err), FAULT_NONE, "%s", err.text);
    cr_expect(directory_at(directory, 0)->functions[0].hours.always);
    cr_expect_str_eq(directory_at(directory, 0)->functions[0].hours_text, "always");
}

Test(directory_file, entry_text_names_what_is_absent)
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
                     "country NO\nownership private\nareas none\n"
                     "supervisor none\nroot AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n"
                     "joined 1970-01-01\nleft none\n");
}

Test(directory_file, entry_text_has_five_lines_a_function)
{
    CLEANUP(buffer_clear) struct buffer text = { 0 };
    struct party_function functions[] = {
        { .word = "child_welfare",
          .hours_text = "mon-fri 08:00-15:30",
          .closed = { 0, 20812 },
          .n_closed = 2,
          .on_call = "child_welfare_on_call" },
        { .word = "child_welfare_on_call", .telephone = "+47 55 00 00 03" },
    };
    struct party party = { .name = "vik",
                           .role = "child_welfare",
                           .country = "NO",
                           .functions = functions,
                           .n_functions = 2 };

    directory_entry_write(&party, ORIGIN, &text);
    cr_expect_not_null(
        strstr((char *)text.data,
               "areas none\nfunction child_welfare\nhours mon-fri 08:00-15:30\n"
               "closed 1970-01-01,2026-12-25\non_call child_welfare_on_call\ntelephone none\n"
               "function child_welfare_on_call\nhours always\nclosed none\non_call none\n"
               "telephone +47 55 00 00 03\nsupervisor none\n"),
        "%s", (char *)text.data);
}
