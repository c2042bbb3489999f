#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace cleat {

/// Memory that holds the rows of a `History` and survives it: the data at a position can be found again, even by
/// another process. Blocks do not move.
class HistoryStore {
 public:
    struct Block {
        char* memory = nullptr;
        std::size_t capacity = 0;
        std::uint64_t position = 0; ///< position in the store
    };

    virtual ~HistoryStore() = default;
    HistoryStore() = default;
    HistoryStore(const HistoryStore&) = delete;
    HistoryStore& operator=(const HistoryStore&) = delete;

    /// Allocates a block of at least `bytes`; nothing if the store has no room.
    [[nodiscard]] virtual std::optional<Block> take(std::size_t bytes) = 0;
    /// Releases a block. The store must keep its contents while a saved layout may still refer to it.
    virtual void free_block(const Block& block) = 0;
    /// The block allocated at `position`; nothing if no block of that capacity can be there.
    [[nodiscard]] virtual std::optional<Block> find(std::uint64_t position, std::uint64_t capacity) = 0;
};

/// The positions of a history's rows in its store. A history is restored from this.
struct HistoryLayout {
    struct Segment {
        std::uint64_t position = 0;
        std::uint64_t capacity = 0;
        std::uint64_t used = 0; ///< bytes, from the start of the block

        bool operator==(const Segment&) const = default;
    };

    std::uint64_t first = 0; ///< number of the oldest line
    std::uint64_t end = 0;   ///< number after the newest line
    std::uint64_t begin = 0; ///< offset of the oldest line in the first segment
    bool is_open = false;
    std::vector<Segment> segments; ///< oldest first

    bool operator==(const HistoryLayout&) const = default;
};

} // namespace cleat
