/* SPDX-License-Identifier: EUPL-1.2 */
/* nameless_names - names in a line, known by their capitals.
 *
 * Two words in a row that begin with capitals are taken for a person's name, unless a closed list says
 * otherwise: a small word at the start of a sentence, an authority, a kind of place or its direction
 * ("Nordre Åsen"), or a word of the places that the picture itself names. One name alone cannot be told
 * from any other word.
 */
#ifndef EDGE_NAMELESS_NAMES_H
#define EDGE_NAMELESS_NAMES_H

#include "edge/nameless_text.h"

/* `places`: what the picture names as such. */
bool nameless_has_name(const struct nameless_text *text, const struct nameless_text places[],
                       size_t n_places);

/* Is the line a list of places: names of one to five words without digits, commas between them? */
bool nameless_are_places(const struct nameless_text *text);

/* Does a place of the list look like a person: two capitals, and no word that says what place it is? */
bool nameless_has_name_as_place(const struct nameless_text *text);

#endif
