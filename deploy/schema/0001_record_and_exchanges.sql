-- SPDX-License-Identifier: EUPL-1.2
-- The record (log_head, leaf, log_batch), what it is about (exchange and its rows), and who may do
-- what with them. Runs as one transaction, by a role that may create roles and schemas.

DO $$
DECLARE
    role_name text;
BEGIN
    FOREACH role_name IN ARRAY ARRAY['samband_owner', 'samband_broker', 'samband_signer',
                                     'samband_operator', 'samband_auditor'] LOOP
        IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = role_name) THEN
            BEGIN
                EXECUTE format('CREATE ROLE %I %s', role_name,
                               CASE role_name WHEN 'samband_owner' THEN 'NOLOGIN' ELSE 'LOGIN' END);
            EXCEPTION WHEN duplicate_object OR unique_violation THEN
                NULL; -- another database of this cluster is being set up at the same time
            END;
        END IF;
    END LOOP;
    IF NOT pg_catalog.pg_has_role(current_user, 'samband_owner', 'MEMBER') THEN
        EXECUTE format('GRANT samband_owner TO %I', current_user);
    END IF;
END
$$;

CREATE SCHEMA samband AUTHORIZATION samband_owner;
SET LOCAL ROLE samband_owner;
SET LOCAL search_path = samband, pg_catalog;

CREATE TABLE migration (
    number     integer PRIMARY KEY,
    name       text NOT NULL,
    sha256     bytea NOT NULL CHECK (octet_length(sha256) = 32),
    applied_at timestamptz NOT NULL DEFAULT now()
);

-- ------------------------------------------------------------------------------- the record

-- Words that stand in signed texts.
CREATE DOMAIN digest AS bytea CHECK (octet_length(VALUE) = 32);
CREATE DOMAIN exchange_state AS text CHECK (VALUE IN (
    'accepted', 'refused', 'handed_over', 'registered', 'returned', 'withdrawn', 'taken_back',
    'erased'));
CREATE DOMAIN section_verdict_word AS text CHECK (VALUE IN ('permit', 'leave_out', 'refuse'));

-- One row; each commit updates it, so it has room for many versions on its page.
CREATE TABLE log_head (
    only_row     boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    size         bigint NOT NULL CHECK (size >= 0),
    frontier     bytea NOT NULL,
    root         digest NOT NULL,
    token        bytea NOT NULL,   -- whoever knows it is the active broker
    takeover     bigint NOT NULL CHECK (takeover >= 0),
    origin       text NOT NULL,    -- '' before the first take-over
    last_time    timestamptz,      -- of the last leaf
    confirmed_at timestamptz,      -- a broker has looked, after a connection was lost
    -- One hash for each complete subtree, that is for each bit of the size.
    CHECK (octet_length(frontier) = 32 * bit_count(size::bit(64)))
) WITH (fillfactor = 10, autovacuum_vacuum_threshold = 200, autovacuum_vacuum_scale_factor = 0);

CREATE TABLE leaf (
    idx   bigint PRIMARY KEY CHECK (idx >= 0),
    hash  digest NOT NULL UNIQUE,
    kind  text NOT NULL,
    time  timestamptz NOT NULL,
    entry bytea NOT NULL CHECK (octet_length(entry) BETWEEN 1 AND 65535)
);

