#!/usr/bin/env bats
# SPDX-License-Identifier: EUPL-1.2
# Not under the sanitizers: see scripts/run_tests.
# A party gets another seal key: with the one before beside it everything goes on, and what the party has
# boxed for itself lives on without. Even with that key lost, whoever consented can withdraw.

load helpers
load orders
load area_files

OTHER=vik-child-welfare

# The school has cards of its own, and none of the second child welfare service.
setup_file() {
    sample_config
    add_party norway social "$OTHER" child_welfare 1201-03
    echo "function $OTHER child_welfare; telephone 00 00 00 03" >>"$SAMBAND_CONFIG/norway/area.conf"
    make_bus
    give_cards samband-school
    rm "$(cards)/$OTHER.card"
    bus_start_all
}

teardown_file() { bus_remove; }

cards() { echo "$BUS/own/samband-school/cards"; }
seen() { call_json "$SCHOOL" GET "/v1/outbox/$1"; }
is_superseded() { [[ $(seen "$1" | jq -r .superseded_by) != null ]]; }
consent() { call_json "$SCHOOL" GET "/v1/consents/$1"; }

# rotate PARTY SERIAL: other keys, and a card for them; the seal key that it had is now the one before.
# Its adapter does not run meanwhile.
rotate() {
    cp -p "$BUS/keys/$1/seal.key" "$BATS_TEST_TMPDIR/seal.key"
    new_keys "$1" "$2"
    mv "$BATS_TEST_TMPDIR/seal.key" "$BUS/keys/$1/seal.old.key"
    cp "$BUS/cards/$1-$2.card" "$(cards)/"
}

# young_consent PUPIL: of 16; the pupil and two guardians have signed.
young_consent() {
    post_consent "$SCHOOL" "$(consent_of "$(test_id_no 16 "$1")" "$SOCIAL" support_youth identity,observation 2)"
}
young_report() {
    post_json "$SCHOOL" /v1/concerns '{"to": {"function": "child_welfare", "area": "1201-02"},
        "ground": "no.fvl.13a-1", "purpose": "support_youth", "consents": ["'"$1"'"],
        "children": [{"national_id": "'"$(test_id_no 16 "$2")"'", "sections": {"observation": "Oppdiktet."}}]}'
}
guardian_withdraws() { call "$SCHOOL" POST "/v1/consents/$1/withdrawal" <(withdrawal guardian "$2"); }

expect_reboxed() {
    expect_like "log of $1" "$(bus_said "$1")" "reboxed party=$2 boxes=$3 unreadable=0"
}

@test "a recipient opens what waits for it at the broker, and what it holds, sealed to its old card" {
    local held waiting id
    held=$(post_one 1)
    sent_and_unread "$held"
    bus_stop samband-social
    waiting=$(post_one 2)
    wait_for_stage "$SCHOOL" "$waiting" accepted
    rotate "$SOCIAL" 2
    bus_start samband-social
    all_ready
    for id in "$held" "$waiting"; do
        wait_for_stage "$SCHOOL" "$id" handed_over
        bus_until is_in_list "$id"
        expect "sealed to" "$(bus_sql "SELECT recipient_card FROM samband.exchange WHERE id = '$id'")" 1
        expect "sections" "$(call_json "$SOCIAL" GET "/v1/inbox/$id" | jq '.sections | length > 0')" true
        expect_like "registered" "$(case_register "$SOCIAL" "$id")" '^200 '
        wait_for_stage "$SCHOOL" "$id" registered
        expect "sent anew" "$(seen "$id" | jq -r .superseded_by)" null
    done
    id=$(post_one 3)
    wait_for_stage "$SCHOOL" "$id" handed_over
}

