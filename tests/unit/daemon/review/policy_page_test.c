/* SPDX-License-Identifier: EUPL-1.2 */
#include "review/policy_page.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "review/policy_page_words.h"
#include "unit/daemon/core/policy_help.h"

static struct vocabulary *load_vocabulary(void)
{
    struct vocabulary *vocabulary = NULL;
    struct error err = { 0 };

    cr_assert_eq(vocabulary_load("config/policy/vocabulary.yaml", stderr, &vocabulary, &err),
                 FAULT_NONE, "%s", err.text);
    return vocabulary;
}

/* A cell as one line: codes in brackets, links as text>anchor, a new line as a slash. */
static void put_cell(struct buffer *out, const struct page_cell *cell)
{
    for (size_t i = 0; i < cell->n; i++) {
        const struct page_piece *piece = &cell->pieces[i];

        if (piece->kind == PAGE_CODE)
            buffer_printf(out, "(%s)", piece->text);
        else if (piece->kind == PAGE_LINK)
            buffer_printf(out, "%s>%s", piece->text, piece->anchor);
        else
            buffer_append_text(out, piece->kind == PAGE_BREAK ? "/" : piece->text);
    }
}

static void put_block(struct buffer *out, const struct page_block *block)
{
    if (block->kind == PAGE_HEADING)
        buffer_printf(out, "h%u %s ", block->level, block->anchor ? block->anchor : "-");
    if (block->kind != PAGE_TABLE) {
        put_cell(out, &block->cell);
        buffer_append_text(out, "\n");
    }
    for (size_t i = 0; i < block->n_rows; i++) {
        const struct page_row *row = &block->rows[i];

        buffer_append_text(out, row->spans ? "== " : "");
        for (size_t j = 0; j < row->n; j++) {
            buffer_append_text(out, j ? " | " : "");
            put_cell(out, &row->cells[j]);
        }
        buffer_append_text(out, "\n");
    }
}

/* The page of these rules as text, which the caller owns. */
static char *page_of(struct policy_rule rules[], size_t n, enum vocabulary_language language,
                     const char *country)
{
    CLEANUP(policy_free) struct policy *policy = policy_new();
    CLEANUP(vocabulary_free) struct vocabulary *vocabulary = load_vocabulary();
    CLEANUP(page_clear) struct page page = { 0 };
    struct buffer text = { 0 };

    for (size_t i = 0; i < n; i++) {
        for (size_t j = 0; j < LANGUAGES; j++) {
            rules[i].summary[j] = mem_text(rules[i].summary[j] ? rules[i].summary[j] : "the sum");
            mem_free(rules[i].refusal[j]);
            rules[i].refusal[j] = mem_text("what is told");
        }
        policy_add(policy, &rules[i]);
    }
    policy_page_make(policy, vocabulary, language, country, 20574, &page);
    cr_expect_str_eq(page.language, language == LANGUAGE_SV   ? "sv"
                                    : language == LANGUAGE_NB ? "nb"
                                                              : "en");
    for (size_t i = 0; i < page.n; i++)
        put_block(&text, &page.blocks[i]);
    return buffer_take_text(&text);
}

static void expect(const char *page, const char *want)
{
    cr_expect_not_null(strstr(page, want), "%s is not in:\n%s", want, page);
}

static void expect_not(const char *page, const char *unwanted)
{
    cr_expect_null(strstr(page, unwanted), "%s is in:\n%s", unwanted, page);
}

static size_t times(const char *page, const char *text)
{
    size_t n = 0;

    for (const char *at = page; (at = strstr(at, text)); at += strlen(text))
        n++;
    return n;
}

Test(policy_page, tells_when_and_from_which_rules_it_was_made)
{
    struct policy_rule rule = invented_rule("no-a", "school", "identity");
    CLEANUP(mem_free) char *page = page_of(&rule, 1, LANGUAGE_EN, NULL);

    expect(page, "h1 - The rules for what may be sent\n");
    expect(page, "Printed 2026-05-01./Hash of the rules: (sha256:00");
    expect(page, "Rules: 1. Provisions: 1.\n");
}

