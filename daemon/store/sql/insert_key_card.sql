-- SPDX-License-Identifier: EUPL-1.2
-- Key cards that stand in the record, one array a column.
INSERT INTO samband.key_card (party, serial, hash, leaf_idx)
SELECT * FROM unnest($1::text[], $2::bigint[], $3::bytea[], $4::bigint[]);
