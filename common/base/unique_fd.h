#pragma once

#include <unistd.h>

#include <utility>

namespace cleat {

/// Owns a file descriptor and closes it. Without one, `get` returns -1.
class UniqueFd {
 public:
    UniqueFd() = default;
    explicit UniqueFd(int fd) : fd_(fd) {}
    UniqueFd(UniqueFd&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
    UniqueFd& operator=(UniqueFd&& other) noexcept
    {
        if (this != &other) {
            reset();
            fd_ = std::exchange(other.fd_, -1);
        }
        return *this;
    }
    UniqueFd(const UniqueFd&) = delete;
    UniqueFd& operator=(const UniqueFd&) = delete;
    ~UniqueFd() { reset(); }

    [[nodiscard]] int get() const { return fd_; }
    explicit operator bool() const { return fd_ >= 0; }

    /// Releases the descriptor to the caller, who must close it.
    [[nodiscard]] int release() { return std::exchange(fd_, -1); }

    void reset()
    {
        if (fd_ >= 0) ::close(std::exchange(fd_, -1));
    }

 private:
    int fd_ = -1;
};

} // namespace cleat
