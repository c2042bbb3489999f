#include "client/viewer/info_request.h"

#include <memory>
#include <utility>

namespace cleat {

void request_info(LastingAttachment& attachment, const SessionMirror& mirror,
                  std::function<void(const InfoFacts&)> on_known)
{
    const auto facts = std::make_shared<InfoFacts>();
    const auto finish = [&mirror, facts, on_known = std::move(on_known)] {
        facts->role = mirror.role();
        facts->client = mirror.client();
        facts->holder = mirror.holder();
        on_known(*facts);
    };
    attachment.ask_for<Sessions>(List(), [&mirror, facts, finish](const Reply<Sessions>& reply) {
        if (!reply) return finish();
        if (const SessionInfo* const session = reply->find(mirror.id())) facts->session = *session;
    });
    attachment.ask_for<Clients>(ListClients{'#' + std::to_string(mirror.id())},
                                [facts, finish](const Reply<Clients>& reply) {
                                    if (reply) facts->clients = reply->clients;
                                    finish();
                                });
}

} // namespace cleat
