#!/usr/bin/env bats
# SPDX-License-Identifier: EUPL-1.2
# Not under the sanitizers: see scripts/run_tests.
# A consent carries what it says, once everybody who must has signed, as long as nobody has ended it,
# and for its holder alone.

load helpers
load orders

OTHER=vik-school

setup_file() {
    make_bus
    bus_start_all
}

teardown_file() { bus_remove; }

setup() { all_up; }

# A pupil of 16, whose guardians must sign too.
young() { test_id_no 16 "$1"; }

# young_consent PUPIL GUARDIANS [FILTER]: the form, changed by jq.
young_consent() {
    consent_of "$(young "$1")" "$SOCIAL" support_youth identity,observation "$2" | jq -c "${3:-.}"
}

# young_report CONSENT PUPIL [CATEGORY]
young_report() {
    post_json "$SCHOOL" /v1/concerns '{"to": {"function": "child_welfare", "area": "1201-02"},
        "ground": "no.fvl.13a-1", "purpose": "support_youth", "consents": ["'"$1"'"],
        "children": [{"national_id": "'"$(young "$2")"'",
                      "sections": {"'"${3:-observation}"'": "Oppdiktet."}}]}'
}

# signature GUARDIAN: a body; sign CONSENT GUARDIAN: the message's id.
signature() {
    printf '{"signatures": [{"capacity": "guardian", "guardian": %d, "form": "written", "date": "%s",
        "official": "KL-7"}]}' "$1" "$TODAY"
}
sign() { post_json "$SCHOOL" "/v1/consents/$1/signatures" "$(signature "$2")"; }

# refused_for_want_of_consent ID
refused_for_want_of_consent() {
    wait_for_stage "$SCHOOL" "$1" refused
    expect "its code" "$(code_of "$1")" no_consent
}

@test "one guardian of two has signed: nothing passes; once the other has signed too, it does" {
    local consent id
    consent=$(post_consent "$SCHOOL" "$(young_consent 1 2 'del(.signatures[2])')")
    expect "state" "$(consent_state "$consent")" incomplete
    refused_for_want_of_consent "$(young_report "$consent" 1)"
    wait_for_stage "$SCHOOL" "$(sign "$consent" 2)" accepted
    expect "state" "$(consent_state "$consent")" granted
    id=$(young_report "$consent" 1)
    sent_and_unread "$id"
    expect "leaves of the consent" "$(bus_sql "SELECT count(*) FROM samband.consent_message
        WHERE consent = '$consent'")" 2
    expect "what rests on it" "$(ends_under "$consent" | grep -c handed_over)" 1
}

@test "the broker forgets no signature when it starts again" {
    local consent
    consent=$(post_consent "$SCHOOL" "$(young_consent 2 2 'del(.signatures[1:])')")
    wait_for_stage "$SCHOOL" "$(sign "$consent" 1)" accepted
    restart sambandd
    refused_for_want_of_consent "$(young_report "$consent" 2)"
    wait_for_stage "$SCHOOL" "$(sign "$consent" 2)" accepted
    restart sambandd
    sent_and_unread "$(young_report "$consent" 2)"
}

@test "either guardian can withdraw alone, and what rests on it ends" {
    local consent id order
    consent=$(post_consent "$SCHOOL" "$(young_consent 3 2)")
    id=$(young_report "$consent" 3)
    sent_and_unread "$id"
    order=$(post_json "$SCHOOL" "/v1/consents/$consent/withdrawal" "$(withdrawal guardian 2)")
    check_end "$id" unread
    expect "its receipt" "$(list_in_receipt "$order")" "$id not_yet_answered"
    expect "state" "$(consent_state "$consent")" withdrawn
    refused_for_want_of_consent "$(young_report "$consent" 3)"
    restart sambandd
    refused_for_want_of_consent "$(young_report "$consent" 3)"
}

