-- SPDX-License-Identifier: EUPL-1.2
-- $1 ids of exchanges, $2 a consent as in known_exchange; the sections of one exchange are in order
SELECT exchange_id, idx, digest::bytea, verdict::text, rule
  FROM samband.section_verdict
 WHERE exchange_id = ANY ($1::uuid[] || ARRAY (SELECT exchange_id FROM samband.exchange_consent
                                                WHERE consent = $2::uuid
                                                ORDER BY exchange_id LIMIT 200))
 ORDER BY exchange_id, idx;
