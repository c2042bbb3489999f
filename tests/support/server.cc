#include "tests/support/server.h"

#include "common/terminal/snapshot.h"
#include "tests/support/usage.h"

#include <doctest/doctest.h>

#include <csignal>
#include <cstdlib>
#include <fstream>
#include <sstream>

namespace cleat::test {

namespace {

std::filesystem::path make_directory()
{
    std::string name = (std::filesystem::temp_directory_path() / "cleat-test-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr) std::perror("mkdtemp");
    return name;
}

/// The number of the server's connections on a Unix socket, accepted or pending (/proc/net/unix, proc(5)).
std::size_t connections_to(const std::filesystem::path& socket)
{
    std::ifstream table("/proc/net/unix");
    std::size_t count = 0;
    std::string address, references, protocol, flags, type, state, inode, path;
    for (std::string line; std::getline(table, line);) {
        std::istringstream fields(line);
        fields >> address >> references >> protocol >> flags >> type >> state >> inode >> std::ws;
        const bool is_listening = flags == "00010000";
        if (std::getline(fields, path) && path == socket && !is_listening) ++count;
    }
    return count;
}

} // namespace

Server::Server() : directory_(make_directory())
{
    const char* const cache_home = std::getenv("XDG_CACHE_HOME"); // this process reads indexes there too
    variables_ = {{"CLEAT_RUNTIME_DIR", (directory_ / "run").string()},
                  {"CLEAT_SHARED_DIR", shared_directory().string()},
                  {"XDG_STATE_HOME", (directory_ / "state").string()},
                  {"XDG_CONFIG_HOME", (directory_ / "config").string()},
                  {"CLEAT_CONFIG", ""},
                  {"CLEAT_PROGRAM", ""},
                  {"CLEAT_SANITIZE", ""},
                  {"CLEAT_SESSION", ""},
                  {"CLEAT_SESSION_ID", ""},
                  {"TMUX", ""},
                  {"TMUX_PANE", ""},
                  {"TERM", "xterm-256color"},
                  {"COLORTERM", "truecolor"},
                  {"LANG", "C.UTF-8"},
                  {"LC_ALL", ""},
                  {"SHELL", "/bin/bash"},
                  {"PS1", ""},
                  {"HISTFILE", "/dev/null"},
                  {"HOME", directory_.string()},
                  {"XDG_CACHE_HOME", cache_home != nullptr ? cache_home : (directory_ / "cache").string()}};
    std::filesystem::create_directories(directory_);
}

Server::~Server()
{
    const nlohmann::json running = status();
    if (!running.is_null()) {
        const auto keeper = running["keeper_pid"].get<pid_t>();
        const auto worker = running["worker_pid"].get<pid_t>();
        (void)cleat({"server", "stop"});
        const bool is_ours = keeper > 1; // not the first process of a namespace
        if (is_ours && !eventually([&] { return !is_alive(keeper) && !is_alive(worker); })) ::kill(keeper, SIGKILL);
    }
    std::error_code failure;
    std::filesystem::remove_all(directory_, failure);
}

std::string Server::program()
{
    const char* const given = std::getenv("CLEAT_PROGRAM");
    if (given != nullptr && *given != '\0') return given;
    return std::filesystem::read_symlink("/proc/self/exe").parent_path().parent_path() / "bin" / "cleat";
}

void Server::let_others_in() const
{
    using std::filesystem::perms;
    std::filesystem::permissions(directory_, perms::owner_all | perms::group_exec | perms::others_exec);
}

void Server::start() const
{
    ok({"server", "start"});
}

Finished Server::cleat(std::vector<std::string> arguments, const std::string& input) const
{
    arguments.insert(arguments.begin(), program());
    return run(arguments, variables_, input);
}

std::string Server::ok(std::vector<std::string> arguments, const std::string& input) const
{
    std::string line = "cleat";
    for (const std::string& argument : arguments) line += " " + argument;
    const Finished finished = cleat(std::move(arguments), input);
    INFO(line << ": " << finished.err);
    REQUIRE(finished.status == 0);
    return finished.out;
}

OuterTerminal Server::terminal(std::vector<std::string> arguments, Size size, Variables more) const
{
    arguments.insert(arguments.begin(), program());
    Variables variables = variables_;
    for (auto& [key, value] : more) variables[key] = value;
    return OuterTerminal(arguments, variables, size);
}

std::string Server::enter(const std::string& session, const std::string& text) const
{
    std::string offset = ok({"send", session, "--text", text, "--keys", "Enter"});
    offset.erase(offset.find_last_not_of('\n') + 1);
    return offset;
}

void Server::await(const std::string& session, const std::string& pattern, const std::string& after) const
{
    ok({"wait", session, "--text", pattern, "--after", after, "--timeout", "60s"});
}

void Server::ask(const std::string& session, const std::string& text, const std::string& pattern) const
{
    await(session, pattern, enter(session, text));
}

nlohmann::json Server::snapshot(const std::string& session) const
{
    return nlohmann::json::parse(ok({"snapshot", session, "--format", "json"}));
}

nlohmann::json Server::info(const std::string& session) const
{
    for (const auto& entry : nlohmann::json::parse(ok({"ls", "--json"})))
        if (entry["name"] == session) return entry;
    return nullptr;
}

Screen Server::model(const std::string& session) const
{
    const nlohmann::json taken = snapshot(session);
    Terminal terminal({taken["rows"].get<int>(), taken["columns"].get<int>()});
    terminal.feed(ok({"snapshot", session, "--format", "ansi"}));
    return terminal.screen();
}

nlohmann::json Server::status() const
{
    const Finished asked = cleat({"server", "status", "--json"});
    return asked.status == 0 ? nlohmann::json::parse(asked.out) : nlohmann::json();
}

Descriptors Server::descriptors(std::size_t clients) const
{
    REQUIRE(eventually([&] { return connections_to(socket()) <= clients; }));
    const nlohmann::json running = status();
    const auto keeper = running["keeper_pid"].get<pid_t>();
    return {::geteuid() == 0 ? descriptors_of(keeper) : 0, running["worker_descriptors"].get<std::size_t>()};
}

long Server::worker_memory() const
{
    return status()["worker_memory"].get<long>() / 1024;
}

pid_t Server::keeper() const
{
    return status()["keeper_pid"].get<pid_t>();
}

pid_t Server::worker() const
{
    return status()["worker_pid"].get<pid_t>();
}

} // namespace cleat::test
