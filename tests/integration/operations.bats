#!/usr/bin/env bats
# SPDX-License-Identifier: EUPL-1.2
# Not under the sanitizers: see scripts/run_tests.
# Starting, stopping, restarting, and what the broker does when it is not the only one, or not the
# latest.

load helpers

setup_file() {
    make_bus
    bus_start_all
}

teardown_file() { bus_remove; }

@test "SIGTERM ends each program with status 0, and nothing of it is left" {
    local name
    for name in samband-school samband-social sambandd; do
        bus_stop "$name"
    done
    [[ ! -e $BUS/run/school.sock ]]
    bus_start_all
}

@test "readiness and stopping are told to systemd" {
    bus_stop sambandd
    bus_launch listener "$SAMBAND_TOOLS/probe" notify-listen --path "$BUS/program/notify"
    bus_until test -S "$BUS/program/notify"
    bus_start sambandd NOTIFY_SOCKET="$BUS/program/notify" WATCHDOG_USEC=2000000
    bus_until grep -q READY=1 "$BUS/log/listener.log"
    bus_until grep -q WATCHDOG=1 "$BUS/log/listener.log"
    bus_stop sambandd
    bus_until grep -q STOPPING=1 "$BUS/log/listener.log"
    bus_kill listener
    bus_start sambandd
    bus_wait_ready sambandd samband-school samband-social
}

@test "an adapter tells systemd that it is ready, and when it stops" {
    bus_stop samband-school
    rm -f "$BUS/program/notify" "$BUS/log/listener.log"
    bus_launch listener "$SAMBAND_TOOLS/probe" notify-listen --path "$BUS/program/notify"
    bus_until test -S "$BUS/program/notify"
    bus_start samband-school NOTIFY_SOCKET="$BUS/program/notify"
    bus_until grep -q READY=1 "$BUS/log/listener.log"
    bus_stop samband-school
    bus_kill listener
    bus_start samband-school
    bus_wait_ready samband-school
}

@test "a restarted broker goes on with what was unfinished" {
    local ids
    bus_stop samband-social
    mapfile -t ids < <(post_many 1 3)
    bus_until all_at_stage "$SCHOOL" accepted "${ids[@]}"
    bus_stop sambandd
    bus_start sambandd
    bus_wait_ready sambandd
    bus_start samband-social
    bus_until all_at_stage "$SCHOOL" handed_over "${ids[@]}"
    bus_kill sambandd
    case_system_once "$SOCIAL"
    bus_start sambandd
    bus_until all_at_stage "$SCHOOL" registered "${ids[@]}"
    expect "each start is a leaf" "$(n_leaves_of start)" \
        "$(bus_sql "SELECT takeover FROM samband.log_head")"
}

@test "a renewed card, and one with new keys, are taken without a restart of the broker" {
    local party=bergenhus-child-welfare first second
    ctl card make --log samband.example/vestland --party "$party" --serial 2 --days 30 \
        --keys "$BUS/keys/$party" --root "$BUS/keys/$party/root.key" --out "$BUS/cards/$party-2.card"
    for name in sambandd samband-school samband-social; do
        bus_signal "$name" HUP
    done
    wait_for_sql "SELECT max(serial) FROM samband.key_card WHERE party = '$party'" 2
    bus_wait_ready samband-social
    first=$(post_one 9)
    bus_until is_at_stage "$SCHOOL" "$first" handed_over
    expect "the card it was sealed to" "$(bus_sql "SELECT recipient_card FROM samband.exchange WHERE id = '$first'")" 2

    # New keys: the old ones are gone, so the link itself needs the new card.
    register_all "$first"
    mv "$BUS/keys/$party" "$BUS/keys/$party.old"
    ctl keygen --party "$party" --out "$BUS/keys/$party"
    cp "$BUS/keys/$party.old/token" "$BUS/keys/$party/token"
    ctl card make --log samband.example/vestland --party "$party" --serial 3 --days 30 \
        --keys "$BUS/keys/$party" --root "$BUS/keys/$party.old/root.key" --out "$BUS/cards/$party-3.card"
    bus_signal sambandd HUP
    bus_signal samband-school HUP
    bus_stop samband-social
    bus_start samband-social
    bus_wait_ready samband-social
    wait_for_sql "SELECT max(serial) FROM samband.key_card WHERE party = '$party'" 3
    second=$(post_one 10)
    bus_until is_at_stage "$SCHOOL" "$second" handed_over
    expect "the card it was sealed to" "$(bus_sql "SELECT recipient_card FROM samband.exchange WHERE id = '$second'")" 3
}

