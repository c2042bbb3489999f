#pragma once

#include <cstdint>
#include <map>
#include <optional>

namespace cleat {

/// Which pages of a range are in use. The lowest free run of sufficient length is taken first.
class PageSpace {
 public:
    explicit PageSpace(std::uint64_t pages) { free_.emplace(0, pages); }

    /// Takes `count` consecutive pages and returns the first; nothing if no gap is long enough.
    [[nodiscard]] std::optional<std::uint64_t> take(std::uint64_t count);
    /// Takes exactly these pages. False, and nothing changed, if any of them is in use or beyond the range.
    [[nodiscard]] bool take_at(std::uint64_t first, std::uint64_t count);
    /// Releases pages, which must be in use.
    void free_pages(std::uint64_t first, std::uint64_t count);

    /// The free pages: the first page and the number of pages of each gap. No two gaps touch.
    [[nodiscard]] const std::map<std::uint64_t, std::uint64_t>& gaps() const { return free_; }

 private:
    void cut(std::map<std::uint64_t, std::uint64_t>::iterator gap, std::uint64_t first, std::uint64_t count);

    std::map<std::uint64_t, std::uint64_t> free_;
};

} // namespace cleat
