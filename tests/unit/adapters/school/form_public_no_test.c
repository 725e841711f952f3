/* SPDX-License-Identifier: EUPL-1.2 */
#include "school/form_public_no.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "base/text.h"
#include "school/pattern_no.h"

static const uint8_t key[32] = "invented key of the form tests";

static bool knows(const void *arg, enum form_word kind, const char *code)
{
    return arg && kind == FORM_NOT_INFORMED && strcmp(code, "stated") == 0;
}

static struct form_context context_of(const char *ground)
{
    int32_t day;

    cr_assert(text_read_date("2026-03-01", &day));
    return (struct form_context){
        .country = "NO",
        .default_ground = ground,
        .area_default = "9999-99",
        .test_ids = true,
        .subject_key = key,
        .subject_key_number = 1,
        .now_ms = (int64_t)day * 86400000,
        .knows = knows,
        .knows_arg = key,
    };
}

/* Built like the published example; the numbers are synthetic (month plus 80). */
#define ADDRESS                                                                                    \
    "{\"adresselinje1\":\"Oppdiktet vei 1\",\"postnummer\":\"0000\",\"poststed\":\"Fjell\"}"
#define NOTIFIER                                                                                   \
    "{\"personnavn\":\"Melder Prøve\",\"rolle\":\"Lærer\",\"telefonnummer\":\"+47 00000000\","   \
    "\"epost\":\"lærer@skole.no\",\"virksomhet\":{\"navn\":\"Prøveskolen\",\"orgnr\":\"0\","     \
    "\"adresse\":" ADDRESS "}}"
#define CHILD_1                                                                                    \
    "{\"fnr\":\"12841350160\",\"ufoedt\":false,\"personnavn\":\"Barn Prøve\","                    \
    "\"telefonnummer\":\"0\",\"adresse\":" ADDRESS ",\"orientert\":false,"                         \
    "\"orientertGrunn\":\"Det er vanskelig.\",\"klasse\":\"7B\"}"
#define CHILD_2                                                                                    \
    "{\"fnr\":\"\",\"ufoedt\":true,\"personnavn\":\"\",\"adresse\":" ADDRESS ",\"orientert\":"     \
    "true}"
#define GUARDIANS                                                                                  \
    "[{\"personnavn\":\"Foresatt Prøve\",\"telefonnummer\":\"1\",\"orientert\":false,"            \
    "\"orientertGrunn\":\"\"}]"
#define MESSAGE "{\"melding\":\"Selve meldingen.\",\"historie\":\"Historien.\",\"ekstra\":[1]}"
#define HEAD                                                                                       \
    "\"kommunenummer\":\"1201\",\"kommunenavn\":\"Bergen\",\"bydelsnummer\":\"02\","               \
    "\"bydelsnavn\":\"Bergenhus\""
#define TAIL "\"sendingstidspunkt\":\"2020-03-16T13:29:33\",\"leveringskanal\":\"Fagsystem\""

static const char whole[] =
    "{" HEAD ",\"offentligMelder\":" NOTIFIER ",\"offentligBarn\":[" CHILD_1 "," CHILD_2
    "],\"foresatte\":" GUARDIANS ",\"behovForTolk\":\"Nei.\",\"andreHjelpeinstanser\":\"Ingen.\","
    "\"melding\":" MESSAGE "," TAIL ",\"nyttFelt\":{\"a\":1}}";

static const char *part(const struct report_child *child, const char *category, bool shared)
{
    for (size_t i = 0; i < child->n_parts; i++)
        if (strcmp(child->parts[i].category, category) == 0 && child->parts[i].shared == shared)
            return (const char *)child->parts[i].content.data;
    return "";
}

Test(form_public_no, becomes_a_report_with_the_names_of_the_form)
{
    CLEANUP(report_clear) struct report report = { 0 };
    CLEANUP(form_faults_clear) struct form_faults faults = { 0 };
    struct form_context context = context_of("no.opl.24-3");
    const struct report_child *first, *second;
    struct error err;

    cr_assert_eq(form_public_no_read(bytes_of_text(whole), &context, &report, &faults, &err),
                 FAULT_NONE, "%s", faults.n ? faults.all[0].pointer : "");
    cr_expect_str_eq(report.targets[0].function, "child_welfare");
    cr_expect_str_eq(report.targets[0].area, "1201-02");
    cr_expect_str_eq(report.targets[0].ground, "no.opl.24-3");
    cr_expect_str_eq(report.urgency, "prompt");
    cr_assert_eq(report.n_children, 2);

    first = &report.children[0];
    cr_expect_str_eq(first->about, "/offentligBarn/0");
    cr_expect_eq(first->header.age, 12);
    cr_expect_eq(first->header.subject_informed, ANSWER_NO);
    cr_expect_str_eq(first->header.not_informed_reason, "stated");
    cr_expect_eq(first->header.n_do_not_inform, 0, "not informed is not: do not inform");
    cr_expect_str_eq(part(first, "identity", false),
                     "{\"personnavn\":\"Barn Prøve\",\"fnr\":\"12841350160\",\"ufoedt\":false}");
    cr_expect_str_eq(part(first, "contact", false),
                     "{\"adresse\":" ADDRESS ",\"telefonnummer\":\"0\"}");
    cr_expect_str_eq(part(first, "observation", false),
                     "{\"orientert\":false,\"orientertGrunn\":\"Det er vanskelig.\","
                     "\"andreFelter\":{\"klasse\":\"7B\"}}");
    cr_expect_str_eq(part(first, "guardians", true), "{\"foresatte\":" GUARDIANS "}");
    cr_expect_str_eq(part(first, "notifier", true), "{\"offentligMelder\":" NOTIFIER "}");
    cr_expect_str_eq(part(first, "interpreter", true), "{\"behovForTolk\":\"Nei.\"}");
    cr_expect_str_eq(part(first, "observation", true),
                     "{\"melding\":" MESSAGE ",\"kommunenummer\":\"1201\",\"bydelsnummer\":\"02\","
                     "\"andreHjelpeinstanser\":\"Ingen.\","
                     "\"kommunenavn\":\"Bergen\",\"bydelsnavn\":\"Bergenhus\"," TAIL
                     ",\"andreFelter\":{\"nyttFelt\":{\"a\":1}}}");

    second = &report.children[1];
    cr_expect_eq(second->header.certainty, CERTAINTY_UNBORN);
    cr_expect_eq(second->header.subject_informed, ANSWER_YES);
    cr_expect_str_eq(part(second, "observation", false), "{\"orientert\":true}");
    cr_expect_eq(report.warnings.n, 0);
}

