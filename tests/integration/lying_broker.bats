#!/usr/bin/env bats
# SPDX-License-Identifier: EUPL-1.2
# The broker cannot say that a report was registered: only the recipient can.

load helpers

setup_file() {
    make_bus
    bus_start sambandd SAMBAND_FAULT=forge_registered:yes
    bus_wait_ready sambandd
    bus_start samband-school
    bus_start samband-social
    bus_wait_ready samband-school samband-social
}

teardown_file() { bus_remove; }

has_alarm() { [[ $(call_json "$SCHOOL" GET "/v1/outbox/$1" | jq -r .alarm) != null ]]; }

@test "a forged receipt 3 is refused, raises the alarm, and the true one still counts" {
    local id view
    id=$(post_one 1)
    wait_for_stage "$SCHOOL" "$id" handed_over
    bus_until has_alarm "$id"
    view=$(call_json "$SCHOOL" GET "/v1/outbox/$id")
    expect "stage" "$(field "$view" .stage)" handed_over
    expect "receipt 3" "$(field "$view" .receipts.registered)" null
    expect "attention" "$(field "$view" .needs_attention)" true

    bus_stop sambandd || true
    bus_start sambandd
    bus_wait_ready sambandd samband-school samband-social
    expect "stage" "$(stage_of "$SCHOOL" "$id")" handed_over
    register_all "$id"
    expect "case number" "$(call_json "$SCHOOL" GET "/v1/outbox/$id" | jq -r .case_reference)" "$(case_number "$id")"
}
