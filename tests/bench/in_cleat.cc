#include "tests/bench/in_cleat.h"

namespace cleat::bench {

void InCleat::open(const std::string& session, const std::string& script)
{
    server_.ok({"new", "-d", "-n", session, "-s", "80x24", "--linger", "1s", "--", "sh", "-c", script});
}

PlainTerminal InCleat::attach(const std::string& session, const std::vector<std::string>& options) const
{
    std::vector<std::string> command{test::Server::program(), "attach", session};
    command.insert(command.end(), options.begin(), options.end());
    return PlainTerminal(command, server_.variables());
}

void InCleat::until_shown(const std::string& session, const std::string& text) const
{
    server_.ok({"wait", session, "--text", "\\Q" + text + "\\E", "--timeout", "30s"});
}

void InCleat::until_ended(const std::string& session) const
{
    server_.ok({"wait", session, "--exit", "--timeout", "30s"});
}

void InCleat::close(const std::string& session)
{
    (void)server_.cleat({"kill", session}); // fails if it has ended
}

std::vector<std::pair<std::string, pid_t>> InCleat::servers() const
{
    return {{"worker", server_.worker()}, {"keeper", server_.keeper()}};
}

} // namespace cleat::bench
