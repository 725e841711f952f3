#!/usr/bin/env bats
# SPDX-License-Identifier: EUPL-1.2
# Not under the sanitizers: see scripts/run_tests.
# A thousand posts at once through five adapters: each is one exchange, once, and registered.

BUS_ONLY=""
load helpers

SENDERS=(bjork-school ostra-police ostra-mediation ostra-leisure ostra-social-services)
N_EACH=200
N_ALL=1000

setup_file() {
    make_bus sweden
    bus_start_all
}

teardown_file() { bus_remove; }

# posts_of PARTY: what it posts, one a line.
posts_of() {
    local n children=()
    for ((n = 0; n < 20; n++)); do
        children[n]=$(test_id_se 16 "$n")
    done
    jq -nc --arg party "$1" --argjson n "$N_EACH" '
        {function: "social_services", area: "0180-ost"} as $social | $ARGS.positional as $children |
        range(1; $n + 1) | {national_id: $children[. % 20]} as $child | "Påhittat \(.)" as $text |
        if $party == "ostra-social-services" then
            {type: "status_update", to: {party: "ostra-prosecutor"}, ground: "se.sol.15-5", purpose: "sanction",
             subject: $child, content: {status: "measure_running", measure: $text}}
        elif $party == "bjork-school" then
            {to: $social, children: [$child + {sections: {observation: $text}}]}
        else {to: $social, ground: "se.sol.19-1", subject: $child, content: {description: $text}} end' \
        --args "${children[@]}"
}

# curl_to PARTY: the options that every request to its adapter has.
curl_to() {
    printf 'unix-socket = "%s"\nheader = "@%s"\nheader = "Content-Type: application/json"\nsilent\nmax-time = 60' \
        "$(bus_socket "$1")" "$(bus_authorization "$1")"
}

# post_all NAME: every post of everybody at once, each with its idempotency key; answers into posts/NAME.
post_all() {
    local party n folder=$BUS/posts/$1 pids=() options path
    mkdir -p "$folder"
    for party in "${SENDERS[@]}"; do
        options=$(curl_to "$party") path=concerns
        [[ $party != ostra-social-services ]] || path=messages
        for ((n = 1; n <= N_EACH; n++)); do
            ((n == 1)) || echo next
            printf '%s\nurl = "http://localhost/v1/%s"\nheader = "Idempotency-Key: %s-%d"\n' \
                "$options" "$path" "$party" "$n"
            printf 'data-binary = "@%s-%05d"\noutput = "%s/%s-%05d"\n' "$BUS/posts/$party" "$n" "$folder" "$party" "$n"
        done >"$BUS/posts/$party.curl"
    done
    for party in "${SENDERS[@]}"; do
        curl --parallel --parallel-max 40 --parallel-immediate -K "$BUS/posts/$party.curl" 3>&- &
        pids+=($!)
    done
    for n in "${pids[@]}"; do
        wait "$n"
    done
}

