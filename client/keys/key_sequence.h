#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cleat {

/// A parsed control sequence (ECMA-48 5.4). Parameters are separated by ';', their sub-parameters by ':'.
struct KeySequence {
    char prefix = 0; ///< one of < = > ?, or 0
    std::vector<std::vector<std::optional<int>>> parameters;
    std::string final; ///< intermediate bytes and the final byte

    /// A sub-parameter, or `otherwise` if it is absent.
    [[nodiscard]] int parameter(std::size_t index, int otherwise, std::size_t sub = 0) const;
};

/// Parses a complete sequence, from ESC to the final byte. Numbers are clamped to 99,999,999.
[[nodiscard]] std::optional<KeySequence> parse_key_sequence(std::string_view sequence);

} // namespace cleat
