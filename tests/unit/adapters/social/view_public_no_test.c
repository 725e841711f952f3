/* SPDX-License-Identifier: EUPL-1.2 */
/* The sections are those that the school's adapter makes of the form; all of it is invented. */
#include "social/view_public_no.h"

#include <criterion/criterion.h>
#include <jansson.h>
#include <string.h>

#include "base/cleanup.h"

#define OFFICE                                                                                     \
    "{\"personnavn\":\"Melder Oppdiktet\",\"rolle\":\"Lærer\",\"telefonnummer\":\"00000000\","    \
    "\"epost\":\"melder@skole.example.no\",\"virksomhet\":{\"navn\":\"Fjell skole\","              \
    "\"adresse\":{\"adresselinje1\":\"Oppdiktet vei 1\",\"poststed\":\"Fjell\"}}}"
#define GUARDIANS                                                                                  \
    "[{\"personnavn\":\"Foresatt Oppdiktet\",\"orientert\":true,\"orientertGrunn\":\"\"}]"
#define ADDRESS "{\"adresselinje1\":\"Oppdiktet vei 2\",\"postnummer\":\"0000\"}"
#define MESSAGE "{\"melding\":\"Oppdiktet melding\\n\\\"sitat\\\" ø\",\"historie\":\"Ingen\"}"

#define SHARED_FIELDS                                                                              \
    "\"kommunenavn\":\"Bergen\",\"bydelsnavn\":\"Bergenhus\","                                     \
    "\"sendingstidspunkt\":\"2026-03-01T09:12:44\",\"leveringskanal\":\"Fagsystem\""

/* In this order in every test. */
enum { IDENTITY, CONTACT, INFORMED, GUARDIAN, NOTIFIER, INTERPRETER, SHARED, N_SECTIONS };

static struct view_section sections[N_SECTIONS + 1];
static struct view_source source;

static void fill(int place, const char *category, bool shared, const char *content)
{
    sections[place] =
        (struct view_section){ category, "application/json", shared, bytes_of_text(content) };
}

static void setup(void)
{
    fill(IDENTITY, "identity", false,
         "{\"personnavn\":\"Barn Oppdiktet\",\"fnr\":\"12841350160\",\"ufoedt\":false}");
    fill(CONTACT, "contact", false, "{\"adresse\":" ADDRESS ",\"telefonnummer\":\"00000001\"}");
    fill(INFORMED, "observation", false,
         "{\"orientert\":false,\"orientertGrunn\":\"For ung\",\"andreFelter\":{\"trinn\":4}}");
    fill(GUARDIAN, "guardians", true, "{\"foresatte\":" GUARDIANS "}");
    fill(NOTIFIER, "notifier", true, "{\"offentligMelder\":" OFFICE "}");
    fill(INTERPRETER, "interpreter", true, "{\"behovForTolk\":\"Nei\"}");
    fill(SHARED, "observation", true,
         "{\"melding\":" MESSAGE ",\"kommunenummer\":\"1201\",\"bydelsnummer\":\"02\","
         "\"andreHjelpeinstanser\":\"Nei\"," SHARED_FIELDS ",\"andreFelter\":{\"versjon\":[1,2]}}");
    source = (struct view_source){ .type = "concern_notification",
                                   .sender = "fjell-school",
                                   .area = "",
                                   .sections = sections,
                                   .n_sections = N_SECTIONS };
}

TestSuite(view_public_no, .init = setup);

static const char whole[] =
    "{\"kommunenummer\":\"1201\",\"kommunenavn\":\"Bergen\",\"bydelsnummer\":\"02\","
    "\"bydelsnavn\":\"Bergenhus\",\"offentligMelder\":" OFFICE ",\"offentligBarn\":[{"
    "\"fnr\":\"12841350160\",\"ufoedt\":false,\"personnavn\":\"Barn Oppdiktet\","
    "\"telefonnummer\":\"00000001\",\"adresse\":" ADDRESS ",\"orientert\":false,"
    "\"orientertGrunn\":\"For ung\",\"trinn\":4}],\"foresatte\":" GUARDIANS
    ",\"behovForTolk\":\"Nei\",\"andreHjelpeinstanser\":\"Nei\",\"melding\":" MESSAGE
    ",\"sendingstidspunkt\":\"2026-03-01T09:12:44\",\"leveringskanal\":\"Fagsystem\","
    "\"versjon\":[1,2]}";

static json_t *write_view(void)
{
    CLEANUP(json_out_clear) struct json_out out = { 0 };
    json_error_t error;
    json_t *root;

    if (!view_public_no_write(&source, &out))
        return NULL;
    root = json_loadb((const char *)out.text.data, out.text.size, JSON_REJECT_DUPLICATES, &error);
    cr_assert_not_null(root, "%s", error.text);
    return root;
}

