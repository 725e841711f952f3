-- SPDX-License-Identifier: EUPL-1.2
-- What identifies, deletable, one array a column.
INSERT INTO samband.exchange_detail (exchange_id, age, certainty, decider_role, private_header,
                                     private_header_salt, condition)
SELECT * FROM unnest($1::uuid[], $2::integer[], $3::text[], $4::text[], $5::bytea[], $6::bytea[],
                     $7::text[]);
