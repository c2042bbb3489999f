#include "server/recording/recording_events.h"

#include "common/recording/cast_event.h"
#include "server/memory/log_clock.h"

#include <sys/eventfd.h>

#include <limits>
#include <string>
#include <utility>

namespace cleat {

namespace {

constexpr std::size_t INPUT_AT_ONCE = 32U << 10;
constexpr std::uint64_t ANY_LENGTH = std::numeric_limits<std::uint64_t>::max() - 1;

} // namespace

RecordingEvents::RecordingEvents(const Log& log) : log_(log) {}

Result<void> RecordingEvents::open(RecordingBoard board)
{
    board_ = std::move(board);
    wake_ = UniqueFd(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
    if (!wake_) return Error("out of file descriptors");
    return {};
}

void RecordingEvents::close()
{
    wake_.reset();
}

void RecordingEvents::appended()
{
    wake(log_.end());
}

void RecordingEvents::resized(Size size)
{
    if (post(RecordingEvent::Kind::resize, resize_data(size))) pending_size_.reset();
    else pending_size_ = size;
}

void RecordingEvents::post_pending_size()
{
    if (pending_size_) resized(*pending_size_);
}

void RecordingEvents::typed(std::string_view bytes)
{
    if (is_input_missing_) is_input_missing_ = !post(RecordingEvent::Kind::marker, "gap: input is missing here");
    while (!bytes.empty() && !is_input_missing_) {
        const auto piece = bytes.substr(0, INPUT_AT_ONCE);
        is_input_missing_ = !post(RecordingEvent::Kind::input, piece);
        bytes.remove_prefix(piece.size());
    }
}

bool RecordingEvents::mark(std::string_view label)
{
    return post(RecordingEvent::Kind::marker, label);
}

bool RecordingEvents::start()
{
    is_start_pending_ = !post(RecordingEvent::Kind::start, {});
    return !is_start_pending_;
}

void RecordingEvents::ended(int status)
{
    if (!post(RecordingEvent::Kind::exit, std::to_string(status))) pending_exit_ = status;
}

bool RecordingEvents::post(RecordingEvent::Kind kind, std::string_view data)
{
    if (!wake_ || !board_->post({kind, log_.end(), log_time_now(), std::string(data)})) return false;
    wake(ANY_LENGTH);
    return true;
}

/// Wakes the recorder if the length that it sleeps until is at most `end`. Uses an eventfd, not the channel: when a
/// socket is written to, the kernel assumes that the writer is about to sleep, and moves the reader to the writer's
/// processor, which the worker needs for the session.
void RecordingEvents::wake(std::uint64_t end)
{
    if (wake_ && board_->take_wake(end)) ::eventfd_write(wake_.get(), 1);
}

} // namespace cleat
