#include "common/model/dictionary.h"

#include <cassert>
#include <functional>

namespace cleat {

namespace {

std::size_t mix(std::size_t hash, std::size_t value)
{
    hash ^= value;
    hash *= 0x9e37'79b9'7f4a'7c15U;
    return hash ^ (hash >> 29);
}

} // namespace

std::size_t Dictionary::StyleHash::operator()(const Style& style) const
{
    std::size_t hash = mix(0, (std::size_t{style.foreground.bits()} << 32) | style.background.bits());
    hash = mix(hash, (std::size_t{style.underline_colour.bits()} << 32) | style.link);
    return mix(hash, (std::size_t{style.attributes} << 8) | static_cast<std::size_t>(style.underline));
}

std::size_t Dictionary::LinkHash::operator()(const Link& link) const
{
    return mix(std::hash<std::string>()(link.id), std::hash<std::string>()(link.uri));
}

Dictionary::Dictionary()
{
    styles_.emplace_back();
    style_ids_.emplace(Style(), 0);
    entries_ = 1;
}

StyleId Dictionary::style_id(const Style& style)
{
    const auto [place, is_new] = style_ids_.try_emplace(style, static_cast<StyleId>(styles_.size()));
    if (is_new) {
        styles_.push_back(style);
        ++entries_;
    }
    return place->second;
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
