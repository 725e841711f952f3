-- SPDX-License-Identifier: EUPL-1.2
-- The highest number committed under each incarnation.
-- $1 party and $2 incarnation, one array a column
SELECT asked.place::integer, known.number
  FROM unnest($1::text[], $2::bytea[]) WITH ORDINALITY AS asked (party, incarnation, place)
  JOIN samband.sequence known ON known.party = asked.party AND known.incarnation = asked.incarnation;
