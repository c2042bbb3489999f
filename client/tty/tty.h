#pragma once

#include "common/base/result.h"
#include "common/base/unique_fd.h"
#include "common/model/size.h"

#include <termios.h>

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace cleat {

/// The user's terminal: raw while it is held, given back exactly. It is opened anew, so that being non-blocking is this
/// object's business alone and never seen by whoever shares standard input with it.
class Tty {
 public:
    /// The terminal that `fd` is. Nothing is changed yet. `invalid` if it is none.
    static Result<Tty> open(int fd = 0);
    Tty(Tty&&) noexcept = default;
    Tty& operator=(Tty&&) = delete;
    /// Restores the settings, if that was not done.
    ~Tty();

    /// For a watch. Never blocks.
    [[nodiscard]] int fd() const { return fd_.get(); }

    /// No echo, no lines, no signals from keys, no changes on output (as cfmakeraw(3)). Remembers the settings before,
    /// unless they still are those that it made the last time.
    Result<void> make_raw();
    /// Whether the settings still are those that `make_raw` has made, so that nobody else has had the terminal.
    [[nodiscard]] bool is_raw() const;
    /// Whether this process's group is in the foreground, and so may read from the terminal and change it; also where
    /// the terminal is not the one that controls this process.
    [[nodiscard]] bool is_foreground() const;
    /// The settings from before `make_raw`, after what was written has gone out. Does nothing the second time.
    void restore();

    /// Rows and columns now; where the kernel does not know, LINES and COLUMNS, then the terminal's type, then 24
    /// by 80. Sides are at most `MAX_SIDE`.
    [[nodiscard]] Size size() const;

    /// Up to 64 KiB of what has come; empty where nothing has. `lost` at the end, when the terminal is gone.
    Result<std::string> read();
    /// Writes as much as the terminal takes now, and gives how many bytes that was. `lost` when the terminal is gone.
    Result<std::size_t> write(std::string_view bytes);
    /// Writes all, waiting for a terminal that is slow; `timeout` if it took nothing for that long. For the way out.
    Result<void> write_all(std::string_view bytes, std::chrono::milliseconds patience);

 private:
    explicit Tty(UniqueFd fd) : fd_(std::move(fd)) {}

    UniqueFd fd_;
    std::optional<termios> before_;
    std::optional<termios> raw_; ///< as the kernel took it
};

/// `measured`, with sides that are 0 taken from LINES and COLUMNS, then from `type`, then 24 by 80. Numbers that make
/// no sense count as absent.
[[nodiscard]] Size known_size(Size measured, const char* lines, const char* columns, Size type);

} // namespace cleat
