#include "server/audience/fanout.h"

#include "common/view/history_rows.h"

#include <algorithm>
#include <utility>

namespace cleat {

Fanout::Fanout(Loop& loop, const Terminal& terminal, std::function<void(ViewerId)> on_told,
               std::function<void()> on_silent)
    : loop_(loop),
      terminal_(terminal),
      on_told_(std::move(on_told)),
      on_silent_(std::move(on_silent)),
      tick_(loop, [this] { on_tick(); }),
      patience_(loop, [this] { lose_patience(); }),
      deferred_(loop)
{}

// --- who watches -----------------------------------------------------------------------------------------------------

void Fanout::add(ViewerId id, ViewerSink& sink, Rank rank, HistoryWish wish, Counts counts)
{
    Place& place = places_.emplace(id, Place{sink, rank, counts, Attachment(wish)}).first->second;
    if (rank == Rank::first) first_.insert(id);
    place.attachment.changed(loop_.now());
    place.seen = changes_;
    keep_patience();
    if (finished_) place.attachment.finish();
    deferred_.run([this, id] {
        const auto found = places_.find(id);
        if (found == places_.end() || !is_due(found->second)) return;
        if (Showing* const showing = showing_for(found->second)) show(id, found->second, *showing);
        attend(id);
        end_told();
    });
}

void Fanout::remove(ViewerId id)
{
    places_.erase(id);
    first_.erase(id);
}

void Fanout::set_rank(ViewerId id, Rank rank)
{
    const auto found = places_.find(id);
    if (found == places_.end()) return;
    found->second.rank = rank;
    if (rank == Rank::first) first_.insert(id);
    else first_.erase(id);
    arm(loop_.now());
}

bool Fanout::is_shown() const
{
    return std::all_of(places_.begin(), places_.end(), [this](const auto& entry) {
        const Place& place = entry.second;
        if (place.counts == Counts::no || place.attachment.is_silent(loop_.now())) return true;
        return place.seen == changes_ && place.attachment.is_shown();
    });
}

bool Fanout::is_silent(ViewerId id) const
{
    const auto found = places_.find(id);
    return found != places_.end() && found->second.attachment.is_silent(loop_.now());
}

// --- what there is to be shown ---------------------------------------------------------------------------------------

void Fanout::changed()
{
    const Clock::time_point now = loop_.now();
    ++changes_;
    last_change_ = now;
    if (!places_.empty()) keep_patience();
    now_.reset();
    if (!terminal_.modes().synchronised) {
        synchronised_since_.reset();
    } else if (!synchronised_since_ || synchronised_update_ != terminal_.updates()) {
        synchronised_since_ = now;
        synchronised_update_ = terminal_.updates();
    }
    if (std::exchange(resized_, false)) begin_again();
    show_first();
    show_paced();
    end_told();
}

void Fanout::before_resize(Size to)
{
    for (auto& [id, place] : places_) {
        sync(place);
        place.attachment.before_resize(terminal_.history(), terminal_.size(), to, loop_.now());
    }
}

void Fanout::after_resize()
{
    const History& history = terminal_.history();
    const int columns = terminal_.size().columns;
    const std::uint64_t scrolled = terminal_.screen().rows_scrolled;
    for (auto& [id, place] : places_) place.attachment.after_resize(history, columns, scrolled);
    last_resize_ = {position_of(history, history.end_row(), columns), scrolled, last_resize_.number + 1};
    resized_ = true;
}

void Fanout::finish()
{
    finished_ = true;
    synchronised_since_.reset();
    now_.reset();
    for (auto& [id, place] : places_) {
        sync(place);
        place.attachment.finish();
        if (place.attachment.is_told()) complete_.push_back(id);
    }
    show_first();
    show_paced();
    end_told();
}

/// The attachments of many viewers learn of a change when they are looked at, not as often as the program writes.
void Fanout::sync(Place& place) const
{
    if (std::exchange(place.seen, changes_) != changes_) place.attachment.changed(last_change_);
}

/// Whether the program is drawing what is not to be seen yet.
bool Fanout::is_held_back() const
{
    return synchronised_since_ && loop_.now() - *synchronised_since_ < SYNCHRONISED_AT_MOST;
}

/// What can be seen now. Nothing while the program is drawing, and what was there before is not known.
std::optional<Frame> Fanout::frame() const
{
    if (!is_held_back()) return Frame{terminal_.screen(), terminal_.history().end_row(), terminal_.offset()};
    const Frame* const before = terminal_.before_update();
    if (before == nullptr) return std::nullopt;
    return *before;
}

std::optional<Showing> Fanout::new_showing()
{
    auto seen = frame();
    if (!seen) return std::nullopt;
    return Showing(std::make_shared<const ShownFrame>(ShownFrame{++number_, std::move(*seen), !is_held_back()}),
                   terminal_.history(), last_resize_);
}

/// What the viewer was not told yet is news, and what is on a screen from before an update only if it looks otherwise.
bool Fanout::is_news(Showing& showing, const Place& place)
{
    return showing.to()->is_latest || showing.is_news_to(place.attachment.shown());
}

/// What there is, if that is news to the viewer. A frame that it was shown already becomes another one.
Showing* Fanout::showing_for(const Place& place)
{
    const bool is_over = now_ && now_->to()->is_latest == is_held_back(); // it was held back for long enough
    if (!now_ || is_over || now_->to()->number <= place.attachment.number()) {
        auto anew = new_showing();
        if (!anew) return nullptr;
        now_.emplace(std::move(*anew));
    }
    return is_news(*now_, place) ? &*now_ : nullptr;
}

// --- showing it ------------------------------------------------------------------------------------------------------

bool Fanout::is_due(Place& place) const
{
    sync(place);
    const auto due = place.attachment.due();
    return due && *due <= loop_.now() && place.sink.is_ready();
}

void Fanout::show(ViewerId id, Place& place, Showing& showing)
{
    place.sink.show(showing.encoded(place.attachment.next(showing.to(), showing.rows(), loop_.now())));
    if (!showing.to()->is_latest) place.attachment.more_to_come();
    if (finished_ && place.attachment.is_told()) complete_.push_back(id);
    keep_patience();
}

/// Those who control: at once, and each again when it is due by itself.
void Fanout::show_first()
{
    std::size_t shown = 0;
    for (const ViewerId id : first_) {
        Place& place = places_.at(id);
        if (is_due(place)) {
            if (shown == SLICE) return later(&Fanout::show_first);
            if (Showing* const showing = showing_for(place)) {
                show(id, place, *showing);
                ++shown;
            }
        }
        if (const auto next = due(place)) arm(*next);
    }
}

void Fanout::show_paced()
{
    if (pass_ || first_.size() == places_.size()) return;
    if (next_pass_ <= loop_.now()) begin_pass();
    else arm(next_pass_);
}

/// Finds those who watch and have not seen what there is, and begins to show it to them.
void Fanout::begin_pass()
{
    next_pass_ = loop_.now() + pacing_.interval();
    std::vector<ViewerId> left;
    for (auto& [id, place] : places_)
        if (place.rank == Rank::paced && is_due(place)) left.push_back(id);
    if (left.empty()) return look_at_all();
    auto showing = new_showing();
    if (!showing) return look_at_all();
    pass_.emplace(Pass{std::move(*showing), changes_, std::move(left), loop_.now(), {}});
    go_on();
}

/// The next slice of a pass. All of it goes to one frame, so that those who kept up are told the same.
void Fanout::go_on()
{
    if (!pass_) return;
    const auto began = Clock::now();
    for (std::size_t count = 0; count < SLICE && !pass_->left.empty(); ++count) {
        const ViewerId id = pass_->left.back();
        pass_->left.pop_back();
        const auto found = places_.find(id);
        if (found == places_.end() || !is_due(found->second)) continue;
        Place& place = found->second;
        if (place.attachment.number() >= pass_->showing.to()->number || !is_news(pass_->showing, place)) continue;
        show(id, place, pass_->showing);
        if (pass_->changes != changes_) place.attachment.more_to_come();
    }
    pass_->cost += Clock::now() - began;
    if (pass_->left.empty()) end_pass();
    else later(&Fanout::go_on);
    end_told();
}

/// The size changed, and rows of the old one mean nothing any more: those whom the pass has not reached are shown the
/// new one in it.
void Fanout::begin_again()
{
    if (!pass_) return;
    auto left = std::move(pass_->left);
    const auto began = pass_->began;
    const auto cost = pass_->cost;
    pass_.reset();
    if (auto showing = new_showing()) pass_.emplace(Pass{std::move(*showing), changes_, std::move(left), began, cost});
    else look_at_all();
}

void Fanout::end_pass()
{
    pacing_.passed(pass_->cost);
    next_pass_ = pass_->began + pacing_.interval();
    pass_.reset();
    look_at_all();
}

/// Lets those go who were told everything after the end.
void Fanout::end_told()
{
    for (const ViewerId id : std::exchange(complete_, {})) {
        if (!places_.contains(id)) continue;
        remove(id);
        on_told_(id);
    }
}

// --- time ------------------------------------------------------------------------------------------------------------

/// When the viewer is to be shown something by itself.
std::optional<Clock::time_point> Fanout::due(Place& place)
{
    sync(place);
    auto due = place.attachment.due();
    if (!due || !place.sink.is_ready()) return std::nullopt;
    if (place.rank == Rank::paced) due = std::max(*due, next_pass_);
    if (is_held_back() && showing_for(place) == nullptr)
        due = std::max(*due, *synchronised_since_ + SYNCHRONISED_AT_MOST);
    return due;
}

/// Something became possible for one viewer.
void Fanout::attend(ViewerId id)
{
    const auto found = places_.find(id);
    if (found == places_.end()) return;
    Place& place = found->second;
    if (place.rank == Rank::first && is_due(place)) {
        if (Showing* const showing = showing_for(place)) show(id, place, *showing);
    }
    if (const auto next = due(place)) arm(*next);
    end_told();
}

void Fanout::look_at_all()
{
    for (auto& [id, place] : places_)
        if (const auto next = due(place)) arm(*next);
}

void Fanout::arm(Clock::time_point time)
{
    if (tick_at_ && *tick_at_ <= time) return;
    tick_at_ = time;
    tick_.start(std::chrono::ceil<std::chrono::microseconds>(std::max(time - loop_.now(), Clock::duration::zero())));
}

void Fanout::on_tick()
{
    tick_at_.reset();
    show_first();
    show_paced();
    end_told();
}

/// The timer runs while anybody has something to draw, and nobody's patience ends before it does.
void Fanout::keep_patience()
{
    if (!patience_.is_running()) patience_.start(Attachment::PATIENCE);
}

void Fanout::lose_patience()
{
    const Clock::time_point now = loop_.now();
    std::optional<Clock::time_point> next;
    bool is_any_silent = false;
    for (auto& [id, place] : places_) {
        sync(place);
        place.attachment.lose_patience(now);
        is_any_silent = is_any_silent || place.attachment.is_silent(now);
        if (const auto end = place.attachment.patience_ends(now)) next = std::min(next.value_or(*end), *end);
    }
    if (next) patience_.start(std::chrono::ceil<std::chrono::microseconds>(*next - now));
    if (is_any_silent) on_silent_();
}

void Fanout::later(void (Fanout::*what)())
{
    deferred_.run([this, what] { (this->*what)(); });
}

// --- what becomes known of one viewer --------------------------------------------------------------------------------

void Fanout::urge(ViewerId id)
{
    if (const auto found = places_.find(id); found != places_.end()) found->second.attachment.urge(loop_.now());
}

void Fanout::follow_resize(ViewerId id)
{
    if (const auto found = places_.find(id); found != places_.end()) found->second.attachment.follow_resize();
}

bool Fanout::acknowledged(ViewerId id, std::uint64_t number)
{
    const auto found = places_.find(id);
    if (found == places_.end() || !found->second.attachment.acknowledged(number, loop_.now())) return false;
    attend(id);
    return true;
}

void Fanout::drained(ViewerId id)
{
    attend(id);
}

} // namespace cleat
