#include "server/keeper/serving_place.h"

#include "common/base/directory.h"
#include "common/base/log.h"
#include "common/base/move_away.h"
#include "common/base/paths.h"
#include "common/base/private_directory.h"
#include "common/base/quote.h"
#include "common/event/loop.h"
#include "common/socket/server_search.h"
#include "server/keeper/keeper.h"
#include "server/keeper/left_places.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <optional>

namespace cleat {

namespace {

using namespace std::chrono_literals;

/// With whoever has the guard and does not say who it is: another user can take it so, and the lock holds anyway.
constexpr auto PATIENCE_FOR_SOMEBODY = 300ms;
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
            return Error("another server has the lock in " + in_quotes(directory) +
                         " and takes no connections here: one that was stopped, or of another machine or container "
                         "that shares this directory");
        ::poll(nullptr, 0, 20);
    }
}

/// Nothing if another server serves clients. One that has the guard and does not serve is starting, or has lost its
/// socket and makes it again.
Result<std::optional<ServerGuard>> take_guard(const std::string& directory, const std::string& socket)
{
    using Found = ServerGuard::Found;
    const auto began = Clock::now();
    for (;;) {
        auto taken = ServerGuard::take(directory);
        const Found found = taken.second;
        if (found == Found::nobody || found == Found::another_user) return std::optional(std::move(taken.first));
        if (answers(socket)) return std::optional<ServerGuard>();
        const auto waited = Clock::now() - began;
        if (found == Found::somebody && waited > PATIENCE_FOR_SOMEBODY) return std::optional(std::move(taken.first));
        if (found == Found::own_server && waited > PATIENCE_FOR_OTHER)
            return Error("a server of yours serves in " + in_quotes(directory) + " and its socket is gone");
        ::poll(nullptr, 0, 20);
    }
}

Result<void> make_directory(const RuntimePlace& place, bool makes_parents)
{
    if (makes_parents) {
        auto parents = make_directories(std::filesystem::path(place.directory).parent_path());
        if (!parents) return parents;
    }
    const auto made = PrivateDirectory::make(place.directory);
    if (!made) return made.error();
    return {};
}

/// Where something else than a file of that kind is at `path` it is renamed, if it is this user's.
Result<void> make_way(const std::string& path, mode_t kind)
{
    struct stat status {};
    if (::lstat(path.c_str(), &status) < 0 || (status.st_mode & S_IFMT) == kind) return {};
    if (status.st_uid != ::geteuid())
        return Error(in_quotes(path) + " belongs to " + user_by_number(status.st_uid), ErrorCode::refused);
    const auto to = move_away(path);
    if (!to) return to.error();
    log_warning("{} was in the way: it is called {} now", in_quotes(path), in_quotes(*to));
    return {};
}

/// 0700, which a directory can have lost to its owner as well.
[[nodiscard]] bool has_own_mode(const std::string& directory)
{
    struct stat status {};
    return ::lstat(directory.c_str(), &status) == 0 && (status.st_mode & 0777U) == 0700;
}

