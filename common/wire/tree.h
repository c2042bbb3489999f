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
    bool negative = false;       ///< of an integer: `number` is then its two's complement
    std::uint32_t next = 0;      ///< index of the node after this one and all that is in it
    std::uint64_t number = 0;    ///< an integer, a boolean, or how many bytes, elements or pairs (of a map) it has
    const char* begin = nullptr; ///< of text and bytes, in the document

    /// Of text and bytes.
    [[nodiscard]] std::string_view data() const { return {begin, static_cast<std::size_t>(number)}; }
};

/// A msgpack document as a list of nodes, no longer than the bytes that are there, whatever counts they claim: at most
/// one node for each other byte beyond a thousand, and a million. Views point into `document`.
[[nodiscard]] Result<std::vector<Node>> parse_tree(std::string_view document);

} // namespace cleat
