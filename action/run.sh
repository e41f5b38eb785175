#!/usr/bin/env bash
# What the steps of action.yml run: `bash action/run.sh key`, `install`, `check` and `changes`, in this order.
#
# All that it is told comes in by the environment: the INPUT_… of action.yml, and what a runner of GitHub sets. None of it is ever read
# as shell. It can be run by hand, with these variables set; the tests do so.
set -euo pipefail

# Where this action lies, and where it puts the program.
action=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
root=$RUNNER_TEMP/gainsay

# GitHub takes 1 MiB of summary from a step, and nothing of a longer one.
most=900000

main() {
    case ${1:-} in
        key | install | check | changes) "$1" ;;
        *) echo "run.sh: it is one of key, install, check, changes" >&2; exit 2 ;;
    esac
}

# By what a built program is kept: the system, and all that goes into it.
key() {
    local digest
    digest=$(cd "$action" && find Cargo.toml Cargo.lock crates data docs/rules -type f |
        LC_ALL=C sort | git hash-object --no-filters --stdin-paths | git hash-object --stdin)
    output key "gainsay-${RUNNER_OS:-}-${RUNNER_ARCH:-}-$digest"
    output root "$root"
}

# Builds the program, unless it was kept.
install() {
    if [ ! -x "$root/bin/gainsay" ]; then
        if ! command -v cargo >/dev/null; then
            echo "::error title=gainsay::there is no cargo to build gainsay with: install Rust in a step before this one"
            exit 2
        fi
        CARGO_TARGET_DIR=$RUNNER_TEMP/gainsay-build \
            cargo install --quiet --locked --path "$action/crates/gainsay" --root "$root"
    fi
    echo "$root/bin" >>"$GITHUB_PATH"
}

# Checks the workspace; annotations go to the log, everything to the summary. Ends as the check did.
check() {
    local full=$RUNNER_TEMP/gainsay.txt sarif=${INPUT_SARIF:-$RUNNER_TEMP/gainsay.sarif} status=0 arguments words
    # `-C` moves the program, and not the files that it is to write.
    case $sarif in /* | [A-Za-z]:*) ;; *) sarif=$PWD/$sarif ;; esac
    arguments=(-C "${INPUT_PATH:-.}" check --output github --output "sarif=$sarif" --output "full=$full")
    if [ -n "${INPUT_FAIL_ON:-}" ]; then
        arguments+=(--fail-on "$INPUT_FAIL_ON")
    fi
    if [ "${INPUT_NEW_ONLY:-}" = true ] && [ -n "$(base)" ]; then
        fetch_base
        # Where this branch left the other: what is new there is not this change's doing.
        arguments+=(--since "$(base)...")
    fi
    words=()
    read -r -a words <<<"$(tr '\n' ' ' <<<"${INPUT_ARGS:-}")"
    arguments+=(${words[@]+"${words[@]}"})

    rm -f "$full" "$sarif"
    gainsay "${arguments[@]}" || status=$?
    output status "$status"
    if [ -f "$sarif" ]; then
        output sarif "$sarif"
    fi
    summarize_check "$full"
    exit "$status"
}

# The summary of a check: its last line, and below it all findings.
summarize_check() {
    {
        printf '## Gainsay\n\n'
        if [ ! -f "$1" ]; then
            printf 'The check could not be done. The log of this step says why.\n'
        elif [ "$(wc -l <"$1")" -le 1 ]; then
            as_it_stands <"$1"
        else
            tail -n 1 "$1" | as_it_stands
            printf '\n<details><summary>All findings, with their reasons</summary>\n\n'
            sed '$d' "$1" | as_it_stands
            printf '\n</details>\n'
        fi
    } | summary
}

# What has changed since the revision that a pull request goes to, or since the one asked for. Says so where it cannot tell.
changes() {
    local told=$RUNNER_TEMP/gainsay-changes.md status=0
    if [ -z "$(base)" ]; then
        return
    fi
    fetch_base
    gainsay -C "${INPUT_PATH:-.}" diff "$(base)...HEAD" --output markdown >"$told" || status=$?
    # Conflicts that a change introduces are for the check to fail on.
    case $status in
        0 | 1 | 3) summary <"$told" ;;
        *) echo "::warning title=gainsay::what has changed could not be told; if history is missing, check out with fetch-depth: 0" ;;
    esac
}

# The revision that a pull request goes to, or the one asked for; none on a push.
base() {
    printf '%s' "${INPUT_SINCE:-${BASE:-}}"
}

# A checkout of one commit alone does not have it.
fetch_base() {
    local folder=${INPUT_PATH:-.}
    if ! git -C "$folder" cat-file -e "$(base)^{commit}" 2>/dev/null; then
        git -C "$folder" fetch --quiet --no-tags origin "$(base)" || true
    fi
}

# Lines as a block of code, which no text in them can end; no more than a summary takes.
as_it_stands() {
    LC_ALL=C awk -v most="$most" '
        { size += length($0) + 5 }
        size <= most { print "    " $0; next }
        { left++ }
        END { if (left) print "\n" left " more lines are left out here: the log of this step has it all." }'
}

summary() {
    if [ "${INPUT_SUMMARY:-true}" = true ]; then
        cat >>"$GITHUB_STEP_SUMMARY"
    else
        cat >/dev/null
    fi
}

output() {
    printf '%s=%s\n' "$1" "$2" >>"$GITHUB_OUTPUT"
}

main "$@"
