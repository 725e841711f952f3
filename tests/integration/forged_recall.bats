#!/usr/bin/env bats
# SPDX-License-Identifier: EUPL-1.2
# The broker cannot have content destroyed: only the sender can. Here its tables say that an exchange
# was recalled, by something that its sender has signed, or somebody else.

load helpers
load orders

OTHER=vik-school

setup_file() {
    make_bus
    bus_start_all
}

teardown_file() { bus_remove; }

setup() { all_up; }

has_refused() { bus_has_said samband-social "order_refused .*id=$1 "; }
has_alarm() {
    call_json "$SOCIAL" GET /v1/alarms |
        jq -e --arg id "$1" 'any(.alarms[]; .code == "order_refused" and .exchange == $id)' >/dev/null
}

# forge_recall ID ORDER...: the broker starts again, and believes each ID recalled by its ORDER.
forge_recall() {
    bus_stop sambandd || true
    while [[ $# -gt 0 ]]; do
        bus_sql "INSERT INTO samband.recall (exchange_id, order_id, recipient)
                 SELECT id, '$2', recipient FROM samband.exchange WHERE id = '$1'"
        shift 2
    done
    bus_start sambandd
    all_ready
}

stop_forging() {
    bus_stop sambandd || true
    bus_sql "DELETE FROM samband.recall"
    bus_start sambandd
    all_ready
}

# kept ID: unread, whole, and nobody says otherwise.
kept() {
    expect "at the recipient" "$(end_at_recipient "$1")" unread
    expect "at the sender" "$(end_at_sender "$1")" "handed_over -"
    expect "in the record" "$(leaves_of "$1")" accepted,handed_over
    expect "answers" "$(answers_to_recall "$1")" ""
}

@test "no order of its sender about it: refused, an alarm, and everything is kept" {
    local consent other_consent theirs ids=() orders=() id n
    consent=$(consent_for 1)
    for n in {1..4}; do
        ids+=("$(report_under "$consent" 1)")
    done
    ids+=("$(post_one 1)") # on a duty
    for id in "${ids[@]}"; do
        sent_and_unread "$id"
    done

    orders=("$consent") # a grant orders nothing
    other_consent=$(consent_for 1)
    orders+=("$(withdraw "$other_consent")") # of another consent
    id=$(post_one 2)
    wait_for_stage "$SCHOOL" "$id" handed_over
    orders+=("$(take_back "$id")") # of another exchange
    theirs=$(post_consent "$OTHER" "$(consent_of "$(test_id_no 18 1)" "$SOCIAL" support_youth identity 0)")
    orders+=("$(post_json "$OTHER" "/v1/consents/$theirs/withdrawal" "$(withdrawal youth)")") # another's
    for n in 1 2; do
        wait_for_stage "$SCHOOL" "${orders[n]}" accepted
    done
    wait_for_stage "$OTHER" "${orders[3]}" accepted
    check_end "$id" unread taken_back

    forge_recall "${ids[0]}" "${orders[0]}" "${ids[1]}" "${orders[1]}" "${ids[2]}" "${orders[2]}" \
        "${ids[3]}" "${orders[3]}" "${ids[4]}" "${orders[1]}"
    for id in "${ids[@]}"; do
        bus_until has_refused "$id"
        kept "$id"
    done
    expect "alarms" "$(call_json "$SOCIAL" GET /v1/alarms | jq '[.alarms[] | select(.code == "order_refused")] | length')" 1

    stop_forging
    for id in "${ids[@]}"; do
        kept "$id"
    done
    registered "${ids[0]}"
    withdraw "$consent" >/dev/null # the true order counts
    check_end "${ids[0]}" registered
    for n in 1 2 3; do
        check_end "${ids[n]}" unread
    done
    verify_record
}

@test "an order that is changed on its way: refused, an alarm, and everything is kept" {
    local id other order
    id=$(post_one 3) other=$(post_one 4)
    sent_and_unread "$id" && sent_and_unread "$other"
    order=$(take_back "$other")
    check_end "$other" unread taken_back
    bus_sql "ALTER TABLE samband.leaf DISABLE TRIGGER ALL"
    bus_sql "UPDATE samband.leaf SET entry = convert_to(replace(convert_from(entry, 'UTF8'),
        'in_reply_to $other', 'in_reply_to $id'), 'UTF8')
        WHERE idx = (SELECT leaf_idx FROM samband.exchange WHERE id = '$order')"
    forge_recall "$id" "$order"
    bus_until has_refused "$id"
    bus_until has_alarm "$id"
    kept "$id"
    registered "$id"
}
