#!/usr/bin/env bats
# SPDX-License-Identifier: EUPL-1.2
# Not under the sanitizers: see scripts/run_tests.
# An area of 37 municipalities and 300 schools: who changes something signs for itself, nobody signs
# anew, no other file changes, and nobody else's program starts again.

load helpers
load area_files

N_MUNICIPALITIES=37 N_SCHOOLS=300
NEW=nygard-school    # joins, in the municipality
NEAR=municipality-02 # of area 4602
LEAVES=municipality-37
PURPOSES=support_youth,protect_child,cooperate_slt

setup_file() {
    SAMBAND_CONFIG=$(own_config)
    export SAMBAND_CONFIG
    describe_area
    make_bus
    sed -i '/^  - party: vik-school/,/default_area/d' "$BUS/school.yaml"
    settings_of vik school vik-school
    settings_of nygard school $NEW
    settings_of leaves social $LEAVES
    give_copies sambandd samband-school samband-social vik nygard leaves
    give_cards sambandd samband-school samband-social vik nygard leaves
    bus_start_all
    bus_launch vik "$BUS_BIN/samband-school" --config "$BUS/vik.yaml"
    bus_launch leaves "$BUS_BIN/samband-social" --config "$BUS/leaves.yaml"
    bus_until is_linked vik
    bus_until is_linked leaves
}

teardown_file() { bus_remove; }

area_of() { printf '46%02d' "$1"; }

# The sample's child welfare, schools, police and board, and 36 municipalities more with their schools; in
# each these, the police and the board agree.
describe_area() {
    local conf=$SAMBAND_CONFIG/norway/area.conf i all=1201-02
    declare -A schools
    for ((i = 2; i <= N_MUNICIPALITIES; i++)); do
        all+=,$(area_of "$i")
    done
    sed -i -E "/^party +(bergenhus-police|vestland-mediation-board) /s/1201-02/$all/" "$conf"
    for ((i = 3; i <= N_SCHOOLS; i++)); do
        set -- $((i % (N_MUNICIPALITIES - 1) + 2)) "$(printf 'school-%03d' "$i")"
        echo "party $2 school $(area_of "$1") public"
        schools[$1]+=,$2
    done >>"$conf"
    for ((i = 2; i <= N_MUNICIPALITIES; i++)); do
        set -- "municipality-$(printf %02d "$i")"
        echo "party $1 child_welfare $(area_of "$i") public"
        echo "function $1 child_welfare"
        echo "agreement youth-$(area_of "$i") 2026-01-01 2030-01-01 $PURPOSES" \
            "$1,bergenhus-police,vestland-mediation-board${schools[$i]}"
    done >>"$conf"
    # One of the schools and one municipality more send and receive here.
    add_settings school school-036
    add_settings social $NEAR
}

add_settings() {
    printf '  - party: %s\n    keys: keys/%s\n    token: keys/%s/token\n' "$2" "$2" "$2" >>"$SAMBAND_CONFIG/norway/$1.yaml"
}

# settings_of NAME AS PARTY: a program of that one party, its settings otherwise as another's.
settings_of() {
    sed -e '/^parties:/,$d' -e "s#run/$2.sock#run/$1.sock#; s#state/$2#state/$1#" "$BUS/$2.yaml" >"$BUS/$1.yaml"
    printf 'parties:\n  - party: %s\n    keys: keys/%s\n    token: keys/%s/token\n' "$3" "$3" "$3" >>"$BUS/$1.yaml"
}

