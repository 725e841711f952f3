/* SPDX-License-Identifier: EUPL-1.2 */
#include "model/agreement.h"

#include <sys/stat.h>

#include "area.h"
#include "model/agreement_file.h"

static char shelf[80]; /* the folder of agreements */

static void setup(void)
{
    area_start();
    snprintf(shelf, sizeof(shelf), "%s/agreements", folder);
    cr_assert_eq(mkdir(shelf, 0700), 0);
}

TestSuite(agreement, .init = setup, .fini = area_stop);

/* Two purposes, 2026 to 2028, between the parties with these roots. */
static struct agreement *new_agreement(const char *name)
{
    struct agreement *agreement = mem_new(1, sizeof(*agreement));

    *agreement = (struct agreement){ .origin = ORIGIN,
                                     .purposes = { "youth_follow_up", "cooperate_slt" },
                                     .n_purposes = 2,
                                     .from_day = 20454,  /* 2026-01-01 */
                                     .until_day = 21550, /* 2029-01-01 */
                                     .parties = { "fjell-school", "vik-child-welfare" },
                                     .n_parties = 2 };
    text_put(agreement->name, sizeof(agreement->name), name);
    return agreement;
}

/* As a file, signed with the root keys 1 and 2. */
static void write_yaml(const struct agreement *agreement, struct buffer *ret_yaml)
{
    CLEANUP(buffer_clear) struct buffer text = { 0 };
    char signature[ENCODE_BASE64_SIZE(64)];
    char from[TEXT_DATE_SIZE], until[TEXT_DATE_SIZE];

    agreement_write(agreement, &text);
    text_write_date(agreement->from_day, from);
    text_write_date(agreement->until_day, until);
    buffer_printf(ret_yaml, "agreement: %s\nlog: %s\npurposes: [youth_follow_up, cooperate_slt]\n",
                  agreement->name, agreement->origin);
    buffer_printf(ret_yaml, "from: %s\nuntil: %s\nparties:\n", from, until);
    for (size_t i = 0; i < agreement->n_parties; i++) {
        sign_text((uint8_t)(i + 1), &text, signature);
        buffer_printf(ret_yaml, "  - {party: %s, signature: %s}\n", agreement->parties[i],
                      signature);
    }
}

static void put_file(const char *name, struct bytes bytes)
{
    char file_path[160];

    snprintf(file_path, sizeof(file_path), "%s/%s", shelf, name);
    write_file(file_path, bytes);
}

static void put_agreement(const char *file, const char *name)
{
    CLEANUP(mem_free) struct agreement *agreement = new_agreement(name);
    CLEANUP(buffer_clear) struct buffer bytes = { 0 };

    write_yaml(agreement, &bytes);
    put_file(file, bytes_of_buffer(&bytes));
}

Test(agreement, text_is_what_every_party_signs)
{
    CLEANUP(mem_free) struct agreement *agreement = new_agreement("vestland-slt-2026");
    CLEANUP(buffer_clear) struct buffer text = { 0 };

    agreement_write(agreement, &text);
    cr_expect_str_eq((char *)text.data,
                     "samband-agreement/1\nlog " ORIGIN "\nagreement vestland-slt-2026\n"
                     "purposes youth_follow_up,cooperate_slt\nfrom 2026-01-01\nuntil 2029-01-01\n"
                     "party fjell-school\nparty vik-child-welfare\n");
}

Test(agreement, folder_is_read_in_order_of_name)
{
    CLEANUP(directory_free) struct directory *directory = load_area();
    CLEANUP(agreements_free) struct agreements *agreements = NULL;
    CLEANUP(mem_free) struct agreement *agreement = new_agreement("vestland-slt-2026");
    CLEANUP(buffer_clear) struct buffer text = { 0 };
    char hash[72 + 1] = "sha256:";
    struct error err = { 0 };
    struct digest digest;

    put_agreement("b.yaml", "vestland-slt-2026");
    put_agreement("a.yaml", "vestland-other");
    put_file("notes.txt", bytes_of_text("not an agreement"));
    cr_assert_eq(agreements_load(shelf, directory, NULL, &agreements, &err), FAULT_NONE, "%s",
                 err.text);
    cr_assert_eq(agreements_size(agreements), 2);
    cr_expect_str_eq(agreements_at(agreements, 0)->name, "vestland-other");
    cr_expect_str_eq(agreements_at(agreements, 1)->parties[1], "vik-child-welfare");
    agreement_write(agreement, &text);
    digest = digest_of(bytes_of_buffer(&text));
    digest_write_hex(&digest, hash + 7);
    cr_expect_str_eq(agreements_at(agreements, 1)->hash, hash);
    cr_expect_eq(agreements_find(agreements, hash), agreements_at(agreements, 1));
    hash[10] ^= 1;
    cr_expect_null(agreements_find(agreements, hash));
    cr_expect_null(agreements_find(agreements, "none"));
}

