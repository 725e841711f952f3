#!/usr/bin/env bats
# SPDX-License-Identifier: EUPL-1.2
# Not under the sanitizers: see scripts/run_tests.
# The Swedish area: the same bus under other rules.

load helpers

SCHOOL=bjork-school
SOCIAL=ostra-social-services

setup_file() {
    make_bus sweden
    bus_start_all
}

teardown_file() { bus_remove; }

swedish() { report_of "$1" "$2" social_services 0180-ost se.sol.19-1 >"$BUS/report.json"; }

@test "a report by duty (SoL 19:1) is registered" {
    local id
    swedish "$(test_id_se 12)" "Påhittad Elev"
    id=$(post "$SCHOOL" "$BUS/report.json")
    wait_for_stage "$SCHOOL" "$id" handed_over
    expect "age" "$(call_json "$SOCIAL" GET "/v1/inbox/$id" | jq .subject.age)" 12
    register_all "$id"
    expect "ground" "$(bus_sql "SELECT ground FROM samband.exchange WHERE id = '$id'")" se.sol.19-1
}

@test "a pupil of 18 is refused, with a rule of Sweden" {
    local id
    swedish "$(test_id_se 18)" "Påhittad Vuxen"
    id=$(post "$SCHOOL" "$BUS/report.json")
    wait_for_stage "$SCHOOL" "$id" refused
    expect_like "rule" "$(call_json "$SCHOOL" GET "/v1/outbox/$id" | jq -r .decision.rule)" '^se-'
}

@test "a Norwegian ground is none here" {
    local id
    report_of "$(test_id_se 12 1)" "Påhittad" social_services 0180-ost no.bvl.13-2 >"$BUS/report.json"
    id=$(post "$SCHOOL" "$BUS/report.json")
    wait_for_stage "$SCHOOL" "$id" refused
}

@test "the record verifies" { verify_record; }
