#include "server/pty/executable.h"

#include <optional>
#include <string_view>

namespace cleat {
namespace {

constexpr std::string_view DEFAULT_PATH = "/usr/local/bin:/usr/bin:/bin";

std::string_view search_path(const std::vector<std::string>& environment)
{
    constexpr std::string_view NAME = "PATH=";
    for (const auto& entry : environment) {
        if (entry.starts_with(NAME)) return std::string_view(entry).substr(NAME.size());
    }
    return DEFAULT_PATH;
}

/// The program's argv[0]: for a login shell "-" and the last part of its path, otherwise the name as given.
std::string shown_name(const std::string& name, bool login)
{
    return login ? "-" + name.substr(name.rfind('/') + 1) : name;
}

} // namespace

std::vector<std::string> paths_for(const std::string& name, const std::vector<std::string>& environment)
{
    if (name.find('/') != std::string::npos) return {name};
    std::vector<std::string> paths;
    if (name.empty()) return paths;
    for (auto rest = std::optional(search_path(environment)); rest;) {
        const auto colon = rest->find(':');
        const auto directory = rest->substr(0, colon);
        paths.push_back(directory.empty() ? name : std::string(directory) + "/" + name);
        rest = colon == std::string_view::npos ? std::nullopt : std::optional(rest->substr(colon + 1));
    }
    return paths;
}

std::vector<Candidate> candidates_for(const SpawnRequest& request)
{
    std::vector<Candidate> candidates;
    if (!request.argv.empty()) {
        candidates.push_back({paths_for(request.argv[0], request.environment), request.argv});
        candidates.back().arguments[0] = shown_name(request.argv[0], request.login_name);
    }
    for (const auto& fallback : request.fallbacks)
        candidates.push_back({paths_for(fallback, request.environment), {shown_name(fallback, request.login_name)}});
    return candidates;
}

} // namespace cleat
