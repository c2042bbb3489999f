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

/// The whole protocol. Every message is a struct with its tag, the permission it requires, its layout if that is not a
/// map, and its fields (fields.h). The codec, the permission check and the golden frames derive from these.
///
/// Tags are permanent, and tags of messages that are no longer sent are not reused:
///
///     1 .. 35, 40 .. 46              from clients; 36 .. 39 were never used
///     47                             the next one
///     64 .. 86, 89 .. 96             to clients; 87 and 88 were never used
///     97                             the next one
///
/// Assertions at the end of this file check the tags against constants defined there; keep this table in step with
/// them.
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
                 Forget, AskEnvironment, StartRecording, StopRecording, MarkRecording, ListRecordings,
                 TakeRecentHistory, AskShownIn, WatchSessions, Unknown>;
using ServerMessage =
    std::variant<Welcome, Done, Failed, Created, Attached, Step, Ended, Detached, Sessions, Snapshotted, Sent, Waited,
                 ServerStatus, Happened, RoleChanged, ControlAsked, Clients, Shares, Pong, Following, Output, Gap,
                 InputClosed, InputTaken, Environment, Recordings, RecentHistory, RecordingChanged, GuestVisits,
                 ShownIn, SessionsChanged, Unknown>;

/// A message with its channel and its serial. The client chooses the serial of a request; 0 if it has no reply. A
/// message from the server has the serial of the request it answers, or 0 if it is unsolicited.
template <class Message>
struct Envelope {
    std::uint64_t serial = 0;
    Message message;
    ChannelId channel = 0;
    bool operator==(const Envelope&) const = default;
};

/// The permission that `message` requires, as its struct says.
[[nodiscard]] Permission permission_of(const ClientMessage& message);

/// The session that `message` names; empty for the most recently used one, and if the message names none.
[[nodiscard]] std::string session_named_in(const ClientMessage& message);

/// A message with a member `session`.
template <class M>
concept NamesASession = requires(M& m)
{
    {
        m.session
        } -> std::same_as<std::string&>;
};

// --- checks on all messages ------------------------------------------------------------------------------------------

inline constexpr int NEXT_CLIENT_TAG = 47;
inline constexpr int NEXT_SERVER_TAG = 97;
inline constexpr int FIRST_SERVER_TAG = 64;

/// Tags of a variant's alternatives, except the last, `Unknown`, which has none.
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

/// A `steer` message is checked against the session that it names. Without a member `session`, the check would use the
/// session used last.
template <class M>
constexpr bool names_steered_session()
{
    if constexpr (requires { M::permission; }) return M::permission != Permission::steer || NamesASession<M>;
    else return true;
}

template <class Variant>
constexpr bool all_name_steered_session()
{
    return []<std::size_t... I>(std::index_sequence<I...>)
    {
        return (names_steered_session<std::variant_alternative_t<I, Variant>>() && ...);
    }
    (std::make_index_sequence<std::variant_size_v<Variant>>());
}

static_assert(NEXT_CLIENT_TAG <= FIRST_SERVER_TAG);
static_assert(are_tags_sound(tags_of<ClientMessage>(), Hello::tag, NEXT_CLIENT_TAG), "see the table of tags above");
static_assert(are_tags_sound(tags_of<ServerMessage>(), FIRST_SERVER_TAG, NEXT_SERVER_TAG),
              "see the table of tags above");
static_assert(all_name_steered_session<ClientMessage>(), "a steer message needs a member `std::string session`");

} // namespace cleat
