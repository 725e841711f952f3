#!/usr/bin/env bats
# SPDX-License-Identifier: EUPL-1.2
# Not under the sanitizers: see scripts/run_tests.
# Whoever names what is not there, or writes what cannot be, is told what and where, and nothing changes.

load helpers
load orders

NONE=01900000-0000-7000-8000-000000000000

setup_file() {
    make_bus
    bus_start_all
    cp -R "$BUS/policy" "$BUS/good-policy"
}

teardown_file() { bus_remove; }

setup() { LEAVES=$(n_leaves) SPOOL=$(in_spool school "SELECT count(*) FROM outbox"); }

teardown() {
    expect "leaves" "$(n_leaves)" "$LEAVES"
    expect "the school's spool" "$(in_spool school "SELECT count(*) FROM outbox")" "$SPOOL"
}

# answers METHOD PATH BODY STATUS CODE [POINTER CODE]: of a problem.
answers() {
    local got
    got=$(call "$SCHOOL" "$1" "/v1/$2" <(printf '%s' "$3"))
    expect "$1 $2: status ($got)" "${got%% *}" "$4"
    expect "$1 $2: code" "$(field "${got#* }" .code)" "$5"
    [[ $# -lt 7 ]] || expect_like "$1 $2: faults" "$(field "${got#* }" '[.errors[] | "\(.pointer) \(.code)"] | join(", ")')" "(^|, )$6 $7(,|\$)"
}

@test "an exchange, a consent or a page that is not there" {
    local path order='{"reason": "sent_in_error", "official": "KL-7"}'
    for path in outbox/$NONE inbox/$NONE outbox/17; do
        answers GET "$path" "" 404 unknown_exchange
    done
    answers GET consents/$NONE "" 404 unknown_consent
    answers GET "outbox?before=$NONE" "" 404 unknown_exchange
    answers POST outbox/$NONE/withdrawal "$order" 404 unknown_exchange
    answers POST outbox/$NONE/acknowledged "" 404 unknown_exchange
    answers POST outbox/$NONE/forwarded "" 404 unknown_exchange
    answers POST inbox/$NONE/registered '{"case_reference": "BV-1"}' 404 unknown_exchange
    answers POST inbox/$NONE/returned '{"code": "wrong_area"}' 404 unknown_exchange
    answers POST inbox/$NONE/answers '{"type": "confirmation", "content": {}}' 404 unknown_exchange
    answers POST consents/$NONE/withdrawal "$(withdrawal youth)" 404 unknown_consent
    answers POST consents/$NONE/void "$(voiding)" 404 unknown_consent
    answers POST consents/$NONE/signatures '{"signatures": [{"capacity": "youth", "form": "oral", "date": "2026-01-01",
        "official": "KL-7"}]}' 404 unknown_consent
}

# message FILTER: a status on a pupil, changed by jq.
message() {
    jq -nc --arg id "$(test_id_no 15)" '{type: "status_update", to: {function: "child_welfare", area: "1201-02"},
        ground: "no.fvl.13a-1", purpose: "support_youth", subject: {national_id: $id}, consents: ["'$NONE'"],
        content: {status: "improved"}}' | jq -c "$1"
}

@test "a message without a ground, to nobody, for no purpose, in no category, on a consent that is no id" {
    answers POST messages "$(message 'del(.ground)')" 422 form /ground missing
    answers POST messages "$(message '.to = {party: "nobody"}')" 422 unknown_recipient /to unknown_recipient
    answers POST messages "$(message '.purpose = "fun"')" 422 form /purpose unknown_word
    answers POST messages "$(message '.type = "letter"')" 422 form /type unknown_word
    answers POST messages "$(message '.sections = {shoe: "x"}')" 422 form /sections/shoe unknown_word
    answers POST messages "$(message '.consents = ["17"]')" 422 form /consents/0 format
    answers POST messages "$(message '.decided_by = {official: "A", role: "cook", reasons: ["mood"], assessment: "x"}')" \
        422 form /decided_by/role unknown_word
}

# consent FILTER: a form for a pupil of 16.
consent() { consent_of "$(test_id_no 16)" "$SOCIAL" support_youth identity | jq -c "$1"; }

