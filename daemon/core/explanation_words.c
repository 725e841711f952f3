/* SPDX-License-Identifier: EUPL-1.2 */
#include "core/explanation_words.h"

#include <assert.h>
#include <string.h>

#include "base/bytes.h"
#include "base/memory.h"

static const char *const tags[LANGUAGES] = {
    [LANGUAGE_SV] = "sv",
    [LANGUAGE_NB] = "nb",
    [LANGUAGE_EN] = "en",
};

/* In the order of enum vocabulary_language. */
static const char *const table[EXPLANATION_SENTENCES][LANGUAGES] = {
    [SAY_PERMITTED] = { "Får lämnas ut.", "Kan utleveres.", "May pass." },
    [SAY_PERMITTED_IN_PART] = { "Får lämnas ut i delar; resten utelämnas.",
                                "Kan utleveres i deler; resten utelates.",
                                "May pass in part; the rest is left out." },
    [SAY_UNCOVERED] = { "Grunden omfattar inte kategorin {category}.",
                        "Grunnlaget omfatter ikke kategorien {category}.",
                        "The ground does not cover the category {category}." },
    [SAY_EXCLUDED] = { "Bestämmelsen utesluter kategorin {category}.",
                       "Bestemmelsen utelukker kategorien {category}.",
                       "The provision shuts out the category {category}." },
    [SAY_ELSEWHERE] = { "Från {from} till {to} kan {category} lämnas ut med stöd av {grounds}, om "
                        "villkoren där är uppfyllda.",
                        "Fra {from} til {to} kan {category} utleveres med hjemmel i {grounds}, "
                        "når vilkårene der er oppfylt.",
                        "From {from} to {to}, {category} may pass under {grounds}, where the "
                        "conditions there are met." },
    [SAY_NOWHERE] = { "Det finns ingen grund i reglerna för att lämna ut {category} från {from} "
                      "till "
                      "{to}.",
                      "Det finnes ikke noe grunnlag i reglene for å utlevere {category} fra {from} "
                      "til {to}.",
                      "There is no ground in the rules for passing {category} from {from} to "
                      "{to}." },
    [SAY_SENDERS] = { "Med stöd av grunden får {category} lämnas ut bara av {from}.",
                      "På dette grunnlaget kan {category} bare utleveres av {from}.",
                      "On this ground {category} may be passed on only by {from}." },
    [SAY_NEAREST] = { "Närmast ligger {citation}.", "Nærmest ligger {citation}.",
                      "The nearest provision is {citation}." },

    [NEED_GROUND] = { "Ange en grund som tillåter det: {grounds}.",
                      "Oppgi et grunnlag som tillater det: {grounds}.",
                      "Name a ground that permits it: {grounds}." },
    [NEED_FEWER] = { "Meddelandet får ha högst {max} avsnitt.",
                     "Meldingen kan ha høyst {max} deler.",
                     "The exchange may have at most {max} sections." },
    [NEED_RECIPIENT] = { "Mottagaren ska vara {to}.", "Mottakeren må være {to}.",
                         "The recipient must have the role {to}." },
    [NEED_LATER] = { "Bestämmelsen gäller först från och med {from}.",
                     "Bestemmelsen gjelder først fra og med {from}.",
                     "The provision is in force only from {from}." },
    [NEED_EARLIER] = { "Bestämmelsen gällde till och med {until}.",
                       "Bestemmelsen gjaldt til og med {until}.",
                       "The provision was in force up to and including {until}." },
    [NEED_TYPE] = { "Meddelandet ska vara av typen {types}.", "Meldingen må være av typen {types}.",
                    "The exchange must be of the type {types}." },
    [NEED_PURPOSE] = { "Ändamålet ska vara {purposes}.", "Formålet må være {purposes}.",
                       "The purpose must be {purposes}." },
    [NEED_FLAG] = { "Flaggan {flags} ska vara satt.", "Flagget {flags} må være satt.",
                    "The flag {flags} must be set." },
    [NEED_FLAGS] = { "Flaggorna {flags} ska vara satta.", "Flaggene {flags} må være satt.",
                     "The flags {flags} must be set." },
    [NEED_NO_FLAG] = { "Flaggan {flags} får inte vara satt.", "Flagget {flags} må ikke være satt.",
                       "The flag {flags} must not be set." },
    [NEED_NO_FLAGS] = { "Ingen av flaggorna {flags} får vara satt.",
                        "Ingen av flaggene {flags} kan være satt.",
                        "None of the flags {flags} may be set." },
    [NEED_NO_SUBJECT] = { "Meddelandet får inte gälla någon person.",
                          "Meldingen kan ikke gjelde noen person.",
                          "The exchange must not be about a person." },
    [NEED_SUBJECT] = { "Meddelandet ska gälla en person.", "Meldingen må gjelde en person.",
                       "The exchange must be about a person." },
    [NEED_AGE] = { "Personen ska vara {limit} {counted}{unknown}.",
                   "Personen må være {limit} {counted}{unknown}.",
                   "The person must be {limit} {counted}{unknown}." },
    [NEED_AGE_DECLARED] = { "Åldern ska vara angiven, och personen ska vara {limit} "
                            "{counted}{unknown}.",
                            "Alderen må være oppgitt, og personen må være {limit} "
                            "{counted}{unknown}.",
                            "The age must be declared, and the person must be {limit} "
                            "{counted}{unknown}." },
    [NEED_AGREEMENT] = { "Ett samverkansavtal mellan avsändaren ({from}) och {recipient} ska "
                         "gälla för ändamålet {purpose}.",
                         "En samarbeidsavtale mellom avsenderen ({from}) og {recipient} må "
                         "gjelde for formålet {purpose}.",
                         "An agreement between the sender ({from}) and {recipient} must "
                         "be in force for the purpose {purpose}." },
    [NEED_DECIDER] = { "Ange vem som har beslutat: {deciders}.",
                       "Oppgi hvem som har besluttet: {deciders}.",
                       "Name who has decided: {deciders}." },
    [NEED_OTHER_DECIDER] = { "Den som beslutar ska vara {deciders}.",
                             "Den som beslutter, må være {deciders}.",
                             "The official who decides must have the role {deciders}." },
    [NEED_REASON] = { "Beslutet ska ange skälet {reasons}.",
                      "Beslutningen må oppgi grunnen {reasons}.",
                      "The decision must give the reason {reasons}." },
    [NEED_REASONS] = { "Beslutet ska ange skälen {reasons}.",
                       "Beslutningen må oppgi grunnene {reasons}.",
                       "The decision must give the reasons {reasons}." },
    [NEED_ANY_REASON] = { "Beslutet ska ange minst ett av skälen {reasons}.",
                          "Beslutningen må oppgi minst én av grunnene {reasons}.",
                          "The decision must give at least one of the reasons {reasons}." },
    [NEED_SIGNERS_AGE] = { "Personens ålder ska vara känd och en för vilken bestämmelsen anger vem "
                           "som undertecknar.",
                           "Personens alder må være kjent og en der bestemmelsen angir hvem som "
                           "underskriver.",
                           "The person's age must be known, and be one for which the provision "
                           "says who signs." },
    [NEED_CONSENT] = { "Det behövs ett samtycke som avsändaren ({from}) har hämtat in. Det ska "
                       "omfatta {recipient}, ändamålet {purpose} och kategorin {category}, "
                       "gälla den dag beslutet fattas och vara undertecknat ({signers}).",
                       "Det trengs et samtykke som avsenderen ({from}) har innhentet. Det må "
                       "omfatte {recipient}, formålet {purpose} og kategorien {category}, "
                       "gjelde den dagen beslutningen tas, og være underskrevet ({signers}).",
                       "A consent held by the sender ({from}) is needed. It must cover "
                       "{recipient}, the purpose {purpose} and the category {category}, be "
                       "valid on the day of the decision, and be signed ({signers})." },
    [NEED_KNOWN_CATEGORIES] = { "Inget avsnitt får ha en kategori som inte finns.",
                                "Ingen del kan ha en kategori som ikke finnes.",
                                "No section may have a category that does not exist." },
    [NEED_NOT_WHOLE] = { "Flaggan {flag} ska tas bort, eller också ska även de andra avsnitten få "
                         "lämnas ut.",
                         "Flagget {flag} må fjernes, eller så må også de andre delene kunne "
                         "utleveres.",
                         "The flag {flag} must be removed, or the other sections must be able to "
                         "pass, too." },

    [RECIPIENT_OF] = { "mottagaren ({to})", "mottakeren ({to})", "the recipient ({to})" },
    [RECIPIENT_ANY] = { "mottagaren", "mottakeren", "the recipient" },

    [AGE_FROM] = { "minst {from} år", "minst {from} år", "at least {from} years old" },
    [AGE_UNDER] = { "under {under} år", "under {under} år", "under {under} years old" },
    [AGE_BETWEEN] = { "minst {from} men under {under} år", "minst {from}, men under {under} år",
                      "at least {from} but under {under} years old" },
    [AGE_ANY] = { "av känd ålder", "av kjent alder", "of a known age" },
    [AGE_AT_SENDING] = { "när meddelandet sänds", "når meldingen sendes",
                         "when the exchange is sent" },
    [AGE_AT_ACT] = { "vid gärningen (vid sändningen, om åldern då inte är angiven)",
                     "på handlingstidspunktet (ved sendingen, når alderen da ikke er oppgitt)",
                     "at the time of the act (at sending, where that age is not given)" },
    [AGE_OR_UNKNOWN] = { ", eller ha okänd ålder eller vara ett väntat barn",
                         ", eller ha ukjent alder eller være et ventet barn",
                         ", or be of unknown age or unborn" },
    [AGE_KNOWN_ONLY] = { "", "", "" },

    [SIGNERS_UNDER] = { "under {under} år: {who}", "under {under} år: {who}",
                        "under {under}: {who}" },
    [SIGNERS_BETWEEN] = { "{from}–{last} år: {who}", "{from}–{last} år: {who}",
                          "{from} to {last}: {who}" },
    [SIGNERS_AT] = { "{from} år: {who}", "{from} år: {who}", "at {from}: {who}" },
    [SIGNERS_FROM] = { "från {from} år: {who}", "fra {from} år: {who}", "from {from}: {who}" },
    [SIGNERS_ALL] = { "i alla åldrar: {who}", "i alle aldre: {who}", "at any age: {who}" },
    [SIGN_YOUTH] = { "den unge", "den unge", "the young person" },
    [SIGN_GUARDIANS] = { "alla vårdnadshavare", "alle foresatte", "all guardians" },
    [SIGN_BOTH] = { "den unge och alla vårdnadshavare", "den unge og alle foresatte",
                    "the young person and all guardians" },

    [CONSENT_LACKS] = { "Det samtycke som är angivet räcker inte: {faults}.",
                        "Samtykket som er oppgitt, er ikke nok: {faults}.",
                        "The consent that is named is not enough: {faults}." },
    [CONSENTS_LACK] = { "Av de samtycken som är angivna räcker inget; om det som ligger närmast: "
                        "{faults}.",
                        "Ingen av samtykkene som er oppgitt, er nok; om det som ligger nærmest: "
                        "{faults}.",
                        "None of the consents that are named is enough; of the nearest: "
                        "{faults}." },
    [CONSENT_SENDER] = { "det gäller inte utlämnande från avsändaren",
                         "det gjelder ikke utlevering fra avsenderen",
                         "it is not for disclosure by the sender" },
    [CONSENT_RECIPIENT] = { "det omfattar inte mottagaren", "det omfatter ikke mottakeren",
                            "it does not cover the recipient" },
    [CONSENT_PURPOSE] = { "det omfattar inte ändamålet", "det omfatter ikke formålet",
                          "it does not cover the purpose" },
    [CONSENT_CATEGORY] = { "det omfattar inte kategorin", "det omfatter ikke kategorien",
                           "it does not cover the category" },
    [CONSENT_NOT_YET] = { "det gäller först från och med {day}",
                          "det gjelder først fra og med {day}", "it is valid only from {day}" },
    [CONSENT_RUN_OUT] = { "det gällde till och med {day}", "det gjaldt til og med {day}",
                          "it was valid up to and including {day}" },
    [CONSENT_WITHDRAWN] = { "det är återkallat", "det er trukket tilbake", "it is withdrawn" },
    [CONSENT_VOID] = { "det är ogiltigförklarat", "det er erklært ugyldig", "it is declared void" },
    [CONSENT_YOUTH] = { "den unge har inte undertecknat", "den unge har ikke underskrevet",
                        "the young person has not signed" },
    [CONSENT_GUARDIANS] = { "{signed} av {required} vårdnadshavare har undertecknat",
                            "{signed} av {required} foresatte har underskrevet",
                            "{signed} of {required} guardians signed" },

    [ROLES_PUBLIC] = { " (bara offentlig verksamhet)", " (bare offentlig virksomhet)",
                       " (public bodies only)" },
    [ROLES_PRIVATE] = { " (bara enskild verksamhet)", " (bare privat virksomhet)",
                        " (private bodies only)" },

    [LIST_AND] = { "och", "og", "and" },
    [LIST_OR] = { "eller", "eller", "or" },
    [LIST_MORE] = { "{n} andra", "{n} andre", "{n} others" },
    [LIST_QUOTED] = { "”{word}”", "«{word}»", "“{word}”" },
    [LIST_GROUND] = { "{citation} [{ground}]", "{citation} [{ground}]", "{citation} [{ground}]" },
};

