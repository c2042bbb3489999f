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

/// The user's terminal: can be made raw, and is restored exactly. It is opened again so that it can be non-blocking
/// without affecting the processes that share standard input.
class Tty {
 public:
    /// Opens the terminal that `fd` refers to, and changes nothing. `invalid` if it is not a terminal.
    static Result<Tty> open(int fd = 0);
    Tty(Tty&&) noexcept = default;
    Tty& operator=(Tty&&) = delete;
    /// Restores the settings, if they were not restored.
    ~Tty();

    /// The non-blocking descriptor, to watch.
    [[nodiscard]] int fd() const { return fd_.get(); }

    /// Turns off echo, line editing, signals from keys and output processing (cfmakeraw(3)). Saves the
    /// previous settings for `restore`, unless those are still the raw settings of an earlier call.
    Result<void> make_raw();
    /// Whether the settings are still those of `make_raw`: if so, no other program has had the terminal.
    [[nodiscard]] bool is_raw() const;
    /// Whether this process group is in the foreground, and so can read from and change the terminal. Also true if the
    /// terminal is not this process's controlling terminal.
    [[nodiscard]] bool is_foreground() const;
    /// Restores the settings from before `make_raw`, after output has drained. Does nothing the second time.
    void restore();

    /// The current size. If the kernel does not know the rows or the columns, they come from LINES or COLUMNS, or else
    /// from the terminfo entry, or else are 24 or 80. Each is at most `MAX_SIDE`.
    [[nodiscard]] Size size() const;

    /// Reads up to 64 KiB of input; empty if there is none. `lost` if the terminal was closed.
    Result<std::string> read();
    /// Writes as much as the terminal takes now; returns how many bytes it took. `lost` if the terminal was closed.
    Result<std::size_t> write(std::string_view bytes);
    /// Writes everything, blocking; `timeout` if the terminal takes nothing for `patience`. For the end of the program.
    Result<void> write_all(std::string_view bytes, std::chrono::milliseconds patience);

 private:
    explicit Tty(UniqueFd fd) : fd_(std::move(fd)) {}

    UniqueFd fd_;
    std::optional<termios> before_;
    std::optional<termios> raw_; ///< as the kernel applied it
};

/// `measured`, but rows or columns that are 0 come from `lines` or `columns`, or else from `type`, or else are 24 or
/// 80. Invalid numbers count as absent.
[[nodiscard]] Size known_size(Size measured, const char* lines, const char* columns, Size type);

} // namespace cleat
