#include "common/conversation/push.h"

#include <type_traits>
#include <utility>

namespace cleat {

namespace {

/// Messages that are sent only as replies.
using Answer = std::variant<Welcome, Done, Created, Attached, Sessions, Snapshotted, Sent, Waited, ServerStatus,
                            Clients, Shares, Pong, Environment, Recordings, RecentHistory, ShownIn, Unknown>;

static_assert(std::variant_size_v<Push> + std::variant_size_v<Answer> == std::variant_size_v<ServerMessage>,
              "a new server message must be listed as a reply or a push");

} // namespace

std::optional<Push> push_in(ServerMessage&& message)
{
    return std::visit(
        [](auto&& one) -> std::optional<Push> {
            if constexpr (std::is_constructible_v<Push, decltype(one)>) return Push(std::forward<decltype(one)>(one));
            else return std::nullopt;
        },
        std::move(message));
}

} // namespace cleat