Test(policy_page, says_all_that_a_rule_says)
{
    struct policy_rule rule = invented_permission("no-a");
    CLEANUP(mem_free) char *page = NULL;

    add_words(&rule.excluded, "measure");
    add_words(&rule.any_reasons, "suitable requested");
    add_words(&rule.flags, "unverified");
    add_words(&rule.not_flags, "do_not_inform");
    add_words(&rule.conventions, "age types");
    rule.doubt[LANGUAGE_EN] = mem_text("Is it so?");
    rule.has_age_limit = rule.age_at_act = true;
    rule.signers[0] = (struct policy_signers){ 15, 18, true, true };
    rule.n_signers = 1;
    page = page_of(&rule, 1, LANGUAGE_EN, NULL);
    expect(page, "h3 no.test.1 Prøveloven § 1 (no.test.1)\nthe sum\n");
    expect(page, "From → to, rule | school (school), police (police) → child welfare service "
                 "(child_welfare). Decided by: principal (principal), physician (physician). "
                 "(no-a)\n");
    expect(page, "Kind | permission after weighing (permission)\n");
    expect(page, "Type of exchange | concern notification (concern_notification), correction");
    expect(page, "Purpose | to protect a child (protect_child)\n");
    expect(page, "Whom it concerns | A person must be named.\n");
    expect(page, "Age | 3–17 years/Counted at the act; where that age is not given, at "
                 "sending./An unknown age and an unborn child pass.\n");
    expect(page, "Flags | Must be set: unverified data (unverified)/Must not be set: do not inform "
                 "the guardian (do_not_inform)\n");
    expect(page, "Passes | identity (identity), observations (observation), health (health)\n");
    expect(page, "Excluded by the provision | measures (measure)\n");
    expect(page, "Agreement | needed\n");
    expect(page, "Reasons given | Each of: necessary for the purpose (necessary), proportionate "
                 "(proportionate)/At least one of: suitable for the measure (suitable), requested");
    expect(page, "Consent | 15–17 years: the young person consents; every guardian consents\n");
    expect(page, "In force | from 1970-04-11 to the end of 1970-07-19\n");
    expect(page, "Words read | 1970-01-01\n");
    expect(page, "How certain | read in the source (verified)\n");
    expect(page, "Convention, not law | the age (age), the types of exchange (types)\n");
    expect(page, "Open doubt | Is it so?\n");
    expect(page, "Told when refused | what is told\n");
}

Test(policy_page, tells_rules_together_that_differ_only_in_sender_and_recipient)
{
    struct policy_rule rules[] = {
        invented_rule("no-a", "school", "identity"),
        invented_rule("no-b", "health", "identity"),
        invented_rule("no-c", "police", "identity whereabouts"),
    };
    CLEANUP(mem_free) char *page = page_of(rules, 3, LANGUAGE_EN, NULL);

    expect(page, "== school (school) → child welfare service (child_welfare). (no-a)/health care "
                 "(health) → child welfare service (child_welfare). (no-b)\n"
                 "Passes | identity (identity)\n"
                 "== police (police) → child welfare service (child_welfare). (no-c)\n"
                 "Passes | identity (identity), whereabouts (whereabouts)\n");
    cr_expect_eq(times(page, "\nIn force |"), 1, "what is common is said once");
}

Test(policy_page, shows_that_one_of_several_says_nothing)
{
    struct policy_rule rules[] = { invented_rule("no-a", "school", "identity"),
                                   invented_rule("no-b", "health", "identity") };
    CLEANUP(mem_free) char *page = NULL;

    add_words(&rules[1].excluded, "measure");
    page = page_of(rules, 2, LANGUAGE_EN, NULL);
    expect(page, "(no-a)\nExcluded by the provision | –\n");
    expect(page, "(no-b)\nExcluded by the provision | measures (measure)\n");
}

Test(policy_page, puts_sections_in_the_order_of_their_numbers)
{
    static const char *const grounds[] = { "no.test.10-15a", "no.test.9", "no.test.10-2",
                                           "no.test.10-15" };
    struct policy_rule rules[ARRAY_SIZE(grounds)];
    CLEANUP(mem_free) char *page = NULL;

    for (size_t i = 0; i < ARRAY_SIZE(grounds); i++) {
        rules[i] = invented_rule("no-a", "school", "identity");
        mem_free(rules[i].ground);
        rules[i].ground = mem_text(grounds[i]);
    }
    page = page_of(rules, ARRAY_SIZE(grounds), LANGUAGE_EN, NULL);
    cr_expect(strstr(page, "h3 no.test.9 ") < strstr(page, "h3 no.test.10-2 "));
    cr_expect(strstr(page, "h3 no.test.10-2 ") < strstr(page, "h3 no.test.10-15 "));
    cr_expect(strstr(page, "h3 no.test.10-15 ") < strstr(page, "h3 no.test.10-15a "));
    expect(page, "Prøveloven § 1>no.test.10-2 (no.test.10-2) | duty | from");
}

