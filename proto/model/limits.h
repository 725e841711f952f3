/* SPDX-License-Identifier: Apache-2.0 */
/* limits - sizes that every program agrees on. */
#ifndef MODEL_LIMITS_H
#define MODEL_LIMITS_H

enum {
    LIMIT_PARTY = 64,      /* bytes of a party's name, at most */
    LIMIT_WORD = 48,       /* type, purpose, urgency, category, code, role, function */
    LIMIT_GROUND = 64,     /* ground and rule ids */
    LIMIT_ORIGIN = 128,    /* origin of a log */
    LIMIT_AREA = 32,       /* "1201-02" */
    LIMIT_REASON = 300,    /* plain reason of a refusal, UTF-8 */
    LIMIT_REFERENCE = 100, /* a case reference, UTF-8 */
    LIMIT_SECTIONS = 64,
    LIMIT_SECTION_BYTES = 1024 * 1024, /* ciphertext of one section */
    LIMIT_FRAME_BYTES = 4 * 1024 * 1024,
    LIMIT_ENTRY_BYTES = 65535, /* a leaf, so that it fits an entry bundle (C2SP tlog-tiles) */
    LIMIT_TEXT_BYTES = 16384,  /* an exchange text */
    LIMIT_QUESTION_BYTES = 2048,
    LIMIT_CARD_BYTES = 2048,
    LIMIT_CARD_DAYS = 90,
    SUBJECT_SIZE = 36, /* key number (u32 big-endian; 0 = random), HMAC-SHA-256 */
    SEQ_SIZE = 24,     /* incarnation (16), number (u64 big-endian) */
    INCARNATION_SIZE = 16,
    THREAD_SIZE = 16,
    SALT_SIZE = 32,
    NONCE_SIZE = 16,
};

#endif
