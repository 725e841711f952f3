#!/usr/bin/env bats
# SPDX-License-Identifier: EUPL-1.2
# Not under the sanitizers: see scripts/run_tests.
# What did not arrive for want of the right key goes by itself once there is one, and arrives once;
# what came to the wrong area goes to the right one by one act.

load helpers
load area_files

OTHER=vik-child-welfare

# The sample area, and a second child welfare service, in the same adapter as the first. The school
# has cards of its own, and none of the child welfare services yet.
setup_file() {
    sample_config
    cat >>"$SAMBAND_CONFIG/norway/area.conf" <<END
party $OTHER child_welfare 1201-03 public
function $OTHER child_welfare; telephone 00 00 00 03
END
    printf '  - party: %s\n    keys: keys/%s\n    token: keys/%s/token\n' "$OTHER" "$OTHER" "$OTHER" \
        >>"$SAMBAND_CONFIG/norway/social.yaml"
    make_bus
    give_cards samband-school
    rm "$(cards)/$SOCIAL.card" "$(cards)/$OTHER.card"
    bus_start_all
}

teardown_file() { bus_remove; }

cards() { echo "$BUS/own/samband-school/cards"; }

seen() { call_json "$SCHOOL" GET "/v1/outbox/$1"; }
is_superseded() { [[ $(seen "$1" | jq -r .superseded_by) != null ]]; }
attention() { call_json "$SCHOOL" GET '/v1/outbox?attention=true&limit=500' | jq -r '.exchanges[].id'; }
newest_card() { bus_sql "SELECT max(serial) FROM samband.key_card WHERE party = '$1'"; }

# newer_of ID: the exchange that went in its place.
newer_of() {
    bus_until is_superseded "$1" || return
    seen "$1" | jq -r .superseded_by
}

# expect_gone_over OLD NEW STAGE CODE: at the sender, the old needs nobody any more.
expect_gone_over() {
    expect "the old one" "$(seen "$1" | jq -r '"\(.stage) \(.code) \(.needs_attention)"')" "$3 $4 false"
    expect "on the list" "$(attention | grep -cx "$1")" 0
    expect "supersedes" "$(seen "$2" | jq -r .supersedes)" "$1"
    expect "in alarms" "$(call_json "$SCHOOL" GET /v1/alarms | jq --arg id "$1" '[.alarms[] | select(.exchange == $id)] | length')" 0
}

# expect_record OLD NEW: what the leaf of the new one says of the old one.
expect_record() {
    expect "supersedes, in the record" "$(bus_sql "SELECT count(*) FROM samband.leaf
        WHERE kind = 'accepted' AND position('supersedes $1'::bytea IN entry) > 0
          AND position('$2'::bytea IN entry) > 0")" 1
}

# arrived PARTY TEXT: how many of its exchanges, whose content is held, hold this observation.
arrived() {
    local id n=0
    for id in $(call_json "$1" GET '/v1/inbox?limit=500' | jq -r '.exchanges[] | select(.content_held) | .id'); do
        call_json "$1" GET "/v1/inbox/$id" | jq -e --arg text "$2" \
            '[.sections[] | select(.category == "observation") | .content.text] == [$text]' >/dev/null && n=$((n + 1))
    done
    echo "$n"
}

# report_saying TEXT N [AREA [URGENCY]]: the id.
report_saying() {
    local file=$BATS_TEST_TMPDIR/saying-$2.json
    TEXT=$1 report_of "$(test_id_no 10 "$2")" "Barn $2 Oppdiktet" child_welfare "${3:-1201-02}" |
        jq --arg urgency "${4:-prompt}" '.urgency = $urgency' >"$file"
    post "$SCHOOL" "$file"
}

# ---------------------------------------------------------------------------- no key at all

@test "without a key it is not sent, and goes once when a card comes, but for what somebody has seen to" {
    local waits seen_to new
    waits=$(report_saying "waits for a key" 1)
    seen_to=$(report_saying "seen to" 2)
    expect "stage" "$(seen "$waits" | jq -r '"\(.stage) \(.code) \(.needs_attention)"')" "not_sent no_key true"
    expect "at the broker" "$(n_exchanges)" 0
    call_json "$SCHOOL" POST "/v1/outbox/$seen_to/acknowledged" >/dev/null

    cp "$BUS/cards/$SOCIAL.card" "$(cards)/"
    reload_as reloaded samband-school
    new=$(newer_of "$waits")
    wait_for_stage "$SCHOOL" "$new" handed_over
    expect_gone_over "$waits" "$new" not_sent no_key
    # It is the first that the broker has ever seen of it.
    expect "supersedes, in the record" "$(bus_sql "SELECT count(*) FROM samband.leaf
        WHERE position('supersedes $waits'::bytea IN entry) > 0")" 0
    expect "arrived" "$(arrived "$SOCIAL" "waits for a key") $(arrived "$SOCIAL" "seen to")" "1 0"
    reload_as reloaded samband-school
    expect "at the broker" "$(n_exchanges)" 1
    expect "what was seen to" "$(seen "$seen_to" | jq -r .superseded_by)" null
    register_all "$new"
}

