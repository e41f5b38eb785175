#!/bin/sh
# Makes the pictures of docs/reviewing.md: the change of that page, as Markdown and as HTML, photographed.
# Needs cargo, git, chromium and cmark-gfm (Debian: `apt-get install chromium cmark-gfm`), and works in a folder of its own.
set -eu
cd "$(dirname "$0")/../.."
pictures=$PWD/docs/pictures
cargo build --quiet --release
gainsay=${CARGO_TARGET_DIR:-$PWD/target}/release/gainsay

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp -r data/examples/iran-taliban "$work/kb"
cd "$work/kb"
git init --quiet
git config user.name Ada
git config user.email ada@example.org
git add . && git commit --quiet --message "What was said in 2018"
cat > claims/bahrami/bahrami-no-talks.yaml <<'END'
claim: bahrami-no-talks
by: bahrami
denies: iran holds-talks-with taliban
said: 2018-05
source: tabnak-2018-12-31
at: para 12
END
sed -i 's/^denies: iran has-relations/suggests: iran has-relations/; s/into relations because/into open relations because/' \
    claims/bahrami/bahrami-denies-relations.yaml
git add . && git commit --quiet --message "The article again, and one more claim"

"$gainsay" diff HEAD~1..HEAD --output html="$work/review.html" --output markdown="$work/review.md"

# As a forge would show it, more or less.
{
    echo '<!DOCTYPE html><meta charset="utf-8"><style>'
    echo 'body{font:16px/1.5 system-ui,sans-serif;max-width:52rem;margin:1.5rem auto;padding:1rem 1.5rem;border:1px solid #d0d7de;border-radius:6px;color:#1f2328}'
    echo 'code{background:#eff1f3;padding:.15em .35em;border-radius:6px;font:85% ui-monospace,monospace}li{margin:.2em 0}summary{cursor:pointer}'
    echo '</style>'
    cmark-gfm --unsafe --extension strikethrough "$work/review.md"
} > "$work/comment.html"

photograph() {
    chromium --headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking \
        --disable-component-update --disable-sync --hide-scrollbars --force-device-scale-factor=1 \
        --user-data-dir="$work/profile" --window-size="960,$3" --screenshot="$2" "file://$1" >/dev/null 2>&1
}
photograph "$work/comment.html" "$pictures/review-markdown.png" 760
photograph "$work/review.html" "$pictures/review-html.png" 900
