#pragma once

#include "common/wire/client_messages.h"
#include "common/wire/server_messages.h"

#include <algorithm>
#include <array>
#include <concepts>
#include <cstdint>
#include <string>
#include <utility>
#include <variant>

/// The whole protocol. Every message is a struct: its tag, what it takes to be allowed to send it, how it is laid out
/// where that is no map, and its fields (fields.h). The codec, the check of permissions and the golden frames derive
/// from that.
///
/// Tags are permanent, and those of messages that are sent no more are not used again:
///
///     1 .. 35, 40 .. 46              from clients; 36 .. 39 were never used
///     47                             the next one
///     64 .. 86, 89 .. 96             to clients; 87 and 88 were never used
///     97                             the next one
///
/// Assertions at the end of this file hold the tags against the numbers there; this table goes with them.
namespace cleat {

/// A message of a newer version.
struct Unknown {
    int tag = 0;
    bool operator==(const Unknown&) const = default;
};

using ClientMessage =
    std::variant<Hello, New, Attach, Detach, DetachAll, Input, Resize, Acknowledge, List, Rename, Kill, SetSize,
                 TakeSnapshot, Send, Wait, AskStatus, Stop, Profile, Paste, Focus, Mouse, Clipboard, TakeControl,
                 AskControl, GrantControl, ListClients, Share, Unshare, ListShares, Ping, Follow, CloseInput, Signal,
                 Forget, AskEnvironment, StartRecording, StopRecording, MarkRecording, ListRecordings, TakePast,
                 AskShownIn, WatchSessions, Unknown>;
using ServerMessage = std::variant<Welcome, Done, Failed, Created, Attached, Step, Ended, Detached, Sessions,
                                   Snapshotted, Sent, Waited, ServerStatus, Happened, RoleChanged, ControlAsked,
                                   Clients, Shares, Pong, Following, Output, Gap, InputClosed, InputTaken, Environment,
                                   Recordings, Past, RecordingChanged, GuestNews, ShownIn, SessionsChanged, Unknown>;

/// A message, its serial: 0 for one that nobody asked for, else that of the request; and its channel.
template <class Message>
struct Envelope {
    std::uint64_t serial = 0;
    Message message;
    ChannelId channel = 0;
    bool operator==(const Envelope&) const = default;
};

/// The permission that `message` requires, as its struct says.
[[nodiscard]] Permission permission_of(const ClientMessage& message);

/// The session that `message` names; empty for the one that was used last, and where it names none.
[[nodiscard]] std::string session_named_in(const ClientMessage& message);

/// A message that names a session, by a field that everybody finds.
template <class M>
concept NamesASession = requires(M& m)
{
    {
        m.session
        } -> std::same_as<std::string&>;
};

// --- what no message may get wrong -----------------------------------------------------------------------------------

inline constexpr int NEXT_CLIENT_TAG = 47;
inline constexpr int NEXT_SERVER_TAG = 97;
inline constexpr int FIRST_SERVER_TAG = 64;

/// Tags of a variant's alternatives; the last of them is `Unknown`, which has none.
template <class Variant>
constexpr auto tags_of()
{
    return []<std::size_t... I>(std::index_sequence<I...>)
    {
        return std::array{std::variant_alternative_t<I, Variant>::tag...};
    }
    (std::make_index_sequence<std::variant_size_v<Variant> - 1>());
}

template <std::size_t N>
constexpr bool are_tags_sound(std::array<int, N> tags, int first, int next)
{
    std::ranges::sort(tags);
    return std::ranges::adjacent_find(tags) == tags.end() && tags.front() == first && tags.back() == next - 1;
}

/// A `steer` message is checked against the session that it names, so it must name one: without the field the check
/// would be of the session that was used last.
template <class M>
constexpr bool names_what_it_steers()
{
    if constexpr (requires { M::permission; }) return M::permission != Permission::steer || NamesASession<M>;
    else return true;
}

template <class Variant>
constexpr bool all_name_what_they_steer()
{
    return []<std::size_t... I>(std::index_sequence<I...>)
    {
        return (names_what_it_steers<std::variant_alternative_t<I, Variant>>() && ...);
    }
    (std::make_index_sequence<std::variant_size_v<Variant>>());
}

static_assert(NEXT_CLIENT_TAG <= FIRST_SERVER_TAG);
static_assert(are_tags_sound(tags_of<ClientMessage>(), Hello::tag, NEXT_CLIENT_TAG), "see the table of tags above");
static_assert(are_tags_sound(tags_of<ServerMessage>(), FIRST_SERVER_TAG, NEXT_SERVER_TAG),
              "see the table of tags above");
static_assert(all_name_what_they_steer<ClientMessage>(), "a steer message needs a member `std::string session`");

} // namespace cleat
