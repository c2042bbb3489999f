#include "common/socket/server_search.h"

#include "common/base/paths.h"
#include "common/base/private_directory.h"
#include "common/base/quote.h"
#include "common/socket/socket.h"

#include <unistd.h>

namespace cleat {

namespace {

Result<UniqueFd> connect_at(const RuntimePlace& place)
{
    const auto directory = PrivateDirectory::open(place.directory);
    if (!directory) return directory.error();
    return connect_to_user(directory->descriptor(), SERVER_SOCKET, place.directory, ::geteuid());
}

} // namespace

Result<ServerSearch> find_server(const std::vector<RuntimePlace>& places)
{
    ServerSearch out;
    for (const RuntimePlace& place : places) {
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
