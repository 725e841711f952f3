# shellcheck shell=bash
# SPDX-License-Identifier: EUPL-1.2
# A private bus in a folder of its own: functions for the demo, `make run` and the tests. Sourced.
#
# $BUS is the folder: an area as scripts/area makes it (keys, cards, settings, run/, state/), and
#   pg/        the PostgreSQL cluster          log/NAME.log   what each program said
#   program/   NAME.pid, and NAME.exit once it has ended       cases/  the simulated case system
#
# Environment: SAMBAND_BIN, the programs (default: build/bin of this checkout); BUS_ONLY, the adapters
# that bus_start_all starts (default: all). Nothing here knows a process but by the pid it was started
# with.

BUS_TOP=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
BUS_BIN=$(realpath -m "${SAMBAND_BIN:-$BUS_TOP/build/bin}")
BUS_WAIT_S=${BUS_WAIT_S:-60} # every wait ends, at the latest, after this long
: "${BUS:=}"
export BUS

bus_note() { echo "bus: $*" >&2; }

# Tries a command until it succeeds; status 1 after BUS_WAIT_S seconds, or $1 with --for.
bus_until() {
    local limit=$BUS_WAIT_S end pause=0.05
    if [[ $1 == --for ]]; then
        limit=$2
        shift 2
    fi
    end=$((EPOCHSECONDS + limit))
    until "$@"; do
        if ((EPOCHSECONDS >= end)); then
            bus_note "waited ${limit} s for: $*"
            return 1
        fi
        sleep "$pause"
        pause=0.2
    done
}

# ---------------------------------------------------------------------------- making and removing

# Below the ports that the system gives to clients, so that only another listener can be in the way.
bus_free_port() {
    local port i
    for ((i = 0; i < 200; i++)); do
        port=$((15000 + (RANDOM * 32768 + RANDOM) % 17000))
        if ! grep -qi ":$(printf '%04X' "$port") [0-9A-F]*:0000 0A" /proc/net/tcp; then
            echo "$port"
            return
        fi
    done
    bus_note "no free port"
    return 1
}

bus_conninfo() { echo "host=$BUS/pg port=5432 dbname=${2:-samband} user=$1"; }

# bus_make COUNTRY [--no-fsync]: a folder with everything in it; nothing runs but PostgreSQL. The
# bus goes when the calling process goes, however that ends.
bus_make() {
    local country=$1 fsync=${2:-} unsafe=()

    BUS=$(mktemp -d /tmp/samband-XXXXXX) || return
    # The server's user must be able to pass; what lies within is closed folder by folder.
    chmod 0711 "$BUS"
    [[ $fsync == --no-fsync ]] && unsafe=(--unsafe-database)
    BUS_PORT=$(bus_free_port) || return
    export BUS_PORT
    SAMBAND_BIN=$BUS_BIN "$BUS_TOP/scripts/area" "$country" "$BUS" --port "$BUS_PORT" \
        --database "$(bus_conninfo samband_broker)" "${unsafe[@]}" >/dev/null || return
    mkdir -m 0700 "$BUS/log" "$BUS/program" "$BUS/cases"
    bus_guard $$
    "$BUS_TOP/scripts/postgres" start "$BUS/pg" ${fsync:+"$fsync"} >/dev/null || return
    ctl db migrate --database "$(bus_conninfo postgres)" >"$BUS/log/migrate.log" 2>&1 || {
        cat "$BUS/log/migrate.log" >&2
        return 1
    }
}

# Watches the process $1 and removes the bus once that has ended.
bus_guard() {
    # shellcheck disable=SC2016
    BUS=$BUS setsid bash -c '
        while kill -0 "$1" 2>/dev/null; do
            [[ -d $BUS/program ]] || exit 0
            sleep 1
        done
        source "$2" && bus_remove
    ' guard "$1" "${BASH_SOURCE[0]}" </dev/null >/dev/null 2>&1 3>&- 4>&- 5>&- &
}

