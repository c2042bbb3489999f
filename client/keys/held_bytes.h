#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace cleat {

/// Bytes that come at the end and are taken from the front. Taking moves none of those that are left, so that many
/// small things come out of a long read in time proportional to its length.
class HeldBytes {
 public:
    /// Moves what is left from before to the beginning, once.
    void add(std::string_view bytes);
    /// The first `count` bytes, which there must be.
    std::string take(std::size_t count);

    /// Valid until the next `add`.
    [[nodiscard]] std::string_view view() const { return std::string_view(bytes_).substr(taken_); }
    [[nodiscard]] std::size_t size() const { return bytes_.size() - taken_; }
    [[nodiscard]] bool empty() const { return size() == 0; }
    [[nodiscard]] char operator[](std::size_t place) const { return bytes_[taken_ + place]; }

 private:
    std::string bytes_;
    std::size_t taken_ = 0; ///< of `bytes_`, from the front
};

} // namespace cleat
