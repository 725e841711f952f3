-- SPDX-License-Identifier: EUPL-1.2
-- What the broker works with, kept: the bytes of rules and directories behind the hashes in the record,
-- and what binds each category to the text, so that a decision can be made again; and what an auditor
-- reads for that, within a mandate.

SET LOCAL ROLE samband_owner;
SET LOCAL search_path = samband, pg_catalog;

-- ------------------------------------------------------------------------------- kept bytes

-- Once for each hash that a leaf of kind start, policy or directory names, written with the first such
-- leaf. No personal data: rules, the vocabulary, and the directory's agencies.
CREATE TABLE kept (
    hash     digest PRIMARY KEY,
    kind     text NOT NULL CHECK (kind IN ('policy', 'directory')),
    leaf_idx bigint NOT NULL CHECK (leaf_idx >= 0), -- that named it first, or first after this table was made
    n_files  integer NOT NULL CHECK (n_files BETWEEN 1 AND 200)
);

-- The files in the order in which the hash covers them. Rows are small beside the sections that pass
-- in an hour, and there are as many as there were changes of rules.
CREATE TABLE kept_file (
    hash  digest NOT NULL,
    idx   integer NOT NULL CHECK (idx BETWEEN 0 AND 199),
    name  text NOT NULL CHECK (octet_length(name) BETWEEN 1 AND 300),
    bytes bytea NOT NULL CHECK (octet_length(bytes) <= 1048576),
    PRIMARY KEY (hash, idx),
    UNIQUE (hash, name)
);

-- Where the record was when keeping began: hashes that only earlier leaves name were never kept.
CREATE TABLE kept_since (
    only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    leaf_idx bigint NOT NULL CHECK (leaf_idx >= 0)
);
INSERT INTO kept_since (leaf_idx) SELECT size FROM log_head;

DO $$
DECLARE
    table_name text;
