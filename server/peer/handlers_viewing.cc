#include "server/peer/handlers.h"
#include "server/peer/peer.h"
#include "server/peer/surroundings.h"

#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <string>
#include <utility>

// Messages about the session on a channel.

namespace cleat {

namespace {

/// Maximum number of history rows that a guest is shown, at first and after output that was too fast to follow.
constexpr std::uint64_t MAX_ROWS_FOR_GUEST = 1'000;

Size clamp_to_valid(int rows, int columns)
{
    Size size{std::clamp(rows, 1, MAX_SIDE), std::clamp(columns, 1, MAX_SIDE)};
    if (!is_valid(size)) size.rows = MAX_CELLS / size.columns;
    return size;
}

/// An attach request with the fields that depend only on the peer.
AttachRequest request_of(const Peer& peer, Role most, Claim claim)
{
    AttachRequest out;
    out.most = std::min(peer.most(), most);
    out.claim = claim;
    out.size = {0, 0};
    out.terminal = peer.terminal();
    out.pid = peer.process().pid;
    out.user = peer.user();
    out.is_guest = peer.is_guest();
    return out;
}

WatchingProcess watching_process(const Peer& peer)
{
    return {peer.process().pid, peer.is_guest()};
}

/// The session on the channel; null if there is none.
Session* watched(const Request& request)
{
    const Viewing* const viewing = request.peer.viewings().find(request.channel);
    return viewing != nullptr ? viewing->session() : nullptr;
}

ViewerId viewer(const Request& request)
{
    return request.peer.viewings().find(request.channel)->viewer();
}

/// Handles a request that is refused if the channel has no session.
template <class F>
void answer_watched(const Request& request, F&& f)
{
    if (Session* const session = watched(request)) request.reply.answer(f(*session, viewer(request)));
    else request.reply.fail(Error("not attached", ErrorCode::invalid));
}

/// Input without a session on the channel is dropped: the session has just ended, or the client never attached.
template <class F>
void give_input(const Request& request, F&& f)
{
    Session* const session = watched(request);
    if (session == nullptr) return;
    f(*session, viewer(request));
    request.peer.viewings().find(request.channel)->input_given();
}

} // namespace

void handle(const Attach& m, const Request& request)
{
    Peer& peer = request.peer;
    const auto viewing = peer.viewings().find_free(request.channel);
    if (!viewing) return request.reply.fail(viewing.error());
    if (m.rows < 1 || m.columns < 1)
        return request.reply.fail(Error(
            "invalid terminal size " + std::to_string(m.columns) + "x" + std::to_string(m.rows), ErrorCode::invalid));
    Session* const session = request.find(m.session);
    if (session == nullptr) return;
    auto shown_in = check_shows_not_itself(request.sessions(), *session, watching_process(peer), m);
    if (!shown_in) return request.reply.fail(shown_in.error());
    if (m.inside != 0 && !m.nested)
        return request.reply.fail(Error("inside a session already; --nested attaches anyway", ErrorCode::refused));
    AttachRequest attach = request_of(peer, m.role, m.claim);
    attach.shown_in = std::move(*shown_in);
    attach.size = clamp_to_valid(m.rows, m.columns);
    attach.history = {m.history, m.catch_up};
    if (peer.is_guest())
        attach.history = {std::min(m.history, MAX_ROWS_FOR_GUEST), std::min(m.catch_up, MAX_ROWS_FOR_GUEST)};
    attach.lends_clipboard = m.clipboard;
    if (peer.user() == ::geteuid()) attach.variables = followed_values(m.followed); // not of another user
    (*viewing)->attach(*session, std::move(attach), request.reply.serial());
}

void follow(Peer& peer, ChannelId channel, std::uint64_t serial, Session& session, const Follow& options)
{
    const auto viewing = peer.viewings().find_free(channel);
    if (!viewing) return peer.fail(viewing.error(), serial, channel);
    auto shown_in = check_shows_not_itself(peer.host().sessions(), session, watching_process(peer), options);
    if (!shown_in) return peer.fail(shown_in.error(), serial, channel);
    AttachRequest request = request_of(peer, options.role, options.claim);
    request.shown_in = std::move(*shown_in);
    (*viewing)->follow(session, std::move(request), options, serial);
}

void handle(const Follow& m, const Request& request)
{
    if (const auto viewing = request.peer.viewings().find_free(request.channel); !viewing)
        return request.reply.fail(viewing.error());
    if (Session* const session = request.find(m.session))
        follow(request.peer, request.channel, request.reply.serial(), *session, m);
}

void handle(const Detach&, const Request& request)
{
    Viewing* const viewing = request.peer.viewings().find(request.channel);
    if (viewing != nullptr) viewing->detach(request.reply.serial());
    else request.reply.fail(Error("not attached", ErrorCode::invalid));
}

void handle(const Input& m, const Request& request)
{
    give_input(request, [&m](Session& session, ViewerId viewer) { session.controls().type(viewer, m.bytes.data); });
}

void handle(const Paste& m, const Request& request)
{
    give_input(request, [&m](Session& session, ViewerId viewer) {
        session.controls().paste(viewer, m.bytes.data, {.begin = m.begin, .end = m.end});
    });
}

void handle(const Mouse& m, const Request& request)
{
    give_input(request, [&m](Session& session, ViewerId viewer) { session.controls().mouse(viewer, m.bytes.data); });
}

void handle(const Clipboard& m, const Request& request)
{
    if (Session* const session = watched(request)) session->controls().clipboard(viewer(request), m.bytes.data);
}

void handle(const Focus& m, const Request& request)
{
    if (Session* const session = watched(request)) session->controls().focus(viewer(request), m.focused);
}

void handle(const Profile& m, const Request& request)
{
    if (Session* const session = watched(request)) session->controls().set_profile(viewer(request), m);
}

void handle(const Resize& m, const Request& request)
{
    Session* const session = watched(request);
    if (session != nullptr && m.rows >= 1 && m.columns >= 1)
        session->controls().resized(viewer(request), clamp_to_valid(m.rows, m.columns));
}

/// Sent once for each step that the peer was shown, so not charged.
void handle(const Acknowledge& m, const Request& request)
{
    Session* const session = watched(request);
    if (session != nullptr && session->acknowledged(viewer(request), m.step)) request.peer.exempt();
}

void handle(const TakeControl&, const Request& request)
{
    answer_watched(request, [](Session& session, ViewerId viewer) { return session.audience().take_control(viewer); });
}

void handle(const AskControl&, const Request& request)
{
    answer_watched(request, [](Session& session, ViewerId viewer) { return session.audience().ask_control(viewer); });
}

void handle(const GrantControl& m, const Request& request)
{
    answer_watched(request, [&m](Session& session, ViewerId viewer) {
        return session.audience().grant_control(viewer, m.client);
    });
}

} // namespace cleat
