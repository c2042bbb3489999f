#include "client/tty/terminal_environment.h"

#include <charconv>
#include <cstdlib>

namespace cleat {

namespace {

std::string variable(const char* name)
{
    const char* value = std::getenv(name);
    return value == nullptr ? std::string() : std::string(value);
}

std::string first_set(std::initializer_list<const char*> names)
{
    for (const char* name : names)
        if (auto value = variable(name); !value.empty()) return value;
    return {};
}

} // namespace

TerminalEnvironment TerminalEnvironment::current()
{
    TerminalEnvironment environment{
        .term = variable("TERM"),
        .colour_term = variable("COLORTERM"),
        .program = variable("TERM_PROGRAM"),
        .locale = first_set({"LC_ALL", "LC_CTYPE", "LANG"}),
        .is_xterm = !variable("XTERM_VERSION").empty(),
    };
    const std::string vte = variable("VTE_VERSION");
    std::from_chars(vte.data(), vte.data() + vte.size(), environment.vte_version);
    return environment;
}

} // namespace cleat