# Stops everything and removes the folder. Safe to call twice, and on half a bus.
bus_remove() {
    local name status=0

    [[ $BUS == /tmp/samband-* && -d $BUS ]] || return 0
    for name in $(bus_running); do
        bus_end "$name" TERM
        bus_end "$name" CONT
    done
    for name in $(bus_running); do
        bus_until --for 20 bus_has_ended "$name" || { bus_kill "$name" && status=1; }
    done
    "$BUS_TOP/scripts/postgres" stop "$BUS/pg" immediate >/dev/null 2>&1 || status=1
    rm -rf "$BUS" || { sleep 1; rm -rf "$BUS"; }
    return $status
}

# ---------------------------------------------------------------------------- programs

bus_pid() { cat "$BUS/program/$1.pid" 2>/dev/null; }
bus_has_ended() { [[ ! -e $BUS/program/$1.pid || -e $BUS/program/$1.exit ]]; }
bus_running() {
    local file name
    for file in "$BUS"/program/*.pid; do
        [[ -e $file ]] || continue
        name=${file##*/}
        name=${name%.pid}
        bus_has_ended "$name" || echo "$name"
    done
}

# bus_launch NAME COMMAND...: in the background, in a session of its own; NAME.exit gets its status.
bus_launch() {
    local name=$1
    shift
    rm -f "$BUS/program/$name.exit" "$BUS/program/$name.pid"
    # shellcheck disable=SC2016
    setsid bash -c '
        pid_file=$1 exit_file=$2
        shift 2
        "$@" &
        echo $! >"$pid_file.new" && mv "$pid_file.new" "$pid_file"
        wait $!
        echo $? >"$exit_file.new" && mv "$exit_file.new" "$exit_file"
    ' run "$BUS/program/$name.pid" "$BUS/program/$name.exit" "$@" \
        </dev/null >>"$BUS/log/$name.log" 2>&1 3>&- 4>&- 5>&- &
    bus_until test -e "$BUS/program/$name.pid"
}

bus_settings() {
    case $1 in
    sambandd) echo "$BUS/sambandd.yaml" ;;
    *) echo "$BUS/${1#samband-}.yaml" ;;
    esac
}

# bus_start NAME [VARIABLE=VALUE...]: does not wait.
bus_start() {
    local name=$1
    shift
    BUS_LOG_AT=$(stat -c %s "$BUS/log/$name.log" 2>/dev/null || echo 0)
    echo "$BUS_LOG_AT" >"$BUS/program/$name.log_at"
    bus_launch "$name" env "$@" "$BUS_BIN/$name" --config "$(bus_settings "$name")"
}

# What a program has said since it was last started.
bus_said() { tail -c +"$(($(cat "$BUS/program/$1.log_at") + 1))" "$BUS/log/$1.log"; }
bus_has_said() { bus_said "$1" | grep -qE -- "$2"; }

