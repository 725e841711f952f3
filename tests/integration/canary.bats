#!/usr/bin/env bats
# SPDX-License-Identifier: EUPL-1.2
# Not under the sanitizers: see scripts/run_tests.
# What stands in a sealed section is nowhere in clear: not in the database, the logs, the spools, nor
# the broker's memory.

load helpers

setup_file() {
    make_bus
    bus_start sambandd && bus_wait_ready sambandd
    bus_start samband-school && bus_wait_ready samband-school
    make_words
}

teardown_file() { bus_remove; }

# One word in every field that goes sealed, and the ids. They stand in $BUS/canary/words; in
# $BUS/canary/patterns also as hexadecimal and as base64 at each of the three places in a group.
make_words() {
    local word i
    mkdir "$BUS/canary"
    for i in {1..24}; do
        printf 'kanari%sfugl%02d\n' "$(od -An -N6 -tx1 /dev/urandom | tr -d ' \n')" "$i"
    done >"$BUS/canary/words"
    { test_id_no 9 7 && test_id_no 13 8; } >>"$BUS/canary/words"
    make_patterns
}

make_patterns() {
    local word shift encoded
    while read -r word; do
        echo "$word"
        printf %s "$word" | od -An -v -tx1 | tr -d ' \n'
        echo
        for shift in "" x xx; do
            encoded=$(printf %s "$shift$word" | base64 -w 0)
            # Without the characters that the neighbours share.
            encoded=${encoded//=/}
            [[ -n $shift ]] && encoded=${encoded:4}
            echo "${encoded:0:$((${#encoded} - 2))}"
        done
    done <"$BUS/canary/words" >"$BUS/canary/patterns"
}

word() { sed -n "$1p" "$BUS/canary/words"; }

# found_in FILE...: which patterns occur, at most a few.
found_in() { grep -a -o -h -i -F -f "$BUS/canary/patterns" -- "$@" | sort -u | head -n 5; }

database_dump() { pg_dump -d "$(bus_conninfo postgres)"; }

found_in_cluster() { grep -r -a -o -h -i -F -f "$BUS/canary/patterns" "$BUS/pg" | sort -u | head -n 5; }

# Every readable page of a process. Regions that no program fills (a sanitizer's tables) are larger
# than a gigabyte and left out.
memory_of() {
    local range mode start end rest
    while read -r range mode rest; do
        [[ $mode == r* && $rest != *'[vvar]'* && $rest != *'[vsyscall]'* ]] || continue
        start=$((16#${range%-*})) end=$((16#${range#*-})) || continue
        ((start >= 0 && end > start && end - start <= 1 << 30)) || continue
        dd if="/proc/$1/mem" bs=4096 skip=$((start / 4096)) count=$(((end - start) / 4096)) \
            2>/dev/null || true
    done <"/proc/$1/maps"
}

found_in_memory() {
    memory_of "$1" | grep -a -o -h -i -F -f "$BUS/canary/patterns" | sort -u | head -n 5
}

# Everything of both forms that is free text, with a word in each place.
post_canaries() {
    jq --rawfile words "$BUS/canary/words" '($words | split("\n")) as $w |
        .offentligMelder.personnavn = $w[0] | .offentligMelder.rolle = $w[1] |
        .offentligMelder.virksomhet.navn = $w[2] |
        .offentligMelder.virksomhet.adresse.adresselinje1 = $w[3] |
        .offentligMelder.epost = "a@" + $w[4] + ".example" |
        .offentligBarn[0].personnavn = $w[5] | .offentligBarn[0].adresse.adresselinje1 = $w[6] |
        .offentligBarn[0].orientertGrunn = $w[7] | .foresatte[0].personnavn = $w[8] |
        .foresatte[0].orientertGrunn = $w[9] | .behovForTolk = $w[10] |
        .andreHjelpeinstanser = $w[11] | .melding.melding = $w[12] | .melding.historie = $w[13] |
        .melding.andreSynspunkter = $w[14] | .nyttFelt = $w[15]' \
        <(form_no "$(test_id_no 9 7)=x") >"$BUS/canary/no.json"
    jq -n --rawfile words "$BUS/canary/words" --arg id "$(test_id_no 13 8)" '
        ($words | split("\n")) as $w | {
        to: {function: "child_welfare", area: "1201-02"}, ground: "no.bvl.13-2",
        notifier: {name: $w[16], role: $w[17]}, interpreter: $w[18],
        guardians: [{name: $w[19], address: {street: $w[20]}}],
        children: [{national_id: $id, name: $w[21], address: {street: $w[22]},
                    sections: {observation: $w[23]}}]}' >"$BUS/canary/own.json"
    post "$SCHOOL" "$BUS/canary/no.json" "$FORM_NO_TYPE"
    post "$SCHOOL" "$BUS/canary/own.json"
}

nowhere() {
    database_dump >"$BUS/canary/dump.sql"
    expect "$1: dump of the database" "$(found_in "$BUS/canary/dump.sql")" ""
    bus_sql CHECKPOINT
    expect "$1: files of the database" "$(found_in_cluster)" ""
    expect "$1: logs" "$(found_in "$BUS"/log/*)" ""
    expect "$1: spools" "$(find "$BUS/state" -type f -exec cat {} + | grep -a -o -h -i -F -f "$BUS/canary/patterns" | sort -u | head -n 5)" ""
    if [[ $EUID -eq 0 ]]; then
        expect "$1: memory of the broker" "$(found_in_memory "$(bus_pid sambandd)")" ""
    fi
}

@test "the search finds a word that is there, in every place it looks at" {
    local dump_said
    bus_sql "CREATE TABLE public.planted (word text)"
    bus_sql "INSERT INTO public.planted VALUES ('$(word 3)'), (encode('$(word 4)', 'hex'))"
    dump_said=$(database_dump | grep -a -o -i -F -f "$BUS/canary/patterns" | sort -u)
    expect_like "dump" "$dump_said" "$(word 3)"
    expect "dump, in hexadecimal" "$(wc -l <<<"$dump_said")" 2
    bus_sql CHECKPOINT
    expect_like "files" "$(found_in_cluster)" "$(word 3)"
    echo "said $(word 5) once" >"$BUS/log/planted.log"
    expect_like "logs" "$(found_in "$BUS"/log/*)" "$(word 5)"
    for shift in "" a bb; do
        printf '%s' "$shift$(word 6) and more" | base64 >"$BUS/log/planted.log"
        [[ -n $(found_in "$BUS/log/planted.log") ]]
    done
    rm "$BUS/log/planted.log"
    if [[ $EUID -eq 0 ]]; then
        PLANTED=$(word 2) sleep 60 3>&- &
        bus_until grep -q sleep "/proc/$!/comm"
        expect_like "memory" "$(found_in_memory $!)" "$(word 2)"
        kill $!
    fi
    # What was planted lies in old pages and in the log of changes: the search goes on without it.
    sed -i '2,6d' "$BUS/canary/words"
    for i in {1..5}; do
        printf 'kanari%sfugl%02d\n' "$(od -An -N6 -tx1 /dev/urandom | tr -d ' \n')" "$i"
    done | sed -i '1r /dev/stdin' "$BUS/canary/words"
    make_patterns
    bus_sql "DROP TABLE public.planted"
    expect "after that" "$(found_in_cluster)" ""
}

@test "no word anywhere while the report waits, when it is handed over, and when it is registered" {
    local ids
    mapfile -t ids < <(post_canaries)
    expect "posts" "${#ids[@]}" 2
    bus_until all_at_stage "$SCHOOL" accepted "${ids[@]}"
    nowhere accepted

    bus_start samband-social
    bus_wait_ready samband-social
    bus_until all_at_stage "$SCHOOL" handed_over "${ids[@]}"
    for id in "${ids[@]}"; do
        call_json "$SOCIAL" GET "/v1/inbox/$id" >"$BUS/canary/got-$id"
    done
    # They did travel: every word is at the other end.
    while read -r word; do
        grep -qF "$word" "$BUS"/canary/got-* || expect "at the recipient" "" "$word"
    done <"$BUS/canary/words"
    rm "$BUS"/canary/got-*
    nowhere "handed over"

    for id in "${ids[@]}"; do
        expect_like "registered" "$(case_register "$SOCIAL" "$id")" '^200 '
    done
    bus_until all_at_stage "$SCHOOL" registered "${ids[@]}"
    nowhere registered
}

@test "a refused report leaves no word either" {
    jq --arg id "$(test_id_no 18)" '.children[0].national_id = $id' "$BUS/canary/own.json" >"$BUS/canary/adult.json"
    id=$(post "$SCHOOL" "$BUS/canary/adult.json")
    wait_for_stage "$SCHOOL" "$id" refused
    nowhere refused
}

@test "a form with faults leaves no word in the logs, nor in the answer" {
    jq '.children[0].heard = .children[0].name' "$BUS/canary/own.json" >"$BUS/canary/faulty.json"
    call "$SCHOOL" POST /v1/concerns "$BUS/canary/faulty.json" >"$BUS/canary/answer"
    expect_like "status" "$(<"$BUS/canary/answer")" '^422 '
    expect "answer" "$(found_in "$BUS/canary/answer")" ""
    expect "logs" "$(found_in "$BUS"/log/*)" ""
}
