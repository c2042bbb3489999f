#include "server/memory/arena_history_store.h"

#include "common/base/unique_fd.h"

#include <doctest/doctest.h>

#include <sys/mman.h>

#include <vector>

using namespace cleat;

TEST_CASE("of the blocks that a history freed, the newest are kept and reused first, and the oldest released")
{
    constexpr std::size_t KEPT = 16;
    constexpr std::size_t MORE = 4;
    const UniqueFd memory{::memfd_create("arena", MFD_CLOEXEC)};
    Arena arena(memory.get(), 0);
    ArenaHistoryStore store(arena);
    std::vector<HistoryStore::Block> blocks;
    for (std::size_t i = 0; i < KEPT + MORE; ++i) {
        const auto block = store.take(Arena::PAGE);
        REQUIRE(block);
        blocks.push_back(*block);
    }
    for (const auto& block : blocks) store.free_block(block);

    store.commit(ArenaHistoryStore::Spares::kept);

    for (std::size_t i = 0; i < blocks.size(); ++i) {
        CAPTURE(i);
        CHECK(store.find(blocks[i].position, Arena::PAGE).has_value() == (i < MORE));
    }
    for (std::size_t i = blocks.size(); i-- > MORE;) {
        CAPTURE(i);
        const auto block = store.take(Arena::PAGE);
        REQUIRE(block);
        CHECK(block->position == blocks[i].position);
    }
}
