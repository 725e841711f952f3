-- SPDX-License-Identifier: EUPL-1.2
-- What goes with the sections of one delivery; no row if there is nothing (left) to deliver.
-- $1 id of the exchange
SELECT l.entry, p.private_header, p.private_header_salt, r.kind, r.state::text, r.item, r.n, r.idx,
       r.path, r.signature, r.signer, r.signer_card, r.sealed_reference
  FROM samband.delivery d
  JOIN samband.exchange e ON e.id = d.exchange_id
  JOIN samband.leaf l ON l.idx = e.leaf_idx
  JOIN samband.exchange_detail p ON p.exchange_id = d.exchange_id
  JOIN samband.receipt r ON r.exchange_id = d.exchange_id AND r.kind = 'delivery'
 WHERE d.exchange_id = $1::uuid;
