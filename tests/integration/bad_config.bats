#!/usr/bin/env bats
# SPDX-License-Identifier: EUPL-1.2
# Not under the sanitizers: see scripts/run_tests.
# What is wrong at the start is said in one clear line, and the broker does not run: 78 where an
# official must mend something, 69 where it may pass by itself.

load helpers

setup_file() {
    make_bus
    cp "$BUS/sambandd.yaml" "$BUS/good.yaml"
}

teardown_file() { bus_remove; }

setup() { cp "$BUS/good.yaml" "$BUS/bad.yaml"; }

# start_with STATUS REGEX: the broker ends with the status and says it; `--check` says the same.
start_with() {
    local said status=0 checked
    said=$(timeout 30 "$BUS_BIN/sambandd" --config "$BUS/bad.yaml" 2>&1) || status=$?
    expect "status ($said)" "$status" "$1"
    expect "lines that say why it cannot run" "$(grep -c '^<3>' <<<"$said")" 1
    expect_like "words" "$said" "$2"
    status=0
    checked=$(timeout 30 "$BUS_BIN/sambandd" --config "$BUS/bad.yaml" --check 2>&1) || status=$?
    expect "status of --check ($checked)" "$status" "$1"
    expect "words of --check" "$checked" "$said"
}

adapter_with() {
    local said status=0
    said=$(timeout 30 "$BUS_BIN/$1" --config "$2" 2>&1) || status=$?
    expect "status of $1 ($said)" "$status" "$3"
    expect_like "words of $1" "$said" "$4"
}

@test "--check of a good installation says ok, and changes nothing" {
    local leaves
    leaves=$(n_leaves)
    run timeout 30 "$BUS_BIN/sambandd" --config "$BUS/good.yaml" --check
    expect "status" "$status" 0
    expect_like "words" "$output" ok
    expect "leaves" "$(n_leaves)" "$leaves"
}

@test "a key file that others can read is refused" {
    chmod 0644 "$BUS/keys/bus/sign.key"
    start_with 78 'sign\.key'
    chmod 0600 "$BUS/keys/bus/sign.key"
    chmod 0640 "$BUS/keys/fjell-school/seal.key"
    adapter_with samband-school "$BUS/school.yaml" 78 'seal\.key'
    chmod 0600 "$BUS/keys/fjell-school/seal.key"
}

@test "a missing key, a key of another kind and a cut one are refused" {
    mv "$BUS/keys/bus/curve.key" "$BUS/keys/bus/curve.away"
    start_with 78 'curve\.key'
    cp -p "$BUS/keys/bus/sign.key" "$BUS/keys/bus/curve.key"
    start_with 78 'curve\.key'
    head -c 20 "$BUS/keys/bus/curve.away" >"$BUS/keys/bus/curve.key"
    start_with 78 'curve\.key'
    mv "$BUS/keys/bus/curve.away" "$BUS/keys/bus/curve.key"
}

@test "every fault of the settings is told at once, with its place" {
    local said line
    line=$(sed -e '/^directory:/d' "$BUS/bad.yaml" | grep -n '^credit:')
    sed -i -e 's/^credit: .*/credit: many/' -e '/^directory:/d' "$BUS/bad.yaml"
    printf 'heartbeat_ms: 5000\nno_such_key: 1\n' >>"$BUS/bad.yaml"
    start_with 78 'bad\.yaml:[0-9]+:[0-9]+: '
    said=$("$BUS_BIN/sambandd" --config "$BUS/bad.yaml" 2>&1 || true)
    for what in "${line%%:*}:9: .*whole number" "directory is missing" "already on line" "no_such_key"; do
        grep -qE "bad\.yaml:[0-9]+:.*$what|bad\.yaml:$what" <<<"$said" || expect "faults" "$said" "$what"
    done
}

@test "no settings at all, an alias, and a file that is no YAML are refused" {
    rm "$BUS/bad.yaml"
    start_with 78 'bad\.yaml'
    printf 'listen: &a tcp://127.0.0.1:1\ndatabase: *a\n' >"$BUS/bad.yaml"
    start_with 78 'bad\.yaml:[0-9]+:[0-9]+'
    printf 'listen: [\n' >"$BUS/bad.yaml"
    start_with 78 'bad\.yaml:[0-9]+:[0-9]+'
}

