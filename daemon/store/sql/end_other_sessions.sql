-- SPDX-License-Identifier: EUPL-1.2
-- Ends the sessions of an older broker, and waits up to 2 s for each.
SELECT count(pg_catalog.pg_terminate_backend(pid, 2000))
  FROM pg_catalog.pg_stat_activity
 WHERE datname = current_database() AND usename = current_user
   AND application_name = 'sambandd' AND pid <> pg_catalog.pg_backend_pid();
