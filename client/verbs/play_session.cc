#include "client/verbs/play_session.h"

#include "client/verbs/attach_to.h"
#include "client/verbs/play_recording.h"
#include "client/verbs/session_history.h"

namespace cleat {

int play_session(const VerbContext& context, const std::string& name, const PlayerOptions& options)
{
    const auto session = find_session(context, name);
    if (!session) return report(session.error());
    if (session->ended || session->kind == SessionKind::pipes) {
        auto history_options = open_history(context, *session);
        return history_options ? play_recording(std::move(*history_options), name, options)
                               : report(history_options.error());
    }
    AttachOptions attaching;
    attaching.read_only = true;
    attaching.nested = true; // an observer cannot type
    attaching.history_options = options;
    attaching.history_options->exit = PlayerExit::live;
    return attach_to(context, '#' + std::to_string(session->id), attaching);
}

} // namespace cleat
