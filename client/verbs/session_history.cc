#include "client/verbs/session_history.h"

#include "client/link/trust.h"
#include "common/base/quote.h"
#include "common/player/nameless_file.h"

#include <sys/stat.h>

namespace cleat {

namespace {

/// Connects to the server; without a server there is no such session.
Answer<Caller> reach_server(const VerbContext& context)
{
    return Caller::open(context.link, Role::observer);
}

Failure neither(const std::string& name)
{
    return Error("no file and no session named " + in_quotes(name), ErrorCode::not_found);
}

} // namespace

bool is_file(const std::string& word)
{
    struct stat status {};
    if (word == "-") return true;
    return !word.starts_with('#') && ::stat(word.c_str(), &status) == 0;
}

Answer<SessionInfo> find_session(const VerbContext& context, const std::string& name)
{
    auto caller = reach_server(context);
    if (!caller && caller.error().error.code() == ErrorCode::not_found) return tl::unexpected(neither(name));
    if (!caller) return tl::unexpected(caller.error());
    auto sessions = caller->ask_for<Sessions>(List());
    if (!sessions) return tl::unexpected(sessions.error());
    for (SessionInfo& session : sessions->sessions)
        if (session.name == name || '#' + std::to_string(session.id) == name) return std::move(session);
    return tl::unexpected(neither(name));
}

Answer<OpenRecording> open_history(const VerbContext& context, const SessionInfo& session)
{
    if (shares_files(trust_in(context.link)) && !session.recording.empty())
        if (auto source = CastSource::open(session.recording))
            return OpenRecording{std::move(*source), std::nullopt, session.recording, !session.ended};
    auto caller = reach_server(context);
    if (!caller) return tl::unexpected(caller.error());
    const auto past = caller->ask_for<RecentHistory>(TakeRecentHistory{'#' + std::to_string(session.id)});
    if (!past) return tl::unexpected(past.error());
    auto source = nameless_source(past->cast.data);
    if (!source) return tl::unexpected(Failure(source.error()));
    return OpenRecording{std::move(*source), std::nullopt, {}};
}

Answer<OpenRecording> open_file_or_history(const VerbContext& context, const std::string& word)
{
    if (!is_file(word)) {
        const auto session = find_session(context, word);
        if (!session) return tl::unexpected(session.error());
        return open_history(context, *session);
    }
    auto recording = open_whole_recording(word);
    if (!recording) return tl::unexpected(Failure(recording.error()));
    return std::move(*recording);
}

} // namespace cleat
