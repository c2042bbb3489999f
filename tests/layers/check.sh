#!/bin/sh
# check.sh TREE: whether the includes in TREE point down the order of folders, third parties' headers are where they belong,
# and programs.txt knows every folder with code of the product. Says nothing if so.
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
        complain "$folder: has code, but programs.txt does not name it"
done
# The one place that cannot read the list.
if [ -f .clang-tidy ] && ! grep -qxF "HeaderFilterRegex: '.*/($programs)/.*\.h\$'" .clang-tidy; then
    complain ".clang-tidy: HeaderFilterRegex names other folders than programs.txt"
fi

# shellcheck disable=SC2046 # the list is split on purpose
find $(sh "$here/programs.sh") \( -name '*.h' -o -name '*.cc' \) -size +0 2>/dev/null | LC_ALL=C sort |
    xargs awk -v programs="$programs" -f "$here/check.awk" "$here/order.txt" "$here/owners.txt" || wrong=1
exit "$wrong"
