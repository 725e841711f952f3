-- SPDX-License-Identifier: EUPL-1.2
-- Accepted messages about consents, one array a column.
INSERT INTO samband.consent_message (exchange_id, consent, leaf_idx)
SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::bigint[]);