@test "a void ends what rests on it as a withdrawal does, also after one" {
    local consent id order
    consent=$(consent_for 4)
    id=$(report_under "$consent" 4)
    sent_and_unread "$id"
    order=$(post_json "$SCHOOL" "/v1/consents/$consent/void" "$(voiding not_given)")
    check_end "$id" unread
    expect "its receipt" "$(list_in_receipt "$order")" "$id not_yet_answered"
    expect "state" "$(consent_state "$consent")" void
    id=$(report_under "$consent" 4)
    wait_for_stage "$SCHOOL" "$id" refused
    expect_like "withdrawn after it" "$(call "$SCHOOL" POST "/v1/consents/$consent/withdrawal" \
        <(withdrawal youth))" '^409 .*consent_ended'

    consent=$(consent_for 5)
    id=$(report_under "$consent" 5)
    fetched "$id"
    withdraw "$consent" >/dev/null
    check_end "$id" fetched
    order=$(post_json "$SCHOOL" "/v1/consents/$consent/void" "$(voiding wrong_entry)")
    wait_for_stage "$SCHOOL" "$order" accepted
    expect "the void's receipt" "$(list_in_receipt "$order")" "$id already_fetched"
    check_end "$id" fetched
    expect "state" "$(consent_state "$consent")" void
}

@test "an exchange that rests on two consents ends with either" {
    local one other id
    one=$(post_consent "$SCHOOL" "$(young_consent 12 2 '.categories = ["identity"]')")
    other=$(post_consent "$SCHOOL" "$(young_consent 12 2 '.categories = ["observation"]')")
    id=$(young_report "$one\", \"$other" 12)
    sent_and_unread "$id"
    expect "parts" "$(call_json "$SCHOOL" GET "/v1/outbox/$id" | jq -c '[.sections[].verdict]')" '["permit","permit"]'
    withdraw "$other" >/dev/null
    check_end "$id" unread
    expect "under the one" "$(ends_under "$one")" "$id withdrawn destroyed_unread"
    expect "under the other" "$(ends_under "$other")" "$id withdrawn destroyed_unread"
    expect "the one" "$(consent_state "$one")" granted
    id=$(withdraw "$one")
    wait_for_stage "$SCHOOL" "$id" accepted
    expect_like "the one's receipt" "$(list_in_receipt "$id")" ' destroyed_unread$'
}

# Both are named for both, as by a form that names its consents once.
@test "an exchange ends with a consent that carries a part of it, and with no other that it names" {
    local own_consent other_consent id order
    own_consent=$(post_consent "$SCHOOL" "$(young_consent 14 2)")
    other_consent=$(post_consent "$SCHOOL" "$(young_consent 14 2 '.recipients = ["vik-school"]')")
    id=$(young_report "$own_consent\", \"$other_consent" 14)
    sent_and_unread "$id"
    order=$(withdraw "$other_consent")
    wait_for_stage "$SCHOOL" "$order" accepted
    expect "ended by the one for somebody else" "$(list_in_receipt "$order")" ""
    expect "under it" "$(ends_under "$other_consent")" "$id handed_over -"
    order=$(withdraw "$own_consent")
    check_end "$id" unread
    expect_like "ended by the one that carried it" "$(list_in_receipt "$order")" "^$id "
}

# reports_under N CONSENT PUPIL: as many, each a report of its own (the fragment is not sent).
reports_under() {
    report_on "$2" "$3" >"$BATS_TEST_TMPDIR/report.json"
    curl -s -f -o /dev/null --unix-socket "$(bus_socket "$SCHOOL")" -H "@$(bus_authorization "$SCHOOL")" \
        -H 'Content-Type: application/json' --data-binary "@$BATS_TEST_TMPDIR/report.json" \
        "http://localhost/v1/concerns#[1-$1]"
}
n_under() { ends_under "$1" | cut -d' ' -f2- | sort | uniq -c | tr -s ' '; }
all_decided() { expect "under it" "$(n_under "$1")" "$2" >/dev/null; }

