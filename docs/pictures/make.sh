#!/bin/sh
# Makes the pictures of the docs: the change of reviewing.md as Markdown and as HTML, the report on an example, and the
# pages of `gainsay site`, photographed. Needs cargo, git, node, chromium and cmark-gfm (Debian: `apt-get install chromium cmark-gfm`) and
# `npm ci --prefix tests/browser`, and works in a folder of its own.
set -eu
cd "$(dirname "$0")/../.."
pictures=$PWD/docs/pictures browser=$PWD/tests/browser
cargo build --quiet
gainsay=${CARGO_TARGET_DIR:-$PWD/target}/debug/gainsay

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp -r data/examples/iran-taliban "$work/kb"
cp -r data/examples/iran-taliban-2015-2021 "$work/report"
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

"$gainsay" -C "$work/report" check --output html="$work/report.html" || test $? = 1
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
    node "$browser/photograph.mjs" "$work/$1.html" "$pictures/$2.png" "$3" "$4" "$5"
}
photograph comment review-markdown light 960 760
photograph review review-html light 960 900
photograph report report-light light 960 780
photograph report report-dark dark 960 780
photograph report report-narrow light 360 740

pages() {
    example=$1
    shift
    "$gainsay" -C "$work/$example" site --commits 0 --out "$work/$example-site"
    node "$browser/site-pictures.mjs" "$work/$example-site" "$pictures" "$@"
}
cd "$pictures/../.."
for example in iran-taliban iran-taliban-2015-2021 museum; do
    rm -rf "${work:?}/$example"
    cp -r "data/examples/$example" "$work/$example"
done
pages iran-taliban contradiction source
pages iran-taliban-2015-2021 front narrow entity statement matrix vocabulary search
pages museum rulings

# site-faults.png, site-history.png and site-about.png are taken of a workspace with commits and faults:
# node tests/browser/site-pictures.mjs SITE docs/pictures faults history about
# site-form.png is the picture `claim.png` of: node tests/browser/editing.mjs ADDRESS FOLDER
# where ADDRESS is what `gainsay serve --edit` prints in the workspace of tests/tests/serve.rs.
