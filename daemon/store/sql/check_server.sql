-- SPDX-License-Identifier: EUPL-1.2
-- What must hold on the server, or a commit may be lost; 1 to 4 are judged, 5 is only told.
SELECT current_setting('fsync'), current_setting('full_page_writes'),
       current_setting('synchronous_commit'), current_setting('transaction_read_only'),
       (SELECT rolsuper FROM pg_catalog.pg_roles WHERE rolname = current_user)::text;
