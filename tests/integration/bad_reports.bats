#!/usr/bin/env bats
# SPDX-License-Identifier: EUPL-1.2
# A faulty report is answered with every fault and its place, in plain words, and leaves nothing
# behind.

load helpers

setup_file() {
    make_bus
    bus_start sambandd && bus_wait_ready sambandd
    bus_start samband-school && bus_wait_ready samband-school
    report_of "$(test_id_no 10)" "Barn Oppdiktet" >"$BUS/good.json"
    form_no "$(test_id_no 10 1)=Barn Oppdiktet" >"$BUS/good-no.json"
}

teardown_file() { bus_remove; }

teardown() {
    expect "outbox" "$(call_json "$SCHOOL" GET '/v1/outbox?limit=500' | jq '.exchanges | length')" 0
}

# refused STATUS FILE [TYPE [CURL-OPTION...]]: prints the problem.
refused() {
    local wanted=$1 answer
    shift
    answer=$(call "$SCHOOL" POST /v1/concerns "$@")
    expect "status ($answer)" "${answer%% *}" "$wanted" >&2
    expect "status in the body" "$(field "${answer#* }" .status)" "$wanted" >&2
    expect_like "code" "$(field "${answer#* }" .code)" '^[a-z_]+$' >&2
    echo "${answer#* }"
}

@test "every fault of a form comes at once, with a pointer to its field" {
    local problem
    jq '.colour = "red" | .urgency = "yesterday" | .children[0].heard = "no" |
        .children[0].sections.weather = "grey" | del(.to.function) | .guardians = {}' \
        "$BUS/good.json" >"$BUS/bad.json"
    problem=$(refused 422 "$BUS/bad.json")
    for pointer in /colour /urgency /children/0/heard /children/0/sections/weather /to/function /guardians; do
        expect "$pointer" "$(field "$problem" "[.errors[].pointer] | index(\"$pointer\") != null")" true
    done
    expect "words" "$(field "$problem" '[.errors[].detail | length > 0] | all')" true
}

@test "faults of the Norwegian form have pointers too" {
    local problem
    jq 'del(.melding) | .kommunenummer = "12" | .offentligBarn[0].orientert = "nei" | .foresatte = []' \
        "$BUS/good-no.json" >"$BUS/bad.json"
    problem=$(refused 422 "$BUS/bad.json" "$FORM_NO_TYPE")
    for pointer in /melding /kommunenummer /offentligBarn/0/orientert /foresatte; do
        expect "$pointer" "$(field "$problem" "[.errors[].pointer] | index(\"$pointer\") != null")" true
    done
}

@test "a problem is application/problem+json" {
    echo '{}' >"$BUS/bad.json"
    expect_like "type" "$(curl -s -o /dev/null -w '%{content_type}' --unix-socket "$BUS/run/school.sock" \
        -H "@$(bus_authorization "$SCHOOL")" -H 'Content-Type: application/json' \
        --data-binary "@$BUS/bad.json" http://localhost/v1/concerns)" '^application/problem\+json'
}

@test "a key that stands twice, a text that is no JSON, and the empty body are refused" {
    sed '0,/{/s//{ "ground": "no.bvl.13-2",/' "$BUS/good.json" >"$BUS/bad.json"
    expect_like "status" "$(call "$SCHOOL" POST /v1/concerns "$BUS/bad.json")" '^4(00|22) '
    head -c 100 "$BUS/good.json" >"$BUS/bad.json"
    refused 400 "$BUS/bad.json"
    : >"$BUS/bad.json"
    refused 400 "$BUS/bad.json"
    printf '{"a":"\xff"}' >"$BUS/bad.json"
    expect_like "no UTF-8" "$(call "$SCHOOL" POST /v1/concerns "$BUS/bad.json")" '^4(00|22) '
    jq -nc '[range(500)] | reduce .[] as $i (1; [.])' >"$BUS/bad.json"
    expect_like "deep" "$(call "$SCHOOL" POST /v1/concerns "$BUS/bad.json")" '^4(00|22) '
}

@test "what is too large, of an unknown type, or for an unknown path is refused" {
    head -c 1500000 /dev/zero | tr '\0' ' ' >"$BUS/bad.json"
    expect_like "too large" "$(call "$SCHOOL" POST /v1/concerns "$BUS/bad.json" application/json -H 'Expect:')" '^413 '
    expect_like "type" "$(call "$SCHOOL" POST /v1/concerns "$BUS/good.json" text/plain)" '^415 '
    expect_like "path" "$(call "$SCHOOL" POST /v1/nothing "$BUS/good.json")" '^404 '
    expect_like "method" "$(call "$SCHOOL" DELETE /v1/concerns)" '^405 '
    expect_like "parameter" "$(call "$SCHOOL" GET '/v1/outbox?limit=many')" '^400 '
    expect_like "exchange" "$(call "$SCHOOL" GET /v1/outbox/01900000-0000-7000-8000-000000000000)" '^404 '
}

@test "nobody without the token of a party gets in" {
    local at=http://localhost/v1/concerns options=(-s -o /dev/null -w '%{http_code}'
        --unix-socket "$BUS/run/school.sock" -H 'Content-Type: application/json'
        --data-binary "@$BUS/good.json")
    expect "no token" "$(curl "${options[@]}" "$at")" 401
    expect "wrong token" "$(curl "${options[@]}" -H 'Authorization: Bearer wrong' "$at")" 401
    expect "another party's" "$(curl "${options[@]}" -H "@$(bus_authorization "$SOCIAL")" "$at")" 401
    expect "another scheme" "$(curl "${options[@]}" -H "Authorization: Basic $(tr -d '\n' <"$BUS/keys/$SCHOOL/token")" "$at")" 401
}

@test "two lengths, and a length beside an encoding, are refused" {
    expect "two lengths" "$(curl -s -o /dev/null -w '%{http_code}' --unix-socket "$BUS/run/school.sock" \
        -H "@$(bus_authorization "$SCHOOL")" -H 'Content-Type: application/json' -H 'Expect:' \
        -H 'Content-Length: 5' -H 'Content-Length: 6' --data-binary '12345' http://localhost/v1/concerns)" 400
    expect "an encoding" "$(curl -s -o /dev/null -w '%{http_code}' --unix-socket "$BUS/run/school.sock" \
        -H "@$(bus_authorization "$SCHOOL")" -H 'Content-Type: application/json' -H 'Expect:' \
        -H 'Content-Length: 5' -H 'Transfer-Encoding: chunked' --data-binary '12345' http://localhost/v1/concerns)" 400
}

@test "an unknown recipient is said at once" {
    jq '.to.area = "9999-99"' "$BUS/good.json" >"$BUS/bad.json"
    expect "code" "$(refused 422 "$BUS/bad.json" | jq -r .code)" unknown_recipient
}

@test "nothing of all this reached the broker" {
    expect "rows" "$(n_exchanges)" 0
}
