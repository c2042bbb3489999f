#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cleat {

/// A control sequence (ECMA-48 5.4) taken apart. Parameters are separated by ';', their sub-parameters by ':'.
struct KeySequence {
    char prefix = 0; ///< one of < = > ?, or 0
    std::vector<std::vector<std::optional<int>>> parameters;
    std::string final; ///< intermediate bytes and the final one

    /// A sub-parameter; `otherwise` where it is absent.
    [[nodiscard]] int parameter(std::size_t index, int otherwise, std::size_t sub = 0) const;
};

/// `sequence` is all of it, from ESC to the final byte. Numbers are at most 99,999,999.
[[nodiscard]] std::optional<KeySequence> parse_key_sequence(std::string_view sequence);

} // namespace cleat
