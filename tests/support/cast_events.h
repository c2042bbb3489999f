#pragma once

#include "common/recording/cast_reader.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cleat::test {

/// An event of a recording that owns its data.
struct OwnEvent {
    CastTime time{};
    CastKind kind = CastKind::output;
    std::string data;
    bool operator==(const OwnEvent&) const = default;
};

/// A whole recording.
struct WholeCast {
    std::optional<CastHeader> header;
    std::vector<OwnEvent> events;
    CastDamage damage;
};

inline WholeCast whole_cast(std::string_view bytes)
{
    CastReader reader;
    reader.feed(bytes);
    reader.finish();
    WholeCast out;
    while (const auto event = reader.next()) out.events.push_back({event->time, event->kind, std::string(event->data)});
    if (reader.header() != nullptr) out.header = *reader.header();
    out.damage = reader.damage();
    return out;
}

/// The data of all events of one kind, by default the program's output, concatenated.
inline std::string text_of(const std::vector<OwnEvent>& events, CastKind kind = CastKind::output)
{
    std::string out;
    for (const OwnEvent& event : events)
        if (event.kind == kind) out += event.data;
    return out;
}

} // namespace cleat::test
