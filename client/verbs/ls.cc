#include "client/verbs/all_verbs.h"
#include "client/verbs/table.h"
#include "client/wall/session_words.h"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include <cstdio>
#include <ctime>
#include <memory>

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
    return short_age(std::time(nullptr) - since);
}

void print_table(const std::vector<SessionInfo>& sessions)
{
    Table table({"NAME", "STATE", "CLIENTS", "SIZE", "PID", "CREATED", "ACTIVE", "COMMAND", "TITLE", "DIRECTORY"});
    for (const SessionInfo& s : sessions)
        table.add({s.name, state_of(s), std::to_string(s.controllers + s.observers),
                   std::to_string(s.columns) + "x" + std::to_string(s.rows), std::to_string(s.pid), age(s.created),
                   age(s.active), join(s.command), s.title, s.directory});
    std::fputs(table.text().c_str(), stdout);
}

nlohmann::json to_json(const SessionInfo& s)
{
    nlohmann::json out{{"id", s.id},
                       {"name", s.name},
                       {"command", s.command},
                       {"pid", s.pid},
                       {"rows", s.rows},
                       {"columns", s.columns},
                       {"title", s.title},
                       {"cwd", s.directory},
                       {"clients", s.controllers + s.observers},
                       {"controllers", s.controllers},
                       {"observers", s.observers},
                       {"created", s.created},
                       {"last_activity", s.active},
                       {"state", s.ended ? "ended" : "running"},
                       {"exit_status", nullptr},
                       {"signal", nullptr},
                       {"output_incomplete", s.ended && s.ended->incomplete}};
    if (s.ended && s.ended->signal != 0) out["signal"] = s.ended->signal;
    else if (s.ended) out["exit_status"] = s.ended->status;
    return out;
}

void print_json(const std::vector<SessionInfo>& sessions)
{
    auto out = nlohmann::json::array();
    for (const SessionInfo& session : sessions) out.push_back(to_json(session));
    std::printf("%s\n", out.dump(2, ' ', false, nlohmann::json::error_handler_t::replace).c_str());
}

} // namespace

VerbAction define_ls(CLI::App& app)
{
    const auto json = std::make_shared<bool>(false);
    app.add_flag("--json", *json, "as JSON");
    return [json](const VerbContext& context) {
        auto caller = Caller::open(context.link, Role::observer);
        Sessions sessions;
        if (caller) {
            auto answer = caller->ask_for<Sessions>(List());
            if (!answer) return report(answer.error());
            sessions = std::move(*answer);
        } else if (caller.error().error.code() != ErrorCode::not_found) {
            return report(caller.error()); // no server has no sessions
        }
        if (*json) print_json(sessions.sessions);
        else if (!sessions.sessions.empty()) print_table(sessions.sessions);
        return 0;
    };
}

} // namespace cleat
