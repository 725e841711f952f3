/* SPDX-License-Identifier: EUPL-1.2 */
#include "ctl/explain_print.h"

#include <string.h>

#include "base/json_out.h"
#include "base/memory.h"
#include "base/text.h"

enum heading {
    HEADING_PERMIT,
    HEADING_IN_PART,
    HEADING_REFUSE,
    HEADING_SECTION_PERMIT,
    HEADING_SECTION_LEAVE_OUT,
    HEADING_SECTION_REFUSE,
    HEADING_DAY,
    HEADING_RULE,
    HEADING_NEAREST,
    HEADING_GROUND,
    HEADING_NEEDS,
    HEADING_NO_NEEDS,
    HEADING_GROUNDS,
    HEADING_NO_GROUNDS,
    HEADING_WHOLE,
    HEADING_PART,
    HEADINGS,
};

/* In the order of enum vocabulary_language. */
static const char *const headings[HEADINGS][LANGUAGES] = {
    [HEADING_PERMIT] = { "FÅR SÄNDAS", "KAN SENDES", "PERMITTED" },
    [HEADING_IN_PART] = { "FÅR SÄNDAS I DELAR", "KAN SENDES I DELER", "PERMITTED IN PART" },
    [HEADING_REFUSE] = { "FÅR INTE SÄNDAS", "KAN IKKE SENDES", "REFUSED" },
    [HEADING_SECTION_PERMIT] = { "får lämnas ut", "kan utleveres", "passes" },
    [HEADING_SECTION_LEAVE_OUT] = { "utelämnas", "utelates", "left out" },
    [HEADING_SECTION_REFUSE] = { "får inte lämnas ut", "kan ikke utleveres", "refused" },
    [HEADING_DAY] = { "dag", "dag", "day" },
    [HEADING_RULE] = { "regel", "regel", "rule" },
    [HEADING_NEAREST] = { "närmaste regel", "nærmeste regel", "nearest rule" },
    [HEADING_GROUND] = { "grund", "grunnlag", "ground" },
    [HEADING_NEEDS] = { "För att det ska få lämnas ut:", "For at det skal kunne utleveres:",
                        "For it to pass:" },
    [HEADING_NO_NEEDS] = { "Inget av det som grunden frågar efter kan ändra det.",
                           "Ingenting av det grunnlaget spør etter, kan endre det.",
                           "Nothing that the ground asks for would change that." },
    [HEADING_GROUNDS] = { "Som det står får det lämnas ut på:",
                          "Slik det står, kan det utleveres på:", "As it stands, it may pass on:" },
    [HEADING_NO_GROUNDS] = { "Som det står får det inte lämnas ut på någon grund i reglerna.",
                             "Slik det står, kan det ikke utleveres på noe grunnlag i reglene.",
                             "As it stands, it may not pass on any ground in the rules." },
    [HEADING_WHOLE] = { "allt", "alt", "all of it" },
    [HEADING_PART] = { "en del", "en del", "some of it" },
};

static const char *const tags[LANGUAGES] = {
    [LANGUAGE_SV] = "sv",
    [LANGUAGE_NB] = "nb",
    [LANGUAGE_EN] = "en",
};

static const char *heading(const struct explain_print *print, enum heading heading)
{
    return headings[heading][print->language];
}

/* ---- lines ---- */

/* Characters of the first `size` bytes: continuation bytes are none. */
static size_t count(const char *text, size_t size)
{
    size_t n = 0;

    for (size_t i = 0; i < size; i++)
        n += ((unsigned char)text[i] & 0xc0) != 0x80;
    return n;
}

/* The text after `first`, broken at blanks; further lines are indented as far as `first` is long. */
static void print_wrapped(const struct explain_print *print, const char *first, const char *text,
                          FILE *out)
{
    size_t indent = count(first, strlen(first)), used = indent;
    bool is_at_start = true;

    fputs(first, out);
    for (const char *at = text; *at;) {
        size_t size = strcspn(at, " "), n = count(at, size);

        if (!is_at_start && used + 1 + n > print->width) {
            fprintf(out, "\n%*s", (int)indent, "");
            used = indent;
            is_at_start = true;
        }
        fprintf(out, "%s%.*s", is_at_start ? "" : " ", (int)size, at);
        used += n + !is_at_start;
        is_at_start = false;
        at += size + (at[size] == ' ');
    }
    fputc('\n', out);
}

