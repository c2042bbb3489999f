#include "server/peer/handlers.h"
#include "server/peer/peer.h"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <limits>
#include <string>

// Requests about the whole server, and sharing of sessions.

namespace cleat {

namespace {

/// (uid_t)-1 is no user's id.
constexpr std::uint64_t NOBODYS_ID = std::numeric_limits<uid_t>::max();
/// Longer times are clamped.
constexpr std::uint64_t LONGEST_SHARE_MS = std::uint64_t{10} * 365 * 24 * 3'600 * 1'000;

/// `session` is null if it was removed.
Result<void> share(Session* session, const Grants::Grant& grant)
{
    if (session == nullptr) return Error("the session was removed", ErrorCode::not_found);
    if (!session->change_grants().give(grant)) return Error("the session has too many shares", ErrorCode::refused);
    return {};
}

} // namespace

void handle(const AskStatus&, const Request& request)
{
    request.reply.answer(request.peer.host().status());
}

void handle(const Stop&, const Request& request)
{
    request.reply.answer(Done());
    request.peer.host().stop();
}

void handle(const Ping&, const Request& request)
{
    request.reply.answer(Pong());
}

void handle(const AskShownIn& m, const Request& request)
{
    ShownIn out;
    if (request.sessions().with_token(m.token) != nullptr) out.tokens.push_back(m.token);
    if (!out.tokens.empty())
        for (const std::string& token : request.sessions().shown_in_the_end({m.token}))
            if (token != m.token && out.tokens.size() < MAX_TOKENS) out.tokens.push_back(token);
    request.reply.answer(out);
}

void handle(const Share& m, const Request& request)
{
    const Session* const session = request.find(m.session);
    if (session == nullptr) return;
    if (m.id >= NOBODYS_ID)
        return request.reply.fail(Error("no user or group has the number " + std::to_string(m.id), ErrorCode::invalid));
    Grants::Grant grant{m.audience, m.audience == Grantee::everyone ? 0 : static_cast<std::uint32_t>(m.id), {}};
    if (m.for_ms) grant.until = BootClock::now() + std::chrono::milliseconds(std::min(*m.for_ms, LONGEST_SHARE_MS));
    PeerHost& host = request.peer.host();
    host.open_to_guests([reply = request.reply, &host, id = session->id(), grant](const Result<void>& open) {
        const Result<void> given = open ? share(host.sessions().find(id), grant) : open;
        host.shares_changed();
        reply.answer(given);
    });
}

void handle(const Unshare& m, const Request& request)
{
    Session* const session = request.find(m.session);
    if (session == nullptr) return;
    const auto id = m.audience == Grantee::everyone ? 0 : static_cast<std::uint32_t>(std::min(m.id, NOBODYS_ID));
    if (m.audience ? !session->change_grants().take_back(*m.audience, id) : session->grants().all().empty())
        return request.reply.fail(Error("session \"" + session->name() + "\" has no such share", ErrorCode::not_found));
    if (!m.audience) session->change_grants().revoke_all();
    request.peer.host().shares_changed();
    request.reply.answer(Done());
}

void handle(const ListShares& m, const Request& request)
{
    const Session* const session = m.session ? request.find(*m.session) : nullptr;
    if (m.session && session == nullptr) return;
    request.reply.answer(Shares{request.sessions().shares().list(session)});
}

void handle(const Unknown& m, const Request& request)
{
    request.reply.fail(Error("this server (" CLEAT_VERSION ") does not know message " + std::to_string(m.tag),
                             ErrorCode::unsupported));
}

} // namespace cleat