BEGIN
    FOREACH table_name IN ARRAY ARRAY['kept', 'kept_file', 'kept_since'] LOOP
        EXECUTE format('CREATE TRIGGER deny_change BEFORE UPDATE OR DELETE ON samband.%I
                        FOR EACH ROW EXECUTE FUNCTION samband.deny()', table_name);
        EXECUTE format('ALTER TABLE samband.%I ENABLE ALWAYS TRIGGER deny_change', table_name);
        EXECUTE format('CREATE TRIGGER deny_truncate BEFORE TRUNCATE ON samband.%I
                        FOR EACH STATEMENT EXECUTE FUNCTION samband.deny()', table_name);
        EXECUTE format('ALTER TABLE samband.%I ENABLE ALWAYS TRIGGER deny_truncate', table_name);
    END LOOP;
END
$$;

-- Which directory was in force before a leaf, without reading all that lie between.
CREATE INDEX leaf_load ON leaf (idx) WHERE kind IN ('start', 'policy', 'directory');

-- What the text has a digest of, for each section, also for what was left out or refused: without it a
-- category is only what this table says. Gone with the row; NULL in rows from before. It holds hashes of
-- the sealed bytes, not these.
ALTER TABLE section_category ADD COLUMN descriptor bytea,
                             ADD COLUMN salt bytea CHECK (octet_length(salt) = 32);

-- ------------------------------------------------------------------------------- mandates

-- Which parties an auditor supervises, for exchanges of which period, on what ground, and until when.
-- Rows are entered by whoever may SET ROLE samband_owner; no login of the bus can.
CREATE TABLE audit_mandate (
    auditor        name NOT NULL, -- the user of the database that logs in
    party          text NOT NULL,
    received_from  timestamptz NOT NULL,
    received_until timestamptz NOT NULL,
    ground         text NOT NULL CHECK (octet_length(ground) BETWEEN 1 AND 500),
    ends           timestamptz NOT NULL,
    entered        timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (auditor, party, received_from),
    CHECK (received_from < received_until)
);

-- ------------------------------------------------------------------------------- views

CREATE VIEW audit_kept AS SELECT hash, kind, leaf_idx, n_files FROM kept;
CREATE VIEW audit_kept_file AS SELECT hash, idx, name, bytes FROM kept_file;
CREATE VIEW audit_kept_since AS SELECT leaf_idx FROM kept_since;

CREATE VIEW audit_own_mandate AS
SELECT party, received_from, received_until, ground, ends
  FROM audit_mandate WHERE auditor = session_user;

-- What one exchange was decided on, beside its text: for whoever supervises its sender or its
-- recipient. The subject's HMAC is not shown, only that there is one. A barrier, so that no function of
-- a reader's own sees a row before the mandate has been looked at.
CREATE VIEW audit_decision WITH (security_barrier) AS
SELECT e.id AS exchange_id, p.private_header, p.private_header_salt,
       s.exchange_id IS NOT NULL AS has_subject,
       ARRAY(SELECT c.category FROM section_category c
              WHERE c.exchange_id = e.id ORDER BY c.idx) AS categories
  FROM exchange e
  LEFT JOIN exchange_detail p ON p.exchange_id = e.id
  LEFT JOIN subject_index s ON s.exchange_id = e.id
 WHERE EXISTS (SELECT FROM audit_mandate m
                WHERE m.auditor = session_user AND m.ends > now()
                  AND m.party IN (e.sender, e.recipient)
                  AND e.received >= m.received_from AND e.received < m.received_until);

-- The category of each section, and what binds it to the text.
CREATE VIEW audit_decision_section WITH (security_barrier) AS
SELECT e.id AS exchange_id, e.leaf_idx, c.idx, c.category, c.descriptor, c.salt
  FROM exchange e
  JOIN section_category c ON c.exchange_id = e.id
 WHERE EXISTS (SELECT FROM audit_mandate m
                WHERE m.auditor = session_user AND m.ends > now()
                  AND m.party IN (e.sender, e.recipient)
                  AND e.received >= m.received_from AND e.received < m.received_until);

-- The messages about a consent that the exchange's sender holds, as the gate looked at them: those that
-- stood in the record before it, about its own subject. A consent about somebody else is for the gate as
-- if there were none, and no mandate for this exchange opens it. Where nobody can tell any more whom a
-- consent was about, there is a row that says so, and nothing of what it said.
CREATE VIEW audit_decision_consent WITH (security_barrier) AS
SELECT e.id AS exchange_id, c.consent, c.leaf_idx,
       CASE WHEN g.hmac IS NOT NULL THEN l.entry END AS entry,
       CASE WHEN g.hmac IS NOT NULL THEN p.private_header END AS private_header,
       CASE WHEN g.hmac IS NOT NULL THEN p.private_header_salt END AS private_header_salt,
       g.hmac IS NOT NULL AND s.hmac IS NOT NULL AS has_subject,
       g.hmac IS NOT NULL AND s.hmac IS NOT NULL AS same_subject
  FROM exchange e
  JOIN subject_index t ON t.exchange_id = e.id
  JOIN consent_message c ON c.leaf_idx < e.leaf_idx
  JOIN exchange x ON x.id = c.exchange_id AND x.sender = e.sender
  JOIN leaf l ON l.idx = c.leaf_idx
  LEFT JOIN subject_index g ON g.exchange_id = c.consent -- signatures and ends may name nobody
  LEFT JOIN subject_index s ON s.exchange_id = x.id
  LEFT JOIN exchange_detail p ON p.exchange_id = x.id
 WHERE (g.hmac IS NULL OR g.hmac = t.hmac)
   AND (s.hmac IS NULL OR s.hmac = t.hmac)
   AND EXISTS (SELECT FROM audit_mandate m
                WHERE m.auditor = session_user AND m.ends > now()
                  AND m.party IN (e.sender, e.recipient)
                  AND e.received >= m.received_from AND e.received < m.received_until);

-- ------------------------------------------------------------------------------- grants

GRANT SELECT, INSERT ON kept, kept_file TO samband_broker;
GRANT SELECT ON audit_kept, audit_kept_file, audit_kept_since, audit_own_mandate, audit_decision,
                audit_decision_section, audit_decision_consent
   TO samband_auditor;

-- ------------------------------------------------------------------------------- what is there

-- Of what an exchange was decided on and can be erased, only whether it is there: so that rows which
-- somebody took away are found by whoever verifies the record, who needs no mandate for that.
CREATE VIEW audit_detail_row AS
SELECT e.id AS exchange_id, e.leaf_idx,
       EXISTS (SELECT FROM exchange_detail p WHERE p.exchange_id = e.id) AS has_header,
       EXISTS (SELECT FROM subject_index s WHERE s.exchange_id = e.id) AS has_subject,
       (SELECT count(*) FROM section_category c WHERE c.exchange_id = e.id) AS n_categories
  FROM exchange e;

GRANT SELECT ON audit_detail_row TO samband_auditor;
