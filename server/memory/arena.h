#pragma once

#include "common/base/unique_fd.h"
#include "server/memory/page_space.h"

#include <sys/types.h>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace cleat {

/// The last part of a session's memory, which grows: pages that are taken, written and released. A block is contiguous
/// and stays at its address. Only this object knows which pages are in use: a process that maps the memory again takes
/// the blocks to which the rest of the memory refers (`take_at`), and then calls `free_rest`.
class Arena {
 public:
    static constexpr std::size_t PAGE = 4'096;
    static constexpr std::uint64_t LARGEST_BLOCK = std::uint64_t{1} << 30U;
    static constexpr std::uint64_t MAX_IN_ALL = 2 * LARGEST_BLOCK;

    struct Block {
        char* memory = nullptr;
        std::size_t capacity = 0;   ///< whole pages
        std::uint64_t position = 0; ///< in bytes from the start of the arena

        [[nodiscard]] std::span<char> bytes() const { return {memory, capacity}; }
    };

    /// `memory` is a memfd, borrowed for this object's life; the arena is all of it from `begin` on, a multiple of
    /// every page size in use.
    Arena(int memory, off_t begin) : memory_(memory), begin_(begin) {}
    Arena(const Arena&) = delete;
    Arena& operator=(const Arena&) = delete;
    ~Arena();

    /// Takes at least this many bytes, with arbitrary content; nothing if there is no memory.
    [[nodiscard]] std::optional<Block> take(std::size_t bytes);
    /// Takes the pages at a position, which must be free; nothing if they are in use or the position is invalid.
    [[nodiscard]] std::optional<Block> take_at(std::uint64_t position, std::uint64_t capacity);
    /// Releases a block and returns its memory to the kernel.
    void free_block(const Block& block);
    /// Releases a block, but keeps its content until `free_rest`.
    void leave(const Block& block);
    /// Returns all memory that is not in use to the kernel.
    void free_rest();

 private:
    /// One mapping. The first is of 1 MiB, and each later one is as large as all before it together, so that a large
    /// arena needs few mappings.
    struct Extent {
        char* memory = nullptr;
        std::uint64_t begin = 0;
        std::uint64_t size = 0;
        PageSpace space;
    };

    bool add_extent();
    void punch(std::uint64_t position, std::uint64_t size) const;
    [[nodiscard]] Extent* extent_at(std::uint64_t position);

    int memory_;
    off_t begin_;
    std::vector<Extent> extents_;
};

} // namespace cleat
