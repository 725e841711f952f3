-- SPDX-License-Identifier: EUPL-1.2
-- What recipients are told to destroy; where they have been told already, the first order stands.
-- $1 ids of exchanges, $2 ids of the orders
INSERT INTO samband.recall (exchange_id, order_id, recipient)
SELECT e.id, ended.order_id, e.recipient
  FROM unnest($1::uuid[], $2::uuid[]) AS ended (id, order_id)
  JOIN samband.exchange e ON e.id = ended.id
    ON CONFLICT (exchange_id) DO NOTHING;