@test "a consent that cannot be" {
    answers POST consents "$(consent '.categories = ["shoe"]')" 422 form /categories/0 unknown_word
    answers POST consents "$(consent '.purposes = ["fun"]')" 422 form /purposes/0 unknown_word
    answers POST consents "$(consent '.recipients = ["nobody"]')" 422 form /recipients/0 unknown_recipient
    answers POST consents "$(consent '.holder = "vik-school"')" 422 form /holder other_holder
    answers POST consents "$(consent 'del(.signatures[0].capacity)')" 422 form /signatures/0/capacity missing
    answers POST consents "$(consent 'del(.signatures[1].guardian)')" 422 form /signatures/1/capacity range
    answers POST consents "$(consent '.required.guardians = 0')" 422 form /required/guardians too_few_guardians
    answers POST consents "$(consent '.required.guardians = 1')" 422 form /signatures/2/guardian unknown_guardian
    answers POST consents "$(consent '.valid_until = .valid_from')" 422 form /valid_until bad_period
    answers POST consents "$(consent '.signatures[2] = .signatures[1]')" 422 form /signatures/2 signed_already
}

# tells STATUS REGEX COMMAND...
tells() {
    local status=0 said wanted=$1 words=$2
    shift 2
    said=$("$@" 2>&1) || status=$?
    expect "status of $* ($said)" "$status" "$wanted"
    expect_like "words of $*" "$said" "$words"
}

@test "sambandctl is asked for what is not there" {
    local root=$BUS/keys/vik-school/root.key file=$BUS/agreements/vestland-youth-2026.yaml
    tells 65 "$NONE: no exchange has this id" ctl_read exchange show $NONE
    tells 65 "$NONE: no exchange has this id" ctl_read exchange trace $NONE
    tells 64 'the ID of one exchange is wanted' ctl_read exchange show 17
    tells 65 "$NONE: no consent has this id" ctl_read consent show $NONE
    tells 65 'nobody: no card in the record is of a party' ctl_read consent list --holder nobody
    tells 65 'nobody: no card in the record is of a party' ctl_read exchange list --party nobody
    tells 65 'nobody: no card in the record is of a party' ctl_read queue list --party nobody
    tells 0 'no consent fits' ctl_read consent list --holder vik-school
    tells 65 'nobody is no party to it' ctl agreement sign --party nobody --root "$root" "$file"
    tells 65 'this key has signed it for vik-school already' ctl agreement sign --party fjell-school --root "$root" "$file"
    tells 65 '/nonexistent: cannot be read' ctl card verify "$BUS/cards/vik-school.card" --directory /nonexistent
}

# faulty_rule SED REGEX: in the first rule of concern.yaml.
faulty_rule() {
    rm -rf "$BUS/bad-policy"
    cp -R "$BUS/good-policy" "$BUS/bad-policy"
    sed -i -E "$1" "$BUS/bad-policy/no/concern.yaml"
    cmp -s "$BUS"/{good,bad}-policy/no/concern.yaml && echo "nothing changed by $1" && return 1
    tells 1 "$2" ctl policy check --policy "$BUS/bad-policy"
}

@test "rules that cannot be are told with their place" {
    faulty_rule '0,/^    ground: .*/s///' 'no/concern.yaml:[0-9]+:[0-9]+: the key ground is missing'
    faulty_rule '0,/^    ground: .*/s//    ground: nowhere/' 'no/concern.yaml:[0-9]+:[0-9]+: a ground is written as'
    faulty_rule '0,/^    age: \{.*/s//    age: {from: 18, under: 15, unknown: permit}/' \
        'no/concern.yaml:[0-9]+:[0-9]+: under is the first year not covered'
    faulty_rule '0,/\[identity/s//[shoe/' 'no/concern.yaml:[0-9]+:[0-9]+: shoe is not a category of the vocabulary'
    faulty_rule '0,/^    certainty: .*/s//    certainty: sure/' 'no/concern.yaml:[0-9]+:[0-9]+: wants one of verified, memory, deduced'
    faulty_rule '0,/^    read_as_of: .*/s//    in_force_to: 2019-01-01\n&/' \
        'no/concern.yaml:[0-9]+:[0-9]+: in_force_to is the first day not covered'
    faulty_rule '0,/^    read_as_of: .*/s//    read_as_of: 2999-01-01/' 'read_as_of 2999-01-01 is a day to come'
}
