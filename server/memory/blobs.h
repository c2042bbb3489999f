#pragma once

#include "server/memory/arena.h"

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace cleat {

/// The entry for a blob in a session's memory: where it is, and how to verify it. All zero: there is none.
struct BlobEntry {
    std::uint64_t sequence = 0; ///< the later of two blobs has the higher number
    std::uint64_t position = 0; ///< in the arena
    std::uint64_t capacity = 0;
    std::uint64_t size = 0;
    std::uint64_t checksum = 0; ///< of the bytes and the fields above
};

/// Two slots for bytes that are replaced: while one is written the other is intact, whenever the process ends.
class Blobs {
 public:
    using Entries = std::array<BlobEntry, 2>;

    /// `entries` are in the same memory as the arena; both are borrowed for this object's life.
    Blobs(Entries& entries, Arena& arena) : entries_(entries), arena_(arena) {}

    /// Takes the memory of the intact blobs, after the memory was mapped again. An entry that is not intact is removed.
    void adopt();
    /// The latest blob, in place, valid until the next `replace`; nothing if there is none.
    [[nodiscard]] std::optional<std::string_view> latest() const;
    /// Makes these bytes the latest blob. False, and nothing changed, if there is no memory for them.
    [[nodiscard]] bool replace(std::string_view bytes);

 private:
    [[nodiscard]] std::size_t latest_index() const;

    Entries& entries_;
    Arena& arena_;
    std::array<std::optional<Arena::Block>, 2> blocks_;
};

} // namespace cleat