@test "an adapter tells every fault of its settings too" {
    local said
    sed -e '/^spool:/d' -e 's/^listen: .*/listen: 0.0.0.0:80/' "$BUS/school.yaml" >"$BUS/bad-school.yaml"
    printf 'no_such_key: 1\n' >>"$BUS/bad-school.yaml"
    adapter_with samband-school "$BUS/bad-school.yaml" 78 'bad-school\.yaml:[0-9]+:[0-9]+: '
    said=$("$BUS_BIN/samband-school" --config "$BUS/bad-school.yaml" 2>&1 || true)
    for what in spool listen no_such_key; do
        expect_like "$what" "$said" "$what"
    done
}

@test "a database that is not there is unavailable" {
    sed -i "s|^database: .*|database: \"host=$BUS/nowhere dbname=samband user=samband_broker\"|" "$BUS/bad.yaml"
    start_with 69 '.'
}

@test "a database without the schema, and one of another version, are refused" {
    bus_sql "CREATE DATABASE empty"
    sed -i 's/dbname=samband /dbname=empty /' "$BUS/bad.yaml"
    start_with 78 'schema|migrat'
    bus_sql "DROP DATABASE empty"
    bus_sql "CREATE DATABASE newer TEMPLATE samband"
    bus_sql "INSERT INTO samband.migration (number, name, sha256) VALUES (9999, 'later', sha256('later'))" newer
    cp "$BUS/good.yaml" "$BUS/bad.yaml"
    sed -i 's/dbname=samband /dbname=newer /' "$BUS/bad.yaml"
    start_with 78 'schema|version|migrat'
    bus_sql "DROP DATABASE newer"
}

@test "a read-only database is refused" {
    bus_sql "CREATE DATABASE frozen TEMPLATE samband"
    bus_sql "ALTER DATABASE frozen SET default_transaction_read_only = on"
    sed -i 's/dbname=samband /dbname=frozen /' "$BUS/bad.yaml"
    local said status=0
    said=$(timeout 30 "$BUS_BIN/sambandd" --config "$BUS/bad.yaml" 2>&1) || status=$?
    expect_like "status ($said)" "$status" '^(69|78)$'
    bus_sql "DROP DATABASE frozen"
}

@test "a database without fsync is refused, unless the settings say that it is for tests" {
    sed -i 's/^allow_unsafe_database: .*/allow_unsafe_database: false/' "$BUS/bad.yaml"
    start_with 78 'fsync'
}

@test "a role that lacks what the broker needs is refused" {
    sed -i 's/user=samband_broker/user=samband_auditor/' "$BUS/bad.yaml"
    start_with 78 '.'
}

@test "a permission without a decider, and a faulty rule, are refused with their place" {
    cp -R "$BUS/policy" "$BUS/bad-policy"
    sed -i 's/^policy: .*/policy: bad-policy/' "$BUS/bad.yaml"
    sed -i '0,/kind: duty/s//kind: permission/' "$BUS/bad-policy/no/concern.yaml"
    start_with 78 'concern\.yaml:[0-9]+:[0-9]+: '
    sed -i '0,/kind: permission/s//kind: duty/' "$BUS/bad-policy/no/concern.yaml"
    sed -i '0,/to: \[child_welfare\]/s//to: [child_wellfare]/' "$BUS/bad-policy/no/concern.yaml"
    start_with 78 'concern\.yaml:[0-9]+:[0-9]+: '
    rm -r "$BUS/bad-policy"
}

@test "a directory entry that nobody signed is refused" {
    sed 's/1201-02/1201-03/' "$BUS/directory.yaml" >"$BUS/bad-directory.yaml"
    sed -i 's/^directory: .*/directory: bad-directory.yaml/' "$BUS/bad.yaml"
    start_with 78 'bad-directory\.yaml'
}

@test "a broker that would let any key in finds out by itself and does not start" {
    local said status=0
    said=$(SAMBAND_FAULT=link_any_key:yes timeout 30 "$BUS_BIN/sambandd" --config "$BUS/good.yaml" 2>&1) || status=$?
    expect "status ($said)" "$status" 70
    expect_like "words" "$said" 'curve_open'
}

@test "an unknown option is a usage error" {
    run "$BUS_BIN/sambandd" --no-such-option
    expect "status" "$status" 64
    run "$BUS_BIN/samband-school" --no-such-option
    expect "status" "$status" 64
    run "$BUS_BIN/sambandctl" no-such-command
    expect "status" "$status" 64
}
