#pragma once

#include "common/base/result.h"
#include "common/base/shared_directories.h"
#include "server/keeper/listening_socket.h"

#include <optional>
#include <string>
#include <utility>

namespace cleat {

/// The socket that other users of the host connect to, in a directory that contains nothing else. The directory's mode
/// lets them reach the socket, but not list the directory. The destructor removes both.
class SharedSocket {
 public:
    /// `exists` if another server of this user shares sessions in one of the directories; `refused` if there is only
    /// one possible directory, and its path is another user's directory or a link.
    static Result<SharedSocket> open(const SharedDirectories& places);
    /// Removes the directories and sockets of killed servers, but not those of other users or in use.
    static void clean(const SharedDirectories& places);

    SharedSocket(SharedSocket&&) noexcept = default;
    SharedSocket& operator=(SharedSocket&&) = delete;
    ~SharedSocket();

    [[nodiscard]] int get() const { return socket_->get(); }
    [[nodiscard]] const std::string& directory() const { return directory_; }
    /// Whether directory and socket are as they were created.
    [[nodiscard]] bool is_whole() const;

 private:
    SharedSocket(ListeningSocket socket, std::string directory)
        : socket_(std::move(socket)), directory_(std::move(directory))
    {}

    std::optional<ListeningSocket> socket_;
    std::string directory_; ///< empty once this was moved from
};

} // namespace cleat
