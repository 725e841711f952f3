#!/usr/bin/env bats
# SPDX-License-Identifier: EUPL-1.2
# Not under the sanitizers: see scripts/run_tests.
# The recipient's adapter may die while it is told to destroy, and the sender's while it orders that:
# each exchange has one end, and the sender, the recipient and the record agree on it.

load helpers
load orders

setup_file() {
    make_bus
    bus_start_all
}

teardown_file() { bus_remove; }

setup() { all_up; }

# recipient_dies POINT PUPIL
recipient_dies() {
    local consent unread read done_with order
    three "$2"
    restart samband-social "SAMBAND_FAULT=$1"
    order=$(withdraw "$consent")
    revive samband-social
    check_list "$order" "$unread" "$read" "$done_with"
    check_three
}

@test "the recipient's adapter dies before it has signed that something is destroyed" {
    recipient_dies inbox_recall_destroyed:kill 9
}

@test "the recipient's adapter dies before what it has signed is stored" {
    recipient_dies inbox_recall_signed:kill 10
}

@test "the recipient's adapter dies once its answer is stored" { recipient_dies inbox_recall_stored:kill 11; }

@test "the recipient's adapter dies at its second answer" { recipient_dies inbox_recall_signed:kill:2 12; }

@test "the recipient's adapter dies once it has stored a delivery, and that is withdrawn meanwhile" {
    local consent id order
    consent=$(consent_for 13)
    restart samband-social SAMBAND_FAULT=inbox_stored:kill
    id=$(report_under "$consent" 13)
    bus_until bus_has_ended samband-social
    expect "stored" "$(end_at_recipient "$id")" waiting
    order=$(withdraw "$consent")
    wait_for_stage "$SCHOOL" "$id" withdrawn
    revive samband-social
    check_list "$order" "$id"
    check_end "$id" unread
    was_shown "$id" && false
    expect "leaves" "$(leaves_of "$id")" accepted,withdrawn,recalled
}

@test "the recipient's adapter dies before the content it was asked for has left: it counts as fetched" {
    local consent id
    consent=$(consent_for 14)
    id=$(report_under "$consent" 14)
    sent_and_unread "$id"
    restart samband-social SAMBAND_FAULT=inbox_fetched:kill
    expect_like "asked" "$(call "$SOCIAL" GET "/v1/inbox/$id")" '^000'
    withdraw "$consent" >/dev/null
    revive samband-social
    check_end "$id" fetched
}

# ---------------------------------------------------------------------------- the sender's adapter

@test "the sender's adapter dies right after the withdrawal was posted: it goes out all the same, once" {
    local consent unread read done_with order
    three 15
    restart samband-school SAMBAND_FAULT=outbox_posted:kill
    expect_like "posted" "$(withdraw_with_key "$consent" w-15)" '^000'
    revive samband-school
    check_three
    order=$(withdraw_with_key "$consent" w-15 | cut -c5- | jq -r '.exchanges[0].id')
    check_list "$order" "$unread" "$read" "$done_with"
    expect "orders" "$(bus_sql "SELECT count(*) FROM samband.consent_message WHERE consent = '$consent'")" 2
}

@test "the sender's adapter dies as each receipt of it is stored" {
    local consent unread read done_with order n
    three 16
    restart samband-school SAMBAND_FAULT=receipt_stored:kill
    order=$(withdraw "$consent")
    for n in 1 2 3; do
        bus_until bus_has_ended samband-school
        bus_start samband-school SAMBAND_FAULT=receipt_stored:kill
    done
    bus_kill samband-school
    bus_start samband-school
    all_ready
    check_list "$order" "$unread" "$read" "$done_with"
    check_three
}

@test "the record verifies" {
    verify_record
}
