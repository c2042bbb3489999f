#include "common/socket/server_search.h"

#include "common/base/paths.h"
#include "common/base/private_directory.h"
#include "common/base/quote.h"
#include "common/socket/server_guard.h"
#include "common/socket/socket.h"

#include <poll.h>
#include <unistd.h>

#include <cstdlib>
#include <optional>
#include <string>

namespace cleat {

namespace {

constexpr int SEARCH_INTERVAL_MS = 20;
constexpr std::chrono::milliseconds FIRST_PAUSE{50}; ///< between knocks; triples each time

Result<UniqueFd> connect_at(const RuntimeDirectory& place)
{
    const auto directory = PrivateDirectory::open(place.directory);
    if (!directory) return directory.error();
    return connect_to_user(directory->descriptor(), SERVER_SOCKET, place.directory, ::geteuid());
}

/// A running server whose directory may be unusable.
struct Unreachable {
    std::string directory;
    pid_t process = 0;
};

std::optional<Unreachable> knock_all(const std::vector<RuntimeDirectory>& places)
{
    const char* const xdg = std::getenv("XDG_RUNTIME_DIR");
    for (const std::string& directory : directories_of_servers(places, ::geteuid(), xdg == nullptr ? "" : xdg))
        if (const auto process = knock(directory)) return Unreachable{directory, *process};
    return std::nullopt;
}

Error unreachable_error(const Unreachable& server)
{
    const auto opened = PrivateDirectory::open(server.directory);
    const auto why = opened ? "its socket was removed" : opened.error().message();
    if (server.process == 0)
        return Error("your server is running but cannot be reached in " + in_quotes(server.directory) + ": " + why,
                     ErrorCode::lost);
    const auto process = std::to_string(server.process);
    return Error("your server, process " + process + ", is running but cannot be reached in " +
                     in_quotes(server.directory) + ": " + why + "; \"kill -USR1 " + process +
                     "\" makes it try to restore its socket",
                 ErrorCode::lost);
}

bool is_final(const Result<ServerSearch>& search)
{
    return search ? static_cast<bool>(search->socket) : search.error().code() == ErrorCode::lost;
}

} // namespace

Result<ServerSearch> find_server(const std::vector<RuntimeDirectory>& places, std::chrono::milliseconds patience)
{
    using std::chrono::steady_clock;
    const auto began = steady_clock::now();
    auto next_knock = began;
    auto pause = FIRST_PAUSE;
    std::optional<Unreachable> server;
    for (;;) {
        auto search = find_server(places);
        if (is_final(search)) return search;
        const auto now = steady_clock::now();
        if (now >= next_knock) {
            // Knock rarely: a stopped server accepts no knocks, and its queue is limited. Knocking again also shows
            // whether a server that was exiting has exited.
            server = knock_all(places);
            next_knock = now + pause;
            pause *= 3;
        }
        if (!server) return search;
        if (now - began > patience) return unreachable_error(*server);
        ::poll(nullptr, 0, SEARCH_INTERVAL_MS);
    }
}

Result<ServerSearch> find_server(const std::vector<RuntimeDirectory>& places)
{
    ServerSearch out;
    for (const RuntimeDirectory& place : places) {
        auto socket = connect_at(place);
        if (socket) {
            out.socket = std::move(*socket);
            out.place = place;
            return out;
        }
        if (socket.error().code() == ErrorCode::not_found) continue;
        if (socket.error().code() == ErrorCode::lost || places.size() == 1) return socket.error();
        out.passed_over.push_back(socket.error());
        if (is_directory_of(::geteuid(), place.directory)) out.own_passed_over.push_back(socket.error());
    }
    return out;
}

} // namespace cleat
