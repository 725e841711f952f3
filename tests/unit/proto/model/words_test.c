/* SPDX-License-Identifier: EUPL-1.2 */
#include "model/words.h"

#include <criterion/criterion.h>
#include <string.h>

#include "base/memory.h"

static struct vocabulary *vocabulary;

static void setup(void)
{
    struct error err = { 0 };

    cr_assert_eq(vocabulary_load("config/policy/vocabulary.yaml", stderr, &vocabulary, &err),
                 FAULT_NONE, "%s", err.text);
}

static void teardown(void) { vocabulary_free(vocabulary); }

TestSuite(words, .init = setup, .fini = teardown);

/* A role, its country and a list of purposes. */
static const struct {
    const char *yaml;
    const char *faults[3];
} cases[] = {
    { "role: school\ncountry: NO\npurposes: [mediation, protect_child]\n", { 0 } },
    { "role: wizard\ncountry: NO\npurposes: [mediation]\n",
      { "f:1:7: wizard is not a role of the vocabulary" } },
    { "role: mediation\ncountry: NO\npurposes: [mediation]\n",
      { "f:1:7: there is no mediation in NO" } },
    { "role: mediation\ncountry: SE\npurposes: [mediation]\n", { 0 } },
    { "role: 12841350160\ncountry: NO\npurposes: [mediation]\n",
      { "f:1:7: the value is not a role of the vocabulary" } },
    { "role: school\ncountry: NO\npurposes: [shoe, mediation, sock]\n",
      { "f:3:12: shoe is not a purpose of the vocabulary",
        "f:3:29: sock is not a purpose of the vocabulary" } },
    { "role: school\ncountry: NO\npurposes: [12841350160]\n",
      { "f:3:12: the value is not a purpose of the vocabulary" } },
    { "role: school\ncountry: NO\npurposes: [mediation, Shoe, shoe]\n", { "f:3:23: " } },
    { "role: school\ncountry: NO\npurposes: []\n", { "f:3:11: " } },
    { "role: school\ncountry: NO\n", { "f:1:1: " } },
};

static void read_case(const char *text, const struct vocabulary *judge,
                      struct yaml_document **ret_document, size_t *ret_n)
{
    char role[LIMIT_WORD + 1] = "", purposes[4][LIMIT_WORD + 1];
    struct yaml_node root, node;

    cr_assert_eq(yaml_open_bytes("f", bytes_of_text(text), ret_document, NULL), FAULT_NONE);
    root = yaml_root(*ret_document);
    node = yaml_field(root, "role", YAML_REQUIRED);
    words_read(node, judge, VOCABULARY_ROLE, role);
    words_check_country(node, judge, role,
                        yaml_text(yaml_field(root, "country", YAML_REQUIRED), 2, 2));
    *ret_n = words_read_list(yaml_field(root, "purposes", YAML_REQUIRED), judge, VOCABULARY_PURPOSE,
                             purposes, 4);
}

Test(words, that_the_vocabulary_lacks_are_faults_at_their_place)
{
    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        CLEANUP(yaml_close) struct yaml_document *document = NULL;
        size_t n, n_faults = 0;

        read_case(cases[i].yaml, vocabulary, &document, &n);
        while (n_faults < ARRAY_SIZE(cases[i].faults) && cases[i].faults[n_faults]) {
            const char *wanted = cases[i].faults[n_faults], *got;

            got = yaml_fault_text(document, n_faults++);
            cr_expect(strncmp(got, wanted, strlen(wanted)) == 0, "%s: \"%s\"", wanted, got);
        }
        cr_expect_eq(yaml_n_faults(document), n_faults, "%s", cases[i].yaml);
    }
}

Test(words, are_not_judged_without_a_vocabulary)
{
    CLEANUP(yaml_close) struct yaml_document *document = NULL;
    size_t n;

    read_case("role: wizard\ncountry: NO\npurposes: [shoe, sock]\n", NULL, &document, &n);
    cr_expect_eq(yaml_n_faults(document), 0);
    cr_expect_eq(n, 2);
}

Test(words, a_reading_of_nothing_has_neither)
{
    const struct reading reading = { .faults = stderr, .vocabulary = vocabulary };

    cr_expect_null(reading_faults(NULL));
    cr_expect_null(reading_vocabulary(NULL));
    cr_expect_eq(reading_faults(&reading), stderr);
    cr_expect_eq(reading_vocabulary(&reading), vocabulary);
}
