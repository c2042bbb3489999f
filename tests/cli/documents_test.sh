#!/bin/sh
# The pages of text speak of files that are there, of every folder, and of every verb.
set -eu
. "$(dirname "$0")/common.sh"
cd "$sources"

# Files that a page links to, from the page's folder.
links() {
    grep -o '](\([^)]*\))' "$1" | sed 's/^](//; s/)$//; s/#.*//' | grep -v '^https\?:' || :
}

# Folders and files that a page names in `quotes`.
named() {
    grep -oE "\`($(sh tests/layers/programs.sh '|')|tests|share|completions)/[^\` *]*\`" "$1" | tr -d '`' || :
}

for page in README.md CONTRIBUTING.md share/doc/ARCHITECTURE.md share/doc/TERMINAL.md share/doc/SECURITY.md; do
    for file in $(links "$page"); do
        [ -e "$(dirname "$page")/$file" ] || not_ok "$page links to $file, which is not there"
    done
    for file in $(named "$page"); do
        [ -e "$file" ] || not_ok "$page names $file, which is not there"
    done
done

for folder in $(sh tests/layers/programs.sh | xargs -n 1 | sed "s|\$|/*/|"); do
    folder=${folder%/}
    ls "$folder"/*.h >/dev/null 2>&1 || continue
    grep -q "^| \`$folder\` " share/doc/ARCHITECTURE.md || not_ok "ARCHITECTURE.md does not name $folder"
    grep -q "^  ${folder#*/}/ " README.md || not_ok "README.md has no $folder on its map"
done

# Tests that pages name in *asterisks*; a name may be broken over lines, in either.
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
find tests -name '*_test.cc' -exec cat {} + | tr '\n' ' ' | sed 's/" *"//g' >"$scratch/tests"
for page in TERMINAL SECURITY; do
    tr '\n' ' ' <share/doc/$page.md | tr -s ' ' | grep -o '\*[A-Za-z0-9][^*|`]*[a-z]\*' | tr -d '*' >"$scratch/$page"
    while read -r name; do
        grep -qF "TEST_CASE(\"$name\")" "$scratch/tests" || not_ok "$page.md names a test that is not there: $name"
    done <"$scratch/$page"
done
[ "$(wc -l <"$scratch/TERMINAL")" -gt 50 ] || not_ok "TERMINAL.md names hardly any test"
[ "$(wc -l <"$scratch/SECURITY")" -gt 10 ] || not_ok "SECURITY.md names hardly any test"

for verb in $(verbs); do
    grep -q "^| \`cleat $verb\` " README.md || not_ok "README.md does not name \"cleat $verb\""
done
finish
