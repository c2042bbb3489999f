#include "server/memory/arena_history_store.h"

#include <algorithm>
#include <utility>

namespace cleat {

namespace {

HistoryStore::Block history_block(const Arena::Block& block)
{
    return {block.memory, block.capacity, block.position};
}

} // namespace

std::optional<HistoryStore::Block> ArenaHistoryStore::take(std::size_t bytes)
{
    // The newest first, which is the most likely to be in the processor's cache.
    const auto spare =
        std::find_if(spares_.rbegin(), spares_.rend(), [bytes](const auto& one) { return one.capacity >= bytes; });
    if (spare != spares_.rend()) {
        const Block out = history_block(*spare);
        spares_.erase(std::next(spare).base());
        return out;
    }
    const auto block = arena_.take(bytes);
    if (!block) return std::nullopt;
    return history_block(*block);
}

std::optional<HistoryStore::Block> ArenaHistoryStore::find(std::uint64_t position, std::uint64_t capacity)
{
    const auto block = arena_.take_at(position, capacity);
    if (!block) return std::nullopt;
    return history_block(*block);
}

void ArenaHistoryStore::commit(Spares spares)
{
    for (const Block& block : std::exchange(freed_, {}))
        spares_.push_back({block.memory, block.capacity, block.position});
    const std::size_t kept = spares == Spares::kept ? MAX_SPARES : 0;
    if (spares_.size() <= kept) return;
    const auto first_kept = spares_.end() - static_cast<std::ptrdiff_t>(kept); // the newest are taken first
    std::for_each(spares_.begin(), first_kept, [this](const Arena::Block& spare) { arena_.free_block(spare); });
    spares_.erase(spares_.begin(), first_kept);
}

} // namespace cleat