Test(agreement, folder_may_be_empty_or_none)
{
    CLEANUP(directory_free) struct directory *directory = load_area();
    CLEANUP(agreements_free) struct agreements *none = NULL, *empty = NULL, *missing = NULL;
    struct error err = { 0 };

    cr_expect_eq(agreements_load(NULL, directory, NULL, &none, &err), FAULT_NONE);
    cr_expect_eq(agreements_size(none), 0);
    cr_expect_eq(agreements_load(shelf, directory, NULL, &empty, &err), FAULT_NONE);
    cr_expect_null(agreements_find(empty, "none"));
    cr_expect_eq(agreements_load("/nonexistent", directory, NULL, &missing, &err), FAULT_INPUT);
    cr_expect_str_eq(err.code, "agreement");
    cr_expect_null(missing);
    cr_expect_null(agreements_find(NULL, "none"));
    cr_expect_null(agreements_covering(NULL, "fjell-school", "vik-child-welfare", "mediation", 1));
}

static const struct {
    const char *one, *other, *purpose;
    int32_t day;
    bool want;
} covered[] = {
    { "fjell-school", "vik-child-welfare", "youth_follow_up", 20454, true },
    { "vik-child-welfare", "fjell-school", "cooperate_slt", 21549, true },
    { "fjell-school", "vik-child-welfare", "youth_follow_up", 20453, false },
    { "fjell-school", "vik-child-welfare", "youth_follow_up", 21550, false },
    { "fjell-school", "vik-child-welfare", "mediation", 20500, false },
    { "fjell-school", "dal-child-welfare", "youth_follow_up", 20500, false },
    { "dal-child-welfare", "vik-child-welfare", "youth_follow_up", 20500, false },
};

Test(agreement, covers_its_parties_purposes_and_days)
{
    CLEANUP(directory_free) struct directory *directory = load_area();
    CLEANUP(agreements_free) struct agreements *agreements = NULL;

    put_agreement("a.yaml", "vestland-slt-2026");
    cr_assert_eq(agreements_load(shelf, directory, NULL, &agreements, NULL), FAULT_NONE);
    for (size_t i = 0; i < ARRAY_SIZE(covered); i++) {
        const struct agreement *first = agreements_at(agreements, 0);

        cr_expect_eq(agreement_covers(first, covered[i].one, covered[i].other, covered[i].purpose,
                                      covered[i].day),
                     covered[i].want, "case %zu", i);
        cr_expect_eq(agreements_covering(agreements, covered[i].one, covered[i].other,
                                         covered[i].purpose, covered[i].day),
                     covered[i].want ? first : NULL, "case %zu", i);
    }
}

static const struct {
    const char *old, *new, *fault;
} wrong[] = {
    { "agreement: vestland", "agreement: Vestland", "1 to 64" },
    { "agreement: vestland-slt-2026", "agreement: none", "none is reserved" },
    { "agreement: vestland-slt-2026\n", "", "the key agreement is missing" },
    { "log: samband.example/vestland", "log: samband.example/other", "not the log of the" },
    { "log: samband", "log: sam+band", "the origin of a log" },
    { "[youth_follow_up, cooperate_slt]", "[]", "at least 1" },
    { "cooperate_slt]", "youth_follow_up]", "youth_follow_up is listed twice" },
    { "cooperate_slt]", "mediation]", "not the signature of the party's root key" },
    { "from: 2026-01-01", "from: 2026-01-02", "not the signature of the party's root key" },
    { "from: 2026-01-01", "from: 1969-12-31", "before 1970" },
    { "from: 2026-01-01", "from: 2029-01-01", "until is not after from" },
    { "until: 2029-01-01", "until: 2036-01-02", "more than 10 years" },
    { "until: 2029-01-01", "until: 2029-02-30", ":" },
    { "party: vik-child-welfare", "party: fjell-school", "the party fjell-school is listed twice" },
    { "party: vik-child-welfare", "party: dal-child-welfare", "dal-child-welfare: not the sign" },
    { "party: vik-child-welfare", "party: nobody", "nobody: not a party of the directory" },
    { "party: vik-child-welfare", "party: bus", "the name bus is reserved" },
    { "party: vik-child-welfare, signature: ", "party: vik-child-welfare, signature: A", "64" },
    { "parties:", "country: NO\nparties:", "unknown key country" },
};

