# shellcheck shell=bash
# SPDX-License-Identifier: EUPL-1.2
# For the tests about consents and about ending what was sent: a school's reports about pupils of 18 or
# over, who consent alone, and what the sender, the recipient and the record say has become of each.

TODAY=$(date -u +%Y-%m-%d)

# consent_for PUPIL: the consent of that pupil of 18 (0, 1, ...) to be written about to the social
# services; its id.
consent_for() {
    post_consent "$SCHOOL" "$(consent_of "$(test_id_no 18 "$1")" "$SOCIAL" support_youth identity,observation 0)"
}

# report_on CONSENT PUPIL: a report that rests on that consent.
report_on() {
    printf '%s' '{"to": {"function": "child_welfare", "area": "1201-02"},
        "ground": "no.fvl.13a-1", "purpose": "support_youth", "consents": ["'"$1"'"],
        "children": [{"national_id": "'"$(test_id_no 18 "$2")"'",
                      "sections": {"observation": "Vil ha hjelp, oppdiktet."}}]}'
}
# report_under CONSENT PUPIL: sends it; its id.
report_under() { post_json "$SCHOOL" /v1/concerns "$(report_on "$@")"; }

# Bodies: withdrawal youth | guardian N; voiding [REASON]; taking_back REASON.
withdrawal() {
    printf '{"capacity": "%s", %s"form": "oral", "date": "%s", "official": "UK-3"}' \
        "$1" "${2:+\"guardian\": $2, }" "$TODAY"
}
voiding() { printf '{"reason": "%s", "official": "UK-3"}' "${1:-wrong_entry}"; }
taking_back() { printf '{"reason": "%s", "official": "KL-7"}' "$1"; }

# withdraw CONSENT: by the young person; the id of the withdrawal.
withdraw() { post_json "$SCHOOL" "/v1/consents/$1/withdrawal" "$(withdrawal youth)"; }
take_back() { post_json "$SCHOOL" "/v1/outbox/$1/withdrawal" "$(taking_back sent_in_error)"; }

# ---------------------------------------------------------------------------- bringing it to a state

sent_and_unread() {
    wait_for_stage "$SCHOOL" "$1" handed_over && bus_until is_in_list "$1"
}
fetched() { sent_and_unread "$1" && call_json "$SOCIAL" GET "/v1/inbox/$1" >/dev/null; }
registered() {
    fetched "$1" && case_register "$SOCIAL" "$1" >/dev/null && wait_for_stage "$SCHOOL" "$1" registered
}

# Stopped, and started again as it is wanted: restart NAME [VARIABLE=VALUE...].
restart() {
    bus_has_ended "$1" || bus_kill "$1"
    bus_start "$@" && all_ready
}
all_ready() {
    local name running=()
    for name in sambandd samband-school samband-social; do
        bus_has_ended "$name" || running+=("$name")
    done
    bus_wait_ready "${running[@]}"
}

# Everything runs, and nothing with a fault.
all_up() {
    local name
    for name in sambandd samband-school samband-social; do
        bus_signal "$name" CONT || true
        has_fault "$name" && bus_kill "$name"
        bus_has_ended "$name" && bus_start "$name"
    done
    all_ready
}
has_fault() { grep -qz '^SAMBAND_FAULT=' "/proc/$(bus_pid "$1")/environ" 2>/dev/null; }

is_frozen() { [[ $(sed 's/.*) //' "/proc/$(bus_pid "$1")/stat") == T* ]]; }

