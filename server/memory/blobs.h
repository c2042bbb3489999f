#pragma once

#include "server/memory/arena.h"

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace cleat {

/// What a session's memory says of a blob: where it is, and how to know that it is whole. All zero: there is none.
struct BlobEntry {
    std::uint64_t sequence = 0; ///< the blob with the higher one is the later
    std::uint64_t position = 0; ///< in the arena
    std::uint64_t capacity = 0;
    std::uint64_t size = 0;
    std::uint64_t checksum = 0; ///< of the bytes and of what is above
};

/// Two places for bytes that are replaced: while one is written the other one is whole, whenever the process ends.
class Blobs {
 public:
    using Entries = std::array<BlobEntry, 2>;

    /// `entries` are in the same memory as the arena; both are borrowed for this object's life.
    Blobs(Entries& entries, Arena& arena) : entries_(entries), arena_(arena) {}

    /// Takes the memory of both that are whole, after the memory was mapped again. One that is not is removed.
    void adopt();
    /// The latest, in place, valid until the next `replace`; nothing where there is none.
    [[nodiscard]] std::optional<std::string_view> latest() const;
    /// The bytes are the latest from now on. False, and nothing changed, where there is no memory for them.
    [[nodiscard]] bool replace(std::string_view bytes);

 private:
    [[nodiscard]] std::size_t latest_index() const;

    Entries& entries_;
    Arena& arena_;
    std::array<std::optional<Arena::Block>, 2> blocks_;
};

} // namespace cleat