bus_is_ready() {
    case $1 in
    sambandd) bus_has_said sambandd '^<[0-9]>started ' ;;
    *) [[ $(curl -s -m 10 -o /dev/null -w '%{http_code}' --unix-socket "$(bus_socket "$1")" \
        http://localhost/readyz) == 200 ]] ;;
    esac
}

bus_answers() {
    [[ $(curl -s -m 10 -o /dev/null -w '%{http_code}' --unix-socket "$(bus_socket "$1")" \
        http://localhost/healthz) == 200 ]]
}

# Ready, or ended: then there is nothing to wait for.
bus_is_settled() { bus_has_ended "$1" || bus_is_ready "$1"; }

bus_wait_ready() {
    local name
    for name; do
        if ! bus_until bus_is_settled "$name" || ! bus_is_ready "$name"; then
            bus_note "$name is not ready; it said:"
            tail -n 20 "$BUS/log/$name.log" >&2
            return 1
        fi
    done
}

# bus_start_all: and waits until every adapter has its links.
bus_start_all() {
    local adapters=() name
    mapfile -t adapters < <(bus_adapters)
    bus_start sambandd && bus_wait_ready sambandd || return
    for name in "${adapters[@]}"; do
        bus_start "$name" || return
    done
    bus_wait_ready "${adapters[@]}"
}

# The adapters that have settings in this bus, by their programs' names. BUS_ONLY="NAME NAME..." makes
# it these alone.
bus_adapters() {
    local file name
    if [[ -n ${BUS_ONLY:-} ]]; then
        tr -s ' ' '\n' <<<"$BUS_ONLY"
        return
    fi
    for file in "$BUS"/*.yaml; do
        name=${file##*/}
        case $name in
        sambandd.yaml | directory.yaml) ;;
        *) echo "samband-${name%.yaml}" ;;
        esac
    done
}

bus_signal() { kill "-$2" "$(bus_pid "$1")" 2>/dev/null; }

# For one that may end by itself meanwhile: then there is nobody left to be told.
bus_end() { bus_has_ended "$1" || bus_signal "$1" "$2" || true; }

# SIGTERM, and waits; the status is the program's.
bus_stop() {
    bus_end "$1" TERM
    bus_until bus_has_ended "$1" && return "$(cat "$BUS/program/$1.exit")"
}

# SIGKILL, and waits.
bus_kill() {
    bus_end "$1" KILL
    bus_until bus_has_ended "$1"
}

bus_stop_database() { "$BUS_TOP/scripts/postgres" stop "$BUS/pg" "${1:-fast}"; }
bus_start_database() { "$BUS_TOP/scripts/postgres" start "$BUS/pg" "$@" >/dev/null; }

# ---------------------------------------------------------------------------- asking

# sambandctl; ctl_read: a command that reads the bus's database.
ctl() { "$BUS_BIN/sambandctl" "$@"; }
ctl_read() { ctl "$@" --config "$BUS/sambandd.yaml"; }

bus_sql() { psql -X -q -A -t -v ON_ERROR_STOP=1 "$(bus_conninfo postgres "${2:-samband}")" -c "$1"; }

# bus_socket PROGRAM-OR-PARTY
bus_socket() {
    local settings=$1
    [[ $1 == samband-* ]] || settings=$(grep -lE "^ +- party: $1\$" "$BUS"/[!d]*.yaml)
    settings=${settings##*/}
    settings=${settings#samband-}
    echo "$BUS/run/${settings%.yaml}.sock"
}

# call PARTY METHOD PATH [FILE [MEDIA-TYPE [CURL-OPTION...]]]: prints the status, a blank, the body.
call() {
    local party=$1 method=$2 path=$3 file=${4:-} type=${5:-application/json} body=()
    shift $(($# < 5 ? $# : 5))
    [[ -n $file ]] && body=(-H "Content-Type: $type" --data-binary "@$file")
    local answer
    answer=$(curl -s -m 60 --unix-socket "$(bus_socket "$party")" -X "$method" \
        -H "@$(bus_authorization "$party")" "${body[@]}" "$@" -w '\n%{http_code}' \
        "http://localhost$path") || answer=$answer$'\n'000
    printf '%s %s\n' "${answer##*$'\n'}" "${answer%$'\n'*}"
}

# The token stands in a file, not in the list of processes.
bus_authorization() {
    local file=$BUS/program/$1.authorization
    [[ -e $file ]] || (umask 077 && printf 'Authorization: Bearer %s\n' \
        "$(tr -d '\n' <"$BUS/keys/$1/token")" >"$file.$BASHPID" && mv "$file.$BASHPID" "$file")
    echo "$file"
}

# call_json PARTY METHOD PATH...: the body alone, and only of a success.
call_json() {
    local answer
    answer=$(call "$@")
    if [[ $answer != 2??" "* ]]; then
        bus_note "$2 $3: $answer"
        return 1
    fi
    echo "${answer#* }"
}

stage_of() { call_json "$1" GET "/v1/outbox/$2" | jq -r .stage; }
is_at_stage() { [[ $(stage_of "$1" "$2") == "$3" ]]; }

# wait_for_stage PARTY ID STAGE
wait_for_stage() {
    bus_until is_at_stage "$@" && return
    call "$1" GET "/v1/outbox/$2" >&2
    return 1
}

# post PARTY FILE [MEDIA-TYPE [CURL-OPTION...]]: the ids, one a line.
post() {
    local party=$1 file=$2 type=${3:-application/json} answer
    shift $(($# < 3 ? $# : 3))
    answer=$(call_json "$party" POST /v1/concerns "$file" "$type" "$@") || return
    jq -r '.exchanges[].id' <<<"$answer"
}

# post_json PARTY PATH JSON: the ids, one a line. The body is no argument of a command.
post_json() {
    local answer
    answer=$(call_json "$1" POST "$2" <(printf '%s' "$3")) || return
    jq -r '.exchanges[].id' <<<"$answer"
}

# consent_of NATIONAL-ID RECIPIENTS PURPOSES CATEGORIES [GUARDIANS]: a form for POST /v1/consents, signed
# by the young person and by each of the guardians (2 if left out), for a year from yesterday.
consent_of() {
    jq -nc --arg id "$1" --arg to "$2" --arg purposes "$3" --arg categories "$4" \
        --argjson guardians "${5:-2}" --arg from "$(date -u -d yesterday +%Y-%m-%d)" \
        --arg until "$(date -u -d '+1 year' +%Y-%m-%d)" '
        def signature: {form: "written", date: $from, official: "KL-7"};
        {subject: {national_id: $id}, recipients: ($to / ","), purposes: ($purposes / ","),
         categories: ($categories / ","), valid_from: $from, valid_until: $until,
         required: {youth: true, guardians: $guardians},
         signatures: ([{capacity: "youth"} + signature] +
             [range($guardians) | {capacity: "guardian", guardian: (. + 1)} + signature])}'
}

# post_consent PARTY JSON: the consent's id, once the bus has it.
post_consent() {
    local id
    id=$(call_json "$1" POST /v1/consents <(printf '%s' "$2") | jq -r .consent) || return
    wait_for_stage "$1" "$id" accepted && echo "$id"
}

# ---------------------------------------------------------------------------- a case system

# The number that this exchange has, or gets: a case system remembers before it answers.
case_number() {
    local file=$BUS/cases/$1
    if [[ ! -e $file ]]; then
        printf 'BV-%s-%04d\n' "$(date -u +%Y)" $(($(find "$BUS/cases" -type f ! -name '.*' |
            wc -l) + 1)) >"$BUS/cases/.new"
        mv "$BUS/cases/.new" "$file"
    fi
    cat "$file"
}

# case_register PARTY ID [REFERENCE]: as `call`.
case_register() {
    local reference=${3:-}
    reference=${reference:-$(case_number "$2")}
    call "$1" POST "/v1/inbox/$2/registered" <(jq -nc --arg r "$reference" '{case_reference: $r}')
}

# case_system_once PARTY: fetches everything open and registers it. Status 1 if something failed.
case_system_once() {
    local party=$1 id status=0 open
    open=$(call_json "$party" GET '/v1/inbox?open=true&limit=500' 2>/dev/null) || return 1
    for id in $(jq -r '.exchanges | reverse | .[].id' <<<"$open"); do
        call_json "$party" GET "/v1/inbox/$id" >"$BUS/program/fetched.json" || { status=1 && continue; }
        [[ $(case_register "$party" "$id") == 2??" "* ]] || status=1
    done
    return $status
}

# case_system_start PARTY: the same, again and again, in the background; as a program `case-system`.
case_system_start() {
    # shellcheck disable=SC2016
    bus_launch case-system bash -c '
        source "$1"
        while [[ -d $BUS/program ]]; do
            case_system_once "$2"
            sleep 0.2
        done' case-system "${BASH_SOURCE[0]}" "$1"
}

# ---------------------------------------------------------------------------- invented people

# birth_date YEARS: of somebody who has been that old for some months.
birth_date() { date -u -d "today - $1 years - 100 days" +%Y-%m-%d; }

# test_id_no YEARS [N]: a Norwegian test number (Skatteetaten's series: month plus 80); another one
# for each N (from 0 to some hundreds). Belongs to nobody.
test_id_no() {
    local year month day front k1 k2 i wanted=${2:-0} number last
    IFS=- read -r year month day <<<"$(birth_date "$1")"
    front=$day$(printf '%02d' $((10#$month + 80)))${year:2}
    # The individual number says the century.
    if ((year >= 2000)); then number=500 last=999; else number=0 last=499; fi
    for (( ; number <= last; number++)); do
        local d=() digits
        digits=$front$(printf '%03d' "$number")
        for ((i = 0; i < 9; i++)); do d[i]=${digits:i:1}; done
        k1=$((11 - (3 * d[0] + 7 * d[1] + 6 * d[2] + d[3] + 8 * d[4] + 9 * d[5] + 4 * d[6] +
            5 * d[7] + 2 * d[8]) % 11))
        k2=$((11 - (5 * d[0] + 4 * d[1] + 3 * d[2] + 2 * d[3] + 7 * d[4] + 6 * d[5] + 5 * d[6] +
            4 * d[7] + 3 * d[8] + 2 * (k1 % 11)) % 11))
        ((k1 == 10 || k2 == 10 || wanted-- > 0)) && continue
        echo "$digits$((k1 % 11))$((k2 % 11))"
        return
    done
    return 1
}

# test_id_se YEARS [N]: a Swedish test number, YYYYMMDD-NNNN (birth numbers 980 to 999).
test_id_se() {
    local year month day digits sum=0 i product number
    IFS=- read -r year month day <<<"$(birth_date "$1")"
    number=$((980 + ${2:-0} % 20))
    digits=${year:2}$month$day$number
    for ((i = 0; i < 9; i++)); do
        product=$((${digits:i:1} * (2 - i % 2)))
        sum=$((sum + product / 10 + product % 10))
    done
    echo "$year$month$day-$number$(((10 - sum % 10) % 10))"
}

# form_no CHILD...: the Norwegian public form, each child as ID=NAME; TEXT is the message.
form_no() {
    local child children='[]'
    for child; do
        children=$(jq -c --arg id "${child%%=*}" --arg name "${child#*=}" '. + [{
            fnr: $id, ufoedt: false, personnavn: $name, telefonnummer: "00000000",
            adresse: {adresselinje1: "Oppdiktet vei 1", adresselinje2: "", adresselinje3: "",
                      postnummer: "5020", poststed: "Bergen"},
            orientert: false, orientertGrunn: "Oppdiktet grunn."}]' <<<"$children")
    done
    jq -n --argjson children "$children" --arg text "${TEXT:-Oppdiktet melding.}" '{
        kommunenummer: "1201", kommunenavn: "Bergen", bydelsnummer: "02", bydelsnavn: "Bergenhus",
        offentligMelder: {personnavn: "Lisa Oppdiktet", rolle: "Lærer", telefonnummer: "00000000",
            epost: "lisa@fjell-skole.example",
            virksomhet: {navn: "Fjell skole", orgnr: "000000000",
                adresse: {adresselinje1: "Skoleveien 1", adresselinje2: "", adresselinje3: "",
                          postnummer: "5003", poststed: "Bergen"}}},
        offentligBarn: $children,
        foresatte: [{personnavn: "Foresatt Oppdiktet", telefonnummer: "00000000", orientert: false,
                     orientertGrunn: "Oppdiktet grunn."}],
        behovForTolk: "Nei.", andreHjelpeinstanser: "Nei.",
        melding: {melding: $text, historie: "Oppdiktet historie.", andreSynspunkter: ""},
        sendingstidspunkt: "2026-03-16T13:29:33", leveringskanal: "Fagsystem"}'
}
FORM_NO_TYPE=application/vnd.no.ks.fiks.bekymringsmelding.offentlig.v2+json

# report_of ID NAME [FUNCTION AREA GROUND]: the bus's own form, one child.
report_of() {
    jq -n --arg id "$1" --arg name "$2" --arg function "${3:-child_welfare}" \
        --arg area "${4:-1201-02}" --arg ground "${5:-no.bvl.13-2}" --arg text "${TEXT:-Invented.}" '{
        to: {function: $function, area: $area}, ground: $ground, urgency: "prompt",
        children: [{national_id: $id, name: $name, sections: {observation: $text}}]}'
}
