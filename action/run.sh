#!/usr/bin/env bash
# What the steps of action.yml run: `bash action/run.sh key`, `install`, `check`, `changes` and `comment`, in this order.
#
# All that it is told comes in by the environment: the INPUT_… of action.yml, and what a runner of GitHub sets. None of it is ever read
# as shell. It can be run by hand, with these variables set; the tests do so.
set -euo pipefail

# Where this action lies, and where it puts the program.
action=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
root=$RUNNER_TEMP/gainsay

# GitHub takes 1 MiB of summary from a step, and nothing of a longer one; of a comment, 65,536 characters.
most=900000
most_of_comment=60000

# The first line of our comment, by which later runs find it. It is not shown.
mark='<!-- gainsay: what this pull request changes -->'

main() {
    case ${1:-} in
        key | install | check | changes | comment) "$1" ;;
        *) echo "run.sh: it is one of key, install, check, changes, comment" >&2; exit 2 ;;
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
    refuse_option "${INPUT_SINCE:-}"
    if [ "${INPUT_NEW_ONLY:-}" = true ] && [ -n "$(base)" ]; then
        fetch_base
        # Where this branch left the other: what is new there is not this change's doing.
        arguments+=("--since=$(base)...")
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
            # Behind the summary stands what became of the quotes, where there are any.
            last=1
            if tail -n 1 "$1" | grep -Eq '^[0-9]+ quotes?: '; then last=2; fi
            tail -n "$last" "$1" | as_it_stands
            printf '\n<details><summary>All findings, with their reasons</summary>\n\n'
            if [ "$last" = 2 ]; then sed '$d' "$1" | sed '$d'; else sed '$d' "$1"; fi | as_it_stands
            printf '\n</details>\n'
        fi
    } | summary
}

# What has changed since the revision that a pull request goes to, or since the one asked for. Says so where it cannot tell.
changes() {
    local told=$RUNNER_TEMP/gainsay-changes.md status=0
    refuse_option "${INPUT_SINCE:-}"
    if [ -z "$(base)" ]; then
        return
    fi
    fetch_base
    gainsay -C "${INPUT_PATH:-.}" diff "$(base)...HEAD" --output "markdown=$told" || status=$?
    # Conflicts that a change introduces are for the check to fail on.
    case $status in
        0 | 1 | 3) summary <"$told"; output review "$told" ;;
        *) echo "::warning title=gainsay::what has changed could not be told; if history is missing, check out with fetch-depth: 0" ;;
    esac
}

# Tells what a pull request changes in one comment, and writes it anew in later runs. A run that may not write comments (a pull request
# from a fork) says so and goes on: the summary has it, too.
comment() {
    local body=$RUNNER_TEMP/gainsay-comment.md there
    if [ -z "${PULL_REQUEST:-}" ]; then
        return
    fi
    { printf '%s\n' "$mark"; cut_to "$most_of_comment" <"$REVIEW"; } >"$body"
    # Somebody else may have copied our first line into a comment of theirs.
    if there=$(gh api --paginate "repos/$GITHUB_REPOSITORY/issues/$PULL_REQUEST/comments" \
        --jq ".[] | select(.user.type == \"Bot\" and (.body | startswith(\"$mark\"))) | .id") && put_comment "${there%%$'\n'*}" "$body"; then
        return
    fi
    echo "::warning title=gainsay::the comment could not be written: it needs the permission pull-requests: write, which a pull request from a fork does not have"
}

# Writes a comment: over the one with that id, or a new one if there is none.
put_comment() {
    if [ -n "$1" ]; then
        gh api --silent --method PATCH "repos/$GITHUB_REPOSITORY/issues/comments/$1" --field "body=@$2"
    else
        gh api --silent --method POST "repos/$GITHUB_REPOSITORY/issues/$PULL_REQUEST/comments" --field "body=@$2"
    fi
}

# As many whole lines as fit into so many bytes, and a line about the rest.
cut_to() {
    LC_ALL=C awk -v most="$1" '
        { size += length($0) + 1 }
        size <= most { print; next }
        { left++ }
        END { if (left) print "\n" left " more lines are left out here: the summary of the job has them." }'
}

# The revision to compare with: the one asked for, or where a pull request, a merge queue or a push began; none if that is not known. The
# first push of a branch began nowhere, which git writes as zeros.
base() {
    local base=${INPUT_SINCE:-${BASE:-}}
    case $base in *[!0]*) printf '%s' "$base" ;; esac
}

# A name that begins with `-` is no revision. Git and gainsay would take it for an option.
refuse_option() {
    case $1 in
        -*) echo "::error title=gainsay::since: a revision does not begin with -" ; exit 2 ;;
    esac
}

# A checkout of one commit alone does not have it.
fetch_base() {
    local folder=${INPUT_PATH:-.}
    if ! git -C "$folder" rev-parse --quiet --verify --end-of-options "$(base)^{commit}" >/dev/null 2>&1; then
        git -C "$folder" fetch --quiet --no-tags --end-of-options origin "$(base)" || true
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
