#!/usr/bin/env bats
# SPDX-License-Identifier: EUPL-1.2
# A report travels from the school to child welfare, gets a case number, and all three receipts come
# back.

load helpers

setup_file() {
    make_bus
    bus_start_all
}

teardown_file() { bus_remove; }

@test "the Norwegian form on two children becomes two exchanges, each with its own case number" {
    local ids first second
    form_no "$(test_id_no 9)=Per Oppdiktet" "$(test_id_no 14)=Kari Oppdiktet" >"$BUS/form.json"
    mapfile -t ids < <(post "$SCHOOL" "$BUS/form.json" "$FORM_NO_TYPE")
    expect "number of exchanges" "${#ids[@]}" 2
    for id in "${ids[@]}"; do
        wait_for_stage "$SCHOOL" "$id" handed_over
    done
    case_system_once "$SOCIAL"
    for id in "${ids[@]}"; do
        wait_for_stage "$SCHOOL" "$id" registered
    done

    first=$(call_json "$SCHOOL" GET "/v1/outbox/${ids[0]}")
    second=$(call_json "$SCHOOL" GET "/v1/outbox/${ids[1]}")
    expect "first child" "$(field "$first" .about)" /offentligBarn/0
    expect "second child" "$(field "$second" .about)" /offentligBarn/1
    for id in "${ids[@]}"; do
        view=$(call_json "$SCHOOL" GET "/v1/outbox/$id")
        expect "receipts" "$(field "$view" '[.receipts[] | . != null] | all')" true
        expect "items" "$(field "$view" '[.items[].kind] | contains(["decision", "hand_over", "registration"])')" true
        expect "case number" "$(field "$view" .case_reference)" "$(case_number "$id")"
        expect "rule" "$(field "$view" '.decision.rule | length > 0')" true
        expect "waits nowhere" "$(field "$view" .waiting_at)" null
        expect "sections" "$(field "$view" '[.sections[].verdict] | unique | join(" ")')" permit
    done
    [[ $(field "$first" .case_reference) != "$(field "$second" .case_reference)" ]]
}

@test "the case system sees one child only, and what was shared" {
    local id view
    TEXT="Delt oppdiktet melding" form_no "$(test_id_no 9 1)=Anna Alene" \
        "$(test_id_no 14 1)=Bjarne Annenhjem" >"$BUS/form.json"
    id=$(post "$SCHOOL" "$BUS/form.json" "$FORM_NO_TYPE" | head -n 1)
    wait_for_stage "$SCHOOL" "$id" handed_over
    view=$(call_json "$SOCIAL" GET "/v1/inbox/$id")
    expect_like "shared text" "$view" "Delt oppdiktet melding"
    expect_like "own name" "$view" "Anna Alene"
    [[ $view != *"Bjarne Annenhjem"* ]]
    expect "age" "$(field "$view" .subject.age)" 9
    expect "certainty" "$(field "$view" .subject.certainty)" certain
}

@test "the bus's own form on one child is registered" {
    local id
    id=$(post_one 40)
    wait_for_stage "$SCHOOL" "$id" handed_over
    expect "the broker keeps the sealed sections until then" \
        "$(bus_sql "SELECT count(*) > 0 FROM samband.section WHERE exchange_id = '$id'")" t
    register_all "$id"
    expect "sections are gone from the broker" \
        "$(bus_sql "SELECT count(*) FROM samband.section WHERE exchange_id = '$id'")" 0
}

