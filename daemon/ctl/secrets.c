/* SPDX-License-Identifier: EUPL-1.2 */
#include "ctl/secrets.h"

#include "base/memory.h"
#include "keys/seal.h"

enum fault secrets_public(const char *folder, enum key_file_kind kind,
                          uint8_t ret_public[SIGN_PUBLIC_SIZE], struct error *err)
{
    CLEANUP(mem_free) char *path = mem_printf("%s/%s.key", folder, key_file_kind_name(kind));
    CLEANUP(key_file_free) uint8_t *key = NULL;
    CLEANUP(sign_secret_free) struct sign_secret *sign = NULL;
    CLEANUP(seal_secret_free) struct seal_secret *seal = NULL;
    enum fault fault = key_file_read(path, kind, &key, err);

    if (fault)
        return fault;
    /* CURVE keys are X25519 keys, as those of seals are. */
    if (kind == KEY_FILE_CURVE || kind == KEY_FILE_SEAL) {
        seal = seal_secret_of_bytes(key);
        seal_public(seal, ret_public);
    } else {
        sign = sign_secret_of_seed(key);
        sign_public(sign, ret_public);
    }
    return FAULT_NONE;
}

enum fault secrets_root(const char *path, struct sign_secret **ret_root, struct error *err)
{
    CLEANUP(key_file_free) uint8_t *key = NULL;
    enum fault fault = key_file_read(path, KEY_FILE_ROOT, &key, err);

    if (fault)
        return fault;
    *ret_root = sign_secret_of_seed(key);
    return FAULT_NONE;
}