/// By a descriptor, but where the owner may not even open it.
bool give_own_mode(const std::string& path)
{
    const UniqueFd directory(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
    if (!directory) return errno == EACCES && open_directory_of(path, ::geteuid()) && ::chmod(path.c_str(), 0700) == 0;
    struct stat status {};
    return ::fstat(directory.get(), &status) == 0 && status.st_uid == ::geteuid() &&
           ::fchmod(directory.get(), 0700) == 0;
}

/// False where others could enter until now, and may have put anything there.
Result<bool> restore_directory(const RuntimePlace& place)
{
    if (const auto free = make_way(place.directory, S_IFDIR); !free) return free.error();
    // Of one that the user chose those above it can have been taken, too.
    const auto made = make_directory(place, place.makes_parents || place.reason == RuntimePlace::CHOSEN);
    const bool was_closed = made.has_value();
    if (was_closed && has_own_mode(place.directory)) return true;
    if (!give_own_mode(place.directory)) return made ? Error::from_errno("chmod 700 " + place.directory) : made.error();
    log_warning("the directory {} has mode 0700 again", in_quotes(place.directory));
    return was_closed;
}

/// Whoever has the guard is alone, so that the lock is another's only where the guard is of no use.
Result<ServerLock> take_lock_again(const std::string& directory)
{
    if (const auto free = make_way(directory + '/' + SERVER_LOCK, S_IFREG); !free) return free.error();
    auto lock = ServerLock::take(directory);
    if (!lock) return lock.error();
    if (!*lock) return Error("another server has the lock in " + in_quotes(directory), ErrorCode::refused);
    return std::move(**lock);
}

/// The first that can be made, or why none can.
Result<RuntimePlace> make_first(const std::vector<RuntimePlace>& places)
{
    std::string all;
    for (const RuntimePlace& place : places) {
        const auto made = make_directory(place, place.makes_parents);
        if (made) return place;
        if (places.size() == 1) return made.error();
        all += (all.empty() ? "" : "; ") + made.error().message();
    }
    return Error("no runtime directory can be had: " + all);
}

} // namespace

tl::expected<ServingPlace, StartError> ServingPlace::take(const std::vector<RuntimePlace>& places)
{
    const auto other = find_server(places, PATIENCE_FOR_OTHER);
    if (!other) return failed(other.error());
    if (other->socket) return runs_already(other->place);
    auto place = make_first(places);
    if (!place) return failed(place.error());
    const auto path = socket_path(place->directory);
    if (!path) return failed(path.error());
    auto guard = take_guard(place->directory, *path);
    if (!guard) return failed(guard.error());
    if (!*guard) return runs_already(*place);
    auto lock = take_lock(place->directory, *path);
    if (!lock) return failed(lock.error());
    if (!*lock) return runs_already(*place);
    if (place->makes_parents) remove_left_places(place->directory);
    auto listener = ListeningSocket::open(*path);
    if (!listener) return failed(listener.error());
    (*guard)->announce();
    return ServingPlace{std::move(*place), std::move(**guard), std::move(**lock), std::move(*listener)};
}

std::optional<ServingPlace> ServingPlace::take_spare(const std::vector<RuntimePlace>& places)
{
    for (const RuntimePlace& place : places) {
        const auto path = socket_path(place.directory);
        if (!path || !make_directory(place, place.makes_parents)) continue;
        auto [guard, found] = ServerGuard::take(place.directory);
        if (found == ServerGuard::Found::own_server || found == ServerGuard::Found::somebody) continue;
        auto lock = ServerLock::take(place.directory);
        if (!lock || !*lock) continue;
        auto listener = ListeningSocket::open(*path);
        if (!listener) continue;
        guard.announce();
        return ServingPlace{place, std::move(guard), std::move(**lock), std::move(*listener)};
    }
    return std::nullopt;
}

bool ServingPlace::is_whole() const
{
    return PrivateDirectory::open(runtime.directory) && has_own_mode(runtime.directory) &&
           lock.is_of(runtime.directory) && listener && listener->is_at_its_path();
}

Result<bool> ServingPlace::restore()
{
    const auto is_closed = restore_directory(runtime);
    if (!is_closed) return is_closed.error();
    if (!lock.is_of(runtime.directory)) {
        auto taken = take_lock_again(runtime.directory);
        if (!taken) return taken.error();
        lock = std::move(*taken);
    }
    if (*is_closed && listener && listener->is_at_its_path()) return false;
    const auto path = socket_path(runtime.directory);
    if (!path) return path.error();
    listener.reset(); // which removes its name, if that is left
    if (const auto free = make_way(*path, S_IFSOCK); !free) return free.error();
    auto opened = ListeningSocket::open(*path);
    if (!opened) return opened.error();
    listener.emplace(std::move(*opened));
    return true;
}

} // namespace cleat
