#include "client/verbs/session_argument.h"

#include "client/link/session_inside.h"

#include <CLI/CLI.hpp>

namespace cleat {

std::string SessionArgument::of(const LinkOptions& link) const
{
    // By number: it may have been renamed.
    const auto inside = given.empty() ? session_inside(link) : 0;
    return inside != 0 ? '#' + std::to_string(inside) : given;
}

std::shared_ptr<SessionArgument> add_session_argument(CLI::App& app)
{
    auto argument = std::make_shared<SessionArgument>();
    app.add_option("NAME", argument->given, "session (default: the one that cleat runs in, or the one used last)");
    return argument;
}

std::shared_ptr<std::string> add_required_session_argument(CLI::App& app)
{
    auto name = std::make_shared<std::string>();
    app.add_option("NAME", *name, "session")->required();
    return name;
}

} // namespace cleat
