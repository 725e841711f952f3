-- SPDX-License-Identifier: EUPL-1.2
-- Sealed bytes whose recipient has them, has returned them, or is not to have them.
-- $1 ids of exchanges
DELETE FROM samband.section WHERE exchange_id = ANY ($1::uuid[]);
