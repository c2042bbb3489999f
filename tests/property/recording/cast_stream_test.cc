// Properties of every asciicast: its contents are the same in either version, and however it is split.
#include "common/recording/cast_reader.h"
#include "common/recording/cast_writer.h"
#include "tests/support/cases.h"
#include "tests/support/stream.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <vector>

using namespace cleat;
using test::cases;
using test::Stream;

namespace {

struct Event {
    CastTime time{};
    CastKind kind = CastKind::output;
    std::string data;

    bool operator==(const Event&) const = default;
};

/// Bytes that are nearly always text, of every width.
std::string some_text(Stream& stream)
{
    auto out = stream.pieces({.rows = 24, .columns = 80}, stream.number(1, 6));
    if (stream.chance(8)) out.insert(out.size() / 2, 1, static_cast<char>(stream.number(0, 255)));
    return out;
}

Event some_event(Stream& stream, CastTime& time)
{
    time += CastTime(stream.chance(3) ? 0 : stream.number(1, stream.chance(10) ? 2'000'000'000 : 70'000));
    switch (stream.number(0, 9)) {
    case 0: return {time, CastKind::resize, resize_data(stream.size())};
    case 1: return {time, CastKind::marker, stream.text()};
    case 2: return {time, CastKind::input, some_text(stream)};
    case 3: return {time, CastKind::exit, std::to_string(stream.number(0, 255))};
    default: return {time, CastKind::output, some_text(stream)};
    }
}

std::string written(CastVersion version, const std::vector<Event>& events)
{
    CastWriter writer(version);
    std::string out;
    writer.header(CastHeader(), out);
    for (const auto& event : events) writer.event({event.time, event.kind, event.data}, out);
    writer.finish(out);
    return out;
}

void take(CastReader& reader, std::vector<Event>& out)
{
    while (const auto event = reader.next()) out.push_back({event->time, event->kind, std::string(event->data)});
}

std::vector<Event> read(std::string_view bytes, Stream* cuts = nullptr, CastDamage* damage = nullptr)
{
    CastReader reader;
    std::vector<Event> out;
    while (!bytes.empty()) {
        const auto most = cuts == nullptr ? bytes.size() : static_cast<std::size_t>(cuts->number(1, 40));
        const auto piece = bytes.substr(0, most);
        bytes.remove_prefix(piece.size());
        reader.feed(piece);
        if (cuts == nullptr || cuts->chance(2)) take(reader, out);
    }
    reader.finish();
    take(reader, out);
    if (damage != nullptr) *damage = reader.damage();
    return out;
}

} // namespace

TEST_CASE("events are the same, to the microsecond, after conversion from v3 to v2 and back")
{
    for (const int seed : cases(300)) {
        CAPTURE(seed);
        Stream stream(static_cast<std::uint32_t>(seed));
        std::vector<Event> events;
        CastTime time{};
        for (int i = 0; i < 50; ++i) events.push_back(some_event(stream, time));

        const auto first = written(CastVersion::v3, events);
        const auto there = read(first);
        const auto second = written(CastVersion::v2, there);
        const auto back = written(CastVersion::v3, read(second));

        CHECK(read(second) == there);
        CHECK(back == first);
        // An incomplete character may have moved to the next event; all others are where they were.
        REQUIRE(!there.empty());
        for (const auto& event : there)
            CHECK(std::any_of(events.begin(), events.end(), [&](const auto& e) { return e.time == event.time; }));
    }
}

TEST_CASE("events and damage do not depend on how the bytes are split")
{
    for (const int seed : cases(300)) {
        CAPTURE(seed);
        Stream stream(static_cast<std::uint32_t>(seed));
        std::vector<Event> events;
        CastTime time{};
        for (int i = 0; i < 20; ++i) events.push_back(some_event(stream, time));
        auto bytes = written(stream.chance(2) ? CastVersion::v2 : CastVersion::v3, events);
        for (int damage = stream.number(0, 6); damage > 0; --damage) {
            const auto at = static_cast<std::size_t>(stream.number(0, static_cast<int>(bytes.size()) - 1));
            if (stream.chance(2)) bytes[at] = static_cast<char>(stream.number(0, 255));
            else bytes.erase(at, static_cast<std::size_t>(stream.number(1, 30)));
            if (bytes.empty()) bytes.assign(1, 'x');
        }

        CastDamage in_one;
        CastDamage in_pieces;
        const auto whole = read(bytes, nullptr, &in_one);
        const auto pieces = read(bytes, &stream, &in_pieces);

        CHECK(pieces == whole);
        CHECK(in_pieces == in_one);
    }
}
