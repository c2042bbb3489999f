#pragma once

#include "common/wire/fields.h"

#include <cstddef>
#include <cstdint>
#include <string>

/// Values used by several messages of the protocol; see messages.h.
namespace cleat {

/// The major protocol versions that this program speaks. A minor change needs no number: unknown fields are ignored,
/// and unknown messages are answered with "unsupported".
inline constexpr int PROTOCOL_OLDEST = 1;
inline constexpr int PROTOCOL_NEWEST = 1;

/// The most sessions, clients, shares or recordings in a list. A longer list is refused.
inline constexpr std::size_t MAX_LISTED = 10'000;

/// Several sessions can be watched over one connection, each on a channel whose number the client chooses. The channel
/// is part of the frame of every message about that session; 0, the default, is omitted.
using ChannelId = std::uint64_t;

/// Raw bytes; on the wire `bin`, whereas a `std::string` is text, `str`.
struct Bytes {
    std::string data;
    bool operator==(const Bytes&) const = default;
};

/// What a peer can do. In a session the server decides it when the peer attaches or follows, and again when exclusive
/// control changes.
enum class Role : std::uint8_t { observer = 0, controller = 1 };
constexpr Role last_of(Role)
{
    return Role::controller;
}

/// How a controller attaches to a session or gains control of it.
enum class Claim : std::uint8_t {
    shared = 0,    ///< together with the others, unless one has exclusive control
    exclusive = 1, ///< alone, until it leaves: others only observe. Refused while another client has exclusive control
    take = 2,      ///< alone, even if another client has exclusive control: that client loses it
};
constexpr Claim last_of(Claim)
{
    return Claim::take;
}

/// Which terminals determine a session's size. Observers' terminals never do.
enum class SizeRule : std::uint8_t {
    latest = 0,   ///< the controller that last typed, attached or resized
    smallest = 1, ///< the fewest rows and the fewest columns of all controllers
    largest = 2,  ///< the most rows and the most columns of all controllers
    fixed = 3,    ///< none
};
constexpr SizeRule last_of(SizeRule)
{
    return SizeRule::fixed;
}

/// With whom a session is shared.
enum class Grantee : std::uint8_t { user = 0, group = 1, everyone = 2 };
constexpr Grantee last_of(Grantee)
{
    return Grantee::everyone;
}

/// The policy by which a session was killed.
enum class EndCause : std::uint8_t {
    none = 0,    ///< none
    timeout = 1, ///< its program's timeout expired
    max_age = 2, ///< it reached its maximum age
    idle = 3,    ///< it had no client for too long
};
constexpr EndCause last_of(EndCause)
{
    return EndCause::idle;
}

/// The kind of a session program's standard descriptors.
enum class SessionKind : std::uint8_t {
    terminal = 0, ///< a terminal, for all three
    pipes = 1,    ///< a pipe for each
};
constexpr SessionKind last_of(SessionKind)
{
    return SessionKind::pipes;
}

/// The stream that a program wrote to. All output of a terminal is `out`.
enum class OutputStream : std::uint8_t { out = 0, err = 1 };
constexpr OutputStream last_of(OutputStream)
{
    return OutputStream::err;
}

/// Options for recording a session.
struct RecordingOptions {
    std::string path;               ///< absolute; `{name}` and `{time}` stand for the session's name and the start time
    bool overwrite = false;         ///< replace an existing file, which is refused otherwise
    bool compress = false;          ///< with zstd
    bool input = false;             ///< also record input, except while the terminal does not echo it
    std::uint64_t rotate_bytes = 0; ///< start another file at this size; 0: never
    std::uint64_t rotate_ms = 0;    ///< start another file after this time; 0: never
    bool to_others_pipe = false;    ///< the file may be a pipe created by another user
    FIELDS(path, overwrite, compress, input, rotate_bytes, rotate_ms, to_others_pipe)
    bool operator==(const RecordingOptions&) const = default;
};

/// The state of a recording.
enum class RecordingState : std::uint8_t {
    running = 0,
    paused = 1, ///< cannot be written at the moment; resumes when it can, with a gap if output was lost
    ended = 2,  ///< stopped on request, or the session ended
    failed = 3, ///< stopped by an error
};
constexpr RecordingState last_of(RecordingState)
{
    return RecordingState::failed;
}

} // namespace cleat
