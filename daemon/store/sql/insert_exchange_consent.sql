-- SPDX-License-Identifier: EUPL-1.2
-- Exchanges and the consents that they name, one array a column.
INSERT INTO samband.exchange_consent (exchange_id, consent)
SELECT * FROM unnest($1::uuid[], $2::uuid[]);
