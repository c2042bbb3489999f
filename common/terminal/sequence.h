#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace cleat {

/// The parameters of a control sequence (ECMA-48 5.4): numbers separated by `;`, or by `:` within one parameter. The
/// first 32 are kept and the rest dropped, as xterm drops those beyond its own limit.
class Parameters {
 public:
    static constexpr int LIMIT = 32;
    /// Larger numbers are clamped to this.
    static constexpr int LARGEST = 65'535;

    Parameters() { values_[0] = -1; } // NOLINT: only the first count_ values are used
    explicit Parameters(std::string_view text) : Parameters() { read(text); }

    /// Parses `1;2:3;;4` at the front of `text`; call once. Returns the length up to the first character that is
    /// neither a digit nor a separator.
    std::size_t read(std::string_view text);

    /// At least 1: a sequence without parameters has one that is missing.
    [[nodiscard]] int count() const { return count_; }
    /// Whether number `i` follows a colon, and so belongs to the parameter before it.
    [[nodiscard]] bool is_sub(int i) const { return i < count_ && (subs_ >> i & 1U) != 0; }
    [[nodiscard]] bool is_missing(int i) const { return i >= count_ || values_[static_cast<std::size_t>(i)] < 0; }
    /// The number, or `otherwise` if it is missing.
    [[nodiscard]] int value(int i, int otherwise = 0) const
    {
        return is_missing(i) ? otherwise : values_[static_cast<std::size_t>(i)];
    }
    /// The number; 1 if it is missing or 0, as for counts and positions.
    [[nodiscard]] int count_at(int i) const { return value(i) == 0 ? 1 : value(i); }

 private:
    std::array<std::int32_t, LIMIT> values_;
    std::uint32_t subs_ = 0;
    int count_ = 1;
};

/// A complete control sequence: `CSI leader parameters intermediate final`.
struct ControlSequence {
    char leader = 0;       ///< one of `<=>?`, or 0
    char intermediate = 0; ///< 0x20 to 0x2f, or 0; sequences with more than one are unknown
    char final = 0;
    Parameters parameters;
};

} // namespace cleat
