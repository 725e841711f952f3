-- SPDX-License-Identifier: EUPL-1.2
-- The leaf of an accepted order to the bus.
-- $1 id of the order
SELECT l.entry
  FROM samband.exchange e
  JOIN samband.leaf l ON l.idx = e.leaf_idx
 WHERE e.id = $1::uuid AND e.recipient = 'bus' AND l.kind IN ('accepted', 'consent');
