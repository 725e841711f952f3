-- SPDX-License-Identifier: EUPL-1.2
-- The highest number of each incarnation; one array a column, an incarnation may be there twice.
INSERT INTO samband.sequence AS known (party, incarnation, number)
SELECT party, incarnation, max(number)
  FROM unnest($1::text[], $2::bytea[], $3::bigint[]) AS fresh (party, incarnation, number)
 GROUP BY party, incarnation
    ON CONFLICT (party, incarnation)
    DO UPDATE SET number = excluded.number WHERE known.number < excluded.number;
