/* SPDX-License-Identifier: EUPL-1.2 */
/* token - the bearer token of a party's system, from its file. */
#ifndef EDGE_TOKEN_H
#define EDGE_TOKEN_H

#include "base/error.h"

enum { TOKEN_MIN_BYTES = 16, TOKEN_MAX_BYTES = 400 };

/* The token in guarded memory; the caller calls secret_free(). The file is either one line of 16 to
 * 400 visible ASCII characters, or a key file of kind token, whose base64 text is then the token.
 * FAULT_INPUT: "token_open"; "token_mode" it is no regular file (a symbolic link is none), is owned
 * by neither this process's user nor root, or grants anything to group or others (a credential: to
 * others); "token_form". The
 * text names the path, never the content. `name` is a path or names a credential (base/credential.h). */
MUST_CHECK enum fault token_read(const char *name, char **ret_token, struct error *err);

#endif
