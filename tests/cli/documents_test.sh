#!/bin/sh
# Checks that the documents name only files and tests that exist, and name every folder and every verb.
set -eu
. "$(dirname "$0")/common.sh"
cd "$sources"

# Prints the files that a page links to, relative to the page's folder.
links() {
    grep -o '](\([^)]*\))' "$1" | sed 's/^](//; s/)$//; s/#.*//' | grep -v '^https\?:' || :
}

# Prints the folders and files that a page names in `quotes`.
named() {
    grep -oE "\`($(sh tests/layers/programs.sh '|')|tests|share|completions)/[^\` *]*\`" "$1" | tr -d '`' || :
}

for page in README.md CONTRIBUTING.md share/doc/ARCHITECTURE.md share/doc/TERMINAL.md share/doc/SECURITY.md; do
    for file in $(links "$page"); do
        [ -e "$(dirname "$page")/$file" ] || not_ok "$page links to $file, which does not exist"
    done
    for file in $(named "$page"); do
        [ -e "$file" ] || not_ok "$page names $file, which does not exist"
    done
done

# Succeeds if the map in ARCHITECTURE.md has the folder $1: two spaces and its name below the name of its program.
on_map() {
    awk -v program="${1%%/*}/" -v name="${1#*/}/" '
        /^[a-z]/ { within = $1 == program }
        within && /^  [a-z]/ && $1 == name { found = 1 }
        END { exit !found }
    ' share/doc/ARCHITECTURE.md
}

for folder in $(sh tests/layers/programs.sh | xargs -n 1 | sed "s|\$|/*/|"); do
    folder=${folder%/}
    ls "$folder"/*.h >/dev/null 2>&1 || continue
    grep -q "^| \`$folder\` " share/doc/ARCHITECTURE.md || not_ok "ARCHITECTURE.md does not name $folder"
    on_map "$folder" || not_ok "ARCHITECTURE.md has no $folder on its map"
done

# Tests that pages name in *asterisks*. A name may be broken across lines, in the page and in the test.
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
find tests -name '*_test.cc' -exec cat {} + | tr '\n' ' ' | sed 's/" *"//g' >"$scratch/tests"
for page in TERMINAL SECURITY; do
    tr '\n' ' ' <share/doc/$page.md | tr -s ' ' | grep -o '\*[A-Za-z0-9][^*|`]*[a-z]\*' | tr -d '*' >"$scratch/$page"
    while read -r name; do
        grep -qF "TEST_CASE(\"$name\")" "$scratch/tests" || not_ok "$page.md names a test that does not exist: $name"
    done <"$scratch/$page"
done
[ "$(wc -l <"$scratch/TERMINAL")" -gt 50 ] || not_ok "TERMINAL.md names too few tests"
[ "$(wc -l <"$scratch/SECURITY")" -gt 10 ] || not_ok "SECURITY.md names too few tests"

for verb in $(verbs); do
    grep -q "^| \`cleat $verb\` " README.md || not_ok "README.md does not name \"cleat $verb\""
done
finish
