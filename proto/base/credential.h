/* SPDX-License-Identifier: Apache-2.0 */
/* credential - where a secret lies: in a file of its own, or among those that the service manager
 * passes in (systemd.exec(5), LoadCredential=).
 *
 * A setting that begins with "credential:" names one of the latter: credential:keys_index.key is the
 * file keys_index.key in $CREDENTIALS_DIRECTORY. A folder that is loaded as a whole comes flat, its
 * names joined by '_': with LoadCredential=keys:/etc/samband/keys, the file bjork-school/curve.key there
 * is keys_bjork-school_curve.key, and the folder is written credential:keys_bjork-school.
 */
#ifndef BASE_CREDENTIAL_H
#define BASE_CREDENTIAL_H

#include <stdbool.h>

/* Does the text name a credential? False for NULL. */
bool credential_is_named(const char *text);

/* The path of `file` in `folder`, or of the file `folder` if `file` is NULL; either may be named as a
 * credential. Without $CREDENTIALS_DIRECTORY such a name stays what it is: a file that is not there.
 * The caller calls mem_free(). */
char *credential_path(const char *folder, const char *file);

/* Is the path that of a file in $CREDENTIALS_DIRECTORY? Its group bits are then the mask of an access
 * list that lets in nobody but this service. */
bool credential_is_passed(const char *path);

#endif
