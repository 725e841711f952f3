-- SPDX-License-Identifier: EUPL-1.2
-- $1 ids of exchanges
SELECT exchange_id, kind, state::text, item, n, idx, path, signature, signer, signer_card,
       sealed_reference
  FROM samband.receipt
 WHERE exchange_id = ANY ($1::uuid[]);
