#!/usr/bin/env bats
# SPDX-License-Identifier: EUPL-1.2
# Not under the sanitizers: see scripts/run_tests.
# From the 18th birthday the young adult consents alone, and not before; the holder is told in time.
# And a consent lasts as long as it says, to the day.

load helpers
load orders
load birthday

TEST_ID=test_id_no
GROUND=no.fvl.13a-1
TO='{"function": "child_welfare", "area": "1201-02"}'

setup_file() {
    wait_for_a_whole_day
    make_bus
    bus_start_all
}

teardown_file() { bus_remove; }

@test "who becomes 18 tomorrow signs with both guardians" { check_seventeen; }

@test "who becomes 18 today signs alone" { check_eighteen; }

@test "who becomes 15 tomorrow need not sign, who does today must" { check_fourteen; }

# for_days FROM UNTIL: a consent of that period (of a pupil of 18), and what becomes of a report under it.
for_days() {
    local id consent
    id=$(test_id_no 18)
    consent=$(post_consent "$SCHOOL" "$(consent_of "$id" "$SOCIAL" support_youth identity,observation 0 |
        jq -c --arg from "$(date -u -d "$1" +%Y-%m-%d)" --arg until "$(date -u -d "$2" +%Y-%m-%d)" \
            '.valid_from = $from | .valid_until = $until | .signatures |= map(.date = $from)')")
    echo "$(call_json "$SCHOOL" GET "/v1/consents/$consent" | jq -r .state): $(sends_under "$id" "$consent")"
}

@test "the last day that a consent covers passes, the first day that it does not is refused" {
    expect "its last day" "$(for_days '3 days ago' tomorrow)" "granted: $PASSES"
    expect "the day after" "$(for_days '3 days ago' today)" "expired: $REFUSED"
    expect "its first day" "$(for_days today '2 days')" "granted: $PASSES"
    expect "the day before" "$(for_days tomorrow '2 days')" "granted: $REFUSED"
}

@test "the record verifies" { verify_record; }