/* Nothing that was written may be lost on the way: every text of the form is in some part. */
Test(form_public_no, loses_nothing)
{
    CLEANUP(report_clear) struct report report = { 0 };
    CLEANUP(form_faults_clear) struct form_faults faults = { 0 };
    static const char *const texts[] = {
        "Bergen",           "Bergenhus",         "Melder Prøve", "Lærer",    "+47 00000000",
        "lærer@skole.no",   "Prøveskolen",       "Fjell",        "Foresatt", "Nei.",
        "Selve meldingen.", "Historien.",        "Ingen.",       "2020-03",  "Fagsystem",
        "ekstra",           "Det er vanskelig.", "7B",           "nyttFelt", "128413",
    };
    struct form_context context = context_of("");
    struct error err;

    cr_assert_eq(form_public_no_read(bytes_of_text(whole), &context, &report, &faults, &err),
                 FAULT_NONE);
    for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
        bool found = false;

        for (size_t j = 0; j < report.children[0].n_parts; j++)
            found =
                found || strstr((const char *)report.children[0].parts[j].content.data, texts[i]);
        cr_expect(found, "%s", texts[i]);
    }
}

Test(form_public_no, rests_on_the_general_duty_where_the_party_names_none)
{
    CLEANUP(report_clear) struct report report = { 0 };
    CLEANUP(form_faults_clear) struct form_faults faults = { 0 };
    struct form_context context = context_of("");
    struct error err;

    context.knows_arg = NULL;
    cr_assert_eq(form_public_no_read(bytes_of_text(whole), &context, &report, &faults, &err),
                 FAULT_NONE);
    cr_expect_str_eq(report.targets[0].ground, "no.bvl.13-2");
    cr_expect_str_eq(report.children[0].header.not_informed_reason, "",
                     "no word that the vocabulary does not have");
}

/* One place of the form changed. */
/* clang-format off */
static const struct {
    const char *from, *to, *fault;
} changes[] = {
    { "\"1201\"", "\"120\"", "/kommunenummer pattern" },
    { "\"1201\"", "\"12011\"", "/kommunenummer pattern" },
    { "\"1201\"", "1201", "/kommunenummer type" },
    { "\"1201\"", "\"1201\\n\"", "/kommunenummer pattern" },
    { "\"02\"", "\"2\"", "/bydelsnummer pattern" },
    { "\"kommunenavn\"", "\"annet\"", "/kommunenavn missing" },
    { "\"Bergen\"", "\"Ber\\ngen\"", "/kommunenavn pattern" },
    { "\"bydelsnavn\"", "\"annet\"", "/bydelsnavn missing" },
    { "\"offentligMelder\"", "\"annet\"", "/offentligMelder missing" },
    { "\"rolle\"", "\"annet\"", "/offentligMelder/rolle missing" },
    { "+47 00000000", "47 00 ", "/offentligMelder/telefonnummer pattern" },
    { "+47 00000000", "", "/offentligMelder/telefonnummer pattern" },
    { "lærer@skole.no", "lærer", "/offentligMelder/epost pattern" },
    { "\"virksomhet\"", "\"annet\"", "/offentligMelder/virksomhet missing" },
    { "\"navn\":", "\"annet\":", "/offentligMelder/virksomhet/navn missing" },
    { "\"offentligBarn\"", "\"annet\"", "/offentligBarn missing" },
    { "[" CHILD_1 "," CHILD_2 "]", "[]", "/offentligBarn range" },
    { "\"fnr\":\"12841350160\",", "", "/offentligBarn/0/fnr missing" },
    { "\"12841350160\"", "null", "/offentligBarn/0/fnr type" },
    { "\"ufoedt\":false,", "", "/offentligBarn/0/ufoedt missing" },
    { "\"ufoedt\":true,", "\"ufoedt\":\"ja\",", "/offentligBarn/1/ufoedt type" },
    { "\"personnavn\":\"Barn Prøve\",", "", "/offentligBarn/0/personnavn missing" },
    { "\"personnavn\":\"\",\"adresse\"", "\"personnavn\":\"\",\"a\"", "/offentligBarn/1/adresse missing" },
    { "\"personnavn\":\"\",\"adresse\":{\"adresselinje1\"", "\"personnavn\":\"\",\"adresse\":{\"linje\"", "/offentligBarn/1/adresse/adresselinje1 missing" },
    { ",\"orientert\":true", "", "/offentligBarn/1/orientert missing" },
    { "Det er vanskelig.", "Det er\\rvanskelig.", "/offentligBarn/0/orientertGrunn pattern" },
    { GUARDIANS, "[]", "/foresatte range" },
    { GUARDIANS, "[{\"personnavn\":\"a\",\"orientert\":true},{\"personnavn\":\"a\",\"orientert\":true},{\"personnavn\":\"a\",\"orientert\":true}]", "/foresatte range" },
    { "\"personnavn\":\"Foresatt Prøve\",", "", "/foresatte/0/personnavn missing" },
    { "\"melding\":\"Selve meldingen.\",", "", "/melding/melding missing" },
    { "\"historie\":\"Historien.\"", "\"historie\":7", "/melding/historie type" },
    { "\"sendingstidspunkt\"", "\"annet\"", "/sendingstidspunkt missing" },
    { "\"leveringskanal\"", "\"annet\"", "/leveringskanal missing" },
    { "\"behovForTolk\":\"Nei.\"", "\"behovForTolk\":false", "/behovForTolk type" },
};
/* clang-format on */

