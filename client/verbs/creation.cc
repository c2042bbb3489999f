#include "client/verbs/creation.h"

#include "client/tty/tty.h"
#include "client/verbs/recording_path.h"
#include "client/verbs/size_rule.h"
#include "common/base/duration.h"
#include "common/base/numbers.h"
#include "common/base/own_standing.h"
#include "common/base/passed_variables.h"
#include "common/base/quote.h"
#include "common/base/resource_limit.h"
#include "common/command_line/option_value.h"
#include "common/model/history.h"

#include <CLI/CLI.hpp>

#include <filesystem>
#include <string_view>

namespace cleat {

namespace {

constexpr std::size_t MAX_ENVIRONMENT = std::size_t{512} * 1024;

/// Which of this process's variables the program gets. Followed variables are sent separately; a program of another
/// user has the environment of that user's login.
PassRule pass_rule(const Creation& creation, const Settings& settings, Trust server)
{
    if (!creation.user.empty()) return {{"LANG", "LANGUAGE", "LC_*"}, settings.environment_exclude};
    PassRule out{server == Trust::own ? settings.environment : settings.environment_via, settings.environment_exclude};
    if (shares_files(server)) out.withheld.insert(out.withheld.end(), settings.follow.begin(), settings.follow.end());
    return out;
}

Result<std::vector<std::string>> environment_for(const Creation& creation, const Settings& settings, Trust server)
{
    auto out = passed_variables(own_environment(), pass_rule(creation, settings, server));
    if (settings.term != Settings{}.term) out.push_back("TERM=" + settings.term);
    out.insert(out.end(), creation.environment.begin(), creation.environment.end());
    std::size_t length = 0;
    for (const std::string& variable : out) length += variable.size() + 1;
    if (length > MAX_ENVIRONMENT)
        return Error("the environment has " + std::to_string(length) + " bytes, more than the limit of " +
                         std::to_string(MAX_ENVIRONMENT) +
                         "; exclude variables with the setting session.environment-exclude",
                     ErrorCode::invalid);
    return out;
}

/// The directory in which the program starts: absolute if the server shares this host's files, otherwise as given, or
/// empty. The kernel resolves ".." after a symbolic link.
Result<std::string> directory_for(const Creation& creation, Trust server)
{
    if (creation.directory && creation.directory->empty())
        return Error("the directory name is empty", ErrorCode::invalid);
    if (!shares_files(server) || !creation.user.empty()) return creation.directory.value_or("");
    const std::string wanted = creation.directory.value_or(".");
    std::error_code failure;
    auto found = std::filesystem::canonical(wanted, failure);
    if (!failure) return found.string();
    const std::string what = creation.directory ? "directory " + in_quotes(wanted) : "the current directory";
    return Error("cannot start in " + what + ": " + failure.message());
}

/// The duration given on the command line, or none for "none"; otherwise the configured one.
Result<std::optional<std::uint64_t>> limit_of(const std::optional<std::string>& said,
                                              const std::optional<std::chrono::milliseconds>& configured)
{
    using Limit = std::optional<std::uint64_t>;
    if (!said) return configured ? Limit(static_cast<std::uint64_t>(configured->count())) : Limit();
    if (*said == "none") return Limit();
    const auto parsed = parse_duration(*said);
    if (!parsed) return parsed.error();
    if (parsed->count() == 0)
        return Error("the duration must be greater than zero; use \"none\" for no limit", ErrorCode::invalid);
    return Limit(static_cast<std::uint64_t>(parsed->count()));
}

Result<void> set_lifetime(New& out, const Creation& creation, const Settings& settings)
{
    const auto timeout = limit_of(creation.timeout, settings.timeout);
    if (!timeout) return timeout.error().with("--timeout");
    const auto max_age = limit_of(creation.max_age, settings.max_age);
    if (!max_age) return max_age.error().with("--max-age");
    const auto idle_after = limit_of(creation.idle_after, settings.idle_after);
    if (!idle_after) return idle_after.error().with("--idle-after");
    const auto grace = parse_duration(creation.grace.value_or(format_duration(settings.grace)));
    if (!grace) return grace.error().with("--grace");
    out.timeout_ms = *timeout;
    out.max_age_ms = *max_age;
    out.idle_after_ms = *idle_after;
    out.grace_ms = static_cast<std::uint64_t>(grace->count());
    return {};
}

} // namespace

std::shared_ptr<Creation> add_creation_options(CLI::App& app)
{
    auto out = std::make_shared<Creation>();
    app.add_option("-n,--name", out->name, "name of the session (default: the lowest free number)")->type_name("NAME");
    app.add_option("-C,--directory", out->directory, "start the program in this directory (default: the current one)")
        ->type_name("DIR");
    app.add_option("-e,--environment", out->environment, "set a variable for the program; can be repeated")
        ->type_name("NAME=VALUE")
        ->allow_extra_args(false);
    app.add_option("-s,--size", out->size, "initial size, as COLUMNSxROWS (default: that of this terminal, or 80x24)")
        ->type_name("SIZE");
    app.add_option(
           "--size-policy", out->size_policy,
           "how controllers' terminals determine the size: latest, smallest, largest or fixed (default: latest)")
        ->type_name("POLICY")
        ->check(one_of({"latest", "smallest", "largest", "fixed"}));
    constexpr auto MAX_LINES = static_cast<std::int64_t>(HistoryLimits::MAX_LINES);
    app.add_option("--history-lines", out->history_lines,
                   "lines of history to keep, at most " + std::to_string(MAX_LINES) + " (default: 10000)")
        ->type_name("LINES")
        ->check(whole_number(0, MAX_LINES));
    app.add_option("--linger", out->linger,
                   "keep the final screen and exit status this long after the program exits (default: 5m)")
        ->type_name("DURATION");
    app.add_option("--timeout", out->timeout, "kill the session after this long, with status 124; none: no limit")
        ->type_name("DURATION")
        ->check(suggested({"none"}));
    app.add_option("--max-age", out->max_age, "like --timeout, but with the program's own exit status")
        ->type_name("DURATION")
        ->check(suggested({"none"}));
    app.add_option("--idle-after", out->idle_after, "kill the session after this long without a client; none: no limit")
        ->type_name("DURATION")
        ->check(suggested({"none"}));
    app.add_option("--grace", out->grace,
                   "time between SIGHUP, SIGTERM and SIGKILL when a limit ends the session (default: 30s)")
        ->type_name("DURATION");
    app.add_option("-u,--user", out->user, "run the program as this user; requires a server run by root")
        ->type_name("USER");
    app.add_option("--rlimit", out->rlimits,
                   "limit a resource of the program, for example nofile=1024 or cpu=60:120; can be repeated")
        ->type_name("LIMIT")
        ->check(suggested({"as=", "core=", "cpu=", "data=", "fsize=", "memlock=", "nofile=", "nproc=", "stack="}))
        ->allow_extra_args(false);
    app.add_option("--record", out->record, "record the session to this file from the start")->type_name("FILE");
    app.add_option("COMMAND", out->command, "program to run, with its arguments (default: your shell)")
        ->option_text("[-- COMMAND [ARGUMENT...]]");
    app.positionals_at_end();
    return out;
}

Result<New> new_message(const Creation& creation, const Settings& settings, Trust server)
{
    New out;
    out.name = creation.name;
    out.command = creation.command;
    auto environment = environment_for(creation, settings, server);
    if (!environment) return environment.error();
    out.environment = std::move(*environment);
    auto directory = directory_for(creation, server);
    if (!directory) return directory.error();
    out.directory = std::move(*directory);
    if (server == Trust::own && creation.user.empty()) {
        out.umask = own_umask();
        out.nice = own_nice();
    }

    Size size;
    if (const auto tty = Tty::open()) size = tty->size();
    if (!creation.size.empty()) {
        const auto wanted = parse_dimensions(creation.size, MAX_SIDE);
        if (!wanted) return wanted.error();
        size = {wanted->rows, wanted->columns};
    }
    out.rows = size.rows;
    out.columns = size.columns;

    const auto rule = parse_size_rule(creation.size_policy.value_or(settings.size_policy));
    if (!rule) return rule.error();
    out.size_rule = *rule;

    out.history_lines = static_cast<std::uint64_t>(creation.history_lines.value_or(settings.history_lines));

    if (const auto good = set_lifetime(out, creation, settings); !good) return good.error();
    out.user = creation.user;
    out.rlimits = settings.rlimits;
    out.rlimits.insert(out.rlimits.end(), creation.rlimits.begin(), creation.rlimits.end());
    for (const std::string& limit : out.rlimits)
        if (const auto parsed = parse_resource_limit(limit); !parsed) return parsed.error();

    if (!creation.record.empty()) {
        auto path = recording_path(creation.record, shares_files(server) ? Where::here : Where::elsewhere);
        if (!path) return path.error();
        out.record = RecordingOptions{.path = std::move(*path)};
    }

    const auto linger = parse_duration(creation.linger.value_or(format_duration(settings.linger)));
    if (!linger) return linger.error();
    out.linger_ms = static_cast<std::uint64_t>(linger->count());
    return out;
}

} // namespace cleat