# Has the program bytes in a socket that it has not read: a delivery, no mere ping?
has_unread_bytes() {
    local inodes queue
    inodes=$(find "/proc/$(bus_pid "$1")/fd" -lname 'socket:*' -printf '%l ' | tr -dc '0-9 ')
    while read -r queue; do
        ((16#$queue < 1500)) || return 0
    done < <(awk -v inodes=" $inodes " 'index(inodes, " " $10 " ") { print substr($5, 10) }' \
        /proc/net/tcp /proc/net/tcp6)
    return 1
}

# ---------------------------------------------------------------------------- the sender's side

# "STAGE OUTCOME" in the outbox.
end_at_sender() { call_json "$SCHOOL" GET "/v1/outbox/$1" | jq -r '"\(.stage) \(.outcome // "-")"'; }

# Every exchange under a consent: "ID STAGE OUTCOME", a line each.
ends_under() {
    call_json "$SCHOOL" GET "/v1/consents/$1" |
        jq -r '.exchanges[] | "\(.id) \(.stage) \(.outcome // "-")"' | sort
}

# What the receipt of an order says: "ID OUTCOME", a line each.
list_in_receipt() {
    call_json "$SCHOOL" GET "/v1/outbox/$1" |
        jq -r '.items[] | select(.kind == "decision") | .text' | sed -n 's/^ended //p' | sort
}

consent_state() { call_json "${2:-$SCHOOL}" GET "/v1/consents/$1" | jq -r .state; }
code_of() { call_json "${2:-$SCHOOL}" GET "/v1/outbox/$1" | jq -r .code; }

# ---------------------------------------------------------------------------- the recipient's side

in_spool() { sqlite3 -cmd '.timeout 5000' "$(spool_file "$1")" "$2"; }
spool_id() { printf "x'%s'" "${1//-/}"; }

is_in_list() {
    call_json "$SOCIAL" GET '/v1/inbox?limit=500' | jq -e --arg id "$1" 'any(.exchanges[]; .id == $id)' >/dev/null
}

# What its spool holds: "never" (no trace), "told" (only that it must be destroyed, should it come),
# "destroyed", "waiting" (not to be shown yet), "unread", "fetched", "registered" or "returned" (and
# confirmed, so that the content has gone); else how it is.
end_at_recipient() {
    local row
    row=$(in_spool social "SELECT state, held, private_header IS NOT NULL, waits, fetched_ms > 0,
        (SELECT count(*) > 0 FROM inbox_section s WHERE s.id = i.id), ended_by IS NOT NULL
        FROM inbox i WHERE id = $(spool_id "$1")")
    case $row in
    "") in_spool social "SELECT CASE count(*) WHEN 0 THEN 'never' ELSE 'told' END
            FROM recalled WHERE id = $(spool_id "$1")" ;;
    [67]"|0|0|"[01]"|0|0|1") echo destroyed ;; # withdrawn, taken back
    "3|1|1|1|0|1|0") echo waiting ;;
    "3|1|1|0|0|1|0") echo unread ;;
    "3|1|1|0|1|1|"[01]) echo fetched ;;
    "4|0|0|0|"[01]"|0|"[01]) echo registered ;;
    "5|0|0|0|"[01]"|0|"[01]) echo returned ;;
    *) echo "between: $row" ;;
    esac
}

# Was it ever in the list, before it was destroyed?
was_shown() { [[ $(in_spool social "SELECT waits FROM inbox WHERE id = $(spool_id "$1")") == 0 ]]; }

# ---------------------------------------------------------------------------- the record

state_in_record() { bus_sql "SELECT state FROM samband.exchange WHERE id = '$1'"; }

# The leaves about an exchange, in their order.
leaves_of() {
    bus_sql "SELECT string_agg(kind, ',' ORDER BY idx) FROM samband.leaf
              WHERE position(convert_to(E'\nid $1\n', 'UTF8') in entry) > 0"
}

# Sealed bytes, deliveries and recalls that the broker still has.
held_by_broker() {
    bus_sql "SELECT (SELECT count(*) FROM samband.section WHERE exchange_id = '$1') || ' ' ||
                    (SELECT count(*) FROM samband.delivery WHERE exchange_id = '$1') || ' ' ||
                    (SELECT count(*) FROM samband.recall WHERE exchange_id = '$1')"
}

# The recipient's signed answer to the recall, as each of the three has it; nothing if there was none.
answers_to_recall() {
    in_spool school "SELECT hex(item) FROM receipt WHERE id = $(spool_id "$1") AND kind = 7"
    in_spool social "SELECT hex(item) FROM receipt WHERE id = $(spool_id "$1") AND kind = 7 AND ours = 1"
    bus_sql "SELECT upper(encode(item, 'hex')) FROM samband.receipt WHERE exchange_id = '$1' AND kind = 'recall'"
}

# ---------------------------------------------------------------------------- all three

