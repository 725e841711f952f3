/* SPDX-License-Identifier: EUPL-1.2 */
#include "edge/spool_schema.h"

/* What identifies a person is sealed, or not here: content lies in sealed frames and sections,
 * posted bodies and case references in boxes for the party's own key. Ids, digests, texts of
 * exchanges and receipts stay when the content goes. Times are milliseconds since 1970. */
const char spool_schema[] =
    /* One row a party. `number` is the last that was given in this incarnation. */
    "CREATE TABLE memory ("
    "  party TEXT NOT NULL PRIMARY KEY,"
    "  incarnation BLOB NOT NULL CHECK (length(incarnation) = 16),"
    "  number INTEGER NOT NULL,"
    "  takeover INTEGER NOT NULL,"
    "  newest_leaf INTEGER,"
    "  newest BLOB" /* a Receipt, packed */
    ") STRICT;"
    "CREATE TABLE incarnation ("
    "  place INTEGER PRIMARY KEY,"
    "  party TEXT NOT NULL REFERENCES memory (party),"
    "  incarnation BLOB NOT NULL CHECK (length(incarnation) = 16),"
    "  UNIQUE (party, incarnation)"
    ") STRICT;"
    /* Key cards that came over a link; each was verified against the directory. */
    "CREATE TABLE card ("
    "  party TEXT NOT NULL, serial INTEGER NOT NULL, text BLOB NOT NULL,"
    "  PRIMARY KEY (party, serial)"
    ") STRICT;"
    "CREATE TABLE post ("
    "  place INTEGER PRIMARY KEY,"
    "  party TEXT NOT NULL,"
    "  idempotency_key TEXT,"
    "  salt BLOB NOT NULL, digest BLOB NOT NULL," /* of the body */
    "  body BLOB,"                                /* boxed for ourselves */
    "  UNIQUE (party, idempotency_key)"
    ") STRICT;"
    "CREATE TABLE outbox ("
    "  place INTEGER PRIMARY KEY," /* in order of signing */
    "  id BLOB NOT NULL UNIQUE CHECK (length(id) = 16),"
    "  party TEXT NOT NULL,"
    "  post INTEGER NOT NULL REFERENCES post (place),"
    "  recipient TEXT NOT NULL, about TEXT NOT NULL,"
    "  type TEXT NOT NULL, ground TEXT NOT NULL, urgency TEXT NOT NULL,"
    "  subject BLOB, thread BLOB NOT NULL,"
    "  text BLOB, submit BLOB," /* the signed text; the whole frame, until it may go */
    "  held INTEGER NOT NULL,"  /* 1 until content may go */
    "  stage INTEGER NOT NULL, created_ms INTEGER NOT NULL, stage_since_ms INTEGER NOT NULL,"
    "  deadline_ms INTEGER," /* of the stage; NULL for none */
    "  warn_at_ms INTEGER, warned INTEGER NOT NULL DEFAULT 0,"
    "  accepted_ms INTEGER NOT NULL DEFAULT 0, handed_over_ms INTEGER NOT NULL DEFAULT 0,"
    "  registered_ms INTEGER NOT NULL DEFAULT 0, leaf_index INTEGER NOT NULL DEFAULT 0,"
    "  decided INTEGER NOT NULL DEFAULT 0,"
    "  code TEXT NOT NULL DEFAULT '', rule TEXT NOT NULL DEFAULT '',"
    "  reason TEXT NOT NULL DEFAULT '', forward TEXT NOT NULL DEFAULT '',"
    "  alarm TEXT NOT NULL DEFAULT '',"
    "  attention INTEGER NOT NULL DEFAULT 0, acknowledged INTEGER NOT NULL DEFAULT 0"
    ") STRICT;"
    "CREATE INDEX outbox_stage ON outbox (party, stage, place);"
    "CREATE INDEX outbox_thread ON outbox (party, recipient, subject);"
    "CREATE INDEX outbox_post ON outbox (post);"
    "CREATE INDEX outbox_warn ON outbox (party, warn_at_ms) WHERE warn_at_ms IS NOT NULL;"
    "CREATE TABLE outbox_section ("
    "  id BLOB NOT NULL REFERENCES outbox (id), place INTEGER NOT NULL,"
    "  category TEXT NOT NULL, digest BLOB NOT NULL,"
    "  verdict INTEGER NOT NULL DEFAULT 0, rule TEXT NOT NULL DEFAULT '',"
    "  PRIMARY KEY (id, place)"
    ") STRICT;"
    "CREATE TABLE inbox ("
    "  place INTEGER PRIMARY KEY,"
    "  party TEXT NOT NULL, id BLOB NOT NULL CHECK (length(id) = 16),"
    "  sender TEXT NOT NULL,"
    "  text BLOB NOT NULL, signature BLOB NOT NULL,"
    "  private_header BLOB,"
    "  received_ms INTEGER NOT NULL, state INTEGER NOT NULL,"
    "  reference_salt BLOB," /* of the digest in our receipt 3: knows a repetition by it */
    "  reference BLOB,"      /* salt and case reference, boxed for ourselves */
    "  registered_by BLOB,"
    "  return_code TEXT NOT NULL DEFAULT '', forward TEXT NOT NULL DEFAULT '',"
    "  held INTEGER NOT NULL,"  /* 1 until content may go */
    "  waits INTEGER NOT NULL," /* 1: rests on a consent; not shown before the broker's answer */
    "  UNIQUE (party, id)"
    ") STRICT;"
    "CREATE TABLE inbox_section ("
    "  party TEXT NOT NULL, id BLOB NOT NULL, place INTEGER NOT NULL,"
    "  descriptor BLOB NOT NULL, sealed_key BLOB NOT NULL, ciphertext BLOB NOT NULL,"
    "  PRIMARY KEY (party, id, place),"
    "  FOREIGN KEY (party, id) REFERENCES inbox (party, id)"
    ") STRICT;"
    /* Signed items: the broker's, the recipients', and our own (`ours`), which are sent again until
     * the broker has confirmed them. */
    "CREATE TABLE receipt ("
    "  place INTEGER PRIMARY KEY,"
    "  party TEXT NOT NULL, id BLOB NOT NULL,"
    "  kind INTEGER NOT NULL, state INTEGER NOT NULL,"
    "  ours INTEGER NOT NULL, confirmed INTEGER NOT NULL DEFAULT 0,"
    "  item BLOB NOT NULL,"
    "  receipt BLOB NOT NULL," /* a Receipt, packed */
    "  UNIQUE (party, id, kind, state)"
    ") STRICT;"
    "CREATE INDEX receipt_waiting ON receipt (party, place) WHERE ours = 1 AND confirmed = 0;"
    "PRAGMA user_version = 1;";
