#pragma once

#include "common/model/size.h"
#include "common/model/style.h"

#include <memory>
#include <string_view>
#include <vector>

namespace cleat::test {

/// A cell as written by libvterm.
struct PlainCell {
    char32_t character = 0; ///< 0: empty
    bool is_tail = false;   ///< the second half of a double-width glyph
    Style style;

    bool operator==(const PlainCell&) const = default;
};

/// libvterm's state layer, with callbacks that apply each operation to a plain array of cells: an independent
/// implementation for comparison. Adds one rule that libvterm leaves open: if half of a glyph is overwritten, the other
/// half becomes empty and keeps its background.
class LibvtermGrid {
 public:
    explicit LibvtermGrid(Size size);
    ~LibvtermGrid();

    void feed(std::string_view bytes);

    [[nodiscard]] int row() const;
    [[nodiscard]] int column() const;
    [[nodiscard]] bool is_double_width(int row) const;
    /// The cells of a row, one for each column of the screen.
    [[nodiscard]] std::vector<PlainCell> cells(int row) const;

 private:
    struct Inner;
    std::unique_ptr<Inner> inner_;
};

} // namespace cleat::test
