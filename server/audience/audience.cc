#include "server/audience/audience.h"

#include "common/base/log.h"

#include <algorithm>
#include <chrono>
#include <ctime>
#include <utility>

namespace cleat {

namespace {

/// Whether the member can control the session, has a terminal, and is not a guest.
bool is_owner(const Member& member)
{
    const AttachRequest& request = member.request;
    return !request.is_guest && request.most == Role::controller && is_valid(request.size);
}

} // namespace

Audience::Audience(Loop& loop, std::uint64_t id, const std::string& name, FollowedValues variables, ViewerId next,
                   Handlers handlers)
    : loop_(loop),
      id_(id),
      name_(name),
      handlers_(std::move(handlers)),
      members_(next),
      variables_(std::move(variables)),
      guests_timer_(loop, [this] { report_guests(); })
{}

std::vector<ClientInfo> Audience::clients() const
{
    std::vector<ClientInfo> out;
    for (const auto& [id, member] : members_.all()) {
        const AttachRequest& request = member->request;
        out.push_back({id, member->role, holder() == id, member->asks_for_control, request.size.rows,
                       request.size.columns, request.terminal, request.pid, request.user, member->since});
    }
    return out;
}

SessionTokens Audience::shown_in() const
{
    SessionTokens out;
    for (const auto& [id, member] : members_.all())
        out.insert(member->request.shown_in.begin(), member->request.shown_in.end());
    return out;
}

bool Audience::is_attended() const
{
    return std::ranges::any_of(members_.all(), [now = loop_.now()](const auto& entry) {
        return !entry.second->request.is_guest && !entry.second->is_silent(now);
    });
}

// --- attaching and leaving -------------------------------------------------------------------------------------------

Result<void> Audience::check_claim(const AttachRequest& request) const
{
    if (request.most == Role::controller && !roles_.allows(request.claim)) return control_held_error();
    return {};
}

void Audience::attach(ViewerSink& sink, AttachRequest request, Member::View view, const OnAttached& on_attached)
{
    Member& member = members_.add(sink, std::move(request), std::move(view), std::time(nullptr));
    roles_.attach(members_, member);
    if (member.controls()) sizes_.note_active(member);
    if (member.request.most == Role::controller) prefer(member);
    if (member.request.is_guest) guests_.arrived(static_cast<uid_t>(member.request.user));
    else
        log_debug("session {}: client {} attached as {}, process {} of user {}", id_, member.id,
                  member.controls() ? "controller" : "observer", member.request.pid, member.request.user);
    on_attached(member);
    settle(&member);
    guests_timer_.start(std::chrono::microseconds(0)); // soon: the new member may be an owner to notify
    handlers_.on_changed(member.controls() ? Concerns::controllers : Concerns::observers);
}

void Audience::leave(ViewerId id)
{
    const Removed gone = remove({id});
    if (!gone.members.empty()) handlers_.on_changed(gone.concerns);
}

void Audience::complete(ViewerId id, const std::optional<ExitStatus>& ended)
{
    const Removed gone = remove({id});
    if (gone.members.empty()) return;
    ViewerSink& sink = gone.members.front()->sink;
    if (ended) sink.ended(*ended);
    else sink.detached({}); // it was sent all that it requested
    handlers_.on_changed(gone.concerns);
}

Result<void> Audience::detach(ViewerId id, const std::string& reason)
{
    if (members_.find(id) == nullptr)
        return Error("session \"" + name_ + "\" has no client " + std::to_string(id), ErrorCode::not_found);
    detach(std::vector{id}, reason);
    return {};
}

void Audience::detach_all(const std::string& reason)
{
    std::vector<ViewerId> ids;
    for (const auto& [id, member] : members_.all()) ids.push_back(id);
    detach(ids, reason);
}

void Audience::detach_others(const std::string& reason)
{
    const Member* const kept = SizePolicy::latest(members_);
    std::vector<ViewerId> ids;
    for (const auto& [id, member] : members_.all())
        if (member.get() != kept) ids.push_back(id);
    detach(ids, reason);
}

void Audience::detach(const std::vector<ViewerId>& ids, const std::string& reason)
{
    const Removed gone = remove(ids);
    for (const auto& member : gone.members) member->sink.detached(reason);
    if (!gone.members.empty()) handlers_.on_changed(gone.concerns);
}

/// Removes members and updates the roles of the others.
Audience::Removed Audience::remove(const std::vector<ViewerId>& ids)
{
    Removed gone;
    for (const ViewerId id : ids) {
        Member* const member = members_.find(id);
        if (member == nullptr) continue;
        handlers_.on_release(*member);
        if (member->controls()) gone.concerns = Concerns::controllers;
        roles_.leave(id);
        if (member->request.is_guest) guests_.left(static_cast<uid_t>(member->request.user));
        else log_debug("session {}: client {} detached", id_, id);
        gone.members.push_back(members_.remove(id));
    }
    if (gone.members.empty()) return gone;
    variables_.settle(members_);
    settle(nullptr);
    report_guests();
    return gone;
}

void Audience::resized(Member& member, Size size)
{
    member.request.size = size;
    if (!member.controls()) return;
    if (ScreenView* const view = member.screen()) view->attachment.follow_resize();
    sizes_.note_active(member);
}

// --- control ---------------------------------------------------------------------------------------------------------

Error Audience::control_held_error() const
{
    return Error("client " + std::to_string(holder()) + " has exclusive control of session \"" + name_ +
                     "\"; \"cleat attach --take " + name_ + "\" takes control",
                 ErrorCode::refused);
}

Result<void> Audience::check_free_for(ViewerId id) const
{
    if (holder() != 0 && holder() != id) return control_held_error();
    return {};
}

Result<void> Audience::take_control(ViewerId id)
{
    if (!roles_.take(members_, id)) return Error("an observer cannot control the session", ErrorCode::refused);
    control_changed(id);
    return {};
}

Result<void> Audience::ask_control(ViewerId id)
{
    if (!roles_.ask(members_, id))
        return Error("cannot request control: no other client has exclusive control", ErrorCode::refused);
    if (const Member* const member = members_.find(holder())) member->sink.control_requested(id);
    return {};
}

Result<void> Audience::grant_control(ViewerId from, ViewerId to)
{
    if (!roles_.grant(members_, from, to))
        return Error("client " + std::to_string(to) +
                         " has not requested control, or you do not have exclusive control",
                     ErrorCode::refused);
    control_changed(to);
    return {};
}

void Audience::control_changed(ViewerId to)
{
    prefer(*members_.find(to));
    settle(nullptr);
    handlers_.on_changed(Concerns::controllers);
}

/// A member that holds control keeps precedence over later ones.
void Audience::prefer(Member& member)
{
    variables_.prefer(member);
    if (Member* const holding = members_.find(holder())) variables_.prefer(*holding);
    variables_.settle(members_);
}

/// Sets every member's role, and notifies the members of changes, except `except`.
void Audience::settle(const Member* except)
{
    const bool has_new_holder = std::exchange(announced_holder_, holder()) != holder();
    const std::vector<Member*> changed = roles_.settle(members_);
    for (Member* const member : changed) {
        if (member->controls()) {
            sizes_.note_active(*member);
        } else {
            handlers_.on_release(*member);
            member->sink.input_drained(); // an observer's input is refused, so it need not be held back
        }
    }
    for (const auto& [id, member] : members_.all()) {
        const bool is_concerned = has_new_holder && member->request.most == Role::controller;
        if (member.get() == except || (!is_concerned && std::ranges::find(changed, member.get()) == changed.end()))
            continue;
        member->sink.role_changed(member->role, holder());
    }
}

// --- guests ----------------------------------------------------------------------------------------------------------

/// Reports to all attached owners; if there is none, the next one to attach is notified.
void Audience::report_guests()
{
    guests_timer_.stop();
    std::vector<ViewerSink*> owners;
    for (const auto& [id, member] : members_.all())
        if (is_owner(*member)) owners.push_back(&member->sink);
    if (owners.empty()) return;
    for (const GuestVisits& visits : guests_.take_visits(loop_.now()))
        for (ViewerSink* const owner : owners) owner->guest_visited(visits);
    if (const auto next = guests_.next_report(loop_.now()))
        guests_timer_.start(std::chrono::ceil<std::chrono::microseconds>(*next - loop_.now()));
}

} // namespace cleat
