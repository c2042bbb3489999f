#pragma once

#include "common/model/screen.h"
#include "common/recording/cast_header.h"

#include <array>
#include <cstdint>
#include <optional>
#include <string>

namespace cleat {

/// A colour to paint with.
struct Rgb {
    std::uint8_t red = 0;
    std::uint8_t green = 0;
    std::uint8_t blue = 0;

    bool operator==(const Rgb&) const = default;
};

/// `#rrggbb`.
[[nodiscard]] std::string css(Rgb colour);

/// What the names of colours look like: xterm's, with those of a recording's theme and those that the program redefined
/// over them.
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

/// How a cell is painted: reverse, faint and conceal are in the colours.
struct Look {
    Rgb foreground;
    Rgb background;
    Rgb line; ///< of the underline
    bool bold = false;
    bool italic = false;
    bool strike = false;
    bool overline = false;
    bool concealed = false;
    Underline underline = Underline::none;
    std::string link; ///< a URI that a page may link to (http, https, ftp, mailto), or empty

    bool operator==(const Look&) const = default;
};

/// The look of a cell. `reverse_screen` is DECSCNM.
[[nodiscard]] Look look_of(const Row& row, const Cell& cell, const Colours& colours, bool reverse_screen);

/// Text as character data of XML and HTML: `&`, `<`, `>` and quotes as entities, and no character that XML forbids.
[[nodiscard]] std::string escaped(std::string_view utf8);

} // namespace cleat
