#pragma once

#include "common/base/result.h"
#include "common/base/shared_places.h"
#include "server/keeper/listening_socket.h"

#include <optional>
#include <string>
#include <utility>

namespace cleat {

/// The socket that other users of the machine connect to, in a directory that holds nothing else: they can reach it and
/// list nothing. Both are removed at this object's end.
class SharedSocket {
 public:
    /// `exists` where another server of this user shares sessions in one of the places; `refused` where somebody else's
    /// directory, or a link, is in the only one.
    static Result<SharedSocket> open(const SharedPlaces& places);
    /// Removes what servers left that were killed. Leaves alone what is somebody else's, or in use.
    static void clean(const SharedPlaces& places);

    SharedSocket(SharedSocket&&) noexcept = default;
    SharedSocket& operator=(SharedSocket&&) = delete;
    ~SharedSocket();

    [[nodiscard]] int get() const { return socket_->get(); }
    [[nodiscard]] const std::string& directory() const { return directory_; }
    /// Whether directory and socket are there as they were made.
    [[nodiscard]] bool is_whole() const;

 private:
    SharedSocket(ListeningSocket socket, std::string directory)
        : socket_(std::move(socket)), directory_(std::move(directory))
    {}

    std::optional<ListeningSocket> socket_;
    std::string directory_; ///< empty once this was moved from
};

} // namespace cleat
