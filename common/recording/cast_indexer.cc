#include "common/recording/cast_indexer.h"

#include "common/recording/cast_gap.h"

#include <algorithm>
#include <utility>

namespace cleat {

namespace {

/// Once the index has this many keyframes, changes of size add at most one for each `BYTES_PER_KEYFRAME` of the
/// recording.
constexpr std::uint64_t DENSE_KEYFRAMES = 1'000;
constexpr std::uint64_t BYTES_PER_KEYFRAME = 4'096;
/// No keyframes are added once the index is more than `INDEX_BYTES` larger than the uncompressed recording read so far,
/// or larger than `MAX_INDEX_BYTES` (half of the cache's limit), or has `MAX_KEYFRAMES` keyframes.
constexpr std::uint64_t INDEX_BYTES = 8U << 20;
constexpr std::uint64_t MAX_INDEX_BYTES = 128U << 20;
constexpr std::size_t MAX_KEYFRAMES = 100'000;
/// A step ends when the sizes that the terminal was set to in it have more than this many cells in total.
constexpr std::uint64_t MAX_RESIZED = 4U << 20;
/// The most bytes of the recording between two keyframes.
constexpr std::uint64_t MAX_BYTES_BETWEEN = 32U << 20;
/// Longer marker labels are cut.
constexpr std::size_t LONGEST_MARKER = 4'096;

} // namespace

CastIndexer::CastIndexer(CastSource source, const KeyframeSpacing& spacing)
    : source_(std::move(source)), spacing_(spacing), state_(source_.state())
{}

Result<CastIndexer> CastIndexer::resume(CastSource source, const CastIndex& known, std::size_t count,
                                        const KeyframeSpacing& spacing)
{
    const bool at_end = known.end() && count == known.keyframes().size();
    CastIndexer indexer(std::move(source), spacing);
    if (!at_end && count == 0) return indexer;
    const Keyframe& from = at_end ? known.end()->resume : known.keyframes()[count - 1];
    const auto snapshot = known.load(from);
    if (!snapshot) return snapshot.error();
    indexer.terminal_ = Terminal::restore(*snapshot);
    if (at_end) {
        indexer.has_history_ = known.end()->has_history;
        indexer.output_ = known.end()->output;
        indexer.markers_ = known.end()->markers;
    } else {
        indexer.has_history_ = false;
    }
    indexer.reader_ = CastReader(*known.header(), from.position, from.damage);
    indexer.last_event_ = from.position.offset;
    if (auto sought = indexer.source_.seek(from.frame, from.position.offset); !sought) return sought.error();
    return indexer;
}

Result<Indexing> CastIndexer::step(CastIndex& index, Deadline until)
{
    if (!is_behind_) {
        bytes_.clear();
        is_more_ = false;
        if (failure_.empty()) {
            const auto read = source_.read(bytes_);
            if (!read) failure_ = read.error().message();
            if (read) failure_ = damage_of_gap(source_.offset() - last_event_, reader_.header() != nullptr);
            is_more_ = read && *read && failure_.empty();
        }
        reader_.feed(bytes_);
    }
    if (auto taken = take_events(index, until); !taken) {
        if (taken.error().code() == ErrorCode::unsupported) return Indexing::start_over;
        return taken.error();
    }
    return is_more_ || is_behind_ ? Indexing::more : Indexing::at_end;
}

/// Processes the events that were read; stops early if that takes long.
Result<void> CastIndexer::take_events(CastIndex& index, Deadline until)
{
    resized_ = 0;
    is_behind_ = true;
    while (true) {
        const auto event = output_event_ ? std::exchange(output_event_, std::nullopt) : reader_.next();
        if (!event) break;
        if (!index.header()) {
            if (auto begun = index.begin(*reader_.header()); !begun) return begun.error();
        }
        if (!terminal_) terminal_.emplace(reader_.header()->size);
        if (event->kind == CastKind::output && !feed_.feed(*terminal_, event->data, until)) {
            output_event_ = event;
            return {};
        }
        last_event_ = reader_.position().offset;
        if (!take(*event)) return Error("cannot resize a terminal whose history was not saved", ErrorCode::unsupported);
        if (is_keyframe_due(*event, index)) {
            if (auto added = add_keyframe(index); !added) return added.error();
        }
        if (resized_ > MAX_RESIZED || (until != NO_DEADLINE && std::chrono::steady_clock::now() >= until)) return {};
    }
    is_behind_ = false;
    return {};
}

Result<void> CastIndexer::add_keyframe(CastIndex& index)
{
    auto due = keyframe(index);
    if (!due) return due.error();
    output_ = 0;
    const auto added = index.add(std::move(*due), markers_,
                                 terminal_->snapshot(SnapshotHistory::left_out, UnfinishedClipboard::left_out));
    if (added) markers_.clear();
    else if (added.error().code() != ErrorCode::refused) return added.error();
    return {};
}

/// Applies the event, except for output, which was fed already. False if its effect cannot be determined.
bool CastIndexer::take(const CastEvent& event)
{
    switch (event.kind) {
    case CastKind::output: output_ += event.data.size(); break;
    case CastKind::resize:
        if (!has_history_) return false;
        terminal_->resize(*size_of(event.data));
        resized_ += cell_count(*size_of(event.data));
        break;
    case CastKind::marker: take_marker(event); break;
    case CastKind::input:
    case CastKind::exit:
    case CastKind::other: break;
    }
    return true;
}

void CastIndexer::take_marker(const CastEvent& event)
{
    if (event.kind == CastKind::marker && markers_.size() < CastIndex::MAX_MARKERS)
        markers_.push_back({event.time, std::string(event.data.substr(0, LONGEST_MARKER))});
}

bool CastIndexer::is_keyframe_due(const CastEvent& event, const CastIndex& index) const
{
    if (index.size() > std::min(INDEX_BYTES + reader_.position().offset, MAX_INDEX_BYTES) ||
        index.keyframes().size() >= MAX_KEYFRAMES)
        return false;
    if (event.kind == CastKind::resize)
        return index.keyframes().size() < DENSE_KEYFRAMES + reader_.position().offset / BYTES_PER_KEYFRAME;
    if (reader_.position().offset - index.last().offset > MAX_BYTES_BETWEEN)
        return true; // those bytes are hashed in one go
    return event.kind == CastKind::output &&
           (output_ >= spacing_.output || event.time >= index.last().time + spacing_.time);
}

/// A keyframe for the present position.
Result<Keyframe> CastIndexer::keyframe(const CastIndex& index)
{
    Keyframe out{.position = reader_.position(), .damage = damage()};
    out.frame = source_.frame_of(out.position.offset);
    const bool compressed = source_.is_compressed();
    const auto before = index.keyframes().empty() ? 0 : index.keyframes().back().stored(compressed);
    const auto hash = source_.hash(before, out.stored(compressed));
    if (!hash) return hash.error();
    out.hash = *hash;
    return out;
}

CastDamage CastIndexer::damage() const
{
    auto out = reader_.damage();
    out.failure = failure_;
    if (failure_.empty() && finished_ && source_.is_cut_short()) out.failure = "the compressed data is cut short";
    return out;
}

Result<void> CastIndexer::finish(CastIndex& index)
{
    if (reader_.header() != nullptr && !index.header()) {
        if (auto begun = index.begin(*reader_.header()); !begun) return begun.error();
    }
    if (!index.header()) return {};
    if (!terminal_) terminal_.emplace(reader_.header()->size);
    const auto resume = keyframe(index);
    if (!resume) return resume.error();
    const auto snapshot = terminal_->snapshot(SnapshotHistory::kept, UnfinishedClipboard::left_out);
    CastEnd end{
        .resume = *resume, .has_history = has_history_, .output = output_, .markers = std::exchange(markers_, {})};
    reader_.finish();
    finished_ = true;
    while (const auto event = reader_.next()) take_marker(*event); // the snapshot was taken above
    end.position = reader_.position();
    end.damage = damage();
    end.file = source_.state();
    end.late_markers = std::exchange(markers_, {});
    // What changed meanwhile may or may not have been read: check the file again next time.
    if (end.file != state_ || end.file.size != source_.file_offset()) end.file.changed = 0;
    return index.end(std::move(end), snapshot);
}

} // namespace cleat
