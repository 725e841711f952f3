-- SPDX-License-Identifier: EUPL-1.2
-- Accepted messages about consents, in the order of the record. What has been erased is NULL: the
-- message is still there.
-- $1 leaf index of the last that is known, -1 at first
SELECT m.leaf_idx, l.entry, p.private_header, s.hmac::bytea
  FROM samband.consent_message m
  JOIN samband.leaf l ON l.idx = m.leaf_idx
  LEFT JOIN samband.exchange_detail p ON p.exchange_id = m.exchange_id
  LEFT JOIN samband.subject_index s ON s.exchange_id = m.exchange_id
 WHERE m.leaf_idx > $1::bigint
 ORDER BY m.leaf_idx
 LIMIT 1000;