const char *explanation_sentence(enum explanation_sentence sentence,
                                 enum vocabulary_language language)
{
    return table[sentence][language];
}

static const char *find_filling(const struct explanation_filling fillings[], const char *name,
                                size_t size)
{
    for (; fillings && fillings->name; fillings++)
        if (strlen(fillings->name) == size && strncmp(fillings->name, name, size) == 0)
            return fillings->text;
    assert(!"a sentence has a name that nobody fills in");
    return "";
}

char *explanation_fill(const char *at, const struct explanation_filling fillings[])
{
    struct buffer text = { 0 };

    while (*at) {
        size_t plain = strcspn(at, "{"), size;

        buffer_append(&text, at, plain);
        at += plain;
        if (!*at)
            break;
        size = strcspn(at, "}");
        buffer_append_text(&text, find_filling(fillings, at + 1, size - 1));
        at += size + 1;
    }
    return text.size ? buffer_take_text(&text) : mem_text("");
}

char *explanation_say(const struct explanation_speaker *speaker, enum explanation_sentence sentence,
                      const struct explanation_filling fillings[])
{
    return explanation_fill(table[sentence][speaker->language], fillings);
}

const char *explanation_word(const struct explanation_speaker *speaker, enum vocabulary_kind kind,
                             const char *code)
{
    return vocabulary_text(speaker->vocabulary, kind, code ? code : "", tags[speaker->language]);
}