@test "the same idempotency key gives the same ids, and another body is a conflict" {
    local first second answer
    file=$(one_child 41)
    first=$(post "$SCHOOL" "$file" application/json -H 'Idempotency-Key: key-41')
    answer=$(call "$SCHOOL" POST /v1/concerns "$file" application/json -H 'Idempotency-Key: key-41')
    expect_like "accepted again" "$answer" '^202 '
    second=$(field "${answer#* }" '.exchanges[].id')
    expect "ids" "$second" "$first"
    expect "repeated" "$(field "${answer#* }" .repeated)" true
    answer=$(call "$SCHOOL" POST /v1/concerns "$(one_child 42)" application/json -H 'Idempotency-Key: key-41')
    expect_like "conflict" "$answer" '^409 .*idempotency_conflict'
    wait_for_stage "$SCHOOL" "$first" handed_over
    expect "one exchange" "$(bus_sql "SELECT count(*) FROM samband.exchange WHERE id = '$first'")" 1
}

@test "a pupil of 18 is refused with rule and plain reason, and stays on the list until acknowledged" {
    local id view list
    report_of "$(test_id_no 18)" "Voksen Oppdiktet" >"$BUS/adult.json"
    id=$(post "$SCHOOL" "$BUS/adult.json")
    wait_for_stage "$SCHOOL" "$id" refused
    view=$(call_json "$SCHOOL" GET "/v1/outbox/$id")
    expect_like "rule" "$(field "$view" .decision.rule)" '^no-'
    expect_like "reason" "$(field "$view" .decision.reason)" '18'
    expect "attention" "$(field "$view" .needs_attention)" true
    list=$(call_json "$SCHOOL" GET '/v1/outbox?attention=true')
    expect "on the list" "$(field "$list" "[.exchanges[].id] | index(\"$id\") != null")" true
    expect_like "acknowledged" "$(call "$SCHOOL" POST "/v1/outbox/$id/acknowledged")" '^200 '
    list=$(call_json "$SCHOOL" GET '/v1/outbox?attention=true')
    expect "off the list" "$(field "$list" "[.exchanges[].id] | index(\"$id\")")" null
    expect "no sealed byte was stored" \
        "$(bus_sql "SELECT count(*) FROM samband.section WHERE exchange_id = '$id'")" 0
    expect "recorded" "$(bus_sql "SELECT state FROM samband.exchange WHERE id = '$id'")" refused
}

@test "the day before the 18th birthday passes, the birthday does not" {
    local before on id_before id_on
    BIRTH=$(date -u -d 'today + 2 days - 18 years' +%Y-%m-%d)
    birth_date() { echo "$BIRTH"; }
    report_of "$(test_id_no 0)" "Nesten Voksen" >"$BUS/before.json"
    BIRTH=$(date -u -d 'today - 2 days - 18 years' +%Y-%m-%d)
    report_of "$(test_id_no 0)" "Nettopp Voksen" >"$BUS/on.json"
    id_before=$(post "$SCHOOL" "$BUS/before.json")
    id_on=$(post "$SCHOOL" "$BUS/on.json")
    wait_for_stage "$SCHOOL" "$id_before" handed_over
    wait_for_stage "$SCHOOL" "$id_on" refused
}

@test "an unknown id, a faulty id and an unborn child are flagged and pass" {
    local answer id what
    for what in '{"name":"Ukjent"}' '{"national_id":"12345678901","name":"Feil"}' \
        '{"unborn":true,"name":"Ufødt"}'; do
        jq -n --argjson child "$what" '{to: {function: "child_welfare", area: "1201-02"},
            ground: "no.bvl.13-2", children: [$child + {sections: {observation: "Oppdiktet."}}]}' \
            >"$BUS/odd.json"
        answer=$(call_json "$SCHOOL" POST /v1/concerns "$BUS/odd.json")
        id=$(field "$answer" '.exchanges[0].id')
        wait_for_stage "$SCHOOL" "$id" handed_over
        view=$(call_json "$SOCIAL" GET "/v1/inbox/$id")
        if [[ $what == *unborn* ]]; then
            expect "certainty of $what" "$(field "$view" .subject.certainty)" unborn
        else
            expect "certainty of $what" "$(field "$view" .subject.certainty)" age_unknown
        fi
        if [[ $what == *1234* ]]; then
            expect "pointer of the warning" "$(field "$answer" '.warnings[0].pointer')" /children/0/national_id
            [[ $answer != *12345678901* ]]
        fi
        expect "age of $what" "$(field "$view" .subject.age)" null
    done
}

@test "the recipient may send it back, and the school sees why" {
    local id view
    id=$(post_one 43)
    wait_for_stage "$SCHOOL" "$id" handed_over
    jq -n '{code: "wrong_area"}' >"$BUS/return.json"
    answer=$(call "$SOCIAL" POST "/v1/inbox/$id/returned" "$BUS/return.json")
    expect_like "answer" "$answer" '^200 '
    wait_for_stage "$SCHOOL" "$id" returned
    view=$(call_json "$SCHOOL" GET "/v1/outbox/$id")
    expect "code" "$(field "$view" .code)" wrong_area
    expect "attention" "$(field "$view" .needs_attention)" true
}