Test(agreement, that_is_not_whole_and_signed_by_all_is_refused)
{
    CLEANUP(mem_free) struct agreement *agreement = new_agreement("vestland-slt-2026");
    CLEANUP(directory_free) struct directory *directory = load_area();
    CLEANUP(buffer_clear) struct buffer bytes = { 0 };

    write_yaml(agreement, &bytes);
    for (size_t i = 0; i < ARRAY_SIZE(wrong); i++) {
        CLEANUP(buffer_clear) struct buffer changed = { 0 };
        CLEANUP(agreements_free) struct agreements *agreements = NULL;
        CLEANUP(mem_free) char *printed = NULL;
        struct error err = { 0 };
        size_t size;
        FILE *faults = open_memstream(&printed, &size);

        put_file("a.yaml", replaced(bytes_of_buffer(&bytes), wrong[i].old, wrong[i].new, &changed));
        cr_expect_eq(agreements_load(shelf, directory, &(struct reading){ .faults = faults },
                                     &agreements, &err),
                     FAULT_INPUT, "%s", wrong[i].new);
        fclose(faults);
        cr_expect_str_eq(err.code, "agreement");
        cr_expect_null(agreements);
        cr_expect(strstr(printed, wrong[i].fault), "%s: %s", wrong[i].new, printed);
        cr_expect(strstr(printed, "/a.yaml:"), "%s", printed);
    }
}

Test(agreement, on_a_purpose_that_is_no_word_is_refused_at_its_place)
{
    CLEANUP(vocabulary_free) struct vocabulary *vocabulary = NULL;
    CLEANUP(mem_free) struct agreement *agreement = new_agreement("vestland-slt-2026");
    CLEANUP(directory_free) struct directory *directory = load_area();
    CLEANUP(agreements_free) struct agreements *agreements = NULL;
    CLEANUP(buffer_clear) struct buffer bytes = { 0 }, changed = { 0 };
    struct error err = { 0 };

    cr_assert_eq(vocabulary_load("config/policy/vocabulary.yaml", stderr, &vocabulary, &err),
                 FAULT_NONE);
    write_yaml(agreement, &bytes);
    put_file("a.yaml", replaced(bytes_of_buffer(&bytes), "[youth_follow_up, ",
                                "[youth_follow_up, x", &changed));
    cr_expect_eq(agreements_load(shelf, directory, &(struct reading){ .vocabulary = vocabulary },
                                 &agreements, &err),
                 FAULT_INPUT);
    cr_expect(strstr(err.text, "/a.yaml:3:29: xcooperate_slt is not a purpose of the vocabulary"),
              "%s", err.text);
    put_file("a.yaml", bytes_of_buffer(&bytes));
    cr_expect_eq(agreements_load(shelf, directory, &(struct reading){ .vocabulary = vocabulary },
                                 &agreements, &err),
                 FAULT_NONE, "%s", err.text);
}

