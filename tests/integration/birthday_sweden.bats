#!/usr/bin/env bats
# SPDX-License-Identifier: EUPL-1.2
# Not under the sanitizers: see scripts/run_tests.
# From the 18th birthday the young adult consents alone, and not before; the holder is told in time.

load helpers
load orders
load birthday

SCHOOL=bjork-school
SOCIAL=ostra-social-services
TEST_ID=test_id_se
GROUND=se.osl.10-1
TO='{"function": "social_services", "area": "0180-ost"}'

setup_file() {
    wait_for_a_whole_day
    make_bus sweden
    bus_start_all
}

teardown_file() { bus_remove; }

@test "who becomes 18 tomorrow signs with both guardians" { check_seventeen; }

@test "who becomes 18 today signs alone" { check_eighteen; }

@test "who becomes 15 tomorrow need not sign, who does today must" { check_fourteen; }

@test "the record verifies" { verify_record; }