# ids_in NAME: what was answered, as lines of sender-number and id.
ids_in() { jq -r '"\(input_filename | split("/") | last) \(.exchanges | map(.id) | join(" "))"' "$BUS/posts/$1"/* | sort; }

# register_open PARTY: whatever is open there, at once. Fails if nothing is.
register_open() {
    local party=$1 ids id first=yes options
    options=$(curl_to "$party")
    mapfile -t ids < <(call_json "$party" GET '/v1/inbox?open=true&limit=500' | jq -r '.exchanges[].id')
    [[ ${#ids[@]} -gt 0 ]] || return
    for id in "${ids[@]}"; do
        [[ -n $first ]] || echo next
        first=""
        printf '%s\nurl = "http://localhost/v1/inbox/%s/registered"\noutput = "/dev/null"\n' "$options" "$id"
        printf 'data = "{\\"case_reference\\": \\"AK-%s\\"}"\n' "$id"
    done >"$BUS/posts/register.curl"
    curl --parallel --parallel-max 20 -K "$BUS/posts/register.curl"
}

all_registered() {
    [[ $(n_in_state registered) == "$N_ALL" ]] && return
    register_open ostra-social-services || true
    register_open ostra-prosecutor || true
    return 1
}

@test "a thousand posts at once through five adapters are taken" {
    local party
    mkdir "$BUS/posts"
    for party in "${SENDERS[@]}"; do
        posts_of "$party" | split -a 5 --numeric-suffixes=1 -l 1 - "$BUS/posts/$party-"
    done
    post_all first
    ids_in first >"$BUS/posts/ids"
    expect "answers with one exchange" "$(grep -cE '^[a-z0-9-]+ [0-9a-f-]{36}$' "$BUS/posts/ids")" "$N_ALL"
    expect "different ids" "$(cut -d ' ' -f 2 "$BUS/posts/ids" | sort -u | grep -c .)" "$N_ALL"
}

@test "all of them are registered" {
    BUS_WAIT_S=200 bus_until all_registered
    expect "states" "$(bus_sql "SELECT state, count(*) FROM samband.exchange GROUP BY state")" "registered|$N_ALL"
    expect "by sender" "$(bus_sql "SELECT count(*), count(DISTINCT sender) FROM (SELECT sender FROM samband.exchange
        GROUP BY sender HAVING count(*) = $N_EACH) AS s")" "5|5"
    expect "the ids that were answered" "$(bus_sql 'SELECT id FROM samband.exchange' | sort)" \
        "$(cut -d ' ' -f 2 "$BUS/posts/ids" | sort)"
}

@test "every sender knows it, with the case number of each" {
    local party next list n
    for party in "${SENDERS[@]}"; do
        n=0
        # Receipt 3 travels a little longer than the record of it.
        list() { call_json "$party" GET '/v1/outbox?limit=500'; }
        none_waits() { [[ $(list | jq '[.exchanges[] | select(.stage != "registered")] | length') == 0 ]]; }
        bus_until none_waits
        expect "$party" "$(list | jq -c '[.exchanges[] | {stage, mine: (.case_reference == "AK-" + .id), code, alarm}] |
            group_by(.) | map({n: length} + .[0])')" \
            "[{\"alarm\":null,\"code\":null,\"mine\":true,\"n\":$N_EACH,\"stage\":\"registered\"}]"
    done
}

@test "nothing is there twice, in the record, at the recipients, or by another post of the same" {
    local kind
    for kind in accepted handed_over registered; do
        expect "leaves of kind $kind" "$(n_leaves_of "$kind")" "$N_ALL"
    done
    expect "receipts" "$(bus_sql "SELECT kind, state, count(*) FROM samband.receipt
        WHERE kind IN ('decision', 'hand_over', 'registration') GROUP BY kind, state ORDER BY kind")" \
        "$(printf 'decision|accepted|%d\nhand_over|handed_over|%d\nregistration|registered|%d' "$N_ALL" "$N_ALL" "$N_ALL")"
    expect "numbers without a gap" "$(bus_sql "SELECT DISTINCT number FROM samband.sequence")" "$N_EACH"
    expect "inbox of social services" "$(sqlite3 -readonly "$(spool_file social)" 'SELECT count(*) FROM inbox')" 800
    expect "inbox of the prosecutor" "$(sqlite3 -readonly "$(spool_file police)" 'SELECT count(*) FROM inbox')" 200
    post_all second
    expect "ids of the second time" "$(ids_in second)" "$(cat "$BUS/posts/ids")"
    expect "exchanges" "$(n_exchanges)" "$N_ALL"
}

@test "nothing is left on the way, and the broker holds no content" {
    local table
    for table in section delivery; do
        wait_for_sql "SELECT count(*) FROM samband.$table" 0
    done
    wait_for_sql "SELECT count(*) FROM samband.notice" 0
}

@test "the record verifies" { verify_record; }
