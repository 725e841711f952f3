/* SPDX-License-Identifier: EUPL-1.2 */
#include "edge/nameless_names.h"

#include <string.h>

enum { NAMES_IN_A_ROW = 2, PLACE_WORDS_MAX = 5 };

/* Words stand here as in the copy of the line: small, without marks ("ostra" is "östra"). */

/* Where, or what kind of place. Words that many are called by ("Strand", "Hall") are not among them. */
static const char place_words[] =
    "nordre sondre ostre vestre ovre nedre indre ytre midtre gamle nye store lille nord sor "
    "ost vest norra sodra ostra vastra inre yttre gamla nya stora lilla mellersta syd vast "
    "sankt st bydel kommun kommune stad gate gata gatan gaten vei veien veg vegen vag vagen "
    "plass plassen plats platsen torg torget torv park parken skole skolen skola skolan "
    "senter senteret storsenter centrum sentrum city mall galleria stasjon stasjonen "
    "station stationen brygge bryggen kaien kirke kirken kyrka kyrkan bron brua bad badet "
    "hallen arena stadion bibliotek biblioteket fritidsklubb fritidsgard ungdomsklubb klubb "
    "idrettsplass idrottsplats stranden street square school south east upper lower old new "
    "great";

/* Authorities, organisations, services and calendar: they may stand beside any name. */
static const char common_names[] =
    "slt sspf ssp sig nav bup ppt buf vgs sfo bvt hvb epa mc tv sms id politiet polisen "
    "police kommunen barnevernet barnevernvakten socialtjansten skatteverket rode kors roda "
    "korset kirkens bymisjon natteravnene natteravn nattvandrarna nattvandring redd barna "
    "radda barnen bla snapchat instagram tiktok telegram discord facebook messenger "
    "whatsapp signal youtube roblox monday tuesday wednesday thursday friday saturday "
    "sunday january february march july september october november december";

/* What a sentence begins with. */
static const char small_words[] =
    "a about after alle alla all an and antall antalet around at av bak bakom both bare "
    "bara ca da de dei den der dar det disse dessa during each eit elever elevar elev en "
    "ett et etter efter every fem few fewer fire flere fleire fler flera for fore fort "
    "fortsatt fra fran from fyra grupper gruppa gruppen gjenger gjeng her har hele hela hos "
    "i ifjor in ingen inga inne innen inom jenter gutter pojkar flickor just kring kun "
    "langs langsmed less mange manga many med mellom mellan mer mest mindre more most mot "
    "much mye mycket naer nar naar near ned no noen nokre nagra og och ofte ofta often om "
    "omkring on opp over pa rundt runt saerlig sarlig sarskilt seks sedan siden since sju "
    "some som spesielt stadig the there these they ti til till tio to tre tva two three "
    "under ungdom ungdommer ungdomar unge unga barn uppe ut utanfor utenfor ute vakter ved "
    "vid via voksne vuxna we vi with young youth ytterligere ytterligare foreldre foraldrar "
    "natt kveld kvall helg helger hjemme hemma samlinger samling";

static const struct nameless_piece *word_at(const struct nameless_text *text, size_t i)
{
    return nameless_piece(text, i, NAMELESS_WORD);
}

/* "Kari", "KARI", and "K." beside another. */
static bool is_capital(const struct nameless_text *text, size_t i)
{
    const struct nameless_piece *word = word_at(text, i);
    const struct nameless_piece *next = nameless_piece(text, i + 1, NAMELESS_JOINT);

    if (!word)
        return false;
    if (word->size == 1)
        return word->shouted && next && next->text[0] == '.';
    return word->capital;
}

static bool starts_sentence(const struct nameless_text *text, size_t i)
{
    return i == 0 || (i == 1 && !word_at(text, 0)) ||
           nameless_has_sign(nameless_piece(text, i - 1, NAMELESS_JOINT), ".:;!?(\"");
}

/* Also with the s of the genitive: "Fjells". */
static bool is_same_place(const struct nameless_piece *word, const struct nameless_piece *place)
{
    bool genitive = word->size == place->size + 1 && word->text[place->size] == 's';

    return place->kind == NAMELESS_WORD && (word->size == place->size || genitive) &&
           memcmp(word->text, place->text, place->size) == 0;
}

static bool is_known(const struct nameless_piece *word, const struct nameless_text places[],
                     size_t n_places)
{
    for (size_t i = 0; i < n_places; i++)
        for (size_t j = 0; j < places[i].n; j++)
            if (is_same_place(word, &places[i].pieces[j]))
                return true;
    return nameless_is_among(word, place_words) || nameless_is_among(word, common_names);
}

bool nameless_has_name(const struct nameless_text *text, const struct nameless_text places[],
                       size_t n_places)
{
    static const char particles[] = "von van af al el bin ibn ben abu";
    size_t names = 0;

    for (size_t i = 0; i < text->n; i++) {
        const struct nameless_piece *word = word_at(text, i);

        if (!word) {
            /* "Nordmann, Kari" is as much a name; a full stop ends more than initials do. */
            if (!nameless_is_of(&text->pieces[i], " -,.'\"/&+()"))
                names = 0;
            else if (nameless_has_sign(&text->pieces[i], ".") && i > 0 && word_at(text, i - 1) &&
                     word_at(text, i - 1)->size > 2)
                names = 0;
            continue;
        }
        if (nameless_is_among(word, particles))
            continue;
        if (!is_capital(text, i))
            names = 0;
        else if (!is_known(word, places, n_places) &&
                 !(starts_sentence(text, i) && nameless_is_among(word, small_words)))
            names++;
        if (names >= NAMES_IN_A_ROW)
            return true;
    }
    return false;
}

/* ---- places ---- */

bool nameless_are_places(const struct nameless_text *text)
{
    size_t words = 0;

    for (size_t i = 0; i < text->n; i++) {
        const struct nameless_piece *piece = &text->pieces[i];

        if (piece->kind == NAMELESS_DIGITS ||
            (piece->kind == NAMELESS_JOINT && !nameless_is_of(piece, " ,-.'")))
            return false;
        if (piece->kind == NAMELESS_WORD)
            words++;
        else if (nameless_has_sign(piece, ","))
            words = 0;
        if (words > PLACE_WORDS_MAX)
            return false;
    }
    return true;
}

bool nameless_has_name_as_place(const struct nameless_text *text)
{
    size_t names = 0;
    bool says_what = false;

    for (size_t i = 0; i < text->n; i++) {
        const struct nameless_piece *word = word_at(text, i);

        if (nameless_has_sign(&text->pieces[i], ",")) {
            if (names >= NAMES_IN_A_ROW && !says_what)
                return true;
            names = 0;
            says_what = false;
        }
        if (!word)
            continue;
        says_what = says_what || nameless_is_among(word, place_words);
        if (is_capital(text, i) && !nameless_is_among(word, common_names) &&
            !nameless_is_among(word, small_words))
            names++;
    }
    return names >= NAMES_IN_A_ROW && !says_what;
}
