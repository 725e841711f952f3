#!/usr/bin/env bats
# SPDX-License-Identifier: EUPL-1.2
# Not under the sanitizers: see scripts/run_tests.
# Directory, agreements and rules are read anew while the programs run, each program its own copy:
# whole or not at all, and in the broker not before the record says so.

load helpers
load area_files

setup_file() {
    make_bus
    give_copies sambandd samband-school samband-social
    cp -R "$BUS/own" "$BUS/good"
    bus_start_all
}

teardown_file() { bus_remove; }

# report_to AREA N: the school's; the status, and the id or the code.
report_to() {
    local answer
    answer=$(call "$SCHOOL" POST /v1/concerns <(report_of "$(test_id_no 10 "$2")" "Barn $2" child_welfare "$1"))
    jq -r --arg status "${answer%% *}" '"\($status) \(.exchanges[0].id // .errors[0].code)"' <<<"${answer#* }"
}

@test "the same files again: nothing changes, and no leaf" {
    local leaves
    leaves=$(n_leaves)
    reload_as reload_unchanged sambandd
    reload_as reloaded samband-school samband-social
    expect "leaves" "$(n_leaves)" "$leaves"
    # Rules and directory of the start stand in its own leaf.
    expect "policy, directory, agreement" "$(n_leaves_of policy) $(n_leaves_of directory) $(n_leaves_of agreement)" "0 0 1"
}

# ---------------------------------------------------------------------------- directory

# Of a program and settings that the sample area does not have.
start_dal() {
    sed -e "s/$SOCIAL/dal-child-welfare/; s/social/new/; s/own.samband-new/own\/new/" "$BUS/social.yaml" >"$BUS/new.yaml"
    cp -R "$(own samband-school)" "$(own new)"
    bus_launch new "$BUS_BIN/samband-social" --config "$BUS/new.yaml"
}

