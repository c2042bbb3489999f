#include "server/keeper/serving_place.h"

#include "common/base/paths.h"
#include "common/base/private_directory.h"
#include "common/base/quote.h"
#include "common/event/loop.h"
#include "common/socket/server_search.h"
#include "server/keeper/keeper.h"
#include "server/keeper/left_places.h"

#include <poll.h>

#include <filesystem>
#include <optional>

namespace cleat {

namespace {

using namespace std::chrono_literals;

constexpr auto PATIENCE_FOR_OTHER = 10s; ///< with a server that has the lock and does not serve: it starts, or ends

tl::unexpected<StartError> failed(const Error& error)
{
    return tl::unexpected(StartError{EXIT_FAILED, error.message()});
}

tl::unexpected<StartError> runs_already(const RuntimePlace& place)
{
    return tl::unexpected(
        StartError{EXIT_ALREADY_RUNNING, "a server is already running in " + in_quotes(place.directory)});
}

/// The lock; nothing if another server serves clients. One that has the lock and does not serve is starting or ending,
/// which only time can tell.
Result<std::optional<ServerLock>> take_lock(const std::string& directory, const std::string& socket)
{
    const auto deadline = Clock::now() + PATIENCE_FOR_OTHER;
    for (;;) {
        auto lock = ServerLock::take(directory);
        if (!lock || *lock || answers(socket)) return lock;
        if (Clock::now() > deadline)
            return Error("another server has the lock in " + in_quotes(directory) + " and takes no connections");
        ::poll(nullptr, 0, 20);
    }
}

Result<void> make_directory(const RuntimePlace& place)
{
    if (place.makes_parents) {
        auto parents = make_directories(std::filesystem::path(place.directory).parent_path());
        if (!parents) return parents;
    }
    const auto made = PrivateDirectory::make(place.directory);
    if (!made) return made.error();
    return {};
}

/// The first that can be made, or why none can.
Result<RuntimePlace> make_first(const std::vector<RuntimePlace>& places)
{
    std::string all;
    for (const RuntimePlace& place : places) {
        const auto made = make_directory(place);
        if (made) return place;
        if (places.size() == 1) return made.error();
        all += (all.empty() ? "" : "; ") + made.error().message();
    }
    return Error("no runtime directory can be had: " + all);
}

} // namespace

tl::expected<ServingPlace, StartError> ServingPlace::take(const std::vector<RuntimePlace>& places)
{
    const auto other = find_server(places);
    if (!other) return failed(other.error());
    if (other->socket) return runs_already(other->place);
    auto place = make_first(places);
    if (!place) return failed(place.error());
    const auto path = socket_path(place->directory);
    if (!path) return failed(path.error());
    auto lock = take_lock(place->directory, *path);
    if (!lock) return failed(lock.error());
    if (!*lock) return runs_already(*place);
    if (place->makes_parents) remove_left_places(place->directory);
    auto listener = ListeningSocket::open(*path);
    if (!listener) return failed(listener.error());
    return ServingPlace{std::move(*place), std::move(**lock), std::move(*listener)};
}

} // namespace cleat
