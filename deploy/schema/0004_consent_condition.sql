-- SPDX-License-Identifier: EUPL-1.2
-- Of what the contract under a consent is a condition: in the deletable row of the grant. It tells of an
-- offence, so it is shown to auditors alone, and within a mandate alone.

SET LOCAL ROLE samband_owner;
SET LOCAL search_path = samband, pg_catalog;

ALTER TABLE exchange_detail ADD COLUMN condition text NOT NULL DEFAULT '';

-- The same mandate as that of audit_decision.
CREATE VIEW audit_consent_condition WITH (security_barrier) AS
SELECT c.consent, d.condition
  FROM consent_message c
  JOIN exchange e ON e.id = c.exchange_id
  JOIN exchange_detail d ON d.exchange_id = c.exchange_id
 WHERE c.exchange_id = c.consent AND d.condition <> ''
   AND EXISTS (SELECT FROM audit_mandate m
                WHERE m.auditor = session_user AND m.ends > now()
                  AND m.party IN (e.sender, e.recipient)
                  AND e.received >= m.received_from AND e.received < m.received_until);

GRANT SELECT ON audit_consent_condition TO samband_auditor;
