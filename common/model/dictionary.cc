#include "common/model/dictionary.h"

#include <algorithm>
#include <functional>

namespace cleat {

namespace {

std::size_t mix(std::size_t hash, std::size_t value)
{
    hash ^= value;
    hash *= 0x9e37'79b9'7f4a'7c15U;
    return hash ^ (hash >> 29);
}

std::size_t hash_of(const Style& style)
{
    std::size_t hash = mix(0, (std::size_t{style.foreground.bits()} << 32) | style.background.bits());
    hash = mix(hash, (std::size_t{style.underline_colour.bits()} << 32) | style.link);
    return mix(hash, (std::size_t{style.attributes} << 8) | static_cast<std::size_t>(style.underline));
}

constexpr std::size_t FEWEST_SLOTS = 16;

} // namespace

std::size_t Dictionary::LinkHash::operator()(const Link& link) const
{
    return mix(std::hash<std::string>()(link.id), std::hash<std::string>()(link.uri));
}

Dictionary::Dictionary() : styles_(1), entries_(1) {}

StyleId Dictionary::style_id(const Style& style)
{
    if (style == Style()) return 0;
    if (2 * styles_.size() > style_slots_.size()) grow_slots();
    StyleId& id = style_slots_[slot_of(style)];
    if (id == 0) {
        id = static_cast<StyleId>(styles_.size());
        styles_.push_back(style);
        ++entries_;
    }
    return id;
}

std::size_t Dictionary::slot_of(const Style& style) const
{
    const std::size_t last = style_slots_.size() - 1; // one less than a power of two
    std::size_t slot = hash_of(style) & last;
    while (style_slots_[slot] != 0 && styles_[style_slots_[slot]] != style) slot = (slot + 1) & last;
    return slot;
}

void Dictionary::grow_slots()
{
    style_slots_.assign(std::max(FEWEST_SLOTS, 4 * style_slots_.size()), 0);
    for (StyleId id = 1; id < styles_.size(); ++id) style_slots_[slot_of(styles_[id])] = id;
}

LinkId Dictionary::link_id(const Link& link)
{
    if (link.uri.empty()) return 0;
    const auto [place, is_new] = link_ids_.try_emplace(link, static_cast<LinkId>(links_.size() + 1));
    if (is_new) {
        links_.push_back(link);
        ++entries_;
        text_bytes_ += link.id.size() + link.uri.size();
    }
    return place->second;
}

ClusterId Dictionary::cluster_id(std::string_view utf8)
{
    if (const auto place = cluster_ids_.find(utf8); place != cluster_ids_.end()) return place->second;
    const auto id = static_cast<ClusterId>(clusters_.size());
    const std::string& kept = clusters_.emplace_back(utf8);
    cluster_ids_.emplace(kept, id);
    ++entries_;
    text_bytes_ += kept.size();
    return id;
}

} // namespace cleat
