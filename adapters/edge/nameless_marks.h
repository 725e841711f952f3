/* SPDX-License-Identifier: EUPL-1.2 */
/* nameless_marks - what points at somebody and is known by its shape: addresses on the net, a house in
 * a street, a day of birth, the plate of a car.
 */
#ifndef EDGE_NAMELESS_MARKS_H
#define EDGE_NAMELESS_MARKS_H

#include "edge/nameless_text.h"

/* An '@' with a word on both sides; and any other. */
bool nameless_has_email(const struct nameless_text *text);
bool nameless_has_handle(const struct nameless_text *text);

/* "https://…", "www…", "example.no". */
bool nameless_has_link(const struct nameless_text *text);

/* A word that ends as streets do, and a number: "Storgata 12", "Nedre gate nr. 5". Roads of the state
 * ("riksvei 4") are none, nor is a small word alone ("på gata 12 ganger"). */
bool nameless_has_street(const struct nameless_text *text);

/* "3. mars 2009", "March 3, 2009", "født 2009", "f. 2009". */
bool nameless_has_birth(const struct nameless_text *text);

/* "EK 12345", "ABC 123", "ABC 12D"; in small letters where letters and digits stand together. */
bool nameless_has_plate(const struct nameless_text *text);

#endif
