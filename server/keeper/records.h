#pragma once

#include "common/base/result.h"
#include "server/keeper/session_id.h"
#include "server/pty/spawn.h"

#include <string>
#include <string_view>
#include <variant>

namespace cleat {

/// What keeper and worker say to each other. They may be of different versions after an upgrade: fields that one does
/// not know are skipped, fields that are missing are zero or empty, and tags are permanent.
namespace record {

/// Worker to keeper: start a program.
struct Spawn {
    SessionId session = 0;
    SpawnRequest request;
    bool operator==(const Spawn&) const = default;
};
/// Worker to keeper: signal a process group of the session.
struct Signal {
    SessionId session = 0;
    pid_t group = 0;
    int signal = 0;
    bool operator==(const Signal&) const = default;
};
/// Worker to keeper: the session is not needed any more.
struct Forget {
    SessionId session = 0;
    bool operator==(const Forget&) const = default;
};
/// Worker to keeper: the program's standard input is over.
struct CloseInput {
    SessionId session = 0;
    bool operator==(const CloseInput&) const = default;
};
/// Worker to keeper: end the server.
struct Stop {
    int status = 0; ///< to exit with
    bool operator==(const Stop&) const = default;
};
/// Worker to keeper: this session's program is the main one.
struct Main {
    SessionId session = 0;
    bool operator==(const Main&) const = default;
};
/// Worker to keeper: the listening socket has arrived; clients can be served.
struct Ready {
    bool operator==(const Ready&) const = default;
};
/// Worker to keeper: listen for other users too. Answered by `SharedListener` or `NotShared`.
struct Share {
    bool operator==(const Share&) const = default;
};
/// Worker to keeper: listen for other users no more.
struct Unshare {
    bool operator==(const Unshare&) const = default;
};
/// Keeper to worker: the program runs. With descriptors: the memory for the session's log, then the terminal; or, for a
/// program on pipes, its standard output, its standard error, and its standard input if that is a pipe.
struct Spawned {
    SessionId session = 0;
    pid_t pid = 0;
    bool operator==(const Spawned&) const = default;
};
/// Keeper to worker: the program could not be started.
struct SpawnFailed {
    SessionId session = 0;
    SpawnError error;
    bool operator==(const SpawnFailed&) const = default;
};
/// Keeper to worker: the program ended, with waitpid's status.
struct Exited {
    SessionId session = 0;
    int status = 0;
    bool operator==(const Exited&) const = default;
};
/// Keeper to worker: clients connect here. With one descriptor, the listening socket.
struct Listener {
    bool operator==(const Listener&) const = default;
};

/// Keeper to worker: other users connect here. With one descriptor, the listening socket.
struct SharedListener {
    bool operator==(const SharedListener&) const = default;
};
/// Keeper to worker: why other users cannot connect.
struct NotShared {
    std::string why;
    bool operator==(const NotShared&) const = default;
};

} // namespace record

using Record = std::variant<record::Spawn, record::Signal, record::Forget, record::Stop, record::Ready, record::Spawned,
                            record::SpawnFailed, record::Exited, record::Listener, record::Main, record::Share,
                            record::Unshare, record::SharedListener, record::NotShared, record::CloseInput>;

/// The longest record: a spawn request with all the environment that exec takes, and room to spare.
inline constexpr std::size_t MAX_RECORD = 4U << 20U;

/// A record as bytes: a type (u16), then fields of tag (u16), length (u32) and value, in the machine's byte order, for
/// the other end is on the same machine. Numbers are 8 bytes.
[[nodiscard]] std::string encode(const Record& record);

/// Otherwise `unsupported` for a type of another version, or `invalid`.
Result<Record> decode(std::string_view bytes);

} // namespace cleat
