#include "tests/bench/bare_pty.h"

#include <stdexcept>

namespace cleat::bench {

PlainTerminal BarePty::attach(const std::string& session, const std::vector<std::string>& /*options*/) const
{
    return PlainTerminal({"sh", "-c", scripts_.at(session)}, {{"TERM", "xterm-256color"}});
}

void BarePty::until_shown(const std::string& /*session*/, const std::string& /*text*/) const
{
    throw std::logic_error("a bare pty has no screen");
}

void BarePty::until_ended(const std::string& /*session*/) const
{
    throw std::logic_error("a bare pty runs nothing without a client");
}

} // namespace cleat::bench
