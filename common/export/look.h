#pragma once

#include "common/model/screen.h"
#include "common/recording/cast_header.h"

#include <array>
#include <cstdint>
#include <optional>
#include <string>

namespace cleat {

/// A colour for painting.
struct Rgb {
    std::uint8_t red = 0;
    std::uint8_t green = 0;
    std::uint8_t blue = 0;

    bool operator==(const Rgb&) const = default;
};

/// `#rrggbb`.
[[nodiscard]] std::string css(Rgb colour);

/// Maps colours to RGB: xterm's colours, overridden by a recording's theme, in turn overridden by colours that the
/// program redefined.
class Colours {
 public:
    explicit Colours(const std::optional<CastTheme>& theme, const Palette& palette = {});

    [[nodiscard]] Rgb of(Colour colour, Rgb standard) const;
    [[nodiscard]] Rgb foreground() const { return foreground_; }
    [[nodiscard]] Rgb background() const { return background_; }
    [[nodiscard]] Rgb cursor() const { return cursor_; }

 private:
    std::array<Rgb, 256> indexed_{};
    Rgb foreground_{.red = 0xe5, .green = 0xe5, .blue = 0xe5};
    Rgb background_;
    Rgb cursor_ = foreground_;
};

/// How a cell is painted; reverse, faint and the screen's reverse mode are already applied to the colours.
struct Look {
    Rgb foreground;
    Rgb background;
    Rgb line; ///< colour of the underline
    bool bold = false;
    bool italic = false;
    bool strike = false;
    bool overline = false;
    bool concealed = false;
    Underline underline = Underline::none;
    std::string link; ///< a URI that is safe to link to (http, https, ftp, mailto), or empty

    bool operator==(const Look&) const = default;
};

/// The look of a cell. `reverse_screen` is DECSCNM.
[[nodiscard]] Look look_of(const Row& row, const Cell& cell, const Colours& colours, bool reverse_screen);

/// Escapes text for XML and HTML: `&`, `<`, `>` and quotes become entities, and characters forbidden in XML are
/// replaced or dropped.
[[nodiscard]] std::string escaped(std::string_view utf8);

} // namespace cleat
