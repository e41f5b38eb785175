#!/bin/sh
# Everything that must hold before a change goes in: layout, lints, documentation, and all tests.
set -eu
cd "$(dirname "$0")/.."

echo '== layout'
cargo fmt --all --check

echo '== lints'
cargo clippy --workspace --all-targets --locked -- -D warnings

echo '== documentation'
RUSTDOCFLAGS='-D warnings' cargo doc --workspace --no-deps --locked --quiet

echo '== tests'
cargo build --workspace --locked
GAINSAY_SKIPPED="$PWD/target/skipped.txt"
export GAINSAY_SKIPPED
rm -f "$GAINSAY_SKIPPED"
cargo test --workspace --locked --no-fail-fast

if [ -s "$GAINSAY_SKIPPED" ]; then
    echo "== skipped: $(sort -u "$GAINSAY_SKIPPED" | paste -sd '|' - | sed 's/|/; /g')"
else
    echo '== skipped: nothing'
fi
