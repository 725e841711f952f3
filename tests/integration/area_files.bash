# shellcheck shell=bash
# SPDX-License-Identifier: EUPL-1.2
# The files of an area, changed while its programs run: directory, agreements, rules. Sourced after
# helpers.bash, by tests of the Norwegian sample.

AREA_LOG=samband.example/vestland
AREA_COORDINATOR=vestland-coordinator

# sample_config: a copy of config/ for this file's tests to change; scripts/area takes it.
sample_config() {
    SAMBAND_CONFIG=$BATS_FILE_TMPDIR/config
    export SAMBAND_CONFIG
    cp -R "$helpers_top/config" "$SAMBAND_CONFIG"
}

# give_copies NAME...: each program its own copy of directory, agreements and rules: $BUS/own/NAME/.
give_copies() {
    local name settings
    for name; do
        mkdir -p "$BUS/own/$name"
        cp -R "$BUS/directory.yaml" "$BUS/agreements" "$BUS/policy" "$BUS/own/$name/"
        settings=$(bus_settings "$name")
        sed -i -E "s#^(directory|agreements|policy|vocabulary): #&own/$name/#" "$settings"
        grep -q "^directory: own/$name/" "$settings"
    done
}

own() { echo "$BUS/own/$1"; }

# restore NAME: the copies as they lie in $BUS/good.
restore() { rm -r "$(own "$1")" && cp -R "$BUS/good/$1" "$(own "$1")"; }

# set_age_limit YEARS: of the duties to report concern, in the broker's rules.
set_age_limit() {
    sed -i -E "s/^(    age: .under: )[0-9]+/\1$1/" "$(own sambandd)/policy/no/concern.yaml"
}

# report_of_age YEARS N: the id.
report_of_age() {
    local file=$BATS_TEST_TMPDIR/age-$2.json
    report_of "$(test_id_no "$1" "$2")" "Barn $2 Oppdiktet" >"$file"
    post "$SCHOOL" "$file"
}

# ---------------------------------------------------------------------------- the directory

# entry_of PARTY ROLE [OPTION...]: a signed entry, of the sample's area unless the options say another.
entry_of() {
    local party=$1 role=$2 areas=(--areas 1201-02)
    shift 2
    [[ " $* " == *" --areas "* ]] && areas=()
    ctl directory entry --log "$AREA_LOG" --party "$party" --role "$role" --country NO \
        --joined 2026-01-01 --root "$BUS/keys/$party/root.key" \
        --coordinator-root "$BUS/keys/$AREA_COORDINATOR/root.key" "${areas[@]}" "$@"
}

# without_party FILE PARTY: the directory without that party's entry.
without_party() {
    awk -v party="$2" '/^  - party: / { skip = ($3 == party) } !skip { print }' "$1"
}

# put_entry FILE PARTY ROLE [OPTION...]: in place of the one that it had, or as a new one.
put_entry() {
    local file=$1 party=$2
    shift
    { without_party "$file" "$party" && entry_of "$@"; } >"$file.new" && mv "$file.new" "$file"
}

# new_party PARTY [FOLDER]: keys, token and card; the card into FOLDER or the area's cards.
new_party() {
    ctl keygen --party "$1" --out "$BUS/keys/$1"
    ctl keygen --kind token --out "$BUS/keys/$1/token"
    new_card "$1" 1 "${2:-$BUS/cards}"
}

# new_card PARTY SERIAL [FOLDER]: for the keys that the party has now, into FOLDER or the area's cards.
new_card() {
    ctl card make --log "$AREA_LOG" --party "$1" --serial "$2" --days 30 --keys "$BUS/keys/$1" \
        --root "$BUS/keys/$1/root.key" --out "${3:-$BUS/cards}/$1-$2.card"
}

# ---------------------------------------------------------------------------- agreements

# agree FILE NAME FROM UNTIL PURPOSES PARTIES: drafted, and signed by each of the parties.
agree() {
    local file=$1 party
    ctl agreement draft --log "$AREA_LOG" --agreement "$2" --from "$3" --until "$4" \
        --purposes "$5" --parties "$6" >"$file"
    for party in ${6//,/ }; do
        ctl agreement sign --party "$party" --root "$BUS/keys/$party/root.key" "$file" >"$file.new"
        mv "$file.new" "$file"
    done
}

# ---------------------------------------------------------------------------- reading them anew

reload_has_ended() { since_reload "$1" | grep -qE '^<[0-9]>(reloaded|reload_refused|reload_unchanged)'; }

# since_reload NAME: what the program has said since its last reload began.
since_reload() { tail -c +"$(($(<"$BUS/program/$1.reload_at") + 1))" "$BUS/log/$1.log"; }

# reload NAME...: SIGHUP to each, and waits until each has said what came of it.
reload() {
    local name
    for name; do
        stat -c %s "$BUS/log/$name.log" >"$BUS/program/$name.reload_at"
        bus_signal "$name" HUP
    done
    for name; do
        bus_until reload_has_ended "$name" || return
    done
}

# reload_as WORD NAME...: and it came to that: reloaded, reload_refused, reload_unchanged.
reload_as() {
    local word=$1 name
    shift
    reload "$@" || return
    for name; do
        expect_like "reload of $name" "$(since_reload "$name")" "<[0-9]>$word" || return
    done
}

# verdict_of PARTY ID: what became of what it sent.
verdict_of() { call_json "$1" GET "/v1/outbox/$2" | jq -r '"\(.stage) \(.code)"'; }

# ---------------------------------------------------------------------------- cards and keys

# give_cards NAME...: each program a folder of cards of its own: $BUS/own/NAME/cards.
give_cards() {
    local name
    for name; do
        mkdir -p "$BUS/own/$name"
        cp -R "$BUS/cards" "$BUS/own/$name/"
        sed -i -E "s#^cards: cards#cards: own/$name/cards#" "$(bus_settings "$name")"
        grep -q "^cards: own/$name/" "$(bus_settings "$name")"
    done
}

# new_keys PARTY SERIAL: other keys but for root and token, and a card for them in the area's folder,
# which the broker reads.
new_keys() {
    local keys=$BUS/keys/$1
    ctl keygen --party "$1" --out "$keys.new"
    cp -p "$keys/root.key" "$keys/token" "$keys.new/"
    rm -r "$keys" && mv "$keys.new" "$keys"
    new_card "$1" "$2"
    bus_signal sambandd HUP
    wait_for_sql "SELECT max(serial) FROM samband.key_card WHERE party = '$1'" "$2"
}