@test "the same broker started twice by mistake: the second gives up, the first goes on" {
    local takeover
    takeover=$(bus_sql "SELECT takeover FROM samband.log_head")
    run timeout 20 "$BUS_BIN/sambandd" --config "$BUS/sambandd.yaml"
    [[ $status -eq 69 && $output == *"Address already in use"* ]]
    expect "who is the active one" "$(bus_sql "SELECT takeover FROM samband.log_head")" "$takeover"
    bus_until is_at_stage "$SCHOOL" "$(post_one 30)" handed_over
}

@test "a second broker takes over, the first stops, and nothing is lost" {
    local first ids n
    bus_stop samband-social
    mapfile -t ids < <(post_many 10 12)
    first=$(bus_pid sambandd)
    # Another port: both could listen.
    sed "s/^listen: .*/listen: tcp:\/\/127.0.0.1:$(bus_free_port)/" "$BUS/sambandd.yaml" >"$BUS/second.yaml"
    bus_launch second "$BUS_BIN/sambandd" --config "$BUS/second.yaml"
    echo 0 >"$BUS/program/second.log_at"
    bus_until bus_has_said second '>started '
    # The first finds out at its next write, or when its sessions are ended.
    ids+=("$(post_one 13)")
    bus_until bus_has_ended sambandd
    [[ $(<"$BUS/program/sambandd.exit") != 0 ]]
    expect "no receipt from the first" "$(stage_of "$SCHOOL" "${ids[3]}")" spooled
    bus_stop second

    bus_start sambandd
    bus_start samband-social
    bus_wait_ready sambandd samband-school samband-social
    bus_until all_at_stage "$SCHOOL" handed_over "${ids[@]}"
    register_all "${ids[@]}"
    for id in "${ids[@]}"; do
        expect "rows" "$(bus_sql "SELECT count(*) FROM samband.exchange WHERE id = '$id'")" 1
    done
    verify_record
}

broker_says_rolled_back() { bus_has_said sambandd '>rolled_back '; }

@test "a database that was set back is found by the first hello, and nothing is accepted" {
    local id_before id_after late
    bus_stop sambandd
    bus_sql "CREATE DATABASE old TEMPLATE samband" postgres
    bus_start sambandd
    bus_wait_ready sambandd samband-school samband-social
    id_after=$(post_one 20)
    register_all "$id_after"
    bus_stop sambandd
    bus_sql "ALTER DATABASE samband RENAME TO lost" postgres
    bus_sql "ALTER DATABASE old RENAME TO samband" postgres

    bus_start sambandd
    bus_until broker_says_rolled_back
    # Nobody is served any more, not even who has never had a receipt.
    expect_like "another party" "$(probe_as hello vik-school)" '"code":"rolled_back"'
    late=$(post_one 21)
    expect "leaves of accepted exchanges" "$(n_leaves_of accepted)" \
        "$(bus_sql "SELECT count(*) FROM samband.leaf WHERE kind = 'accepted'" lost | awk '{ print $1 - 1 }')"
    expect "what the school is told" "$(stage_of "$SCHOOL" "$late")" spooled
    expect_like "ready" "$(curl -s -o /dev/null -w '%{http_code}' --unix-socket "$BUS/run/school.sock" http://localhost/readyz)" 503

    # The right database again: it goes on. (The adapters would ask again after a minute.)
    bus_stop sambandd || true
    bus_stop samband-school
    bus_stop samband-social
    bus_sql "ALTER DATABASE samband RENAME TO old" postgres
    bus_sql "ALTER DATABASE lost RENAME TO samband" postgres
    bus_start_all
    register_all "$late"
}
