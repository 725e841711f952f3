-- SPDX-License-Identifier: EUPL-1.2
-- Deliveries that have come to their end.
-- $1 ids of exchanges
DELETE FROM samband.delivery WHERE exchange_id = ANY ($1::uuid[]);
