#pragma once

#include <cstddef>
#include <cstdint>

namespace cleat::test {

/// Bytes that this process has asked operator new for since its beginning, given back or not.
[[nodiscard]] std::uint64_t allocated_bytes();

/// Bytes of operator new that this process holds now, as malloc rounds them.
[[nodiscard]] std::uint64_t held_bytes();
/// The most that it held since `watch_held_bytes`.
[[nodiscard]] std::uint64_t most_held_bytes();
void watch_held_bytes();

/// Counts what is allocated from here on.
class AllocatedBytes {
 public:
    [[nodiscard]] std::size_t since() const { return static_cast<std::size_t>(allocated_bytes() - begin_); }

 private:
    std::uint64_t begin_ = allocated_bytes();
};

/// Watches how much is held at a time, beyond what was held before.
class HeldBytes {
 public:
    HeldBytes() { watch_held_bytes(); }
    [[nodiscard]] std::size_t most() const { return static_cast<std::size_t>(most_held_bytes() - begin_); }

 private:
    std::uint64_t begin_ = held_bytes();
};

} // namespace cleat::test