-- Each growth of the log. Two from the same size are a fork, and impossible.
CREATE TABLE log_batch (
    new_size bigint PRIMARY KEY,
    old_size bigint NOT NULL UNIQUE CHECK (old_size >= 0 AND old_size < new_size),
    root     digest NOT NULL,
    takeover bigint NOT NULL,
    at       timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE key_card (
    party    text NOT NULL,
    serial   bigint NOT NULL CHECK (serial >= 1),
    hash     digest NOT NULL,
    leaf_idx bigint NOT NULL UNIQUE,
    PRIMARY KEY (party, serial)
);

CREATE TABLE checkpoint (
    size bigint PRIMARY KEY,
    note bytea NOT NULL,
    at   timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE cosignature (
    size    bigint NOT NULL,
    witness text NOT NULL,
    line    bytea NOT NULL,
    at      timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (size, witness)
);

-- ------------------------------------------------------------------------------- exchanges

-- The number of a submission is not unique here: a spool restored from a backup may use one twice.
-- Both are validly signed and stand in the record; the index finds them, and gaps.
CREATE TABLE exchange (
    id             uuid PRIMARY KEY,
    text_hash      digest NOT NULL,
    sender         text NOT NULL,
    recipient      text NOT NULL,
    type           text NOT NULL,
    ground         text NOT NULL,
    purpose        text NOT NULL,
    urgency        text NOT NULL,
    thread         bytea NOT NULL CHECK (octet_length(thread) = 16),
    in_reply_to    uuid,
    correction_of  uuid,
    supersedes     uuid,
    created        timestamptz NOT NULL,
    not_after      timestamptz NOT NULL,
    received       timestamptz NOT NULL,
    state          exchange_state NOT NULL,
    leaf_idx       bigint NOT NULL UNIQUE,
    rule           text NOT NULL,
    code           text NOT NULL, -- '' unless refused
    agreement      text NOT NULL,
    sender_card    bigint NOT NULL,
    recipient_card bigint NOT NULL,
    incarnation    bytea NOT NULL CHECK (octet_length(incarnation) = 16),
    number         bigint NOT NULL CHECK (number >= 0)
);
CREATE INDEX exchange_open ON exchange (id) WHERE state IN ('accepted', 'handed_over');
CREATE INDEX exchange_number ON exchange (sender, incarnation, number);
CREATE INDEX exchange_received ON exchange (received);

-- What the broker decided on each section; the category is elsewhere, so that it can be erased.
CREATE TABLE section_verdict (
    exchange_id uuid NOT NULL,
    idx         smallint NOT NULL CHECK (idx >= 0),
    digest      digest NOT NULL,
    verdict     section_verdict_word NOT NULL,
    rule        text NOT NULL,
    PRIMARY KEY (exchange_id, idx)
);

-- Signed items, kept and repeated byte for byte.
CREATE TABLE receipt (
    exchange_id      uuid NOT NULL,
    kind             text NOT NULL CHECK (kind IN ('decision', 'delivery', 'confirmation',
                                                   'hand_over', 'registration', 'return')),
    state            exchange_state NOT NULL,
    item             bytea NOT NULL,
    n                bigint NOT NULL CHECK (n >= 1),
    idx              bigint NOT NULL CHECK (idx >= 0 AND idx < n),
    path             bytea NOT NULL CHECK (octet_length(path) % 32 = 0),
    signature        bytea NOT NULL CHECK (octet_length(signature) = 64),
    signer           text NOT NULL,
    signer_card      bigint NOT NULL,
    sealed_reference bytea,
    PRIMARY KEY (exchange_id, kind, state)
);

-- ------------------------------------------------------------------------------- deletable

CREATE TABLE exchange_detail (
    exchange_id         uuid PRIMARY KEY,
    age                 integer CHECK (age >= 0),
    certainty           text NOT NULL,
    decider_role        text NOT NULL,
    private_header      bytea NOT NULL,
    private_header_salt bytea NOT NULL CHECK (octet_length(private_header_salt) = 32)
);

CREATE TABLE subject_index (
    exchange_id uuid PRIMARY KEY,
    hmac        digest NOT NULL
);
CREATE INDEX subject_index_hmac ON subject_index (hmac);

CREATE TABLE section_category (
    exchange_id uuid NOT NULL,
    idx         smallint NOT NULL,
    category    text NOT NULL,
    PRIMARY KEY (exchange_id, idx)
);

-- Sealed bytes: they do not compress, and live only until the recipient's system has them. A table
-- that is filled and emptied all day must be swept often, or its statistics and its size mislead.
CREATE TABLE section (
    exchange_id uuid NOT NULL,
    idx         smallint NOT NULL,
    descriptor  bytea NOT NULL,
    salt        bytea NOT NULL CHECK (octet_length(salt) = 32),
    sealed_key  bytea NOT NULL,
    ciphertext  bytea NOT NULL,
    PRIMARY KEY (exchange_id, idx)
) WITH (autovacuum_vacuum_threshold = 500, autovacuum_vacuum_scale_factor = 0,
        autovacuum_vacuum_insert_threshold = 5000, autovacuum_vacuum_insert_scale_factor = 0,
        autovacuum_analyze_threshold = 500, autovacuum_analyze_scale_factor = 0.02,
        autovacuum_vacuum_cost_delay = 0);
ALTER TABLE section ALTER COLUMN ciphertext SET STORAGE EXTERNAL;

CREATE TABLE delivery (
    exchange_id      uuid PRIMARY KEY,
    recipient        text NOT NULL,
    attempts         integer NOT NULL DEFAULT 0 CHECK (attempts >= 0), -- 0: none or the first
    first_attempt_at timestamptz, -- of those written down: the second
    last_attempt_at  timestamptz
) WITH (autovacuum_vacuum_threshold = 500, autovacuum_vacuum_scale_factor = 0,
        autovacuum_vacuum_insert_threshold = 5000, autovacuum_vacuum_insert_scale_factor = 0,
        autovacuum_analyze_threshold = 500, autovacuum_analyze_scale_factor = 0.02,
        autovacuum_vacuum_cost_delay = 0, fillfactor = 70);

-- A step that the exchange's sender has not acknowledged yet.
CREATE TABLE notice (
    exchange_id uuid NOT NULL,
    state       exchange_state NOT NULL,
    PRIMARY KEY (exchange_id, state)
) WITH (autovacuum_vacuum_threshold = 500, autovacuum_vacuum_scale_factor = 0,
        autovacuum_vacuum_insert_threshold = 5000, autovacuum_vacuum_insert_scale_factor = 0,
        autovacuum_analyze_threshold = 500, autovacuum_analyze_scale_factor = 0.02,
        autovacuum_vacuum_cost_delay = 0);

-- The highest number of a submission that is committed, for each incarnation of a spool.
CREATE TABLE sequence (
    party       text NOT NULL,
    incarnation bytea NOT NULL CHECK (octet_length(incarnation) = 16),
    number      bigint NOT NULL CHECK (number >= 0),
    PRIMARY KEY (party, incarnation)
) WITH (fillfactor = 50, autovacuum_vacuum_threshold = 500, autovacuum_vacuum_scale_factor = 0.02);

-- ------------------------------------------------------------------------------- guards

-- Stops accidents and a stolen password of the broker; whoever owns the server can remove it, and
-- is found by hashing the record again.
CREATE FUNCTION deny() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'rows of % are never changed or deleted', TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege';
END
$$;

DO $$
DECLARE
    table_name text;
BEGIN
    FOREACH table_name IN ARRAY ARRAY['migration', 'leaf', 'log_batch', 'key_card', 'checkpoint',
                                      'cosignature', 'section_verdict', 'receipt'] LOOP
        EXECUTE format('CREATE TRIGGER deny_change BEFORE UPDATE OR DELETE ON samband.%I
                        FOR EACH ROW EXECUTE FUNCTION samband.deny()', table_name);
        EXECUTE format('ALTER TABLE samband.%I ENABLE ALWAYS TRIGGER deny_change', table_name);
    END LOOP;
    FOREACH table_name IN ARRAY ARRAY['exchange', 'log_head'] LOOP
        EXECUTE format('CREATE TRIGGER deny_change BEFORE DELETE ON samband.%I
                        FOR EACH ROW EXECUTE FUNCTION samband.deny()', table_name);
        EXECUTE format('ALTER TABLE samband.%I ENABLE ALWAYS TRIGGER deny_change', table_name);
    END LOOP;
    FOREACH table_name IN ARRAY ARRAY['migration', 'leaf', 'log_batch', 'key_card', 'checkpoint',
                                      'cosignature', 'section_verdict', 'receipt', 'exchange',
                                      'log_head'] LOOP
        EXECUTE format('CREATE TRIGGER deny_truncate BEFORE TRUNCATE ON samband.%I
                        FOR EACH STATEMENT EXECUTE FUNCTION samband.deny()', table_name);
        EXECUTE format('ALTER TABLE samband.%I ENABLE ALWAYS TRIGGER deny_truncate', table_name);
    END LOOP;
END
$$;

CREATE FUNCTION guard_head() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.size < OLD.size OR NEW.takeover < OLD.takeover
       OR (NEW.size = OLD.size AND NEW.root <> OLD.root)
       OR (OLD.origin <> '' AND NEW.origin <> OLD.origin)
       OR (OLD.last_time IS NOT NULL AND (NEW.last_time IS NULL OR NEW.last_time < OLD.last_time))
    THEN
        RAISE EXCEPTION 'the head of the log only moves forward'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER guard_head BEFORE UPDATE ON log_head
    FOR EACH ROW EXECUTE FUNCTION guard_head();
ALTER TABLE log_head ENABLE ALWAYS TRIGGER guard_head;

-- An exchange only changes its state, and only onwards.
CREATE FUNCTION guard_exchange() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    step samband.exchange_state := NEW.state;
BEGIN
    NEW.state := OLD.state;
    IF NEW IS DISTINCT FROM OLD
       OR NOT (CASE OLD.state
                   WHEN 'accepted' THEN step IN ('handed_over', 'registered', 'returned',
                                                 'withdrawn', 'taken_back', 'erased')
                   WHEN 'handed_over' THEN step IN ('registered', 'returned', 'withdrawn',
                                                    'taken_back', 'erased')
                   ELSE step = 'erased'
               END)
    THEN
        RAISE EXCEPTION 'an exchange only takes its next step'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    NEW.state := step;
    RETURN NEW;
END
$$;
CREATE TRIGGER guard_exchange BEFORE UPDATE ON exchange
    FOR EACH ROW EXECUTE FUNCTION guard_exchange();
ALTER TABLE exchange ENABLE ALWAYS TRIGGER guard_exchange;

-- ------------------------------------------------------------------------------- one writer

-- SQLSTATE SB001: this broker is no longer the active one. SB002: the rows are not as the broker
-- thinks. SB003: the head moved before a take-over could lock it; look again.

-- Every transaction that writes calls this, late: it locks the head until the commit.
CREATE FUNCTION fence(held_token bytea, old_size bigint) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    head samband.log_head;
BEGIN
    SELECT * INTO STRICT head FROM samband.log_head FOR NO KEY UPDATE;
    IF head.token <> held_token OR head.size <> old_size THEN
        RAISE EXCEPTION 'another broker has taken over' USING ERRCODE = 'SB001';
    END IF;
END
$$;

-- After a connection was lost: a new token, so that nothing sent over the old connection can be
-- committed from here on; and, once committed itself, proof that the head it returns is durable.
-- May be repeated with the same two tokens.
CREATE FUNCTION renew(held_token bytea, next_token bytea, OUT head_size bigint,
                      OUT head_root bytea) LANGUAGE plpgsql AS $$
DECLARE
    head samband.log_head;
BEGIN
    SELECT * INTO STRICT head FROM samband.log_head FOR NO KEY UPDATE;
    IF head.token <> held_token AND head.token <> next_token THEN
        RAISE EXCEPTION 'another broker has taken over' USING ERRCODE = 'SB001';
    END IF;
    UPDATE samband.log_head SET token = next_token, confirmed_at = clock_timestamp();
    head_size := head.size;
    head_root := head.root;
END
$$;

-- From here on the broker that knows `new_token` is the active one.
CREATE FUNCTION take_over(old_size bigint, new_token bytea, new_takeover bigint, new_origin text)
RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    head samband.log_head;
BEGIN
    SELECT * INTO STRICT head FROM samband.log_head FOR NO KEY UPDATE;
    IF head.size <> old_size OR head.takeover >= new_takeover THEN
        RAISE EXCEPTION 'the head has moved' USING ERRCODE = 'SB003';
    END IF;
    UPDATE samband.log_head
       SET token = new_token, takeover = new_takeover, origin = new_origin,
           confirmed_at = clock_timestamp();
END
$$;

-- Turns "as many rows as expected" into a condition of the transaction.
CREATE FUNCTION expect_rows(n_found bigint, n_expected bigint) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    IF n_found <> n_expected THEN
        RAISE EXCEPTION 'found % of % rows', n_found, n_expected USING ERRCODE = 'SB002';
    END IF;
END
$$;

INSERT INTO log_head (size, frontier, root, token, takeover, origin)
VALUES (0, '', sha256(''), '', 0, '');

-- ------------------------------------------------------------------------------- views

-- For operators: no age, no decider, no subject, no category, no text.
CREATE VIEW operator_exchange AS
SELECT id, sender, recipient, type, ground, purpose, urgency, thread, in_reply_to, correction_of,
       supersedes, created, not_after, received, state, leaf_idx, rule, code, agreement
  FROM exchange;

CREATE VIEW operator_verdict AS
SELECT exchange_id, idx, digest, verdict, rule FROM section_verdict;

CREATE VIEW operator_receipt AS
SELECT exchange_id, kind, state, n, idx, signer, signer_card FROM receipt;

CREATE VIEW operator_queue AS
SELECT e.id, 'delivery'::text AS waits_for, e.recipient AS party, e.state, e.urgency, e.received,
       e.not_after, d.attempts, d.last_attempt_at
  FROM delivery d JOIN exchange e ON e.id = d.exchange_id
UNION ALL
SELECT e.id, 'acknowledgement', e.sender, n.state, e.urgency, e.received, e.not_after, NULL, NULL
  FROM notice n JOIN exchange e ON e.id = n.exchange_id;

CREATE VIEW operator_log AS
SELECT size, root, takeover, origin, last_time, confirmed_at FROM log_head;

CREATE VIEW audit_exchange AS
SELECT id, text_hash, sender, recipient, type, ground, purpose, urgency, thread, in_reply_to,
       correction_of, supersedes, created, not_after, received, state, leaf_idx, rule, code,
       agreement, sender_card, recipient_card, incarnation, number
  FROM exchange;

CREATE VIEW audit_verdict AS
SELECT exchange_id, idx, digest, verdict, rule FROM section_verdict;

CREATE VIEW audit_leaf AS
SELECT idx, hash, kind, time, entry FROM leaf;

CREATE VIEW audit_batch AS
SELECT new_size, old_size, root, takeover, at FROM log_batch;

CREATE VIEW audit_log AS
SELECT size, root, takeover, origin, last_time FROM log_head;

-- ------------------------------------------------------------------------------- grants

REVOKE ALL ON ALL FUNCTIONS IN SCHEMA samband FROM PUBLIC;
GRANT USAGE ON SCHEMA samband TO samband_broker, samband_signer, samband_operator, samband_auditor;
GRANT SELECT ON migration TO samband_broker, samband_signer, samband_operator, samband_auditor;

GRANT SELECT ON log_head TO samband_broker;
GRANT UPDATE (size, frontier, root, token, takeover, origin, last_time, confirmed_at) ON log_head
   TO samband_broker;
GRANT SELECT, INSERT ON leaf, log_batch, key_card, exchange, section_verdict, receipt,
                        exchange_detail, subject_index, section_category, section, delivery,
                        notice, sequence
   TO samband_broker;
GRANT UPDATE (state) ON exchange TO samband_broker;
GRANT UPDATE (attempts, first_attempt_at, last_attempt_at) ON delivery TO samband_broker;
GRANT UPDATE (number) ON sequence TO samband_broker;
GRANT DELETE ON section, delivery, notice, exchange_detail, subject_index, section_category
   TO samband_broker;
GRANT EXECUTE ON FUNCTION fence, renew, take_over, expect_rows TO samband_broker;

GRANT SELECT (size, root, takeover, origin, last_time) ON log_head TO samband_signer;
GRANT SELECT ON leaf, log_batch, key_card TO samband_signer;
GRANT SELECT, INSERT ON checkpoint, cosignature TO samband_signer;

GRANT SELECT ON operator_exchange, operator_verdict, operator_receipt, operator_queue, operator_log,
                checkpoint, cosignature, log_batch, key_card
   TO samband_operator;

GRANT SELECT ON audit_exchange, audit_verdict, audit_leaf, audit_batch, audit_log, checkpoint,
                cosignature, key_card
   TO samband_auditor;
GRANT SELECT (frontier) ON log_head TO samband_auditor; -- what appending will stand on
