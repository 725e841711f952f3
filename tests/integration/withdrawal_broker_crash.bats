#!/usr/bin/env bats
# SPDX-License-Identifier: EUPL-1.2
# Not under the sanitizers: see scripts/run_tests.
# The broker may die at any step of a withdrawal: each exchange has one end, and the sender, the
# recipient and the record agree on it.

load helpers
load orders

setup_file() {
    make_bus
    bus_start_all
}

teardown_file() { bus_remove; }

setup() { all_up; }

# broker_dies POINT PUPIL: with the recipient away, and something in the queue.
broker_dies() {
    local consent unread read done_with queued order
    three "$2"
    bus_stop samband-social
    restart sambandd "SAMBAND_FAULT=$1:kill"
    queued=$(report_under "$consent" "$2")
    wait_for_stage "$SCHOOL" "$queued" accepted
    order=$(withdraw "$consent")
    revive sambandd
    check_list "$order" "$unread" "$read" "$done_with" "$queued"
    bus_start samband-social
    all_ready
    check_three
    check_end "$queued" destroyed
}

@test "the broker dies before it commits the withdrawal" { broker_dies order_decided 1; }

@test "the broker dies once the withdrawal is committed: the repeated one has the same receipt" {
    broker_dies order_committed 2
}

@test "the broker dies once it has answered the withdrawal" { broker_dies order_answered 3; }

# broker_dies_recalling POINT PUPIL: with the recipient there.
broker_dies_recalling() {
    local consent unread read done_with order
    three "$2"
    restart sambandd "SAMBAND_FAULT=$1"
    order=$(withdraw "$consent")
    revive sambandd
    check_list "$order" "$unread" "$read" "$done_with"
    check_three
}

@test "the broker dies once the first recall has left" { broker_dies_recalling recall_sent:kill 4; }

@test "the broker dies once the second recall has left" { broker_dies_recalling recall_sent:kill:2 5; }

@test "the broker dies once the first answer is committed" { broker_dies_recalling recall_committed:kill 6; }

@test "the broker dies once the second answer is committed" { broker_dies_recalling recall_committed:kill:2 7; }

@test "the broker dies before it commits an answer, the database being away" {
    local consent unread read done_with order
    three 8
    bus_signal samband-social STOP
    order=$(withdraw "$consent")
    wait_for_stage "$SCHOOL" "$order" accepted
    bus_stop_database
    bus_signal samband-social CONT
    bus_until bus_has_said samband-social "recalled .*id=$read "
    bus_kill sambandd
    bus_start_database --no-fsync
    bus_start sambandd
    all_ready
    check_list "$order" "$unread" "$read" "$done_with"
    check_three
}

@test "what an older broker had sent may lie at a recipient that is away: it is recalled" {
    local consent id order
    consent=$(consent_for 9)
    restart samband-social SAMBAND_FAULT=inbox_stored:kill
    id=$(report_under "$consent" 9)
    bus_until bus_has_ended samband-social
    restart sambandd
    order=$(withdraw "$consent")
    wait_for_stage "$SCHOOL" "$order" accepted
    expect "list in the receipt" "$(list_in_receipt "$order")" "$id not_yet_answered"
    expect "at the recipient" "$(end_at_recipient "$id")" waiting
    revive samband-social
    check_end "$id" unread
}

@test "the broker dies before it has said that it committed a hand-over: withdrawn then, it is never shown" {
    local consent id order
    consent=$(consent_for 11)
    restart sambandd SAMBAND_FAULT=hand_over_committed:kill
    id=$(report_under "$consent" 11)
    bus_until bus_has_ended sambandd
    bus_kill samband-social
    expect "in the record" "$(leaves_of "$id")" accepted,handed_over
    expect "at the recipient" "$(end_at_recipient "$id")" waiting
    bus_start sambandd
    all_ready
    order=$(withdraw "$consent")
    wait_for_stage "$SCHOOL" "$order" accepted
    expect "list in the receipt" "$(list_in_receipt "$order")" "$id not_yet_answered"
    bus_start samband-social
    all_ready
    check_end "$id" unread
    was_shown "$id" && false
    expect "leaves" "$(leaves_of "$id")" accepted,handed_over,recalled
}

@test "the recipient's answers come to the sender before the receipt of its order" {
    local consent unread read done_with order
    three 10
    restart sambandd SAMBAND_FAULT=order_committed:kill
    order=$(withdraw "$consent")
    bus_until bus_has_ended sambandd
    bus_kill samband-school
    bus_start sambandd
    bus_wait_ready samband-social
    wait_for_sql "SELECT count(*) FROM samband.recall" 0
    bus_start samband-school
    all_ready
    check_list "$order" "$unread" "$read" "$done_with"
    check_three
}

@test "the record verifies" {
    verify_record
}
