-- SPDX-License-Identifier: EUPL-1.2
-- $1 ids of exchanges; the sections of one exchange are in order
SELECT exchange_id, idx, digest::bytea, verdict::text, rule
  FROM samband.section_verdict
 WHERE exchange_id = ANY ($1::uuid[])
 ORDER BY exchange_id, idx;
