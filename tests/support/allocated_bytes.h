#pragma once

#include <cstddef>
#include <cstdint>

namespace cleat::test {

/// Bytes requested from operator new since this process started, freed or not.
[[nodiscard]] std::uint64_t allocated_bytes();

/// Bytes of operator new that are allocated now, as rounded by malloc.
[[nodiscard]] std::uint64_t held_bytes();
/// The peak of `held_bytes` since `watch_held_bytes`.
[[nodiscard]] std::uint64_t most_held_bytes();
void watch_held_bytes();

/// Counts bytes allocated since construction.
class AllocatedBytes {
 public:
    [[nodiscard]] std::size_t since() const { return static_cast<std::size_t>(allocated_bytes() - begin_); }

 private:
    std::uint64_t begin_ = allocated_bytes();
};

/// Measures the peak of allocated bytes since construction, above those allocated before.
class HeldBytes {
 public:
    HeldBytes() { watch_held_bytes(); }
    [[nodiscard]] std::size_t most() const { return static_cast<std::size_t>(most_held_bytes() - begin_); }

 private:
    std::uint64_t begin_ = held_bytes();
};

} // namespace cleat::test
