#include "client/link/trust.h"
#include "client/verbs/all_verbs.h"
#include "client/verbs/json_text.h"
#include "client/verbs/live_page.h"
#include "client/verbs/size_rule.h"
#include "client/verbs/table.h"
#include "client/wall/session_list.h"
#include "client/wall/session_words.h"
#include "common/base/quote.h"
#include "common/base/runtime_places.h"
#include "common/socket/server_search.h"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include <csignal>
#include <cstdio>
#include <ctime>
#include <memory>
#include <optional>

namespace cleat {

namespace {

std::string join(const std::vector<std::string>& words)
{
    std::string out;
    for (const std::string& word : words) out += (out.empty() ? "" : " ") + word;
    return out;
}

std::string age(std::int64_t since)
{
    return short_age(seconds_between(since, std::time(nullptr)));
}

std::string size_of(const SessionInfo& s)
{
    if (s.kind == SessionKind::pipes) return "pipes";
    return std::to_string(s.columns) + "x" + std::to_string(s.rows);
}

/// By which policy, as JSON has it; an ended session is forgotten when it has lingered.
const char* name_of(EndCause cause)
{
    switch (cause) {
    case EndCause::timeout: return "timeout";
    case EndCause::max_age: return "max_age";
    case EndCause::idle: return "idle";
    case EndCause::none: break;
    }
    return "linger";
}

/// When it ends, and why: `9m timeout`.
std::string end_of(const SessionInfo& session)
{
    if (!session.ends) return "";
    return short_age(seconds_between(std::time(nullptr), *session.ends)) + ' ' + name_of(session.ends_by);
}

std::string table_of(const std::vector<SessionInfo>& sessions)
{
    Table table(
        {"NAME", "STATE", "CLIENTS", "SIZE", "PID", "CREATED", "ACTIVE", "ENDS", "COMMAND", "TITLE", "DIRECTORY"});
    for (const SessionInfo& s : sessions)
        table.add({s.name, state_of(s), std::to_string(clients_of(s)), size_of(s), std::to_string(s.pid),
                   age(s.created), age(s.active), end_of(s), join(s.command), s.title, s.directory});
    return table.text();
}

nlohmann::json to_json(const SessionInfo& s)
{
    nlohmann::json out{{"id", s.id},
                       {"name", s.name},
                       {"kind", s.kind == SessionKind::pipes ? "pipes" : "terminal"},
                       {"command", s.command},
                       {"pid", s.pid},
                       {"rows", s.rows},
                       {"columns", s.columns},
                       {"title", s.title},
                       {"cwd", s.directory},
                       {"clients", clients_of(s)},
                       {"controllers", s.controllers},
                       {"observers", s.observers},
                       {"created", s.created},
                       {"last_activity", s.active},
                       {"state", s.ended ? "ended" : "running"},
                       {"exit_status", nullptr},
                       {"signal", nullptr},
                       {"size_policy", name_of(s.size_rule)},
                       {"output_incomplete", s.ended && s.ended->incomplete}};
    out["recording"] = s.recording.empty() ? nlohmann::json(nullptr) : nlohmann::json(s.recording);
    out["ends"] = s.ends ? nlohmann::json(*s.ends) : nullptr;
    out["ends_by"] = s.ends ? nlohmann::json(name_of(s.ends_by)) : nullptr;
    out["ended_by"] = s.ended && s.ended->cause != EndCause::none ? nlohmann::json(name_of(s.ended->cause)) : nullptr;
    if (s.ended && s.ended->signal != 0) out["signal"] = s.ended->signal;
    else if (s.ended) out["exit_status"] = s.ended->status;
    return out;
}

constexpr int ON_ONE_LINE = -1;

std::string json_of(const std::vector<SessionInfo>& sessions, int indent)
{
    return json_array_text(
               sessions, [](const SessionInfo& session) { return to_json(session); }, indent) +
           '\n';
}

void print(const std::string& text)
{
    std::fputs(text.c_str(), stdout);
}

/// Says the list again whenever it is another one: on a terminal in place, elsewhere one after the other.
int watch(const VerbContext& context, bool json)
{
    auto socket = open_link(context.link, WithoutServer::fail);
    if (!socket) return report(socket.error());
    Loop loop;
    const SignalWatch on_int(loop, SIGINT, [&loop] { loop.stop(); });
    const SignalWatch on_term(loop, SIGTERM, [&loop] { loop.stop(); });
    LivePage page;
    std::optional<Error> lost;
    const SessionList list(loop, std::move(*socket), context.link,
                           {.on_list =
                                [&page, json](const std::vector<SessionInfo>& sessions) {
                                    page.show(json ? json_of(sessions, ON_ONE_LINE) : table_of(sessions));
                                },
                            .on_lost =
                                [&loop, &lost](const Error& error) {
                                    lost = error;
                                    loop.stop();
                                }});
    loop.run();
    page.end();
    return lost ? report(*lost) : 0;
}

/// Where no server was found: there may be one in a directory of the user's that is open to others.
void warn_of_places(const LinkOptions& link)
{
    if (trust_in(link) != Trust::own) return;
    const auto search = find_server(runtime_places(runtime_facts()));
    if (!search) return;
    for (const Error& why : search->own_passed_over)
        std::fprintf(stderr, "cleat: passed over: %s\n", visible(why.message()).c_str());
}

int list_once(const VerbContext& context, bool json)
{
    auto caller = Caller::open(context.link, Role::observer);
    Sessions sessions;
    if (caller) {
        auto answer = caller->ask_for<Sessions>(List());
        if (!answer) return report(answer.error());
        sessions = std::move(*answer);
    } else if (caller.error().error.code() != ErrorCode::not_found) {
        return report(caller.error()); // no server has no sessions
    } else {
        warn_of_places(context.link);
    }
    if (json) print(json_of(sessions.sessions, 2));
    else if (!sessions.sessions.empty()) print(table_of(sessions.sessions));
    return 0;
}

} // namespace

VerbAction define_ls(CLI::App& app)
{
    const auto json = std::make_shared<bool>(false);
    const auto live = std::make_shared<bool>(false);
    app.add_flag("--json", *json, "as JSON");
    app.add_flag("--watch", *live, "go on, and list them again when anything changes");
    return
        [json, live](const VerbContext& context) { return *live ? watch(context, *json) : list_once(context, *json); };
}

} // namespace cleat
