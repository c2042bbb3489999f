#include "tests/unit/common/wire/samples.h"

#include <doctest/doctest.h>

#include <type_traits>

using namespace cleat;

namespace {

template <class Message, class... Those>
constexpr bool is_one_of = (std::is_same_v<Message, Those> || ...);

/// Messages that an observer may send, because they report or query only what concerns no other client. Add a message
/// here only after checking what the server does with it, never just to make the test pass.
template <class Message>
constexpr bool may_be_sent_by_all = is_one_of<Message, AskStatus, ListClients, AskEnvironment, ListShares, Follow,
                                              ListRecordings, TakeRecentHistory, AskShownIn>;

/// Messages that a guest may send, too: they reveal nothing but the session shared with it.
template <class Message>
constexpr bool may_be_sent_by_guests = is_one_of<Message, Hello, Attach, Detach, Resize, Acknowledge, List,
                                                 WatchSessions, TakeSnapshot, Wait, Ping, Unknown>;

/// Messages that a controller may send while it only observes.
template <class Message>
constexpr bool may_be_sent_to_control = is_one_of<Message, TakeControl, AskControl>;

template <class Message>
bool is_right(Permission permission)
{
    if (may_be_sent_by_guests<Message>) return permission == Permission::visit;
    if (may_be_sent_by_all<Message>) return permission == Permission::look;
    if (may_be_sent_to_control<Message>) return permission == Permission::claim;
    return permission == Permission::control || permission == Permission::steer;
}

} // namespace

TEST_CASE("every message not known to be harmless requires control")
{
    for (const ClientMessage& sample : test::client_samples()) {
        std::visit(
            [&](const auto& message) {
                INFO("message ", message.tag);
                CHECK(is_right<std::decay_t<decltype(message)>>(permission_of(sample)));
            },
            sample);
    }
}