Test(agreement, that_has_run_out_is_read_and_its_end_told_with_its_place)
{
    CLEANUP(directory_free) struct directory *directory = load_area();
    CLEANUP(agreements_free) struct agreements *agreements = NULL;
    char warning[AGREEMENT_WARNING];
    const struct agreement *read;
    struct error err = { 0 };

    put_agreement("a.yaml", "vestland-slt-2026");
    cr_assert_eq(agreements_load(shelf, directory, NULL, &agreements, NULL), FAULT_NONE);
    read = agreements_at(agreements, 0);
    cr_expect_not(agreement_has_ended(read, 21549));
    cr_expect_eq(agreement_check_end(read, 21549, &err), FAULT_NONE);
    cr_expect(agreement_has_ended(read, 21550));
    cr_expect_eq(agreement_check_end(read, 21550, &err), FAULT_INPUT);
    cr_expect_str_eq(err.code, "agreement");
    cr_expect(strstr(err.text, "/a.yaml:5:8: it has run out: until 2029-01-01"), "%s", err.text);
    agreement_write_warning(read, warning);
    cr_expect(strstr(warning, "agreement=sha256:"), "%s", warning);
    cr_expect(strstr(warning, " until=2029-01-01 place=/tmp/"), "%s", warning);
    cr_expect(strstr(warning, "/a.yaml:5:8"), "%s", warning);
}

static const struct {
    const char *from, *until;
    enum fault want;
} periods[] = {
    { "2026-01-01", "2036-01-01", FAULT_NONE }, { "2026-01-01", "2036-01-02", FAULT_INPUT },
    { "2028-02-29", "2038-03-01", FAULT_NONE }, { "2028-02-29", "2038-03-02", FAULT_INPUT },
    { "2026-01-01", "2026-01-02", FAULT_NONE }, { "2026-01-01", "2026-01-01", FAULT_INPUT },
    { "9995-01-01", "9999-12-31", FAULT_NONE },
};

/* The signature of the first party stands for the second as well. */
Test(agreement, takes_no_signature_for_two)
{
    CLEANUP(mem_free) struct agreement *agreement = new_agreement("vestland-slt-2026");
    CLEANUP(directory_free) struct directory *directory = load_area();
    CLEANUP(agreements_free) struct agreements *agreements = NULL;
    CLEANUP(buffer_clear) struct buffer bytes = { 0 }, text = { 0 }, changed = { 0 };
    char first[ENCODE_BASE64_SIZE(64)], second[ENCODE_BASE64_SIZE(64)];
    struct error err = { 0 };

    write_yaml(agreement, &bytes);
    agreement_write(agreement, &text);
    sign_text(1, &text, first);
    sign_text(2, &text, second);
    put_file("a.yaml", replaced(bytes_of_buffer(&bytes), second, first, &changed));
    cr_expect_eq(agreements_load(shelf, directory, NULL, &agreements, &err), FAULT_INPUT);
    cr_expect(strstr(err.text, "/a.yaml:8:"), "%s", err.text);
    cr_expect(strstr(err.text, "vik-child-welfare: not the signature of the party's root key"),
              "%s", err.text);
}

Test(agreement, lasts_a_day_to_ten_years)
{
    CLEANUP(directory_free) struct directory *directory = load_area();

    for (size_t i = 0; i < ARRAY_SIZE(periods); i++) {
        CLEANUP(agreements_free) struct agreements *agreements = NULL;
        CLEANUP(mem_free) struct agreement *agreement = new_agreement("vestland-slt-2026");
        CLEANUP(buffer_clear) struct buffer bytes = { 0 };
        struct error err = { 0 };

        cr_assert(text_read_date(periods[i].from, &agreement->from_day));
        cr_assert(text_read_date(periods[i].until, &agreement->until_day));
        write_yaml(agreement, &bytes);
        put_file("a.yaml", bytes_of_buffer(&bytes));
        cr_expect_eq(agreements_load(shelf, directory, NULL, &agreements, &err), periods[i].want,
                     "%s to %s: %s", periods[i].from, periods[i].until, err.text);
    }
}

Test(agreement, all_faults_of_all_files_are_told)
{
    CLEANUP(directory_free) struct directory *directory = load_area();
    CLEANUP(agreements_free) struct agreements *agreements = NULL;
    CLEANUP(mem_free) char *printed = NULL;
    struct error err = { 0 };
    size_t size;
    FILE *faults = open_memstream(&printed, &size);

    put_agreement("a.yaml", "vestland-slt-2026");
    put_agreement("b.yaml", "vestland-slt-2026"); /* a name used twice */
    put_file("c.yaml", bytes_of_text("agreement: [\n"));
    put_file("d.yaml", bytes_of_text("agreement: x\n"));
    cr_expect_eq(
        agreements_load(shelf, directory, &(struct reading){ .faults = faults }, &agreements, &err),
        FAULT_INPUT);
    fclose(faults);
    cr_expect(strstr(err.text, "b.yaml"), "the first: %s", err.text);
    cr_expect(strstr(printed, "b.yaml: the name vestland-slt-2026 is another agreement's") &&
                  strstr(printed, "c.yaml:") && strstr(printed, "d.yaml:"),
              "%s", printed);
}