# ---------------------------------------------------------------------------- another key

@test "sealed to an old card, it is refused, brings the new card, and goes by itself" {
    local old new
    bus_stop samband-social
    new_keys "$SOCIAL" 2
    old=$(report_saying "to the old card" 3)
    wait_for_stage "$SCHOOL" "$old" refused
    new=$(newer_of "$old")
    wait_for_stage "$SCHOOL" "$new" accepted
    expect_gone_over "$old" "$new" refused new_card
    expect_record "$old" "$new"
    expect "the card" "$(bus_sql "SELECT recipient_card FROM samband.exchange WHERE id = '$new'")" 2
    bus_start samband-social
    bus_wait_ready samband-social
    wait_for_stage "$SCHOOL" "$new" handed_over
    expect "arrived" "$(arrived "$SOCIAL" "to the old card")" 1
    register_all "$new"
    verify_record
}

@test "waiting at the broker when the keys change, it comes back and goes by itself" {
    local old new
    bus_stop samband-social
    old=$(report_saying "waiting" 4)
    wait_for_stage "$SCHOOL" "$old" accepted
    new_keys "$SOCIAL" 3
    bus_start samband-social
    bus_wait_ready samband-social
    new=$(newer_of "$old")
    wait_for_stage "$SCHOOL" "$new" handed_over
    expect_gone_over "$old" "$new" returned no_key
    expect_record "$old" "$new"
    expect "arrived" "$(arrived "$SOCIAL" waiting)" 1
    register_all "$new"
    expect "rows at the broker" "$(bus_sql "SELECT string_agg(state::text, ' ' ORDER BY id) FROM samband.exchange
        WHERE id IN ('$old', '$new')")" "returned registered"
    verify_record
}

@test "a sender that dies with the refusal in hand sends it once when it is back" {
    local old new
    bus_stop samband-social
    new_keys "$SOCIAL" 4
    bus_start samband-social
    bus_wait_ready samband-social
    bus_stop samband-school
    bus_start samband-school SAMBAND_FAULT=receipt_stored:kill
    bus_wait_ready samband-school
    old=$(report_saying "with the refusal in hand" 5)
    bus_until bus_has_ended samband-school
    bus_start samband-school
    bus_wait_ready samband-school
    new=$(newer_of "$old")
    wait_for_stage "$SCHOOL" "$new" handed_over
    expect_gone_over "$old" "$new" refused new_card
    expect "arrived" "$(arrived "$SOCIAL" "with the refusal in hand")" 1
    register_all "$new"
}

@test "five times at most, and then somebody must look" {
    local id last n serial
    serial=$(newest_card "$SOCIAL")
    bus_stop samband-social
    id=$(report_saying "six times" 7)
    for n in 1 2 3 4 5 6; do
        wait_for_stage "$SCHOOL" "$id" accepted
        last=$id
        bus_stop samband-social
        new_keys "$SOCIAL" $((++serial))
        # It signs the return, and only then does the school have the card. The school's adapter is
        # stopped meanwhile: else the next one would be there before the keys change again.
        bus_stop samband-school
        bus_start samband-social
        bus_wait_ready samband-social
        wait_for_sql "SELECT state FROM samband.exchange WHERE id = '$id'" returned
        bus_stop samband-social
        bus_start samband-school
        bus_wait_ready samband-school
        wait_for_stage "$SCHOOL" "$id" returned
        ((n == 6)) && break
        id=$(newer_of "$id")
    done
    expect "the sixth" "$(seen "$last" | jq -r '"\(.stage) \(.code) \(.superseded_by) \(.needs_attention)"')" \
        "returned no_key null true"
    reload_as reloaded samband-school
    expect "after a reload" "$(seen "$last" | jq -r .superseded_by)" null
    expect "on the list" "$(attention | grep -cx "$last")" 1
    bus_start samband-social
    bus_wait_ready samband-social
    expect "arrived" "$(arrived "$SOCIAL" "six times")" 0
    call_json "$SCHOOL" POST "/v1/outbox/$last/acknowledged" >/dev/null
    verify_record
}

# ---------------------------------------------------------------------------- the right recipient

