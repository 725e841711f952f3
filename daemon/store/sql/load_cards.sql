-- SPDX-License-Identifier: EUPL-1.2
-- The key leaves, in the order of the log.
SELECT leaf.entry
  FROM samband.key_card
  JOIN samband.leaf ON leaf.idx = key_card.leaf_idx
 ORDER BY key_card.leaf_idx;
