/* SPDX-License-Identifier: Apache-2.0 */
/* tag - the words that keep kinds of signed, hashed and sealed bytes apart.
 *
 * Every signature is over tag NUL origin NUL bytes and every salted digest over tag NUL bytes, so
 * that bytes made for one purpose can never stand for another.
 */
#ifndef KEYS_TAG_H
#define KEYS_TAG_H

#define TAG_EXCHANGE "samband/v1/exchange"     /* signature: an exchange text */
#define TAG_QUESTION "samband/v1/question"     /* signature: a question text */
#define TAG_RECEIPTS "samband/v1/receipts"     /* signature: n and root of a receipt list */
#define TAG_CARD "samband/v1/card"             /* signature: a key card, by a root key */
#define TAG_DIRECTORY "samband/v1/directory"   /* signature: directory and agreement texts */
#define TAG_SEQ "samband/v1/seq"               /* salted digest: incarnation and number */
#define TAG_SUBJECT "samband/v1/subject"       /* salted digest: the subject reference */
#define TAG_PRIVATE "samband/v1/private"       /* salted digest: the private header */
#define TAG_SECTION "samband/v1/section"       /* salted digest: a section's descriptor */
#define TAG_CATEGORIES "samband/v1/categories" /* salted digest: the categories of a question */
#define TAG_COMMIT "samband/v1/commit"         /* digest: padded plaintext of a section */
#define TAG_CASE_REFERENCE "samband/v1/case_reference" /* salted digest: a case reference */
#define TAG_VOID "samband/v1/void"                     /* signature: a number that was given up */

#endif
