#pragma once

#include "client/tty/tty.h"

#include <cstddef>
#include <string>
#include <string_view>

namespace cleat {

/// Output that the terminal has not taken yet, in order.
class PendingOutput {
 public:
    void add(std::string_view bytes) { bytes_ += bytes; }
    [[nodiscard]] std::size_t size() const { return bytes_.size() - written_; }
    [[nodiscard]] bool empty() const { return size() == 0; }

    /// Writes as much as the terminal takes now. `lost` if the terminal was closed.
    Result<void> write_to(Tty& tty)
    {
        while (!empty()) {
            const auto count = tty.write(rest());
            if (!count) return count.error();
            if (*count == 0) return {};
            written_ += *count;
        }
        clear();
        return {};
    }
    /// Writes all of it. Gives up, and drops the rest, when the terminal takes nothing for `patience`.
    void write_last_to(Tty& tty, std::chrono::milliseconds patience)
    {
        (void)tty.write_all(rest(), patience);
        clear();
    }

 private:
    [[nodiscard]] std::string_view rest() const { return std::string_view(bytes_).substr(written_); }
    void clear()
    {
        bytes_.clear();
        written_ = 0;
    }

    std::string bytes_;
    std::size_t written_ = 0; ///< of `bytes_`
};

} // namespace cleat
