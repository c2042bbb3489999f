#include "server/peer/surroundings.h"

#include "server/pty/process_ancestry.h"

#include <string>
#include <utility>
#include <vector>

namespace cleat {

namespace {

/// The sessions that display what a client displays: those that it runs in, and those that display these on other
/// servers.
struct Surroundings {
    SessionTokens nearest;
    SessionTokens farther;
};

/// The first entry is the session that the client runs in; the others display it. If the first is a session of this
/// server, the others are ignored: the server knows better what displays it now.
Surroundings declared(const SessionTable& sessions, const std::vector<std::string>& shown_in)
{
    if (shown_in.empty()) return {};
    Surroundings out;
    out.nearest.insert(shown_in.front());
    if (sessions.with_token(shown_in.front()) == nullptr) out.farther.insert(shown_in.begin() + 1, shown_in.end());
    return out;
}

Error too_many()
{
    return Error("invalid list of session tokens", ErrorCode::invalid);
}

/// Checks that the session would not show itself, directly or through others. Clients in between count whether they are
/// controllers or observers.
Result<SessionTokens> check(SessionTable& sessions, const Session& session, const WatchingProcess& who,
                            Surroundings around)
{
    const auto quoted = '"' + session.name() + '"';
    if (around.nearest.contains(session.token()))
        return Error("this client runs in session " + quoted + " itself", ErrorCode::refused);
    around.nearest.merge(around.farther);
    if (sessions.shown_in_the_end(around.nearest).contains(session.token()))
        return Error("session " + quoted + " shows the session that this client runs in, and would show itself",
                     ErrorCode::refused);
    // A guest's declaration must not restrict others.
    if (who.is_guest)
        std::erase_if(around.nearest,
                      [&sessions](const std::string& token) { return sessions.with_token(token) != nullptr; });
    return std::move(around.nearest);
}

} // namespace

/// Uses both the client's declaration and its process. The session id counts only for a client that declares no tokens,
/// because it may be another server's.
Result<SessionTokens> check_shows_not_itself(SessionTable& sessions, const Session& session, const WatchingProcess& who,
                                             const Attach& options)
{
    if (!are_tokens(options.shown_in)) return too_many();
    Surroundings around = declared(sessions, options.shown_in);
    const Session* const inside = sessions.find(static_cast<SessionId>(options.inside));
    if (options.shown_in.empty() && inside != nullptr) around.nearest.insert(inside->token());
    for (const Session* const one : sessions.around(who.pid)) around.nearest.insert(one->token());
    return check(sessions, session, who, std::move(around));
}

Result<SessionTokens> check_shows_not_itself(SessionTable& sessions, const Session& session, const WatchingProcess& who,
                                             const Follow& options)
{
    if (!are_tokens(options.shown_in)) return too_many();
    Surroundings around;
    if (options.goes_on) {
        around = declared(sessions, options.shown_in);
        for (const Session* const one : sessions.around(who.pid))
            if (shares_output(who.pid, one->pid())) around.nearest.insert(one->token());
    }
    return check(sessions, session, who, std::move(around));
}

} // namespace cleat
