#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>

namespace cleat {

/// Lines that wait to be written, up to so many bytes. Those that do not fit are left out, and counted in their place.
class LineQueue {
 public:
    /// Takes lines of `most` bytes in all.
    explicit LineQueue(std::size_t most) : most_(most) {}

    /// What is to be written next: a line, and how many were left out before it.
    struct Next {
        std::uint64_t left_out = 0;
        std::string line; ///< empty where those were the last
        bool operator==(const Next&) const = default;
    };

    void push(std::string line);
    /// Nothing where all is taken.
    std::optional<Next> take();
    [[nodiscard]] bool is_empty() const { return lines_.empty() && left_out_ == 0; }

 private:
    std::size_t most_;
    std::size_t bytes_ = 0;
    std::deque<Next> lines_;
    std::uint64_t left_out_ = 0; ///< after the last of them
};

} // namespace cleat