@test "a party that joins is known where the directory was read anew, and not before" {
    local answer id entry=(dal-child-welfare child_welfare --areas 1201-07 --function child_welfare)
    mkdir "$BUS/coming"
    new_party dal-child-welfare "$BUS/coming"
    expect "before" "$(report_to 1201-07 1)" "422 unknown_recipient"

    put_entry "$(own samband-school)/directory.yaml" "${entry[@]}"
    cp "$BUS"/coming/*.card "$BUS/cards/"
    reload_as reloaded samband-school
    answer=$(report_to 1201-07 2)
    expect_like "known to the school alone" "$answer" '^202 '
    wait_for_stage "$SCHOOL" "${answer#* }" refused
    expect "code" "$(verdict_of "$SCHOOL" "${answer#* }")" "refused unknown_recipient"

    put_entry "$(own sambandd)/directory.yaml" "${entry[@]}"
    reload_as reloaded sambandd
    expect "leaves" "$(n_leaves_of directory)" 1
    answer=$(report_to 1201-07 3)
    id=${answer#* }
    wait_for_stage "$SCHOOL" "$id" accepted
    start_dal
    wait_for_stage "$SCHOOL" "$id" handed_over
    expect "received" "$(call_json dal-child-welfare GET "/v1/inbox/$id" | jq -r .state)" handed_over
    verify_record
}

broker_ended_link() { since_reload sambandd | grep -q 'link_ended party=dal-child-welfare'; }

@test "a party that has left gets nothing more, and its link ends" {
    local answer entry=(dal-child-welfare child_welfare --areas 1201-07 --function child_welfare --left)
    put_entry "$(own sambandd)/directory.yaml" "${entry[@]}" "$(date -u +%F)"
    reload_as reloaded sambandd
    bus_until broker_ended_link
    answer=$(report_to 1201-07 4)
    wait_for_stage "$SCHOOL" "${answer#* }" refused
    expect "code" "$(verdict_of "$SCHOOL" "${answer#* }")" "refused unknown_recipient"

    put_entry "$(own samband-school)/directory.yaml" "${entry[@]}" "$(date -u +%F)"
    reload_as reloaded samband-school
    expect "at the school" "$(report_to 1201-07 5)" "422 unknown_recipient"
    # Its own adapter says so too, and goes on, with nobody left to wait for.
    put_entry "$(own new)/directory.yaml" "${entry[@]}" "$(date -u +%F)"
    reload_as reloaded new
    expect_like "log" "$(since_reload new)" 'party_dormant party=dal-child-welfare left='
    bus_until bus_is_ready dal-child-welfare
    bus_stop new
    expect "leaves" "$(n_leaves_of directory)" 2
    # Its entry stays for good: the record holds its card.
    cp "$(own sambandd)/directory.yaml" "$BUS/good/sambandd/"
    rm "$BUS"/cards/dal-child-welfare-*.card
    verify_record
}

@test "a function that has changed is found under its new words" {
    local answer areas=1201-02,1201-08 entry
    entry=("$SOCIAL" child_welfare --areas "$areas"
        --function "child_welfare; telephone 00 00 00 08")
    expect "before" "$(report_to 1201-08 6)" "422 unknown_recipient"
    put_entry "$(own samband-school)/directory.yaml" "${entry[@]}"
    reload_as reloaded samband-school
    answer=$(report_to 1201-08 7)
    wait_for_stage "$SCHOOL" "${answer#* }" handed_over
    answer=$(call_json "$SCHOOL" POST /v1/concerns <(report_of "$(test_id_no 10 8)" "Barn" | jq '.urgency = "acute"'))
    expect "telephone" "$(field "$answer" '.exchanges[0].telephone')" "00 00 00 08"
    # Nobody has the on-call function any more.
    expect "on call" "$(field "$answer" '.exchanges[0].on_call')" false
    restore samband-school
    reload_as reloaded samband-school
    expect "after" "$(report_to 1201-08 9)" "422 unknown_recipient"
}

# ---------------------------------------------------------------------------- rules

@test "new rules decide from their leaf on, under traffic, and each decision by one set of rules" {
    local before policies since leaf ids n=0
    before=$(n_leaves_of policy)
    since=$(bus_sql "SELECT max(idx) FROM samband.leaf")
    post_sixteens() { local n; for ((n = 0; n < 50; n++)); do report_of_age 16 "$n" || return; done; }
    post_sixteens >"$BUS/sixteens" &
    for age in 15 18 15; do
        n=$((n + 10))
        bus_until nth_is_decided $n
        set_age_limit $age
        reload_as reloaded sambandd
    done
    wait $!
    mapfile -t ids <"$BUS/sixteens"
    expect "posts" "${#ids[@]}" 50
    expect "leaves" "$(n_leaves_of policy)" $((before + 3))
    for id in "${ids[@]}"; do
        bus_until is_decided "$id"
    done
    # The three loads cut the record into four; in each the verdict is that of its rules.
    policies=$(bus_sql "SELECT string_agg(idx::text, ' ' ORDER BY idx) FROM samband.leaf
                         WHERE kind = 'policy' AND idx > $since")
    while IFS='|' read -r leaf kind; do
        expect "leaf $leaf of $policies" "$kind" "$(rules_at "$leaf" "$policies")"
    done < <(bus_sql "SELECT idx, kind FROM samband.leaf WHERE idx > $since AND kind IN ('accepted', 'refused')")
    expect "both verdicts" "$(bus_sql "SELECT count(DISTINCT kind) FROM samband.leaf
        WHERE idx > $since AND kind IN ('accepted', 'refused')")" 2
    verify_record
}

# Of those that have been posted so far.
nth_is_decided() {
    local id
    id=$(sed -n "$1p" "$BUS/sixteens")
    [[ -n $id ]] && is_decided "$id"
}
is_decided() { [[ $(stage_of "$SCHOOL" "$1") != spooled ]]; }

# rules_at LEAF "FIRST SECOND THIRD": what the age limit there does to a pupil of 16.
rules_at() {
    local n=0 policy
    for policy in $2; do
        (($1 > policy)) && n=$((n + 1))
    done
    ((n % 2)) && echo refused || echo accepted
}

@test "a broker that dies when the leaves are committed uses the new rules once it is back" {
    local leaves
    restore sambandd
    reload_as reloaded sambandd
    leaves=$(n_leaves_of policy)
    bus_stop sambandd
    bus_start sambandd SAMBAND_FAULT=reload_committed:kill
    bus_wait_ready sambandd
    set_age_limit 15
    bus_signal sambandd HUP
    bus_until bus_has_ended sambandd
    bus_start sambandd
    bus_wait_ready sambandd samband-school
    expect "leaves" "$(n_leaves_of policy)" $((leaves + 1))
    expect "decision" "$(wait_for_stage "$SCHOOL" "$(report_of_age 16 70)" refused && echo refused)" refused
    verify_record
}

# What the last start leaf says of a part: policy or directory.
started_with() {
    bus_sql "SELECT convert_from(entry, 'UTF8') FROM samband.leaf WHERE kind = 'start' ORDER BY idx DESC LIMIT 1" |
        sed -n "s/^$1 //p"
}

@test "what changed while the broker was down is in the leaf of its start" {
    local rules directory
    rules=$(started_with policy) directory=$(started_with directory)
    expect_like "hash" "$rules" '^sha256:[0-9a-f]{64}$'
    bus_stop sambandd
    restore sambandd
    echo '# changed' >>"$(own sambandd)/directory.yaml"
    bus_start sambandd
    bus_wait_ready sambandd samband-school samband-social
    [[ $(started_with policy) != "$rules" && $(started_with directory) != "$directory" ]]
    expect "hash" "$(started_with directory)" "sha256:$(sha256sum <"$(own sambandd)/directory.yaml" | cut -d ' ' -f 1)"
    expect "agreements" "$(n_leaves_of agreement)" 1
    expect "decision" "$(wait_for_stage "$SCHOOL" "$(report_of_age 16 71)" handed_over && echo passed)" passed
    restore sambandd
    reload_as reloaded sambandd
    verify_record
}

@test "a reload that is asked for twice at once is done" {
    local leaves
    leaves=$(n_leaves_of policy)
    set_age_limit 17
    for i in 1 2 3; do bus_signal sambandd HUP; done
    wait_for_sql "SELECT count(*) FROM samband.leaf WHERE kind = 'policy'" $((leaves + 1))
    # Not by what it says of its last reload: that may still be one of the three.
    restore sambandd
    bus_signal sambandd HUP
    wait_for_sql "SELECT count(*) FROM samband.leaf WHERE kind = 'policy'" $((leaves + 2))
    bus_wait_ready sambandd samband-school samband-social
}

@test "rules that cannot be recorded are not used; they are once the database is back" {
    local leaves id
    leaves=$(n_leaves_of policy)
    id=$(report_of_age 16 80)
    wait_for_stage "$SCHOOL" "$id" handed_over
    bus_stop_database immediate >/dev/null
    set_age_limit 15
    bus_signal sambandd HUP
    id=$(report_of_age 16 81)
    sleep 1
    expect "stage" "$(stage_of "$SCHOOL" "$id")" spooled
    bus_start_database --no-fsync
    wait_for_sql "SELECT count(*) FROM samband.leaf WHERE kind = 'policy'" $((leaves + 1))
    wait_for_stage "$SCHOOL" "$id" refused
    restore sambandd
    reload_as reloaded sambandd
    verify_record
}

@test "each decision comes out the same from the record" { rejudge_all; }
