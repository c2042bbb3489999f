#include "common/player/recording_search.h"

#include "common/event/loop.h"

#include <algorithm>
#include <utility>

namespace cleat {

RecordingSearch::RecordingSearch(CastSource source, std::function<bool()> has_end)
    : source_(std::move(source)), has_end_(std::move(has_end))
{}

Result<void> RecordingSearch::set_pattern(const std::string& pattern)
{
    auto compiled = ScreenSearch::compile(pattern);
    if (!compiled) return compiled.error();
    search_.emplace(std::move(*compiled));
    matches_.clear();
    return {};
}

Result<void> RecordingSearch::start(CastTime from)
{
    if (!search_) return Error("nothing to search for");
    if (auto opened = reopen(); !opened) return opened;
    from_ = from;
    stage_ = Stage::approaching;
    return {};
}

Result<void> RecordingSearch::reopen()
{
    auto source = source_.again();
    if (!source) return source.error();
    reader_.emplace(std::move(*source));
    if (has_end_()) reader_->finish();
    return {};
}

/// Marks what is on the screen now as seen, so that it is not reported as a match.
void RecordingSearch::mark_seen()
{
    search_->reset();
    (void)search_->take_new_matches(reader_->terminal());
}

/// Seeks to the position where the search starts; false if that is not finished.
bool RecordingSearch::approach(const CastIndex& index, Deadline until)
{
    if (stage_ != Stage::approaching) return true;
    if (!reader_->seek(from_, index, until)) return false;
    mark_seen();
    stage_ = Stage::forward;
    return true;
}

/// Wraps to the beginning when the end is reached; false if it has already wrapped or cannot read the recording again.
bool RecordingSearch::wrap()
{
    if (std::exchange(stage_, Stage::wrapped) == Stage::wrapped || !reopen()) return false;
    (void)reader_->read_header();
    mark_seen();
    return true;
}

std::optional<RecordingSearch::Match> RecordingSearch::resume(const CastIndex& index, Deadline until)
{
    while (approach(index, until) && Clock::now() < until) {
        const auto event = reader_->step(index, until);
        if (!event && reader_->is_within_step()) break;
        if (!event || (stage_ == Stage::wrapped && event->time > from_)) {
            if (wrap()) continue;
            stop();
            return std::nullopt;
        }
        if (event->kind != CastKind::output && event->kind != CastKind::resize) continue;
        const auto time = event->time;
        const auto lines = search_->take_new_matches(reader_->terminal());
        if (lines.empty()) continue;
        matches_.push_back(time);
        stop();
        return Match{.time = time, .line = lines.front(), .has_wrapped = stage_ == Stage::wrapped};
    }
    return std::nullopt;
}

std::optional<CastTime> RecordingSearch::match_before(CastTime time) const
{
    const auto before = std::find_if(matches_.rbegin(), matches_.rend(), [=](CastTime match) { return match < time; });
    if (before == matches_.rend()) return std::nullopt;
    return *before;
}

} // namespace cleat
