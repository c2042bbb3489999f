#include "common/terminal/colour_name.h"

#include <array>
#include <charconv>
#include <cstdio>

namespace cleat {

namespace {

constexpr std::array<std::uint32_t, 16> FIRST_COLOURS = {
    0x000000, 0xcd0000, 0x00cd00, 0xcdcd00, 0x0000ee, 0xcd00cd, 0x00cdcd, 0xe5e5e5,
    0x7f7f7f, 0xff0000, 0x00ff00, 0xffff00, 0x5c5cff, 0xff00ff, 0x00ffff, 0xffffff,
};

constexpr Colour from_number(std::uint32_t rgb)
{
    return Colour::rgb(static_cast<std::uint8_t>(rgb >> 16), static_cast<std::uint8_t>(rgb >> 8),
                       static_cast<std::uint8_t>(rgb));
}

/// Meaning of hexadecimal digits: a fraction of the largest number with as many digits, or the high bits of a number
/// whose other bits are 0.
enum class Digits { share, highest };

/// One to four hexadecimal digits, scaled to 0 to 255.
std::optional<std::uint8_t> byte_of(std::string_view digits, Digits kind)
{
    unsigned value = 0;
    if (digits.empty() || digits.size() > 4) return std::nullopt;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value, 16);
    if (error != std::errc() || end != digits.data() + digits.size()) return std::nullopt;
    if (kind == Digits::highest) return static_cast<std::uint8_t>(value << (16 - 4 * digits.size()) >> 8);
    const unsigned most = (1U << (4 * digits.size())) - 1;
    return static_cast<std::uint8_t>((value * 255 + most / 2) / most);
}

std::optional<Colour> from_parts(std::string_view red, std::string_view green, std::string_view blue, Digits kind)
{
    const auto r = byte_of(red, kind);
    const auto g = byte_of(green, kind);
    const auto b = byte_of(blue, kind);
    if (!r || !g || !b) return std::nullopt;
    return Colour::rgb(*r, *g, *b);
}

} // namespace

std::optional<Colour> parse_colour(std::string_view text)
{
    if (text.starts_with('#') && text.size() > 1 && (text.size() - 1) % 3 == 0) {
        const auto length = (text.size() - 1) / 3;
        return from_parts(text.substr(1, length), text.substr(1 + length, length), text.substr(1 + 2 * length),
                          Digits::highest);
    }
    const bool alpha = text.starts_with("rgba:");
    if (!alpha && !text.starts_with("rgb:")) return std::nullopt;
    text.remove_prefix(alpha ? 5 : 4);
    const auto first = text.find('/');
    const auto second = first == std::string_view::npos ? first : text.find('/', first + 1);
    if (second == std::string_view::npos) return std::nullopt;
    auto blue = text.substr(second + 1);
    if (alpha) blue = blue.substr(0, blue.find('/'));
    return from_parts(text.substr(0, first), text.substr(first + 1, second - first - 1), blue, Digits::share);
}

std::string colour_name(Colour colour)
{
    std::array<char, 24> text{};
    std::snprintf(text.data(), text.size(), "rgb:%02x%02x/%02x%02x/%02x%02x", colour.red(), colour.red(),
                  colour.green(), colour.green(), colour.blue(), colour.blue());
    return text.data();
}

Colour standard_colour(std::uint8_t index)
{
    if (index < 16) return from_number(FIRST_COLOURS[index]);
    if (index >= 232) {
        const auto grey = static_cast<std::uint8_t>(8 + (index - 232) * 10);
        return Colour::rgb(grey, grey, grey);
    }
    const auto level = [](int step) { return static_cast<std::uint8_t>(step == 0 ? 0 : 55 + step * 40); };
    const int cube = index - 16;
    return Colour::rgb(level(cube / 36), level(cube / 6 % 6), level(cube % 6));
}

} // namespace cleat
