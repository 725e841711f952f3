-- SPDX-License-Identifier: EUPL-1.2
-- Drops a transaction that the database has refused.
ROLLBACK;
