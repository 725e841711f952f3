-- SPDX-License-Identifier: EUPL-1.2
-- The head of the log.
SELECT size, root::bytea, frontier, takeover, origin, last_time FROM samband.log_head;