char *explanation_join(const struct explanation_speaker *speaker, const char *const items[],
                       size_t n, enum explanation_sentence joint)
{
    struct buffer text = { 0 };

    for (size_t i = 0; i < n; i++) {
        if (i > 0 && i + 1 == n)
            buffer_printf(&text, " %s ", table[joint][speaker->language]);
        else if (i > 0)
            buffer_append_text(&text, ", ");
        buffer_append_text(&text, items[i]);
    }
    return text.size ? buffer_take_text(&text) : mem_text("");
}

char *explanation_quote(const struct explanation_speaker *speaker, enum vocabulary_kind kind,
                        const char *code)
{
    const struct explanation_filling fillings[] = {
        { "word", explanation_word(speaker, kind, code) }, { 0 }
    };

    return explanation_say(speaker, LIST_QUOTED, fillings);
}

char *explanation_list(const struct explanation_speaker *speaker, enum vocabulary_kind kind,
                       struct policy_list codes, enum explanation_sentence joint, bool quoted)
{
    CLEANUP(mem_free) char **items = mem_new(codes.n + 1, sizeof(*items));
    char *text;

    for (size_t i = 0; i < codes.n; i++)
        items[i] = quoted ? explanation_quote(speaker, kind, codes.words[i])
                          : mem_text(explanation_word(speaker, kind, codes.words[i]));
    text = explanation_join(speaker, (const char *const *)items, codes.n, joint);
    for (size_t i = 0; i < codes.n; i++)
        mem_free(items[i]);
    return text;
}