@test "200 exchanges rest on one consent and no more; all are in the receipt of its withdrawal" {
    local consent order
    consent=$(consent_for 13)
    reports_under 100 "$consent" 13
    bus_until all_decided "$consent" " 100 handed_over -"
    bus_stop samband-social
    reports_under 100 "$consent" 13
    bus_until all_decided "$consent" $' 100 accepted -\n 100 handed_over -'
    order=$(report_under "$consent" 13)
    wait_for_stage "$SCHOOL" "$order" refused
    expect "code" "$(code_of "$order")" consent_exhausted
    order=$(withdraw "$consent")
    wait_for_stage "$SCHOOL" "$order" accepted
    expect "its receipt" "$(list_in_receipt "$order" | cut -d' ' -f2 | sort | uniq -c | tr -s ' ')" \
        $' 100 destroyed_queued\n 100 not_yet_answered'
    bus_start samband-social
    all_ready
    bus_until all_decided "$consent" \
        $' 1 refused -\n 100 withdrawn destroyed_queued\n 100 withdrawn destroyed_unread'
}

@test "what is ended stays ended: no second withdrawal, no further signature" {
    local consent
    consent=$(post_consent "$SCHOOL" "$(young_consent 6 2 'del(.signatures[2])')")
    wait_for_stage "$SCHOOL" "$(post_json "$SCHOOL" "/v1/consents/$consent/withdrawal" \
        "$(withdrawal guardian 1)")" accepted
    expect_like "withdrawn again" "$(call "$SCHOOL" POST "/v1/consents/$consent/withdrawal" \
        <(withdrawal youth))" '^409 .*consent_ended'
    expect_like "signed" "$(call "$SCHOOL" POST "/v1/consents/$consent/signatures" <(signature 2))" \
        '^409 .*consent_ended'
    # An adapter that has forgotten the withdrawal: the broker has not.
    in_spool school "UPDATE outbox SET stage = 4 WHERE id IN (SELECT id FROM consent_message
        WHERE consent = $(spool_id "$consent") AND kind = 'withdrawal')"
    id=$(sign "$consent" 2)
    wait_for_stage "$SCHOOL" "$id" refused
    expect "its code" "$(code_of "$id")" consent_ended
    refused_for_want_of_consent "$(young_report "$consent" 6)"
}

@test "nobody signs twice, and nobody beyond those counted; a form with a key is one consent" {
    local consent file=$BATS_TEST_TMPDIR/consent.json answer
    consent=$(post_consent "$SCHOOL" "$(young_consent 7 2 'del(.signatures[2])')")
    for form in 1:409:signed_already 3:422:unknown_guardian; do
        IFS=: read -r guardian status code <<<"$form"
        expect_like "guardian $guardian" "$(call "$SCHOOL" POST "/v1/consents/$consent/signatures" \
            <(signature "$guardian"))" "^$status .*$code"
    done
    expect_like "withdrawn by a third guardian" "$(call "$SCHOOL" POST "/v1/consents/$consent/withdrawal" \
        <(withdrawal guardian 3))" '^422 .*unknown_guardian'
    young_consent 7 2 >"$file"
    answer=$(call_json "$SCHOOL" POST /v1/consents "$file" application/json -H 'Idempotency-Key: c-7')
    expect "again" "$(call_json "$SCHOOL" POST /v1/consents "$file" application/json \
        -H 'Idempotency-Key: c-7' | jq -r .consent)" "$(jq -r .consent <<<"$answer")"
    expect_like "another under the key" "$(call "$SCHOOL" POST /v1/consents <(young_consent 8 2) \
        application/json -H 'Idempotency-Key: c-7')" '^409 .*idempotency_conflict'
}