Test(form_public_no, is_as_strict_as_its_schema)
{
    for (size_t i = 0; i < ARRAY_SIZE(changes); i++) {
        CLEANUP(form_faults_clear) struct form_faults faults = { 0 };
        CLEANUP(mem_free) char *text = NULL;
        struct report report = { 0 };
        struct form_context context = context_of("");
        const char *at = strstr(whole, changes[i].from);
        char got[300] = "";
        struct error err;

        cr_assert_not_null(at, "%s", changes[i].from);
        text = mem_printf("%.*s%s%s", (int)(at - whole), whole, changes[i].to,
                          at + strlen(changes[i].from));
        cr_expect_eq(form_public_no_read(bytes_of_text(text), &context, &report, &faults, &err),
                     FAULT_INPUT, "%s", changes[i].fault);
        if (faults.n > 0)
            snprintf(got, sizeof(got), "%s %s", faults.all[0].pointer, faults.all[0].code);
        cr_expect_eq(faults.n, 1, "%s: %zu", changes[i].fault, faults.n);
        cr_expect_str_eq(got, changes[i].fault);
    }
}

/* clang-format off */
static const struct {
    enum pattern_no pattern;
    const char *text;
    bool fits;
} patterns[] = {
    { PATTERN_NO_LINE, "", true },
    { PATTERN_NO_LINE, "Ærlig navn – \"x\"", true },
    { PATTERN_NO_LINE, "a\nb", false },
    { PATTERN_NO_LINE, "a\rb", false },
    { PATTERN_NO_LINE, "a\xe2\x80\xa8" "b", false },
    { PATTERN_NO_TELEPHONE, "99999999", true },
    { PATTERN_NO_TELEPHONE, "+47 99 99-99 99", true },
    { PATTERN_NO_TELEPHONE, "47  99", false },
    { PATTERN_NO_TELEPHONE, "-99", false },
    { PATTERN_NO_TELEPHONE, "99a", false },
    { PATTERN_NO_TELEPHONE, "99\n", false },
    { PATTERN_NO_EMAIL, "lærer@skole.no", true },
    { PATTERN_NO_EMAIL, "Ærlig.Åse_Ødegård-1@blåbær.høyre.no", true },
    { PATTERN_NO_EMAIL, "a@b.no", true },
    { PATTERN_NO_EMAIL, "a@b", false },
    { PATTERN_NO_EMAIL, "a@b.n", false },
    { PATTERN_NO_EMAIL, "a@b.nø", false },
    { PATTERN_NO_EMAIL, ".a@b.no", false },
    { PATTERN_NO_EMAIL, "a..b@c.no", false },
    { PATTERN_NO_EMAIL, "a@b_c.no", false },
    { PATTERN_NO_EMAIL, "a b@c.no", false },
    { PATTERN_NO_EMAIL, "é@c.no", false },
    { PATTERN_NO_EMAIL, "a\xa6@c.no", false },
    { PATTERN_NO_EMAIL, "a@b.no\n", false },
};
/* clang-format on */

Test(form_public_no, patterns_are_those_of_the_schema)
{
    for (size_t i = 0; i < ARRAY_SIZE(patterns); i++)
        cr_expect_eq(pattern_no_fits(patterns[i].pattern, patterns[i].text), patterns[i].fits, "%s",
                     patterns[i].text);
}
