-- SPDX-License-Identifier: EUPL-1.2
-- Of what the contract under a consent is a condition: in the deletable row of the grant, shown to
-- auditors alone.

SET LOCAL ROLE samband_owner;
SET LOCAL search_path = samband, pg_catalog;

ALTER TABLE exchange_detail ADD COLUMN condition text NOT NULL DEFAULT '';

CREATE OR REPLACE VIEW audit_consent_message AS
SELECT c.consent, c.exchange_id, e.type, e.received, c.leaf_idx, d.condition
  FROM consent_message c
  JOIN exchange e ON e.id = c.exchange_id
  LEFT JOIN exchange_detail d ON d.exchange_id = c.exchange_id;
