/* SPDX-License-Identifier: Apache-2.0 */
/* sizes - how large each field on a link may be. README.md beside frames.proto lists them. */
#ifndef WIRE_SIZES_H
#define WIRE_SIZES_H

enum {
    WIRE_FRAME_BYTES = 4 * 1024 * 1024,
    WIRE_PARTY = 64,
    WIRE_WORD = 48,   /* codes, categories, roles */
    WIRE_GROUND = 64, /* grounds and rules */
    WIRE_LANGUAGE = 2,
    WIRE_ORIGIN = 128,
    WIRE_TEXT_BYTES = 16384,    /* an exchange text */
    WIRE_QUESTION_BYTES = 2048, /* a question text */
    WIRE_ITEM_BYTES = 16384,
    WIRE_CARD_BYTES = 2048,
    WIRE_PRIVATE_HEADER_BYTES = 8192,
    WIRE_DESCRIPTOR_BYTES = 512,
    WIRE_SECTION_BYTES = 1024 * 1024, /* ciphertext of one section, nonce included */
    WIRE_SECTION_MIN = 40,            /* nonce and authenticator around nothing */
    WIRE_SEALED_KEY_SIZE = 80,
    WIRE_SEALED_REFERENCE_BYTES = 400,
    WIRE_ID_SIZE = 16,
    WIRE_SALT_SIZE = 32,
    WIRE_SIGNATURE_SIZE = 64,
    WIRE_DIGEST_SIZE = 32,
    WIRE_SUBJECT_SIZE = 36,
    WIRE_SEQ_SIZE = 24,
    WIRE_SECTIONS = 64,
    WIRE_RECEIPTS = 256,
    WIRE_ACKNOWLEDGEMENTS = 256,
    WIRE_INCARNATIONS = 16,
    WIRE_PATH = 32,
    WIRE_DELIVER_CREDIT = 256,
    WIRE_SUBMIT_CREDIT = 65536,
    WIRE_HEARTBEAT_MS = 3600 * 1000,
    WIRE_RETRY_AFTER_MS = 24 * 3600 * 1000,
    WIRE_SENTENCE = 2000, /* one text for people in the answer to a question */
    WIRE_NEEDS = 16,      /* of one section */
    WIRE_GROUNDS = 64,    /* on which a question would pass */
    WIRE_ERROR_TEXT = 400,
    WIRE_ERROR_FIELD = 200,
    WIRE_UNKNOWN_FIELDS = 32, /* in one message, of a later version */
};

#endif
