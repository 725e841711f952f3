/* SPDX-License-Identifier: EUPL-1.2 */
#include "ctl/diff_words.h"

#include "base/memory.h"

/* In the order of enum vocabulary_language. */
static const char *const table[DIFF_PHRASES][LANGUAGES] = {
    [DIFF_SENTENCE] = { "{days}{from} → {to} enligt {ground} ({types}; "
                        "{purposes}){subject}{flags}: "
                        "{categories} {change}.",
                        "{days}{from} → {to} etter {ground} ({types}; {purposes}){subject}{flags}: "
                        "{categories} {change}.",
                        "{days}{from} → {to} on {ground} ({types}; {purposes}){subject}{flags}: "
                        "{categories} {change}." },
    [DIFF_ALL_ROLES] = { "alla", "alle", "all" },
    [DIFF_ALL_TYPES] = { "alla typer", "alle typer", "every type" },
    [DIFF_ALL_PURPOSES] = { "alla ändamål", "alle formål", "every purpose" },
    [DIFF_ALL_CATEGORIES] = { "alla kategorier", "alle kategorier", "all categories" },

    [DIFF_SINCE] = { "från och med {from}", "fra og med {from}", "from {from}" },
    [DIFF_UNTIL] = { "till och med {last}", "til og med {last}", "until {last}" },
    [DIFF_BETWEEN] = { "från och med {from} till och med {last}",
                       "fra og med {from} til og med {last}", "from {from} to {last}" },

    [DIFF_SOMEBODY] = { ", om en viss person", ", om en bestemt person", ", about a person" },
    [DIFF_NOBODY] = { "om ingen person", "om ingen person", "about no person" },
    [DIFF_AGE_ONE] = { "{from} år", "{from} år", "age {from}" },
    [DIFF_AGE_BETWEEN] = { "{from}–{last} år", "{from}–{last} år", "ages {from}–{last}" },
    [DIFF_AGE_SINCE] = { "från {from} år", "fra {from} år", "age {from} or above" },
    [DIFF_AGE_UNDER] = { "under {under} år", "under {under} år", "age under {under}" },
    [DIFF_AGE_KNOWN] = { "känd ålder", "kjent alder", "a known age" },
    [DIFF_AGE_UNKNOWN] = { "okänd ålder", "ukjent alder", "an unknown age" },
    [DIFF_AGE_UNBORN] = { "ett väntat barn", "et ventet barn", "an unborn child" },
    [DIFF_AGE_MISSING] = { "ingen angiven ålder", "ingen oppgitt alder", "no declared age" },
    [DIFF_AT_ACT] = { "{ages} vid gärningen{sent}", "{ages} på handlingstidspunktet{sent}",
                      "{ages} at the time of the act{sent}" },
    [DIFF_WHEN_SENT] = { " (vid sändningen {ages})", " (ved sendingen {ages})",
                         " (when sent, {ages})" },
    [DIFF_WITH_FLAG] = { "med flaggan {flag}", "med flagget {flag}", "with the flag {flag}" },
    [DIFF_WITHOUT_FLAG] = { "utan flaggan {flag}", "uten flagget {flag}",
                            "without the flag {flag}" },

    [DIFF_GONE] = { "släpps inte längre igenom", "slipper ikke lenger gjennom",
                    "may no longer pass" },
    [DIFF_PASSES] = { "släpps nu igenom", "slipper nå gjennom", "may now pass" },
    [DIFF_NEEDS] = { "kräver nu {terms}", "krever nå {terms}", "must now have {terms}" },
    [DIFF_FREED] = { "kräver inte längre {terms}", "krever ikke lenger {terms}",
                     "need no longer have {terms}" },
    [DIFF_OTHERWISE] = { "släpps nu igenom med {after}; tidigare med {before}",
                         "slipper nå gjennom med {after}; tidligere med {before}",
                         "may now pass with {after}; before, with {before}" },
    [DIFF_WITH] = { " med {terms}", " med {terms}", " with {terms}" },

    [DIFF_AGREEMENT] = { "ett samverkansavtal", "en samarbeidsavtale", "an agreement" },
    [DIFF_DECISION] = { "ett beslut av {deciders}", "en beslutning av {deciders}",
                        "a decision by {deciders}" },
    [DIFF_DECISION_OTHER] = { "ett beslut av {deciders} (tidigare: {before})",
                              "en beslutning av {deciders} (tidligere: {before})",
                              "a decision by {deciders} (before: {before})" },
    [DIFF_REASON] = { "skälet {reasons}", "grunnen {reasons}", "the reason {reasons}" },
    [DIFF_REASONS] = { "skälen {reasons}", "grunnene {reasons}", "the reasons {reasons}" },
    [DIFF_ANY_REASON] = { "ett av skälen {reasons}", "en av grunnene {reasons}",
                          "one of the reasons {reasons}" },
    [DIFF_REASON_OTHER] = { "skälet {reasons} (tidigare: {before})",
                            "grunnen {reasons} (tidligere: {before})",
                            "the reason {reasons} (before: {before})" },
    [DIFF_ANY_REASON_OTHER] = { "ett av skälen {reasons} (tidigare: {before})",
                                "en av grunnene {reasons} (tidligere: {before})",
                                "one of the reasons {reasons} (before: {before})" },
    [DIFF_CONSENT] = { "ett samtycke undertecknat av {who}", "et samtykke undertegnet av {who}",
                       "a consent signed by {who}" },
    [DIFF_CONSENT_OTHER] = { "ett samtycke undertecknat av {who} (tidigare: {before})",
                             "et samtykke undertegnet av {who} (tidligere: {before})",
                             "a consent signed by {who} (before: {before})" },
    [DIFF_NOTHING] = { "inget ytterligare", "ingenting mer", "nothing further" },

    [DIFF_ADDED] = { "Nya regler: {rules}.", "Nye regler: {rules}.", "Rules added: {rules}." },
    [DIFF_REMOVED] = { "Borttagna regler: {rules}.", "Fjernede regler: {rules}.",
                       "Rules removed: {rules}." },
    [DIFF_CHANGED] = { "Ändrade regler: {rules}.", "Endrede regler: {rules}.",
                       "Rules changed: {rules}." },
    [DIFF_TEXTS_ONLY] = { "Endast texter: {rules}.", "Bare tekster: {rules}.",
                          "Texts only: {rules}." },
    [DIFF_NOW_DUTY] = { "Nu en skyldighet, tidigare av annat slag: {rules}.",
                        "Nå en plikt, tidligere av et annet slag: {rules}.",
                        "Now a duty, before of another kind: {rules}." },
    [DIFF_NOW_PERMISSION] = { "Nu en rätt efter prövning, tidigare av annat slag: {rules}.",
                              "Nå en adgang etter vurdering, tidligere av et annet slag: {rules}.",
                              "Now a permission, before of another kind: {rules}." },
    [DIFF_NOW_CONSENT] = { "Nu efter samtycke, tidigare av annat slag: {rules}.",
                           "Nå etter samtykke, tidligere av et annet slag: {rules}.",
                           "Now by consent, before of another kind: {rules}." },
    [DIFF_NOW_BLOCKED] = { "Nu ett förbud, tidigare av annat slag: {rules}.",
                           "Nå et forbud, tidligere av et annet slag: {rules}.",
                           "Now a bar, before of another kind: {rules}." },
    [DIFF_NOW_NONE] = { "Nu inte längre någon grund för att sända, tidigare av annat slag: "
                        "{rules}.",
                        "Nå ikke lenger noe grunnlag for å sende, tidligere av et annet slag: "
                        "{rules}.",
                        "Now no ground for sending, before of another kind: {rules}." },
    [DIFF_COUNT_ONE] = { "{n} skillnad i vad som släpps igenom",
                         "{n} forskjell i hva som slipper gjennom",
                         "{n} difference in what passes" },
    [DIFF_COUNT] = { "{n} skillnader i vad som släpps igenom",
                     "{n} forskjeller i hva som slipper gjennom",
                     "{n} differences in what passes" },
};

const char *diff_phrase(enum diff_phrase phrase, enum vocabulary_language language)
{
    return table[phrase][language];
}

char *diff_say(const struct explanation_speaker *speaker, enum diff_phrase phrase,
               const struct explanation_filling fillings[])
{
    return explanation_fill(table[phrase][speaker->language], fillings);
}

char *diff_say_with(const struct explanation_speaker *speaker, enum diff_phrase phrase,
                    const char *name, const char *text)
{
    const struct explanation_filling fillings[] = { { name, text }, { 0 } };

    return diff_say(speaker, phrase, fillings);
}

void diff_list_add(struct diff_list *list, char *owned)
{
    list->items = mem_grow(list->items, list->n + 1, sizeof(*list->items));
    list->items[list->n++] = owned;
}

char *diff_list_join(const struct explanation_speaker *speaker, struct diff_list *list,
                     enum explanation_sentence joint)
{
    char *text = explanation_join(speaker, (const char *const *)list->items, list->n, joint);

    for (size_t i = 0; i < list->n; i++)
        mem_free(list->items[i]);
    mem_free(list->items);
    *list = (struct diff_list){ 0 };
    return text;
}
