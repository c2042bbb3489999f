#include "server/recorder/transcript.h"

#include "common/recording/cast_event.h"
#include "common/recording/cast_indexer.h"

#include <algorithm>
#include <utility>

namespace cleat {

namespace {

/// Maximum output of one `take`.
constexpr std::uint64_t MAX_BYTES = 64U << 10;
/// Reads within this many microseconds are one event.
constexpr std::int64_t ONE_EVENT = 1'000;

} // namespace

void Transcript::begin(CastHeader header, const RecordingStart& start, std::string& out)
{
    writer_ = CastWriter(CastVersion::v3);
    header.size = start.size;
    began_ = last_ = frame_ = start.time;
    in_frame_ = 0;
    size_ = start.size;
    writer_.header(std::move(header), out);
    draw(start, out);
}

/// Draws the screen at `start`, where the recording continues.
void Transcript::draw(const RecordingStart& start, std::string& out)
{
    if (!start.screen.empty()) writer_.output(at(start.time), start.screen, out);
    offset_ = start.offset;
    board_.note_taken(offset_);
}

Transcript::Outcome Transcript::take(std::string& out)
{
    if (log_.begin() > offset_) return Outcome::lost;
    const std::uint64_t end = log_.end(); // before the events: see RecordingBoard
    const auto event = board_.next();
    if (event && event->offset <= offset_) return take_event(*event, out);
    const auto until = event ? std::min(end, event->offset) : end;
    if (offset_ < until) return take_output(until, out);
    return Outcome::up_to_date;
}

Transcript::Outcome Transcript::take_output(std::uint64_t limit, std::string& out)
{
    const Log::Read read = log_.read_at(offset_);
    const auto to = std::min({limit, offset_ + MAX_BYTES, log_.end_of_reads(offset_, read.time + ONE_EVENT)});
    bytes_ = log_.bytes_at_risk(offset_, std::max(to, offset_));
    if (log_.begin() > offset_ || bytes_.empty()) return Outcome::lost;
    write(read.time, bytes_, out);
    in_frame_ += bytes_.size();
    offset_ = to;
    board_.note_taken(offset_);
    return is_frame_due(read.time) ? Outcome::at_frame : Outcome::more;
}

void Transcript::write(std::int64_t time, std::string_view bytes, std::string& out)
{
    last_ = std::max(last_, time);
    if (lines_ == Lines::as_they_are) return writer_.output(at(time), bytes, out);
    std::string text;
    text.reserve(bytes.size() + 64);
    for (const char c : bytes) {
        if (c == '\n') text += '\r';
        text += c;
    }
    writer_.output(at(time), text, out);
}

/// Matches the keyframes of `CastIndexer`, so that frames of a compressed file start at keyframes.
bool Transcript::is_frame_due(std::int64_t time)
{
    const KeyframeSpacing spacing;
    if (in_frame_ < spacing.output && time < frame_ + spacing.time.count()) return false;
    in_frame_ = 0;
    frame_ = time;
    return true;
}

Transcript::Outcome Transcript::take_event(const RecordingEvent& event, std::string& out)
{
    board_.take_next();
    last_ = std::max(last_, event.time);
    switch (event.kind) {
    case RecordingEvent::Kind::resize: resize(event, out); break;
    case RecordingEvent::Kind::marker: writer_.marker(at(event.time), event.data, out); break;
    case RecordingEvent::Kind::input: writer_.input(at(event.time), event.data, out); break;
    case RecordingEvent::Kind::start: return Outcome::at_start;
    case RecordingEvent::Kind::exit:
        writer_.finish(out);
        writer_.event({at(event.time), CastKind::exit, event.data}, out);
        return Outcome::over;
    }
    return Outcome::more;
}

void Transcript::resize(const RecordingEvent& event, std::string& out)
{
    const auto size = size_of(event.data);
    if (!size || *size == size_) return;
    size_ = *size;
    writer_.resize(at(event.time), size_, out);
}

void Transcript::mark_gap(std::uint64_t bytes, CastTime time, std::string& out)
{
    ++gaps_;
    lost_ += bytes;
    writer_.finish(out);
    writer_.marker(time, "gap: " + std::to_string(bytes) + " bytes of output are missing here", out);
}

void Transcript::resume(const RecordingStart& start, std::string& out)
{
    mark_gap(start.offset - std::min(start.offset, offset_), at(start.time), out);
    // Earlier events are written, except resizes, which the screen includes.
    while (const auto event = board_.next()) {
        if (event->kind != RecordingEvent::Kind::resize) {
            if (take_event(*event, out) == Outcome::at_start) break;
        } else {
            board_.take_next();
        }
    }
    last_ = std::max(last_, start.time);
    if (start.size != size_) writer_.resize(at(start.time), start.size, out);
    size_ = start.size;
    draw(start, out);
}

void Transcript::take_unappended(std::string& out)
{
    const auto end = log_.end();
    const auto count = log_.unappended();
    if (count == 0 || offset_ != end) return;
    bytes_ = log_.bytes_at_risk(end, end + count);
    write(last_, bytes_, out);
    offset_ = end + count;
    board_.note_taken(offset_);
}

void Transcript::finish(std::string& out, std::optional<int> exit)
{
    if (log_.begin() > offset_) {
        const auto end = log_.end();
        mark_gap(end - offset_, at(last_), out);
        offset_ = end;
    }
    writer_.finish(out);
    if (exit) writer_.exit(at(last_), *exit, out);
}

} // namespace cleat
