#pragma once

#include "common/base/result.h"

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace cleat {

/// One value of a msgpack document, in document order; a container's children follow it.
struct Node {
    enum class Type : std::uint8_t { nil, boolean, integer, text, bytes, array, map, other };
    Type type = Type::nil;
    bool negative = false;       ///< for an integer: `number` is its two's complement
    std::uint32_t next = 0;      ///< index of the node after this one and its descendants
    std::uint64_t number = 0;    ///< an integer, a boolean, or the number of bytes, elements or pairs (of a map)
    const char* begin = nullptr; ///< for text and bytes: in the document

    /// The contents of text and bytes.
    [[nodiscard]] std::string_view data() const { return {begin, static_cast<std::size_t>(number)}; }
};

/// Parses a msgpack document into a list of nodes. The length of the list is bounded by that of `document`, whatever
/// counts it claims: at most one node per two bytes plus a thousand, and at most a million. Views point into
/// `document`.
[[nodiscard]] Result<std::vector<Node>> parse_tree(std::string_view document);

} // namespace cleat
