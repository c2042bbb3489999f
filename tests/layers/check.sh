#!/bin/sh
# check.sh TREE: checks that includes in TREE point down the order of folders, that third-party headers are included only by
# their owners, that no two headers define a type of the same name, and that programs.txt lists every folder with product
# code. Prints nothing if all is well.
set -eu
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
programs=$(sh "$here/programs.sh" '|')
cd "$1"
wrong=0

complain() {
    printf '%s\n' "$*"
    wrong=1
}

for folder in */; do
    folder=${folder%/}
    case "|$programs|tests|cmake|build|" in
        *"|$folder|"*) continue ;;
    esac
    [ -z "$(find "$folder" \( -name '*.h' -o -name '*.cc' \) -print -quit)" ] ||
        complain "$folder: has code, but is not in programs.txt"
done
# .clang-tidy cannot read the list.
if [ -f .clang-tidy ] && ! grep -qxF "HeaderFilterRegex: '.*/($programs)/.*\.h\$'" .clang-tidy; then
    complain ".clang-tidy: HeaderFilterRegex and programs.txt name different folders"
fi

# shellcheck disable=SC2046 # the list is split on purpose
find $(sh "$here/programs.sh") \( -name '*.h' -o -name '*.cc' \) -size +0 2>/dev/null | LC_ALL=C sort |
    xargs awk -v programs="$programs" -f "$here/check.awk" "$here/order.txt" "$here/owners.txt" || wrong=1
exit "$wrong"
