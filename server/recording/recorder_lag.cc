#include "server/recording/recorder_lag.h"

#include <algorithm>
#include <utility>

namespace cleat {

namespace {

/// The program is paused when there is less room than for one read, and resumed when there is twice as much.
constexpr std::size_t MIN_ROOM = 64U << 10;
constexpr std::uint64_t ROOM_TO_GO_ON = 128U << 10;

} // namespace

RecorderLag::RecorderLag(Loop& loop, const Log& log, Handlers handlers)
    : loop_(loop), log_(log), handlers_(std::move(handlers)), timer_(loop, [this] { lapse(); })
{}

void RecorderLag::set_board(RecordingBoard& board)
{
    board_ = &board;
}

void RecorderLag::keep_from(std::uint64_t offset)
{
    kept_from_ = offset;
}

void RecorderLag::resume_at(std::uint64_t offset)
{
    if (has_lapsed_ || taken() < log_.begin()) kept_from_ = offset;
    if (std::exchange(has_lapsed_, false)) handlers_.on_lapse_changed();
}

bool RecorderLag::stop_at(std::uint64_t offset)
{
    if (stop_at_) return false;
    stop_at_ = offset;
    return true;
}

void RecorderLag::release()
{
    kept_from_.reset();
    end_pause();
    handlers_.on_room();
}

std::size_t RecorderLag::room()
{
    if (!kept_from_ || has_lapsed_ || (stop_at_ && taken() >= *stop_at_)) return log_.capacity();
    if (enough_room() == 0) start_pause();
    const std::size_t room = enough_room(); // the recorder may have taken output just now
    if (room > 0) end_pause();
    return room;
}

void RecorderLag::note_progress()
{
    const auto at = taken();
    const bool is_near = log_.end() - std::min(at, log_.end()) < log_.capacity() / 2;
    if (!is_near) return;
    pause_budget_.caught_up(loop_.now());
    if (!has_lapsed_ || at < log_.begin()) return;
    has_lapsed_ = false; // the recorder caught up before anything was lost
    handlers_.on_lapse_changed();
}

/// During a lapse, requests another report, to notice when the recorder has caught up.
void RecorderLag::took_output()
{
    note_progress();
    if (has_lapsed_ && board_ != nullptr) board_->set_awaited(log_.end());
    handlers_.on_room();
}

std::uint64_t RecorderLag::behind() const
{
    return log_.end() - std::min(log_.end(), taken());
}

std::uint64_t RecorderLag::taken() const
{
    return std::max(kept_from_.value_or(0), board_ != nullptr ? board_->taken() : 0);
}

std::size_t RecorderLag::enough_room() const
{
    const std::size_t room = log_.room_before_losing(taken());
    return room >= MIN_ROOM ? room : 0;
}

/// Asks the recorder to report when there is room, and limits the pause.
void RecorderLag::start_pause()
{
    if (board_ != nullptr) {
        const auto end = log_.end();
        const auto enough = end + ROOM_TO_GO_ON - std::min<std::uint64_t>(end, log_.capacity());
        board_->set_awaited(std::max(enough, taken() + 1));
    }
    pause_budget_.begin(loop_.now());
    if (!timer_.is_running())
        timer_.start(std::chrono::ceil<std::chrono::microseconds>(pause_budget_.left(loop_.now())));
}

void RecorderLag::end_pause()
{
    pause_budget_.end(loop_.now());
    timer_.stop();
}

/// The program was paused for the maximum time. The recorder notices lost output itself, and asks where to resume.
void RecorderLag::lapse()
{
    has_lapsed_ = true;
    pause_budget_.end(loop_.now());
    if (board_ != nullptr) board_->set_awaited(log_.end());
    handlers_.on_room();
    handlers_.on_lapse_changed();
}

} // namespace cleat
