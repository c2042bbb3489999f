#pragma once

#include "common/model/history_store.h"
#include "server/memory/arena.h"

#include <vector>

namespace cleat {

/// Takes a history's blocks from an arena, and frees them late: released blocks keep their content until `commit`,
/// because the layout that was saved last may still refer to them.
class ArenaHistoryStore : public HistoryStore {
 public:
    /// Whether some freed blocks are kept for reuse, to save the kernel work, or all are returned to the kernel.
    enum class Spares { kept, freed };

    /// `arena` is borrowed for this object's life.
    explicit ArenaHistoryStore(Arena& arena) : arena_(arena) {}

    [[nodiscard]] std::optional<Block> take(std::size_t bytes) override;
    void free_block(const Block& block) override { freed_.push_back(block); }
    [[nodiscard]] std::optional<Block> find(std::uint64_t position, std::uint64_t capacity) override;

    /// Another layout was saved: frees the blocks released before.
    void commit(Spares spares);

 private:
    /// More than the number of blocks by which successive layouts differ, even when every line goes to the history. A
    /// spare block saves the kernel from mapping and zeroing a page again.
    static constexpr std::size_t MAX_SPARES = 16;

    Arena& arena_;
    std::vector<Block> freed_;
    std::vector<Arena::Block> spares_;
};

} // namespace cleat
