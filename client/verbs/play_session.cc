#include "client/verbs/play_session.h"

#include "client/verbs/attach_to.h"
#include "client/verbs/play_recording.h"
#include "client/verbs/session_past.h"

namespace cleat {

int play_session(const VerbContext& context, const std::string& name, const PlayerOptions& options)
{
    const auto session = find_session(context, name);
    if (!session) return report(session.error());
    if (session->ended || session->kind == SessionKind::pipes) {
        auto past = open_past(context, *session);
        return past ? play_recording(std::move(*past), name, options) : report(past.error());
    }
    AttachOptions attaching;
    attaching.read_only = true;
    attaching.nested = true; // an observer cannot type
    attaching.past = options;
    attaching.past->exit = PlayerExit::live;
    return attach_to(context, '#' + std::to_string(session->id), attaching);
}

} // namespace cleat
