#pragma once

#include "common/model/history_store.h"
#include "server/memory/arena.h"

#include <vector>

namespace cleat {

/// Takes a history's blocks from an arena, and frees them late: those that are given back stay as they are until
/// `commit`, for the layout that was saved last may still refer to them.
class ArenaHistoryStore : public HistoryStore {
 public:
    /// Whether some of what was freed is kept for the next blocks, which saves the kernel work, or none of it.
    enum class Spares { kept, freed };

    /// `arena` is borrowed for this object's life.
    explicit ArenaHistoryStore(Arena& arena) : arena_(arena) {}

    [[nodiscard]] std::optional<Block> take(std::size_t bytes) override;
    void give_back(const Block& block) override { given_back_.push_back(block); }
    [[nodiscard]] std::optional<Block> find(std::uint64_t position, std::uint64_t capacity) override;

    /// Another layout was saved: what was given back before is free.
    void commit(Spares spares);

 private:
    /// What one layout and the next differ by where each line scrolls off, with room to spare: blocks that went back to
    /// the kernel would have to be faulted in and zeroed again.
    static constexpr std::size_t MOST_SPARES = 16;

    Arena& arena_;
    std::vector<Block> given_back_;
    std::vector<Arena::Block> spares_;
};

} // namespace cleat
