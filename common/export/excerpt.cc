#include "common/export/excerpt.h"

#include "common/recording/text_log.h"
#include "common/terminal/write_vt.h"

#include <algorithm>

namespace cleat {

namespace {

constexpr std::size_t PIECE = 256U << 10;

/// Passes `out` to `sink` once it has at least `least` bytes.
Result<void> pass_on(std::string& out, const ByteSink& sink, std::size_t least = PIECE)
{
    if (out.size() < least) return {};
    auto done = sink(out);
    out.clear();
    return done;
}

/// Calls `take` with each event from the player's position to the end of the range.
Result<void> each_event(CastPlayer& player, const CastIndex& index, const CastRange& range, std::string& out,
                        const ByteSink& sink, const std::function<void(const CastEvent&)>& take)
{
    while (const auto time = player.next_time()) {
        if (*time > range.until) break;
        take(*player.step(index));
        if (auto passed = pass_on(out, sink); !passed) return passed;
    }
    return {};
}

} // namespace

Result<void> export_cast(CastPlayer& player, const CastIndex& index, CastVersion version, const CastRange& range,
                         const ByteSink& sink)
{
    CastWriter writer(version);
    std::string out;
    CastHeader header = *player.header();
    const auto begin = std::max(range.from, CastTime(0));
    if (range.is_from_the_beginning()) {
        writer.header(header, out);
    } else {
        player.seek(range.from, index);
        const auto snapshot = player.terminal().snapshot(SnapshotHistory::left_out, UnfinishedClipboard::left_out);
        header.size = snapshot.state.size;
        if (header.timestamp) *header.timestamp += begin.count() / 1'000'000;
        writer.header(header, out);
        writer.output(CastTime(0), write_vt(snapshot, {.unfinished = true}), out);
    }
    auto done = each_event(player, index, range, out, sink, [&](const CastEvent& event) {
        writer.event({event.time - begin, event.kind, event.data}, out);
    });
    if (!done) return done;
    writer.finish(out);
    return pass_on(out, sink, 0);
}

Result<void> export_raw(CastPlayer& player, const CastIndex& index, const CastRange& range, const ByteSink& sink)
{
    std::string out;
    if (!range.is_from_the_beginning()) {
        player.seek(range.from, index);
        out = write_vt(player.terminal().snapshot(SnapshotHistory::left_out, UnfinishedClipboard::left_out),
                       {.unfinished = true});
    }
    auto done = each_event(player, index, range, out, sink, [&out](const CastEvent& event) {
        if (event.kind == CastKind::output) out += event.data;
    });
    if (!done) return done;
    return pass_on(out, sink, 0);
}

Result<void> export_text(CastPlayer& player, const CastIndex& index, const CastRange& range, const ByteSink& sink)
{
    std::string out;
    TextLog log(player.header()->size);
    auto done = each_event(player, index, range, out, sink, [&](const CastEvent& event) {
        if (event.time <= range.from) log.pass(event);
        else log.take(event, out);
    });
    if (!done) return done;
    log.finish(out);
    return pass_on(out, sink, 0);
}

} // namespace cleat
