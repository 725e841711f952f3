/* SPDX-License-Identifier: EUPL-1.2 */
#include "edge/spool_schema.h"

/* What identifies a person is sealed, or not here: content lies in sealed frames and sections,
 * posted bodies and case references in boxes for the party's own key. Ids, digests, texts of
 * exchanges and receipts stay when the content goes. Times are milliseconds since 1970. */
static const char first[] =
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

/* Messages of every kind, orders to the bus, consents, recalls, notices to systems. */
static const char second[] =
    /* What an exchange was made of, boxed for ourselves, to seal it anew for another key. */
    "ALTER TABLE outbox ADD COLUMN draft BLOB;"
    "ALTER TABLE outbox ADD COLUMN purpose TEXT NOT NULL DEFAULT '';"
    "ALTER TABLE outbox ADD COLUMN function TEXT NOT NULL DEFAULT '';"
    "ALTER TABLE outbox ADD COLUMN telephone TEXT NOT NULL DEFAULT '';" /* of an acute one */
    "ALTER TABLE outbox ADD COLUMN on_call INTEGER NOT NULL DEFAULT 0;"
    "ALTER TABLE outbox ADD COLUMN in_reply_to BLOB;"
    "ALTER TABLE outbox ADD COLUMN correction_of BLOB;"
    "ALTER TABLE outbox ADD COLUMN supersedes BLOB;"
    "ALTER TABLE outbox ADD COLUMN superseded_by BLOB;"
    "ALTER TABLE outbox ADD COLUMN n_anew INTEGER NOT NULL DEFAULT 0;" /* sent anew so often */
    "ALTER TABLE outbox ADD COLUMN ended_by BLOB;" /* our order to end it, once we have given it */
    "ALTER TABLE outbox ADD COLUMN assessment_salt BLOB;"             /* of the decider's record */
    "ALTER TABLE outbox ADD COLUMN outcome TEXT NOT NULL DEFAULT '';" /* of that order */
    "CREATE INDEX outbox_supersedes ON outbox (supersedes) WHERE supersedes IS NOT NULL;"
    "CREATE INDEX outbox_reply ON outbox (party, in_reply_to) WHERE in_reply_to IS NOT NULL;"
    "CREATE TABLE outbox_consent ("
    "  id BLOB NOT NULL REFERENCES outbox (id), consent BLOB NOT NULL,"
    "  PRIMARY KEY (id, consent)"
    ") STRICT;"
    "CREATE INDEX outbox_consent_consent ON outbox_consent (consent);"
    /* Our own consents: `id` is that of the first grant in the outbox. */
    "CREATE TABLE consent ("
    "  id BLOB NOT NULL PRIMARY KEY, party TEXT NOT NULL, created_ms INTEGER NOT NULL"
    ") STRICT;"
    "CREATE TABLE consent_message ("
    "  place INTEGER PRIMARY KEY,"
    "  id BLOB NOT NULL UNIQUE REFERENCES outbox (id), consent BLOB NOT NULL REFERENCES consent "
    "(id),"
    "  kind TEXT NOT NULL," /* grant, withdrawal, void */
    "  content BLOB"        /* its private header, boxed for ourselves; NULL once erased */
    ") STRICT;"
    "CREATE INDEX consent_message_consent ON consent_message (consent, place);"
    "ALTER TABLE inbox ADD COLUMN type TEXT NOT NULL DEFAULT '';"
    "ALTER TABLE inbox ADD COLUMN function TEXT NOT NULL DEFAULT '';"
    "ALTER TABLE inbox ADD COLUMN fetched_ms INTEGER NOT NULL DEFAULT 0;" /* shown with content */
    "ALTER TABLE inbox ADD COLUMN ended_by BLOB;" /* the sender's order, once we were told */
    /* Orders on exchanges that never came: should one come yet, it is destroyed at once. */
    "CREATE TABLE recalled ("
    "  party TEXT NOT NULL, id BLOB NOT NULL, order_id BLOB NOT NULL,"
    "  text BLOB NOT NULL," /* of the order: held against the exchange, should it come */
    "  PRIMARY KEY (party, id)"
    ") STRICT;"
    /* What a system is still to be told of, by webhook or file. */
    "CREATE TABLE hook ("
    "  place INTEGER PRIMARY KEY AUTOINCREMENT," /* told to others: never given twice */
    "  party TEXT NOT NULL, way TEXT NOT NULL,"  /* webhook, file */
    "  event TEXT NOT NULL, id BLOB NOT NULL, state TEXT NOT NULL, at_ms INTEGER NOT NULL,"
    "  attempts INTEGER NOT NULL DEFAULT 0, next_ms INTEGER NOT NULL"
    ") STRICT;"
    "CREATE INDEX hook_next ON hook (party, way, next_ms);"
    "PRAGMA user_version = 2;";

/* What is left to do when the consent to a contract that is a condition was withdrawn. */
static const char third[] =
    /* Of what the contract is a condition, a word; '' of nothing. In clear, so that a task arises
     * whatever keys are here. */
    "ALTER TABLE consent ADD COLUMN condition TEXT NOT NULL DEFAULT '';"
    "CREATE TABLE task ("
    "  place INTEGER PRIMARY KEY,"
    "  id BLOB NOT NULL UNIQUE CHECK (length(id) = 16),"
    "  party TEXT NOT NULL, consent BLOB NOT NULL REFERENCES consent (id),"
    "  condition TEXT NOT NULL, since_ms INTEGER NOT NULL," /* the withdrawal was accepted */
    "  state INTEGER NOT NULL DEFAULT 0,"
    "  talk_day INTEGER, talk BLOB,"                       /* who held it, boxed for ourselves */
    "  decided_ms INTEGER, notify INTEGER, decision BLOB," /* who decided, and why, boxed */
    "  noticed INTEGER NOT NULL DEFAULT 0," /* nothing is left to send: edge/tasks_notice.h */
    "  UNIQUE (party, consent)"
    ") STRICT;"
    "CREATE INDEX task_open ON task (party, id) WHERE state <> 2;"
    "ALTER TABLE outbox ADD COLUMN task BLOB;" /* whose notice it is */
    "CREATE INDEX outbox_task ON outbox (task) WHERE task IS NOT NULL;"
    "PRAGMA user_version = 3;";

const char *const spool_schema_steps[SPOOL_SCHEMA_VERSION] = { first, second, third };
