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
    grep -o '`\(common\|server\|client\|tests\|share\|completions\)/[^` *]*`' "$1" | tr -d '`' || :
}

for page in README.md CONTRIBUTING.md share/doc/ARCHITECTURE.md; do
    for file in $(links "$page"); do
        [ -e "$(dirname "$page")/$file" ] || not_ok "$page links to $file, which is not there"
    done
    for file in $(named "$page"); do
        [ -e "$file" ] || not_ok "$page names $file, which is not there"
    done
done

for folder in common/*/ server/*/ client/*/; do
    folder=${folder%/}
    ls "$folder"/*.h >/dev/null 2>&1 || continue
    grep -q "^| \`$folder\` " share/doc/ARCHITECTURE.md || not_ok "ARCHITECTURE.md does not name $folder"
    grep -q "^  ${folder#*/}/ " README.md || not_ok "README.md has no $folder on its map"
done

for verb in $(verbs); do
    grep -q "^| \`cleat $verb\` " README.md || not_ok "README.md does not name \"cleat $verb\""
done
finish
