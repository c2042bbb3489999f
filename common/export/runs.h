#pragma once

#include "common/export/look.h"

#include <string>
#include <vector>

namespace cleat {

/// Cells of one row beside each other that look the same.
struct Run {
    int column = 0;
    int columns = 0;
    Look look;
    std::string text;    ///< UTF-8, empty cells as spaces
    bool is_one = false; ///< a single glyph that is not ASCII: fonts may give it another width
};

/// How much of links one picture may have: each is written again for every run, of which every cell can be one.
class LinkRoom {
 public:
    /// Bytes.
    static constexpr std::size_t MOST = 8U << 20;

    /// Whether there is room for so many bytes of a link; they are taken.
    [[nodiscard]] bool take(std::size_t bytes)
    {
        if (bytes > left_) return false;
        left_ -= bytes;
        return true;
    }

 private:
    std::size_t left_ = MOST;
};

/// A row in runs, from the left, all of it. What stands alone is a glyph that is not ASCII. Links are left out for
/// which there is no room.
[[nodiscard]] std::vector<Run> runs_of(const Row& row, const Colours& colours, bool reverse_screen, LinkRoom& links);

} // namespace cleat
