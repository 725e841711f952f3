-- SPDX-License-Identifier: EUPL-1.2
-- The agreement leaves, in the order of the log.
SELECT entry FROM samband.leaf WHERE kind = 'agreement' ORDER BY idx;
