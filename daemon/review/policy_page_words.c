/* SPDX-License-Identifier: EUPL-1.2 */
#include "review/policy_page_words.h"

#include <string.h>

static const char *const words[PAGE_WORDS][LANGUAGES] = {
    [PAGE_WORD_TITLE] = { "Reglerna för vad som får sändas", "Reglene for hva som kan sendes",
                          "The rules for what may be sent" },
    [PAGE_WORD_PRINTED] = { "Utskrivet %s.", "Skrevet ut %s.", "Printed %s." },
    [PAGE_WORD_HASH] = { "Reglernas kontrollsumma:", "Kontrollsum for reglene:",
                         "Hash of the rules:" },
    [PAGE_WORD_COUNTED] = { "Antal regler: %zu. Antal bestämmelser: %zu.",
                            "Antall regler: %zu. Antall bestemmelser: %zu.",
                            "Rules: %zu. Provisions: %zu." },
    [PAGE_WORD_NOT_ADVICE] = { "Sidan är skriven ur samma regler som programmet beslutar efter. "
                               "Den är ingen juridisk "
                               "rådgivning: varje regel anger sin bestämmelse, så att en jurist "
                               "kan pröva den.",
                               "Siden er skrevet ut fra de samme reglene som programmet avgjør "
                               "etter. Den er ikke "
                               "juridisk rådgivning: hver regel oppgir sin bestemmelse, slik at en "
                               "jurist kan prøve den.",
                               "This page is made from the rules by which the program decides. It "
                               "is not legal advice: "
                               "every rule names its provision, so that a lawyer can check it." },
    [PAGE_WORD_REST_REFUSED] = { "Det som ingen regel tillåter nekas. Av ett meddelande som får "
                                 "sändas går bara de avsnitt "
                                 "fram vars kategori en regel släpper igenom; de andra lämnas kvar "
                                 "hos avsändaren.",
                                 "Det som ingen regel tillater, avvises. Av en melding som kan "
                                 "sendes, går bare de delene "
                                 "fram som har en kategori som en regel slipper gjennom; de andre "
                                 "blir igjen hos avsenderen.",
                                 "Whatever no rule permits is refused. Of an exchange that may be "
                                 "sent, only those sections "
                                 "go whose category a rule lets pass; the others stay with the "
                                 "sender." },
    [PAGE_WORD_OLD] = { "Den 1 januari 2020 som första dag står för en lydelse som är äldre än "
                        "alla meddelanden här.",
                        "1. januar 2020 som første dag står for en ordlyd som er eldre enn alle "
                        "meldinger her.",
                        "1 January 2020 as the first day stands for words that are older than any "
                        "exchange here." },
    [PAGE_WORD_HOW_TO_READ] = { "Så läses sidan", "Slik leses siden", "How to read this page" },
    [PAGE_WORD_INDEX] = { "Bestämmelserna", "Bestemmelsene", "The provisions" },
    [PAGE_WORD_NO_SENDING_HEADING] = { "Bestämmelser som inte ger rätt att sända",
                                       "Bestemmelser som ikke gir rett til å sende",
                                       "Provisions that give no right to send" },
    [PAGE_WORD_NO_SENDING_INTRO] = { "De står här för att de ofta nämns. Ett meddelande som anger "
                                     "någon av dem nekas.",
                                     "De står her fordi de ofte nevnes. En melding som oppgir en "
                                     "av dem, avvises.",
                                     "They stand here because they are often named. An exchange "
                                     "that names one is refused." },

    [PAGE_WORD_PROPERTY] = { "Uppgift", "Felt", "Item" },
    [PAGE_WORD_CONTENT] = { "Vad regeln säger", "Hva regelen sier", "What the rule says" },
    [PAGE_WORD_PROVISION] = { "Bestämmelse", "Bestemmelse", "Provision" },
    [PAGE_WORD_MEANING] = { "Innebörd", "Innhold", "Meaning" },
    [PAGE_WORD_STATUS] = { "Dagar och säkerhet", "Dager og sikkerhet", "Dates and certainty" },
    [PAGE_WORD_ROUTE] = { "Från → till, regel", "Fra → til, regel", "From → to, rule" },
    [PAGE_WORD_KIND] = { "Slag", "Slag", "Kind" },
    [PAGE_WORD_TYPES] = { "Typ av meddelande", "Type melding", "Type of exchange" },
    [PAGE_WORD_PURPOSES] = { "Ändamål", "Formål", "Purpose" },
    [PAGE_WORD_SUBJECT] = { "Vem det gäller", "Hvem det gjelder", "Whom it concerns" },
    [PAGE_WORD_AGE] = { "Ålder", "Alder", "Age" },
    [PAGE_WORD_FLAGS] = { "Flaggor", "Flagg", "Flags" },
    [PAGE_WORD_PASSES] = { "Släpps igenom", "Slipper gjennom", "Passes" },
    [PAGE_WORD_EXCLUDED] = { "Utesluts av bestämmelsen", "Utelukket av bestemmelsen",
                             "Excluded by the provision" },
    [PAGE_WORD_BEATS] = { "Går före", "Går foran", "Beats" },
    [PAGE_WORD_AGREEMENT] = { "Samverkansavtal", "Samarbeidsavtale", "Agreement" },
    [PAGE_WORD_DECIDER] = { "Beslutas av", "Besluttes av", "Decided by" },
    [PAGE_WORD_REASONS] = { "Skäl som anges", "Grunner som oppgis", "Reasons given" },
    [PAGE_WORD_CONSENT] = { "Samtycke", "Samtykke", "Consent" },
    [PAGE_WORD_IN_FORCE] = { "I kraft", "I kraft", "In force" },
    [PAGE_WORD_READ] = { "Lydelsen läst", "Ordlyden lest", "Words read" },
    [PAGE_WORD_CERTAINTY] = { "Hur säkert", "Hvor sikkert", "How certain" },
    [PAGE_WORD_CONVENTION] = { "Konvention, inte lag", "Konvensjon, ikke lov",
                               "Convention, not law" },
    [PAGE_WORD_DOUBT] = { "Öppen fråga", "Åpent spørsmål", "Open doubt" },
    [PAGE_WORD_REFUSAL] = { "Besked när det nekas", "Beskjed ved avvisning", "Told when refused" },

    [PAGE_WORD_ALL] = { "alla", "alle", "all" },
    [PAGE_WORD_ALL_GROUNDS] = { "alla bestämmelser", "alle bestemmelser", "all provisions" },
    [PAGE_WORD_NOTHING] = { "inget", "ingenting", "nothing" },
    [PAGE_WORD_EVERYTHING] = { "allt", "alt", "everything" },
    [PAGE_WORD_ABROAD] = { "alla mottagare utanför landet", "alle mottakere utenfor landet",
                           "every recipient outside the country" },
    [PAGE_WORD_SUBJECT_NEEDED] = { "En person ska vara angiven.", "En person skal være oppgitt.",
                                   "A person must be named." },
    [PAGE_WORD_SUBJECT_FREE] = { "En person får vara angiven.", "En person kan være oppgitt.",
                                 "A person may be named." },
    [PAGE_WORD_SUBJECT_BARRED] = { "Ingen person får vara angiven.",
                                   "Ingen person kan være oppgitt.", "No person may be named." },
    [PAGE_WORD_ANY_AGE] = { "ingen åldersgräns", "ingen aldersgrense", "no age limit" },
    [PAGE_WORD_AGE_UNDER] = { "under %u år", "under %u år", "under %u years" },
    [PAGE_WORD_AGE_FROM] = { "från %u år", "fra %u år", "from %u years" },
    [PAGE_WORD_AGE_ONE] = { "%u år", "%u år", "%u years" },
    [PAGE_WORD_AGE_RANGE] = { "%u–%u år", "%u–%u år", "%u–%u years" },
    [PAGE_WORD_COUNTED_AT_ACT] = { "Räknas vid gärningen; är den åldern inte angiven räknas den "
                                   "vid sändningen.",
                                   "Regnes på gjerningstiden; er den alderen ikke oppgitt, regnes "
                                   "den ved sendingen.",
                                   "Counted at the act; where that age is not given, at sending." },
    [PAGE_WORD_COUNTED_AT_SENDING] = { "Räknas vid sändningen.", "Regnes ved sendingen.",
                                       "Counted at sending." },
    [PAGE_WORD_UNKNOWN_PASSES] = { "Okänd ålder och väntat barn släpps igenom.",
                                   "Ukjent alder og ventet barn slipper gjennom.",
                                   "An unknown age and an unborn child pass." },
    [PAGE_WORD_UNKNOWN_REFUSED] = { "Okänd ålder och väntat barn nekas.",
                                    "Ukjent alder og ventet barn avvises.",
                                    "An unknown age and an unborn child are refused." },
    [PAGE_WORD_FLAGS_SET] = { "Ska vara satta:", "Skal være satt:", "Must be set:" },
    [PAGE_WORD_FLAGS_NOT_SET] = { "Får inte vara satta:", "Kan ikke være satt:",
                                  "Must not be set:" },
    [PAGE_WORD_NEEDED] = { "krävs", "kreves", "needed" },
    [PAGE_WORD_NOT_NEEDED] = { "krävs inte", "kreves ikke", "not needed" },
    [PAGE_WORD_REASONS_ALL] = { "Vart och ett av:", "Hver av:", "Each of:" },
    [PAGE_WORD_REASONS_ANY] = { "Minst ett av:", "Minst én av:", "At least one of:" },
    [PAGE_WORD_SIGNS_YOUTH] = { "den unge samtycker", "ungdommen samtykker",
                                "the young person consents" },
    [PAGE_WORD_SIGNS_YOUTH_AS_ASKED] = { "den unge samtycker om blanketten kräver det",
                                         "ungdommen samtykker hvis skjemaet krever det",
                                         "the young person consents if the form asks for it" },
    [PAGE_WORD_SIGN_GUARDIANS] = { "varje vårdnadshavare samtycker", "hver foresatt samtykker",
                                   "every guardian consents" },
    [PAGE_WORD_SIGN_NO_GUARDIANS] = { "vårdnadshavares samtycke räknas inte",
                                      "foresattes samtykke teller ikke",
                                      "the consent of guardians does not count" },
    [PAGE_WORD_FORCE_FROM] = { "från och med %s", "fra og med %s", "from %s" },
    [PAGE_WORD_FORCE_TO] = { "från och med %s till och med %s", "fra og med %s til og med %s",
                             "from %s to the end of %s" },
};

