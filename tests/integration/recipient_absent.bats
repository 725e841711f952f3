#!/usr/bin/env bats
# SPDX-License-Identifier: EUPL-1.2
# Not under the sanitizers: see scripts/run_tests.
# A recipient that was never there gets everything when it comes, once.

load helpers

setup_file() {
    make_bus
    bus_start sambandd && bus_wait_ready sambandd
    bus_start samband-school && bus_wait_ready samband-school
}

teardown_file() { bus_remove; }

@test "twenty reports wait, the school sees where, and all arrive once" {
    local ids view
    mapfile -t ids < <(post_many 1 20)
    expect "posts" "${#ids[@]}" 20
    bus_until all_at_stage "$SCHOOL" accepted "${ids[@]}"
    view=$(call_json "$SCHOOL" GET "/v1/outbox/${ids[7]}")
    expect "where it waits" "$(field "$view" .waiting_at)" "the recipient's adapter"
    expect "queue" "$(bus_sql "SELECT count(*) FROM samband.delivery")" 20

    bus_start samband-social
    bus_wait_ready samband-social
    bus_until all_at_stage "$SCHOOL" handed_over "${ids[@]}"
    expect "inbox" "$(n_inbox)" 20
    register_all "${ids[@]}"
    expect "cases" "$(n_cases)" 20
    wait_for_sql "SELECT count(*) FROM samband.delivery" 0
    expect "sections" "$(bus_sql "SELECT count(*) FROM samband.section")" 0
    wait_for_sql "SELECT count(*) FROM samband.notice" 0
    verify_record
}
