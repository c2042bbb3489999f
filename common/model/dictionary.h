#pragma once

#include "common/model/style.h"

#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace cleat {

/// Names a style of a `Dictionary`; 0 is the default style.
using StyleId = std::uint32_t;
/// Names a cluster (several code points in one cell) of a `Dictionary`.
using ClusterId = std::uint32_t;

/// The styles, links and clusters that cells refer to by number. It only grows; every `Row` shares ownership of the
/// dictionary that its cells refer to, so a number is valid as long as the row. When a writer finds a dictionary
/// outgrown, it starts a new one and translates the rows that it keeps; the old one is freed with the last old row.
/// This bounds the memory used by a program that prints millions of colours or links: at most twice what is on the
/// screens, plus a constant.
class Dictionary {
 public:
    Dictionary();

    /// The number of a style, added if it is new.
    StyleId style_id(const Style& style);
    [[nodiscard]] const Style& style(StyleId id) const { return styles_[id]; }

    /// The number of a link, added if it is new. A link with an empty uri has number 0.
    LinkId link_id(const Link& link);
    /// `id` must not be 0.
    [[nodiscard]] const Link& link(LinkId id) const { return links_[id - 1]; }

    /// The number of a cluster (UTF-8, two code points or more), added if it is new.
    ClusterId cluster_id(std::string_view utf8);
    [[nodiscard]] const std::string& cluster(ClusterId id) const { return clusters_[id]; }

    /// Styles, links and clusters together.
    [[nodiscard]] std::size_t entries() const { return entries_; }
    /// Bytes used by links and clusters.
    [[nodiscard]] std::size_t text_bytes() const { return text_bytes_; }

    /// Declares all entries to be in use. To be called after rows were translated to this dictionary.
    void settle() { settled_ = weight(); }
    /// Whether it is outgrown: more than twice its size at the last `settle`, plus `spare` entries; 64 bytes of text
    /// count as an entry.
    [[nodiscard]] bool is_outgrown(std::size_t spare) const { return weight() > 2 * settled_ + spare; }

 private:
    static constexpr std::size_t BYTES_OF_AN_ENTRY = 64;

    /// The slot of `style_slots_` with the number of that style, or the vacant slot for it.
    [[nodiscard]] std::size_t slot_of(const Style& style) const;
    [[nodiscard]] std::size_t weight() const { return entries_ + text_bytes_ / BYTES_OF_AN_ENTRY; }
    void grow_slots();

    struct LinkHash {
        std::size_t operator()(const Link& link) const;
    };

    std::vector<Style> styles_;
    std::deque<Link> links_;
    std::deque<std::string> clusters_;
    std::vector<StyleId> style_slots_; // a hash table, never more than half full; 0 is vacant
    std::unordered_map<Link, LinkId, LinkHash> link_ids_;
    std::unordered_map<std::string_view, ClusterId> cluster_ids_; // keys point into clusters_
    std::size_t entries_ = 0;
    std::size_t text_bytes_ = 0;
    std::size_t settled_ = 0;
};

using DictionaryRef = std::shared_ptr<Dictionary>;

} // namespace cleat
