/* SPDX-License-Identifier: EUPL-1.2 */
/* nameless_text - a line as the checks of edge/nameless.h read it: pieces of letters, of digits, and of
 * what stands between them.
 *
 * The alphabet is closed: letters of the Nordic and Sami languages, the digits 0 to 9, the signs of
 * plain prose. So a digit of another script, or a letter that only looks like one of ours, needs no
 * table of its own: it is foreign.
 */
#ifndef EDGE_NAMELESS_TEXT_H
#define EDGE_NAMELESS_TEXT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/cleanup.h"

enum nameless_kind {
    NAMELESS_WORD = 0,
    NAMELESS_DIGITS,
    NAMELESS_JOINT, /* anything else, also foreign characters */
};

struct nameless_piece {
    enum nameless_kind kind;
    const char *text; /* into the line's own copy; ends with its size, not with NUL */
    size_t size;
    bool capital; /* of a word: its first letter is one, and it has another letter */
    bool shouted; /* all its letters are, of a word of one or more */
};

/* In the copy a word has the letters a to z, whatever their marks ("väg" is "vag"); only é stays one
 * byte of its own, since "allé" is a street and "alle" is everybody. Dashes are "-", quotes ' and ",
 * wide spaces " ", foreign characters "#". */
#define NAMELESS_E_ACUTE "\xe9"

struct nameless_text {
    char *copy;
    struct nameless_piece *pieces;
    size_t n;
    bool foreign; /* has a character that is not of the alphabet */
};

/* `text` is UTF-8; bytes that are not are foreign. The caller clears it. */
void nameless_text_read(const char *text, struct nameless_text *ret_text);

void nameless_text_clear(struct nameless_text *text);
DEFINE_CLEAR(struct nameless_text, nameless_text_clear)

/* The piece `i`, or NULL if there is none or it is of another kind. */
const struct nameless_piece *nameless_piece(const struct nameless_text *text, size_t i,
                                            enum nameless_kind kind);

/* Is it this word? One of `words`, which have a space between them? Does it end as one of them? A piece
 * that is NULL is and does not. */
bool nameless_is(const struct nameless_piece *piece, const char *word);
bool nameless_is_among(const struct nameless_piece *piece, const char *words);
bool nameless_ends(const struct nameless_piece *piece, const char *words);

/* Has the piece any of these signs? */
bool nameless_has_sign(const struct nameless_piece *piece, const char *signs);

/* Does it hold nothing but these signs? */
bool nameless_is_of(const struct nameless_piece *piece, const char *signs);

#endif
