#include "server/memory/arena.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include <algorithm>

namespace cleat {

namespace {

constexpr std::uint64_t FIRST_EXTENT = 1U << 20;

std::uint64_t pages_for(std::uint64_t bytes)
{
    return std::max<std::uint64_t>(1, (bytes + Arena::PAGE - 1) / Arena::PAGE);
}

} // namespace

Arena::~Arena()
{
    for (const Extent& extent : extents_) ::munmap(extent.memory, extent.size);
}

bool Arena::add_extent()
{
    const std::uint64_t begin = extents_.empty() ? 0 : extents_.back().begin + extents_.back().size;
    const std::uint64_t size = std::max(begin, FIRST_EXTENT);
    if (begin + size > MAX_IN_ALL) return false;
    const off_t end = begin_ + static_cast<off_t>(begin + size);
    struct stat status {};
    if (::fstat(memory_, &status) < 0) return false;
    if (status.st_size < end && ::ftruncate(memory_, end) < 0) return false;
    void* const at =
        ::mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_SHARED, memory_, begin_ + static_cast<off_t>(begin));
    if (at == MAP_FAILED) return false;
    extents_.push_back({static_cast<char*>(at), begin, size, PageSpace(size / PAGE)});
    return true;
}

std::optional<Arena::Block> Arena::take(std::size_t bytes)
{
    if (bytes > LARGEST_BLOCK) return std::nullopt;
    const auto pages = pages_for(bytes);
    for (std::size_t i = 0; i < extents_.size() || add_extent(); ++i) {
        Extent& extent = extents_[i];
        const auto first = extent.space.take(pages);
        if (first) return Block{extent.memory + *first * PAGE, pages * PAGE, extent.begin + *first * PAGE};
    }
    return std::nullopt;
}

Arena::Extent* Arena::extent_at(std::uint64_t position)
{
    if (position >= MAX_IN_ALL) return nullptr;
    while (extents_.empty() || extents_.back().begin + extents_.back().size <= position)
        if (!add_extent()) return nullptr;
    return &*std::ranges::find_if(extents_, [position](const Extent& one) { return position < one.begin + one.size; });
}

std::optional<Arena::Block> Arena::take_at(std::uint64_t position, std::uint64_t capacity)
{
    if (position % PAGE != 0 || capacity % PAGE != 0 || capacity == 0) return std::nullopt;
    Extent* const extent = extent_at(position);
    if (extent == nullptr) return std::nullopt;
    const auto in_extent = position - extent->begin;
    if (!extent->space.take_at(in_extent / PAGE, capacity / PAGE)) return std::nullopt;
    return Block{extent->memory + in_extent, static_cast<std::size_t>(capacity), position};
}

void Arena::leave(const Block& block)
{
    Extent& extent = *extent_at(block.position);
    extent.space.free_pages((block.position - extent.begin) / PAGE, block.capacity / PAGE);
}

void Arena::free_block(const Block& block)
{
    leave(block);
    punch(block.position, block.capacity);
}

void Arena::free_rest()
{
    for (const Extent& extent : extents_)
        for (const auto& [first, count] : extent.space.gaps()) punch(extent.begin + first * PAGE, count * PAGE);
    const std::uint64_t mapped = extents_.empty() ? 0 : extents_.back().begin + extents_.back().size;
    struct stat status {};
    if (::fstat(memory_, &status) < 0) return;
    const off_t rest = status.st_size - begin_ - static_cast<off_t>(mapped);
    if (rest > 0) punch(mapped, static_cast<std::uint64_t>(rest));
}

/// If that fails the pages keep their memory, and are reused later.
void Arena::punch(std::uint64_t position, std::uint64_t size) const
{
    (void)::fallocate(memory_, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, begin_ + static_cast<off_t>(position),
                      static_cast<off_t>(size));
}

} // namespace cleat
