#include "client/verbs/session_argument.h"

#include <CLI/CLI.hpp>

#include <cstdlib>

namespace cleat {

std::shared_ptr<std::string> add_session_argument(CLI::App& app)
{
    // By its number, for it may have another name by now.
    const char* const inside = std::getenv("CLEAT_SESSION_ID");
    auto name = std::make_shared<std::string>(inside != nullptr ? std::string("#") + inside : "");
    app.add_option("NAME", *name, "the session; else the one this runs in, else the one used last");
    return name;
}

std::shared_ptr<std::string> add_required_session_argument(CLI::App& app)
{
    auto name = std::make_shared<std::string>();
    app.add_option("NAME", *name, "the session")->required();
    return name;
}

} // namespace cleat
