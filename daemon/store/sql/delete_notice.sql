-- SPDX-License-Identifier: EUPL-1.2
-- Steps that the senders have stored.
-- The ids stand in the condition twice: by key, whatever the planner believes of the table's size.
-- $1 ids of exchanges, $2 states
DELETE FROM samband.notice AS n
 USING unnest($1::uuid[], $2::text[]) AS told (id, state)
 WHERE n.exchange_id = ANY ($1::uuid[]) AND n.exchange_id = told.id AND n.state = told.state;
