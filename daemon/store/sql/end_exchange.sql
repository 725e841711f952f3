-- SPDX-License-Identifier: EUPL-1.2
-- Moves exchanges to a state, where they are not in it already; fails with SB002 if one is not there.
-- The ids stand in the condition twice: by key, whatever the planner believes of the table's size.
-- $1 ids, $2 states
WITH moved AS (
    UPDATE samband.exchange AS e SET state = step.state
      FROM unnest($1::uuid[], $2::text[]) AS step (id, state)
     WHERE e.id = ANY ($1::uuid[]) AND e.id = step.id AND e.state <> step.state)
SELECT samband.expect_rows(count(*), cardinality($1))
  FROM samband.exchange WHERE id = ANY ($1::uuid[]);
