/* SPDX-License-Identifier: EUPL-1.2 */
/* drop_call - which call of the API a dropped file stands for, by its name alone. */
#ifndef EDGE_DROP_CALL_H
#define EDGE_DROP_CALL_H

#include <stdbool.h>

#include "base/bytes.h"
#include "keys/digest.h"

enum { DROP_PATH_SIZE = 120, DROP_KEY_SIZE = 5 + DIGEST_HEX_SIZE };

struct drop_call {
    char path[DROP_PATH_SIZE]; /* POST of that; an id in it is not judged here */
    const char *media_type;    /* of its body; NULL: it has none. Static text */
};

/* "concerns.NAME.json", "registered.ID.json", "registered.ID.NAME.json" and so on: the words are in
 * drop.h. False: no call. */
bool drop_call_read(const char *name, struct drop_call *ret_call);

/* The first word of such a name, "none" if that is no call: what a log may say of a file, whose own name
 * may be that of a person. Static text. */
const char *drop_call_word(const char *name);

/* "drop-" and the HMAC-SHA-256 (hex) under `secret` of name, NUL and content: the same file is the same
 * call. The key outlives the content; without the secret nobody can try what that was. */
void drop_call_key(const char *secret, const char *name, struct bytes content,
                   char ret_key[DROP_KEY_SIZE]);

#endif
