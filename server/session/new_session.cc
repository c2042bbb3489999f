#include "server/session/new_session.h"

#include "common/base/duration.h"
#include "common/model/history.h"
#include "common/model/size.h"
#include "server/recording/recording_options.h"
#include "server/session/environment.h"

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <string_view>
#include <utility>

namespace cleat {

namespace {

constexpr std::uint64_t LONGEST_LINGER_MS = std::uint64_t{366} * 24 * 3'600 * 1'000;

std::optional<std::chrono::milliseconds> duration_of(const std::optional<std::uint64_t>& ms)
{
    if (!ms) return std::nullopt;
    return std::chrono::milliseconds(*ms);
}

Result<void> check_lifetime(const New& request)
{
    const auto most = static_cast<std::uint64_t>(MAX_DURATION.count());
    for (const auto& limit : {request.timeout_ms, request.max_age_ms, request.idle_after_ms})
        if (limit && (*limit == 0 || *limit > most))
            return Error("a session's time limit must be more than 0 and at most ten years", ErrorCode::invalid);
    if (request.grace_ms > most) return Error("a grace period must be at most ten years", ErrorCode::invalid);
    return {};
}

bool has_nul(const std::vector<std::string>& strings)
{
    return std::any_of(strings.begin(), strings.end(),
                       [](const std::string& s) { return s.find('\0') != std::string::npos; });
}

} // namespace

Result<void> check_new(const New& request)
{
    if (!is_valid({request.rows, request.columns}))
        return Error("a terminal must have 1 to 1000 rows and columns, and at most 250000 cells", ErrorCode::invalid);
    if (!request.directory.empty() && request.directory.front() != '/')
        return Error("the directory must be an absolute path", ErrorCode::invalid);
    if (has_nul(request.command) || has_nul(request.environment) || has_nul({request.directory}))
        return Error("a command, variable or path contains a NUL character", ErrorCode::invalid);
    for (const std::string& variable : request.environment)
        if (variable.find('=') == std::string::npos || variable.front() == '=')
            return Error("\"" + variable + "\" is not NAME=VALUE", ErrorCode::invalid);
    if (!request.command.empty() && request.command.front().empty())
        return Error("the name of the program is empty", ErrorCode::invalid);
    if (request.history_lines > HistoryLimits::MAX_LINES)
        return Error("a history must be at most ten million lines", ErrorCode::invalid);
    if (request.linger_ms > LONGEST_LINGER_MS) return Error("a linger time must be at most a year", ErrorCode::invalid);
    if (request.umask.value_or(0) > 0777) return Error("a umask must be 0 to 0777", ErrorCode::invalid);
    if (request.nice && (*request.nice < -20 || *request.nice > 19))
        return Error("a nice value must be -20 to 19", ErrorCode::invalid);
    if (request.record)
        if (const auto good = resolve_recording_options(*request.record, "name", 0); !good) return good.error();
    return check_lifetime(request);
}

Result<Standing> standing_of(const New& request, std::optional<UserAccount> user)
{
    Standing out;
    out.user = std::move(user);
    out.umask = request.umask.value_or(DEFAULT_UMASK);
    out.nice = request.nice.value_or(0);
    for (const std::string& text : request.rlimits) {
        const auto limit = parse_resource_limit(text);
        if (!limit) return limit.error();
        out.limits.push_back(*limit);
    }
    return out;
}

SpawnRequest spawn_request(const New& request, std::vector<std::string> environment)
{
    SpawnRequest out;
    out.argv = request.command;
    out.streams = request.kind == SessionKind::pipes ? Streams::pipes : Streams::terminal;
    out.input = request.input;
    out.rows = static_cast<std::uint16_t>(request.rows);
    out.columns = static_cast<std::uint16_t>(request.columns);
    out.directory = request.directory;
    if (out.directory.empty()) out.directory = value_of(environment, "HOME");
    if (out.directory.empty()) out.directory = "/";
    if (value_of(environment, "PWD").empty()) environment.push_back(variable("PWD", out.directory));
    if (out.argv.empty()) {
        const std::string_view shell = value_of(environment, "SHELL");
        out.argv = {shell.empty() ? "/bin/bash" : std::string(shell)};
        out.fallbacks = {"/bin/bash", "/bin/sh"};
        out.login_name = true;
    }
    out.environment = std::move(environment);
    return out;
}

LifetimePolicy lifetime_of(const New& request)
{
    return {duration_of(request.timeout_ms), duration_of(request.max_age_ms), duration_of(request.idle_after_ms),
            std::chrono::milliseconds(request.grace_ms)};
}

CreateError create_error(const SpawnError& why, const std::string& program, const std::string& directory)
{
    const std::string reason = std::strerror(why.error);
    switch (why.stage) {
    case SpawnError::Stage::exec:
        if (why.error == ENOENT) return {Error("no program \"" + program + "\"", ErrorCode::not_found), 127};
        return {Error("cannot run \"" + program + "\": " + reason), why.error == ENOTDIR ? 127 : 126};
    case SpawnError::Stage::directory: return {Error("cannot start in directory \"" + directory + "\": " + reason)};
    case SpawnError::Stage::limits: return {Error("cannot set the program's limits: " + reason)};
    case SpawnError::Stage::user: return {Error("cannot switch to the program's user: " + reason)};
    case SpawnError::Stage::pty: return {Error("cannot open a terminal: " + reason)};
    case SpawnError::Stage::fork: break;
    }
    return {Error("cannot start a process: " + reason)};
}

} // namespace cleat
