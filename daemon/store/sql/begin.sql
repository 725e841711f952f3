-- SPDX-License-Identifier: EUPL-1.2
-- Starts a transaction that writes; fence() wants to see the newest head, so READ COMMITTED.
BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE;
