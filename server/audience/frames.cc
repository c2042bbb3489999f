#include "server/audience/frames.h"

#include "common/view/history_rows.h"

#include <memory>
#include <utility>

namespace cleat {

void Frames::changed()
{
    ++changes_;
    last_change_ = loop_.now();
    now_.reset();
    if (!terminal_.modes().synchronised) {
        synchronised_since_.reset();
    } else if (!synchronised_since_ || synchronised_update_ != terminal_.updates()) {
        synchronised_since_ = last_change_;
        synchronised_update_ = terminal_.updates();
    }
}

void Frames::resized()
{
    const History& history = terminal_.history();
    last_resize_ = {position_of(history, history.end_row(), terminal_.size().columns), terminal_.screen().rows_scrolled,
                    last_resize_.number + 1};
}

void Frames::finish()
{
    synchronised_since_.reset();
    now_.reset();
}

void Frames::sync(ScreenView& view) const
{
    if (std::exchange(view.seen, changes_) != changes_) view.attachment.changed(last_change_);
}

std::optional<Clock::time_point> Frames::deferred_until() const
{
    if (!synchronised_since_ || loop_.now() - *synchronised_since_ >= SYNCHRONISED_AT_MOST) return std::nullopt;
    return *synchronised_since_ + SYNCHRONISED_AT_MOST;
}

std::optional<Frame> Frames::frame() const
{
    if (!is_deferred()) return Frame{terminal_.screen(), terminal_.history().end_row(), terminal_.offset()};
    const Frame* const before = terminal_.before_update();
    if (before == nullptr) return std::nullopt;
    return *before;
}

std::optional<Showing> Frames::take()
{
    auto seen = frame();
    if (!seen) return std::nullopt;
    return Showing(std::make_shared<const ShownFrame>(ShownFrame{++number_, std::move(*seen), !is_deferred()}),
                   terminal_.history(), last_resize_);
}

bool Frames::is_new(Showing& showing, const ScreenView& view)
{
    return showing.to()->is_latest || showing.differs_for(view.attachment.shown());
}

Showing* Frames::frame_for(const ScreenView& view)
{
    const bool is_over = now_ && now_->to()->is_latest == is_deferred(); // the time limit for the update has passed
    if (!now_ || is_over || now_->to()->number <= view.attachment.number()) {
        auto taken = take();
        if (!taken) return nullptr;
        now_.emplace(std::move(*taken));
    }
    return is_new(*now_, view) ? &*now_ : nullptr;
}

} // namespace cleat
