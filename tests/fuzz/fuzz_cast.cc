// Any bytes can be read as a recording without harm, with the same result wherever they are split; and events that were
// read and are written again are read the same.
#include "common/recording/cast_player.h"
#include "common/recording/cast_reader.h"
#include "common/recording/cast_writer.h"
#include "common/recording/index_file.h"
#include "tests/fuzz/require.h"

#include <sys/mman.h>
#include <unistd.h>
#include <zstd.h>

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

using namespace cleat;
using fuzz::require;

namespace {

struct Event {
    CastTime time{};
    CastKind kind = CastKind::output;
    std::string data;

    bool operator==(const Event&) const = default;
};

struct Reading {
    std::vector<Event> events;
    CastDamage damage;
    CastPosition position;
};

Reading read(std::string_view bytes, std::size_t piece)
{
    Reading out;
    CastReader reader;
    const auto take = [&] {
        while (const auto event = reader.next())
            out.events.push_back({event->time, event->kind, std::string(event->data)});
    };
    for (; !bytes.empty(); bytes.remove_prefix(std::min(piece, bytes.size()))) {
        reader.feed(bytes.substr(0, piece));
        take();
    }
    reader.finish();
    take();
    out.damage = reader.damage();
    out.position = reader.position();
    return out;
}

std::string written(CastVersion version, const std::vector<Event>& events)
{
    std::string out;
    CastWriter writer(version);
    writer.header(CastHeader(), out);
    for (const auto& event : events) writer.event({event.time, event.kind, event.data}, out);
    writer.finish(out);
    return out;
}

/// More resizes than this take long and find nothing more.
constexpr int MAX_RESIZES = 12;

/// Creates the recording's index and seeks in it: the screen must be the same as without an index.
void play(const std::string& bytes)
{
    UniqueFd file(::memfd_create("fuzz", MFD_CLOEXEC));
    require(::write(file.get(), bytes.data(), bytes.size()) == static_cast<ssize_t>(bytes.size()));
    const auto source = CastSource::from(std::move(file));
    require(source.has_value());
    auto index = IndexFile::open("", *source);
    require(index.has_value());
    for (auto more = index->step(); more && *more;) more = index->step();
    (void)index->finish();
    CastPlayer player(*source->again());
    CastPlayer plain(*source->again());
    if (!player.read_header() || !plain.read_header()) return;
    const auto nothing = CastIndex::in_memory();
    for (auto* one : {&player, &plain}) one->finish();
    player.seek(LAST_CAST_TIME, index->index());
    for (const int second : {100, 30}) player.seek(std::chrono::seconds(second), index->index());
    plain.seek(std::chrono::seconds(30), *nothing);
    require(player.screen() == plain.screen());
}

std::string compressed(const std::string& bytes)
{
    std::string out(ZSTD_compressBound(bytes.size()), '\0');
    out.resize(ZSTD_compress(out.data(), out.size(), bytes.data(), bytes.size(), 1));
    return out;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    if (size == 0) return 0;
    // The first byte chooses a header, or none.
    std::string bytes = data[0] % 3 == 0   ? "{\"version\":2,\"width\":80,\"height\":24}\n"
                        : data[0] % 3 == 1 ? "{\"version\":3,\"term\":{\"cols\":80,\"rows\":24}}\n"
                                           : "";
    bytes.append(reinterpret_cast<const char*>(data) + 1, size - 1);

    auto whole = read(bytes, bytes.size());
    const auto pieces = read(bytes, 1 + data[0] / 3U);
    require(whole.events == pieces.events);
    require(whole.damage == pieces.damage);
    require(whole.position == pieces.position);

    const auto resizes =
        std::ranges::count_if(whole.events, [](const Event& event) { return event.kind == CastKind::resize; });
    if (resizes <= MAX_RESIZES) play(data[0] < 128 ? bytes : compressed(bytes));

    std::erase_if(whole.events, [](const Event& event) { return event.kind == CastKind::other; });
    for (const auto version : {CastVersion::v2, CastVersion::v3}) {
        const auto again = read(written(version, whole.events), SIZE_MAX);
        require(again.damage == CastDamage());
        std::erase_if(whole.events, [](const Event& event) {
            return event.data.empty() && (event.kind == CastKind::output || event.kind == CastKind::input);
        });
        require(again.events == whole.events);
    }
    return 0;
}
