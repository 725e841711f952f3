-- SPDX-License-Identifier: EUPL-1.2
-- Moves exchanges to their next state; fails with SB002 if one is not there.
-- $1 ids, $2 states
WITH moved AS (
    UPDATE samband.exchange AS e SET state = step.state
      FROM unnest($1::uuid[], $2::text[]) AS step (id, state)
     WHERE e.id = step.id
 RETURNING e.id)
SELECT samband.expect_rows(count(*), cardinality($1)) FROM moved;
