#!/usr/bin/env bats
# SPDX-License-Identifier: EUPL-1.2
# Not under the sanitizers: see scripts/run_tests.
# One report to three, which each may have something else of: whole, in part, nothing. What is left out
# never leaves the sender for anybody who could tell what it was, and the sender is told.

BUS_ONLY=""
load helpers

POLICE=bergenhus-police
BOARD=vestland-mediation-board

setup_file() {
    make_bus
    bus_start_all
}

teardown_file() { bus_remove; }

kept() { echo "$BUS/program/$1"; }
id_to() { jq -r --arg to "$1" '.exchanges[] | select(.to == $to) | .id' "$(kept posted.json)"; }
hex() { od -An -v -tx1 | tr -d ' \n'; }

# pieces_of ID CATEGORY [FIELD...]: of the section as its sender's adapter has sealed it, every 16 bytes
# of descriptor, salt, sealed key and ciphertext (or of these fields), as hex.
pieces_of() {
    local name text fields=" ${*:3} "
    [[ $# -gt 2 ]] || fields=" descriptor salt sealed_key ciphertext "
    sqlite3 "$(spool_file school)" "SELECT hex(submit) FROM outbox WHERE id = x'${1//-/}'" | xxd -r -p |
        protoc --proto_path="$helpers_top/proto" --decode=samband.v1.Frame frames.proto |
        awk -v category="$2" '
            /^ +sections \{/ { inside = 1; text = ""; next }
            inside && /^ +}/ { if (index(text, category)) print text; inside = 0 }
            inside { text = text $0 "\n" }' |
        while read -r name text; do
            [[ $fields == *" ${name%:} "* ]] || continue
            text=${text#\"} text=${text%\"}
            # shellcheck disable=SC2059 # a text of protoc is a format but for its percent signs
            printf "${text//%/%%}" | hex | fold -w 32 | grep -E '^.{32}$'
        done
}

# n_found PIECES-FILE HEX-FILE: how many of the pieces stand there.
n_found() { grep -oF -f "$1" "$2" | sort -u | grep -c . || true; }

@test "one post to three: its answer names them, and one list tells what became of each" {
    local list
    # While the broker is away the school's adapter has it as it will be submitted.
    bus_stop sambandd
    jq -n --arg id "$(test_id_no 12)" '{
        to: [{function: "child_welfare", area: "1201-02", ground: "no.opl.24-3"},
             {function: "police", area: "1201-02", ground: "no.stl.196", purpose: "prevent_crime"},
             {function: "mediation_board", area: "1201-02", ground: "no.opl.24-3"}],
        guardians: [{name: "Foresatt Oppdiktet"}],
        children: [{national_id: $id, name: "Barn Oppdiktet", sections: {observation: "Oppdiktet."}}]}' >"$(kept form.json)"
    call_json "$SCHOOL" POST /v1/concerns "$(kept form.json)" >"$(kept posted.json)"
    expect "named in the answer" "$(jq -r '[.exchanges[].to] | join(" ")' "$(kept posted.json)")" "$SOCIAL $POLICE $BOARD"
    for category in guardians observation; do
        pieces_of "$(id_to $POLICE)" $category >"$(kept $category)"
        [[ $(wc -l <"$(kept $category)") -gt 20 ]]
    done
    pieces_of "$(id_to $POLICE)" guardians sealed_key ciphertext >"$(kept guardians.sealed)"
    [[ $(wc -l <"$(kept guardians.sealed)") -gt 20 ]]
    bus_stop samband-police
    bus_start sambandd
    bus_wait_ready sambandd
    wait_for_stage "$SCHOOL" "$(id_to "$SOCIAL")" handed_over
    wait_for_stage "$SCHOOL" "$(id_to $POLICE)" accepted
    wait_for_stage "$SCHOOL" "$(id_to $BOARD)" refused

    list=$(call_json "$SCHOOL" GET '/v1/outbox?limit=500')
    expect "outcomes" "$(jq -r '[.exchanges[] | "\(.to) \(.stage) \(.alarm) \(.code)"] | sort | join("\n")' <<<"$list")" \
        "$SOCIAL handed_over null null
$POLICE accepted partial_permit null
$BOARD refused null wrong_role"
}

@test "the sender is told which part was left out, by which rule, and it stays on its list" {
    local view
    view=$(call_json "$SCHOOL" GET "/v1/outbox/$(id_to $POLICE)")
    expect "sections" "$(jq -r '[.sections[] | "\(.category) \(.verdict)"] | sort | join(", ")' <<<"$view")" \
        "guardians leave_out, identity permit, observation permit"
    expect_like "rule" "$(jq -r '.sections[] | select(.category == "guardians") | .rule' <<<"$view")" '^[a-z]'
    expect "alarm" "$(call_json "$SCHOOL" GET /v1/alarms | jq -r --arg id "$(id_to $POLICE)" \
        '.alarms[] | select(.exchange == $id) | .code')" partial_permit
    expect "of the whole one" "$(call_json "$SCHOOL" GET "/v1/outbox/$(id_to "$SOCIAL")" |
        jq -r '[.sections[].verdict] | unique | join(" ")')" permit
}

@test "the broker keeps no sealed byte of what was left out, and of the rest what it must" {
    local of
    of="WHERE exchange_id = '$(id_to $POLICE)'"
    bus_sql "COPY (SELECT s::text FROM samband.section s $of UNION ALL SELECT d::text FROM samband.delivery d $of) TO STDOUT" \
        >"$(kept tables)"
    expect "sections kept" "$(bus_sql "SELECT count(*) FROM samband.section $of")" 2
    expect "of what passed" "$(n_found "$(kept observation)" "$(kept tables)")" "$(sort -u "$(kept observation)" | wc -l)"
    expect "of what was left out" "$(n_found "$(kept guardians)" "$(kept tables)")" 0
    expect "its word" "$(grep -cF -e guardians -e "$(printf guardians | hex)" "$(kept tables)")" 0
    # Nor in any other table.
    pg_dump --data-only --schema=samband "$(bus_conninfo postgres)" >"$(kept dump)"
    expect "of what passed" "$(n_found "$(kept observation)" "$(kept dump)")" "$(sort -u "$(kept observation)" | wc -l)"
    expect "sealed bytes of what was left out" "$(n_found "$(kept guardians.sealed)" "$(kept dump)")" 0
    # Its descriptor stays beside its category, and nowhere else; the first piece, category and size, is that
    # of child welfare's part, too.
    pg_dump --data-only --schema=samband --exclude-table-data=samband.section_category \
        "$(bus_conninfo postgres)" >"$(kept dump)"
    tail -n +2 "$(kept guardians)" >"$(kept guardians.rest)"
    expect "of what was left out" "$(n_found "$(kept guardians.rest)" "$(kept dump)")" 0
}

@test "the recipient gets nothing of it: not on the wire, not in its spool, not by its API" {
    local id what
    id=$(id_to $POLICE)
    probe_as listen $POLICE --answers 1 --wait 20000 --keep "$(kept frames)" >/dev/null
    bus_start samband-police
    bus_wait_ready samband-police
    wait_for_stage "$SCHOOL" "$id" handed_over
    cat "$BUS"/state/police/spool.db* >"$(kept spool)"
    for what in frames spool; do
        hex <"$(kept $what)" >"$(kept bytes)"
        # SQLite's pages cut a few of them in two.
        [[ $(n_found "$(kept observation)" "$(kept bytes)") -gt 20 ]]
        expect "$what: of what was left out" "$(n_found "$(kept guardians)" "$(kept bytes)")" 0
        expect "$what: a word that passed" "$(grep -cF "$(printf observation | hex)" "$(kept bytes)")" 1
        expect "$what: the word" "$(grep -cF "$(printf guardians | hex)" "$(kept bytes)")" 0
    done
    call_json $POLICE GET "/v1/inbox/$id" >"$(kept shown)"
    expect "shown" "$(jq -r '[.sections[].category] | sort | join(" ")' "$(kept shown)")" "identity observation"
    expect "the word, the name" "$(grep -cE 'guardians|Foresatt' "$(kept shown)")" 0
    # The other one, which may have it, has it.
    expect_like "at child welfare" "$(call_json "$SOCIAL" GET "/v1/inbox/$(id_to "$SOCIAL")")" 'Foresatt Oppdiktet'
    expect "at the board" "$(call_json $BOARD GET '/v1/inbox?limit=500' | jq '.exchanges | length')" 0
}

@test "the record verifies" { verify_record; }
