#include "tests/bench/in_tmux.h"

#include <stdexcept>

namespace cleat::bench {

namespace {

const test::Variables VARIABLES{
    {"TMUX", ""}, {"TMUX_PANE", ""}, {"TERM", "xterm-256color"}, {"COLORTERM", "truecolor"}, {"LANG", "C.UTF-8"}};

} // namespace

InTmux::InTmux()
{
    // This session keeps the server, and its options, alive.
    tmux_.open("first", SIZE, {"cat"}, {});
    socket_ = tmux_.format("first", "#{socket_path}");
    run({"set-option", "-g", "history-limit", "10000"});
}

void InTmux::open(const std::string& session, const std::string& script)
{
    run({"new-session", "-d", "-s", session, "-x", "80", "-y", "24", "sh", "-c", script});
}

PlainTerminal InTmux::attach(const std::string& session, const std::vector<std::string>& options) const
{
    std::vector<std::string> words{"attach-session", "-t", session};
    words.insert(words.end(), options.begin(), options.end());
    return PlainTerminal(command(words), VARIABLES);
}

void InTmux::until_shown(const std::string& session, const std::string& text) const
{
    if (!tmux_.until_text(session, text)) throw std::runtime_error("tmux does not show \"" + text + "\"");
}

std::string InTmux::ending(const std::string& session) const
{
    return "tmux -S '" + socket_ + "' wait-for -S " + session;
}

void InTmux::until_ended(const std::string& session) const
{
    run({"wait-for", session});
}

void InTmux::close(const std::string& session)
{
    run({"kill-session", "-t", session});
}

std::vector<std::pair<std::string, pid_t>> InTmux::servers() const
{
    return {{"server", static_cast<pid_t>(std::stoi(tmux_.format("first", "#{pid}")))}};
}

std::vector<std::string> InTmux::command(const std::vector<std::string>& arguments) const
{
    std::vector<std::string> out{"tmux", "-u", "-S", socket_};
    out.insert(out.end(), arguments.begin(), arguments.end());
    return out;
}

void InTmux::run(const std::vector<std::string>& arguments) const
{
    const test::Finished told = test::run(command(arguments), VARIABLES);
    if (told.status != 0) throw std::runtime_error("tmux " + arguments.front() + ": " + told.err);
}

} // namespace cleat::bench
