#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>

namespace cleat {

/// Lines waiting to be written, up to a limit in bytes. Lines that do not fit are dropped; the next item says how
/// many were dropped before it.
class LineQueue {
 public:
    /// Holds up to `most` bytes of lines.
    explicit LineQueue(std::size_t most) : most_(most) {}

    /// The next item to write: a line, and how many lines were dropped before it.
    struct Next {
        std::uint64_t left_out = 0;
        std::string line; ///< empty if nothing follows the dropped lines
        bool operator==(const Next&) const = default;
    };

    void push(std::string line);
    /// Nothing if the queue is empty.
    std::optional<Next> take();
    [[nodiscard]] bool is_empty() const { return lines_.empty() && left_out_ == 0; }

 private:
    std::size_t most_;
    std::size_t bytes_ = 0;
    std::deque<Next> lines_;
    std::uint64_t left_out_ = 0; ///< dropped after the last line
};

} // namespace cleat
