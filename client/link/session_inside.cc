#include "client/link/session_inside.h"

#include "client/link/caller.h"
#include "client/link/trust.h"
#include "common/socket/server_search.h"

#include <algorithm>
#include <cstdlib>
#include <string_view>

namespace cleat {

std::uint64_t session_inside(const LinkOptions& link)
{
    const char* const id = std::getenv("CLEAT_SESSION_ID");
    return id != nullptr && shares_files(trust_in(link)) ? std::strtoull(id, nullptr, 10) : 0;
}

std::vector<std::string> sessions_around()
{
    const char* const variable = std::getenv("CLEAT_SESSION_TOKEN");
    if (variable == nullptr) return {};
    const std::string_view whole = variable;
    const auto colon = std::min(whole.find(':'), whole.size());
    const std::string own(whole.substr(0, colon));
    if (own.empty()) return {};
    if (colon == whole.size()) return {own};
    auto server = find_server({{std::string(whole.substr(colon + 1)), "CLEAT_SESSION_TOKEN"}});
    if (!server || !server->socket) return {own};
    auto caller = Caller::greet(OpenLink{std::move(server->socket), {}}, LinkOptions(), Role::observer);
    if (!caller) return {own};
    auto around = caller->ask_for<ShownIn>(AskShownIn{own});
    if (!around || around->tokens.empty()) return {own};
    return std::move(around->tokens);
}

} // namespace cleat
