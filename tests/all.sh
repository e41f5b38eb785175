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
cargo test --workspace --locked --no-fail-fast
