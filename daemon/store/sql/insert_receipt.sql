-- SPDX-License-Identifier: EUPL-1.2
-- Signed items, one array a column.
INSERT INTO samband.receipt (exchange_id, kind, state, item, n, idx, path, signature, signer,
                             signer_card, sealed_reference)
SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[], $4::bytea[], $5::bigint[], $6::bigint[],
                     $7::bytea[], $8::bytea[], $9::text[], $10::bigint[], $11::bytea[]);