Test(agreement, that_is_not_yet_signed_is_read_for_tools_only)
{
    CLEANUP(directory_free) struct directory *directory = load_area();
    CLEANUP(mem_free) struct agreement *read = mem_new(1, sizeof(*read));
    CLEANUP(agreements_free) struct agreements *agreements = NULL;
    static const char draft[] = "agreement: vestland-slt-2026\nlog: " ORIGIN "\n"
                                "purposes: [mediation]\nfrom: 2026-01-01\nuntil: 2027-01-01\n"
                                "parties: [{party: fjell-school}, {party: vik-child-welfare}]\n";
    char file_path[160];
    struct error err = { 0 };

    put_file("a.yaml", bytes_of_text(draft));
    snprintf(file_path, sizeof(file_path), "%s/a.yaml", shelf);
    cr_assert_eq(agreement_file_read(file_path, NULL, read, &err), FAULT_NONE, "%s", err.text);
    cr_expect_str_eq(read->name, "vestland-slt-2026");
    cr_expect_eq(read->n_parties, 2);
    cr_expect_eq(read->signatures[0][0], 0);
    cr_expect_eq(strlen(read->hash), 71);
    cr_expect_eq(agreements_load(shelf, directory, NULL, &agreements, &err), FAULT_INPUT);
    cr_expect(strstr(err.text, "fjell-school: has not signed"), "%s", err.text);
}

Test(agreement, its_text_is_read_back)
{
    CLEANUP(mem_free) struct agreement *agreement = new_agreement("slt");
    CLEANUP(agreements_free) struct agreements *read = NULL;
    CLEANUP(buffer_clear) struct buffer text = { 0 };
    struct digest hash;
    char hex[DIGEST_HEX_SIZE];
    struct error err = { 0 };

    agreement_write(agreement, &text);
    hash = digest_of(bytes_of_buffer(&text));
    digest_write_hex(&hash, hex);
    cr_assert_eq(agreements_read_text(bytes_of_buffer(&text), &read, &err), FAULT_NONE, "%s",
                 err.text);
    cr_assert_eq(agreements_size(read), 1);
    cr_expect_str_eq(agreements_at(read, 0)->hash + 7, hex);
    cr_expect(agreement_covers(agreements_at(read, 0), "fjell-school", "vik-child-welfare",
                               "cooperate_slt", 20454));
    cr_expect(!agreement_covers(agreements_at(read, 0), "fjell-school", "vik-child-welfare",
                                "cooperate_slt", 21550));
}

static const struct {
    const char *from, *to, *why;
} spoilt[] = {
    { "from 2026-01-01", "from 2026-1-1", "(from)" },
    { "party fjell-school\n", "", "two parties" },
    { "purposes youth_follow_up", "purposes  youth_follow_up", "line 4" },
    { "youth_follow_up,", ",,", "(purposes)" },
    { "samband-agreement/1", "samband-agreement/2", "line 1" },
};

Test(agreement, a_text_in_another_spelling_is_none)
{
    CLEANUP(mem_free) struct agreement *agreement = new_agreement("slt");
    CLEANUP(buffer_clear) struct buffer text = { 0 };

    agreement_write(agreement, &text);
    for (size_t i = 0; i < ARRAY_SIZE(spoilt); i++) {
        CLEANUP(buffer_clear) struct buffer changed = { 0 };
        struct agreements *read = NULL;
        struct error err = { 0 };

        replaced(bytes_of_buffer(&text), spoilt[i].from, spoilt[i].to, &changed);
        cr_expect_eq(agreements_read_text(bytes_of_buffer(&changed), &read, &err), FAULT_INPUT);
        cr_expect_str_eq(err.code, "not_canonical");
        cr_expect_not_null(strstr(err.text, spoilt[i].why), "%s", err.text);
        cr_expect_null(read);
    }
}
