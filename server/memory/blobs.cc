#include "server/memory/blobs.h"

#include <algorithm>
#include <atomic>
#include <bit>
#include <cstring>

namespace cleat {

namespace {

/// A block that is more than this many times larger than its content is released.
constexpr std::size_t MAX_SLACK = 4;

/// Detects damaged bytes; does not protect against deliberately chosen ones. Works in words, for speed.
class Checksum {
 public:
    void add(std::uint64_t word)
    {
        sum_ = (std::rotl(sum_, 29) ^ word) * MULTIPLIER;
        sum_ ^= sum_ >> 32U;
    }
    void add(std::string_view bytes)
    {
        for (; bytes.size() >= sizeof(std::uint64_t); bytes.remove_prefix(sizeof(std::uint64_t))) add(word_at(bytes));
        if (!bytes.empty()) add(word_at(bytes));
    }
    [[nodiscard]] std::uint64_t value() const { return sum_; }

 private:
    static constexpr std::uint64_t MULTIPLIER = 0x9e37'79b9'7f4a'7c15; // 2^64 / golden ratio: odd, with mixed bits

    static std::uint64_t word_at(std::string_view bytes)
    {
        std::uint64_t word = 0;
        std::memcpy(&word, bytes.data(), std::min(bytes.size(), sizeof word));
        return word;
    }

    std::uint64_t sum_ = MULTIPLIER;
};

std::uint64_t checksum_of(const BlobEntry& entry, std::string_view bytes)
{
    Checksum sum;
    for (const std::uint64_t word : {entry.sequence, entry.position, entry.capacity, entry.size}) sum.add(word);
    sum.add(bytes);
    return sum.value();
}

} // namespace

void Blobs::adopt()
{
    for (std::size_t i = 0; i < entries_.size(); ++i) {
        BlobEntry& entry = entries_.at(i);
        if (entry.sequence == 0) continue;
        const auto block = arena_.take_at(entry.position, entry.capacity);
        const bool is_whole =
            block && entry.size <= block->capacity &&
            checksum_of(entry, {block->memory, static_cast<std::size_t>(entry.size)}) == entry.checksum;
        if (is_whole) blocks_.at(i) = block;
        else entry = {};
        if (block && !is_whole) arena_.leave(*block);
    }
}

std::size_t Blobs::latest_index() const
{
    return entries_[0].sequence >= entries_[1].sequence ? 0 : 1;
}

std::optional<std::string_view> Blobs::latest() const
{
    const BlobEntry& entry = entries_.at(latest_index());
    if (entry.sequence == 0) return std::nullopt;
    return std::string_view(blocks_.at(latest_index())->memory, static_cast<std::size_t>(entry.size));
}

bool Blobs::replace(std::string_view bytes)
{
    const std::size_t index = 1 - latest_index();
    BlobEntry& entry = entries_.at(index);
    auto& block = blocks_.at(index);
    const bool fits =
        block && block->capacity >= bytes.size() && block->capacity / MAX_SLACK <= bytes.size() + Arena::PAGE;
    const auto larger = fits ? std::nullopt : arena_.take(bytes.size());
    if (!fits && !larger) return false;
    entry = {};
    std::atomic_signal_fence(std::memory_order_seq_cst); // the entry is invalid before its bytes are overwritten
    if (larger) {
        if (block) arena_.free_block(*block);
        block = larger;
    }
    std::memcpy(block->memory, bytes.data(), bytes.size());
    BlobEntry next{entries_.at(1 - index).sequence + 1, block->position, block->capacity, bytes.size(), 0};
    next.checksum = checksum_of(next, bytes);
    std::atomic_signal_fence(std::memory_order_seq_cst);
    entry = next;
    return true;
}

} // namespace cleat
