#include "server/audience/fanout.h"

#include <algorithm>
#include <utility>

namespace cleat {

namespace {

/// Whether `Fanout::is_shown` waits for a member.
bool counts(const Member& member, Clock::time_point now)
{
    return !member.request.is_guest && !member.is_silent(now);
}

} // namespace

Fanout::Fanout(Loop& loop, const Terminal& terminal, Members& members, Handlers handlers)
    : loop_(loop),
      terminal_(terminal),
      frames_(loop, terminal),
      members_(members),
      handlers_(std::move(handlers)),
      tick_(loop, [this] { on_tick(); }),
      patience_(loop, [this] { drop_unacknowledged(); }),
      deferred_(loop)
{}

// --- members ---------------------------------------------------------------------------------------------------------

void Fanout::attached(Member& member)
{
    ScreenView& view = *member.screen();
    view.attachment.changed(loop_.now());
    view.seen = frames_.changes();
    check_deadlines();
    if (finished_) view.attachment.finish();
    deferred_.run([this, id = member.id] {
        Member* const found = members_.find(id);
        if (found == nullptr || !is_due(*found)) return;
        if (Showing* const showing = frames_.frame_for(*found->screen())) show(*found, *showing);
        attend(*found);
        end_complete();
    });
}

void Fanout::roles_changed()
{
    arm(loop_.now());
}

bool Fanout::is_shown() const
{
    return std::ranges::all_of(members_.all(), [this](const auto& entry) {
        const ScreenView* const view = entry.second->screen();
        if (view == nullptr || !counts(*entry.second, loop_.now())) return true;
        return view->seen == frames_.changes() && view->attachment.is_shown();
    });
}

// --- changes of the screen -------------------------------------------------------------------------------------------

void Fanout::changed()
{
    frames_.changed();
    if (members_.size() > members_.followers().size()) check_deadlines();
    if (std::exchange(resized_, false)) restart_pass();
    show_first();
    show_paced();
    end_complete();
}

void Fanout::before_resize(Size to)
{
    for (const auto& [id, member] : members_.all()) {
        ScreenView* const view = member->screen();
        if (view == nullptr) continue;
        frames_.sync(*view);
        view->attachment.before_resize(terminal_.history(), terminal_.size(), to, loop_.now());
    }
}

void Fanout::after_resize()
{
    const History& history = terminal_.history();
    const int columns = terminal_.size().columns;
    const std::uint64_t scrolled = terminal_.screen().rows_scrolled;
    for (const auto& [id, member] : members_.all())
        if (ScreenView* const view = member->screen()) view->attachment.after_resize(history, columns, scrolled);
    frames_.resized();
    resized_ = true;
}

void Fanout::finish()
{
    finished_ = true;
    frames_.finish();
    for (const auto& [id, member] : members_.all()) {
        ScreenView* const view = member->screen();
        if (view == nullptr) continue;
        frames_.sync(*view);
        view->attachment.finish();
        if (view->attachment.is_sent()) complete_.push_back(id);
    }
    show_first();
    show_paced();
    end_complete();
}

// --- sending ---------------------------------------------------------------------------------------------------------

bool Fanout::is_due(Member& member) const
{
    ScreenView* const view = member.screen();
    if (view == nullptr) return false;
    frames_.sync(*view);
    const auto due = view->attachment.due();
    return due && *due <= loop_.now() && member.sink.is_ready();
}

void Fanout::show(Member& member, Showing& showing)
{
    Attachment& attachment = member.screen()->attachment;
    member.sink.show(showing.encoded(attachment.next(showing.to(), showing.rows(), loop_.now())));
    if (!showing.to()->is_latest) attachment.mark_outdated();
    if (finished_ && attachment.is_sent()) complete_.push_back(member.id);
    check_deadlines();
}

/// Serves controllers: at once, and again when each is due.
void Fanout::show_first()
{
    std::size_t shown = 0;
    for (Member* const member : members_.controllers()) {
        if (is_due(*member)) {
            if (shown == SLICE) return later(&Fanout::show_first);
            if (Showing* const showing = frames_.frame_for(*member->screen())) {
                show(*member, *showing);
                ++shown;
            }
        }
        if (const auto next = due(*member)) arm(*next);
    }
}

void Fanout::show_paced()
{
    if (pass_ || members_.controllers().size() == members_.size()) return;
    if (next_pass_ <= loop_.now()) begin_pass();
    else arm(next_pass_);
}

/// Finds the observers that have not seen the latest screen, and starts sending it to them.
void Fanout::begin_pass()
{
    next_pass_ = loop_.now() + pacing_.interval();
    std::vector<ViewerId> left;
    for (const auto& [id, member] : members_.all())
        if (!member->controls() && is_due(*member)) left.push_back(id);
    if (left.empty()) return sync_all();
    auto showing = frames_.take();
    if (!showing) return sync_all();
    pass_.emplace(Pass{std::move(*showing), frames_.changes(), std::move(left), loop_.now(), {}});
    continue_pass();
}

/// Sends the next slice of a pass. All slices send the same frame, so that the step is the same for all members that
/// kept up.
void Fanout::continue_pass()
{
    if (!pass_) return;
    const auto began = Clock::now();
    for (std::size_t count = 0; count < SLICE && !pass_->left.empty(); ++count) {
        const ViewerId id = pass_->left.back();
        pass_->left.pop_back();
        Member* const member = members_.find(id);
        if (member == nullptr || !is_due(*member)) continue;
        ScreenView& view = *member->screen();
        if (view.attachment.number() >= pass_->showing.to()->number || !Frames::is_new(pass_->showing, view)) continue;
        show(*member, pass_->showing);
        if (pass_->changes != frames_.changes()) view.attachment.mark_outdated();
    }
    pass_->cost += Clock::now() - began;
    if (pass_->left.empty()) end_pass();
    else later(&Fanout::continue_pass);
    end_complete();
}

/// After a resize, rows of the old size mean nothing: the members that the pass has not reached are sent a new frame.
void Fanout::restart_pass()
{
    if (!pass_) return;
    auto left = std::move(pass_->left);
    const auto began = pass_->began;
    const auto cost = pass_->cost;
    pass_.reset();
    if (auto showing = frames_.take())
        pass_.emplace(Pass{std::move(*showing), frames_.changes(), std::move(left), began, cost});
    else sync_all();
}

void Fanout::end_pass()
{
    pacing_.passed(pass_->cost);
    next_pass_ = pass_->began + pacing_.interval();
    pass_.reset();
    sync_all();
}

/// Removes members that were sent everything after the program ended.
void Fanout::end_complete()
{
    for (const ViewerId id : std::exchange(complete_, {}))
        if (members_.find(id) != nullptr) handlers_.on_complete(id);
}

// --- time ------------------------------------------------------------------------------------------------------------

/// When the member must be served without another event.
std::optional<Clock::time_point> Fanout::due(Member& member)
{
    ScreenView* const view = member.screen();
    if (view == nullptr) return std::nullopt;
    frames_.sync(*view);
    auto due = view->attachment.due();
    if (!due || !member.sink.is_ready()) return std::nullopt;
    if (!member.controls()) due = std::max(*due, next_pass_);
    if (const auto until = frames_.deferred_until(); until && frames_.frame_for(*view) == nullptr)
        due = std::max(*due, *until);
    return due;
}

/// Serves one member after an event.
void Fanout::attend(Member& member)
{
    if (member.controls() && is_due(member)) {
        if (Showing* const showing = frames_.frame_for(*member.screen())) show(member, *showing);
    }
    if (const auto next = due(member)) arm(*next);
    end_complete();
}

void Fanout::sync_all()
{
    for (const auto& [id, member] : members_.all())
        if (const auto next = due(*member)) arm(*next);
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
    end_complete();
}

/// The timer runs while a member has something to draw. It never expires later than the earliest deadline of a member.
void Fanout::check_deadlines()
{
    if (!patience_.is_running()) patience_.start(Attachment::PATIENCE);
}

void Fanout::drop_unacknowledged()
{
    const Clock::time_point now = loop_.now();
    std::optional<Clock::time_point> next;
    bool is_any_silent = false;
    for (const auto& [id, member] : members_.all()) {
        ScreenView* const view = member->screen();
        if (view == nullptr) continue;
        frames_.sync(*view);
        view->attachment.drop_unacknowledged(now);
        is_any_silent = is_any_silent || view->attachment.is_silent(now);
        if (const auto end = view->attachment.patience_deadline(now)) next = std::min(next.value_or(*end), *end);
    }
    if (next) patience_.start(std::chrono::ceil<std::chrono::microseconds>(*next - now));
    if (is_any_silent) handlers_.on_silence();
}

void Fanout::later(void (Fanout::*what)())
{
    deferred_.run([this, what] { (this->*what)(); });
}

// --- events of one member --------------------------------------------------------------------------------------------

void Fanout::expedite(Member& member)
{
    if (ScreenView* const view = member.screen()) view->attachment.expedite(loop_.now());
}

bool Fanout::acknowledged(Member& member, std::uint64_t number)
{
    ScreenView* const view = member.screen();
    if (view == nullptr || !view->attachment.acknowledged(number, loop_.now())) return false;
    attend(member);
    return true;
}

void Fanout::drained(Member& member)
{
    attend(member);
}

} // namespace cleat