# return_to ID PARTY: by the first child welfare service, as the other's.
return_to() {
    wait_for_stage "$SCHOOL" "$1" handed_over
    call_json "$SOCIAL" POST "/v1/inbox/$1/returned" <(printf '{"code": "wrong_area", "forward": "%s"}' "$2") >/dev/null
    wait_for_stage "$SCHOOL" "$1" returned
}
forward() { call "$SCHOOL" POST "/v1/outbox/$1/forwarded"; }

@test "what came to the wrong area goes to the right one by one act, as it was" {
    local old new answer again
    cp "$BUS/cards/$OTHER.card" "$(cards)/"
    reload_as reloaded samband-school
    old=$(report_saying "another area's child" 20)
    expect_like "not returned yet" "$(forward "$old")" '^409 .*wrong_state'
    return_to "$old" "$OTHER"
    expect "forward" "$(seen "$old" | jq -r '"\(.code) \(.forward) \(.needs_attention)"')" "wrong_area $OTHER true"
    answer=$(forward "$old")
    expect_like "status" "$answer" '^202 '
    new=$(field "${answer#* }" '.exchanges[0].id')
    expect "to" "$(field "${answer#* }" '.exchanges[0].to')" "$OTHER"
    again=$(forward "$old")
    expect "again" "$(field "${again#* }" '"\(.exchanges[0].id) \(.repeated)"')" "$new true"

    wait_for_stage "$SCHOOL" "$new" handed_over
    expect_gone_over "$old" "$new" returned wrong_area
    expect_record "$old" "$new"
    expect "arrived" "$(arrived "$SOCIAL" "another area's child") $(arrived "$OTHER" "another area's child")" "0 1"
    expect "once at the broker" "$(bus_sql "SELECT count(*) FROM samband.exchange WHERE recipient = '$OTHER'")" 1
    # Nothing ties the two together for the new recipient but what the exchange itself says.
    expect "thread" "$(call_json "$OTHER" GET "/v1/inbox/$new" | jq -r .thread | grep -c .)" 1
    expect_like "registered" "$(case_register "$OTHER" "$new")" '^200 '
    wait_for_stage "$SCHOOL" "$new" registered
    again=$(forward "$old")
    expect "and later" "$(field "${again#* }" '"\(.exchanges[0].id) \(.repeated)"')" "$new true"
    verify_record
}

@test "an acute one that is forwarded has the right recipient's number" {
    local old answer
    old=$(report_saying "acute" 21 1201-02 acute)
    return_to "$old" "$OTHER"
    answer=$(forward "$old")
    expect "telephone" "$(field "${answer#* }" '.exchanges[0].telephone')" "00 00 00 03"
    expect "view" "$(seen "$(field "${answer#* }" '.exchanges[0].id')" | jq -r .telephone)" "00 00 00 03"
}

@test "what was acknowledged, or returned without a name, is not forwarded" {
    local old
    old=$(report_saying "acknowledged" 22)
    return_to "$old" "$OTHER"
    call_json "$SCHOOL" POST "/v1/outbox/$old/acknowledged" >/dev/null
    expect_like "acknowledged" "$(forward "$old")" '^409 .*content_gone'
    old=$(report_saying "nowhere" 23)
    wait_for_stage "$SCHOOL" "$old" handed_over
    expect_like "nobody of that name" "$(call "$SOCIAL" POST "/v1/inbox/$old/returned" \
        <(printf '{"code": "wrong_area", "forward": "nobody-here"}'))" '^422 .*unknown_party'
    call_json "$SOCIAL" POST "/v1/inbox/$old/returned" <(printf '{"code": "not_ours"}') >/dev/null
    wait_for_stage "$SCHOOL" "$old" returned
    expect_like "not ours" "$(forward "$old")" '^409 .*wrong_state'
}

@test "forwarded to one whose key is not here yet, it goes when the key is" {
    local old answer new newer
    old=$(report_saying "no key of the right one" 24)
    return_to "$old" "$OTHER"
    # The school forgets the other's card: from its folder, and from its memory of links.
    bus_stop samband-school
    rm "$(cards)/$OTHER.card"
    sqlite3 "$(spool_file school)" "DELETE FROM card WHERE party = '$OTHER'"
    bus_start samband-school
    bus_wait_ready samband-school
    answer=$(forward "$old")
    new=$(field "${answer#* }" '.exchanges[0].id')
    expect "stage" "$(field "${answer#* }" '.exchanges[0].stage')" not_sent
    cp "$BUS/cards/$OTHER.card" "$(cards)/"
    reload_as reloaded samband-school
    newer=$(newer_of "$new")
    wait_for_stage "$SCHOOL" "$newer" handed_over
    # What the broker has seen last of it is the one that was returned.
    expect_record "$old" "$newer"
    expect "arrived" "$(arrived "$OTHER" "no key of the right one")" 1
    verify_record
}

@test "each decision comes out the same from the record" { rejudge_all; }