/* "    rule: no-prl-27" */
static void print_labelled(const struct explain_print *print, enum heading label, const char *text,
                           FILE *out)
{
    CLEANUP(mem_free) char *first = mem_printf("    %s: ", heading(print, label));

    print_wrapped(print, first, text, out);
}

static void print_ground(const struct explain_print *print, const char *ground,
                         const char *citation, FILE *out)
{
    CLEANUP(mem_free) char *text = NULL;

    if (!*ground)
        return;
    text = *citation ? mem_printf("%s, %s", ground, citation) : mem_text(ground);
    print_labelled(print, HEADING_GROUND, text, out);
}

/* ---- the whole ---- */

static bool passes_whole(const struct explanation *explanation)
{
    for (size_t i = 0; i < explanation->n_sections; i++)
        if (explanation->sections[i].verdict != VERDICT_PERMIT)
            return false;
    return explanation->decision == VERDICT_PERMIT;
}

static void print_whole(const struct explain_print *print, FILE *out)
{
    const struct explanation *explanation = print->explanation;
    enum heading verdict = HEADING_REFUSE;
    char day[TEXT_DATE_SIZE];

    if (explanation->decision == VERDICT_PERMIT)
        verdict = passes_whole(explanation) ? HEADING_PERMIT : HEADING_IN_PART;
    fputs(heading(print, verdict), out);
    if (explanation->decision != VERDICT_PERMIT)
        fprintf(out, " (%s)", explanation->code);
    fputc('\n', out);
    print_wrapped(print, "    ", explanation->reason, out);
    print_labelled(print, HEADING_RULE, explanation->rule, out);
    print_ground(print, explanation->ground, explanation->citation, out);
    text_write_date(print->day, day);
    print_labelled(print, HEADING_DAY, day, out);
}

/* ---- sections ---- */

static bool is_told_the_same(const struct explained_section *a, const struct explained_section *b)
{
    if (a->verdict != b->verdict || strcmp(a->code, b->code) != 0 ||
        strcmp(a->rule, b->rule) != 0 || strcmp(a->nearest, b->nearest) != 0 ||
        strcmp(a->reason, b->reason) != 0 || a->n_needs != b->n_needs)
        return false;
    for (size_t i = 0; i < a->n_needs; i++)
        if (strcmp(a->needs[i], b->needs[i]) != 0)
            return false;
    return true;
}

/* "identity, observation: left out (no_decider)" */
static void print_verdict(const struct explain_print *print, size_t from, size_t n, FILE *out)
{
    static const enum heading verdicts[] = {
        [VERDICT_REFUSE] = HEADING_SECTION_REFUSE,
        [VERDICT_PERMIT] = HEADING_SECTION_PERMIT,
        [VERDICT_LEAVE_OUT] = HEADING_SECTION_LEAVE_OUT,
    };
    const struct explained_section *sections = &print->explanation->sections[from];
    struct buffer text = { 0 };

    for (size_t i = 0; i < n; i++)
        buffer_printf(&text, "%s%s", i ? ", " : "",
                      vocabulary_text(print->vocabulary, VOCABULARY_CATEGORY, sections[i].category,
                                      tags[print->language]));
    buffer_printf(&text, ": %s", heading(print, verdicts[sections[0].verdict]));
    if (sections[0].verdict != VERDICT_PERMIT)
        buffer_printf(&text, " (%s)", sections[0].code);
    fputc('\n', out);
    print_wrapped(print, "", (const char *)text.data, out);
    buffer_clear(&text);
}

static void print_needs(const struct explain_print *print, const struct explained_section *section,
                        FILE *out)
{
    print_wrapped(print, "    ",
                  heading(print, section->n_needs ? HEADING_NEEDS : HEADING_NO_NEEDS), out);
    for (size_t i = 0; i < section->n_needs; i++)
        print_wrapped(print, "      - ", section->needs[i], out);
}

/* What the whole has said already is not said again. */
static void print_sections(const struct explain_print *print, size_t from, size_t n, FILE *out)
{
    const struct explanation *explanation = print->explanation;
    const struct explained_section *section = &explanation->sections[from];

    print_verdict(print, from, n, out);
    if (strcmp(section->reason, explanation->reason) != 0 && section->verdict != VERDICT_PERMIT)
        print_wrapped(print, "    ", section->reason, out);
    if (strcmp(section->rule, explanation->rule) != 0)
        print_labelled(print, HEADING_RULE, section->rule, out);
    if (strcmp(section->ground, explanation->ground) != 0)
        print_ground(print, section->ground, section->citation, out);
    if (*section->nearest && strcmp(section->nearest, section->rule) != 0)
        print_labelled(print, HEADING_NEAREST, section->nearest, out);
    if (section->verdict != VERDICT_PERMIT && (section->n_needs || *section->ground))
        print_needs(print, section, out);
}

