-- SPDX-License-Identifier: EUPL-1.2
-- Leaves of the record, one array a column.
INSERT INTO samband.leaf (idx, hash, kind, time, entry)
SELECT * FROM unnest($1::bigint[], $2::bytea[], $3::text[], $4::timestamptz[], $5::bytea[]);
