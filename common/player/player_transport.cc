#include "common/player/player_transport.h"

#include "common/recording/cast_clock.h"

#include <algorithm>
#include <utility>

namespace cleat {

PlayerTransport::PlayerTransport(Loop& loop, CastPlayer& player, const IndexFile& index, const PlayerOptions& options,
                                 Handlers handlers)
    : options_(options),
      handlers_(std::move(handlers)),
      timer_(loop, [this] { play_due(); }),
      player_(player),
      index_(index),
      playback_(Clock::now())
{}

void PlayerTransport::begin()
{
    if (stage_ == Stage::waiting) stage_ = Stage::playing;
    const auto now = Clock::now();
    playback_ = Playback(now);
    auto idle_limit = options_.idle_limit;
    if (const CastHeader* const header = player_.header(); !idle_limit && header != nullptr)
        idle_limit = header->idle_limit;
    playback_.set_idle_limit(idle_limit);
    while (playback_.speed() < options_.speed) playback_.faster(now);
    while (playback_.speed() > options_.speed) playback_.slower(now);
    if (options_.paused) playback_.pause(now);
    if (options_.at != LAST_CAST_TIME) start_position_ = options_.at;
    if (options_.at > CastTime(0) || options_.paused) go_to(options_.at);
    handlers_.on_work();
    handlers_.on_changed();
    play_due();
}

void PlayerTransport::stop()
{
    stage_ = Stage::over;
    timer_.stop();
}

void PlayerTransport::wake()
{
    if (!timer_.is_running()) play_due();
}

/// Applies the events that are due.
void PlayerTransport::play_due()
{
    if (stage_ == Stage::over || stage_ == Stage::waiting || waiting_target_ || is_seeking()) return;
    const auto until = Clock::now() + SLICE;
    while (const auto next = player_.next_time(until)) {
        if (stage_ == Stage::at_end) stage_ = Stage::playing;
        const auto now = Clock::now();
        const auto wait = playback_.wait(*next, now);
        if (!wait) return;
        if (wait->count() > 0 || now > until)
            return timer_.start(std::min<std::chrono::microseconds>(*wait, std::chrono::hours(1)));
        if (const auto event = player_.step(index_.index(), until)) playback_.took(event->time, now);
        handlers_.on_changed();
    }
    if (player_.is_within_step()) return timer_.start(std::chrono::milliseconds(0));
    if (!handlers_.is_growing() && !playback_.is_paused()) reach_end();
}

void PlayerTransport::reach_end()
{
    if (options_.loop && player_.position().events > 0 && player_.position().time > CastTime(0))
        return seek(CastTime(0));
    if (options_.quit_at_end) return handlers_.on_over({});
    stage_ = Stage::at_end;
    playback_.pause(Clock::now());
    handlers_.on_changed();
}

/// Pauses, then applies events up to the next output or resize.
void PlayerTransport::step()
{
    set_paused(true);
    ++steps_;
    advance();
}

void PlayerTransport::step_on(Deadline until)
{
    while (steps_ > 0) {
        const auto event = player_.step(index_.index(), until);
        if (event) playback_.jump(event->time, Clock::now());
        else if (!player_.is_within_step()) steps_ = 0;
        if (event && (event->kind == CastKind::output || event->kind == CastKind::resize)) --steps_;
        if (steps_ > 0 && Clock::now() >= until) return;
    }
    play_due();
}

void PlayerTransport::go_to(CastTime time)
{
    time = std::max(time, CastTime(0));
    if (index_.is_whole() || time <= index_.time() || time <= player_.position().time) return seek(time);
    waiting_target_ = time;
    handlers_.on_work();
    handlers_.on_changed();
}

void PlayerTransport::seek(CastTime time)
{
    waiting_target_.reset();
    if (index_.is_whole()) {
        const auto there = check_moment(time, index_.time());
        const bool was_asked_for = std::exchange(start_position_, std::nullopt) == time;
        if (!there && was_asked_for) return handlers_.on_over(there);
        time = std::min(time, index_.time());
    }
    seek_target_ = time;
    steps_ = 0;
    timer_.stop();
    advance();
}

void PlayerTransport::advance()
{
    const auto until = Clock::now() + SLICE;
    if (seek_target_ && player_.seek(*seek_target_, index_.index(), until)) arrive();
    if (!seek_target_ && steps_ > 0) step_on(until);
    if (is_seeking()) handlers_.on_work();
    handlers_.on_changed();
}

void PlayerTransport::arrive()
{
    playback_.jump(*std::exchange(seek_target_, std::nullopt), Clock::now());
    // `reach_end` paused it, not the user.
    if (stage_ == Stage::at_end) {
        stage_ = Stage::playing;
        playback_.play(Clock::now());
    }
    handlers_.on_changed();
    play_due();
}

void PlayerTransport::set_paused(bool paused)
{
    const auto now = Clock::now();
    if (paused) playback_.pause(now);
    else if (stage_ == Stage::at_end) return seek(CastTime(0));
    else playback_.play(now);
    timer_.stop();
    handlers_.on_changed();
    play_due();
}

void PlayerTransport::suspend()
{
    is_suspended_ = !playback_.is_paused();
    if (is_suspended_) set_paused(true);
}

void PlayerTransport::resume()
{
    if (std::exchange(is_suspended_, false)) set_paused(false);
}

void PlayerTransport::change_speed(Speed speed)
{
    if (speed == Speed::slower) playback_.slower(Clock::now());
    else playback_.faster(Clock::now());
    play_due();
}

void PlayerTransport::cancel()
{
    if (is_seeking()) playback_.jump(player_.position().time, Clock::now());
    waiting_target_.reset();
    seek_target_.reset();
    steps_ = 0;
    play_due();
}

void PlayerTransport::index_grew()
{
    if (waiting_target_ && (index_.is_whole() || *waiting_target_ <= index_.time())) seek(*waiting_target_);
}

CastTime PlayerTransport::position()
{
    return seek_target_ ? *seek_target_ : playback_.position(player_.next_time(Clock::now()), Clock::now());
}

CastTime PlayerTransport::duration() const
{
    return std::max(index_.time(), player_.position().time);
}

} // namespace cleat
