-- SPDX-License-Identifier: EUPL-1.2
-- Sealed sections that are permitted, one array a column.
INSERT INTO samband.section (exchange_id, idx, descriptor, salt, sealed_key, ciphertext)
SELECT * FROM unnest($1::uuid[], $2::smallint[], $3::bytea[], $4::bytea[], $5::bytea[], $6::bytea[]);
