-- SPDX-License-Identifier: EUPL-1.2
-- Deliveries that are about to be tried again.
-- The ids stand in the condition twice: by key, whatever the planner believes of the table's size.
-- $1 ids of exchanges, $2 number of the try that comes next
UPDATE samband.delivery AS d
   SET attempts = try.attempts, last_attempt_at = now(),
       first_attempt_at = coalesce(d.first_attempt_at, now())
  FROM unnest($1::uuid[], $2::integer[]) AS try (id, attempts)
 WHERE d.exchange_id = ANY ($1::uuid[]) AND d.exchange_id = try.id;
