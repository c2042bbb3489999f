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

/// The last part of a session's memory, which grows: pages that are taken, written and given back. What is taken is in
/// one piece and stays where it is. Which pages are in use is known to this object alone: whoever maps the memory again
/// takes what it finds a use of there, and frees the rest.
class Arena {
 public:
    static constexpr std::size_t PAGE = 4'096;
    static constexpr std::uint64_t LARGEST_BLOCK = std::uint64_t{1} << 30U;
    static constexpr std::uint64_t MOST_IN_ALL = 2 * LARGEST_BLOCK;

    struct Block {
        char* memory = nullptr;
        std::size_t capacity = 0;   ///< whole pages
        std::uint64_t position = 0; ///< bytes from the arena's beginning

        [[nodiscard]] std::span<char> bytes() const { return {memory, capacity}; }
    };

    /// `memory` is a memfd, borrowed for this object's life; the arena is all of it from `begin` on, a multiple of
    /// every page size in use.
    Arena(int memory, off_t begin) : memory_(memory), begin_(begin) {}
    Arena(const Arena&) = delete;
    Arena& operator=(const Arena&) = delete;
    ~Arena();

    /// At least so many bytes, of any content; nothing where there is no memory.
    [[nodiscard]] std::optional<Block> take(std::size_t bytes);
    /// The pages at a position, which may be in nobody's use yet; nothing where they are, or cannot be.
    [[nodiscard]] std::optional<Block> take_at(std::uint64_t position, std::uint64_t capacity);
    /// The memory goes back to the kernel.
    void give_back(const Block& block);
    /// It is not in use, but what is there stays until `free_rest`.
    void leave(const Block& block);
    /// All that is not in use goes back to the kernel.
    void free_rest();

 private:
    /// The first is a MiB, and each later one as large as all before it, so that a large arena takes few mappings.
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
