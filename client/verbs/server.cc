#include "client/verbs/all_verbs.h"
#include "client/verbs/json_text.h"
#include "common/base/quote.h"
#include "common/base/runtime_directories.h"
#include "common/socket/server_search.h"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include <unistd.h>

#include <cstdio>
#include <cstring>
#include <memory>
#include <string>
#include <vector>

namespace cleat {

namespace {

int start(const VerbContext& context)
{
    const auto caller = Caller::open(context.link, Role::observer, WithoutServer::start_one);
    return caller ? 0 : report(caller.error());
}

/// Replaces this process by the server.
int start_in_foreground()
{
    std::string program = server_program();
    std::string name = "cleatd";
    std::string option = "--foreground";
    char* const arguments[] = {name.data(), option.data(), nullptr};
    ::execvp(program.c_str(), arguments);
    return report(Error::from_errno("starting " + program));
}

int stop(const VerbContext& context)
{
    auto caller = Caller::open(context.link, Role::controller);
    if (!caller) return report(caller.error());
    const auto done = caller->ask_for<Done>(Stop());
    if (!done) return report(done.error());
    caller->wait_for_close();
    return 0;
}

/// Why the runtime directories before the one of the server were skipped.
std::vector<std::string> skipped_directories(const LinkOptions& link)
{
    std::vector<std::string> out;
    if (!link.via.empty() || !link.owner.empty()) return out;
    if (const auto search = find_server(runtime_directories(runtime_inputs())))
        for (const Error& error : search->passed_over) out.push_back(error.message());
    return out;
}

void print_status(const ServerStatus& s, const std::vector<std::string>& passed_over)
{
    std::printf("cleatd %s is running: keeper %lld, worker %lld, %llu sessions, %llu clients\n",
                visible(s.version).c_str(), static_cast<long long>(s.keeper_pid), static_cast<long long>(s.worker_pid),
                static_cast<unsigned long long>(s.sessions), static_cast<unsigned long long>(s.clients));
    if (!s.runtime_directory.empty())
        std::printf("runtime directory: %s, from %s\n", in_quotes(s.runtime_directory).c_str(),
                    visible(s.runtime_directory_from).c_str());
    if (!s.unicode.empty()) std::printf("character widths: Unicode %s\n", visible(s.unicode).c_str());
    for (const std::string& why : passed_over) std::printf("passed over: %s\n", why.c_str());
}

int status(const VerbContext& context, bool json)
{
    const auto passed_over = skipped_directories(context.link);
    auto caller = Caller::open(context.link, Role::observer);
    if (!caller) return report(caller.error());
    const auto s = caller->ask_for<ServerStatus>(AskStatus());
    if (!s) return report(s.error());
    if (!json) {
        print_status(*s, passed_over);
        return 0;
    }
    const nlohmann::json out{{"version", s->version},
                             {"keeper_pid", s->keeper_pid},
                             {"worker_pid", s->worker_pid},
                             {"started", s->started},
                             {"sessions", s->sessions},
                             {"clients", s->clients},
                             {"runtime_directory", s->runtime_directory},
                             {"runtime_directory_from", s->runtime_directory_from},
                             {"worker_descriptors", s->worker_descriptors},
                             {"worker_memory", s->worker_memory},
                             {"unicode", s->unicode},
                             {"passed_over", passed_over}};
    std::printf("%s\n", json_text(out, 2).c_str());
    return 0;
}

} // namespace

VerbAction define_server(CLI::App& app)
{
    app.require_subcommand(1, 1);
    CLI::App* const start_verb = app.add_subcommand("start", "start the server, if it is not running");
    start_verb->footer("cleat server start");
    const auto foreground = std::make_shared<bool>(false);
    start_verb->add_flag("--foreground", *foreground, "stay in the foreground and log to stderr");
    CLI::App* const stop_verb = app.add_subcommand("stop", "stop the server and kill every session");
    stop_verb->footer("cleat server stop");
    CLI::App* const status_verb = app.add_subcommand("status", "show whether the server is running");
    status_verb->footer("cleat server status --json");
    app.footer("cleat server status\nShow whether the server is running, and how many sessions it has.");
    const auto json = std::make_shared<bool>(false);
    status_verb->add_flag("--json", *json, "print JSON");
    return [=](const VerbContext& context) {
        if (stop_verb->parsed()) return stop(context);
        if (status_verb->parsed()) return status(context, *json);
        if (start_verb->parsed() && *foreground) return start_in_foreground();
        return start(context);
    };
}

} // namespace cleat
