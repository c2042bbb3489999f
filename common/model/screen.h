#pragma once

#include "common/model/cursor.h"
#include "common/model/modes.h"
#include "common/model/palette.h"
#include "common/model/row.h"
#include "common/model/size.h"

#include <cstdint>
#include <string>
#include <vector>

namespace cleat {

/// Which of the two screens.
enum class Side : std::uint8_t { primary, alternate };

/// Everything visible on a terminal at one moment. A value: copying it copies pointers to rows.
struct Screen {
    Size size;
    std::vector<RowRef> primary;   ///< `size.rows` rows, top first; never null
    std::vector<RowRef> alternate; ///< as many
    Side active = Side::primary;
    Cursor cursor;
    Modes modes;
    std::string title;
    std::string icon;
    Palette palette;
    /// How many rows have left the top of the primary screen for good since the session started. Compared only between
    /// screens of one session without a resize in between (see `Step::pushed`).
    std::uint64_t rows_scrolled = 0;

    /// A blank screen.
    explicit Screen(Size s = {});

    [[nodiscard]] const std::vector<RowRef>& rows() const { return active == Side::primary ? primary : alternate; }
    [[nodiscard]] std::vector<RowRef>& rows() { return active == Side::primary ? primary : alternate; }

    /// The active screen's text: exactly `size.rows` lines, each ended by a newline, trailing blanks trimmed.
    [[nodiscard]] std::string text() const;
};

/// Compares everything visible by value; ignores `rows_scrolled` and the rows' identity.
[[nodiscard]] bool operator==(const Screen& a, const Screen& b);

} // namespace cleat
