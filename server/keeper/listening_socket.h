#pragma once

#include "common/base/result.h"
#include "common/base/unique_fd.h"

#include <sys/types.h>

#include <string>

namespace cleat {

/// The Unix socket that clients connect to. The caller of `open` holds the `ServerLock` of its directory, so a socket
/// already at its path was left by a server that no longer runs. The destructor removes the file at the path if it is
/// still this socket.
class ListeningSocket {
 public:
    /// Who can connect by the socket's mode: 0600 or 0666.
    enum class For { owner, everyone };

    /// Listens at `path`, non-blocking. An existing socket is replaced; any other file there is `exists`.
    static Result<ListeningSocket> open(const std::string& path, For whom = For::owner);

    ListeningSocket(ListeningSocket&& other) noexcept = default;
    ListeningSocket& operator=(ListeningSocket&&) = delete;
    ~ListeningSocket();

    [[nodiscard]] int get() const { return socket_.get(); }
    /// Whether the file at the path is this socket.
    [[nodiscard]] bool is_at_its_path() const;
    /// Removes the socket's name, so that no new client connects.
    void remove();

 private:
    ListeningSocket(UniqueFd socket, std::string path, dev_t device, ino_t inode)
        : socket_(std::move(socket)), path_(std::move(path)), device_(device), inode_(inode)
    {}

    UniqueFd socket_;
    std::string path_;
    dev_t device_ = 0;
    ino_t inode_ = 0;
};

/// Whether a server accepts connections at `path`.
[[nodiscard]] bool answers(const std::string& path);

} // namespace cleat
