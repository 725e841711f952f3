#!/usr/bin/env bats
# SPDX-License-Identifier: EUPL-1.2
# Not under the sanitizers: see scripts/run_tests.
# What `make install` leaves behind is what an IT department can start: units that systemd takes without a
# word, shut in as far as they can be, users and folders that fit, and programs that find their keys
# among the credentials of their unit.

load helpers

UNITS=(sambandd samband-school samband-social samband-police samband-mediation samband-agency)

setup_file() {
    export STAGE=$BATS_FILE_TMPDIR/stage
    SAMBAND_BIN=$SAMBAND_BIN "$helpers_top/scripts/install" "$STAGE" /usr >/dev/null
    # Debian's own units, and the program that reloads.
    cp -a --update=none /usr/lib/systemd/system/. "$STAGE/usr/lib/systemd/system/" 2>/dev/null ||
        cp -an /usr/lib/systemd/system/. "$STAGE/usr/lib/systemd/system/"
    ln -s usr/bin "$STAGE/bin"
    cp /bin/kill "$STAGE/usr/bin/kill"
    mkdir -p "$STAGE/etc"
}

# The targets of links in a text, each once: not of the web, not within the text itself.
links_of() { grep -oE '\]\([^)#:]+' "$1" | sed 's/^](//' | sort -u; }

@test "every link of an installed text leads somewhere" {
    local doc=$STAGE/usr/share/doc/samband text link n=0
    [[ -e $doc/README.md && -e $doc/deploy/guide/install.md && -e $doc/adapters/API.md ]]
    while IFS= read -r text; do
        while IFS= read -r link; do
            n=$((n + 1))
            [[ -e $(dirname "$text")/$link ]] || expect "${text#"$doc/"} leads to" "nothing" "$link"
        done < <(links_of "$text")
    done < <(find "$doc" -name '*.md')
    ((n > 20))
}

@test "every unit verifies beside Debian's own" {
    run systemd-analyze verify --man=no --root="$STAGE" "${UNITS[@]/%/.service}"
    expect "what systemd says" "$output" ""
    [[ $status -eq 0 ]]
}

@test "every unit is exposed by 1.5 at most" {
    local unit
    for unit in "${UNITS[@]}"; do
        run systemd-analyze security --offline=true --threshold=15 --no-pager --root="$STAGE" \
            "$unit.service"
        [[ $status -eq 0 ]] || {
            echo "$unit: ${lines[-1]}"
            return 1
        }
    done
}

@test "a unit without its sandbox is found out" {
    local copy=$BATS_TEST_TMPDIR/open
    cp -a "$STAGE" "$copy"
    rm "$copy/usr/lib/systemd/system/samband-.service.d/10-sandbox.conf"
    run systemd-analyze security --offline=true --threshold=15 --no-pager --root="$copy" \
        samband-school.service
    [[ $status -ne 0 ]]
}

@test "users and folders are as the units want them" {
    local unit owner
    systemd-sysusers --root="$STAGE"
    systemd-tmpfiles --root="$STAGE" --create --prefix=/etc/samband --prefix=/var/lib --prefix=/run samband.conf
    for unit in "${UNITS[@]:1}"; do
        owner=$(awk -F: -v u="$unit" '$1 == u { print $3 }' "$STAGE/etc/passwd")
        expect "$unit's spool" "$(stat -c '%a %u' "$STAGE/var/lib/$unit")" "700 $owner"
        expect "$unit's socket folder" "$(stat -c '%a %u' "$STAGE/run/$unit")" "750 $owner"
        expect "$unit's keys" "$(stat -c '%a %u' "$STAGE/etc/samband/keys/${unit#samband-}")" "700 0"
    done
}

# Flat, as systemd passes a folder: keys/fjell-school/curve.key is keys_fjell-school_curve.key.
pass_credentials() {
    local file
    mkdir -m 0700 "$2"
    while IFS= read -r file; do
        install -m 0440 "$1/$file" "$2/keys_${file//\//_}"
    done < <(cd "$1" && find . -type f -name '*' -printf '%P\n')
}

@test "programs find their keys among the credentials of their unit" {
    local area=$BATS_TEST_TMPDIR/area file
    SAMBAND_BIN=$SAMBAND_BIN "$helpers_top/scripts/area" norway "$area" >/dev/null
    pass_credentials "$area/keys" "$BATS_TEST_TMPDIR/credentials"
    for file in school sambandd; do
        sed -i -E 's#(keys|token|file|index_key): keys/#\1: credential:keys_#; s#(credential:keys_[a-z-]+)/token#\1_token#' "$area/$file.yaml"
        grep -q 'credential:' "$area/$file.yaml"
    done
    mv "$area/keys" "$area/elsewhere"
    CREDENTIALS_DIRECTORY=$BATS_TEST_TMPDIR/credentials "$SAMBAND_BIN/samband-school" \
        --config "$area/school.yaml" --check
    run "$SAMBAND_BIN/samband-school" --config "$area/school.yaml" --check
    [[ $status -eq 78 && $output == *credential:keys_fjell-school* ]]
    # The broker gets as far as its database, which is not there.
    run env CREDENTIALS_DIRECTORY="$BATS_TEST_TMPDIR/credentials" "$SAMBAND_BIN/sambandd" \
        --config "$area/sambandd.yaml" --check
    [[ $status -eq 69 ]]
}
