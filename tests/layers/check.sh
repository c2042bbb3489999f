#!/bin/sh
# check.sh TREE: whether the includes in TREE point down the order of folders, and third parties' headers are where they
# belong. Says nothing if so.
set -eu
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
cd "$1"
find common server client \( -name '*.h' -o -name '*.cc' \) -size +0 2>/dev/null | LC_ALL=C sort |
    xargs awk -f "$here/check.awk" "$here/order.txt" "$here/owners.txt" || exit 1
