#pragma once

#include "common/wire/messages.h"
#include "server/peer/request.h"

#include <cstdint>

/// Handlers, one function for each message that a peer can send: `Peer` dispatches by type, so that a missing handler
/// is a compile-time error. `Peer` handles `Hello` itself.
namespace cleat {

void handle(const New& m, const Request& request);
void handle(const Attach& m, const Request& request);
void handle(const Detach& m, const Request& request);
void handle(const DetachAll& m, const Request& request);
void handle(const Input& m, const Request& request);
void handle(const Resize& m, const Request& request);
void handle(const Acknowledge& m, const Request& request);
void handle(const List& m, const Request& request);
void handle(const WatchSessions& m, const Request& request);
void handle(const Rename& m, const Request& request);
void handle(const Kill& m, const Request& request);
void handle(const SetSize& m, const Request& request);
void handle(const TakeSnapshot& m, const Request& request);
void handle(const Send& m, const Request& request);
void handle(const Wait& m, const Request& request);
void handle(const AskStatus& m, const Request& request);
void handle(const Stop& m, const Request& request);
void handle(const Profile& m, const Request& request);
void handle(const Paste& m, const Request& request);
void handle(const Focus& m, const Request& request);
void handle(const Mouse& m, const Request& request);
void handle(const Clipboard& m, const Request& request);
void handle(const TakeControl& m, const Request& request);
void handle(const AskControl& m, const Request& request);
void handle(const GrantControl& m, const Request& request);
void handle(const ListClients& m, const Request& request);
void handle(const Share& m, const Request& request);
void handle(const Unshare& m, const Request& request);
void handle(const ListShares& m, const Request& request);
void handle(const Ping& m, const Request& request);
void handle(const Follow& m, const Request& request);
void handle(const CloseInput& m, const Request& request);
void handle(const Signal& m, const Request& request);
void handle(const Forget& m, const Request& request);
void handle(const AskEnvironment& m, const Request& request);
void handle(const AskShownIn& m, const Request& request);
void handle(const StartRecording& m, const Request& request);
void handle(const StopRecording& m, const Request& request);
void handle(const MarkRecording& m, const Request& request);
void handle(const ListRecordings& m, const Request& request);
void handle(const TakeRecentHistory& m, const Request& request);
void handle(const Unknown& m, const Request& request);

/// Follows the session on that channel, and replies to the serial with `Following`.
void follow(Peer& peer, ChannelId channel, std::uint64_t serial, Session& session, const Follow& options);

} // namespace cleat