is_linked() {
    [[ $(curl -s -m 10 -o /dev/null -w '%{http_code}' --unix-socket "$BUS/run/$1.sock" http://localhost/readyz) == 200 ]]
}

# ---------------------------------------------------------------------------- counting

area_files() { (cd "$BUS" && find directory.yaml agreements cards -type f -exec sha256sum {} + | sort); }
# A signature is 64 bytes, every key 32.
signatures() { (cd "$BUS" && grep -rohE '[A-Za-z0-9+/]{86}==' directory.yaml agreements cards | sort -u); }

# What the area is before a change.
look() {
    area_files >"$BUS/program/files"
    signatures >"$BUS/program/signatures"
    cp "$BUS/directory.yaml" "$BUS/program/directory"
}

# expect_change WHAT SIGNATURES FILE...: since then so many signatures were made, and these files alone are
# new or other than they were.
expect_change() {
    local what=$1 n=$2
    shift 2
    expect "signatures: $what" "$(signatures | comm -13 "$BUS/program/signatures" - | wc -l)" "$n"
    expect "files: $what" "$(area_files | comm -13 "$BUS/program/files" - | sed 's/.*  //' | paste -sd ' ')" "$*"
    expect "files gone: $what" "$(area_files | sed 's/.*  //' | sort | comm -23 <(sed 's/.*  //' "$BUS/program/files" | sort) -)" ""
}

# expect_entry_alone PARTY: every other party's entry is as it was, byte for byte.
expect_entry_alone() {
    expect "other entries" "$(without_party "$BUS/directory.yaml" "$1" | sha256sum)" \
        "$(without_party "$BUS/program/directory" "$1" | sha256sum)"
}

# Everybody's copy is as the area's, one after the other.
hand_out() {
    local name
    for name; do
        rm -r "$(own "$name")"/{directory.yaml,agreements,cards}
        cp -R "$BUS/directory.yaml" "$BUS/agreements" "$BUS/cards" "$(own "$name")/"
    done
}

pids() { bus_pid sambandd && bus_pid samband-school && bus_pid samband-social; }

# report PARTY AREA N: the status, and the id or the code.
report() {
    local answer
    answer=$(call "$1" POST /v1/concerns <(report_of "$(test_id_no 10 "$3")" "Barn $3" child_welfare "$2"))
    jq -r --arg status "${answer%% *}" '"\($status) \(.exchanges[0].id // .errors[0].code)"' <<<"${answer#* }"
}

# passes PARTY AREA N: and is handed over.
passes() {
    local answer
    answer=$(report "$@")
    expect_like "report of $1" "$answer" '^202 '
    wait_for_stage "$1" "${answer#* }" handed_over
}

# ---------------------------------------------------------------------------- the promises

@test "37 municipalities and 300 schools are loaded, and what they send arrives" {
    expect_like "directory" "$(ctl directory verify "$BUS/directory.yaml")" ': 340 parties of '
    expect "roles" "$(grep -cE '^    role: (school|child_welfare)$' "$BUS/directory.yaml")" 337
    expect_like "agreements" "$(ctl agreement verify --directory "$BUS/directory.yaml" "$BUS/agreements" | tail -n 1)" \
        ': 37 agreements$'
    expect "in the record" "$(n_leaves_of agreement) $(bus_sql 'SELECT count(DISTINCT party) FROM samband.key_card')" "37 342"
    expect "served by the board" "$(grep -A 8 'party: vestland-mediation-board' "$BUS/directory.yaml" |
        grep -E 'areas:' | tr ',' '\n' | wc -l)" 37
    passes fjell-school 1201-02 1
    passes school-036 4602 2
    passes fjell-school 4637 3
    pids >"$BUS/program/pids"
}

@test "one key is rotated: one signature, one file" {
    local keys=$BUS/keys/vik-school
    passes vik-school 4602 11
    look
    ctl keygen --party vik-school --out "$keys.new"
    cp -p "$keys"/{root.key,token} "$keys.new/"
    cp -p "$keys/seal.key" "$keys.new/seal.old.key"
    ctl card make --log "$AREA_LOG" --party vik-school --serial 2 --keys "$keys.new" --root "$keys/root.key" \
        --out "$BUS/cards/vik-school-2.card"
    expect_change "a new card" 1 cards/vik-school-2.card

    hand_out sambandd samband-school samband-social vik
    reload_as reloaded samband-school samband-social
    bus_signal sambandd HUP # a card alone is neither directory nor rules
    wait_for_sql "SELECT max(serial) FROM samband.key_card WHERE party = 'vik-school'" 2
    # Its own program takes its own keys as it starts; nobody else's does.
    bus_stop vik
    rm -r "$keys" && mv "$keys.new" "$keys"
    bus_launch vik "$BUS_BIN/samband-school" --config "$BUS/vik.yaml"
    bus_until is_linked vik
    passes vik-school 4602 12
    expect "signed by the new card" "$(bus_sql "SELECT count(*) FROM samband.leaf WHERE kind = 'accepted'
        AND position('from vik-school card 2'::bytea IN entry) > 0")" 1
}

@test "one school joins: its card, its entry with the coordinator, and an agreement of its own" {
    local leaves
    leaves=$(n_leaves_of directory)
    look
    new_party $NEW
    expect_change "its card" 1 cards/$NEW-1.card
    look
    put_entry "$BUS/directory.yaml" $NEW school --areas 4602 --joined "$(date -u +%F)"
    expect_change "its entry" 2 directory.yaml
    expect_entry_alone $NEW
    hand_out sambandd samband-social nygard
    reload_as reloaded sambandd samband-social
    expect "leaves" "$(n_leaves_of directory)" $((leaves + 1))
    bus_launch nygard "$BUS_BIN/samband-school" --config "$BUS/nygard.yaml"
    bus_until is_linked nygard
    passes $NEW 4602 21

    # What is no duty wants an agreement: between these two, whatever the others have signed.
    post_consent $NEW "$(consent_of "$(test_id_no 18)" $NEAR support_youth identity,observation 0)" >"$BUS/consent"
    expect "before it has agreed" "$(by_consent)" "refused no_agreement"
    leaves=$(n_leaves_of agreement)
    look
    agree "$BUS/agreements/nygard.yaml" nygard-4602 2026-01-01 2030-01-01 $PURPOSES $NEW,$NEAR
    expect_change "its agreement" 2 agreements/nygard.yaml
    hand_out sambandd samband-social nygard
    reload_as reloaded sambandd samband-social nygard
    expect "leaves" "$(n_leaves_of agreement)" $((leaves + 1))
    expect "once both have signed" "$(by_consent)" "handed_over null"
}

# What becomes of the new school's report by consent.
by_consent() {
    local id
    id=$(post_json $NEW /v1/concerns "$(jq -nc --arg id "$(test_id_no 18)" --arg consent "$(<"$BUS/consent")" '{
        to: {function: "child_welfare", area: "4602"}, ground: "no.fvl.13a-1", purpose: "support_youth",
        consents: [$consent], children: [{national_id: $id, sections: {observation: "Oppdiktet."}}]}')")
    bus_until has_end "$id"
    verdict_of $NEW "$id"
}
has_end() { [[ $(stage_of $NEW "$1") == @(handed_over|refused) ]]; }

@test "one municipality leaves: its entry, dated and signed by it and the coordinator, and it gets nothing more" {
    local leaves held answer
    leaves=$(n_leaves_of directory)
    held=$(call_json $LEAVES GET '/v1/inbox?limit=500' | jq '.exchanges | length')
    look
    put_entry "$BUS/directory.yaml" $LEAVES child_welfare --areas 4637 --function child_welfare --left "$(date -u +%F)"
    expect_change "its entry" 2 directory.yaml
    expect_entry_alone $LEAVES
    # The agreement with its name in it stands, for the others.
    hand_out sambandd
    reload_as reloaded sambandd
    expect "leaves" "$(n_leaves_of directory)" $((leaves + 1))
    answer=$(report fjell-school 4637 31)
    wait_for_stage fjell-school "${answer#* }" refused
    expect "code" "$(verdict_of fjell-school "${answer#* }")" "refused unknown_recipient"
    hand_out samband-school
    reload_as reloaded samband-school
    expect "at the school" "$(report fjell-school 4637 32)" "422 unknown_recipient"
    expect "what it got" "$(call_json $LEAVES GET '/v1/inbox?limit=500' | jq '.exchanges | length')" "$held"
    passes school-036 4602 33
}

@test "nobody else's program was started again, and the record verifies" {
    expect "pids" "$(pids)" "$(<"$BUS/program/pids")"
    verify_record
}
