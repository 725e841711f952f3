-- SPDX-License-Identifier: EUPL-1.2
-- $1 ids of exchanges
SELECT exchange_id, state::text FROM samband.notice WHERE exchange_id = ANY ($1::uuid[]);
