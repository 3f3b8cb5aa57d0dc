#!/usr/bin/env bash
# Gives every fuzz target (a Rust test whose name holds "fuzz") this many seconds; a finding is an ordinary failed test.
set -euo pipefail
cd "$(dirname "$0")/.."
seconds=${1:?seconds per target}

export BOLERO_RANDOM_TEST_TIME_MS=$((seconds * 1000)) BOLERO_RANDOM_ITERATIONS=$((1 << 40))
# One target at a time: the seconds are then the target's own.
cargo test --workspace --locked --quiet -- fuzz --test-threads=1 | tee .tools/fuzz.log
grep -Eq '^running [1-9]' .tools/fuzz.log || { echo 'fuzz: no target ran' >&2; exit 1; }
