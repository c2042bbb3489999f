#include "server/peer/handlers.h"
#include "server/peer/peer.h"
#include "server/peer/sessions_feed.h"

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdint>
#include <memory>
#include <optional>

// Requests that name a session.

namespace cleat {

namespace {

/// Maximum size of a snapshot for a guest.
constexpr std::size_t MAX_TO_GUEST = 512U << 10;
/// Bytes queued for all connections of a guest's user, beyond which it gets no snapshot.
constexpr std::size_t MAX_PENDING_FOR_GUEST = 2U << 20;
/// Maximum number of history lines in a snapshot for a guest. Copying one takes some tens of nanoseconds.
constexpr std::uint64_t MAX_LINES_FOR_GUEST = 2'000;
/// Room in a reply for everything besides the snapshot.
constexpr std::size_t ROOM_BESIDE = 4'096;
/// Maximum grace period between the signals that end a session.
constexpr std::uint64_t LONGEST_GRACE_MS = 24ULL * 3'600 * 1'000;
/// Maximum number of pending waits of one peer; one more is refused.
constexpr std::size_t MAX_WAITS = 64;
/// The same for one connection of a guest, and for all connections of its user.
constexpr std::size_t MAX_WAITS_OF_GUEST = 4;
constexpr std::size_t MAX_WAITS_OF_USER = 16;

/// The client that creates a session and follows it loses no output.
void follow_from_beginning(Session& session, const PeerReply& reply)
{
    const auto peer = reply.peer();
    if (!peer || !peer->is_open()) return;
    const Viewing* const viewing = peer->viewings().find(reply.channel());
    if (viewing != nullptr && viewing->is_attached()) return; // to another session meanwhile
    Follow options;
    options.role = Role::controller;
    options.since = 0;
    follow(*peer, reply.channel(), 0, session, options);
}

} // namespace

void handle(const New& m, const Request& request)
{
    const Viewing* const viewing = request.peer.viewings().find(request.channel);
    if (m.follow && viewing != nullptr && viewing->is_attached())
        return request.reply.fail(Error("already attached", ErrorCode::invalid));
    const bool follows = m.follow && m.kind == SessionKind::pipes;
    request.sessions().maker().make(m,
                                    [reply = request.reply, follows](const tl::expected<Session*, CreateError>& made) {
                                        if (!made) return reply.fail(made.error().error, made.error().exit_status);
                                        reply.answer(Created{(*made)->id(), (*made)->name()});
                                        if (follows) follow_from_beginning(**made, reply);
                                    });
}

void handle(const List&, const Request& request)
{
    request.reply.answer(Sessions{request.sessions().list(request.peer.guest())});
}

void handle(const WatchSessions&, const Request& request)
{
    request.reply.answer(request.peer.host().sessions_feed().watch(request.peer, request.channel));
}

void handle(const Rename& m, const Request& request)
{
    if (Session* const session = request.find(m.session))
        request.reply.answer(request.sessions().rename(*session, m.name));
}

void handle(const Kill& m, const Request& request)
{
    Session* const session = request.find(m.session);
    if (session == nullptr) return;
    if (m.signal < 0 || m.signal >= NSIG)
        return request.reply.fail(Error("invalid signal " + std::to_string(m.signal), ErrorCode::invalid));
    if (m.signal != 0) return request.reply.answer(session->life().signal(m.signal));
    if (session->ended())
        return request.reply.fail(Error("session \"" + session->name() + "\" has ended", ErrorCode::ended));
    const auto grace = std::chrono::milliseconds(std::min(m.grace_ms, LONGEST_GRACE_MS));
    session->life().end(grace, [reply = request.reply] { reply.answer(Done()); });
}

void handle(const SetSize& m, const Request& request)
{
    Session* const session = request.find(m.session);
    if (session == nullptr) return;
    const bool keeps_size = m.rule && m.rows == 0 && m.columns == 0;
    const Size size{m.rows, m.columns};
    if (m.rule)
        request.reply.answer(session->size().set_rule(*m.rule, keeps_size ? std::nullopt : std::optional(size)));
    else if (session->size().rule() == SizeRule::fixed)
        request.reply.answer(session->size().set_rule(SizeRule::fixed, size));
    else request.reply.answer(session->size().set(size));
}

void handle(const TakeSnapshot& m, const Request& request)
{
    const Session* const session = request.find(m.session);
    if (session == nullptr) return;
    const Peer& peer = request.peer;
    if (peer.is_guest() && peer.host().pending_for(peer.user()) > MAX_PENDING_FOR_GUEST)
        return request.reply.fail(Error("too many replies are pending", ErrorCode::refused));
    // As much of the history as fits into one reply.
    std::uint64_t history = peer.is_guest() ? std::min(m.history, MAX_LINES_FOR_GUEST) : m.history;
    const std::size_t most = (peer.is_guest() ? MAX_TO_GUEST : MAX_TO_CLIENT) - ROOM_BESIDE;
    std::size_t room = most;
    Result<Snapshotted> taken = session->snapshot(history, room);
    while (taken && taken->snapshot.data.size() > most && history > 0) {
        const std::size_t excess = taken->snapshot.data.size() - most;
        if (excess >= room) history = 0;
        room -= std::min(room, excess);
        taken = session->snapshot(history, room);
    }
    request.reply.answer(taken);
}

void handle(const Send& m, const Request& request)
{
    Session* const session = request.find(m.session);
    if (session == nullptr) return;
    request.reply.answer(session->controls().send(m.pieces));
}

void handle(const Wait& m, const Request& request)
{
    Session* const session = request.find(m.session);
    if (session == nullptr) return;
    Peer& peer = request.peer;
    if (peer.waits().size() >= (peer.is_guest() ? MAX_WAITS_OF_GUEST : MAX_WAITS) ||
        (peer.is_guest() && peer.host().waits_of(peer.user()) >= MAX_WAITS_OF_USER))
        return request.reply.fail(Error("too many waits at once"));
    const auto key = std::make_shared<PendingWaits::Key>(session->id(), 0);
    key->second = session->waiters().add(
        m,
        [reply = request.reply, key](const Result<Waited>& result) {
            if (const auto owner = reply.peer()) owner->waits().remove(*key);
            reply.answer(result);
        },
        peer.wait_payer());
    if (key->second != 0) peer.waits().add(*key, request.reply);
}

void handle(const Signal& m, const Request& request)
{
    if (Session* const session = request.find(m.session))
        request.reply.answer(session->life().signal_foreground(m.signal));
}

void handle(const CloseInput& m, const Request& request)
{
    if (Session* const session = request.find(m.session)) request.reply.answer(session->controls().close_input());
}

void handle(const Forget& m, const Request& request)
{
    if (const Session* const session = request.find(m.session))
        request.reply.answer(request.sessions().forget(*session));
}

void handle(const AskEnvironment& m, const Request& request)
{
    if (const Session* const session = request.find(m.session))
        request.reply.answer(Environment{session->environment()});
}

void handle(const ListClients& m, const Request& request)
{
    if (const Session* const session = request.find(m.session))
        request.reply.answer(Clients{session->audience().clients()});
}

void handle(const DetachAll& m, const Request& request)
{
    Session* const session = request.find(m.session);
    if (session == nullptr) return;
    if (m.client != 0) return request.reply.answer(session->audience().detach(m.client, "by request"));
    if (m.others) session->audience().detach_others("by request");
    else session->audience().detach_all("by request");
    request.reply.answer(Done());
}

} // namespace cleat
