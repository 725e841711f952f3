-- SPDX-License-Identifier: EUPL-1.2
-- $1 ids of exchanges, $2 a consent as in known_exchange; the consents that each of them names
SELECT exchange_id, consent
  FROM samband.exchange_consent
 WHERE exchange_id = ANY ($1::uuid[] || ARRAY (SELECT exchange_id FROM samband.exchange_consent
                                                WHERE consent = $2::uuid
                                                ORDER BY exchange_id LIMIT 200));
