#pragma once

#include "common/wire/fields.h"

#include <cstddef>
#include <cstdint>
#include <string>

/// Values that several messages of the protocol consist of: see messages.h.
namespace cleat {

/// Major versions of the protocol that this program speaks. A minor change needs no number: unknown fields are ignored
/// and unknown messages answered "unsupported".
inline constexpr int PROTOCOL_OLDEST = 1;
inline constexpr int PROTOCOL_NEWEST = 1;

/// How many sessions, clients, shares or recordings a list may have. A server that lists more is not believed.
inline constexpr std::size_t MOST_LISTED = 10'000;

/// Several sessions can be watched over one connection, each on a channel whose number the client chooses. It is a part
/// of the frame of every message about that session; 0, the usual one, is left out.
using ChannelId = std::uint64_t;

/// Bytes as they are; on the wire `bin`, where a `std::string` is text, `str`.
struct Bytes {
    std::string data;
    bool operator==(const Bytes&) const = default;
};

/// What a peer may do. The server decides it, once, from Hello and Attach.
enum class Role : std::uint8_t { observer = 0, controller = 1 };
constexpr Role last_of(Role)
{
    return Role::controller;
}

/// How a controller comes to a session, or to control it.
enum class Claim : std::uint8_t {
    shared = 0,    ///< with the others, as long as none of them holds it
    exclusive = 1, ///< holds it: all others only watch until it leaves. Refused while another one holds it
    take = 2,      ///< the same, also from one that holds it
};
constexpr Claim last_of(Claim)
{
    return Claim::take;
}

/// Whose terminal's size a session has. Observers' never count.
enum class SizeRule : std::uint8_t {
    latest = 0,   ///< that of the controller that typed, came or was resized last
    smallest = 1, ///< as many rows, and as many columns, as all controllers have
    largest = 2,  ///< as any of them has
    fixed = 3,    ///< nobody's
};
constexpr SizeRule last_of(SizeRule)
{
    return SizeRule::fixed;
}

/// Whom a session is shared with.
enum class Grantee : std::uint8_t { user = 0, group = 1, everyone = 2 };
constexpr Grantee last_of(Grantee)
{
    return Grantee::everyone;
}

/// Which of its policies ended a session.
enum class EndCause : std::uint8_t {
    none = 0,    ///< none of them
    timeout = 1, ///< its program's time was up
    max_age = 2, ///< it was too old
    idle = 3,    ///< it had no client for too long
};
constexpr EndCause last_of(EndCause)
{
    return EndCause::idle;
}

/// What a session's program has for its standard descriptors.
enum class SessionKind : std::uint8_t {
    terminal = 0, ///< a terminal, for all three
    pipes = 1,    ///< a pipe for each
};
constexpr SessionKind last_of(SessionKind)
{
    return SessionKind::pipes;
}

/// What a program wrote on. All that comes from a terminal is `out`.
enum class OutputStream : std::uint8_t { out = 0, err = 1 };
constexpr OutputStream last_of(OutputStream)
{
    return OutputStream::err;
}

/// How a session is to be recorded.
struct RecordingWish {
    std::string path;               ///< absolute; `{name}` and `{time}` in it are the session's and the beginning's
    bool overwrite = false;         ///< a file that is there; else it is refused
    bool compress = false;          ///< with zstd
    bool input = false;             ///< what is typed too, but while the terminal does not echo it
    std::uint64_t rotate_bytes = 0; ///< another file once one is as long; 0: never
    std::uint64_t rotate_ms = 0;    ///< another file once one has lasted as long; 0: never
    bool to_others_pipe = false;    ///< the file may be a pipe that another user has made
    FIELDS(path, overwrite, compress, input, rotate_bytes, rotate_ms, to_others_pipe)
    bool operator==(const RecordingWish&) const = default;
};

/// How it goes with a recording.
enum class RecordingState : std::uint8_t {
    running = 0,
    paused = 1, ///< nothing can be written now; once it can, it goes on, with a gap if something is lost by then
    ended = 2,  ///< because it was asked to, or the session has ended
    failed = 3, ///< before that
};
constexpr RecordingState last_of(RecordingState)
{
    return RecordingState::failed;
}

} // namespace cleat
