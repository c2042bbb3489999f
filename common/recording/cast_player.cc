#include "common/recording/cast_player.h"

#include "common/recording/cast_gap.h"

#include <utility>

namespace cleat {

namespace {

bool is_over(Deadline until)
{
    return until != NO_DEADLINE && std::chrono::steady_clock::now() >= until;
}

} // namespace

CastPlayer::CastPlayer(CastSource source) : source_(std::move(source))
{
    terminal_.emplace(Size());
}

Result<void> CastPlayer::read_header()
{
    const bool had = reader_.header() != nullptr;
    (void)read_ahead(NO_DEADLINE);
    if (reader_.header() == nullptr) return Error("not an asciicast of version 2 or 3", ErrorCode::invalid);
    if (!had) terminal_.emplace(reader_.header()->size);
    return {};
}

/// Reads until an event, the end, `until`, or too many bytes without an event.
bool CastPlayer::read_ahead(Deadline until)
{
    const bool had = reader_.header() != nullptr;
    is_looking_ = false;
    while (!next_) {
        next_ = reader_.next();
        if (next_ || !failure_.empty()) break;
        bytes_.clear();
        const auto read = source_.read(bytes_);
        if (!read) failure_ = read.error().message();
        reader_.feed(bytes_);
        const auto damage = damage_of_gap(source_.offset() - position_.offset, reader_.header() != nullptr);
        if (failure_.empty()) failure_ = damage;
        if (read && !*read) {
            at_end_ = finished_;
            if (at_end_) reader_.finish();
            next_ = reader_.next();
            break;
        }
        if ((is_looking_ = is_over(until))) break;
    }
    if (!next_ && !is_looking_) replayed_to_ = 0; // the file may have been truncated
    if (!had && reader_.header() != nullptr) terminal_.emplace(reader_.header()->size);
    return next_.has_value();
}

std::optional<CastTime> CastPlayer::next_time(Deadline until)
{
    return read_ahead(until) ? std::optional(next_->time) : std::nullopt;
}

std::optional<CastEvent> CastPlayer::step(const CastIndex& index, Deadline until)
{
    seeking_.reset();
    return step_on(index, until);
}

std::optional<CastEvent> CastPlayer::step_on(const CastIndex& index, Deadline until)
{
    while (read_ahead(until)) {
        if (next_->kind == CastKind::resize && !resize(*size_of(next_->data), index)) continue;
        if (next_->kind == CastKind::output && !feed_.feed(*terminal_, next_->data, until)) return std::nullopt;
        position_ = reader_.position();
        auto event = *std::exchange(next_, std::nullopt);
        if (!is_replaying()) return event;
        if (is_over(until)) return std::nullopt;
    }
    return std::nullopt;
}

/// A terminal that grows fills its screen from the history. If the history is unknown, uses the keyframe after the
/// resize. Without one, prepares to replay everything up to here from the start, and returns false.
bool CastPlayer::resize(Size size, const CastIndex& index)
{
    if (has_history_) {
        terminal_->resize(size);
        return true;
    }
    const auto here = reader_.position().events;
    if (const Keyframe* const keyframe = index.after(here)) {
        if (const auto snapshot = index.load(*keyframe)) {
            terminal_ = Terminal::restore(*snapshot);
            return true;
        }
    }
    rewind();
    replayed_to_ = here;
    return false;
}

/// Also resets a half-fed event: the terminal is to be replaced.
void CastPlayer::drop_next()
{
    next_.reset();
    is_looking_ = false;
    feed_.reset();
    replayed_to_ = 0;
}

void CastPlayer::rewind()
{
    (void)source_.seek({}, 0);
    const auto* const header = reader_.header();
    terminal_.emplace(header != nullptr ? header->size : Size());
    reader_ = CastReader();
    drop_next();
    position_ = {};
    has_history_ = true;
    failure_.clear();
    at_end_ = false;
}

bool CastPlayer::go_to(const Keyframe& keyframe, const CastIndex& index)
{
    const auto snapshot = index.load(keyframe);
    if (!snapshot || !index.header() || !source_.seek(keyframe.frame, keyframe.position.offset)) return false;
    terminal_ = Terminal::restore(*snapshot);
    reader_ = CastReader(*index.header(), keyframe.position, keyframe.damage);
    drop_next();
    position_ = keyframe.position;
    has_history_ = false;
    failure_.clear();
    at_end_ = false;
    return true;
}

bool CastPlayer::seek(CastTime time, const CastIndex& index, Deadline until)
{
    if (seeking_ != time) {
        seeking_ = time;
        replayed_to_ = 0;
        const Keyframe* const nearest = index.before(time);
        const bool is_ahead = feed_.is_within() ? next_->time <= time : position_.time <= time;
        const bool can_play_on = is_ahead && (nearest == nullptr || nearest->position.events <= position_.events);
        if (!can_play_on && (nearest == nullptr || !go_to(*nearest, index))) rewind();
    }
    while (next_time(until) && (is_within_step() || next_->time <= time)) {
        (void)step_on(index, until);
        if (is_over(until)) return false;
    }
    if (is_looking_) return false;
    seeking_.reset();
    return true;
}

Screen CastPlayer::screen() const
{
    const Frame* const before = terminal_->before_update();
    return before != nullptr ? before->screen : terminal_->screen();
}

CastDamage CastPlayer::damage() const
{
    auto out = reader_.damage();
    out.failure = failure_;
    if (failure_.empty() && at_end_ && source_.is_cut_short()) out.failure = "the compressed data is cut short";
    return out;
}

} // namespace cleat