static const struct {
    const char *name[LANGUAGES], *meaning[LANGUAGES];
} kinds[] = {
    [POLICY_DUTY] = { { "skyldighet", "plikt", "duty" },
                      { "Bestämmelsen ålägger sändningen. Varken samtycke eller avtal krävs; den "
                        "som "
                        "beslutar anges bara där regeln säger det.",
                        "Bestemmelsen pålegger sendingen. Verken samtykke eller avtale kreves; den "
                        "som "
                        "beslutter, oppgis bare der regelen sier det.",
                        "The provision orders the sending. Neither consent nor agreement is "
                        "needed; "
                        "whoever decides is named only where the rule says so." } },
    [POLICY_PERMISSION] = { { "rätt efter prövning", "adgang etter vurdering",
                              "permission after weighing" },
                            { "Bestämmelsen tillåter sändningen när en namngiven befattningshavare "
                              "har "
                              "prövat den och angett skälen. Ett avtal krävs om inget annat sägs.",
                              "Bestemmelsen tillater sendingen når en navngitt ansvarlig har "
                              "vurdert "
                              "den og oppgitt grunnene. En avtale kreves når ikke annet sies.",
                              "The provision allows the sending once a named official has weighed "
                              "it "
                              "and given the reasons. An agreement is needed unless it says "
                              "otherwise." } },
    [POLICY_CONSENT] = { { "samtycke", "samtykke", "consent" },
                         { "Det som alla som ska samtycka har samtyckt till får sändas, och inget "
                           "annat. Ett avtal krävs om inget annat sägs.",
                           "Det som alle som skal samtykke, har samtykket til, kan sendes, og ikke "
                           "noe "
                           "annet. En avtale kreves når ikke annet sies.",
                           "What all who must consent have consented to may be sent, and nothing "
                           "else. "
                           "An agreement is needed unless it says otherwise." } },
    [POLICY_BLOCKED] = { { "förbud", "forbud", "bar" },
                         { "Bestämmelsen förbjuder sändningen, vad som än tillåter den.",
                           "Bestemmelsen forbyr sendingen, uansett hva som tillater den.",
                           "The provision forbids the sending, whatever permits it." } },
    [POLICY_NONE] = { { "ingen sändning", "ingen sending", "no sending" },
                      { "Bestämmelsen ger ingen rätt att sända.",
                        "Bestemmelsen gir ingen rett til å sende.",
                        "The provision gives no right to send." } },
};

