#include "client/link/own_terminal.h"

#include "client/link/trust.h"

#include <cstdlib>

namespace cleat {

std::string terminal_for(const LinkOptions& link)
{
    const char* const terminal = std::getenv("TERM");
    return terminal == nullptr || trust_in(link) == Trust::other_user ? std::string() : terminal;
}

} // namespace cleat
