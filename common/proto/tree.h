#pragma once

#include "common/base/result.h"

#include <cstdint>
#include <string_view>
#include <vector>

namespace cleat {

/// One value of a msgpack document, in document order; a container's children follow it.
struct Node {
    enum class Type : std::uint8_t { nil, boolean, integer, text, bytes, array, map, other };
    Type type = Type::nil;
    bool negative = false;    ///< of an integer: `number` is then its two's complement
    std::uint64_t number = 0; ///< an integer, a boolean, or how many elements (pairs, for a map) a container has
    std::string_view data;    ///< of text and bytes, in the document
    std::uint32_t next = 0;   ///< index of the node after this one and all that is in it
};

/// A msgpack document as a list of nodes, no longer than the bytes that are there, whatever counts they claim: at most
/// one node for each other byte beyond a thousand, and a million. Views point into `document`.
[[nodiscard]] Result<std::vector<Node>> parse_tree(std::string_view document);

} // namespace cleat
