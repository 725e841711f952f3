# shellcheck shell=bash
# SPDX-License-Identifier: EUPL-1.2
# What the integration tests share. Each file makes a bus of its own in setup_file and removes it in
# teardown_file; nothing waits but for a condition, and every wait has an end.
#
# SAMBAND_BIN and SAMBAND_TOOLS name the programs of a build with fault points. A file that wants more
# than a school's adapter and the social services' sets BUS_ONLY before it loads this: to the names of
# the programs, or to nothing for every adapter that the sample area has.

helpers_top=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
: "${SAMBAND_BIN:=$helpers_top/build-fault/bin}" "${SAMBAND_TOOLS:=$helpers_top/build-fault/tests/tools}"
BUS_ONLY=${BUS_ONLY-samband-school samband-social}
export SAMBAND_BIN SAMBAND_TOOLS
source "$helpers_top/scripts/bus.sh"

# The same language; it starts in a tenth of the time, and that is what the tests would spend on it. It
# prints keys in the order of their names.
jq() { gojq "$@"; }

# Before each command bats writes down the whole stack, which takes longer than most commands. The
# helpers' own are left out: what fails in one is shown at the line that called it.
# shellcheck disable=SC2016
eval "$(declare -f bats_debug_trap | sed '2a [[ $1 == *.*sh ]] \&\& return')"

SCHOOL=fjell-school
SOCIAL=bergenhus-child-welfare
EXCHANGES=/v1/concerns

# make_bus [COUNTRY]: without fsync, which matters only when the machine itself falls.
make_bus() { bus_make "${1:-norway}" --no-fsync; }

# own_config: a copy of the samples that the file may change before it makes its bus; prints it.
own_config() {
    cp -R "$helpers_top/config" "$BATS_FILE_TMPDIR/config"
    echo "$BATS_FILE_TMPDIR/config"
}

# add_party COUNTRY SETTINGS NAME ROLE AREA: one more in $SAMBAND_CONFIG, in the adapter of these settings.
add_party() {
    echo "party $3 $4 $5 public" >>"$SAMBAND_CONFIG/$1/area.conf"
    printf '  - party: %s\n    keys: keys/%s\n    token: keys/%s/token\n' "$3" "$3" "$3" \
        >>"$SAMBAND_CONFIG/$1/$2.yaml"
}

# expect WHAT GOT WANTED: says what differs.
expect() {
    [[ $2 == "$3" ]] && return
    printf '%s:\n  got    %s\n  wanted %s\n' "$1" "$2" "$3"
    return 1
}

# expect_like WHAT GOT REGEX
expect_like() {
    [[ $2 =~ $3 ]] && return
    printf '%s:\n  got        %s\n  wanted like %s\n' "$1" "$2" "$3"
    return 1
}

# A field of JSON text: field JSON FILTER
field() { jq -r "$2" <<<"$1"; }

# A form on one child of 10 into a file of its own; prints the file. N makes another child.
one_child() {
    local file=$BATS_TEST_TMPDIR/child-$1-$RANDOM.json
    report_of "$(test_id_no 10 "$1")" "Barn $1 Oppdiktet" >"$file"
    echo "$file"
}

# post_one N: a report on one child; the id.
post_one() { post "$SCHOOL" "$(one_child "$1")"; }

# post_many FROM TO [FILE]: one after the other; the ids, also into FILE as they come.
post_many() {
    local n
    for ((n = $1; n <= $2; n++)); do
        post_one "$n" | tee -a "${3:-/dev/null}" || return
    done
}

all_at_stage() {
    local party=$1 stage=$2 id
    shift 2
    for id; do
        is_at_stage "$party" "$id" "$stage" || return
    done
}

n_in_state() { bus_sql "SELECT count(*) FROM samband.exchange WHERE state = '$1'"; }
n_exchanges() { bus_sql "SELECT count(*) FROM samband.exchange"; }
n_leaves() { bus_sql "SELECT count(*) FROM samband.leaf"; }
n_leaves_of() { bus_sql "SELECT count(*) FROM samband.leaf WHERE kind = '$1'"; }
n_cases() { find "$BUS/cases" -type f ! -name '.*' | wc -l; }
n_inbox() { call_json "$SOCIAL" GET '/v1/inbox?limit=500' | jq '.exchanges | length'; }

# Every byte of every receipt of an exchange, as one line each.
receipts_of() {
    bus_sql "SELECT kind, state, md5(item), md5(signature), md5(coalesce(sealed_reference, ''))
               FROM samband.receipt WHERE exchange_id = '$1' ORDER BY kind, state"
}


sql_is() { [[ $(bus_sql "$1") == "$2" ]]; }
spool_file() { echo "$BUS/state/$1/spool.db"; }
wait_for_sql() { bus_until sql_is "$1" "$2"; }

# Everything is registered by the case system, run as often as it takes.
register_all() { bus_until register_round "$@"; }
register_round() {
    case_system_once "$SOCIAL" && all_at_stage "$SCHOOL" registered "$@"
}

verify_record() { ctl_read log verify; }

# probe_as COMMAND PARTY [OPTION...]: the probe with that party's keys and card; what came back.
probe_as() {
    local command=$1 party=$2
    shift 2
    "$SAMBAND_TOOLS/probe" "$command" --endpoint "tcp://127.0.0.1:$BUS_PORT" \
        --server-card "$BUS/cards/bus.card" --key "$BUS/keys/$party/curve.key" \
        --card "$BUS/cards/$party.card" "$@" || true
}

# supervise_all: the auditor may read what any exchange so far was decided on.
supervise_all() {
    bus_sql "INSERT INTO samband.audit_mandate
             SELECT 'samband_auditor', party, '-infinity', 'infinity', 'test', 'infinity'
               FROM (SELECT sender FROM samband.exchange UNION SELECT recipient FROM samband.exchange) AS x (party)
                 ON CONFLICT DO NOTHING"
}

# rejudge_all [OPTION...]: decides everything that was sent again from the record; fails unless each comes out
# as it did that day, and at least one could be judged. For the end of any file.
rejudge_all() {
    local answer
    supervise_all
    answer=$(ctl_read exchange rejudge --all "$@") || { echo "$answer" && return 1; }
    expect_like "rejudged" "$answer" $'(^|\n)[1-9][0-9]* decided again: [1-9][0-9]* the same, 0 differ'
}
