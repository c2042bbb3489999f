#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace cleat {

/// Memory for the rows of a `History` that outlives it: what is at a position can be found there again, by another
/// process, too. Blocks do not move.
class HistoryStore {
 public:
    struct Block {
        char* memory = nullptr;
        std::size_t capacity = 0;
        std::uint64_t position = 0; ///< in the store
    };

    virtual ~HistoryStore() = default;
    HistoryStore() = default;
    HistoryStore(const HistoryStore&) = delete;
    HistoryStore& operator=(const HistoryStore&) = delete;

    /// A block of at least so many bytes; nothing where the store has no room.
    [[nodiscard]] virtual std::optional<Block> take(std::size_t bytes) = 0;
    /// The block is not needed any more, except by a history that is restored from an earlier layout.
    virtual void give_back(const Block& block) = 0;
    /// The block that was taken at that position; nothing where there can be none of that capacity.
    [[nodiscard]] virtual std::optional<Block> find(std::uint64_t position, std::uint64_t capacity) = 0;
};

/// Where the rows of a history are in its store. A history is restored from this.
struct HistoryLayout {
    struct Segment {
        std::uint64_t position = 0;
        std::uint64_t capacity = 0;
        std::uint64_t used = 0; ///< bytes, from the beginning of the block

        bool operator==(const Segment&) const = default;
    };

    std::uint64_t first = 0; ///< number of the oldest line
    std::uint64_t end = 0;   ///< of the one after the newest
    std::uint64_t begin = 0; ///< where the oldest line begins in the first segment
    bool is_open = false;
    std::vector<Segment> segments; ///< oldest first

    bool operator==(const HistoryLayout&) const = default;
};

} // namespace cleat
