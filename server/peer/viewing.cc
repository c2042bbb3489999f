#include "server/peer/viewing.h"

#include "common/wire/codec.h"
#include "server/peer/peer.h"

#include <chrono>
#include <utility>

namespace cleat {

namespace {

/// Queued bytes beyond which a peer gets no clipboard.
constexpr std::size_t MAX_BEFORE_CLIPBOARD = 2U << 20;
constexpr const char* CLIPBOARD_NOT_TAKEN = "a clipboard was dropped while this client was behind";
/// A guest is charged this for each byte of a whole screen, which is generated later.
constexpr std::chrono::nanoseconds COST_OF_A_BYTE{20};
/// Maximum number of users whose visits are pending for a peer that does not read.
constexpr std::size_t MAX_PENDING_GUESTS = 8;

} // namespace

void Viewing::attach(Session& session, AttachRequest request, std::uint64_t serial)
{
    const Role most = request.most;
    const auto attached = session.attach(*this, std::move(request), [&](const Member& member) {
        begin(session, member.id, most);
        pending_.guests.clear(); // of another session
        is_first_step_due_ = peer_.is_guest();
        peer_.send(Attached{session.id(), session.name(), member.role, member.id, session.audience().holder(),
                            SessionInput::WINDOW},
                   serial, channel_);
    });
    if (!attached) return peer_.fail(attached.error(), serial, channel_);
    peer_.host().sessions().watch_links_of(session);
}

void Viewing::follow(Session& session, AttachRequest request, const Follow& options, std::uint64_t serial)
{
    const Role most = request.most;
    const auto attached = session.follow(*this, std::move(request), options, [&](const Following& following) {
        begin(session, following.client, most);
        peer_.send(following, serial, channel_);
    });
    if (!attached) peer_.fail(attached.error(), serial, channel_);
}

void Viewing::begin(const Session& session, ViewerId viewer, Role most)
{
    peer_.narrow(most);
    session_ = session.id();
    viewer_ = viewer;
}

void Viewing::leave()
{
    if (Session* const left = session()) left->audience().leave(viewer_);
    session_.reset();
    is_input_blocked_ = false;
}

void Viewing::detach(std::uint64_t serial)
{
    if (!session_) return peer_.fail(Error("not attached", ErrorCode::invalid), serial, channel_);
    send_input_closed(); // otherwise all input would seem to have been taken
    leave();
    peer_.update_reading();
    peer_.send(Detached{}, serial, channel_);
}

Session* Viewing::session() const
{
    return session_ ? peer_.host().sessions().find(*session_) : nullptr;
}

bool Viewing::is_idle() const
{
    return !session_ && pending_.is_empty();
}

/// Stops reading from a peer whose input the program does not take. `input_drained` resumes.
void Viewing::input_given()
{
    const Session* const session = this->session();
    if (session != nullptr && session->controls().is_full(viewer_)) set_input_blocked(true);
}

void Viewing::set_input_blocked(bool blocked)
{
    is_input_blocked_ = blocked;
    peer_.update_reading();
}

void Viewing::drained()
{
    send_pending();
    if (Session* const session = this->session()) session->drained(viewer_);
}

// --- notifications of the session ------------------------------------------------------------------------------------

void Viewing::push(const ServerMessage& message)
{
    peer_.send(message, 0, channel_);
}

bool Viewing::is_ready() const
{
    return peer_.is_ready();
}

void Viewing::show(std::shared_ptr<const std::string> frame)
{
    if (std::exchange(is_first_step_due_, false)) peer_.charge(frame->size() * COST_OF_A_BYTE);
    if (channel_ != 0) frame = std::make_shared<const std::string>(with_channel(*frame, channel_));
    peer_.send_frame(std::move(frame));
}

void Viewing::happened(const Happened& what)
{
    const bool is_clipboard = what.kind == Happened::Kind::clipboard;
    if (is_ready() || (is_clipboard && peer_.pending() < MAX_BEFORE_CLIPBOARD)) return push(what);
    // For a peer that does not read, only a warning is kept; a clipboard is replaced by a warning.
    if (is_clipboard) pending_.warning = Happened{Happened::Kind::notification, {}, {CLIPBOARD_NOT_TAKEN}, true};
    if (what.is_warning) pending_.warning = what;
}

void Viewing::end(const ServerMessage& last)
{
    session_.reset();
    set_input_blocked(false);
    push(last);
}

void Viewing::ended(const ExitStatus& how)
{
    end(Ended{how});
}

void Viewing::detached(const std::string& reason)
{
    end(Detached{reason});
}

void Viewing::role_changed(Role role, ViewerId holder)
{
    pending_.role = RoleChanged{role, holder};
    send_pending();
}

void Viewing::recording_changed(const RecordingChanged& change)
{
    if (peer_.is_guest()) return; // only for the owner
    pending_.recording = change;
    send_pending();
}

/// Visits of more users than a client can show are dropped.
void Viewing::guest_visited(const GuestVisits& visits)
{
    auto& guests = pending_.guests;
    if (peer_.is_guest() || (guests.size() >= MAX_PENDING_GUESTS && !guests.contains(visits.user))) return;
    guests[visits.user] = visits;
    send_pending();
}

void Viewing::send_pending()
{
    if (!is_ready()) return;
    for (const auto& [user, visits] : std::exchange(pending_.guests, {})) push(visits);
    send_input_closed();
    if (const auto role = std::exchange(pending_.role, std::nullopt)) push(*role);
    if (const auto warning = std::exchange(pending_.warning, std::nullopt)) push(*warning);
    if (const auto recording = std::exchange(pending_.recording, std::nullopt)) push(*recording);
}

void Viewing::send_input_closed()
{
    if (std::exchange(pending_.input_closed, false))
        push(InputClosed()); // a client that continues sending is notified again
}

void Viewing::control_requested(ViewerId by)
{
    if (is_ready()) push(ControlAsked{by}); // a client whose request is dropped can repeat it
}

void Viewing::input_closed()
{
    set_input_blocked(false);
    pending_.input_closed = true;
    send_pending();
}

void Viewing::input_drained()
{
    set_input_blocked(false);
}

/// Called for each quarter of a window. Not sent while too much is queued: then the peer must stop sending.
void Viewing::input_taken(std::uint64_t bytes)
{
    if (!peer_.is_overfull()) push(InputTaken{bytes});
}

} // namespace cleat
