-- SPDX-License-Identifier: EUPL-1.2
-- $1 ids; an id that does not exist gives no row.
SELECT e.id, e.text_hash::bytea, e.sender, e.recipient, e.type, e.urgency, e.thread, e.state::text,
       e.leaf_idx, e.received, e.not_after, coalesce(d.attempts, 0)
  FROM samband.exchange e LEFT JOIN samband.delivery d ON d.exchange_id = e.id
 WHERE e.id = ANY ($1::uuid[]);