const char *explanation_ownership(enum policy_ownership ownership,
                                  enum vocabulary_language language)
{
    switch (ownership) {
    case POLICY_PUBLIC:
        return explanation_sentence(ROLES_PUBLIC, language);
    case POLICY_PRIVATE:
        return explanation_sentence(ROLES_PRIVATE, language);
    }
    return "";
}

char *explanation_roles(const struct explanation_speaker *speaker, struct policy_list roles,
                        enum policy_ownership ownership)
{
    CLEANUP(mem_free)
    char *names = explanation_list(speaker, VOCABULARY_ROLE, roles, LIST_OR, false);

    return mem_printf("%s%s", names, explanation_ownership(ownership, speaker->language));
}

void explanation_capitalise(char *text)
{
    unsigned char *at = (unsigned char *)text;

    if (at[0] >= 'a' && at[0] <= 'z')
        at[0] = (unsigned char)(at[0] - 'a' + 'A');
    else if (at[0] == 0xc3 && at[1] >= 0xa0 && at[1] <= 0xbe && at[1] != 0xb7)
        at[1] = (unsigned char)(at[1] - 0x20);
}

char *explanation_refusal(const struct explanation_speaker *speaker, const char *code)
{
    char *text = mem_printf("%s.", explanation_word(speaker, VOCABULARY_REFUSAL, code));

    explanation_capitalise(text);
    return text;
}