/* ---- grounds ---- */

static void print_grounds(const struct explain_print *print, FILE *out)
{
    const struct explanation *explanation = print->explanation;

    fputc('\n', out);
    print_wrapped(print, "",
                  heading(print, explanation->n_grounds ? HEADING_GROUNDS : HEADING_NO_GROUNDS),
                  out);
    for (size_t i = 0; i < explanation->n_grounds; i++) {
        const struct explained_ground *ground = &explanation->grounds[i];
        CLEANUP(mem_free)
        char *text = mem_printf("%s, %s (%s): %s", ground->ground, ground->citation,
                                heading(print, ground->whole ? HEADING_WHOLE : HEADING_PART),
                                ground->summary);

        print_wrapped(print, "  - ", text, out);
    }
}

void explain_print_text(const struct explain_print *print, FILE *out)
{
    const struct explanation *explanation = print->explanation;
    size_t n;

    print_whole(print, out);
    for (size_t i = 0; i < explanation->n_sections; i += n) {
        n = 1;
        while (i + n < explanation->n_sections &&
               is_told_the_same(&explanation->sections[i], &explanation->sections[i + n]))
            n++;
        print_sections(print, i, n, out);
    }
    if (!passes_whole(explanation))
        print_grounds(print, out);
}

/* ---- JSON ---- */

static void put_section(struct json_out *json, const struct explained_section *section)
{
    json_enter_object(json, NULL);
    json_put_text(json, "category", section->category);
    json_put_text(json, "verdict", verdict_name(section->verdict));
    json_put_text(json, "code", section->code);
    json_put_text(json, "rule", section->rule);
    json_put_text_or_null(json, "nearest_rule", section->nearest);
    json_put_text_or_null(json, "ground", section->ground);
    json_put_text_or_null(json, "citation", section->citation);
    json_put_text(json, "reason", section->reason);
    json_enter_list(json, "needs");
    for (size_t i = 0; i < section->n_needs; i++)
        json_put_text(json, NULL, section->needs[i]);
    json_leave_list(json);
    json_leave_object(json);
}

static void put_ground(struct json_out *json, const struct explained_ground *ground)
{
    json_enter_object(json, NULL);
    json_put_text(json, "ground", ground->ground);
    json_put_text_or_null(json, "citation", ground->citation);
    json_put_text(json, "kind", policy_kind_name(ground->kind));
    json_put_boolean(json, "whole", ground->whole);
    json_put_text_or_null(json, "summary", ground->summary);
    json_leave_object(json);
}

static void put_lists(struct json_out *json, const struct explanation *explanation)
{
    json_enter_list(json, "sections");
    for (size_t i = 0; i < explanation->n_sections; i++)
        put_section(json, &explanation->sections[i]);
    json_leave_list(json);
    json_enter_list(json, "grounds");
    for (size_t i = 0; i < explanation->n_grounds; i++)
        put_ground(json, &explanation->grounds[i]);
    json_leave_list(json);
}

void explain_print_json(const struct explain_print *print, FILE *out)
{
    const struct explanation *explanation = print->explanation;
    CLEANUP(json_out_clear) struct json_out json = { 0 };
    char hash[POLICY_HASH_TEXT_SIZE], day[TEXT_DATE_SIZE];

    policy_hash_text(print->policy, hash);
    text_write_date(print->day, day);
    json_enter_object(&json, NULL);
    json_put_text(&json, "decision", verdict_name(explanation->decision));
    json_put_text(&json, "code", explanation->code);
    json_put_text(&json, "rule", explanation->rule);
    json_put_text_or_null(&json, "ground", explanation->ground);
    json_put_text_or_null(&json, "citation", explanation->citation);
    json_put_text(&json, "reason", explanation->reason);
    json_put_text(&json, "at", day);
    json_put_text(&json, "language", tags[print->language]);
    json_put_text(&json, "policy", hash);
    put_lists(&json, explanation);
    json_leave_object(&json);
    json_out_flush(&json, out);
}
