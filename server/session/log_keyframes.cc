#include "server/session/log_keyframes.h"

#include <algorithm>
#include <utility>

namespace cleat {

namespace {

/// Resizes without output in between count as one, if they are less than this many microseconds apart.
constexpr std::int64_t ONE_CHANGE = 1'000'000;
/// Maximum number of positions tried for a keyframe in one read.
constexpr int MAX_TRIES = 8;
/// Size of a dictionary entry: a style or a link with its key.
constexpr std::size_t ENTRY_BYTES = 128;

std::size_t cells_bytes(Size size)
{
    return 2 * cell_count(size) * sizeof(Cell);
}

std::size_t texts_bytes(const Snapshot& snapshot)
{
    const TerminalState& state = snapshot.state;
    std::size_t out = snapshot.tail.size() + state.title.size() + state.icon.size() + state.working_directory.size();
    for (const auto& saved : state.saved_titles) out += saved.title.size() + saved.icon.size();
    return out;
}

/// Printable ASCII: does not combine with the glyph before it, and becomes the glyph that REP repeats.
bool is_plain(char c)
{
    return c >= 0x20 && c < 0x7f;
}

/// The minimum spacing of keyframes, and the number of bytes in which to look for a good position.
std::uint64_t least_spacing(std::uint64_t reach)
{
    return std::min(LogKeyframes::SPACING, reach / 4);
}

/// A position for a keyframe, from `at` on: preferably after a blank or at the start of a line, since others may be
/// within a sequence.
std::size_t find_keyframe_position(std::string_view bytes, std::size_t at)
{
    for (auto likely = at + 1; likely < bytes.size(); ++likely)
        if (is_plain(bytes[likely]) && (bytes[likely - 1] == ' ' || bytes[likely - 1] == '\n')) return likely;
    while (at < bytes.size() && !is_plain(bytes[at])) ++at;
    return at;
}

/// The spacing of keyframes. After each, rows are copied when they are next written, which must not happen often for a
/// large screen. The upper bound keeps at least one keyframe in reach of the log.
std::uint64_t spacing_for(Size size, std::uint64_t reach)
{
    return std::clamp<std::uint64_t>(2 * cells_bytes(size), least_spacing(reach), reach / 2);
}

} // namespace

LogKeyframes::LogKeyframes(const Terminal& terminal, std::int64_t time, std::uint64_t reach) : reach_(reach)
{
    keep(terminal.snapshot(SnapshotHistory::left_out, UnfinishedClipboard::left_out), time, false);
}

void LogKeyframes::feed(Terminal& terminal, std::string_view bytes, std::int64_t time)
{
    note_moment(terminal.offset(), time);
    if (terminal.offset() + bytes.size() > due_) bytes = feed_to_keyframe(terminal, bytes, time);
    terminal.feed(bytes);
}

void LogKeyframes::note_moment(std::uint64_t offset, std::int64_t time)
{
    if (!moments_.empty() && time - moments_.back().time < MOMENTS_APART) return;
    moments_.push_back({offset, time});
    if (moments_.size() > MAX_MOMENTS) moments_.pop_front();
}

/// Feeds the bytes up to a good position and takes a keyframe there; without such a position, a later call takes it.
/// Returns the rest of the bytes.
std::string_view LogKeyframes::feed_to_keyframe(Terminal& terminal, std::string_view bytes, std::int64_t time)
{
    // If there was no good position for too long, take it anywhere: later output may then look slightly different.
    if (terminal.offset() > due_ + least_spacing(reach_)) {
        keep(terminal.snapshot(SnapshotHistory::left_out, UnfinishedClipboard::left_out), time, false);
        return bytes;
    }
    const auto begin = terminal.offset();
    auto at = static_cast<std::size_t>(due_ > begin ? due_ - begin : 0);
    for (int tries = 0; tries < MAX_TRIES; ++tries) {
        at = find_keyframe_position(bytes, at);
        if (at >= bytes.size()) break;
        terminal.feed(bytes.substr(0, at));
        bytes.remove_prefix(at);
        auto snapshot = terminal.snapshot(SnapshotHistory::left_out, UnfinishedClipboard::left_out);
        if (snapshot.tail.empty()) {
            keep(std::move(snapshot), time, false);
            break;
        }
        at = 1;
    }
    return bytes;
}

void LogKeyframes::resized(const Terminal& terminal, std::int64_t time)
{
    const LogKeyframe& last = keyframes_.back();
    if (last.offset == terminal.offset() && time - last.time < ONE_CHANGE) keyframes_.pop_back();
    keep(terminal.snapshot(SnapshotHistory::left_out, UnfinishedClipboard::left_out), time, true);
}

void LogKeyframes::keep(Snapshot snapshot, std::int64_t time, bool resized)
{
    const auto offset = snapshot.state.offset;
    due_ = offset + spacing_for(snapshot.state.size, reach_);
    snapshot.state.anchor.reset(); // cannot be expressed in VT bytes
    keyframes_.push_back({offset, time, resized, std::move(snapshot)});
    drop_old(offset);
}

void LogKeyframes::drop_old(std::uint64_t end)
{
    while (keyframes_.size() > 1 &&
           (keyframes_.front().offset + reach_ < end || keyframes_.size() > LIMIT || bytes() > MAX_BYTES))
        keyframes_.pop_front();
    // Keeps the last moment at or before the first keyframe: it is the time of the output there.
    while (moments_.size() > 1 && moments_[1].offset <= keyframes_.front().offset) moments_.pop_front();
}

std::size_t LogKeyframes::bytes() const
{
    std::size_t out = 0;
    const Dictionary* counted = nullptr;
    for (const auto& keyframe : keyframes_) {
        out += cells_bytes(keyframe.snapshot.state.size) + texts_bytes(keyframe.snapshot);
        const auto* const words = keyframe.snapshot.primary.front()->dictionary.get();
        if (std::exchange(counted, words) != words) out += words->entries() * ENTRY_BYTES + words->text_bytes();
    }
    return out;
}

} // namespace cleat
