#!/bin/sh
# The unit file: sessions, which inherit from it, keep the rights of a login, and are given the time that they are told.
. "$(dirname "$0")/common.sh"

unit=$sources/share/systemd/cleatd.service

# systemd.exec(5): what takes rights away from everything that is run, with what a prefix means of it.
taking='NoNewPrivileges Protect[A-Za-z]* Private[A-Za-z]* SystemCall[A-Za-z]* Restrict[A-Za-z]* CapabilityBoundingSet
    AmbientCapabilities SecureBits ReadOnlyPaths ReadWritePaths InaccessiblePaths NoExecPaths ExecPaths TemporaryFileSystem
    RootDirectory RootImage MountAPIVFS DynamicUser LockPersonality MemoryDenyWriteExecute RemoveIPC Limit[A-Z]*
    DevicePolicy DeviceAllow IPAddressDeny UMask KeyringMode User Group'
for name in $taking; do
    found=$(grep -E "^ *$name *=" "$unit") && not_ok "sessions would inherit \"$found\""
done

value_of() { sed -n "s/^$1=//p" "$unit"; }

[ "$(value_of OOMPolicy)" = continue ] || not_ok "one program that runs out of memory would end all sessions"
[ "$(value_of KillMode)" = mixed ] || not_ok "programs would get the keeper's signal"

# In milliseconds as the code has them: the grace, and what SIGKILL is given.
grace=$(sed -n "s/.*stop_grace{\([0-9']*\)}.*/\1/p" "$sources/common/config/settings.h" | tr -d "'")
kills=$(sed -n 's/^constexpr auto AFTER_KILL = \([0-9]*\)s;.*/\1/p' "$sources/server/keeper/keeper.cc")
[ -n "$grace" ] && [ -n "$kills" ] || not_ok "the code does not say how long a stop takes"
needed=$((grace / 1000 + kills))
[ "$(value_of TimeoutStopSec)" -gt "$needed" ] || not_ok "a stop takes up to $needed seconds, TimeoutStopSec is no more"

finish
