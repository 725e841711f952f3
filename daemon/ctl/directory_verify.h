/* SPDX-License-Identifier: EUPL-1.2 */
/* directory_verify - `sambandctl directory verify`: the form of a directory, its words, its signatures. */
#ifndef CTL_DIRECTORY_VERIFY_H
#define CTL_DIRECTORY_VERIFY_H

/* As every command. */
int directory_verify(int argc, char *argv[]);

#endif
