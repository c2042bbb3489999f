#include "tests/support/tmux.h"

#include <doctest/doctest.h>

#include <unistd.h>

namespace cleat::test {

namespace {

/// Quotes text for a shell.
std::string quoted(const std::string& text)
{
    std::string out = "'";
    for (const char c : text) out += c == '\'' ? std::string("'\\''") : std::string(1, c);
    return out + "'";
}

} // namespace

Tmux::Tmux()
{
    static int count = 0;
    socket_ = "cleat-test-" + std::to_string(::getpid()) + "-" + std::to_string(++count);
}

Tmux::~Tmux()
{
    (void)tmux({"kill-server"});
}

Finished Tmux::tmux(std::vector<std::string> arguments) const
{
    std::vector<std::string> command{"tmux", "-u", "-L", socket_, "-f", "/dev/null"};
    command.insert(command.end(), arguments.begin(), arguments.end());
    return run(command, {{"TMUX", ""}, {"LANG", "C.UTF-8"}, {"LC_ALL", ""}, {"SHELL", "/bin/sh"}});
}

void Tmux::open(const std::string& session, Size size, const std::vector<std::string>& command,
                const Variables& variables) const
{
    std::string line = "exec env -u TMUX -u TMUX_PANE";
    for (const auto& [key, value] : variables)
        if (key != "TERM" && !value.empty()) line += " " + quoted(key + "=" + value);
    for (const std::string& word : command) line += " " + quoted(word);
    const Finished made = tmux({"set-option",
                                "-g",
                                "history-limit",
                                "50000",
                                ";",
                                "set-option",
                                "-g",
                                "status",
                                "off",
                                ";",
                                "set-option",
                                "-g",
                                "remain-on-exit",
                                "on",
                                ";",
                                "set-option",
                                "-g",
                                "default-terminal",
                                "tmux-256color",
                                ";",
                                "new-session",
                                "-d",
                                "-s",
                                session,
                                "-x",
                                std::to_string(size.columns),
                                "-y",
                                std::to_string(size.rows),
                                line});
    INFO(made.err);
    REQUIRE(made.status == 0);
}

void Tmux::type(const std::string& session, const std::vector<std::string>& keys) const
{
    std::vector<std::string> arguments{"send-keys", "-t", session};
    arguments.insert(arguments.end(), keys.begin(), keys.end());
    REQUIRE(tmux(arguments).status == 0);
}

std::string Tmux::text(const std::string& session) const
{
    return tmux({"capture-pane", "-p", "-t", session}).out;
}

std::string Tmux::everything(const std::string& session) const
{
    return tmux({"capture-pane", "-p", "-J", "-S", "-", "-t", session}).out;
}

std::string Tmux::history(const std::string& session) const
{
    if (format(session, "#{history_size}") == "0") return {};
    return tmux({"capture-pane", "-p", "-S", "-", "-E", "-1", "-t", session}).out;
}

void Tmux::make_new(const std::string& session, Size size) const
{
    const auto made =
        tmux({"resize-window", "-t", session, "-x", std::to_string(size.columns), "-y", std::to_string(size.rows), ";",
              "send-keys", "-t", session, "-R", ";", "clear-history", "-t", session});
    INFO(made.err);
    REQUIRE(made.status == 0);
}

std::string Tmux::joined(const std::string& session) const
{
    return tmux({"capture-pane", "-p", "-J", "-t", session}).out;
}

Screen Tmux::screen(const std::string& session, Size size) const
{
    return captured(session, size, {});
}

Screen Tmux::hidden_screen(const std::string& session, Size size) const
{
    return captured(session, size, {"-a"});
}

Screen Tmux::captured(const std::string& session, Size size, std::vector<std::string> more) const
{
    std::vector<std::string> arguments{"capture-pane", "-p", "-e", "-N", "-t", session};
    arguments.insert(arguments.end(), more.begin(), more.end());
    std::string captured = tmux(arguments).out;
    if (captured.ends_with('\n')) captured.pop_back();
    std::string bytes = "\x1b[?7l";
    for (const char c : captured) bytes += c == '\n' ? std::string("\r\n") : std::string(1, c);
    Terminal terminal(size);
    terminal.feed(bytes);
    return terminal.screen();
}

std::string Tmux::format(const std::string& session, const std::string& format) const
{
    std::string out = tmux({"display-message", "-p", "-t", session, format}).out;
    if (out.ends_with('\n')) out.pop_back();
    return out;
}

bool Tmux::until_text(const std::string& session, const std::string& text) const
{
    return eventually([&] { return this->text(session).find(text) != std::string::npos; });
}

} // namespace cleat::test
