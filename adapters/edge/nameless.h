/* SPDX-License-Identifier: EUPL-1.2 */
/* nameless - does a line of a form about nobody hold what points at somebody?
 *
 * Each answer is a code of its own for the sender ("identifier", "name", …). What has no shape cannot be
 * found: a first name alone, a name in small letters, a number in words, what two fields say together.
 */
#ifndef EDGE_NAMELESS_H
#define EDGE_NAMELESS_H

#include <stddef.h>

enum nameless {
    NAMELESS_CLEAN = 0,
    NAMELESS_EMAIL,
    NAMELESS_HANDLE, /* any other '@' */
    NAMELESS_LINK,
    NAMELESS_BIRTH, /* a day with its month by name and its year, or a word for birth and a number */
    NAMELESS_PLATE,   /* of a Norwegian or Swedish car */
    NAMELESS_STREET,  /* with a number */
    NAMELESS_NUMBER,  /* digits of a telephone, a date of birth, a national id */
    NAMELESS_NAME,    /* two capitalised words in a row (edge/nameless_names.h) */
    NAMELESS_FOREIGN, /* a character that is not of the alphabet (edge/nameless_text.h) */
    NAMELESS_NO_PLACES,
    NAMELESS_ANSWERS,
};

enum { NAMELESS_PLACES_MAX = 4 };

/* The first of them that the line holds. `places`: the texts of the form that name places, at most
 * NAMELESS_PLACES_MAX; NULL among them is none. */
enum nameless nameless_check(const char *text, const char *const places[], size_t n_places);

/* Of a line that names places and nothing else: names of one to five words, commas between them, no
 * digits; one of two capitalised words has a word that says what place it is. */
enum nameless nameless_check_places(const char *text);

#endif
