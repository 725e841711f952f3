#!/usr/bin/env bats
# SPDX-License-Identifier: EUPL-1.2
# Nobody gets another party off the bus by putting its public keys, which everybody has from its card, into a
# card of its own: that card is refused, and the other renews its own and goes on.

load helpers
load area_files

ATTACKER=vik-school

setup_file() {
    make_bus
    bus_start_all
    # Its own root key signs; of the other's keys, a card holds only what is public.
    ctl card make --log "$AREA_LOG" --party "$ATTACKER" --serial 2 --days 30 --keys "$BUS/keys/$SOCIAL" \
        --root "$BUS/keys/$ATTACKER/root.key" --out "$BUS/copy.card"
}

teardown_file() { bus_remove; }

@test "a hello with such a card is refused, and nothing is recorded" {
    local leaves
    leaves=$(n_leaves)
    expect_like "answer" "$(probe_as hello "$ATTACKER" --card "$BUS/copy.card" --party "$ATTACKER" --wait 1500)" \
        '"code":"key_of_another_party"'
    expect "leaves" "$(n_leaves)" "$leaves"
    expect_like "its own card" "$(probe_as hello "$ATTACKER")" '"kind":"welcome"'
}

@test "a file with such a card is a fault, with its place and both parties" {
    local leaves fault="a.card: card 2 of $ATTACKER: its curve key stands in card 1 of $SOCIAL"
    leaves=$(n_leaves)
    cp "$BUS/copy.card" "$BUS/cards/a.card"
    reload_as reload_refused sambandd samband-school
    expect_like "the broker's fault" "$(since_reload sambandd)" ">reload_fault .*$fault"
    expect "leaves" "$(n_leaves)" "$leaves"
    # An adapter reads its folder anew, by name: there, the other's is the second.
    expect_like "the adapter's fault" "$(since_reload samband-school)" "key stands in card"
    run "$BUS_BIN/sambandd" --check --config "$BUS/sambandd.yaml"
    expect "status" "$status" 78
    expect_like "a start" "$output" "card: card [12] of ($ATTACKER|$SOCIAL): its [a-z]+ key stands in card [12] of "
    rm "$BUS/cards/a.card"
    run ctl card verify "$BUS/copy.card" --directory "$BUS/directory.yaml" --cards "$BUS/cards"
    expect "status" "$status" 1
    expect_like "verify" "$output" "copy.card: card 2 of $ATTACKER: its curve key stands in card 1 of $SOCIAL"
    # One card alone does not show it.
    run ctl card verify "$BUS/copy.card" --directory "$BUS/directory.yaml"
    expect "status" "$status" 0
}

@test "the other renews its card with the same keys, and gets its reports" {
    local id
    new_card "$SOCIAL" 2
    bus_signal sambandd HUP
    wait_for_sql "SELECT max(serial) FROM samband.key_card WHERE party = '$SOCIAL'" 2
    bus_signal samband-school HUP
    bus_stop samband-social
    bus_start samband-social
    bus_wait_ready samband-social
    id=$(post_one 1)
    wait_for_stage "$SCHOOL" "$id" handed_over
    expect "cards of the attacker" "$(bus_sql "SELECT count(*) FROM samband.key_card WHERE party = '$ATTACKER'")" 1
}

@test "and after a restart of the broker" {
    bus_stop sambandd
    bus_start sambandd
    bus_wait_ready sambandd samband-social
    wait_for_stage "$SCHOOL" "$(post_one 2)" handed_over
    verify_record
}
