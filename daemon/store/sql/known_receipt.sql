-- SPDX-License-Identifier: EUPL-1.2
-- $1 ids of exchanges, $2 a consent as in known_exchange
SELECT exchange_id, kind, state::text, item, n, idx, path, signature, signer, signer_card,
       sealed_reference
  FROM samband.receipt
 WHERE exchange_id = ANY ($1::uuid[] || ARRAY (SELECT exchange_id FROM samband.exchange_consent
                                                WHERE consent = $2::uuid
                                                ORDER BY exchange_id LIMIT 200));
