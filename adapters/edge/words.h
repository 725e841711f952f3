/* SPDX-License-Identifier: EUPL-1.2 */
/* words - what the adapter says of a form, in Swedish and Norwegian (bokmål).
 *
 * The English text in the code is the key. scripts/check_catalogue compares the catalogue with the
 * code: whatever json_fault() and form_faults_add() are given as a format, and whatever stands in
 * WORDS(), is in it.
 */
#ifndef EDGE_WORDS_H
#define EDGE_WORDS_H

#include <stddef.h>

/* Marks a text of the catalogue that is not written in the call that says it. */
#define WORDS(english) english

/* The text in `language` ("sv", "nb", "no", "nn", region allowed); `english` itself where there is no
 * other, or for any other language. Has the conversions of `english` in the same order. */
const char *words_in(const char *language, const char *english);

/* The keys of the catalogue, for i < words_n(). */
size_t words_n(void);
const char *words_key(size_t i);

#endif