is_settled() {
    local id
    for id; do
        [[ $(end_at_sender "$id") != *" -" && $(end_at_sender "$id") != *" not_yet_answered" ]] || return
        [[ $(end_at_recipient "$id") != between* ]] || return
        sql_is "SELECT count(*) FROM samband.recall WHERE exchange_id = '$id'" 0 || return
        sql_is "SELECT count(*) FROM samband.notice WHERE exchange_id = '$id'" 0 || return
    done
}

# check_end ID END: one end, and all three agree on it. END: queued (never left the broker), unread
# (destroyed at the recipient), destroyed (one of these), fetched, registered, any. STATE: withdrawn (if
# left out) or taken_back.
check_end() {
    local id=$1 end=$2 state=${3:-withdrawn} sender recipient leaves answers all
    bus_until is_settled "$id" || {
        echo "$id is not settled: $(end_at_sender "$id"), $(end_at_recipient "$id"), $(leaves_of "$id")"
        return 1
    }
    sender=$(end_at_sender "$id") recipient=$(end_at_recipient "$id") leaves=$(leaves_of "$id")
    all="$sender; $recipient; $(state_in_record "$id") $leaves"
    answers=$(answers_to_recall "$id" | sort -u | wc -l)
    case $end:$recipient in
    destroyed:never | any:never) end=queued ;;
    destroyed:* | any:destroyed | any:told) end=unread ;;
    any:fetched | any:registered) end=$recipient ;;
    esac
    case $end in
    queued) expect "$id" "$all" "$state destroyed_queued; never; $state accepted,$state" ;;
    unread) expect_like "$id" "$all" \
        "^$state destroyed_unread; (destroyed|told); $state accepted,($state|handed_over),recalled\$" ;;
    fetched) expect "$id" "$all" \
        "handed_over already_fetched; fetched; handed_over accepted,handed_over,recalled" ;;
    registered) expect_like "$id" "$all" \
        '^registered already_fetched; registered; registered accepted,handed_over,(registered|recalled,registered|registered,recalled)$' ;;
    *) false ;;
    esac
    # The recipient's answer: the same bytes everywhere, or none.
    if [[ $leaves == *recalled* ]]; then
        expect "answers to the recall of $id" "$answers $(answers_to_recall "$id" | wc -l)" "1 3"
    else
        expect "answers to the recall of $id" "$(answers_to_recall "$id")" ""
    fi
    expect_like "what the broker holds of $id" "$(held_by_broker "$id")" '^0 0 0$'
}

# ---------------------------------------------------------------------------- dying

# three PUPIL: into the caller's variables a consent, and under it something unread, something fetched and
# something registered.
three() {
    consent=$(consent_for "$1")
    unread=$(report_under "$consent" "$1")
    read=$(report_under "$consent" "$1")
    done_with=$(report_under "$consent" "$1")
    sent_and_unread "$unread" && fetched "$read" && registered "$done_with"
}

check_three() {
    check_end "$unread" unread
    check_end "$read" fetched
    check_end "$done_with" registered
}

# check_list ORDER ID...: its receipt lists these; the bytes that the sender has are those that were
# committed, and it was committed once.
check_list() {
    local order=$1
    shift
    wait_for_stage "$SCHOOL" "$order" accepted
    expect "list in the receipt" "$(list_in_receipt "$order" | cut -d' ' -f1)" "$(printf '%s\n' "$@" | sort)"
    expect "receipt" "$(in_spool school "SELECT hex(item) FROM receipt WHERE id = $(spool_id "$order")")" \
        "$(bus_sql "SELECT upper(encode(item, 'hex')) FROM samband.receipt WHERE exchange_id = '$order'")"
    expect "leaves of the order" "$(leaves_of "$order")" consent
}

# The program was killed at its point, and starts again without.
revive() {
    bus_until bus_has_ended "$1"
    expect "how $1 ended" "$(cat "$BUS/program/$1.exit")" 137
    bus_start "$1"
    all_ready
}

# withdraw_with_key CONSENT KEY: as `call`.
withdraw_with_key() {
    call "$SCHOOL" POST "/v1/consents/$1/withdrawal" <(withdrawal youth) application/json -H "Idempotency-Key: $2"
}
