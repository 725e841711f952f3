#!/usr/bin/env bats
# SPDX-License-Identifier: EUPL-1.2
# Not under the sanitizers: see scripts/run_tests.
# A school and a child welfare service whose systems know files alone; and the Norwegian form, which
# comes out as it went in.

load helpers

setup_file() {
    make_bus
    give_folders school "$SCHOOL"
    give_folders social "$SOCIAL"
    bus_start sambandd && bus_wait_ready sambandd
    bus_start samband-school && bus_start samband-social
    bus_wait_ready samband-school samband-social
}

teardown_file() { bus_remove; }

# give_folders SETTINGS PARTY: $BUS/drop/PARTY/in and out.
give_folders() {
    (umask 077 && mkdir -p "$BUS/drop/$2/in" "$BUS/drop/$2/out")
    sed -i "s|^\( *\)token: keys/$2/token\$|&\n\1drop: {in: drop/$2/in, out: drop/$2/out}|" "$BUS/$1.yaml"
    grep -q "drop/$2/in" "$BUS/$1.yaml"
}

# put PARTY NAME: standard input as a file, whole at once.
put() {
    cat >"$BUS/drop/$1/in/.$2" && mv "$BUS/drop/$1/in/.$2" "$BUS/drop/$1/in/$2"
}

answer_file() { echo "$BUS/drop/$1/out/answers/$2"; }
wait_for_answer() { bus_until test -e "$(answer_file "$1" "$2")"; }

# Everything that the school has sent has come, and lies in the folder.
has_a_file_for_each() {
    [[ $(find "$BUS/drop/$SOCIAL/out/inbox" -name '*.json' | wc -l) == \
        "$(call_json "$SCHOOL" GET '/v1/outbox?limit=500' | jq '.exchanges | length')" ]]
}

# The Norwegian form with every field that it has, and one that it does not name; on one child.
whole_form() {
    form_no "$(test_id_no 9 "$1")=Barn Nummer $1" | jq '.offentligBarn[0] += {orientert: false,
        orientertGrunn: "For ung", telefonnummer: "00000001", trinn: 4}
        | . += {behovForTolk: "Nei", andreHjelpeinstanser: "Nei", versjon: [1, 2]}
        | .melding += {andreSynspunkter: "Ingen"}'
}

@test "a report in a file is registered by a file, and both sides are told by files" {
    local id
    whole_form 1 | put "$SCHOOL" concerns-fiks.first.json
    wait_for_answer "$SCHOOL" concerns-fiks.first.json
    expect "status" "$(jq .status "$(answer_file "$SCHOOL" concerns-fiks.first.json)")" 202
    [[ ! -e $BUS/drop/$SCHOOL/in/concerns-fiks.first.json ]]
    id=$(jq -r '.body.exchanges[0].id' "$(answer_file "$SCHOOL" concerns-fiks.first.json)")

    bus_until test -e "$BUS/drop/$SOCIAL/out/inbox/$id.json"
    expect "content" "$(jq '[.sections[].category] | contains(["identity"])' \
        "$BUS/drop/$SOCIAL/out/inbox/$id.json")" true
    expect "mode" "$(stat -c %a "$BUS/drop/$SOCIAL/out/inbox/$id.json")" 600
    [[ $(call_json "$SOCIAL" GET "/v1/inbox/$id" | jq -r .fetched) != null ]]

    echo '{"case_reference": "BV-1"}' | put "$SOCIAL" "registered.$id.json"
    bus_until grep -q '"stage":"registered"' "$BUS/drop/$SCHOOL/out/outbox/$id.json"
    expect "case number" "$(jq -r .case_reference "$BUS/drop/$SCHOOL/out/outbox/$id.json")" BV-1
}

@test "a file that is not taken is kept beside its answer" {
    echo '{}' | put "$SCHOOL" concerns-fiks.bad.json
    wait_for_answer "$SCHOOL" concerns-fiks.bad.json
    bus_until test -e "$BUS/drop/$SCHOOL/in/rejected/concerns-fiks.bad.json"
    expect "status" "$(jq .status "$BUS/drop/$SCHOOL/in/rejected/concerns-fiks.bad.json.answer")" 422
    expect "faults" "$(jq '.body.errors | length > 5' "$(answer_file "$SCHOOL" concerns-fiks.bad.json)")" true
}

# How many exchanges the school has.
n_sent() { call_json "$SCHOOL" GET '/v1/outbox?limit=500' | jq '.exchanges | length'; }