static const char *const certainties[][LANGUAGES] = {
    [POLICY_VERIFIED] = { "läst i källan", "lest i kilden", "read in the source" },
    [POLICY_MEMORY] = { "känt, men inte läst på nytt", "kjent, men ikke lest på nytt",
                        "known, but not read again" },
    [POLICY_DEDUCED] = { "en slutsats av det som lästes; en jurist bör bekräfta den",
                         "en slutning av det som ble lest; en jurist bør bekrefte den",
                         "follows from what was read; a lawyer should confirm it" },
};

static const struct {
    const char *key, *texts[LANGUAGES];
} conventions[] = {
    { "categories", { "kategorierna", "kategoriene", "the categories" } },
    { "deciders", { "vem som beslutar", "hvem som beslutter", "who decides" } },
    { "reasons", { "skälen", "grunnene", "the reasons" } },
    { "purposes", { "ändamålen", "formålene", "the purposes" } },
    { "roles", { "verksamheterna", "instansene", "the agencies" } },
    { "types", { "typerna av meddelande", "typene melding", "the types of exchange" } },
    { "age", { "åldern", "alderen", "the age" } },
};

const char *policy_page_word(enum policy_page_word word, enum vocabulary_language language)
{
    return words[word][language];
}

const char *policy_page_kind(enum policy_kind kind, enum vocabulary_language language)
{
    return kinds[kind].name[language];
}

const char *policy_page_kind_meaning(enum policy_kind kind, enum vocabulary_language language)
{
    return kinds[kind].meaning[language];
}

const char *policy_page_certainty(enum policy_certainty certainty,
                                  enum vocabulary_language language)
{
    return certainties[certainty][language];
}

const char *policy_page_convention(const char *key, enum vocabulary_language language)
{
    for (size_t i = 0; i < ARRAY_SIZE(conventions); i++)
        if (strcmp(conventions[i].key, key) == 0)
            return conventions[i].texts[language];
    return key;
}
