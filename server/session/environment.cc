#include "server/session/environment.h"

#include <map>

namespace cleat {

namespace {

using Variables = std::map<std::string, std::string, std::less<>>;

bool is_locale(std::string_view key)
{
    return key == "LANG" || key == "LANGUAGE" || key.starts_with("LC_");
}

std::pair<std::string, std::string> split(const std::string& variable)
{
    const std::size_t equals = variable.find('=');
    if (equals == std::string::npos) return {variable, ""};
    return {variable.substr(0, equals), variable.substr(equals + 1)};
}

/// The variables that login(1) sets for a user.
Variables variables_of(const UserAccount& user)
{
    const bool is_root = user.ids.user == 0;
    return {{"HOME", user.home},
            {"SHELL", user.shell.empty() ? "/bin/sh" : user.shell},
            {"USER", user.name},
            {"LOGNAME", user.name},
            {"PATH", is_root ? "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
                             : "/usr/local/bin:/usr/bin:/bin:/usr/local/games:/usr/games"}};
}

} // namespace

std::vector<std::string> session_environment(const std::vector<std::string>& server,
                                             const std::vector<std::string>& client, SessionId id,
                                             std::string_view name, const std::optional<UserAccount>& user)
{
    Variables out = user ? variables_of(*user) : Variables();
    for (const std::string_view key : {"PATH", "HOME", "SHELL", "USER", "TZ"})
        if (const auto value = value_of(server, key); !value.empty()) out.emplace(key, value);
    out["TERM"] = SESSION_TERM;
    out["COLORTERM"] = "truecolor";
    out["TERM_PROGRAM"] = "cleat";
    out["TERM_PROGRAM_VERSION"] = CLEAT_VERSION;
    bool has_locale = false;
    for (const std::string& variable : client) {
        auto [key, value] = split(variable);
        has_locale = has_locale || (is_locale(key) && !value.empty());
        out.insert_or_assign(std::move(key), std::move(value));
    }
    if (!has_locale) out["LANG"] = "C.UTF-8";
    out["CLEAT_SESSION"] = name;
    out["CLEAT_SESSION_ID"] = std::to_string(id);

    std::vector<std::string> list;
    for (const auto& [key, value] : out) list.push_back(variable(key, value));
    return list;
}

std::string variable(std::string_view key, std::string_view value)
{
    std::string out;
    out.reserve(key.size() + 1 + value.size());
    out.append(key).append(1, '=').append(value);
    return out;
}

std::string_view value_of(const std::vector<std::string>& environment, std::string_view key)
{
    for (const std::string_view variable : environment)
        if (variable.size() > key.size() && variable.starts_with(key) && variable[key.size()] == '=')
            return variable.substr(key.size() + 1);
    return {};
}

} // namespace cleat
