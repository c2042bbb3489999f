#include "client/viewer/info_request.h"

#include <memory>
#include <utility>

namespace cleat {

void request_info(LastingAttachment& attachment, const SessionMirror& mirror,
                  std::function<void(const InfoFacts&)> on_known)
{
    const auto facts = std::make_shared<InfoFacts>();
    const auto tell = [&mirror, facts, on_known = std::move(on_known)] {
        facts->role = mirror.role();
        facts->client = mirror.client();
        facts->holder = mirror.holder();
        on_known(*facts);
    };
    attachment.ask_for<Sessions>(List(), [&mirror, facts, tell](const Reply<Sessions>& reply) {
        if (!reply) return tell();
        if (const SessionInfo* const session = reply->find(mirror.id())) facts->session = *session;
    });
    attachment.ask_for<Clients>(ListClients{'#' + std::to_string(mirror.id())},
                                [facts, tell](const Reply<Clients>& reply) {
                                    if (reply) facts->clients = reply->clients;
                                    tell();
                                });
}

} // namespace cleat