@test "it carries nothing beyond what it says: not another recipient, purpose, category, pupil, time" {
    local consent filter id
    for filter in '.recipients = ["bergenhus-police"]' '.purposes = ["protect_child"]' \
        '.categories = ["measure"]' '.valid_from = "2025-01-01" | .valid_until = "2025-02-01" |
            .signatures |= map(.date = "2025-01-01")'; do
        consent=$(post_consent "$SCHOOL" "$(young_consent 9 2 "$filter")")
        refused_for_want_of_consent "$(young_report "$consent" 9)"
    done
    consent=$(post_consent "$SCHOOL" "$(young_consent 9 2)")
    refused_for_want_of_consent "$(young_report "$consent" 10)"
    sent_and_unread "$(young_report "$consent" 9)"
    # A part of it is carried alone.
    consent=$(post_consent "$SCHOOL" "$(young_consent 9 2 '.categories = ["identity"]')")
    id=$(young_report "$consent" 9)
    sent_and_unread "$id"
    expect "at the recipient" "$(call_json "$SOCIAL" GET "/v1/inbox/$id" | jq -r '.sections[].category')" identity
    expect "alarm" "$(call_json "$SCHOOL" GET "/v1/outbox/$id" | jq -r .alarm)" partial_permit
    # In Norway nobody asks fewer than all guardians that the child has, nor leaves the pupil out.
    consent=$(post_consent "$SCHOOL" "$(young_consent 9 1 '.required.youth = false | del(.signatures[0])')")
    refused_for_want_of_consent "$(young_report "$consent" 9)"
}

@test "another's consent is not found, is not shown, and neither ends nor carries anything" {
    local consent id order
    consent=$(consent_for 11)
    id=$(report_under "$consent" 11)
    sent_and_unread "$id"
    for what in "GET /v1/consents/$consent" "POST /v1/consents/$consent/withdrawal" \
        "POST /v1/consents/$consent/void"; do
        read -r method path <<<"$what"
        case $path in
        *withdrawal) withdrawal youth >"$BATS_TEST_TMPDIR/body" ;;
        *void) voiding wrong_entry >"$BATS_TEST_TMPDIR/body" ;;
        *) : >"$BATS_TEST_TMPDIR/body" ;;
        esac
        expect_like "$what" "$(call "$OTHER" "$method" "$path" "$BATS_TEST_TMPDIR/body")" '^404 .*unknown_consent'
    done
    expect "what the other sees" "$(call_json "$OTHER" GET /v1/consents | jq -c .consents)" "[]"

    # An adapter that believes it to be the other school's: the broker does not.
    in_spool school "UPDATE consent SET party = '$OTHER' WHERE id = $(spool_id "$consent");
        UPDATE outbox SET party = '$OTHER' WHERE id = $(spool_id "$consent")"
    order=$(post_json "$OTHER" "/v1/consents/$consent/void" "$(voiding wrong_entry)")
    wait_for_stage "$OTHER" "$order" refused
    in_spool school "DELETE FROM consent_message WHERE id = $(spool_id "$order");
        UPDATE consent SET party = '$SCHOOL' WHERE id = $(spool_id "$consent");
        UPDATE outbox SET party = '$SCHOOL' WHERE id = $(spool_id "$consent")"
    expect "its code" "$(code_of "$order" "$OTHER")" unknown_consent
    expect "at the recipient" "$(end_at_recipient "$id")" unread
    expect "at the sender" "$(end_at_sender "$id")" "handed_over -"
    expect "recalls" "$(bus_sql "SELECT count(*) FROM samband.recall")" 0
    sent_and_unread "$(report_under "$consent" 11)"

    # Nor does it carry what the other school sends.
    id=$(post_json "$OTHER" /v1/concerns '{"to": {"function": "child_welfare", "area": "1201-02"},
        "ground": "no.fvl.13a-1", "purpose": "support_youth", "consents": ["'"$consent"'"],
        "children": [{"national_id": "'"$(test_id_no 18 11)"'", "sections": {"observation": "Oppdiktet."}}]}')
    wait_for_stage "$OTHER" "$id" refused
    expect "its code" "$(code_of "$id" "$OTHER")" no_consent
}

@test "the record verifies" {
    verify_record
}

@test "each decision comes out the same from the record" { rejudge_all; }
