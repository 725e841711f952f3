-- SPDX-License-Identifier: EUPL-1.2
-- Orders to the bus (take-backs, and messages about consents), what rests on a consent, and the
-- recalls that recipients have not answered.

SET LOCAL ROLE samband_owner;
SET LOCAL search_path = samband, pg_catalog;

-- ------------------------------------------------------------------------------- states, kinds

-- What a recipient answers to a recall is a state of its item, and of the receipt and the notice that
-- carry it; an exchange never has it.
ALTER DOMAIN exchange_state DROP CONSTRAINT exchange_state_check;
ALTER DOMAIN exchange_state ADD CONSTRAINT exchange_state_check CHECK (VALUE IN (
    'accepted', 'refused', 'handed_over', 'registered', 'returned', 'withdrawn', 'taken_back',
    'erased', 'destroyed', 'fetched'));
ALTER TABLE exchange ADD CONSTRAINT exchange_own_state
    CHECK (state NOT IN ('destroyed', 'fetched'));

ALTER TABLE receipt DROP CONSTRAINT receipt_kind_check;
ALTER TABLE receipt ADD CONSTRAINT receipt_kind_check CHECK (kind IN (
    'decision', 'delivery', 'confirmation', 'hand_over', 'registration', 'return', 'recall'));

-- The steps are those of core/exchange.h, and no others; an order to the bus takes none.
CREATE OR REPLACE FUNCTION guard_exchange() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    step samband.exchange_state := NEW.state;
BEGIN
    NEW.state := OLD.state;
    IF NEW IS DISTINCT FROM OLD
       OR NOT (CASE OLD.state
                   WHEN 'accepted' THEN OLD.recipient <> 'bus'
                        AND step IN ('handed_over', 'returned', 'withdrawn', 'taken_back')
                   WHEN 'handed_over' THEN step IN ('registered', 'returned', 'withdrawn',
                                                    'taken_back')
                   WHEN 'erased' THEN false
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

-- An order is carried out when it is accepted: nothing waits for it.
DROP INDEX exchange_open;
CREATE INDEX exchange_open ON exchange (id)
    WHERE state IN ('accepted', 'handed_over') AND recipient <> 'bus';

-- ------------------------------------------------------------------------------- consents, recalls

-- Accepted messages about a consent: its grant (whose exchange has the consent's id), further
-- signatures, a withdrawal, a void. What they say stands in exchange_detail, which can be erased;
-- that there was one is never taken away, or a consent could come back to life.
CREATE TABLE consent_message (
    exchange_id uuid PRIMARY KEY,
    consent     uuid NOT NULL,
    leaf_idx    bigint NOT NULL UNIQUE
);
CREATE INDEX consent_message_consent ON consent_message (consent);

-- Accepted exchanges and the consents that they name. Deletable.
CREATE TABLE exchange_consent (
    exchange_id uuid NOT NULL,
    consent     uuid NOT NULL,
    PRIMARY KEY (exchange_id, consent)
);
CREATE INDEX exchange_consent_consent ON exchange_consent (consent, exchange_id);

-- What a recipient has been told to destroy, until it has answered.
CREATE TABLE recall (
    exchange_id uuid PRIMARY KEY,
    order_id    uuid NOT NULL, -- the message that ordered it
    recipient   text NOT NULL,
    at          timestamptz NOT NULL DEFAULT now()
) WITH (autovacuum_vacuum_threshold = 500, autovacuum_vacuum_scale_factor = 0,
        autovacuum_vacuum_insert_threshold = 5000, autovacuum_vacuum_insert_scale_factor = 0,
        autovacuum_analyze_threshold = 500, autovacuum_analyze_scale_factor = 0.02,
        autovacuum_vacuum_cost_delay = 0);

-- A broker that starts asks which agreements stand in the record.
CREATE INDEX leaf_agreement ON leaf (idx) WHERE kind = 'agreement';

CREATE TRIGGER deny_change BEFORE UPDATE OR DELETE ON consent_message
    FOR EACH ROW EXECUTE FUNCTION deny();
ALTER TABLE consent_message ENABLE ALWAYS TRIGGER deny_change;
CREATE TRIGGER deny_truncate BEFORE TRUNCATE ON consent_message
    FOR EACH STATEMENT EXECUTE FUNCTION deny();
ALTER TABLE consent_message ENABLE ALWAYS TRIGGER deny_truncate;

-- ------------------------------------------------------------------------------- views

CREATE OR REPLACE VIEW operator_queue AS
SELECT e.id, 'delivery'::text AS waits_for, e.recipient AS party, e.state, e.urgency, e.received,
       e.not_after, d.attempts, d.last_attempt_at
  FROM delivery d JOIN exchange e ON e.id = d.exchange_id
UNION ALL
SELECT e.id, 'acknowledgement', e.sender, n.state, e.urgency, e.received, e.not_after, NULL, NULL
  FROM notice n JOIN exchange e ON e.id = n.exchange_id
UNION ALL
SELECT e.id, 'recall', r.recipient, e.state, e.urgency, r.at, e.not_after, NULL, NULL
  FROM recall r JOIN exchange e ON e.id = r.exchange_id;

-- Consents as far as tables know them: who holds them, and whether they have ended. Whom they are
-- about, who has signed, for what and until when stands in the messages, which are not shown.
CREATE VIEW operator_consent AS
SELECT g.id, g.sender AS holder,
       CASE WHEN m.voided THEN 'void' WHEN m.withdrawn THEN 'withdrawn' ELSE 'granted' END AS state,
       g.received AS granted, n.n_exchanges, m.n_messages, g.leaf_idx, m.last_leaf_idx
  FROM consent_message c
  JOIN exchange g ON g.id = c.exchange_id
 CROSS JOIN LATERAL (SELECT count(*) AS n_messages, max(x.leaf_idx) AS last_leaf_idx,
                            bool_or(e.type = 'consent_void') AS voided,
                            bool_or(e.type = 'consent_withdrawal') AS withdrawn
                       FROM consent_message x JOIN exchange e ON e.id = x.exchange_id
                      WHERE x.consent = c.consent) m
 CROSS JOIN LATERAL (SELECT count(*) AS n_exchanges
                       FROM exchange_consent x WHERE x.consent = c.consent) n
 WHERE c.exchange_id = c.consent;

CREATE VIEW audit_consent_message AS
SELECT c.consent, c.exchange_id, e.type, e.received, c.leaf_idx
  FROM consent_message c JOIN exchange e ON e.id = c.exchange_id;

CREATE VIEW audit_consent_exchange AS
SELECT c.consent, c.exchange_id, e.sender, e.recipient, e.type, e.state, e.received, e.leaf_idx
  FROM exchange_consent c JOIN exchange e ON e.id = c.exchange_id;

-- ------------------------------------------------------------------------------- grants

GRANT SELECT, INSERT ON consent_message, exchange_consent, recall TO samband_broker;
GRANT DELETE ON exchange_consent, recall TO samband_broker;
GRANT SELECT ON operator_consent TO samband_operator, samband_auditor;
GRANT SELECT ON audit_consent_message, audit_consent_exchange TO samband_auditor;
