#pragma once

#include "common/terminal/terminal.h"

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace cleat::fuzz {

/// Reads a fuzzer's bytes as what happens to a terminal: first its size in two bytes; then pieces, each a byte of which
/// 0 means that two bytes of another size follow, and any other the length of output that follows.
class Script {
 public:
    explicit Script(std::string_view bytes) : bytes_(bytes) { size_ = take_size(); }

    [[nodiscard]] Size size() const { return size_; }
    [[nodiscard]] bool finished() const { return bytes_.empty(); }

    /// The next piece: output, or nothing where `size()` changed.
    std::string_view next()
    {
        const auto length = take();
        if (length == 0) size_ = take_size();
        const auto piece = bytes_.substr(0, length);
        bytes_.remove_prefix(piece.size());
        return piece;
    }

 private:
    std::size_t take()
    {
        if (bytes_.empty()) return 0;
        const auto byte = static_cast<unsigned char>(bytes_.front());
        bytes_.remove_prefix(1);
        return byte;
    }

    Size take_size()
    {
        const int rows = 1 + static_cast<int>(take() % 40);
        const int columns = 1 + static_cast<int>(take() % 100);
        return {.rows = rows, .columns = columns};
    }

    std::string_view bytes_;
    Size size_;
};

} // namespace cleat::fuzz
