-- SPDX-License-Identifier: EUPL-1.2
-- From here on the rows are promised.
COMMIT;
