#pragma once

#include <cstddef>
#include <cstdint>

namespace cleat::test {

/// Bytes that this process has asked operator new for since its beginning, given back or not.
[[nodiscard]] std::uint64_t allocated_bytes();

/// Counts what is allocated from here on.
class AllocatedBytes {
 public:
    [[nodiscard]] std::size_t since() const { return static_cast<std::size_t>(allocated_bytes() - begin_); }

 private:
    std::uint64_t begin_ = allocated_bytes();
};

} // namespace cleat::test
