#include "client/verbs/followed_variables.h"

#include "client/link/trust.h"

#include <cstdlib>

namespace cleat {

std::vector<std::string> followed_variables(const Settings& settings, const LinkOptions& link)
{
    std::vector<std::string> out;
    if (!shares_files(trust_in(link))) return out;
    for (const std::string& name : settings.follow) {
        const char* const value = std::getenv(name.c_str());
        out.push_back(name + '=' + (value != nullptr ? value : ""));
    }
    return out;
}

} // namespace cleat
