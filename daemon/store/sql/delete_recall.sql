-- SPDX-License-Identifier: EUPL-1.2
-- Recalls that their recipients have answered.
-- $1 ids of exchanges
DELETE FROM samband.recall WHERE exchange_id = ANY ($1::uuid[]);