@test "a file that is not finished, a link and a folder are not looked at" {
    local in=$BUS/drop/$SCHOOL/in before name
    before=$(n_sent)
    whole_form 10 >"$BUS/whole.json"
    for name in .concerns-fiks.a.json concerns-fiks.b.json.tmp concerns-fiks.c.json.part; do
        head -c 100 "$BUS/whole.json" >"$in/$name"
    done
    ln -s "$BUS/whole.json" "$in/concerns-fiks.link.json"
    mkdir "$in/concerns-fiks.folder.json"
    cp "$BUS/whole.json" "$in/.concerns-fiks.sentinel.json"
    mv "$in/.concerns-fiks.sentinel.json" "$in/concerns-fiks.sentinel.json"
    wait_for_answer "$SCHOOL" concerns-fiks.sentinel.json
    expect "reports" "$(n_sent)" $((before + 1))
    for name in .concerns-fiks.a.json concerns-fiks.b.json.tmp concerns-fiks.c.json.part concerns-fiks.link.json \
        concerns-fiks.folder.json; do
        [[ -e $in/$name ]] || expect "$name" gone there
        [[ ! -e $(answer_file "$SCHOOL" "$name") ]]
    done
    # Once it is finished it is taken.
    cp "$BUS/whole.json" "$in/concerns-fiks.b.json.tmp"
    mv "$in/concerns-fiks.b.json.tmp" "$in/concerns-fiks.b.json"
    wait_for_answer "$SCHOOL" concerns-fiks.b.json
    expect "status" "$(jq .status "$(answer_file "$SCHOOL" concerns-fiks.b.json)")" 202
    rm -r "$in"/concerns-fiks.link.json "$in"/concerns-fiks.folder.json "$in"/.concerns-fiks.a.json "$in"/*.part
}

@test "a name that is no call is kept beside its answer" {
    echo '{}' | put "$SCHOOL" nonsense.a.json
    wait_for_answer "$SCHOOL" nonsense.a.json
    bus_until test -e "$BUS/drop/$SCHOOL/in/rejected/nonsense.a.json"
    expect "code" "$(jq -r .body.code "$BUS/drop/$SCHOOL/in/rejected/nonsense.a.json.answer")" unknown_path
}

@test "an adapter that dies with the report stored and before its answer makes no second one" {
    local before id
    before=$(n_sent)
    bus_stop samband-school
    whole_form 11 | put "$SCHOOL" concerns-fiks.stored.json
    bus_start samband-school SAMBAND_FAULT=outbox_posted:kill
    bus_until bus_has_ended samband-school
    [[ -e $BUS/drop/$SCHOOL/in/concerns-fiks.stored.json ]]
    [[ ! -e $(answer_file "$SCHOOL" concerns-fiks.stored.json) ]]
    bus_start samband-school && bus_wait_ready samband-school
    wait_for_answer "$SCHOOL" concerns-fiks.stored.json
    expect "repeated" "$(jq .body.repeated "$(answer_file "$SCHOOL" concerns-fiks.stored.json)")" true
    expect "reports" "$(n_sent)" $((before + 1))
    id=$(jq -r '.body.exchanges[0].id' "$(answer_file "$SCHOOL" concerns-fiks.stored.json)")
    bus_until test -e "$BUS/drop/$SOCIAL/out/inbox/$id.json"
}

@test "an adapter that dies after its answer and before the file has gone takes it once" {
    local before
    before=$(call_json "$SCHOOL" GET '/v1/outbox?limit=500' | jq '.exchanges | length')
    bus_stop samband-school
    whole_form 2 | put "$SCHOOL" concerns-fiks.once.json
    bus_start samband-school SAMBAND_FAULT=drop_answered:kill
    bus_until bus_has_ended samband-school
    [[ -e $BUS/drop/$SCHOOL/in/concerns-fiks.once.json ]] # answered, and still there
    [[ -e $(answer_file "$SCHOOL" concerns-fiks.once.json) ]]
    bus_start samband-school && bus_wait_ready samband-school
    bus_until test ! -e "$BUS/drop/$SCHOOL/in/concerns-fiks.once.json"
    expect "repeated" "$(jq .body.repeated "$(answer_file "$SCHOOL" concerns-fiks.once.json)")" true
    expect "reports" "$(call_json "$SCHOOL" GET '/v1/outbox?limit=500' | jq '.exchanges | length')" $((before + 1))
}

@test "an adapter that dies before the file has its name has marked it as fetched, and gives it again" {
    local id
    bus_until has_a_file_for_each
    bus_stop samband-social
    whole_form 3 >"$BUS/form.json"
    id=$(post "$SCHOOL" "$BUS/form.json" "$FORM_NO_TYPE")
    bus_start samband-social SAMBAND_FAULT=drop_fetched:kill
    bus_until bus_has_ended samband-social
    [[ ! -e $BUS/drop/$SOCIAL/out/inbox/$id.json ]]
    bus_start samband-social && bus_wait_ready samband-social
    bus_until test -e "$BUS/drop/$SOCIAL/out/inbox/$id.json"
    [[ $(jq -r .fetched "$BUS/drop/$SOCIAL/out/inbox/$id.json") != null ]]
}

@test "a file that cannot be taken waits, and the others do not wait for it" {
    mkdir "$BUS/drop/$SCHOOL/out/answers/concerns-fiks.aaa.json" # where its answer would go
    whole_form 12 | put "$SCHOOL" concerns-fiks.aaa.json
    whole_form 13 | put "$SCHOOL" concerns-fiks.bbb.json
    wait_for_answer "$SCHOOL" concerns-fiks.bbb.json
    expect "status" "$(jq .status "$(answer_file "$SCHOOL" concerns-fiks.bbb.json)")" 202
    [[ -e $BUS/drop/$SCHOOL/in/concerns-fiks.aaa.json ]]
    bus_until grep -q 'file_waits party=' "$BUS/log/samband-school.log"
    rmdir "$BUS/drop/$SCHOOL/out/answers/concerns-fiks.aaa.json"
    bus_until test ! -e "$BUS/drop/$SCHOOL/in/concerns-fiks.aaa.json"
    expect "once" "$(jq .body.repeated "$(answer_file "$SCHOOL" concerns-fiks.aaa.json)")" true
}

# What the file of alarms says: codes, sorted.
alarm_codes() { jq -r '[.alarms[].code] | sort | join(",")' "$BUS/drop/$1/out/alarms.json"; }
alarms_are() { [[ $(alarm_codes "$1") == "$2" ]]; }

@test "alarms are a file, which is new whenever they are" {
    local id
    bus_until has_a_file_for_each
    bus_until alarms_are "$SCHOOL" ""
    whole_form 14 >"$BUS/form.json"
    id=$(post "$SCHOOL" "$BUS/form.json" "$FORM_NO_TYPE")
    bus_until test -e "$BUS/drop/$SOCIAL/out/inbox/$id.json"
    echo '{"code": "not_ours"}' | put "$SOCIAL" "returned.$id.json"
    bus_until alarms_are "$SCHOOL" returned
    expect "as the API says it" "$(jq . "$BUS/drop/$SCHOOL/out/alarms.json")" \
        "$(call_json "$SCHOOL" GET /v1/alarms | jq .)"
    bus_until grep -q '"needs_attention":true' "$BUS/drop/$SCHOOL/out/outbox/$id.json"
    : | put "$SCHOOL" "acknowledged.$id.json"
    bus_until alarms_are "$SCHOOL" ""
    bus_stop sambandd
    bus_until alarms_are "$SCHOOL" link_down
    bus_start sambandd && bus_wait_ready sambandd
    bus_until alarms_are "$SCHOOL" ""
}

@test "a folder's group may read what is put there, and nobody else" {
    local out=$BUS/drop/$SCHOOL/out
    bus_stop samband-school
    rm -r "$out/answers"
    chmod 2770 "$out" "$out/outbox"
    bus_start samband-school && bus_wait_ready samband-school
    expect "a new folder" "$(stat -c %a "$out/answers")" 2770
    whole_form 15 | put "$SCHOOL" concerns-fiks.group.json
    wait_for_answer "$SCHOOL" concerns-fiks.group.json
    expect "an answer" "$(stat -c %a "$(answer_file "$SCHOOL" concerns-fiks.group.json)")" 660
    bus_until test -e "$out/alarms.json"
    expect "alarms" "$(stat -c %a "$out/alarms.json")" 660
}

@test "the Norwegian form comes out as it went in" {
    local id want got
    want=$(whole_form 4)
    echo "$want" >"$BUS/form.json"
    id=$(post "$SCHOOL" "$BUS/form.json" "$FORM_NO_TYPE")
    wait_for_stage "$SCHOOL" "$id" handed_over
    got=$(call "$SOCIAL" GET "/v1/inbox/$id" "" "" -H "Accept: $FORM_NO_TYPE")
    expect "status" "${got%% *}" 200
    expect "form" "$(jq . <<<"${got#* }")" "$(jq . <<<"$want")"
}

@test "our own form does not come out as the Norwegian one" {
    local id got
    id=$(post_one 50)
    wait_for_stage "$SCHOOL" "$id" handed_over
    got=$(call "$SOCIAL" GET "/v1/inbox/$id" "" "" -H "Accept: $FORM_NO_TYPE")
    expect "status" "${got%% *}" 406
    expect "code" "$(jq -r .code <<<"${got#* }")" not_acceptable
    expect "status" "$(call "$SOCIAL" GET "/v1/inbox/$id" "" "" -H "Accept: $FORM_NO_TYPE, */*;q=0.5" |
        cut -d ' ' -f 1)" 200
}
