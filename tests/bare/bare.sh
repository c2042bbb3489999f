#!/bin/sh
# usage: bare.sh SUITE TREE ROOT
#
# Installs a minimal Debian of the suite in the directory ROOT, clones the commits of TREE into it, and runs both
# commands of the README there. Needs root and debootstrap. Each command runs in a PID namespace, so all its processes
# end with it.
set -eu

suite=$1
tree=$2
root=$3

say() {
    printf 'bare %s: %s\n' "$suite" "$*" >&2
}

# The URI of this host's own package mirror.
mirror() {
    # shellcheck disable=SC2016 # apt-get expands it
    apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 'Label: Debian' 'Component: main' | head -n 1
}

make_root() {
    uri=$(mirror)
    [ -n "$uri" ] || { say 'apt-get has no source of Debian packages'; exit 1; }
    mkdir -p "$root"
    debootstrap --variant=minbase "$suite" "$root" "$uri" >"$root".log 2>&1 || { tail -n 20 "$root".log >&2; exit 1; }
    printf 'deb %s %s main\n' "$uri" "$suite" >"$root"/etc/apt/sources.list
    apt-config dump | grep -E '^Acquire::[a-z]+::Proxy' >"$root"/etc/apt/apt.conf.d/proxy || :
}

# Under /srv, where tests can run it as other users, too.
clone() {
    git clone --quiet --no-hardlinks "$tree" "$root"/srv/cleat
    # ROOT has no git, and a clone has no ignored files.
    chown -R root:root "$root"/srv/cleat
}

# Runs a command of the README in ROOT, with the environment of a fresh login.
run_there() {
    say "$*"
    # shellcheck disable=SC2016 # the inner shell expands them
    ROOT=$root unshare --mount --pid --fork --kill-child sh -euc '
        mount --make-rprivate /
        mount -t proc proc "$ROOT"/proc
        mount -t sysfs -o ro sysfs "$ROOT"/sys
        mount -t tmpfs -o mode=755 tmpfs "$ROOT"/run
        mount -t tmpfs -o mode=1777 tmpfs "$ROOT"/tmp
        mount -t tmpfs -o mode=755 tmpfs "$ROOT"/dev
        mkdir "$ROOT"/dev/pts "$ROOT"/dev/shm
        mount -t devpts -o newinstance,ptmxmode=666,mode=620,gid=5 devpts "$ROOT"/dev/pts
        mount -t tmpfs -o mode=1777 tmpfs "$ROOT"/dev/shm
        ln -s pts/ptmx "$ROOT"/dev/ptmx
        ln -s /proc/self/fd "$ROOT"/dev/fd
        ln -s /proc/self/fd/0 "$ROOT"/dev/stdin
        ln -s /proc/self/fd/1 "$ROOT"/dev/stdout
        ln -s /proc/self/fd/2 "$ROOT"/dev/stderr
        for name in null zero full random urandom tty; do
            touch "$ROOT"/dev/$name
            mount --bind /dev/$name "$ROOT"/dev/$name
        done
        exec env -i HOME=/root USER=root LOGNAME=root SHELL=/bin/bash TERM=dumb \
            PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
            chroot "$ROOT" sh -c "cd /srv/cleat && exec \"\$@\"" sh "$@" </dev/null
    ' sh "$@"
}

case $root in
    /?*) rm -rf --one-file-system "$root" ;;
    *) say "not an absolute path: $root"; exit 1 ;;
esac
make_root
clone
shown=$(run_there ./dev run)
printf '%s\n' "$shown"
printf '%s\n' "$shown" | grep -qx 'hello from cleat' || { say './dev run showed no session'; exit 1; }
run_there ./dev test
rm -rf --one-file-system "$root" "$root".log
say 'both commands of the README passed'
