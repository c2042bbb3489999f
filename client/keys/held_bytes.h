#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace cleat {

/// A byte queue: appended at the back, taken from the front. Taking moves no bytes, so splitting a long read into many
/// small pieces takes time proportional to its length.
class HeldBytes {
 public:
    /// Appends `bytes`, after moving the bytes not yet taken to the start of the buffer.
    void add(std::string_view bytes);
    /// Removes and returns the first `count` bytes. `count` must not exceed `size()`.
    std::string take(std::size_t count);

    /// The bytes not yet taken. Valid until the next `add`.
    [[nodiscard]] std::string_view view() const { return std::string_view(bytes_).substr(taken_); }
    [[nodiscard]] std::size_t size() const { return bytes_.size() - taken_; }
    [[nodiscard]] bool empty() const { return size() == 0; }
    [[nodiscard]] char operator[](std::size_t place) const { return bytes_[taken_ + place]; }

 private:
    std::string bytes_;
    std::size_t taken_ = 0; ///< bytes taken from the front of `bytes_`
};

} // namespace cleat
