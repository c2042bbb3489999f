#pragma once

#include "common/export/look.h"

#include <string>
#include <vector>

namespace cleat {

/// Adjacent cells of one row with the same look.
struct Run {
    int column = 0;
    int columns = 0;
    Look look;
    std::string text;    ///< UTF-8, empty cells as spaces
    bool is_one = false; ///< a single non-ASCII glyph, whose width may differ between fonts
};

/// The budget for link text in one picture. Needed because every run repeats its link, and each cell may be a run.
class LinkRoom {
 public:
    /// In bytes.
    static constexpr std::size_t LIMIT = 8U << 20;

    /// Takes `bytes` for a link from the budget; false if not enough is left.
    [[nodiscard]] bool take(std::size_t bytes)
    {
        if (bytes > left_) return false;
        left_ -= bytes;
        return true;
    }

 private:
    std::size_t left_ = LIMIT;
};

/// Splits a whole row into runs, left to right. A non-ASCII glyph is a run of its own. Links that exceed the budget are
/// left out.
[[nodiscard]] std::vector<Run> runs_of(const Row& row, const Colours& colours, bool reverse_screen, LinkRoom& links);

} // namespace cleat
