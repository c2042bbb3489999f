#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace cleat {

/// Bytes for a program that takes them when it likes, in order. Its owner decides when there are too many.
class InputQueue {
 public:
    void add(std::string_view bytes) { bytes_ += bytes; }
    [[nodiscard]] bool is_empty() const { return taken_ == bytes_.size(); }
    [[nodiscard]] std::size_t size() const { return bytes_.size() - taken_; }

    /// Writes what `fd` (non-blocking) takes. What it will never take, because nobody is there to read it, is dropped:
    /// false.
    bool write_to(int fd);

 private:
    std::string bytes_;
    std::size_t taken_ = 0;
};

} // namespace cleat