@test "a sender's consents and drafts live on when the key before is gone, and a guardian can withdraw" {
    local consent id draft reference_of newer order
    consent=$(young_consent 4)
    id=$(young_report "$consent" 4)
    sent_and_unread "$id"
    draft=$(post "$SCHOOL" <(report_of "$(test_id_no 10 5)" "Barn 5 Oppdiktet" child_welfare 1201-03))
    expect "draft" "$(seen "$draft" | jq -r '"\(.stage) \(.code)"')" "not_sent no_key"
    reference_of=$(post_one 6)
    registered "$reference_of"

    bus_stop samband-school
    rotate "$SCHOOL" 2
    bus_start samband-school
    all_ready
    expect_reboxed samband-school "$SCHOOL" '[1-9][0-9]*'
    expect_like "a reference sealed to the old card" "$(seen "$reference_of" | jq -r .case_reference)" '^BV-'
    bus_stop samband-school
    bus_start samband-school
    all_ready
    expect_reboxed samband-school "$SCHOOL" 0
    bus_stop samband-school
    rm "$BUS/keys/$SCHOOL/seal.old.key"
    bus_start samband-school
    all_ready

    expect "the consent" "$(consent "$consent" | jq -c '[.state, .recipients, .required.guardians, (.signatures | length)]')" \
        "[\"granted\",[\"$SOCIAL\"],2,3]"
    cp "$BUS/cards/$OTHER.card" "$(cards)/"
    reload_as reloaded samband-school
    bus_until is_superseded "$draft"
    newer=$(seen "$draft" | jq -r .superseded_by)
    wait_for_stage "$SCHOOL" "$newer" handed_over
    expect "its content" "$(call_json "$OTHER" GET "/v1/inbox/$newer" | jq '.sections | length > 0')" true

    expect_like "by one who is not counted" "$(guardian_withdraws "$consent" 3)" '^422 .*unknown_guardian'
    order=$(guardian_withdraws "$consent" 2)
    expect_like "withdrawn" "$order" '^202 '
    check_end "$id" unread
    expect "state" "$(consent_state "$consent")" withdrawn
}

@test "without the key before, a consent says that it cannot be read, and a guardian can still withdraw" {
    local consent id order
    consent=$(young_consent 7)
    id=$(young_report "$consent" 7)
    sent_and_unread "$id"
    bus_stop samband-school
    rotate "$SCHOOL" 3
    rm "$BUS/keys/$SCHOOL/seal.old.key"
    bus_start samband-school
    all_ready
    expect "the consent" "$(consent "$consent" | jq -c '[.state, .recipients, .valid_until, .required, .signatures]')" \
        '["unreadable",null,null,null,null]'
    expect "in the list" "$(call_json "$SCHOOL" GET /v1/consents | jq -r --arg id "$consent" \
        '.consents[] | select(.id == $id) | .state')" unreadable
    expect "its exchanges" "$(ends_under "$consent")" "$id handed_over -"

    # Nobody here knows how many guardians it counts; the broker does.
    order=$(guardian_withdraws "$consent" 3)
    expect_like "by one who is not counted" "$order" '^202 '
    order=$(field "${order#* }" '.exchanges[0].id')
    wait_for_stage "$SCHOOL" "$order" refused
    expect "its code" "$(code_of "$order")" unknown_guardian
    expect "state" "$(consent_state "$consent")" unreadable
    sent_and_unread "$(young_report "$consent" 7)" # at the broker it stands as it was

    order=$(guardian_withdraws "$consent" 2)
    expect_like "withdrawn" "$order" '^202 '
    wait_for_stage "$SCHOOL" "$(field "${order#* }" '.exchanges[0].id')" accepted
    check_end "$id" unread
    expect "state" "$(consent_state "$consent")" withdrawn
    id=$(young_report "$consent" 7)
    wait_for_stage "$SCHOOL" "$id" refused
    expect "its code" "$(code_of "$id")" no_consent
}

@test "a consent that cannot be read can be void" {
    local consent id
    consent=$(young_consent 8)
    id=$(young_report "$consent" 8)
    sent_and_unread "$id"
    bus_stop samband-school
    rotate "$SCHOOL" 4
    rm "$BUS/keys/$SCHOOL/seal.old.key"
    bus_start samband-school
    all_ready
    wait_for_stage "$SCHOOL" "$(post_json "$SCHOOL" "/v1/consents/$consent/void" "$(voiding)")" accepted
    check_end "$id" unread
    expect "state" "$(consent_state "$consent")" void
}

@test "a key before that others can read, or of another kind, stops the start" {
    local old=$BUS/keys/$SCHOOL/seal.old.key
    cp -p "$BUS/keys/$SCHOOL/seal.key" "$old"
    timeout 30 "$BUS_BIN/samband-school" --config "$BUS/school.yaml" --check
    chmod 0640 "$old"
    run timeout 30 "$BUS_BIN/samband-school" --config "$BUS/school.yaml" --check
    expect "status" "$status" 78
    expect_like "words" "$output" 'seal\.old\.key'
    rm "$old" && cp -p "$BUS/keys/$SCHOOL/sign.key" "$old"
    run timeout 30 "$BUS_BIN/samband-school" --config "$BUS/school.yaml" --check
    expect "status" "$status" 78
    expect_like "words" "$output" 'seal\.old\.key'
    rm "$old"
}

@test "the record verifies" {
    verify_record
}
