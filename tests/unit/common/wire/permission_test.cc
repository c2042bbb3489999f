#include "tests/unit/common/wire/samples.h"

#include <doctest/doctest.h>

#include <type_traits>

using namespace cleat;

namespace {

template <class Message, class... Those>
constexpr bool is_one_of = (std::is_same_v<Message, Those> || ...);

/// What one who only watches may send, for it tells, or asks for, what concerns nobody else. A message belongs here
/// after a look at what the server does with it, never because the test asks for it.
template <class Message>
constexpr bool may_be_sent_by_all = is_one_of<Message, AskStatus, ListClients, AskEnvironment, ListShares, Follow,
                                              ListRecordings, TakePast, AskShownIn>;

/// What another user may send too, to whom a session is shown: of nothing else does it learn anything by that.
template <class Message>
constexpr bool may_be_sent_by_guests = is_one_of<Message, Hello, Attach, Detach, Resize, Acknowledge, List,
                                                 WatchSessions, TakeSnapshot, Wait, Ping, Unknown>;

/// What one may send who could control, but only watches for now.
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

TEST_CASE("whatever is not known to be harmless takes control")
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
