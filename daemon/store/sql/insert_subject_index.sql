-- SPDX-License-Identifier: EUPL-1.2
-- Subjects under the index key, one array a column.
INSERT INTO samband.subject_index (exchange_id, hmac) SELECT * FROM unnest($1::uuid[], $2::bytea[]);
