/* SPDX-License-Identifier: EUPL-1.2 */
/* secrets - reads key files for what is made from them: public keys and signatures. */
#ifndef CTL_SECRETS_H
#define CTL_SECRETS_H

#include <stdint.h>

#include "base/error.h"
#include "keys/key_file.h"
#include "keys/sign.h"

/* The public key of <folder>/<kind>.key, kinds CURVE, SIGN, SEAL and WITNESS. Faults as
 * key_file_read(). */
MUST_CHECK enum fault secrets_public(const char *folder, enum key_file_kind kind,
                                     uint8_t ret_public[SIGN_PUBLIC_SIZE], struct error *err);

/* The root key in that file; the caller owns it. */
MUST_CHECK enum fault secrets_root(const char *path, struct sign_secret **ret_root,
                                   struct error *err);

#endif
