#include "server/session/session_viewer.h"

#include "common/base/log.h"
#include "server/session/environment.h"

#include <algorithm>
#include <ctime>
#include <set>
#include <utility>

namespace cleat {

Result<ViewerId> Session::attach(ViewerSink& sink, const Arrival& arrival)
{
    if (!display_) return no_terminal_error();
    if (const auto open = check_goes_on(); !open) return open.error();
    if (arrival.most == Role::controller && !roles_.allows(arrival.claim)) return control_held_error();
    const ViewerId id = admit(sink, arrival);
    display_->add(id, sink, role(id), arrival.wish, arrival.is_guest ? Fanout::Counts::no : Fanout::Counts::yes);
    return id;
}

/// One more viewer, of whatever kind.
ViewerId Session::admit(ViewerSink& sink, const Arrival& arrival)
{
    const ViewerId id = next_viewer_++;
    roles_.attach(id, arrival.most, arrival.claim);
    apply_roles();
    const Role role = roles_.role(id);
    if (role == Role::controller) last_used_ = loop_.now();
    // The size first: it reads what the program has written, and that may turn out to be its end.
    if (display_ && role == Role::controller && is_valid(arrival.size) && !ended_) {
        display_->sizes().set(id, arrival.size);
        apply_size();
    }
    if (!arrival.is_guest) life_.occupied();
    if (arrival.most == Role::controller) follow_variables(id, arrival.followed);
    viewers_.emplace(id, std::make_unique<Viewer>(Viewer{sink, role, arrival, std::time(nullptr)}));
    if (!arrival.is_guest) // they could fill the log
        log_debug("session {}: client {} attached as {}, process {} of user {}", id_, id,
                  role == Role::controller ? "controller" : "observer", arrival.pid, arrival.user);
    if (arrival.is_guest) guests_.came(static_cast<uid_t>(arrival.user));
    guests_timer_.start(std::chrono::microseconds(0)); // when the viewer knows that it is one
    return id;
}

void Session::note_left(ViewerId id, const Arrival& arrival)
{
    if (!arrival.is_guest) return log_debug("session {}: client {} detached", id_, id);
    guests_.left(static_cast<uid_t>(arrival.user));
    tell_of_guests();
}

/// Whether that is somebody at a terminal who may control the session, and is no guest.
bool Session::is_owner(const Arrival& arrival)
{
    return !arrival.is_guest && arrival.most == Role::controller && is_valid(arrival.size);
}

/// Its owners learn who looks on; where there is none, the next one does.
void Session::tell_of_guests()
{
    guests_timer_.stop();
    std::vector<ViewerSink*> owners;
    for (const auto& [id, viewer] : viewers_)
        if (is_owner(viewer->arrival)) owners.push_back(&viewer->sink);
    if (owners.empty()) return;
    for (const GuestNews& news : guests_.take_news(loop_.now()))
        for (ViewerSink* const owner : owners) owner->guest_news(news);
    if (const auto next = guests_.next_news(loop_.now()))
        guests_timer_.start(std::chrono::ceil<std::chrono::microseconds>(*next - loop_.now()));
}

Result<Following> Session::follow(ViewerSink& sink, const Arrival& arrival, const Follow& wish)
{
    if (wish.pipes_only && display_) return Error("session \"" + name() + "\" has a terminal", ErrorCode::no_pipes);
    if (display_ && (wish.streams == Follow::Streams::out || wish.streams == Follow::Streams::err))
        return Error("session \"" + name() + "\" has a terminal, where all output is one stream", ErrorCode::invalid);
    if (wish.goes_on)
        if (const auto open = check_goes_on(); !open) return open.error();
    if (arrival.most == Role::controller && !roles_.allows(arrival.claim)) return control_held_error();
    program_.read(); // what it has written by now counts as there
    const auto place = follow_range(wish, arrival.most);
    if (!place) return place.error();
    const ViewerId id = admit(sink, arrival);
    followers_.add(id, sink, *place);
    followers_.set_lossless(id, place->lossless && controls(id));
    const int columns = display_ ? display_->size().columns : 0;
    return Following{id_, name(), options_.kind, role(id), id, place->from, log_.end(), columns};
}

/// Where in the log a follower begins and ends.
Result<Followers::Wish> Session::follow_range(const Follow& wish, Role role) const
{
    Followers::Wish out;
    out.streams = wish.streams;
    if (wish.since && *wish.since > log_.end())
        return Error("session \"" + name() + "\" has written " + std::to_string(log_.end()) + " bytes so far",
                     ErrorCode::invalid);
    if (wish.since) out.from = *wish.since;
    else if (wish.lines) out.from = begin_of_lines(log_, *wish.lines, wish.streams);
    else out.from = followed_until_;
    if (wish.streams == Follow::Streams::none) out.from = log_.end();
    if (!wish.goes_on) out.until = log_.end();
    out.lossless = !display_ && role == Role::controller && wish.streams != Follow::Streams::none;
    return out;
}

void Session::detach(ViewerId id)
{
    const auto found = viewers_.find(id);
    if (found == viewers_.end()) return;
    const bool controlled = controls(id);
    if (controlled) last_used_ = loop_.now();
    release(id);
    const auto viewer = std::move(found->second);
    viewers_.erase(found);
    forget(id);
    apply_roles();
    if (controlled) apply_size();
    waiters_.check();
    note_left(id, viewer->arrival);
}

/// What else is known of a viewer that is none any more.
void Session::forget(ViewerId id)
{
    if (display_) display_->remove(id);
    if (const auto place = followers_.place(id); place && role(id) == Role::controller) followed_until_ = *place;
    roles_.leave(id);
    followers_.remove(id);
    followed_.left(id);
    update_pointers();
    check_absence();
}

/// Whether somebody looks at the session there, as far as one can tell: a viewer that draws nothing may have hung, or
/// be cut off, and a guest keeps nothing alive that is not its own.
bool Session::is_there(ViewerId id, const Viewer& viewer) const
{
    return !viewer.arrival.is_guest && !(display_ && display_->is_silent(id));
}

void Session::check_absence()
{
    if (std::none_of(viewers_.begin(), viewers_.end(),
                     [this](const auto& entry) { return is_there(entry.first, *entry.second); }))
        life_.deserted();
}

/// Detaches a client that has not asked for it.
void Session::evict(ViewerId id, const std::string& reason)
{
    ViewerSink& sink = viewers_.at(id)->sink;
    detach(id);
    sink.detached(reason);
}

Result<void> Session::detach_client(ViewerId id, const std::string& reason)
{
    if (!viewers_.contains(id))
        return Error("session \"" + name() + "\" has no client " + std::to_string(id), ErrorCode::not_found);
    evict(id, reason);
    return {};
}

void Session::detach_others(const std::string& reason)
{
    const std::optional<ViewerId> kept = display_ ? display_->sizes().latest() : std::nullopt;
    std::vector<ViewerId> others;
    for (const auto& [id, viewer] : viewers_)
        if (id != kept) others.push_back(id);
    for (const ViewerId id : others)
        if (viewers_.contains(id)) evict(id, reason);
}

std::vector<ClientInfo> Session::clients() const
{
    std::vector<ClientInfo> out;
    for (const auto& [id, viewer] : viewers_) {
        const Arrival& arrival = viewer->arrival;
        out.push_back({id, viewer->role, holder() == id, roles_.asks(id), arrival.size.rows, arrival.size.columns,
                       arrival.terminal, arrival.pid, arrival.user, viewer->since});
    }
    return out;
}

/// Makes everybody what they are now: what they have begun ends, whose size counts is another one, and they are told.
void Session::apply_roles()
{
    std::set<ViewerId> told;
    if (std::exchange(announced_holder_, holder()) != holder()) {
        for (const auto& [id, viewer] : viewers_)
            if (viewer->arrival.most == Role::controller) told.insert(id);
    }
    for (const auto& [id, role] : roles_.take_changes()) {
        const auto found = viewers_.find(id);
        if (found == viewers_.end()) continue;
        Viewer& viewer = *found->second;
        viewer.role = role;
        if (display_) display_->set_role(id, role, viewer.arrival.size);
        followers_.set_lossless(id, role == Role::controller && !display_);
        // What an observer sends is refused, and so nothing of it has to wait.
        if (role == Role::observer) {
            input_.end_paste(id);
            viewer.sink.input_drained();
        }
        told.insert(id);
    }
    for (const ViewerId id : told)
        if (const auto found = viewers_.find(id); found != viewers_.end())
            found->second->sink.role_changed(found->second->role, holder());
    pass_input();
}

Error Session::control_held_error() const
{
    return Error("client " + std::to_string(holder()) + " controls session \"" + name() +
                     "\" alone; \"cleat attach --take " + name() + "\" gets control",
                 ErrorCode::refused);
}

Result<void> Session::check_free_for(ViewerId id) const
{
    if (holder() != 0 && holder() != id) return control_held_error();
    return {};
}

/// One that holds control stays the latest whoever comes.
void Session::follow_variables(ViewerId id, const FollowedValues& values)
{
    followed_.came(id, values);
    if (holder() != 0) followed_.took_control(holder());
    update_pointers();
}

void Session::update_pointers()
{
    if (options_.pointers) options_.pointers->update(followed_.current());
}

std::vector<std::string> Session::environment() const
{
    std::vector<std::string> out;
    if (!options_.pointers) return out;
    for (const auto& [name, value] : options_.pointers->told(followed_.current())) out.push_back(variable(name, value));
    return out;
}

Result<void> Session::take_control(ViewerId id)
{
    if (!roles_.take(id)) return Error("an observer may not control the session", ErrorCode::refused);
    followed_.took_control(id);
    update_pointers();
    apply_roles();
    apply_size();
    return {};
}

Result<void> Session::ask_control(ViewerId id)
{
    if (!roles_.ask(id)) return Error("control is not to be asked for", ErrorCode::refused);
    if (const auto found = viewers_.find(holder()); found != viewers_.end()) found->second->sink.control_asked(id);
    return {};
}

Result<void> Session::grant_control(ViewerId from, ViewerId to)
{
    if (!roles_.grant(from, to))
        return Error("client " + std::to_string(to) + " does not ask for control, or it is not yours to give",
                     ErrorCode::refused);
    followed_.took_control(to);
    update_pointers();
    apply_roles();
    apply_size();
    return {};
}

void Session::detach_all(const std::string& reason)
{
    for (const auto& [id, viewer] : viewers_) release(id);
    const auto viewers = std::exchange(viewers_, {});
    for (const auto& [id, viewer] : viewers) forget(id);
    for (const auto& [id, viewer] : viewers) note_left(id, viewer->arrival);
    for (const auto& [id, viewer] : viewers) viewer->sink.detached(reason);
    waiters_.check();
}

SessionTokens Session::shown_in() const
{
    SessionTokens out;
    for (const auto& [id, viewer] : viewers_)
        out.insert(viewer->arrival.shown_in.begin(), viewer->arrival.shown_in.end());
    return out;
}

void Session::dismiss()
{
    if (ending_.is_running() && ended_) keeper_.forget(id_);
    if (!ended_) detach_all("the session is gone");
    while (!viewers_.empty()) {
        followers_.give_up(viewers_.begin()->first);
        end_viewer(viewers_.begin()->first);
    }
    waiters_.give_up(Error("session \"" + name() + "\" is gone", ErrorCode::ended));
}

void Session::viewer_resized(ViewerId id, Size size)
{
    const auto found = viewers_.find(id);
    if (found == viewers_.end()) return;
    found->second->arrival.size = size;
    if (!display_ || !controls(id) || ended_) return;
    display_->follow_resize(id);
    display_->sizes().set(id, size);
    apply_size();
}

bool Session::acknowledged(ViewerId id, std::uint64_t step)
{
    if (!display_ || !display_->acknowledged(id, step)) return false;
    if (!viewers_.at(id)->arrival.is_guest) life_.occupied();
    waiters_.check_shown();
    return true;
}

void Session::drained(ViewerId id)
{
    if (display_) display_->drained(id);
    followers_.drained(id);
}

void Session::end_viewer(ViewerId id)
{
    const auto viewer = std::move(viewers_.at(id));
    viewers_.erase(id);
    forget(id);
    apply_roles();
    if (ended_) viewer->sink.ended(*ended_);
    else viewer->sink.detached({}); // it wanted no more
    waiters_.check_shown();
    note_left(id, viewer->arrival);
}

} // namespace cleat
