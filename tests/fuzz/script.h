#pragma once

#include "common/terminal/terminal.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace cleat::fuzz {

/// Reads a fuzzer's bytes as operations on a terminal: its size in two bytes, then output. In the output the byte FE,
/// which never occurs in UTF-8, marks another operation: followed by `r` and two bytes, a new size; by any other byte,
/// a cut. So sequences can be inserted and removed anywhere without changing the meaning of the rest.
class Script {
 public:
    explicit Script(std::string_view bytes) : bytes_(bytes) { size_ = take_size(); }

    [[nodiscard]] Size size() const { return size_; }
    [[nodiscard]] bool finished() const { return bytes_.empty(); }

    /// The next piece: output up to a cut, or nothing if `size()` may have changed.
    std::string_view next()
    {
        while (!bytes_.empty() && bytes_.front() == MARK) {
            bytes_.remove_prefix(1);
            if (take() != 'r') continue;
            size_ = take_size();
            return {};
        }
        const auto piece = bytes_.substr(0, bytes_.find(MARK));
        bytes_.remove_prefix(piece.size());
        return piece;
    }

 private:
    static constexpr char MARK = '\xfe';

    unsigned take()
    {
        if (bytes_.empty()) return 0;
        const auto byte = static_cast<unsigned char>(bytes_.front());
        bytes_.remove_prefix(1);
        return byte;
    }

    Size take_size()
    {
        const int rows = 1 + static_cast<int>(take() % 12);
        const int columns = 1 + static_cast<int>(take() % 40);
        return {.rows = rows, .columns = columns};
    }

    std::string_view bytes_;
    Size size_;
};

} // namespace cleat::fuzz
