#include "server/peer/request.h"

#include "server/peer/peer.h"

namespace cleat {

void PeerReply::answer(const ServerMessage& message) const
{
    if (const auto peer = peer_.lock()) peer->send(message, serial_, channel_);
}

void PeerReply::answer(const Result<void>& result) const
{
    if (result) answer(Done());
    else fail(result.error());
}

void PeerReply::fail(const Error& error, int exit_status) const
{
    answer(Failed{static_cast<int>(error.code()), error.message(), exit_status});
}

SessionTable& Request::sessions() const
{
    return peer.host().sessions();
}

Session* Request::find(const std::string& name) const
{
    const auto session = sessions().find(name, peer.guest());
    if (session) return *session;
    reply.fail(session.error());
    return nullptr;
}

} // namespace cleat
