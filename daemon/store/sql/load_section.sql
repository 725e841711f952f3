-- SPDX-License-Identifier: EUPL-1.2
-- The permitted sections of one delivery, in order.
-- $1 id of the exchange
SELECT s.idx, v.digest::bytea, v.rule, s.descriptor, s.salt, s.sealed_key, s.ciphertext
  FROM samband.section s
  JOIN samband.section_verdict v ON v.exchange_id = s.exchange_id AND v.idx = s.idx
 WHERE s.exchange_id = $1::uuid
 ORDER BY s.idx;
