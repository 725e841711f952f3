/* SPDX-License-Identifier: EUPL-1.2 */
/* words - the catalogue, by topic. */
#include "edge/words.h"

#include <string.h>

#include "base/cleanup.h"
#include "model/vocabulary.h"

/* clang-format off */
static const struct {
    const char *english, *sv, *nb;
} words[] = {
    /* the document */
    { "more than 1 MiB", "mer än 1 MiB", "mer enn 1 MiB" },
    { "more than 16 levels", "fler än 16 nivåer", "mer enn 16 nivåer" },
    { "not JSON, line %d, column %d", "inte JSON, rad %d, kolumn %d", "ikke JSON, linje %d, kolonne %d" },
    { "not JSON: a name stands twice, line %d, column %d",
      "inte JSON: ett namn förekommer två gånger, rad %d, kolumn %d",
      "ikke JSON: et navn forekommer to ganger, linje %d, kolonne %d" },

    /* how many there are */
    { "the form has one fault", "formuläret har ett fel", "skjemaet har én feil" },
    { "the form has %zu faults", "formuläret har %zu fel", "skjemaet har %zu feil" },

    /* types and sizes */
    { "is not an object", "är inte ett objekt", "er ikke et objekt" },
    { "is not a text", "är inte en text", "er ikke en tekst" },
    { "is not a list", "är inte en lista", "er ikke en liste" },
    { "is not true or false", "är varken true eller false", "er verken true eller false" },
    { "is not a whole number", "är inte ett heltal", "er ikke et heltall" },
    { "is neither an object nor a list", "är varken ett objekt eller en lista",
      "er verken et objekt eller en liste" },
    { "is neither a text nor an object", "är varken en text eller ett objekt",
      "er verken en tekst eller et objekt" },
    { "is required", "måste anges", "må oppgis" },
    { "is required with \"%s\"", "måste anges tillsammans med ”%s”", "må oppgis sammen med «%s»" },
    { "is no field of this form", "är inget fält i det här formuläret",
      "er ikke et felt i dette skjemaet" },
    { "is empty", "är tom", "er tom" },
    { "has %zu bytes; %zu to %zu are allowed", "har %zu byte; %zu till %zu är tillåtna",
      "har %zu byte; %zu til %zu er tillatt" },
    { "has %zu fields; at most %zu are allowed", "har %zu fält; högst %zu är tillåtna",
      "har %zu felt; høyst %zu er tillatt" },
    { "has %zu items; %zu to %zu are allowed", "har %zu poster; %zu till %zu är tillåtna",
      "har %zu poster; %zu til %zu er tillatt" },
    { "makes more than %d sections", "ger fler än %d avsnitt", "gir mer enn %d deler" },
    { "the section %s is larger than %zu bytes", "avsnittet %s är större än %zu byte",
      "delen %s er større enn %zu byte" },
    { "is not 0 to %llu", "ligger inte mellan 0 och %llu", "ligger ikke mellom 0 og %llu" },

    /* spelling */
    { "is not 1 to %zu of a-z, 0-9, '.', '_' and '-'",
      "består inte av 1 till %zu tecken av a–z, 0–9, ”.”, ”_” och ”-”",
      "består ikke av 1 til %zu tegn av a–z, 0–9, «.», «_» og «-»" },
    { "is not on one line", "står inte på en rad", "står ikke på én linje" },
    { "is no date: write YYYY-MM-DD", "är inget datum: skriv ÅÅÅÅ-MM-DD",
      "er ingen dato: skriv ÅÅÅÅ-MM-DD" },
    { "is no time with an offset, as in 2026-03-01T09:00:00+01:00",
      "är ingen tid med tidszon, som i 2026-03-01T09:00:00+01:00",
      "er ikke et tidspunkt med tidssone, som i 2026-03-01T09:00:00+01:00" },
    { "is no id of an exchange", "är inte id för ett utbyte", "er ikke ID-en til en utveksling" },
    { "is no id of a consent", "är inte id för ett samtycke", "er ikke ID-en til et samtykke" },
    { "does not fit the pattern of the form", "stämmer inte med formulärets mönster",
      "passer ikke med skjemaets mønster" },
    { "is none of %s", "är inget av %s", "er ingen av %s" },
    { "stands twice", "förekommer två gånger", "forekommer to ganger" },

    /* words of the vocabulary */
    { "is no category of the vocabulary", "är ingen kategori i vokabulären",
      "er ikke en kategori i vokabularet" },
    { "is no function of the vocabulary", "är ingen funktion i vokabulären",
      "er ikke en funksjon i vokabularet" },
    { "is no urgency of the vocabulary", "är ingen angelägenhetsgrad i vokabulären",
      "er ikke en hastegrad i vokabularet" },
    { "is no purpose of the vocabulary", "är inget ändamål i vokabulären",
      "er ikke et formål i vokabularet" },
    { "is no type of the vocabulary", "är ingen meddelandetyp i vokabulären",
      "er ikke en meldingstype i vokabularet" },
    { "is no deciding role of the vocabulary", "är ingen beslutande befattning i vokabulären",
      "er ikke en stilling i vokabularet som kan ta avgjørelsen" },
    { "is no reason of the vocabulary", "är inget skäl i vokabulären",
      "er ikke en begrunnelse i vokabularet" },
    { "is no reason for not informing of the vocabulary",
      "är inget skäl i vokabulären för att inte informera",
      "er ikke en grunn i vokabularet til å la være å informere" },
    { "is no reason for taking back of the vocabulary",
      "är inget skäl i vokabulären för att återta",
      "er ikke en grunn i vokabularet til å trekke tilbake" },
    { "is no condition of the vocabulary", "är inget villkor i vokabulären",
      "er ikke et vilkår i vokabularet" },
    { "is no reason for declaring void of the vocabulary",
      "är inget skäl i vokabulären för att ogiltigförklara",
      "er ikke en grunn i vokabularet til å erklære ugyldig" },

    /* what may stand where */
    { "has a field of its own in this form", "har ett eget fält i det här formuläret",
      "har et eget felt i dette skjemaet" },
    { "stands only with \"answer\": false", "får bara anges med \"answer\": false",
      "kan bare oppgis med \"answer\": false" },
    { "stands without function and area", "anges utan funktion och område",
      "oppgis uten funksjon og område" },
    { "does not stand in this form", "får inte anges i det här formuläret",
      "kan ikke oppgis i dette skjemaet" },
    { "does not go with a message of this type",
      "får inte följa med ett meddelande av den här typen",
      "kan ikke følge med en melding av denne typen" },
    { "stands only with the ground %s", "får bara anges med grunden %s",
      "kan bare oppgis med grunnlaget %s" },
    { "does not stand with the ground %s", "får inte anges med grunden %s",
      "kan ikke oppgis med grunnlaget %s" },
    { "is told in Norway only", "lämnas bara i Norge", "gis bare i Norge" },
    { "is no type that this agency sends here",
      "är ingen meddelandetyp som skickas härifrån på den här vägen",
      "er ikke en meldingstype som sendes herfra på denne måten" },
    { "an answer goes to the sender of what it answers",
      "ett svar går till avsändaren av det som besvaras",
      "et svar går til avsenderen av det som besvares" },
    { "nothing is said in this form", "ingenting sägs i formuläret", "det står ingenting i skjemaet" },
    { "this form is about nobody", "det här formuläret handlar inte om någon person",
      "dette skjemaet gjelder ingen person" },
    { "this form is about nobody and answers nothing",
      "det här formuläret handlar inte om någon person och besvarar ingenting",
      "dette skjemaet gjelder ingen person og besvarer ingenting" },
    { "holds what looks like an e-mail address or user name",
      "innehåller något som liknar en e-postadress eller ett användarnamn",
      "inneholder noe som ligner en e-postadresse eller et brukernavn" },
    { "holds digits like those of a telephone, a date of birth or a national id",
      "innehåller siffror som liknar ett telefonnummer, ett födelsedatum eller ett personnummer",
      "inneholder sifre som ligner et telefonnummer, en fødselsdato eller et fødselsnummer" },

    /* tasks */
    { "is not followed up by an agency of this kind", "följs inte upp av en sådan verksamhet",
      "følges ikke opp av en slik instans" },
    { "lies before the withdrawal", "ligger före återkallelsen", "ligger før tilbaketrekkingen" },
    { "is notify or no_notice", "är notify eller no_notice", "er notify eller no_notice" },
    { "no task of this id is here", "ingen uppgift med detta id finns här",
      "ingen oppgave med denne ID-en finnes her" },
    { "nobody has decided that there is a notice", "ingen har beslutat att det ska underrättas",
      "ingen har bestemt at det skal underrettes" },
    { "a notice of this task goes on other grounds, as another type or to others",
      "en underrättelse i den här uppgiften går på andra grunder, som en annan typ eller till andra",
      "en underretning i denne oppgaven går på andre grunnlag, som en annen type eller til andre" },

    /* times and ages */
    { "lies in the past", "ligger i det förflutna", "ligger tilbake i tid" },
    { "does not lie after the beginning", "ligger inte efter början", "ligger ikke etter begynnelsen" },
    { "is more than the age today", "är mer än åldern i dag", "er mer enn alderen i dag" },
    { "less than %d days from now; a summons is given earlier where it can be",
      "mindre än %d dagar bort; en kallelse ges tidigare där det går",
      "mindre enn %d dager til; innkallingen gis tidligere der det er mulig" },
    { "the aggrieved must consent before a case is referred to mediation",
      "målsäganden måste samtycka innan ett ärende lämnas till medling",
      "fornærmede må samtykke før en sak overføres til megling" },

    /* recipients and references */
    { "no exchange of this id was sent from here", "inget utbyte med detta id har skickats härifrån",
      "ingen utveksling med denne ID-en er sendt herfra" },
    { "no exchange of this id was received or sent here",
      "inget utbyte med detta id har tagits emot eller skickats här",
      "ingen utveksling med denne ID-en er mottatt eller sendt her" },
    { "no party of this name is a member today", "ingen med detta namn är medlem i dag",
      "ingen med dette navnet er medlem i dag" },
    { "no other party of this name is a member today", "ingen annan med detta namn är medlem i dag",
      "ingen annen med dette navnet er medlem i dag" },
    { "more than one party has this function in this area",
      "fler än en har den här funktionen i området", "flere enn én har denne funksjonen i området" },
    { "no other party has this function in this area",
      "ingen annan har den här funktionen i området", "ingen annen har denne funksjonen i området" },
    { "no school of this name is a member today", "ingen skola med det namnet är medlem i dag",
      "ingen skole med dette navnet er medlem i dag" },
    { "the school has named no contact officer", "skolan har inte angett någon kontaktpolis",
      "skolen har ikke oppgitt noen politikontakt" },
    { "a reply or a correction goes to the other side of what it refers to",
      "ett svar eller en rättelse går till motparten i det som det gäller",
      "et svar eller en retting går til motparten i det som det gjelder" },
    { "the same party stands twice, for the same ground and purpose",
      "samma mottagare förekommer två gånger, med samma grund och ändamål",
      "samme mottaker forekommer to ganger, med samme grunnlag og formål" },

    /* consents */
    { "%s; a consent needs a sound number", "%s; ett samtycke kräver ett riktigt nummer",
      "%s; et samtykke krever et riktig nummer" },
    { "a consent needs the national id of the person", "ett samtycke kräver den unges personnummer",
      "et samtykke krever fødselsnummeret til den unge" },
    { "a guardian has a number from 1", "en vårdnadshavare har ett nummer från 1 och uppåt",
      "en foresatt har et nummer fra 1 og oppover" },
    { "below 18 there is at least one guardian", "under 18 år finns det minst en vårdnadshavare",
      "under 18 år er det minst én foresatt" },
    { "comes after valid_from, by three years at most",
      "ska ligga efter valid_from, med högst tre år", "skal ligge etter valid_from, med høyst tre år" },
    { "is a date: YYYY-MM-DD", "ska vara ett datum: ÅÅÅÅ-MM-DD", "skal være en dato: ÅÅÅÅ-MM-DD" },
    { "is a day to come", "är en dag som inte har kommit", "er en dag som ikke har kommet" },
    { "is no object", "är inget objekt", "er ikke et objekt" },
    { "is of a guardian that required does not count",
      "gäller en vårdnadshavare som inte räknas in i ”required”",
      "gjelder en foresatt som ikke er regnet med i «required»" },
    { "is of somebody who stands before", "gäller någon som redan står i listan",
      "gjelder en som allerede står i listen" },
    { "is written or oral", "ska vara ”written” eller ”oral”", "skal være «written» eller «oral»" },
    { "is youth or guardian", "ska vara ”youth” eller ”guardian”",
      "skal være «youth» eller «guardian»" },
    { "the young person has no number", "den unge har inget nummer", "den unge har ikke noe nummer" },

    /* the national id */
    { "no number; sent without an age", "inget nummer; skickas utan ålder",
      "ikke noe nummer; sendes uten alder" },
    { "the number has no date of birth; sent without an age",
      "numret saknar födelsedatum; skickas utan ålder",
      "nummeret mangler fødselsdato; sendes uten alder" },
    { "a child that is not born has no number; it is sent sealed, as written",
      "ett barn som inte är fött har inget nummer; det skickas förseglat, som det skrevs",
      "et barn som ikke er født, har ikke noe nummer; det sendes forseglet, slik det ble skrevet" },
    { "%s; sent sealed, as written, without an age",
      "%s; skickas förseglat, som det skrevs, utan ålder",
      "%s; sendes forseglet, slik det ble skrevet, uten alder" },
    { "is not written as a national id", "är inte skrivet som ett personnummer",
      "er ikke skrevet som et fødselsnummer" },
    { "has a date of birth that does not exist", "har ett födelsedatum som inte finns",
      "har en fødselsdato som ikke finnes" },
    { "has a year and an individual number that do not fit",
      "har ett årtal och ett individnummer som inte stämmer överens",
      "har et årstall og et individnummer som ikke passer sammen" },
    { "has a control digit that does not fit", "har en kontrollsiffra som inte stämmer",
      "har et kontrollsiffer som ikke stemmer" },
    { "is a test number, which is not allowed here", "är ett testnummer, som inte är tillåtet här",
      "er et testnummer, som ikke er tillatt her" },
    { "is an auxiliary number of a single office", "är ett hjälpnummer hos en enskild verksamhet",
      "er et hjelpenummer hos en enkelt virksomhet" },
    { "is of somebody born after today", "tillhör någon som föds efter i dag",
      "tilhører noen som er født etter i dag" },
    { "is of somebody born too long ago", "tillhör någon som är född för länge sedan",
      "tilhører noen som er født for lenge siden" },
    { "is no national id that is read here", "är inget personnummer som läses här",
      "er ikke et fødselsnummer som leses her" },
};
/* clang-format on */

size_t words_n(void) { return ARRAY_SIZE(words); }

const char *words_key(size_t i) { return words[i].english; }

const char *words_in(const char *language, const char *english)
{
    enum vocabulary_language in = language ? vocabulary_language(language) : LANGUAGE_EN;

    if (in == LANGUAGE_EN)
        return english;
    for (size_t i = 0; i < ARRAY_SIZE(words); i++)
        if (strcmp(words[i].english, english) == 0)
            return in == LANGUAGE_SV ? words[i].sv : words[i].nb;
    return english;
}
