#include "server/keeper/serving_directory.h"

#include "common/base/directory.h"
#include "common/base/log.h"
#include "common/base/move_away.h"
#include "common/base/paths.h"
#include "common/base/private_directory.h"
#include "common/base/quote.h"
#include "common/event/loop.h"
#include "common/socket/server_search.h"
#include "server/keeper/keeper.h"
#include "server/keeper/stale_directories.h"

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

/// How long to wait for a process that has the guard and cannot be identified: it may be another user's, and the lock
/// protects the directory in any case.
constexpr auto PATIENCE_FOR_UNKNOWN = 300ms;
constexpr auto PATIENCE_FOR_OTHER =
    10s; ///< how long to wait for a server that has the lock and does not serve: it is starting or ending

tl::unexpected<StartError> failed(const Error& error)
{
    return tl::unexpected(StartError{EXIT_FAILED, error.message()});
}

tl::unexpected<StartError> runs_already(const RuntimeDirectory& place)
{
    return tl::unexpected(
        StartError{EXIT_ALREADY_RUNNING, "a server is already running in " + in_quotes(place.directory)});
}

/// Takes the lock; nothing if another server serves clients. A server that has the lock but does not serve is starting
/// or ending; only waiting shows which.
Result<std::optional<ServerLock>> take_lock(const std::string& directory, const std::string& socket)
{
    const auto deadline = Clock::now() + PATIENCE_FOR_OTHER;
    for (;;) {
        auto lock = ServerLock::take(directory);
        if (!lock || *lock || answers(socket)) return lock;
        if (Clock::now() > deadline)
            return Error(
                "another server has the lock in " + in_quotes(directory) +
                " and accepts no connections here: it is stopped, or runs on another host or in another container "
                "that shares this directory");
        ::poll(nullptr, 0, 20);
    }
}

/// Takes the guard; nothing if another server serves clients. A server that has the guard but does not serve is
/// starting, or has lost its socket and will create it again.
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
        if (found == Found::somebody && waited > PATIENCE_FOR_UNKNOWN) return std::optional(std::move(taken.first));
        if (found == Found::own_server && waited > PATIENCE_FOR_OTHER)
            return Error("another of your servers runs in " + in_quotes(directory) + ", but its socket is missing");
        ::poll(nullptr, 0, 20);
    }
}

Result<void> make_directory(const RuntimeDirectory& place, bool creates_parents)
{
    if (creates_parents) {
        auto parents = make_directories(std::filesystem::path(place.directory).parent_path());
        if (!parents) return parents;
    }
    const auto made = PrivateDirectory::make(place.directory);
    if (!made) return made.error();
    return {};
}

/// Renames the file at `path` if it is of another kind, and this user's.
Result<void> move_other_kind_away(const std::string& path, mode_t kind)
{
    struct stat status {};
    if (::lstat(path.c_str(), &status) < 0 || (status.st_mode & S_IFMT) == kind) return {};
    if (status.st_uid != ::geteuid())
        return Error(in_quotes(path) + " belongs to " + user_by_number(status.st_uid), ErrorCode::refused);
    const auto to = move_away(path);
    if (!to) return to.error();
    log_warning("{} was in the way: renamed it to {}", in_quotes(path), in_quotes(*to));
    return {};
}

/// Whether the mode is exactly 0700: no more permissions, and no fewer for the owner.
[[nodiscard]] bool has_private_mode(const std::string& directory)
{
    struct stat status {};
    return ::lstat(directory.c_str(), &status) == 0 && (status.st_mode & 0777U) == 0700;
}

/// Sets mode 0700, through a descriptor unless the owner cannot open the directory.
bool restore_mode(const std::string& path)
{
    const UniqueFd directory(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
    if (!directory) return errno == EACCES && open_directory_of(path, ::geteuid()) && ::chmod(path.c_str(), 0700) == 0;
    struct stat status {};
    return ::fstat(directory.get(), &status) == 0 && status.st_uid == ::geteuid() &&
           ::fchmod(directory.get(), 0700) == 0;
}

/// Returns false if other users could enter the directory until now, so its contents cannot be trusted.
Result<bool> restore_directory(const RuntimeDirectory& place)
{
    if (const auto free = move_other_kind_away(place.directory, S_IFDIR); !free) return free.error();
    // The parents of a directory that the user chose may have been removed, too.
    const auto made = make_directory(place, place.creates_parents || place.reason == RuntimeDirectory::CHOSEN);
    const bool was_closed = made.has_value();
    if (was_closed && has_private_mode(place.directory)) return true;
    if (!restore_mode(place.directory)) return made ? Error::from_errno("chmod 700 " + place.directory) : made.error();
    log_warning("restored mode 0700 of the directory {}", in_quotes(place.directory));
    return was_closed;
}

/// The guard excludes other servers, so another process has the lock only if the guard does not work.
Result<ServerLock> take_lock_again(const std::string& directory)
{
    if (const auto free = move_other_kind_away(directory + '/' + SERVER_LOCK, S_IFREG); !free) return free.error();
    auto lock = ServerLock::take(directory);
    if (!lock) return lock.error();
    if (!*lock) return Error("another server has the lock in " + in_quotes(directory), ErrorCode::refused);
    return std::move(**lock);
}

/// Creates the first possible directory; otherwise the error lists why none could be created.
Result<RuntimeDirectory> make_first(const std::vector<RuntimeDirectory>& places)
{
    std::string all;
    for (const RuntimeDirectory& place : places) {
        const auto made = make_directory(place, place.creates_parents);
        if (made) return place;
        if (places.size() == 1) return made.error();
        all += (all.empty() ? "" : "; ") + made.error().message();
    }
    return Error("no runtime directory is available: " + all);
}

} // namespace

tl::expected<ServingDirectory, StartError> ServingDirectory::take(const std::vector<RuntimeDirectory>& places)
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
    if (place->creates_parents) remove_stale_directories(place->directory);
    auto listener = ListeningSocket::open(*path);
    if (!listener) return failed(listener.error());
    (*guard)->announce();
    return ServingDirectory{std::move(*place), std::move(**guard), std::move(**lock), std::move(*listener)};
}

std::optional<ServingDirectory> ServingDirectory::take_spare(const std::vector<RuntimeDirectory>& places)
{
    for (const RuntimeDirectory& place : places) {
        const auto path = socket_path(place.directory);
        if (!path || !make_directory(place, place.creates_parents)) continue;
        auto [guard, found] = ServerGuard::take(place.directory);
        if (found == ServerGuard::Found::own_server || found == ServerGuard::Found::somebody) continue;
        auto lock = ServerLock::take(place.directory);
        if (!lock || !*lock) continue;
        auto listener = ListeningSocket::open(*path);
        if (!listener) continue;
        guard.announce();
        return ServingDirectory{place, std::move(guard), std::move(**lock), std::move(*listener)};
    }
    return std::nullopt;
}

bool ServingDirectory::is_whole() const
{
    return PrivateDirectory::open(runtime.directory) && has_private_mode(runtime.directory) &&
           lock.is_of(runtime.directory) && listener && listener->is_at_its_path();
}

Result<bool> ServingDirectory::restore()
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
    listener.reset(); // removes the socket file, if it still exists
    if (const auto free = move_other_kind_away(*path, S_IFSOCK); !free) return free.error();
    auto opened = ListeningSocket::open(*path);
    if (!opened) return opened.error();
    listener.emplace(std::move(*opened));
    return true;
}

} // namespace cleat
