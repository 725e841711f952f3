-- SPDX-License-Identifier: EUPL-1.2
-- $1 ids; an id that does not exist gives no row. $2 a consent, on which more exchanges rest, or NULL:
-- the same ones in each statement known_...
SELECT e.id, e.text_hash::bytea, e.sender, e.recipient, e.type, e.urgency, e.thread, e.state::text,
       e.leaf_idx, e.received, e.not_after, coalesce(d.attempts, 0), r.order_id,
       r.at
  FROM samband.exchange e
  LEFT JOIN samband.delivery d ON d.exchange_id = e.id
  LEFT JOIN samband.recall r ON r.exchange_id = e.id
 WHERE e.id = ANY ($1::uuid[] || ARRAY (SELECT exchange_id FROM samband.exchange_consent
                                         WHERE consent = $2::uuid
                                         ORDER BY exchange_id LIMIT 200));
