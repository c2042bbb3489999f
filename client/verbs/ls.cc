#include "client/dashboard/session_list.h"
#include "client/dashboard/session_words.h"
#include "client/link/passed_over.h"
#include "client/link/trust.h"
#include "client/verbs/all_verbs.h"
#include "client/verbs/json_writer.h"
#include "client/verbs/live_page.h"
#include "client/verbs/size_rule.h"
#include "client/verbs/standard_output.h"
#include "client/verbs/table.h"
#include "common/base/runtime_directories.h"
#include "common/socket/server_search.h"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include <csignal>
#include <cstdio>
#include <ctime>
#include <functional>
#include <memory>
#include <optional>
#include <string_view>

namespace cleat {

namespace {

using Write = std::function<void(std::string_view)>;

/// The words separated by blanks, up to the length that a table shows.
std::string join(const std::vector<std::string>& words)
{
    std::string out;
    for (const std::string& word : words) {
        out += (out.empty() ? "" : " ") + TableColumns::entry(word);
        if (out.size() > TableColumns::MAX_OF_AN_ENTRY) break;
    }
    return out;
}

std::string age(std::int64_t since, std::time_t now)
{
    return short_age(seconds_between(since, now));
}

std::string size_of(const SessionInfo& s)
{
    if (s.kind == SessionKind::pipes) return "pipes";
    return std::to_string(s.columns) + "x" + std::to_string(s.rows);
}

/// The name, also in JSON, of the policy that ends a session. `none` is named "linger": the end of the linger time.
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

/// When and why the session ends: `9m timeout`.
std::string end_of(const SessionInfo& session, std::time_t now)
{
    if (!session.ends) return "";
    return short_age(seconds_between(now, *session.ends)) + ' ' + name_of(session.ends_by);
}

void write_sessions_table(const std::vector<SessionInfo>& sessions, const Write& write)
{
    const auto entries_of = [now = std::time(nullptr)](const SessionInfo& s) -> std::vector<std::string> {
        return {TableColumns::entry(s.name),
                state_of(s),
                std::to_string(clients_of(s)),
                size_of(s),
                std::to_string(s.pid),
                age(s.created, now),
                age(s.active, now),
                end_of(s, now),
                join(s.command),
                TableColumns::entry(s.title),
                TableColumns::entry(s.directory)};
    };
    write_table(
        {"NAME", "STATE", "CLIENTS", "SIZE", "PID", "CREATED", "ACTIVE", "ENDS", "COMMAND", "TITLE", "DIRECTORY"},
        sessions, entries_of, write);
}

void write_session(JsonWriter& out, const SessionInfo& s)
{
    const bool by_policy = s.ended && s.ended->cause != EndCause::none;
    const bool by_signal = s.ended && s.ended->signal != 0;
    out.begin_object();
    out.key("clients").value(clients_of(s));
    out.key("columns").value(s.columns);
    out.key("command").begin_array();
    for (const std::string& word : s.command) out.text(word);
    out.end();
    out.key("controllers").value(s.controllers);
    out.key("created").value(s.created);
    out.key("cwd").text(s.directory);
    out.key("ended_by").value(by_policy ? nlohmann::json(name_of(s.ended->cause)) : nullptr);
    out.key("ends").value(s.ends ? nlohmann::json(*s.ends) : nullptr);
    out.key("ends_by").value(s.ends ? nlohmann::json(name_of(s.ends_by)) : nullptr);
    out.key("exit_status").value(s.ended && !by_signal ? nlohmann::json(s.ended->status) : nullptr);
    out.key("id").value(s.id);
    out.key("kind").text(s.kind == SessionKind::pipes ? "pipes" : "terminal");
    out.key("last_activity").value(s.active);
    out.key("name").text(s.name);
    out.key("observers").value(s.observers);
    out.key("output_incomplete").value(s.ended && s.ended->incomplete);
    out.key("pid").value(s.pid);
    if (s.recording.empty()) out.key("recording").value(nullptr);
    else out.key("recording").text(s.recording);
    out.key("rows").value(s.rows);
    out.key("signal").value(by_signal ? nlohmann::json(s.ended->signal) : nullptr);
    out.key("size_policy").text(name_of(s.size_rule));
    out.key("state").text(s.ended ? "ended" : "running");
    out.key("title").text(s.title);
    out.end();
}

constexpr int ON_ONE_LINE = -1;

void write_sessions_json(const std::vector<SessionInfo>& sessions, int indent, const Write& write)
{
    JsonWriter out(write, indent);
    out.begin_array();
    for (const SessionInfo& session : sessions) write_session(out, session);
    out.end();
    write("\n");
}

/// Prints the list again on each change: in place on a terminal, one after the other elsewhere.
int watch(const VerbContext& context, bool json)
{
    auto link = open_link(context.link, WithoutServer::fail);
    if (!link) return report(link.error());
    Loop loop;
    const SignalWatch on_int(loop, SIGINT, [&loop] { loop.stop(); });
    const SignalWatch on_term(loop, SIGTERM, [&loop] { loop.stop(); });
    LivePage page;
    std::optional<Error> lost;
    const SessionList list(loop, std::move(*link), context.link,
                           {.on_list =
                                [&page, json](const std::vector<SessionInfo>& sessions) {
                                    page.show([&](const Write& write) {
                                        if (json) write_sessions_json(sessions, ON_ONE_LINE, write);
                                        else write_sessions_table(sessions, write);
                                    });
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

/// Warns, if no server was found, that one may run in a directory of this user that is open to others.
void warn_of_skipped_directories(const LinkOptions& link)
{
    if (trust_in(link) != Trust::own) return;
    const auto search = find_server(runtime_directories(runtime_inputs()));
    if (search) report_passed_over(search->own_passed_over);
}

int list_once(const VerbContext& context, bool json)
{
    auto answer = ask_once<Sessions>(context.link, Role::observer, List());
    if (!answer && answer.error().error.code() != ErrorCode::not_found) return report(answer.error());
    if (!answer) warn_of_skipped_directories(context.link); // without a server there are no sessions
    const auto sessions = answer ? std::move(answer->sessions) : std::vector<SessionInfo>();
    if (json) write_sessions_json(sessions, 2, write_out);
    else if (!sessions.empty()) write_sessions_table(sessions, write_out);
    return 0;
}

} // namespace

VerbAction define_ls(CLI::App& app)
{
    const auto json = std::make_shared<bool>(false);
    const auto live = std::make_shared<bool>(false);
    app.add_flag("--json", *json, "print JSON");
    app.add_flag("--watch", *live, "keep running, and list the sessions again on each change");
    app.footer("cleat ls --json\nList all sessions as JSON.");
    return
        [json, live](const VerbContext& context) { return *live ? watch(context, *json) : list_once(context, *json); };
}

} // namespace cleat
