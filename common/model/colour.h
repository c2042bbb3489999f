#pragma once

#include <cstdint>

namespace cleat {

/// A colour as given by the program: the terminal's default, one of the palette's 256 colours, or a 24-bit colour. The
/// three kinds are kept distinct; their appearance is up to the viewer's terminal.
class Colour {
 public:
    enum class Kind : std::uint8_t { standard, indexed, rgb };

    constexpr Colour() = default;
    static constexpr Colour indexed(std::uint8_t index) { return Colour(0x01000000U | index); }
    static constexpr Colour rgb(std::uint8_t red, std::uint8_t green, std::uint8_t blue)
    {
        return Colour(0x02000000U | (std::uint32_t{red} << 16) | (std::uint32_t{green} << 8) | blue);
    }
    /// The inverse of `bits()`. Values with an unknown kind become the default colour.
    static constexpr Colour from_bits(std::uint32_t bits) { return (bits >> 24) <= 2 ? Colour(bits) : Colour(); }

    [[nodiscard]] constexpr Kind kind() const { return static_cast<Kind>(bits_ >> 24); }
    [[nodiscard]] constexpr std::uint8_t index() const { return static_cast<std::uint8_t>(bits_); }
    [[nodiscard]] constexpr std::uint8_t red() const { return static_cast<std::uint8_t>(bits_ >> 16); }
    [[nodiscard]] constexpr std::uint8_t green() const { return static_cast<std::uint8_t>(bits_ >> 8); }
    [[nodiscard]] constexpr std::uint8_t blue() const { return static_cast<std::uint8_t>(bits_); }
    /// Kind in the top byte, index or red, green, blue below.
    [[nodiscard]] constexpr std::uint32_t bits() const { return bits_; }

    bool operator==(const Colour&) const = default;

 private:
    constexpr explicit Colour(std::uint32_t bits) : bits_(bits) {}
    std::uint32_t bits_ = 0;
};

} // namespace cleat