Test(view_public_no, gives_back_what_came_in_that_form)
{
    json_t *got = write_view(), *want = json_loads(whole, 0, NULL);

    cr_assert_not_null(got);
    cr_assert_not_null(want);
    cr_expect(json_equal(got, want), "%s", json_dumps(got, 0));
    json_decref(got);
    json_decref(want);
}

Test(view_public_no, does_without_what_the_form_leaves_open)
{
    json_t *got;

    sections[INTERPRETER] = sections[SHARED];
    source.n_sections--;
    fill(INTERPRETER, "observation", true,
         "{\"melding\":" MESSAGE
         ",\"kommunenummer\":\"1201\",\"bydelsnummer\":\"02\"," SHARED_FIELDS "}");
    fill(INFORMED, "observation", false, "{\"orientert\":true}");
    fill(CONTACT, "contact", false, "{\"adresse\":" ADDRESS "}");
    got = write_view();
    cr_assert_not_null(got);
    cr_expect_null(json_object_get(got, "behovForTolk"));
    cr_expect_null(json_object_get(got, "andreHjelpeinstanser"));
    json_decref(got);
}

Test(view_public_no, takes_the_numbers_of_the_area_where_the_sections_have_none)
{
    json_t *got;

    fill(SHARED, "observation", true, "{\"melding\":" MESSAGE "," SHARED_FIELDS "}");
    cr_expect_null(write_view(), "no area is known");
    source.area = "vestland";
    cr_expect_null(write_view(), "of another form");
    source.area = "1201-02";
    got = write_view();
    cr_assert_not_null(got);
    cr_expect_str_eq(json_string_value(json_object_get(got, "kommunenummer")), "1201");
    cr_expect_str_eq(json_string_value(json_object_get(got, "bydelsnummer")), "02");
    json_decref(got);
}

Test(view_public_no, does_not_fit_without_a_section_that_the_form_requires)
{
    for (int i = 0; i < N_SECTIONS; i++) {
        struct view_section left_out = sections[i];

        if (i == INTERPRETER)
            continue;
        sections[i] = sections[N_SECTIONS - 1];
        source.n_sections = N_SECTIONS - 1;
        cr_expect_null(write_view(), "without %s", left_out.category);
        setup();
    }
}

/* clang-format off */
static const struct {
    const char *name;
    int place;
    const char *content;
} odd[] = {
    { "no name of the child",  IDENTITY, "{\"fnr\":\"1\",\"ufoedt\":false}" },
    { "no number",             IDENTITY, "{\"personnavn\":\"A\",\"ufoedt\":false}" },
    { "no address",            CONTACT, "{\"telefonnummer\":\"1\"}" },
    { "told or not?",          INFORMED, "{\"orientertGrunn\":\"x\"}" },
    { "no guardians",          GUARDIAN, "{}" },
    { "no notifier",           NOTIFIER, "{}" },
    { "no message",            SHARED, "{\"kommunenummer\":\"1201\",\"bydelsnummer\":\"02\"," SHARED_FIELDS "}" },
    { "a field with no place", IDENTITY, "{\"personnavn\":\"A\",\"fnr\":\"1\",\"ufoedt\":false,\"x\":1}" },
    { "of another form",       IDENTITY, "{\"name\":\"A\",\"national_id\":\"1\",\"unborn\":false}" },
    { "a list",                CONTACT, "[]" },
    { "no JSON",               CONTACT, "adresse" },
    { "nothing",               CONTACT, "" },
};
/* clang-format on */

Test(view_public_no, invents_nothing_and_leaves_nothing_out)
{
    for (size_t i = 0; i < ARRAY_SIZE(odd); i++) {
        setup();
        sections[odd[i].place].content = bytes_of_text(odd[i].content);
        cr_expect_null(write_view(), "%s", odd[i].name);
    }
}

Test(view_public_no, does_not_fit_with_a_section_that_it_has_no_place_for)
{
    fill(N_SECTIONS, "attendance", true, "{\"absent_days\":14}");
    source.n_sections = N_SECTIONS + 1;
    cr_expect_null(write_view());
    fill(N_SECTIONS, "identity", false, "{}");
    cr_expect_null(write_view(), "nor with a second one of a kind");
    fill(N_SECTIONS, "identity", true, "{}");
    cr_expect_null(write_view());
}

Test(view_public_no, loses_no_flag)
{
    source.protected_identity = true;
    cr_expect_null(write_view());
    setup();
    source.notifier_protected = true;
    cr_expect_null(write_view());
    setup();
    source.feedback_requested = true;
    cr_expect_null(write_view());
    setup();
    source.do_not_inform = true;
    cr_expect_null(write_view());
}
