#pragma once

#include "common/model/size.h"
#include "common/model/style.h"

#include <memory>
#include <string_view>
#include <vector>

namespace cleat::test {

/// A cell as libvterm has it written.
struct PlainCell {
    char32_t character = 0; ///< 0: empty
    bool is_tail = false;   ///< the second half of a double-width glyph
    Style style;

    bool operator==(const PlainCell&) const = default;
};

/// libvterm's state layer, with callbacks that do what they say to a plain array of cells, and nothing else: a second
/// opinion on what sequences do. The one thing that libvterm says nothing about is added: of a glyph that is not whole
/// any more, the other half becomes empty in its own background.
class LibvtermGrid {
 public:
    explicit LibvtermGrid(Size size);
    ~LibvtermGrid();

    void feed(std::string_view bytes);

    [[nodiscard]] int row() const;
    [[nodiscard]] int column() const;
    [[nodiscard]] bool is_double_width(int row) const;
    /// As many cells as the screen has columns.
    [[nodiscard]] std::vector<PlainCell> cells(int row) const;

 private:
    struct Inner;
    std::unique_ptr<Inner> inner_;
};

} // namespace cleat::test