Test(policy_page, keeps_to_one_country)
{
    struct policy_rule rules[] = { invented_rule("no-a", "school", "identity"),
                                   invented_rule("se-a", "police", "identity") };
    CLEANUP(mem_free) char *page = NULL;

    memcpy(rules[1].country, "SE", 3);
    memcpy(rules[1].ground, "se", 2);
    page = page_of(rules, 2, LANGUAGE_SV, "SE");
    expect(page, "h3 se.test.1");
    expect(page, "Antal regler: 1. Antal bestämmelser: 1.");
    expect_not(page, "no.test.1");
    expect_not(page, "h2 - Norge");
}

Test(policy_page, tells_whose_bodies_a_rule_is_for)
{
    struct policy_rule rules[] = { invented_rule("no-a", "school", "identity") };
    CLEANUP(mem_free) char *page = NULL;

    rules[0].from_ownership = POLICY_PRIVATE;
    rules[0].to_ownership = POLICY_PUBLIC;
    page = page_of(rules, 1, LANGUAGE_EN, NULL);
    expect(page, "(private bodies only) → ");
    expect(page, " (public bodies only). ");
}

Test(policy_page, tells_what_is_forbidden_and_what_names_no_sending)
{
    struct policy_rule rules[] = { invented_block("no-a"), invented_rule("no-b", "school", "") };
    CLEANUP(mem_free) char *page = NULL;

    rules[0].to_abroad = true;
    add_words(&rules[0].grounds, "no.test.1");
    rules[1].kind = POLICY_NONE;
    rules[1].certainty = POLICY_DEDUCED;
    rules[1].doubt[LANGUAGE_EN] = mem_text("Is it so?");
    page = page_of(rules, 2, LANGUAGE_EN, NULL);
    expect(page, "→ every recipient outside the country. (no-a)");
    expect(page, "Excluded by the provision | everything\n");
    expect(page, "Beats | no.test.1>no.test.1\n");
    expect(page, "Provisions that give no right to send\n");
    expect(page, "Prøveloven § 1 (no.test.1) | the sum what is told/Open doubt: Is it so? | ");
    expect(page, "follows from what was read; a lawyer should confirm it (deduced) | Is it so?\n");
}

Test(policy_page, names_lists_of_everything_by_one_word)
{
    struct policy_rule rule = invented_rule("no-a", "school", "identity");
    CLEANUP(vocabulary_free) struct vocabulary *vocabulary = load_vocabulary();
    CLEANUP(mem_free) char *page = NULL;

    for (size_t i = 0; i < vocabulary_n(vocabulary, VOCABULARY_PURPOSE); i++)
        if (strcmp(vocabulary_code(vocabulary, VOCABULARY_PURPOSE, i), "protect_child") != 0)
            policy_words_add(&rule.purposes, vocabulary_code(vocabulary, VOCABULARY_PURPOSE, i));
    page = page_of(&rule, 1, LANGUAGE_NB, NULL);
    expect(page, "Formål | alle (any)\n");
}

Test(policy_page, marks_a_citation_in_another_language)
{
    struct policy_rule rule = invented_rule("no-a", "school", "identity");
    CLEANUP(policy_free) struct policy *policy = policy_new();
    CLEANUP(vocabulary_free) struct vocabulary *vocabulary = load_vocabulary();
    size_t n_marked = 0;

    rule.summary[LANGUAGE_EN] = mem_text("a");
    rule.summary[LANGUAGE_NB] = mem_text("a");
    rule.refusal[LANGUAGE_NB] = mem_text("a");
    policy_add(policy, &rule);
    for (enum vocabulary_language language = LANGUAGE_NB; language <= LANGUAGE_EN; language++) {
        CLEANUP(page_clear) struct page page = { 0 };

        policy_page_make(policy, vocabulary, language, NULL, 20574, &page);
        for (size_t i = 0; i < page.n; i++)
            for (size_t j = 0; j < page.blocks[i].cell.n; j++)
                n_marked += page.blocks[i].cell.pieces[j].language &&
                            strcmp(page.blocks[i].cell.pieces[j].language, "nb") == 0;
    }
    cr_expect_eq(n_marked, 2, "heading and caption of the English page alone, not %zu", n_marked);
}
